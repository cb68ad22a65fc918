package io.lanecoder.latent;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.kernel.Workers;
import java.util.Arrays;

/**
 * The two steps of {@link GaussianMixture}. Rows are divided into chunks that depend on their number alone; each has its own sums,
 * which are added in order: so threads do not show.
 */
final class MixtureSums {
    private static final int CHUNK = 512;
    /** As scikit-learn: keeps a component without rows from dividing by zero. */
    private static final double LEAST_SHARE = 10 * 0x1p-52;

    private final FloatMatrix rows;
    private final int k;
    private final int d;
    private final double ridge;
    private final Workers workers;
    private final int chunks;
    /** A chunk's sums: shares, then shares times the difference from the mean, or the products of differences. */
    private final double[][] sums;
    private final double[] likelihoods;

    MixtureSums(FloatMatrix rows, int k, double ridge, Workers workers) {
        this.rows = rows;
        this.k = k;
        this.d = rows.cols();
        this.ridge = ridge;
        this.workers = workers;
        this.chunks = Math.ceilDiv(rows.rows(), CHUNK);
        this.sums = new double[chunks][k * Math.max(d + 1, d * d)];
        this.likelihoods = new double[chunks];
    }

    /** Sets the shares of the components in the rows; returns the mean log-likelihood of a row. */
    double expect(GaussianMixture model, double[] shares) {
        Tasks.run(workers, chunks, chunk -> {
            double[] difference = new double[d];
            double sum = 0;
            for (int i = chunk * CHUNK; i < end(chunk); i++) {
                sum += model.probabilities(rows.array(), rows.rowOffset(i), difference, shares, i * k);
            }
            likelihoods[chunk] = sum;
        });
        double total = 0;
        for (double part : likelihoods) {
            total += part;
        }
        return total / rows.rows();
    }

    private int end(int chunk) {
        return Math.min(rows.rows(), (chunk + 1) * CHUNK);
    }

    /** The likeliest model for the shares. */
    GaussianMixture maximise(double[] shares) {
        Tasks.run(workers, chunks, chunk -> addRows(chunk, shares));
        double[] first = total(k * (d + 1));
        double[] counts = new double[k];
        double[][] means = new double[k][d];
        for (int c = 0; c < k; c++) {
            counts[c] = first[c * (d + 1)] + LEAST_SHARE;
            for (int j = 0; j < d; j++) {
                means[c][j] = first[c * (d + 1) + 1 + j] / counts[c];
            }
        }
        Tasks.run(workers, chunks, chunk -> addProducts(chunk, shares, means));
        double[] second = total(k * d * d);
        double[][] covariances = new double[k][d * d];
        double[] weights = new double[k];
        double all = 0;
        for (int c = 0; c < k; c++) {
            all += counts[c];
            for (int i = 0; i < d; i++) {
                for (int j = 0; j <= i; j++) {
                    double value = second[c * d * d + i * d + j] / counts[c];
                    covariances[c][i * d + j] = value;
                    covariances[c][j * d + i] = value;
                }
                covariances[c][i * d + i] += ridge;
            }
        }
        for (int c = 0; c < k; c++) {
            weights[c] = counts[c] / all;
        }
        return GaussianMixture.of(d, weights, means, covariances);
    }

    private void addRows(int chunk, double[] shares) {
        double[] sum = sums[chunk];
        Arrays.fill(sum, 0);
        float[] x = rows.array();
        for (int i = chunk * CHUNK; i < end(chunk); i++) {
            int from = rows.rowOffset(i);
            for (int c = 0; c < k; c++) {
                double share = shares[i * k + c];
                int at = c * (d + 1);
                sum[at] += share;
                for (int j = 0; j < d; j++) {
                    sum[at + 1 + j] = Math.fma(share, x[from + j], sum[at + 1 + j]);
                }
            }
        }
    }

    private void addProducts(int chunk, double[] shares, double[][] means) {
        double[] sum = sums[chunk];
        Arrays.fill(sum, 0);
        float[] x = rows.array();
        double[] difference = new double[d];
        for (int i = chunk * CHUNK; i < end(chunk); i++) {
            int from = rows.rowOffset(i);
            for (int c = 0; c < k; c++) {
                double share = shares[i * k + c];
                if (share == 0) {
                    continue; // adds nothing, and most shares are 0 at first
                }
                for (int j = 0; j < d; j++) {
                    difference[j] = x[from + j] - means[c][j];
                }
                for (int a = 0; a < d; a++) {
                    double scaled = share * difference[a];
                    int at = (c * d + a) * d;
                    for (int b = 0; b <= a; b++) {
                        sum[at + b] = Math.fma(scaled, difference[b], sum[at + b]);
                    }
                }
            }
        }
    }

    private double[] total(int length) {
        double[] total = new double[length];
        for (double[] sum : sums) {
            for (int i = 0; i < length; i++) {
                total[i] += sum[i];
            }
        }
        return total;
    }

    /** The number of the greatest of each k values. */
    static int[] likeliest(double[] shares, int k) {
        int[] labels = new int[shares.length / k];
        for (int i = 0; i < labels.length; i++) {
            for (int c = 1; c < k; c++) {
                labels[i] = shares[i * k + c] > shares[i * k + labels[i]] ? c : labels[i];
            }
        }
        return labels;
    }
}
