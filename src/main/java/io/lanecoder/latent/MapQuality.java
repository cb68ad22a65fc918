package io.lanecoder.latent;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.kernel.Workers;
import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * How far a map can be trusted.
 *
 * @param trustworthiness {@code 1 - 2 / (n k (2n - 3k - 1)) sum max(0, rank - k)} over the k = 12 neighbours of each point in the map
 *     and their ranks among the neighbours of its row; 1 is best, a random map has about 0.5
 * @param neighboursKept mean share of a row's 10 nearest rows that are also among its point's 10 nearest, 0..1
 * @param accuracy share of the points whose class is that of most of their 5 nearest other points (of equally frequent
 *     classes the lowest), if labels are known
 */
public record MapQuality(double trustworthiness, double neighboursKept, OptionalDouble accuracy) {
    /** Above this many rows trustworthiness is the mean over so many of them, evenly spaced: its cost is rows x sample. */
    public static final int TRUST_SAMPLE = 10_000;
    private static final int TRUST_NEIGHBOURS = 12;
    private static final int KEPT_NEIGHBOURS = 10;
    private static final int VOTES = 5;
    private static final int CHUNK = 64;

    /**
     * Measures a map.
     *
     * @param rows what was mapped
     * @param positions where each row stands
     * @param labels the class of each row, >= 0, or null if not known
     * @param threads number of threads, >= 1; does not change the result
     * @return the measures; with fewer than 26 rows fewer neighbours count, less than half of the rows
     * @throws IllegalArgumentException if there are fewer than 3 rows, or the shapes do not match
     */
    public static MapQuality of(FloatMatrix rows, FloatMatrix positions, int[] labels, int threads) {
        Objects.requireNonNull(rows, "rows");
        int n = rows.rows();
        Checks.threads(threads);
        Checks.require(n >= 3, "the quality of a map needs 3 rows or more, got %s", n);
        Checks.require(positions.rows() == n, "%s positions for %s rows, expected one a row", positions.rows(), n);
        int trust = Math.min(TRUST_NEIGHBOURS, (n - 1) / 2);
        int kept = Math.min(KEPT_NEIGHBOURS, (n - 1) / 2);
        int most = Math.max(trust, Math.min(VOTES, n - 1));
        int[] near = others(NearestNeighbors.of(rows), rows, most, threads);
        int[] onMap = others(NearestNeighbors.of(positions), positions, most, threads);
        OptionalDouble accuracy = OptionalDouble.empty();
        if (labels != null) {
            Checks.labels(labels, n);
            accuracy = OptionalDouble.of(accuracy(labels, onMap, most, Math.min(VOTES, n - 1)));
        }
        return new MapQuality(trustworthiness(rows, onMap, most, trust, threads), shared(near, onMap, most, kept),
                accuracy);
    }

    /** The k nearest other rows of each row. */
    private static int[] others(NearestNeighbors searcher, FloatMatrix rows, int k, int threads) {
        int[] found = searcher.query(rows, k + 1, threads).indices();
        int[] others = new int[rows.rows() * k];
        for (int i = 0; i < rows.rows(); i++) {
            int o = i * k;
            for (int j = i * (k + 1); j < (i + 1) * (k + 1) && o < (i + 1) * k; j++) {
                if (found[j] != i) {
                    others[o++] = found[j];
                }
            }
        }
        return others;
    }

    private static double shared(int[] a, int[] b, int stride, int k) {
        long common = 0;
        for (int from = 0; from < a.length; from += stride) {
            for (int i = from; i < from + k; i++) {
                for (int j = from; j < from + k; j++) {
                    common += a[i] == b[j] ? 1 : 0;
                }
            }
        }
        return (double) common / ((long) a.length / stride * k);
    }

    private static double accuracy(int[] labels, int[] onMap, int stride, int k) {
        int right = 0;
        for (int i = 0; i < labels.length; i++) {
            int best = -1;
            int bestVotes = 0;
            for (int j = i * stride; j < i * stride + k; j++) {
                int label = labels[onMap[j]];
                int votes = 0;
                for (int l = i * stride; l < i * stride + k; l++) {
                    votes += labels[onMap[l]] == label ? 1 : 0;
                }
                if (votes > bestVotes || votes == bestVotes && label < best) {
                    best = label;
                    bestVotes = votes;
                }
            }
            right += best == labels[i] ? 1 : 0;
        }
        return (double) right / labels.length;
    }

    private static double trustworthiness(FloatMatrix rows, int[] onMap, int stride, int k, int threads) {
        int n = rows.rows();
        int sample = Math.min(n, TRUST_SAMPLE);
        long[] excess = new long[Math.ceilDiv(sample, CHUNK)];
        float[] columns = columns(rows);
        try (Workers workers = new Workers(threads)) {
            Tasks.run(workers, excess.length, chunk -> {
                float[] squared = new float[n];
                for (int s = chunk * CHUNK; s < Math.min(sample, (chunk + 1) * CHUNK); s++) {
                    int i = (int) ((long) s * n / sample);
                    distances(columns, n, rows.cols(), i, squared);
                    for (int j = i * stride; j < i * stride + k; j++) {
                        excess[chunk] += Math.max(0, rank(squared, i, onMap[j]) - k);
                    }
                }
            });
        }
        long sum = 0;
        for (long part : excess) {
            sum += part;
        }
        return 1 - 2.0 * sum / ((double) sample * k * (2.0 * n - 3 * k - 1));
    }

    private static float[] columns(FloatMatrix rows) {
        float[] columns = new float[rows.rows() * rows.cols()];
        for (int i = 0; i < rows.rows(); i++) {
            for (int j = 0; j < rows.cols(); j++) {
                columns[j * rows.rows() + i] = rows.array()[rows.rowOffset(i) + j];
            }
        }
        return columns;
    }

    /** Column by column: a loop over the rows that the compiler turns into vectors, with one order of operations a row. */
    private static void distances(float[] columns, int n, int cols, int i, float[] squared) {
        Arrays.fill(squared, 0f);
        for (int k = 0; k < cols; k++) {
            int at = k * n;
            float own = columns[at + i];
            for (int j = 0; j < n; j++) {
                float d = columns[at + j] - own;
                squared[j] += d * d;
            }
        }
    }

    /** 1 for the nearest other row; of equal distances the lower row number comes first. */
    private static int rank(float[] squared, int self, int other) {
        float distance = squared[other];
        int nearer = 0;
        for (float value : squared) {
            nearer += value < distance ? 1 : 0;
        }
        for (int j = 0; j < other; j++) {
            nearer += squared[j] == distance ? 1 : 0;
        }
        boolean counted = squared[self] < distance || squared[self] == distance && self < other;
        return nearer + (counted ? 0 : 1);
    }
}
