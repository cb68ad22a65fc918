package io.lanecoder.latent;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.kernel.Distances;
import io.lanecoder.kernel.Kernels;
import io.lanecoder.kernel.Products;
import io.lanecoder.kernel.Workers;
import java.util.Arrays;

/**
 * Rows less an origin, for the distance kernels, in chunks that depend on the shape alone. Packed they take as much memory as
 * the rows themselves, so that is only done for who asks for it; who goes through the rows once in a while packs a block at a
 * time.
 */
final class PackedRows {
    /** Rows of a block: its 16-row panels and the rows themselves stay in the second level cache. */
    static final int BLOCK = 256;
    private static final int MAX_CHUNKS = 64;

    final Distances kernels = Kernels.get().distances();
    final FloatMatrix x;
    final int rows;
    final int depth;
    /** Length {@code Products.padded(depth)}. */
    final float[] origin;
    /** Rows of a chunk, a multiple of every panel's rows; the last chunk may have fewer. */
    final int chunkRows;
    final int chunks;
    private final float[][] packed;

    /** At most {@code maxChunks}, and no more than 64: enough for threads to share evenly. */
    PackedRows(FloatMatrix x, float[] origin, int maxChunks) {
        this.x = x;
        this.rows = x.rows();
        this.depth = x.cols();
        this.origin = origin;
        int share = Math.ceilDiv(rows, Math.clamp(maxChunks, 1, MAX_CHUNKS));
        this.chunkRows = Math.ceilDiv(Math.max(share, 1), BLOCK) * BLOCK;
        this.chunks = Math.ceilDiv(rows, chunkRows);
        this.packed = new float[chunks][];
    }

    /** Packs all rows, if that has not been done. */
    PackedRows pack(Workers workers) {
        if (packed[0] != null) {
            return this;
        }
        Tasks.run(workers, chunks, chunk -> {
            float[] panels = new float[kernels.paddedRows(rowsOf(chunk)) * depth];
            kernels.packRows(rowsOf(chunk), depth, x.array(), x.rowOffset(first(chunk)), depth, origin, panels, 0);
            packed[chunk] = panels;
        });
        return this;
    }

    /** Packs rows named by their numbers. */
    void packList(int count, int[] list, int from, float[] panels) {
        kernels.packList(count, list, from, depth, x.array(), x.rowOffset(0), depth, origin, panels, 0);
    }

    /** The origin that leaves least to cancel: the mean of each column, as a float. */
    static float[] means(FloatMatrix x, Workers workers) {
        double[] sums = columnSums(x, new double[x.cols()], false, workers);
        float[] means = new float[Products.padded(x.cols())];
        for (int k = 0; k < sums.length; k++) {
            means[k] = (float) (sums[k] / x.rows());
        }
        return means;
    }

    /** The mean of the population variances of the columns, {@code near} their means. */
    static double meanVariance(FloatMatrix x, float[] near, Workers workers) {
        double[] centre = new double[x.cols()];
        Arrays.setAll(centre, k -> near[k]);
        double[] sums = columnSums(x, centre, false, workers);
        double[] squares = columnSums(x, centre, true, workers);
        double total = 0;
        for (int k = 0; k < sums.length; k++) {
            double mean = sums[k] / x.rows();
            total += Math.max(0, squares[k] / x.rows() - mean * mean);
        }
        return total / x.cols();
    }

    /**
     * Sums of each column less its centre, or of the squares; rows are divided by their number alone, parts added in
     * order.
     */
    private static double[] columnSums(FloatMatrix x, double[] centre, boolean squares, Workers workers) {
        int share = Math.max(BLOCK, Math.ceilDiv(x.rows(), MAX_CHUNKS));
        double[][] parts = new double[Math.ceilDiv(x.rows(), share)][x.cols()];
        float[] values = x.array();
        Tasks.run(workers, parts.length, task -> {
            double[] part = parts[task];
            for (int row = task * share; row < Math.min(x.rows(), (task + 1) * share); row++) {
                int from = x.rowOffset(row);
                for (int k = 0; k < part.length; k++) {
                    double difference = values[from + k] - centre[k];
                    part[k] += squares ? difference * difference : difference;
                }
            }
        });
        double[] sums = new double[x.cols()];
        for (double[] part : parts) {
            for (int k = 0; k < sums.length; k++) {
                sums[k] += part[k];
            }
        }
        return sums;
    }

    /** The norm of a row less the origin, at most one rounding off. */
    float norm(int row) {
        float[] values = x.array();
        int at = x.rowOffset(row);
        double even = 0; // two sums: they need not wait for each other
        double odd = 0;
        for (int k = 0; k < depth; k++) {
            double value = values[at + k] - origin[k];
            if ((k & 1) == 0) {
                even += value * value;
            } else {
                odd += value * value;
            }
        }
        return (float) Math.sqrt(even + odd);
    }

    int first(int chunk) {
        return chunk * chunkRows;
    }

    int rowsOf(int chunk) {
        return Math.min(chunkRows, rows - first(chunk));
    }

    /** The panels of a chunk; null before {@link #pack}. */
    float[] packed(int chunk) {
        return packed[chunk];
    }

    /** Room for a value a row and whole panels. */
    int room() {
        return kernels.paddedRows(rows);
    }
}
