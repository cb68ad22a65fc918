package io.lanecoder.nn;

import io.lanecoder.kernel.Products;

/**
 * Memory for the forward passes of a block of rows: what every layer put out.
 *
 * <p>Rows lie {@link Products#padded} floats apart. Not safe for several threads, unless each works on rows of its own and with a
 * scratch array of its own ({@link #newScratch}).
 */
public final class Workspace {
    /** Outputs of layer l; what the activation made of the sums. */
    final float[][] outputs;

    /**
     * Takes the memory.
     *
     * @param network the shape
     * @param maxRows the most rows of a pass, >= 1
     */
    public Workspace(Network network, int maxRows) {
        int layers = network.layers().size();
        this.outputs = new float[layers][];
        for (int l = 0; l < layers; l++) {
            outputs[l] = block(maxRows, network.layers().get(l).outputs());
        }
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
}
