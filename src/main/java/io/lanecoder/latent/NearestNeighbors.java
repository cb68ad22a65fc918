package io.lanecoder.latent;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.kernel.Distances;
import io.lanecoder.kernel.Workers;
import java.util.Arrays;

/**
 * The k nearest rows by Euclidean distance, exactly: every row is looked at, and whatever could be among the nearest
 * within the rounding of floats is measured in double. Equal distances are ordered by row number.
 *
 * <p>Cost: queries x rows x columns multiply-adds; memory: two copies of the rows. Immutable, safe for all threads.
 */
public final class NearestNeighbors {
    /** Panels of queries that share a stretch of rows while it is in the second level cache. */
    private static final int GROUP = 8;
    private static final int CACHED_FLOATS = 1 << 16;

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
            PackedRows packed = new PackedRows(queries, origin, Integer.MAX_VALUE, workers);
            int group = GROUP * packed.kernels.panelRows(); // a divisor of the rows of a chunk
            Tasks.run(workers, Math.ceilDiv(n, group), task -> {
                int from = task * group;
                int to = Math.min(from + group, n);
                search(packed, from, to - from, found);
                for (int i = from * k; i < to * k; i++) {
                    found.distances[i] = Math.sqrt(found.distances[i]);
                }
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

    private void search(PackedRows queries, int from, int count, Neighbors found) {
        int width = queries.kernels.panelRows();
        int depth = rows.cols();
        int chunk = from / queries.chunkRows;
        int panels = Math.ceilDiv(count, width);
        float[][] bounds = new float[panels][width];
        double[] norms = new double[panels * width];
        for (int p = 0; p < panels; p++) {
            Arrays.fill(bounds[p], Float.NEGATIVE_INFINITY); // the empty places of the last panel find nothing
            for (int r = 0; r < Math.min(width, count - p * width); r++) {
                bounds[p][r] = Float.POSITIVE_INFINITY;
                norms[p * width + r] = squaredNorm(queries, from + p * width + r);
            }
        }
        int[] have = new int[panels * width];
        float[] scores = new float[Distances.TILE * width];
        int tiles = Distances.padded(rows.rows()) / Distances.TILE;
        int stretch = Math.max(1, CACHED_FLOATS / (Distances.TILE * depth));
        for (int begin = 0; begin < tiles; begin += stretch) {
            int end = Math.min(begin + stretch, tiles);
            for (int p = 0; p < panels; p++) {
                int panel = (from - queries.first(chunk) + p * width) * depth;
                for (int tile = begin; tile < end; tile++) {
                    tile = queries.kernels.nextBelow(tile, end, depth, queries.packed(chunk), panel, points.packed,
                            points.halfNorms, bounds[p], scores);
                    if (tile < end) {
                        take(queries.x, from, p, tile, scores, bounds[p], norms, have, found);
                    }
                }
            }
        }
    }

    private static double squaredNorm(PackedRows queries, int row) {
        double sum = 0;
        for (int i = 0; i < queries.depth; i++) {
            double value = queries.x.array()[queries.x.rowOffset(row) + i] - queries.origin[i];
            sum += value * value;
        }
        return sum;
    }

    /** Measures what a tile has below the bounds, keeps the nearest, and tightens the bounds. */
    private void take(FloatMatrix queries, int from, int panel, int tile, float[] scores, float[] bounds,
            double[] norms,
            int[] have, Neighbors found) {
        int width = bounds.length;
        for (int j = 0; j < Math.min(Distances.TILE, rows.rows() - tile * Distances.TILE); j++) {
            for (int r = 0; r < width; r++) {
                if (scores[j * width + r] < bounds[r]) {
                    int place = panel * width + r;
                    int query = from + place;
                    int row = tile * Distances.TILE + j;
                    double square = squaredDistance(queries, query, row);
                    have[place] = insert(square, row, query * found.k, have[place], found);
                    if (have[place] == found.k) {
                        bounds[r] = bound(found.distances[(query + 1) * found.k - 1], norms[place]);
                    }
                }
            }
        }
    }

    private double squaredDistance(FloatMatrix queries, int query, int row) {
        int a = queries.rowOffset(query);
        int b = rows.rowOffset(row);
        double sum = 0;
        for (int i = 0; i < rows.cols(); i++) {
            double difference = (double) queries.array()[a + i] - rows.array()[b + i];
            sum += difference * difference;
        }
        return sum;
    }

    /** Puts a row behind those that are as near (rows come in ascending order); gives the number of neighbours then. */
    private static int insert(double square, int row, int first, int have, Neighbors found) {
        int at = first + Math.min(have, found.k - 1);
        if (have == found.k && square >= found.distances[at]) {
            return have;
        }
        for (; at > first && found.distances[at - 1] > square; at--) {
            found.distances[at] = found.distances[at - 1];
            found.indices[at] = found.indices[at - 1];
        }
        found.distances[at] = square;
        found.indices[at] = row;
        return Math.min(have + 1, found.k);
    }

    /**
     * A score that no row at this squared distance or nearer can exceed. A score is off by no more than
     * {@code (2d + 6) 2^-24 (C^2 / 2 + |x| C)}, and taking off the origin moves a row by no more than 2^-24 of its
     * norm.
     */
    private float bound(double square, double squaredNorm) {
        double reach = Math.sqrt(squaredNorm) + greatestNorm;
        double error = (2 * rows.cols() + 10) * 0x1.1p-24 * reach * reach;
        return Math.nextUp((float) (0.5 * (square - squaredNorm) + error));
    }
}
