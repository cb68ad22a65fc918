package io.lanecoder.latent;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.kernel.Workers;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Multinomial logistic regression: {@code P(class | x) = softmax(W x + b)}, W and b minimising
 * {@code sum_i -log P(y_i | x_i) + ||W||^2 / (2 C)}; the intercepts b are free. With two classes only the second has
 * coefficients, those of the first are 0 (as in scikit-learn, where they are left out).
 *
 * <p>The minimum is unique and is found by L-BFGS in double. Columns of very different scale make that slow:
 * standardise them first. Immutable, safe for all threads.
 *
 * <p>D. C. Liu, J. Nocedal: On the limited memory BFGS method for large scale optimization (1989).
 */
public final class SoftmaxClassifier {
    private final int classes;
    private final int cols;
    /** For column j, then for the intercept (j = cols): a value a class. */
    private final double[] weights;
    private final boolean converged;
    private final int iterations;

    SoftmaxClassifier(int classes, int cols, double[] weights, boolean converged, int iterations) {
        this.classes = classes;
        this.cols = cols;
        this.weights = weights;
        this.converged = converged;
        this.iterations = iterations;
    }

    /**
     * The options.
     *
     * @param c inverse strength of the regularisation, finite and > 0; default 1
     * @param maxIterations >= 1; default 2000
     * @param tolerance on the greatest component of the gradient of the loss per row, > 0; default 1e-8
     * @param threads number of threads, >= 1; default 1. It does not change the result
     */
    public record Options(double c, int maxIterations, double tolerance, int threads) {
        /**
         * Checks the ranges.
         *
         * @throws IllegalArgumentException if one is out of its range
         */
        public Options {
            Checks.require(c > 0 && c <= 1e30, "C must be finite and > 0, got %s", c);
            Checks.require(maxIterations >= 1, "maxIterations must be >= 1, got %s", maxIterations);
            Checks.require(tolerance > 0 && tolerance <= 1, "the tolerance must be in (0, 1], got %s", tolerance);
            Checks.threads(threads);
        }

        /** {@return the defaults} */
        public static Options defaults() {
            return new Options(1, 2000, 1e-8, 1);
        }

        /**
         * {@return these options with another number of threads}
         *
         * @param value >= 1
         */
        public Options withThreads(int value) {
            return new Options(c, maxIterations, tolerance, value);
        }
    }

    /**
     * Learns the classes of rows.
     *
     * @param rows one sample a row
     * @param labels their classes, 0 or more; there are as many classes as the greatest label says
     * @param options how
     * @return the classifier
     * @throws IllegalArgumentException if a value is not finite, the labels do not match the rows, or all rows are of
     *     one class
     */
    public static SoftmaxClassifier fit(FloatMatrix rows, int[] labels, Options options) {
        Checks.values(rows, "the rows");
        Checks.labels(labels, rows.rows());
        int classes = 1 + Arrays.stream(labels).max().orElseThrow();
        Checks.require(Arrays.stream(labels).distinct().count() >= 2,
                "all rows are of class %s, expected two or more classes",
                labels[0]);
        try (Workers workers = new Workers(options.threads())) {
            SoftmaxObjective objective = new SoftmaxObjective(rows, labels.clone(), classes, options.c(), workers);
            Lbfgs search = new Lbfgs(objective, objective.size());
            boolean converged = search.minimise(options.maxIterations(), options.tolerance());
            return new SoftmaxClassifier(classes, rows.cols(), search.position(), converged, search.iterations());
        }
    }

    /**
     * A classifier that was learned before.
     *
     * @param coefficients W: a row a class, a value a column
     * @param intercepts b: a value a class
     * @return the classifier, converged after 0 iterations
     * @throws IllegalArgumentException if there are fewer than two classes, sizes do not fit or a value is not finite
     */
    public static SoftmaxClassifier of(double[][] coefficients, double[] intercepts) {
        int classes = coefficients.length;
        Checks.require(classes >= 2 && intercepts.length == classes,
                "%s rows of coefficients and %s intercepts, expected as many, two or more", classes, intercepts.length);
        int cols = coefficients[0].length;
        double[] weights = new double[(cols + 1) * classes];
        for (int c = 0; c < classes; c++) {
            Checks.require(coefficients[c].length == cols, "class %s has %s coefficients, expected %s", c,
                    coefficients[c].length, cols);
            for (int j = 0; j <= cols; j++) {
                double value = j < cols ? coefficients[c][j] : intercepts[c];
                Checks.require(Double.isFinite(value), "a weight of class %s is %s, expected a finite value", c, value);
                weights[j * classes + c] = value;
            }
        }
        return new SoftmaxClassifier(classes, cols, weights, true, 0);
    }

    /** {@return the number of classes} */
    public int classes() {
        return classes;
    }

    /** {@return whether the minimum was found within the limit of iterations} */
    public boolean converged() {
        return converged;
    }

    /** {@return the number of iterations that finding it took} */
    public int iterations() {
        return iterations;
    }

    /** {@return W: a row a class, a value a column; a copy} */
    public double[][] coefficients() {
        double[][] result = new double[classes][cols];
        for (int c = 0; c < classes; c++) {
            for (int j = 0; j < cols; j++) {
                result[c][j] = weights[j * classes + c];
            }
        }
        return result;
    }

    /** {@return b: a value a class; a copy} */
    public double[] intercepts() {
        return Arrays.copyOfRange(weights, cols * classes, (cols + 1) * classes);
    }

    /**
     * The probabilities of the classes.
     *
     * @param rows as many columns as learned from
     * @return rows x classes, each row sums to 1
     * @throws IllegalArgumentException if the columns do not match or a value is not finite
     */
    public FloatMatrix probabilities(FloatMatrix rows) {
        FloatMatrix result = FloatMatrix.zeros(rows.rows(), classes);
        double[] scores = new double[classes];
        forEachRow(rows, scores, row -> {
            SoftmaxObjective.softmax(scores);
            for (int c = 0; c < classes; c++) {
                result.set(row, c, (float) scores[c]);
            }
        });
        return result;
    }

    /**
     * The most probable classes, of equally probable ones the lowest.
     *
     * @param rows as many columns as learned from
     * @return a class a row
     * @throws IllegalArgumentException if the columns do not match or a value is not finite
     */
    public int[] predict(FloatMatrix rows) {
        int[] result = new int[rows.rows()];
        double[] scores = new double[classes];
        forEachRow(rows, scores, row -> {
            for (int c = 1; c < classes; c++) {
                result[row] = scores[c] > scores[result[row]] ? c : result[row];
            }
        });
        return result;
    }

    private void forEachRow(FloatMatrix rows, double[] scores, IntConsumer action) {
        Checks.columns(rows, cols, "the rows");
        if (rows.rows() > 0) {
            Checks.values(rows, "the rows");
        }
        for (int row = 0; row < rows.rows(); row++) {
            SoftmaxObjective.scores(rows, row, weights, scores);
            action.accept(row);
        }
    }
}
