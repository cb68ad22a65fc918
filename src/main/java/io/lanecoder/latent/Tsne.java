package io.lanecoder.latent;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.SeededRandom;
import io.lanecoder.kernel.Kernels;
import io.lanecoder.kernel.Workers;
import java.util.Arrays;
import java.util.Objects;

/**
 * t-SNE: a map of the rows in the plane in which near rows stay near. Sought is the least divergence
 * {@code KL = sum p log(p / q)} between the affinities p of the rows, whose neighbourhoods have the size of the perplexity, and
 * those of the map, {@code q = w / sum w} with {@code w = 1 / (1 + distance^2)}.
 *
 * <p>Affinities are taken to the {@code 3 * perplexity} nearest neighbours, found exactly. Repulsion is exact or interpolated
 * (see {@link Repulsion}). Descent has momentum (0.5 while exaggerated, then 0.8), a gain for each coordinate (at least 0.01)
 * and steps no longer than 5. Cost: rows^2 x columns multiply-adds once for the neighbours, then an iteration is linear in the
 * rows. Same bits for any number of threads and any kernels.
 *
 * <p>L. van der Maaten, G. Hinton: Visualizing data using t-SNE (2008). G. Linderman et al.: Fast interpolation-based t-SNE
 * (2019). A. Belkina et al.: Automated optimized parameters for t-SNE (2019). P. Poličar et al.: openTSNE (2024).
 */
public final class Tsne {
    /** Below this many rows the exact sum is faster than the interpolation. */
    private static final int INTERPOLATED_FROM = 1500;
    private static final double INITIAL_DEVIATION = 1e-4;
    private static final double JITTER = 1e-6;
    private static final double LEAST_LEARNING_RATE = 200;
    private static final float LEAST_GAIN = 0.01f;
    private static final float MAX_STEP = 5f;
    private static final int REPORT_EVERY = 50;

    private Tsne() {
    }

    /** Where the points stand at first. A jitter of 1e-6 by the seed tells duplicates apart. */
    public enum Init {
        /** The first two principal components, scaled to a standard deviation of 1e-4 in the first. */
        PCA,
        /** Gaussian, standard deviation 1e-4. */
        RANDOM
    }

    /** How the repulsion between all pairs is added up. */
    public enum Repulsion {
        /** Exact below 1,500 rows, else interpolated. */
        AUTO,
        /** Every pair: rows^2 an iteration. */
        EXACT,
        /**
         * By splines and the fast Fourier transform: linear in the rows, within 1 % of exact. A map wider than 8,000 units
         * is added up exactly all the same.
         */
        INTERPOLATED
    }

    /**
     * The options; {@link #defaults} gives the defaults, the {@code with} methods change one each.
     *
     * @param perplexity size of a neighbourhood, > 1, and no more than rows - 1; default 30
     * @param iterations in all, >= 1; default 1000
     * @param exaggerationIterations of them with exaggeration, at the beginning, >= 0; default 250
     * @param exaggeration factor of the attraction then, >= 1; default 12
     * @param learningRate > 0; 0 (the default) for {@code max(rows / exaggeration at the time, 200)}. In the convention of openTSNE: the
     *     gradient's constant factor 4 is left out, so scikit-learn's rate is four times smaller for the same step
     * @param init default PCA
     * @param repulsion default by the number of rows
     * @param seed of the initialisation and its jitter; default 0
     * @param threads number of threads, >= 1; default 1. It changes the speed, not one bit of the result
     */
    public record Options(double perplexity, int iterations, int exaggerationIterations, double exaggeration,
            double learningRate, Init init, Repulsion repulsion, long seed, int threads) {
        /**
         * Checks the ranges.
         *
         * @throws IllegalArgumentException if one is out of its range
         */
        public Options {
            Checks.require(perplexity > 1 && perplexity <= 1e6, "the perplexity must be finite and > 1, got %s",
                    perplexity);
            Checks.require(iterations >= 1, "iterations must be >= 1, got %s", iterations);
            Checks.require(exaggerationIterations >= 0, "iterations with exaggeration must be >= 0, got %s",
                    exaggerationIterations);
            Checks.require(exaggeration >= 1 && exaggeration <= 1e6, "the exaggeration must be finite and >= 1, got %s",
                    exaggeration);
            Checks.require(learningRate >= 0 && learningRate <= 1e9,
                    "the learning rate must be finite and > 0, or 0 for automatic, got %s", learningRate);
            Objects.requireNonNull(init, "init");
            Objects.requireNonNull(repulsion, "repulsion");
            Checks.threads(threads);
        }

        /** {@return the defaults} */
        public static Options defaults() {
            return new Options(30, 1000, 250, 12, 0, Init.PCA, Repulsion.AUTO, 0, 1);
        }

        /**
         * {@return these options with another perplexity}
         *
         * @param value > 1
         */
        public Options withPerplexity(double value) {
            return new Options(value, iterations, exaggerationIterations, exaggeration, learningRate, init, repulsion,
                    seed, threads);
        }

        /**
         * {@return these options with another number of iterations}
         *
         * @param value in all, >= 1
         */
        public Options withIterations(int value) {
            return new Options(perplexity, value, exaggerationIterations, exaggeration, learningRate, init, repulsion,
                    seed, threads);
        }

        /**
         * {@return these options with another exaggeration}
         *
         * @param factor >= 1
         * @param forIterations how long, >= 0
         */
        public Options withExaggeration(double factor, int forIterations) {
            return new Options(perplexity, iterations, forIterations, factor, learningRate, init, repulsion, seed,
                    threads);
        }

        /**
         * {@return these options with another learning rate}
         *
         * @param value > 0, or 0 for automatic
         */
        public Options withLearningRate(double value) {
            return new Options(perplexity, iterations, exaggerationIterations, exaggeration, value, init, repulsion,
                    seed, threads);
        }

        /**
         * {@return these options with another initialisation}
         *
         * @param value where the points stand at first
         */
        public Options withInit(Init value) {
            return new Options(perplexity, iterations, exaggerationIterations, exaggeration, learningRate, value,
                    repulsion, seed, threads);
        }

        /**
         * {@return these options with another way to add up the repulsion}
         *
         * @param value the way
         */
        public Options withRepulsion(Repulsion value) {
            return new Options(perplexity, iterations, exaggerationIterations, exaggeration, learningRate, init, value,
                    seed, threads);
        }

        /**
         * {@return these options with another seed}
         *
         * @param value any number
         */
        public Options withSeed(long value) {
            return new Options(perplexity, iterations, exaggerationIterations, exaggeration, learningRate, init,
                    repulsion, value, threads);
        }

        /**
         * {@return these options with another number of threads}
         *
         * @param value >= 1
         */
        public Options withThreads(int value) {
            return new Options(perplexity, iterations, exaggerationIterations, exaggeration, learningRate, init,
                    repulsion, seed, value);
        }
    }

    /** Is told how the map goes, in the calling thread. */
    @FunctionalInterface
    public interface Listener {
        /** Hears nothing. */
        Listener SILENT = new Listener() {
            @Override
            public void progress(int iteration, double divergence) {
            }

            @Override
            public boolean wantsProgress() {
                return false;
            }
        };

        /**
         * Fifty iterations are over, or all of them.
         *
         * @param iteration iterations done
         * @param divergence KL, without exaggeration, of the map before the last of them
         */
        void progress(int iteration, double divergence);

        /**
         * Asked once.
         *
         * @return false to do without {@link #progress}, and without the time that measuring KL takes
         */
        default boolean wantsProgress() {
            return true;
        }

        /**
         * Asked after every iteration.
         *
         * @return true to end here; the map is then the one so far
         */
        default boolean cancelled() {
            return false;
        }
    }

    /**
     * Makes a map.
     *
     * @param rows one sample a row, 3 or more, all values finite
     * @param options the options
     * @return the map
     * @throws IllegalArgumentException if a value is not finite, or there are too few rows for the perplexity
     */
    public static TsneMap fit(FloatMatrix rows, Options options) {
        return fit(rows, options, null, Listener.SILENT);
    }

    /**
     * Makes a map, tells how it goes, and begins where it is told to.
     *
     * @param rows one sample a row, 3 or more, all values finite
     * @param options the options
     * @param start the first positions, a row each, taken as they are (a standard deviation of 1e-4 is advised); null for what the
     *     options say
     * @param listener is told, and may cancel
     * @return the map
     * @throws IllegalArgumentException if a value is not finite, there are too few rows for the perplexity, or the start has another
     *     shape
     */
    public static TsneMap fit(FloatMatrix rows, Options options, FloatMatrix start, Listener listener) {
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(listener, "listener");
        int n = rows.rows();
        Checks.require(n >= 3, "a map needs 3 rows or more, got %s", n);
        Checks.values(rows, "the rows");
        Checks.require(options.perplexity() <= n - 1,
                "perplexity %s is too large for %s rows, the largest possible is %s", options.perplexity(), n, n - 1);
        if (start != null) {
            Checks.require(start.rows() == n && start.cols() == 2, "the first positions are %s, expected %s x 2", start,
                    n);
            Checks.values(start, "the first positions");
        }
        FloatMatrix own = FloatMatrix.of(n, rows.cols(), rows.toArray());
        boolean interpolated = switch (options.repulsion()) {
            case AUTO -> n >= INTERPOLATED_FROM;
            case EXACT -> false;
            case INTERPOLATED -> true;
        };
        if (interpolated) {
            Kernels.warmUpMaps();
        }
        Affinities affinities = affinities(own, options);
        try (Workers workers = new Workers(options.threads())) {
            MapGradient map = new MapGradient(n, interpolated, workers);
            place(map, own, options, start);
            if (interpolated) {
                Kernels.awaitMaps();
            }
            return new TsneDescent(map, affinities, options, workers).run(own, listener);
        }
    }

    static Affinities affinities(FloatMatrix rows, Options options) {
        int n = rows.rows();
        int k = (int) Math.min(n - 1, Math.ceil(3 * options.perplexity()));
        try (Workers workers = new Workers(options.threads())) {
            int[] near = new int[Math.multiplyExact(n, k)];
            float[] squared = new float[near.length];
            nearest(rows, k, options.threads(), near, squared);
            float[] p = Affinities.conditional(n, k, squared, options.perplexity(), workers);
            return Affinities.symmetric(n, k, near, p, workers);
        }
    }

    /** The k nearest other rows of each row, and their squared distances. */
    private static void nearest(FloatMatrix rows, int k, int threads, int[] near, float[] squared) {
        NearestNeighbors.Neighbors found = NearestNeighbors.of(rows).query(rows, k + 1, threads);
        for (int i = 0; i < rows.rows(); i++) {
            int o = i * k;
            for (int j = i * (k + 1); j < (i + 1) * (k + 1) && o < (i + 1) * k; j++) {
                if (found.indices()[j] != i) { // among many duplicates the row itself may be missing
                    near[o] = found.indices()[j];
                    double distance = found.distances()[j];
                    squared[o++] = (float) (distance * distance);
                }
            }
        }
    }

    private static void place(MapGradient map, FloatMatrix rows, Options options, FloatMatrix start) {
        int n = map.points;
        SeededRandom random = SeededRandom.of(options.seed());
        if (start != null) {
            for (int i = 0; i < n; i++) {
                map.x[i] = start.get(i, 0);
                map.y[i] = start.get(i, 1);
            }
            return;
        }
        double scale = 0;
        FloatMatrix components = null;
        if (options.init() == Init.PCA) {
            Pca pca = Pca.fit(rows, Math.min(2, rows.cols()), options.threads());
            components = pca.transform(rows);
            double variance = pca.explainedVariance()[0];
            scale = variance > 0 ? INITIAL_DEVIATION / Math.sqrt(variance) : 0;
        }
        double jitter = scale > 0 ? JITTER : INITIAL_DEVIATION;
        for (int i = 0; i < n; i++) {
            double first = scale > 0 ? components.get(i, 0) * scale : 0;
            double second = scale > 0 && components.cols() > 1 ? components.get(i, 1) * scale : 0;
            map.x[i] = (float) (first + jitter * random.nextGaussian());
            map.y[i] = (float) (second + jitter * random.nextGaussian());
        }
    }

    /** The descent of one map. */
    private record TsneDescent(MapGradient map, Affinities affinities, Options options, Workers workers) {
        TsneMap run(FloatMatrix rows, Listener listener) {
            int n = map.points;
            float[][] updates = new float[2][n];
            float[][] gains = new float[2][n];
            Arrays.fill(gains[0], 1f);
            Arrays.fill(gains[1], 1f);
            boolean reports = listener.wantsProgress();
            int done = 0;
            while (done < options.iterations()) {
                boolean early = done < options.exaggerationIterations();
                double exaggeration = early ? options.exaggeration() : 1;
                double rate = options.learningRate() > 0
                        ? options.learningRate()
                        : Math.max(n / exaggeration, LEAST_LEARNING_RATE);
                map.attract(affinities);
                double z = map.repel();
                done++;
                if (reports && (done % REPORT_EVERY == 0 || done == options.iterations())) {
                    listener.progress(done, affinities.divergence(map.x, map.y, z, workers));
                }
                step((float) exaggeration, (float) (1 / z), (float) rate, early ? 0.5f : 0.8f, updates, gains);
                if (listener.cancelled()) {
                    break;
                }
            }
            double z = map.repel();
            double divergence = affinities.divergence(map.x, map.y, z, workers);
            return TsneMap.of(rows, centred(), options.perplexity, divergence, done);
        }

        private void step(float exaggeration, float perZ, float rate, float momentum, float[][] updates,
                float[][] gains) {
            Tasks.run(workers, Math.ceilDiv(map.points, 4 * MapGradient.CHUNK), chunk -> {
                int from = chunk * 4 * MapGradient.CHUNK;
                int to = Math.min(map.points, from + 4 * MapGradient.CHUNK);
                float[] ux = updates[0];
                float[] uy = updates[1];
                advance(from, to, exaggeration, perZ, rate, momentum, map.attractionX, map.repulsionX, ux, gains[0]);
                advance(from, to, exaggeration, perZ, rate, momentum, map.attractionY, map.repulsionY, uy, gains[1]);
                for (int i = from; i < to; i++) {
                    float norm2 = Math.fma(ux[i], ux[i], uy[i] * uy[i]);
                    if (!(norm2 <= MAX_STEP * MAX_STEP)) {
                        float factor = MAX_STEP / (float) Math.sqrt(norm2);
                        ux[i] *= factor;
                        uy[i] *= factor;
                    }
                    map.x[i] += ux[i];
                    map.y[i] += uy[i];
                }
            });
        }

        private static void advance(int from, int to, float exaggeration, float perZ, float rate, float momentum,
                float[] attraction, float[] repulsion, float[] update, float[] gain) {
            for (int i = from; i < to; i++) {
                float gradient = Math.fma(exaggeration, attraction[i], -perZ * repulsion[i]);
                float g = update[i] * gradient < 0f ? gain[i] + 0.2f : gain[i] * 0.8f;
                g = Math.max(g, LEAST_GAIN);
                gain[i] = g;
                update[i] = Math.fma(momentum, update[i], -rate * g * gradient);
            }
        }

        private FloatMatrix centred() {
            double meanX = 0;
            double meanY = 0;
            for (int i = 0; i < map.points; i++) {
                meanX += map.x[i];
                meanY += map.y[i];
            }
            meanX /= map.points;
            meanY /= map.points;
            FloatMatrix positions = FloatMatrix.zeros(map.points, 2);
            for (int i = 0; i < map.points; i++) {
                positions.set(i, 0, (float) (map.x[i] - meanX));
                positions.set(i, 1, (float) (map.y[i] - meanY));
            }
            return positions;
        }
    }
}
