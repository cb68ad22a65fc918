package io.lanecoder.latent;

import io.lanecoder.kernel.MapForces;
import io.lanecoder.kernel.Workers;
import java.util.Arrays;

/**
 * The affinities of t-SNE: symmetric, sparse, summing to one.
 *
 * <p>Row i's conditional affinities {@code p(j|i) = exp(-b_i d(i,j)^2) / sum} over its nearest neighbours have the entropy
 * log(perplexity), which sets {@code b_i}; then {@code p(i,j) = (p(j|i) + p(i|j)) / 2n}.
 */
final class Affinities {
    private static final int GROUP = MapForces.GROUP;
    private static final int CHUNK = 256;
    private static final int MAX_STEPS = 200;
    private static final double ENTROPY_TOLERANCE = 1e-8;

    final int points;
    /** Row i has the groups {@code groups[i]} to {@code groups[i + 1] - 1}. */
    final int[] groups;
    /** Ascending in a row; the row itself where a group is filled up. */
    final int[] neighbours;
    final float[] p;
    /** {@code sum p log p} and {@code sum p}, in double, of the floats as they are. */
    final double negativeEntropy;

    final double total;

    private Affinities(int points, int[] groups, int[] neighbours, float[] p) {
        this.points = points;
        this.groups = groups;
        this.neighbours = neighbours;
        this.p = p;
        double entropy = 0;
        double sum = 0;
        for (float value : p) {
            if (value >= Float.MIN_NORMAL) {
                entropy = Math.fma(value, Exponential.log(value), entropy);
                sum += value;
            }
        }
        this.negativeEntropy = entropy;
        this.total = sum;
    }

    /**
     * Turns squared distances into conditional affinities.
     *
     * @param rows number of rows
     * @param k neighbours a row, more than the perplexity
     * @param squared their squared distances, row after row
     * @return as many affinities, those of a row sum to one
     */
    static float[] conditional(int rows, int k, float[] squared, double perplexity, Workers workers) {
        float[] p = new float[Math.multiplyExact(rows, k)];
        double entropy = Exponential.log(perplexity);
        Tasks.run(workers, Math.ceilDiv(rows, CHUNK), chunk -> {
            double[] d = new double[k];
            double[] e = new double[k];
            for (int i = chunk * CHUNK; i < Math.min(rows, (chunk + 1) * CHUNK); i++) {
                conditionalRow(k, squared, i * k, entropy, d, e);
                for (int j = 0; j < k; j++) {
                    p[i * k + j] = (float) e[j];
                }
            }
        });
        return p;
    }

    /** Leaves the affinities of a row in e. */
    private static void conditionalRow(int k, float[] squared, int from, double entropy, double[] d, double[] e) {
        double least = Double.POSITIVE_INFINITY;
        for (int j = 0; j < k; j++) {
            least = Math.min(least, squared[from + j]);
        }
        double mean = 0;
        for (int j = 0; j < k; j++) {
            d[j] = squared[from + j] - least; // changes no affinity, and keeps the largest exponential at 1
            mean += d[j];
        }
        mean /= k;
        if (!(mean > 0)) {
            Arrays.fill(e, 0, k, 1.0 / k);
            return;
        }
        double low = 0;
        double high = Double.POSITIVE_INFINITY;
        double precision = 1 / mean;
        double sum = 0;
        for (int step = 0; step < MAX_STEPS; step++) {
            sum = 0;
            double first = 0;
            double second = 0;
            for (int j = 0; j < k; j++) {
                double w = Exponential.exp(-precision * d[j]);
                e[j] = w;
                sum += w;
                first = Math.fma(w, d[j], first);
                second = Math.fma(w * d[j], d[j], second);
            }
            first /= sum;
            double variance = second / sum - first * first;
            double excess = Exponential.log(sum) + precision * first - entropy;
            if (Math.abs(excess) <= ENTROPY_TOLERANCE) {
                break;
            }
            if (excess > 0) {
                low = precision;
            } else {
                high = precision;
            }
            // Newton's step: the entropy falls by precision * variance as the precision rises by one.
            double next = precision + excess / (precision * variance);
            boolean inside = next > low && next < high && next <= 4 * precision;
            precision = inside ? next : high < Double.POSITIVE_INFINITY ? 0.5 * (low + high) : 2 * precision;
        }
        for (int j = 0; j < k; j++) {
            e[j] /= sum;
        }
    }

    /** A sparse matrix: row i has the entries {@code rows[i]} to {@code rows[i + 1] - 1}. */
    private record Sparse(int[] rows, int[] columns, float[] values) {
        /** Its rows have their columns in ascending order, whatever the order here. */
        Sparse transposed() {
            int n = rows.length - 1;
            int[] starts = new int[n + 1];
            for (int column : columns) {
                starts[column + 1]++;
            }
            for (int i = 0; i < n; i++) {
                starts[i + 1] += starts[i];
            }
            int[] next = Arrays.copyOf(starts, n);
            Sparse other = new Sparse(starts, new int[columns.length], new float[columns.length]);
            for (int i = 0; i < n; i++) {
                for (int e = rows[i]; e < rows[i + 1]; e++) {
                    int at = next[columns[e]]++;
                    other.columns[at] = i;
                    other.values[at] = values[e];
                }
            }
            return other;
        }
    }

    /**
     * Joins {@code p(j|i)} and {@code p(i|j)}.
     *
     * @param n number of rows
     * @param k neighbours a row
     * @param near numbers of the neighbours, row after row
     * @param conditional their conditional affinities
     */
    static Affinities symmetric(int n, int k, int[] near, float[] conditional, Workers workers) {
        int[] rows = new int[n + 1];
        Arrays.setAll(rows, i -> i * k);
        Sparse back = new Sparse(rows, near, conditional).transposed();
        Sparse there = back.transposed();
        int[] groups = new int[n + 1];
        for (int i = 0; i < n; i++) {
            int common = 0;
            for (int a = rows[i], b = back.rows[i]; a < rows[i + 1] && b < back.rows[i + 1];) {
                int difference = there.columns[a] - back.columns[b];
                common += difference == 0 ? 1 : 0;
                a += difference <= 0 ? 1 : 0;
                b += difference >= 0 ? 1 : 0;
            }
            groups[i + 1] = groups[i] + Math.ceilDiv(k + back.rows[i + 1] - back.rows[i] - common, GROUP);
        }
        int[] neighbours = new int[Math.multiplyExact(groups[n], GROUP)];
        float[] p = new float[neighbours.length];
        Tasks.run(workers, Math.ceilDiv(n, CHUNK), chunk -> {
            for (int i = chunk * CHUNK; i < Math.min(n, (chunk + 1) * CHUNK); i++) {
                int o = groups[i] * GROUP;
                int a = rows[i];
                int b = back.rows[i];
                while (a < rows[i + 1] || b < back.rows[i + 1]) {
                    int left = a < rows[i + 1] ? there.columns[a] : Integer.MAX_VALUE;
                    int right = b < back.rows[i + 1] ? back.columns[b] : Integer.MAX_VALUE;
                    double sum = 0;
                    neighbours[o] = Math.min(left, right);
                    if (left <= right) {
                        sum += there.values[a++];
                    }
                    if (right <= left) {
                        sum += back.values[b++];
                    }
                    p[o++] = (float) (sum / (2.0 * n));
                }
                Arrays.fill(neighbours, o, groups[i + 1] * GROUP, i);
            }
        });
        return new Affinities(n, groups, neighbours, p);
    }

    /**
     * The Kullback-Leibler divergence {@code sum p log(p / q)} of a map, with {@code q = w / z}.
     *
     * @param x first coordinates
     * @param y second coordinates
     * @param z the sum of the weights over all pairs
     */
    double divergence(float[] x, float[] y, double z, Workers workers) {
        double[] sums = new double[Math.ceilDiv(points, CHUNK)];
        Tasks.run(workers, sums.length, chunk -> {
            double sum = 0;
            int from = chunk * CHUNK;
            for (int i = from; i < Math.min(points, from + CHUNK); i++) {
                for (int e = groups[i] * GROUP; e < groups[i + 1] * GROUP; e++) {
                    double dx = (double) x[i] - x[neighbours[e]];
                    double dy = (double) y[i] - y[neighbours[e]];
                    sum = Math.fma(p[e], Exponential.log(Math.fma(dy, dy, Math.fma(dx, dx, 1))), sum);
                }
            }
            sums[chunk] = sum;
        });
        double sum = negativeEntropy + total * Exponential.log(z);
        for (double part : sums) {
            sum += part;
        }
        return sum;
    }
}
