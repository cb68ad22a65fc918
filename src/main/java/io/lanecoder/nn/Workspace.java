package io.lanecoder.nn;

import io.lanecoder.kernel.Products;
import io.lanecoder.kernel.ProductScratch;

/**
 * Memory for the forward passes of a block of rows: what every layer put out.
 *
 * <p>Rows lie {@link Products#padded} floats apart. Not safe for several threads.
 */
public final class Workspace {
    /** Outputs of layer l; what the activation made of the sums. */
    final float[][] outputs;
    /** For the products of several rows. */
    final ProductScratch scratch;
    /** For those of a single row. */
    final int[] steps;

    /**
     * Memory for {@link Passes#forward}.
     *
     * @param network the shape
     * @param maxRows the most rows of a pass, >= 1
     */
    public Workspace(Network network, int maxRows) {
        this(network, maxRows, new ProductScratch(maxRows));
    }

    private Workspace(Network network, int maxRows, ProductScratch scratch) {
        int layers = network.layers().size();
        this.outputs = new float[layers][];
        for (int l = 0; l < layers; l++) {
            outputs[l] = block(maxRows, network.layers().get(l).outputs());
        }
        this.scratch = scratch;
        this.steps = new int[network.layers().stream().mapToInt(Dense::inputs).max().getAsInt()];
    }

    /**
     * {@return memory for {@link Passes#forwardRow}, a tenth of what several rows take}
     *
     * @param network the shape
     */
    public static Workspace ofRow(Network network) {
        return new Workspace(network, 1, null);
    }

    /**
     * Memory for rows of a given width, as the passes want it.
     *
     * @param rows number of rows
     * @param cols number of columns
     * @return {@code rows * padded(cols)} floats and a few more
     */
    public static float[] block(int rows, int cols) {
        long size = Products.START + (long) rows * Products.padded(cols) + Products.ALIGN;
        if (size > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "a block of " + rows + " rows of " + cols + " columns is too large for one array");
        }
        return new float[(int) size];
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
