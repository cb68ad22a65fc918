package io.lanecoder.kernel;

/** One thread's memory for the products of several rows. */
public final class ProductScratch {
    /** Strips of A, and a panel of B. */
    final float[] floats;
    /** Which steps of the depth count, strip by strip. */
    final int[] steps;
    /** How many they are. */
    final int[] counts;
    /** A tile of C. */
    final float[] tile;

    /**
     * Takes the memory.
     *
     * @param rows the most rows of C of one call
     */
    public ProductScratch(int rows) {
        int strips = rows / 6 + 2; // one for every tile of six rows, and one more
        this.floats = new float[Products.DEPTH_BLOCK * (8 * strips + 3 * Products.ALIGN)];
        this.steps = new int[Products.DEPTH_BLOCK * strips];
        this.counts = new int[strips];
        this.tile = new float[8 * 3 * Products.ALIGN];
    }
}
