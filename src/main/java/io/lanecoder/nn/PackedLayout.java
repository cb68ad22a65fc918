package io.lanecoder.nn;

import io.lanecoder.kernel.Kernels;
import io.lanecoder.kernel.Products;

/**
 * Where training keeps the numbers of a network: one flat array, from {@link Products#START} on of each layer its W^T,
 * packed, and then its biases.
 *
 * <p>So the forward pass reads weights as they stand, and a gradient comes out of its product in the order in which the optimiser
 * goes over it. The order depends on the lanes of the vector kernels: what is kept, compared, or summed up is laid out as
 * {@link Network} says. Immutable and safe for all threads.
 */
public final class PackedLayout {
    private final Network network;
    private final int[] weights;
    private final int[] biases;
    private final int size;

    /**
     * The layout for a network.
     *
     * @param network the shape
     * @throws IllegalArgumentException if it is too large for one array
     */
    public PackedLayout(Network network) {
        this.network = network;
        int layers = network.layers().size();
        this.weights = new int[layers];
        this.biases = new int[layers];
        long next = Products.START;
        for (int l = 0; l < layers; l++) {
            Dense layer = network.layers().get(l);
            int outputs = Products.padded(layer.outputs());
            weights[l] = (int) next;
            next += (long) layer.inputs() * outputs;
            biases[l] = (int) next;
            next += outputs;
            if (next > Integer.MAX_VALUE - 64) {
                throw new IllegalArgumentException(
                        "the network is too large to be trained: more parameters than one array holds");
            }
        }
        this.size = (int) next + Products.ALIGN; // products may read so much behind a packed matrix
    }

    /** {@return the shape} */
    public Network network() {
        return network;
    }

    /** {@return the length of a flat array of this layout} */
    public int size() {
        return size;
    }

    /**
     * {@return where the packed W^T of a layer begins, inputs x outputs}
     *
     * @param layer the layer's number, from 0
     */
    public int weights(int layer) {
        return weights[layer];
    }

    /**
     * {@return where the biases of a layer begin}
     *
     * @param layer the layer's number, from 0
     */
    public int biases(int layer) {
        return biases[layer];
    }

    /**
     * Packs numbers.
     *
     * @param values laid out as the network's parameters
     * @param packed gets them in this layout
     */
    public void pack(float[] values, float[] packed) {
        for (int l = 0; l < weights.length; l++) {
            Dense layer = network.layers().get(l);
            Kernels.ready().products().packTransposed(layer.inputs(), layer.outputs(), values, network.weightOffset(l),
                    network.weightStride(l), packed, weights[l]);
            System.arraycopy(values, network.biasOffset(l), packed, biases[l], layer.outputs());
        }
    }

    /**
     * Undoes {@link #pack}.
     *
     * @param packed numbers in this layout
     * @param values gets them laid out as the network's parameters; the padding is left as it is
     */
    public void unpack(float[] packed, float[] values) {
        for (int l = 0; l < weights.length; l++) {
            Dense layer = network.layers().get(l);
            Kernels.ready().products().unpackTransposed(layer.inputs(), layer.outputs(), packed, weights[l], values,
                    network.weightOffset(l), network.weightStride(l));
            System.arraycopy(packed, biases[l], values, network.biasOffset(l), layer.outputs());
        }
    }
}
