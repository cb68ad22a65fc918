package io.lanecoder.latent;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.kernel.Distances;
import io.lanecoder.kernel.Kernels;
import io.lanecoder.kernel.Workers;
import java.util.Arrays;

/**
 * How good a clustering is, judged by the rows themselves or by known classes. Labels are integers >= 0; numbers
 * without a row do not count. Definitions as in scikit-learn. Stateless, safe for all threads.
 */
public final class ClusterMeasures {
    private static final int BLOCK = 256;
    /**
     * Distances added as floats before they go to a double: the error stays below 2^-19 of the sum, and mostly cancels.
     */
    private static final int FLOAT_SUM = 32;

    private ClusterMeasures() {
    }

    /**
     * The mean silhouette: of {@code (b - a) / max(a, b)}, a the mean distance to the other rows of the own cluster, b
     * the least mean distance to the rows of another; 0 for a row alone in its cluster. In -1..1, more is better.
     * Exact: all rows x rows distances are taken, none is stored. Memory: two copies of the rows.
     *
     * <p>P. J. Rousseeuw: Silhouettes (1987).
     *
     * @param rows one sample a row
     * @param labels the cluster of each row
     * @param threads number of threads, >= 1; does not change the result
     * @return the mean over all rows
     * @throws IllegalArgumentException unless there are 2 to rows - 1 clusters, and one label a row
     */
    public static double silhouette(FloatMatrix rows, int[] labels, int threads) {
        Checks.threads(threads);
        Clusters clusters = Clusters.of(rows, labels);
        Checks.require(clusters.count < rows.rows(), "there are %s clusters of %s rows, expected fewer", clusters.count,
                rows.rows());
        int n = rows.rows();
        int depth = rows.cols();
        FloatMatrix sorted = rows.select(clusters.order);
        Distances kernels = Kernels.get().distances();
        int width = kernels.panelRows();
        double[] values = new double[n];
        try (Workers workers = new Workers(threads)) {
            Tasks.run(workers, Math.ceilDiv(n, width), task -> {
                int row = task * width;
                int count = Math.min(width, n - row);
                float[] panel = new float[width * depth];
                kernels.packRows(count, depth, sorted.array(), row * depth, depth, new float[depth], panel, 0);
                double[] means = meansToClusters(kernels, panel, sorted, clusters);
                for (int r = 0; r < count; r++) {
                    values[row + r] = silhouette(clusters, row + r, means, r, width);
                }
            });
        }
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / n;
    }

    /** Sums of the distances of a panel's rows to each cluster's rows: {@code [cluster * panelRows + row]}. */
    private static double[] meansToClusters(Distances kernels, float[] panel, FloatMatrix sorted, Clusters clusters) {
        int width = kernels.panelRows();
        int depth = sorted.cols();
        double[] sums = new double[clusters.count * width];
        float[] distances = new float[BLOCK * width];
        float[] part = new float[width];
        for (int j = 0; j < clusters.count; j++) {
            for (int from = clusters.starts[j]; from < clusters.starts[j + 1]; from += BLOCK) {
                int count = Math.min(BLOCK, clusters.starts[j + 1] - from);
                kernels.squaredDistances(count, depth, panel, 0, sorted.array(), from * depth, depth, distances, 0,
                        width);
                for (int begin = 0; begin < count; begin += FLOAT_SUM) {
                    addRoots(Math.min(FLOAT_SUM, count - begin), width, distances, begin * width, part);
                    for (int r = 0; r < width; r++) {
                        sums[j * width + r] += part[r];
                    }
                }
            }
        }
        return sums;
    }

    private static void addRoots(int count, int width, float[] squares, int from, float[] sums) {
        Arrays.fill(sums, 0f);
        for (int i = 0; i < count; i++) {
            for (int r = 0; r < width; r++) {
                sums[r] += (float) Math.sqrt(squares[from + i * width + r]);
            }
        }
    }

    private static double silhouette(Clusters clusters, int position, double[] sums, int r, int width) {
        int own = 0;
        while (clusters.starts[own + 1] <= position) {
            own++;
        }
        if (clusters.size(own) == 1) {
            return 0;
        }
        double within = sums[own * width + r] / (clusters.size(own) - 1);
        double between = Double.POSITIVE_INFINITY;
        for (int j = 0; j < clusters.count; j++) {
            if (j != own) {
                between = Math.min(between, sums[j * width + r] / clusters.size(j));
            }
        }
        double greater = Math.max(within, between);
        return greater == 0 ? 0 : (between - within) / greater;
    }

    /**
     * The Davies-Bouldin index: the mean over clusters of the worst {@code (s_i + s_j) / d_ij}, s the mean distance of
     * a cluster's rows to its mean, d the distance of two means. 0 or more, less is better; clusters with the same mean
     * are not compared.
     *
     * @param rows one sample a row
     * @param labels the cluster of each row
     * @return the index
     * @throws IllegalArgumentException unless there are 2 to rows - 1 clusters, and one label a row
     */
    public static double daviesBouldin(FloatMatrix rows, int[] labels) {
        Clusters clusters = Clusters.of(rows, labels);
        Checks.require(clusters.count < rows.rows(), "there are %s clusters of %s rows, expected fewer", clusters.count,
                rows.rows());
        double[][] means = clusters.means(rows);
        double[] spread = new double[clusters.count];
        boolean allTight = true;
        for (int j = 0; j < clusters.count; j++) {
            for (int i = clusters.starts[j]; i < clusters.starts[j + 1]; i++) {
                spread[j] += Math.sqrt(squaredDistance(rows, clusters.order[i], means[j]));
            }
            spread[j] /= clusters.size(j);
            allTight &= spread[j] <= 1e-8;
        }
        double sum = 0;
        boolean allEqual = true;
        for (int i = 0; i < clusters.count; i++) {
            double worst = 0;
            for (int j = 0; j < clusters.count; j++) {
                double square = 0;
                for (int c = 0; c < rows.cols(); c++) {
                    square += (means[i][c] - means[j][c]) * (means[i][c] - means[j][c]);
                }
                if (i != j && square > 0) {
                    allEqual = false;
                    worst = Math.max(worst, (spread[i] + spread[j]) / Math.sqrt(square));
                }
            }
            sum += worst;
        }
        return allTight || allEqual ? 0 : sum / clusters.count;
    }

    /**
     * The Calinski-Harabasz index: the variance between the clusters over that within,
     * {@code (B / (clusters - 1)) / (W / (rows - clusters))}. 0 or more, more is better; 1 where nothing varies within.
     *
     * @param rows one sample a row
     * @param labels the cluster of each row
     * @return the index
     * @throws IllegalArgumentException unless there are 2 to rows - 1 clusters, and one label a row
     */
    public static double calinskiHarabasz(FloatMatrix rows, int[] labels) {
        Clusters clusters = Clusters.of(rows, labels);
        Checks.require(clusters.count < rows.rows(), "there are %s clusters of %s rows, expected fewer", clusters.count,
                rows.rows());
        double[][] means = clusters.means(rows);
        double[] all = new double[rows.cols()];
        for (int j = 0; j < clusters.count; j++) {
            for (int c = 0; c < all.length; c++) {
                all[c] += means[j][c] * clusters.size(j) / rows.rows();
            }
        }
        double between = 0;
        double within = 0;
        for (int j = 0; j < clusters.count; j++) {
            for (int c = 0; c < all.length; c++) {
                between += clusters.size(j) * (means[j][c] - all[c]) * (means[j][c] - all[c]);
            }
            for (int i = clusters.starts[j]; i < clusters.starts[j + 1]; i++) {
                within += squaredDistance(rows, clusters.order[i], means[j]);
            }
        }
        return within == 0 ? 1 : between * (rows.rows() - clusters.count) / (within * (clusters.count - 1));
    }

    private static double squaredDistance(FloatMatrix rows, int row, double[] mean) {
        int at = rows.rowOffset(row);
        double sum = 0;
        for (int c = 0; c < mean.length; c++) {
            double difference = rows.array()[at + c] - mean[c];
            sum += difference * difference;
        }
        return sum;
    }

    /**
     * Compares clusters with known classes.
     *
     * @param truth the class of each row
     * @param labels the cluster of each row
     * @return all measures of agreement
     * @throws IllegalArgumentException if the lengths differ, there is no row, or a number is negative
     */
    public static Agreement agreement(int[] truth, int[] labels) {
        return Agreement.of(truth, labels);
    }

    /**
     * The rows of each cluster that has any, clusters and rows ascending.
     *
     * @param count number of clusters with rows
     * @param order row numbers, cluster after cluster
     * @param starts where each cluster begins in it, and the end
     */
    private record Clusters(int count, int[] order, int[] starts) {
        static Clusters of(FloatMatrix rows, int[] labels) {
            Checks.values(rows, "the rows");
            Checks.labels(labels, rows.rows());
            int[] codes = Agreement.dense(labels);
            int count = 1 + Arrays.stream(codes).max().orElseThrow();
            Checks.require(count >= 2, "there is only %s cluster, expected two or more", count);
            int[] starts = new int[count + 1];
            for (int code : codes) {
                starts[code + 1]++;
            }
            for (int j = 0; j < count; j++) {
                starts[j + 1] += starts[j];
            }
            int[] next = starts.clone();
            int[] order = new int[codes.length];
            for (int i = 0; i < codes.length; i++) {
                order[next[codes[i]]++] = i;
            }
            return new Clusters(count, order, starts);
        }

        int size(int cluster) {
            return starts[cluster + 1] - starts[cluster];
        }

        double[][] means(FloatMatrix rows) {
            double[][] means = new double[count][rows.cols()];
            for (int j = 0; j < count; j++) {
                for (int i = starts[j]; i < starts[j + 1]; i++) {
                    int at = rows.rowOffset(order[i]);
                    for (int c = 0; c < rows.cols(); c++) {
                        means[j][c] += rows.array()[at + c];
                    }
                }
                for (int c = 0; c < rows.cols(); c++) {
                    means[j][c] /= size(j);
                }
            }
            return means;
        }
    }
}
