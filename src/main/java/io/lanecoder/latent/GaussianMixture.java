package io.lanecoder.latent;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.kernel.Workers;
import java.util.Arrays;
import java.util.Objects;

/**
 * A mixture of k Gaussians with full covariances, {@code p(x) = sum_c weight_c N(x; mean_c, covariance_c)}, fitted by
 * expectation and maximisation from the groups that k-means finds. All in double. On a t-SNE map, where groups are not round,
 * it finds them better than k-means does.
 *
 * <p>Cost: rows x k x columns^2 an iteration; memory: rows x k doubles. Immutable, safe for all threads. Definitions are those of
 * scikit-learn.
 *
 * <p>A. Dempster, N. Laird, D. Rubin: Maximum likelihood from incomplete data via the EM algorithm (1977).
 */
public final class GaussianMixture {
    private static final double LOG_2_PI = 0x1.d67f1c864beb5p0;

    private final int columns;
    private final double[] weights;
    private final double[][] means;
    private final double[][] covariances;
    /** Inverses of the Cholesky factors, lower triangles, row after row. */
    private final double[][] inverses;
    /** Logarithm of the weight and of the density at the mean. */
    private final double[] constants;

    private GaussianMixture(int columns, double[] weights, double[][] means, double[][] covariances) {
        this.columns = columns;
        this.weights = weights;
        this.means = means;
        this.covariances = covariances;
        this.inverses = new double[weights.length][];
        this.constants = new double[weights.length];
        for (int c = 0; c < weights.length; c++) {
            inverses[c] = inverseFactor(covariances[c], columns, c);
            double logDiagonal = 0;
            for (int j = 0; j < columns; j++) {
                logDiagonal += Exponential.log(inverses[c][j * columns + j]);
            }
            constants[c] = Exponential.log(weights[c]) + logDiagonal - 0.5 * columns * LOG_2_PI;
        }
    }

    /**
     * The options; {@link #of} gives the defaults, the {@code with} methods change one each.
     *
     * @param k number of components, >= 1
     * @param restarts how often to begin anew, the greatest likelihood wins, >= 1; default 5
     * @param maxIterations >= 1; default 200
     * @param tolerance a run has converged when the mean log-likelihood of a row changes by less, >= 0; default 1e-4
     * @param ridge added to the diagonals of the covariances, >= 0; default 1e-6
     * @param seed of k-means; default 0
     * @param threads number of threads, >= 1; default 1. It changes the speed, not one bit of the result
     */
    public record Options(int k, int restarts, int maxIterations, double tolerance, double ridge, long seed,
            int threads) {
        /**
         * Checks the ranges.
         *
         * @throws IllegalArgumentException if one is out of its range
         */
        public Options {
            Checks.require(k >= 1, "k must be >= 1, got %s", k);
            Checks.require(restarts >= 1, "restarts must be >= 1, got %s", restarts);
            Checks.require(maxIterations >= 1, "maxIterations must be >= 1, got %s", maxIterations);
            Checks.require(tolerance >= 0 && tolerance <= Double.MAX_VALUE, "tolerance must be finite and >= 0, got %s",
                    tolerance);
            Checks.require(ridge >= 0 && ridge <= Double.MAX_VALUE, "ridge must be finite and >= 0, got %s", ridge);
            Checks.threads(threads);
        }

        /**
         * The defaults.
         *
         * @param k number of components
         * @return the options
         * @throws IllegalArgumentException if k is below 1
         */
        public static Options of(int k) {
            return new Options(k, 5, 200, 1e-4, 1e-6, 0, 1);
        }

        /**
         * {@return these options with another number of restarts}
         *
         * @param value >= 1
         */
        public Options withRestarts(int value) {
            return new Options(k, value, maxIterations, tolerance, ridge, seed, threads);
        }

        /**
         * {@return these options with another end}
         *
         * @param iterations at most, >= 1
         * @param change of the mean log-likelihood below which a run has converged, >= 0
         */
        public Options withEnd(int iterations, double change) {
            return new Options(k, restarts, iterations, change, ridge, seed, threads);
        }

        /**
         * {@return these options with another ridge}
         *
         * @param value >= 0
         */
        public Options withRidge(double value) {
            return new Options(k, restarts, maxIterations, tolerance, value, seed, threads);
        }

        /**
         * {@return these options with another seed}
         *
         * @param value any number
         */
        public Options withSeed(long value) {
            return new Options(k, restarts, maxIterations, tolerance, ridge, value, threads);
        }

        /**
         * {@return these options with another number of threads}
         *
         * @param value >= 1
         */
        public Options withThreads(int value) {
            return new Options(k, restarts, maxIterations, tolerance, ridge, seed, value);
        }
    }

    /**
     * What a fit found.
     *
     * @param model the mixture
     * @param labels the likeliest component of each row; the array itself, not a copy
     * @param logLikelihood mean log-likelihood of a row under the model
     * @param bic Bayesian information criterion, {@code -2 log-likelihood + parameters log(rows)}; smaller is better
     * @param iterations of the run that won
     * @param converged whether it came to its end by itself
     */
    public record Result(GaussianMixture model, int[] labels, double logLikelihood, double bic, int iterations,
            boolean converged) {
    }

    /**
     * Fits a mixture, from groups that k-means finds, one run a restart.
     *
     * @param rows one sample a row, k rows or more
     * @param options the options
     * @return the best run
     * @throws IllegalArgumentException if there are fewer rows than components, a value is not finite, or a covariance has no inverse
     *     (a greater ridge helps)
     */
    public static Result fit(FloatMatrix rows, Options options) {
        Result best = null;
        for (int restart = 0; restart < options.restarts(); restart++) {
            KMeans.Options start = KMeans.Options.of(options.k()).withRestarts(1).withThreads(options.threads())
                    .withSeed(options.seed() + restart);
            Result result = fitFrom(rows, KMeans.fit(rows, start).labels(), options);
            if (best == null || result.logLikelihood() > best.logLikelihood()) {
                best = result;
            }
        }
        return best;
    }

    /**
     * Fits a mixture from given groups, in one run.
     *
     * @param rows one sample a row, k rows or more
     * @param groups the component that each row belongs to at first, 0 to k - 1
     * @param options the options; restarts and seed do not matter
     * @return the run
     * @throws IllegalArgumentException as {@link #fit}
     */
    public static Result fitFrom(FloatMatrix rows, int[] groups, Options options) {
        Objects.requireNonNull(options, "options");
        Checks.values(rows, "the rows");
        int n = rows.rows();
        int k = options.k();
        Checks.require(n >= k, "%s rows are too few for %s components", n, k);
        Checks.labels(groups, n);
        double[] shares = new double[Math.multiplyExact(n, k)];
        for (int i = 0; i < n; i++) {
            Checks.require(groups[i] < k, "row %s is in group %s, expected less than %s", i, groups[i], k);
            shares[i * k + groups[i]] = 1;
        }
        try (Workers workers = new Workers(options.threads())) {
            MixtureSums sums = new MixtureSums(rows, k, options.ridge(), workers);
            GaussianMixture model = sums.maximise(shares);
            double likelihood = Double.NEGATIVE_INFINITY;
            boolean converged = false;
            int iterations = 0;
            while (iterations < options.maxIterations() && !converged) {
                iterations++;
                double before = likelihood;
                likelihood = sums.expect(model, shares);
                model = sums.maximise(shares);
                converged = Math.abs(likelihood - before) < options.tolerance();
            }
            likelihood = sums.expect(model, shares);
            double parameters = model.parameters();
            double bic = -2 * likelihood * n + parameters * Exponential.log(n);
            return new Result(model, MixtureSums.likeliest(shares, k), likelihood, bic, iterations, converged);
        }
    }

    static GaussianMixture of(int columns, double[] weights, double[][] means, double[][] covariances) {
        return new GaussianMixture(columns, weights, means, covariances);
    }

    private double parameters() {
        return weights.length * (1 + columns + columns * (columns + 1) / 2.0) - 1;
    }

    /** The inverse of the lower Cholesky factor. */
    private static double[] inverseFactor(double[] covariance, int d, int component) {
        double[] factor = new double[d * d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = covariance[i * d + j];
                for (int m = 0; m < j; m++) {
                    sum = Math.fma(-factor[i * d + m], factor[j * d + m], sum);
                }
                Checks.require(i > j || sum > 0,
                        "the covariance of component %s has no inverse: raise the ridge or take fewer components",
                        component);
                factor[i * d + j] = i == j ? Math.sqrt(sum) : sum / factor[j * d + j];
            }
        }
        double[] inverse = new double[d * d];
        for (int j = 0; j < d; j++) {
            inverse[j * d + j] = 1 / factor[j * d + j];
            for (int i = j + 1; i < d; i++) {
                double sum = 0;
                for (int m = j; m < i; m++) {
                    sum = Math.fma(factor[i * d + m], inverse[m * d + j], sum);
                }
                inverse[i * d + j] = -sum / factor[i * d + i];
            }
        }
        return inverse;
    }

    /**
     * Leaves a row's probabilities of the components in {@code out}.
     *
     * @return the log-likelihood of the row
     */
    double probabilities(float[] x, int xOff, double[] difference, double[] out, int off) {
        int k = weights.length;
        double most = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < k; c++) {
            for (int j = 0; j < columns; j++) {
                difference[j] = x[xOff + j] - means[c][j];
            }
            double distance = 0;
            for (int i = 0; i < columns; i++) {
                double sum = 0;
                for (int j = 0; j <= i; j++) {
                    sum = Math.fma(inverses[c][i * columns + j], difference[j], sum);
                }
                distance = Math.fma(sum, sum, distance);
            }
            out[off + c] = constants[c] - 0.5 * distance;
            most = Math.max(most, out[off + c]);
        }
        double total = 0;
        for (int c = 0; c < k; c++) {
            out[off + c] = Exponential.exp(out[off + c] - most);
            total += out[off + c];
        }
        for (int c = 0; c < k; c++) {
            out[off + c] /= total;
        }
        return most + Exponential.log(total);
    }

    /** {@return the number of components} */
    public int components() {
        return weights.length;
    }

    /** {@return a copy of the components' weights, which sum to one} */
    public double[] weights() {
        return weights.clone();
    }

    /** {@return a copy of the means, one component a row} */
    public double[][] means() {
        return copy(means);
    }

    /** {@return a copy of the covariances, for each component columns x columns values, row after row} */
    public double[][] covariances() {
        return copy(covariances);
    }

    private static double[][] copy(double[][] x) {
        return Arrays.stream(x).map(double[]::clone).toArray(double[][]::new);
    }

    /**
     * The likeliest component of each row, of equally likely ones the lowest.
     *
     * @param rows as many columns as the model
     * @return a component a row
     * @throws IllegalArgumentException if the columns differ or a value is not finite
     */
    public int[] predict(FloatMatrix rows) {
        return MixtureSums.likeliest(all(rows, null), components());
    }

    /**
     * The probability of each component for each row.
     *
     * @param rows as many columns as the model
     * @return rows x components; each row sums to one
     * @throws IllegalArgumentException if the columns differ or a value is not finite
     */
    public FloatMatrix probabilities(FloatMatrix rows) {
        double[] all = all(rows, null);
        FloatMatrix out = FloatMatrix.zeros(rows.rows(), components());
        for (int i = 0; i < all.length; i++) {
            out.array()[i] = (float) all[i];
        }
        return out;
    }

    /**
     * The log-likelihood of each row.
     *
     * @param rows as many columns as the model
     * @return a value a row
     * @throws IllegalArgumentException if the columns differ or a value is not finite
     */
    public double[] logLikelihoods(FloatMatrix rows) {
        double[] likelihoods = new double[rows.rows()];
        all(rows, likelihoods);
        return likelihoods;
    }

    private double[] all(FloatMatrix rows, double[] likelihoods) {
        Checks.columns(rows, columns, "the rows");
        if (rows.rows() == 0) {
            return new double[0];
        }
        Checks.values(rows, "the rows");
        double[] all = new double[Math.multiplyExact(rows.rows(), components())];
        double[] difference = new double[columns];
        for (int i = 0; i < rows.rows(); i++) {
            double likelihood =
                    probabilities(rows.array(), rows.rowOffset(i), difference, all, i * components());
            if (likelihoods != null) {
                likelihoods[i] = likelihood;
            }
        }
        return all;
    }
}
