package io.lanecoder.nn;

import io.lanecoder.kernel.Kernels;
import io.lanecoder.kernel.Products;

/**
 * The numbers of a network: one flat array, and a copy of the weights packed for passes that do not train.
 *
 * <p>The packed copy is a cache. Whoever writes into {@link #values} calls {@link #pack()} before the next such pass; training
 * has one of its own ({@link PackedLayout}). Safe for many threads as long as nobody writes.
 */
public final class Parameters {
    private final Network network;
    private final float[] values;
    private float[][] forward;

    /**
     * All zeros.
     *
     * @param network the shape
     */
    public Parameters(Network network) {
        this.network = network;
        this.values = new float[network.size()];
    }

    /** {@return the shape} */
    public Network network() {
        return network;
    }

    /** {@return the flat array itself, laid out as {@link Network} says} */
    public float[] values() {
        return values;
    }

    /** Packs the weights of all layers. */
    public void pack() {
        int layers = network.layers().size();
        float[][] packed = forward == null ? new float[layers][] : forward;
        for (int l = 0; l < layers; l++) {
            Dense layer = network.layers().get(l);
            if (packed[l] == null) {
                packed[l] = new float[Products.packedSize(layer.inputs(), layer.outputs())];
            }
            Kernels.ready().products().packTransposed(layer.inputs(), layer.outputs(), values, network.weightOffset(l),
                    network.weightStride(l), packed[l], 0);
        }
        forward = packed;
    }

    /** W^T packed, for y = x W^T. */
    float[] forward(int layer) {
        if (forward == null) {
            throw new IllegalStateException("the weights have not been packed");
        }
        return forward[layer];
    }

    /**
     * A copy of a layer's weights without padding.
     *
     * @param layer the layer's number
     * @return {@code outputs x inputs} values, row-major
     */
    public float[] weights(int layer) {
        Dense dense = network.layers().get(layer);
        float[] copy = new float[dense.outputs() * dense.inputs()];
        for (int j = 0; j < dense.outputs(); j++) {
            System.arraycopy(values, network.weightOffset(layer) + j * network.weightStride(layer), copy,
                    j * dense.inputs(), dense.inputs());
        }
        return copy;
    }

    /**
     * A copy of a layer's biases.
     *
     * @param layer the layer's number
     * @return {@code outputs} values
     */
    public float[] biases(int layer) {
        float[] copy = new float[network.layers().get(layer).outputs()];
        System.arraycopy(values, network.biasOffset(layer), copy, 0, copy.length);
        return copy;
    }

    /**
     * Sets a layer's numbers; {@link #pack()} is left to the caller.
     *
     * @param layer the layer's number
     * @param weights {@code outputs x inputs} values, row-major
     * @param biases {@code outputs} values
     * @throws IllegalArgumentException if a length does not fit
     */
    public void set(int layer, float[] weights, float[] biases) {
        Dense dense = network.layers().get(layer);
        if (weights.length != dense.outputs() * dense.inputs() || biases.length != dense.outputs()) {
            throw new IllegalArgumentException("layer " + dense.name() + " takes " + dense.outputs() + " x "
                    + dense.inputs() + " weights and " + dense.outputs() + " biases, got " + weights.length + " and "
                    + biases.length);
        }
        for (int j = 0; j < dense.outputs(); j++) {
            System.arraycopy(weights, j * dense.inputs(), values,
                    network.weightOffset(layer) + j * network.weightStride(layer), dense.inputs());
        }
        System.arraycopy(biases, 0, values, network.biasOffset(layer), biases.length);
    }
}
