package io.lanecoder.latent;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.kernel.Products;
import io.lanecoder.kernel.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * k-means: k centres, each the mean of the rows that are nearest to it. What is sought is the least
 * {@code inertia = sum_i w_i ||x_i - c_label(i)||^2}; what is found is a local minimum.
 *
 * <p>The rows are moved by their column means before distances are taken, so data far from the origin lose nothing. Of
 * equally near centres the one with the lowest number counts. Cost: rows x columns x k multiply-adds an iteration;
 * memory: a packed copy of the rows (none if 64 or more first centres are given), at most 64 x k x columns doubles of
 * partial sums (8 MB, or 8 x k x columns where that is more), and 112 bytes a row from 768 centres on. Immutable, safe for all threads.
 *
 * <p>S. Lloyd: Least squares quantization in PCM (1982). D. Arthur, S. Vassilvitskii: k-means++ (2007). G. Hamerly:
 * Making k-means even faster (2010).
 */
public final class KMeans {
    private final Points points;
    private final float[] origin;

    KMeans(Points points, float[] origin) {
        this.points = points;
        this.origin = origin;
    }

    /** How the first centres are found. */
    public enum Init {
        /** Greedy k-means++: of {@code 2 + floor(ln k)} rows drawn by squared distance, the one that helps most. */
        GREEDY_PLUS_PLUS,
        /** Different rows, drawn evenly (with weights: those of weight 0 are left out). */
        RANDOM
    }

    /** How rows find their nearest centre. Labels, centres and inertia are the same bits for all. */
    public enum Algorithm {
        /** Chosen by the shape, and by how few rows still change. */
        AUTO,
        /** Every row is compared with every centre. */
        LLOYD,
        /** A row is compared only when bounds on its distances (12 bytes a row) do not rule a change out. */
        HAMERLY,
        /**
         * A row is compared only with those groups of centres that bounds (4 bytes a row and group of 32 centres) do
         * not rule out; the gain is greatest with hundreds of centres in data that have clusters.
         */
        YINYANG
    }

    /**
     * The options; {@link #of} gives the defaults, the {@code with} methods change one each.
     *
     * @param k number of clusters, >= 1
     * @param init default greedy k-means++
     * @param centres the first centres, k rows, or null (the default) to find them by {@code init}; there are no
     *     restarts then. Copied
     * @param restarts how often to begin anew, the least inertia wins, >= 1; default 10
     * @param maxIterations >= 1; default 300
     * @param tolerance a run has converged when no label changes, or when the squared shifts of the centres sum to no
     *     more than {@code tolerance * mean of the column variances}; finite, >= 0; default 1e-4
     * @param seed of the initialisation; default 0
     * @param threads number of threads, >= 1; default 1. It changes the speed, not one bit of the result
     * @param algorithm default {@code AUTO}
     */
    public record Options(int k, Init init, FloatMatrix centres, int restarts, int maxIterations, double tolerance,
            long seed, int threads, Algorithm algorithm) {
        /**
         * Checks the ranges.
         *
         * @throws IllegalArgumentException if one is out of its range
         */
        public Options {
            Checks.require(k >= 1, "k must be >= 1, got %s", k);
            Objects.requireNonNull(init, "init");
            Objects.requireNonNull(algorithm, "algorithm");
            Checks.require(restarts >= 1, "restarts must be >= 1, got %s", restarts);
            Checks.require(maxIterations >= 1, "maxIterations must be >= 1, got %s", maxIterations);
            Checks.require(tolerance >= 0 && tolerance <= Double.MAX_VALUE, "tolerance must be finite and >= 0, got %s",
                    tolerance);
            Checks.threads(threads);
            if (centres != null) {
                Checks.values(centres, "the centres");
                Checks.require(centres.rows() == k, "k is %s, but there are %s centres", k, centres.rows());
                centres = FloatMatrix.of(k, centres.cols(), centres.toArray());
            }
        }

        /**
         * The defaults.
         *
         * @param k number of clusters
         * @return the options
         * @throws IllegalArgumentException if k is below 1
         */
        public static Options of(int k) {
            return new Options(k, Init.GREEDY_PLUS_PLUS, null, 10, 300, 1e-4, 0, 1, Algorithm.AUTO);
        }

        /** {@return a copy of the first centres, or null} */
        @Override
        public FloatMatrix centres() {
            return centres == null ? null : FloatMatrix.of(k, centres.cols(), centres.toArray());
        }

        /**
         * {@return these options with another k, and without given centres}
         *
         * @param value number of clusters
         */
        public Options withK(int value) {
            return new Options(value, init, null, restarts, maxIterations, tolerance, seed, threads, algorithm);
        }

        /**
         * {@return these options with another initialisation}
         *
         * @param value how the first centres are found
         */
        public Options withInit(Init value) {
            return new Options(k, value, null, restarts, maxIterations, tolerance, seed, threads, algorithm);
        }

        /**
         * {@return these options with given first centres}
         *
         * @param value k rows
         */
        public Options withCentres(FloatMatrix value) {
            return new Options(k, init, value, restarts, maxIterations, tolerance, seed, threads, algorithm);
        }

        /**
         * {@return these options with another number of restarts}
         *
         * @param value >= 1
         */
        public Options withRestarts(int value) {
            return new Options(k, init, centres, value, maxIterations, tolerance, seed, threads, algorithm);
        }

        /**
         * {@return these options with another limit of iterations}
         *
         * @param value >= 1
         */
        public Options withMaxIterations(int value) {
            return new Options(k, init, centres, restarts, value, tolerance, seed, threads, algorithm);
        }

        /**
         * {@return these options with another tolerance}
         *
         * @param value finite, >= 0
         */
        public Options withTolerance(double value) {
            return new Options(k, init, centres, restarts, maxIterations, value, seed, threads, algorithm);
        }

        /**
         * {@return these options with another seed}
         *
         * @param value any number
         */
        public Options withSeed(long value) {
            return new Options(k, init, centres, restarts, maxIterations, tolerance, value, threads, algorithm);
        }

        /**
         * {@return these options with another number of threads}
         *
         * @param value >= 1
         */
        public Options withThreads(int value) {
            return new Options(k, init, centres, restarts, maxIterations, tolerance, seed, value, algorithm);
        }

        /**
         * {@return these options with another algorithm}
         *
         * @param value which
         */
        public Options withAlgorithm(Algorithm value) {
            return new Options(k, init, centres, restarts, maxIterations, tolerance, seed, threads, value);
        }
    }

    /**
     * What {@link #fit} found.
     *
     * @param model the centres
     * @param labels the cluster of each row; the array itself, not a copy
     * @param inertia weighted sum of the squared distances to the centres
     * @param iterations of the best run
     * @param converged whether it ended before the limit of iterations
     */
    public record Result(KMeans model, int[] labels, double inertia, int iterations, boolean converged) {
    }

    /**
     * One line of {@link #chooseK}.
     *
     * @param k number of clusters
     * @param inertia of the best run
     * @param silhouette mean silhouette, in -1..1; NaN for one cluster or one row a cluster, where it is not defined
     */
    public record Choice(int k, double inertia, double silhouette) {
    }

    /**
     * Finds centres.
     *
     * <p>A cluster left without rows gets the row that is farthest from its centre (the second such cluster the next,
     * and so on), which leaves its former cluster; if all rows stand on centres, it gets the centre of the heaviest
     * cluster.
     *
     * @param rows one sample a row, at least k
     * @param options how
     * @return the best run
     * @throws IllegalArgumentException if there are fewer rows than k, a value is not finite, or given centres have
     *     another number of columns
     */
    public static Result fit(FloatMatrix rows, Options options) {
        return fit(rows, null, options);
    }

    /**
     * Finds centres of weighted rows: a row of weight 2 counts as two.
     *
     * @param rows one sample a row, at least k
     * @param weights of the rows, finite and >= 0, not all 0; null for 1 each
     * @param options how
     * @return the best run
     * @throws IllegalArgumentException as {@link #fit(FloatMatrix, Options)}, or for weights that are none
     */
    public static Result fit(FloatMatrix rows, float[] weights, Options options) {
        Checks.values(rows, "the rows");
        Checks.require(rows.rows() >= options.k(), "k is %s, but there are only %s rows", options.k(), rows.rows());
        if (options.centres != null) {
            Checks.columns(options.centres, rows.cols(), "the first centres");
        }
        float[] copy = weights == null ? null : weights.clone();
        if (copy != null) {
            checkWeights(copy, rows.rows());
        }
        try (Workers workers = new Workers(options.threads())) {
            return new KMeansRun(rows, copy, options, workers).best();
        }
    }

    private static void checkWeights(float[] weights, int rows) {
        Checks.require(weights.length == rows, "%s weights for %s rows, expected one a row", weights.length, rows);
        double sum = 0;
        for (int i = 0; i < rows; i++) {
            Checks.require(weights[i] >= 0 && weights[i] <= 1e30f, "weight %s is %s, expected a finite value >= 0", i,
                    weights[i]);
            sum += weights[i];
        }
        Checks.require(sum > 0, "all %s weights are 0, expected one above", rows);
    }

    /**
     * Clusters with every k of a range, to see where more clusters stop to help.
     *
     * @param rows one sample a row
     * @param from least k, >= 1
     * @param to greatest k, at most the number of rows
     * @param options all but k
     * @return a line for each k, ascending
     * @throws IllegalArgumentException as {@link #fit(FloatMatrix, Options)}, or for an empty range
     */
    public static List<Choice> chooseK(FloatMatrix rows, int from, int to, Options options) {
        Checks.require(from >= 1 && from <= to, "the range of k must be 1 <= from <= to, got %s to %s", from, to);
        List<Choice> choices = new ArrayList<>();
        for (int k = from; k <= to; k++) {
            Result result = fit(rows, options.withK(k));
            long used = Arrays.stream(result.labels()).distinct().count();
            double silhouette = used >= 2 && used < rows.rows()
                    ? ClusterMeasures.silhouette(rows, result.labels(), options.threads())
                    : Double.NaN;
            choices.add(new Choice(k, result.inertia(), silhouette));
        }
        return List.copyOf(choices);
    }

    /**
     * A model with known centres, whose origin is their mean.
     *
     * @param centres one a row, copied
     * @return the model
     * @throws IllegalArgumentException if there are none or a value is not finite
     */
    public static KMeans fromCentres(FloatMatrix centres) {
        Checks.values(centres, "the centres");
        try (Workers workers = new Workers(1)) {
            float[] origin = PackedRows.means(centres, workers);
            return fromCentres(centres, Arrays.copyOf(origin, centres.cols()));
        }
    }

    /**
     * A model as it was: {@code fromCentres(m.centres(), m.origin())} labels every row as {@code m} does, bit for bit.
     *
     * @param centres one a row, copied
     * @param origin what is taken off rows and centres before distances are taken, one value a column, copied
     * @return the model
     * @throws IllegalArgumentException if there are no centres, a value is not finite, or the lengths differ
     */
    public static KMeans fromCentres(FloatMatrix centres, float[] origin) {
        Checks.values(centres, "the centres");
        Checks.require(origin.length == centres.cols(), "the origin has %s values, expected %s", origin.length,
                centres.cols());
        Checks.values(FloatMatrix.of(1, origin.length, origin), "the origin");
        float[] padded = Arrays.copyOf(origin, Products.padded(origin.length));
        return new KMeans(new Points(centres.rows(), centres.cols(), centres.toArray(), padded), padded);
    }

    /** {@return the number of clusters} */
    public int k() {
        return points.count;
    }

    /** {@return the centres, one a row; a copy} */
    public FloatMatrix centres() {
        return FloatMatrix.of(points.count, points.depth, points.centres.clone());
    }

    /** {@return what is taken off rows and centres before distances are taken, one value a column; a copy} */
    public float[] origin() {
        return Arrays.copyOf(origin, points.depth);
    }

    /**
     * The nearest centre of each row.
     *
     * @param rows as many columns as the centres
     * @param threads number of threads, >= 1
     * @return a label a row
     * @throws IllegalArgumentException if the columns do not match or a value is not finite
     */
    public int[] predict(FloatMatrix rows, int threads) {
        check(rows, threads);
        if (rows.rows() == 0) {
            return new int[0];
        }
        try (Workers workers = new Workers(threads)) {
            PackedRows packed = new PackedRows(rows, origin, Integer.MAX_VALUE).pack(workers);
            int[] labels = new int[packed.room()];
            float[] scores = new float[packed.room()];
            Tasks.run(workers, packed.chunks, chunk -> packed.kernels.nearest(packed.rowsOf(chunk), points.depth,
                    packed.packed(chunk), 0, points.count, points.packed, points.halfNorms, labels, packed.first(chunk),
                    scores, packed.first(chunk)));
            return Arrays.copyOf(labels, rows.rows());
        }
    }

    /**
     * The distance of each row to each centre (not squared).
     *
     * @param rows as many columns as the centres
     * @param threads number of threads, >= 1
     * @return rows x k
     * @throws IllegalArgumentException if the columns do not match or a value is not finite
     */
    public FloatMatrix transform(FloatMatrix rows, int threads) {
        check(rows, threads);
        FloatMatrix distances = FloatMatrix.zeros(rows.rows(), points.count);
        if (rows.rows() == 0) {
            return distances;
        }
        try (Workers workers = new Workers(threads)) {
            PackedRows packed = new PackedRows(rows, origin, Integer.MAX_VALUE).pack(workers);
            int width = packed.kernels.panelRows();
            Tasks.run(workers, packed.chunks, chunk -> {
                float[] panel = new float[points.count * width];
                for (int row = 0; row < packed.rowsOf(chunk); row += width) {
                    packed.kernels.squaredDistances(points.count, points.depth, packed.packed(chunk),
                            row * points.depth,
                            points.shifted, 0, points.depth, panel, 0, width);
                    for (int r = 0; r < Math.min(width, packed.rowsOf(chunk) - row); r++) {
                        int out = distances.rowOffset(packed.first(chunk) + row + r);
                        for (int j = 0; j < points.count; j++) {
                            distances.array()[out + j] = (float) Math.sqrt(panel[j * width + r]);
                        }
                    }
                }
            });
        }
        return distances;
    }

    private void check(FloatMatrix rows, int threads) {
        Checks.threads(threads);
        Checks.columns(rows, points.depth, "the rows");
        if (rows.rows() > 0) {
            Checks.values(rows, "the rows");
        }
    }
}
