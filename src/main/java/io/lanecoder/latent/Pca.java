package io.lanecoder.latent;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.kernel.Workers;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;

/**
 * Principal components: the directions of greatest variance, exactly, as eigenvectors of the covariance
 * {@code (X - mean)^T (X - mean) / (n - 1)}, in double. In each component the value of greatest magnitude (of equal
 * ones the first) is positive.
 *
 * <p>Cost: rows x columns^2 for the covariance, columns^3 for its eigenvectors. Immutable, safe for all threads.
 */
public final class Pca {
    private static final int BAND = 8;

    private final double[] mean;
    /** A component a row. */
    private final double[][] components;
    private final double[] variances;
    private final double total;

    private Pca(double[] mean, double[][] components, double[] variances, double total) {
        this.mean = mean;
        this.components = components;
        this.variances = variances;
        this.total = total;
    }

    /**
     * Finds the components.
     *
     * @param rows one sample a row, two or more
     * @param count number of components, 1 to the number of columns
     * @param threads number of threads, >= 1; does not change the result
     * @return the components
     * @throws IllegalArgumentException if a number is out of range or a value is not finite
     */
    public static Pca fit(FloatMatrix rows, int count, int threads) {
        Checks.threads(threads);
        Checks.values(rows, "the rows");
        Checks.require(rows.rows() >= 2, "there is %s row, expected two or more", rows.rows());
        Checks.require(count >= 1 && count <= rows.cols(),
                "the number of components must be 1 to %s, the columns, got %s",
                rows.cols(), count);
        double[] mean = new double[rows.cols()];
        for (int i = 0; i < rows.rows(); i++) {
            for (int j = 0; j < mean.length; j++) {
                mean[j] += rows.array()[rows.rowOffset(i) + j];
            }
        }
        for (int j = 0; j < mean.length; j++) {
            mean[j] /= rows.rows();
        }
        double[][] covariance = covariance(rows, mean, threads);
        EigenDecomposition eigen = new EigenDecomposition(new Array2DRowRealMatrix(covariance, false));
        double[] values = eigen.getRealEigenvalues();
        int[] order = IntStream.range(0, values.length).boxed()
                .sorted(Comparator.comparingDouble((Integer j) -> -values[j])).mapToInt(Integer::intValue).toArray();
        double[][] components = new double[count][];
        double[] variances = new double[count];
        for (int c = 0; c < count; c++) {
            components[c] = withSign(eigen.getEigenvector(order[c]).toArray());
            variances[c] = Math.max(0, values[order[c]]);
        }
        double total = 0;
        for (int j = 0; j < mean.length; j++) {
            total += covariance[j][j];
        }
        return new Pca(mean, components, variances, total);
    }

    private static double[][] covariance(FloatMatrix rows, double[] mean, int threads) {
        int cols = mean.length;
        double[][] result = new double[cols][cols];
        try (Workers workers = new Workers(threads)) {
            Tasks.run(workers, Math.ceilDiv(cols, BAND), task -> {
                double[] centred = new double[cols];
                int from = task * BAND;
                int to = Math.min(from + BAND, cols);
                for (int i = 0; i < rows.rows(); i++) {
                    int at = rows.rowOffset(i);
                    for (int j = from; j < cols; j++) {
                        centred[j] = rows.array()[at + j] - mean[j];
                    }
                    for (int a = from; a < to; a++) {
                        double factor = centred[a];
                        double[] row = result[a];
                        for (int b = a; b < cols; b++) {
                            row[b] += factor * centred[b];
                        }
                    }
                }
            });
        }
        for (int a = 0; a < cols; a++) {
            for (int b = a; b < cols; b++) {
                result[a][b] /= rows.rows() - 1;
                result[b][a] = result[a][b];
            }
        }
        return result;
    }

    private static double[] withSign(double[] vector) {
        double greatest = 0;
        for (double value : vector) {
            greatest = Math.abs(value) > Math.abs(greatest) ? value : greatest;
        }
        if (greatest < 0) {
            for (int j = 0; j < vector.length; j++) {
                vector[j] = -vector[j];
            }
        }
        return vector;
    }

    /** {@return the number of components} */
    public int count() {
        return components.length;
    }

    /** {@return the column means; a copy} */
    public double[] mean() {
        return mean.clone();
    }

    /** {@return the components, one a row, each of length 1; a copy} */
    public double[][] components() {
        return Arrays.stream(components).map(double[]::clone).toArray(double[][]::new);
    }

    /** {@return the variance along each component, descending; a copy} */
    public double[] explainedVariance() {
        return variances.clone();
    }

    /** {@return the share of the whole variance along each component; 0 where nothing varies} */
    public double[] explainedVarianceRatio() {
        return Arrays.stream(variances).map(v -> total == 0 ? 0 : v / total).toArray();
    }

    /**
     * Coordinates along the components: {@code (x - mean) . component}.
     *
     * @param rows as many columns as fitted
     * @return rows x components
     * @throws IllegalArgumentException if the columns do not match or a value is not finite
     */
    public FloatMatrix transform(FloatMatrix rows) {
        Checks.columns(rows, mean.length, "the rows");
        if (rows.rows() > 0) {
            Checks.values(rows, "the rows");
        }
        FloatMatrix codes = FloatMatrix.zeros(rows.rows(), components.length);
        for (int i = 0; i < rows.rows(); i++) {
            int at = rows.rowOffset(i);
            for (int c = 0; c < components.length; c++) {
                double sum = 0;
                for (int j = 0; j < mean.length; j++) {
                    sum += (rows.array()[at + j] - mean[j]) * components[c][j];
                }
                codes.set(i, c, (float) sum);
            }
        }
        return codes;
    }

    /**
     * The rows that coordinates stand for: {@code mean + sum code_c component_c}.
     *
     * @param codes as many columns as there are components
     * @return codes' rows x columns
     * @throws IllegalArgumentException if the columns do not match or a value is not finite
     */
    public FloatMatrix inverse(FloatMatrix codes) {
        Checks.columns(codes, components.length, "the codes");
        if (codes.rows() > 0) {
            Checks.values(codes, "the codes");
        }
        FloatMatrix rows = FloatMatrix.zeros(codes.rows(), mean.length);
        for (int i = 0; i < codes.rows(); i++) {
            double[] sum = mean.clone();
            for (int c = 0; c < components.length; c++) {
                double code = codes.get(i, c);
                for (int j = 0; j < sum.length; j++) {
                    sum[j] += code * components[c][j];
                }
            }
            for (int j = 0; j < sum.length; j++) {
                rows.set(i, j, (float) sum[j]);
            }
        }
        return rows;
    }
}
