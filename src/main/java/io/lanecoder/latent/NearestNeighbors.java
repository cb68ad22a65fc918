package io.lanecoder.latent;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.kernel.Workers;
import java.util.Arrays;

/**
 * The k nearest rows by Euclidean distance, exactly: every row is looked at, and whatever could be among the nearest
 * within the rounding of floats is measured in double. Equal distances are ordered by row number.
 *
 * <p>Cost: queries x rows x columns multiply-adds; memory: two copies of the rows. Immutable, safe for all threads.
 */
public final class NearestNeighbors {
    private final FloatMatrix rows;
    private final float[] origin;
    private final Points points;
    private final double greatestNorm;

    private NearestNeighbors(FloatMatrix rows) {
        this.rows = rows;
        try (Workers workers = new Workers(1)) {
            this.origin = PackedRows.means(rows, workers);
        }
        this.points = new Points(rows.rows(), rows.cols(), rows.array(), origin);
        double greatest = 0;
        for (int i = 0; i < rows.rows(); i++) {
            greatest = Math.max(greatest, points.halfNorms[i]);
        }
        this.greatestNorm = Math.sqrt(2 * greatest) * 1.001;
    }

    /**
     * What {@link #query} found.
     *
     * @param k neighbours a query
     * @param indices row numbers, k a query, nearest first; the array itself, not a copy
     * @param distances their distances (not squared), as many; the array itself, not a copy
     */
    public record Neighbors(int k, int[] indices, double[] distances) {
    }

    /**
     * Makes rows ready to be searched.
     *
     * @param rows one sample a row, copied
     * @return the searcher
     * @throws IllegalArgumentException if there is no row or a value is not finite
     */
    public static NearestNeighbors of(FloatMatrix rows) {
        Checks.values(rows, "the rows");
        return new NearestNeighbors(FloatMatrix.of(rows.rows(), rows.cols(), rows.toArray()));
    }

    /** {@return the number of rows} */
    public int size() {
        return rows.rows();
    }

    /**
     * The nearest rows of each query. A query that is one of the rows finds itself.
     *
     * @param queries as many columns as the rows
     * @param k 1 to {@link #size}
     * @param threads number of threads, >= 1; does not change the result
     * @return the neighbours
     * @throws IllegalArgumentException if k or the columns are out of range, or a value is not finite
     */
    public Neighbors query(FloatMatrix queries, int k, int threads) {
        Checks.threads(threads);
        Checks.require(k >= 1 && k <= rows.rows(), "k must be 1 to %s, the number of rows, got %s", rows.rows(), k);
        Checks.columns(queries, rows.cols(), "the queries");
        int n = queries.rows();
        Neighbors found = new Neighbors(k, new int[Math.multiplyExact(n, k)], new double[n * k]);
        if (n == 0) {
            return found;
        }
        Checks.values(queries, "the queries");
        try (Workers workers = new Workers(threads)) {
            PackedRows packed = new PackedRows(queries, origin, Integer.MAX_VALUE).pack(workers);
            int group = NeighborSearch.PANELS * packed.kernels.panelRows(); // a divisor of the rows of a chunk
            Tasks.run(workers, Math.ceilDiv(n, group), () -> {
                NeighborSearch search = new NeighborSearch(rows, points, greatestNorm, packed, found);
                return task -> search.run(task * group, Math.min(group, n - task * group));
            });
        }
        return found;
    }

    /**
     * The class that most of the k nearest rows have, of equally frequent ones the lowest.
     *
     * @param labels the class of each row, >= 0
     * @param queries as many columns as the rows
     * @param k 1 to {@link #size}
     * @param threads number of threads, >= 1
     * @return a class a query
     * @throws IllegalArgumentException as {@link #query}, or if the labels do not match the rows
     */
    public int[] classify(int[] labels, FloatMatrix queries, int k, int threads) {
        Checks.labels(labels, rows.rows());
        Neighbors found = query(queries, k, threads);
        int[] votes = new int[1 + Arrays.stream(labels).max().orElseThrow()];
        int[] classes = new int[queries.rows()];
        for (int i = 0; i < classes.length; i++) {
            int best = labels[found.indices[i * k]];
            for (int j = 0; j < k; j++) {
                votes[labels[found.indices[i * k + j]]]++;
            }
            for (int j = 0; j < k; j++) {
                int label = labels[found.indices[i * k + j]];
                if (votes[label] > votes[best] || votes[label] == votes[best] && label < best) {
                    best = label;
                }
            }
            for (int j = 0; j < k; j++) {
                votes[labels[found.indices[i * k + j]]] = 0;
            }
            classes[i] = best;
        }
        return classes;
    }
}
