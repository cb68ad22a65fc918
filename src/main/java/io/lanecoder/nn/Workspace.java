package io.lanecoder.nn;

import io.lanecoder.kernel.Products;

/**
 * Memory for the passes of a block or batch of rows: what every layer put out and, for training, how the loss depends on it.
 *
 * <p>Rows lie {@link Products#padded} floats apart. Not safe for several threads, unless each works on rows of its own and with a
 * scratch array of its own ({@link #newScratch}).
 */
public final class Workspace {
    final int maxRows;
    /** Outputs of layer l; what the activation made of the sums. */
    final float[][] outputs;
    /** The sums themselves, where the activation's derivative is taken from them; otherwise the outputs' array. */
    final float[][] sums;
    /** Gradient of the loss by the sums of layer l, in training. */
    final float[][] deltas;
    /** The inputs of layer l, packed for the product with the deltas, in training. */
    final float[][] packedInputs;

    /**
     * Takes the memory.
     *
     * @param network the shape
     * @param maxRows the most rows of a pass, >= 1
     * @param forTraining whether there is a backward pass
     */
    public Workspace(Network network, int maxRows, boolean forTraining) {
        int layers = network.layers().size();
        this.maxRows = maxRows;
        this.outputs = new float[layers][];
        this.sums = new float[layers][];
        this.deltas = new float[layers][];
        this.packedInputs = new float[layers][];
        for (int l = 0; l < layers; l++) {
            Dense layer = network.layers().get(l);
            int width = Products.padded(layer.outputs());
            outputs[l] = block(maxRows, width);
            boolean keepSums = layer.activation().kind().op.derivativeFromInput();
            sums[l] = forTraining && keepSums ? block(maxRows, width) : outputs[l];
            deltas[l] = forTraining ? block(maxRows, width) : null;
            packedInputs[l] = forTraining ? new float[Products.packedSize(maxRows, layer.inputs())] : null;
        }
    }

    boolean forTraining() {
        return deltas[0] != null;
    }

    /**
     * Memory for rows of a given width, as the passes want it.
     *
     * @param rows number of rows
     * @param cols number of columns
     * @return {@code rows * padded(cols)} floats and a few more
     */
    public static float[] block(int rows, int cols) {
        long size = (long) rows * Products.padded(cols) + Products.ALIGN;
        if (size > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "a block of " + rows + " rows of " + cols + " columns is too large for one array");
        }
        return new float[(int) size];
    }

    /**
     * {@return scratch memory for one thread}
     *
     * @param rows the most rows of one call
     */
    public static float[] newScratch(int rows) {
        return new float[Products.scratchSize(rows)];
    }

    /**
     * The outputs of a layer.
     *
     * @param layer the layer's number
     * @return its array; row i begins at {@code i * padded(outputs)}
     */
    public float[] outputs(int layer) {
        return outputs[layer];
    }

    /**
     * The gradient of the loss by the sums of a layer.
     *
     * @param layer the layer's number
     * @return its array; row i begins at {@code i * padded(outputs)}
     */
    public float[] deltas(int layer) {
        return deltas[layer];
    }

}
