package io.lanecoder.latent;

import java.util.Arrays;

/**
 * How well clusters agree with known classes. All are 1 for the same division of the rows, whatever the clusters'
 * numbers.
 *
 * @param accuracy share of rows in the right class when each cluster stands for at most one class and each class for
 *     one cluster, matched as well as possible, in 0..1
 * @param nmi normalised mutual information, {@code 2 I / (H(truth) + H(labels))}, in 0..1
 * @param ari adjusted Rand index: pairs treated alike, 0 expected by chance, at most 1
 * @param homogeneity {@code I / H(truth)}: whether a cluster holds one class only, in 0..1
 * @param completeness {@code I / H(labels)}: whether a class lies in one cluster only, in 0..1
 * @param vMeasure the harmonic mean of homogeneity and completeness
 */
public record Agreement(double accuracy, double nmi, double ari, double homogeneity, double completeness,
        double vMeasure) {
    static Agreement of(int[] truth, int[] labels) {
        Checks.require(truth.length == labels.length, "%s labels for %s known classes, expected as many", labels.length,
                truth.length);
        Checks.require(truth.length > 0, "there are %s rows, expected at least one", truth.length);
        Checks.labels(truth, truth.length);
        Checks.labels(labels, truth.length);
        int[] classes = dense(truth);
        int[] clusters = dense(labels);
        long[][] table = new long[1 + max(classes)][1 + max(clusters)];
        for (int i = 0; i < classes.length; i++) {
            table[classes[i]][clusters[i]]++;
        }
        long[] rowSums = new long[table.length];
        long[] colSums = new long[table[0].length];
        for (int i = 0; i < rowSums.length; i++) {
            for (int j = 0; j < colSums.length; j++) {
                rowSums[i] += table[i][j];
                colSums[j] += table[i][j];
            }
        }
        int n = truth.length;
        double ofTruth = entropy(rowSums, n);
        double ofLabels = entropy(colSums, n);
        double mutual = 0;
        for (int i = 0; i < rowSums.length; i++) {
            for (int j = 0; j < colSums.length; j++) {
                if (table[i][j] > 0) {
                    double p = table[i][j] / (double) n;
                    mutual += p * (StrictMath.log(p) - StrictMath.log((double) rowSums[i] / n)
                            - StrictMath.log((double) colSums[j] / n));
                }
            }
        }
        mutual = Math.max(0, mutual);
        // Rounding must not make 0 / 0 of something: one class, or one cluster, has no entropy at all.
        double homogeneity = rowSums.length == 1 ? 1 : Math.min(1, mutual / ofTruth);
        double completeness = colSums.length == 1 ? 1 : Math.min(1, mutual / ofLabels);
        double nmi = rowSums.length == 1 && colSums.length == 1 ? 1
                : rowSums.length == 1 || colSums.length == 1 ? 0 : Math.min(1, 2 * mutual / (ofTruth + ofLabels));
        double v = homogeneity + completeness == 0 ? 0 : 2 * homogeneity * completeness / (homogeneity + completeness);
        double accuracy = (double) Matching.best(table) / n;
        return new Agreement(accuracy, nmi, adjustedRand(table, rowSums, colSums), homogeneity, completeness, v);
    }

    private static double adjustedRand(long[][] table, long[] rowSums, long[] colSums) {
        double sumOfSquares = 0;
        double n = 0;
        for (long[] row : table) {
            for (long count : row) {
                sumOfSquares += (double) count * count;
                n += count;
            }
        }
        double rows = 0;
        for (long sum : rowSums) {
            rows += (double) sum * sum;
        }
        double cols = 0;
        for (long sum : colSums) {
            cols += (double) sum * sum;
        }
        // Pairs of rows: together in both, in one only, in none.
        double both = sumOfSquares - n;
        double classOnly = rows - sumOfSquares;
        double clusterOnly = cols - sumOfSquares;
        double none = n * n - rows - cols + sumOfSquares;
        if (classOnly == 0 && clusterOnly == 0) {
            return 1;
        }
        return 2 * (both * none - classOnly * clusterOnly)
                / ((both + classOnly) * (classOnly + none) + (both + clusterOnly) * (clusterOnly + none));
    }

    private static double entropy(long[] counts, int n) {
        double sum = 0;
        for (long count : counts) {
            double p = (double) count / n;
            sum -= p * StrictMath.log(p);
        }
        return sum;
    }

    private static int max(int[] codes) {
        return Arrays.stream(codes).max().orElseThrow();
    }

    /** The labels renumbered without gaps, in ascending order. */
    static int[] dense(int[] labels) {
        int[] distinct = Arrays.stream(labels).sorted().distinct().toArray();
        return Arrays.stream(labels).map(label -> Arrays.binarySearch(distinct, label)).toArray();
    }
}
