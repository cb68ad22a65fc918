package io.lanecoder.report;

import io.lanecoder.data.FloatMatrix;

/**
 * The silhouette of single rows: s = (b - a) / max(a, b), a the mean distance to the other rows of the own cluster, b the least mean
 * distance to the rows of another; 0 for a row that is alone in its cluster. Cost: the square of the rows.
 */
final class Silhouettes {
    private Silhouettes() {
    }

    static double[] of(FloatMatrix rows, int[] clusters, int k) {
        int n = rows.rows();
        int[] sizes = new int[k];
        for (int cluster : clusters) {
            sizes[cluster]++;
        }
        double[] result = new double[n];
        for (int i = 0; i < n; i++) {
            double[] sums = new double[k];
            for (int j = 0; j < n; j++) {
                sums[clusters[j]] += distance(rows, i, j);
            }
            int own = clusters[i];
            double a = sizes[own] > 1 ? sums[own] / (sizes[own] - 1) : 0;
            double b = Double.POSITIVE_INFINITY;
            for (int c = 0; c < k; c++) {
                if (c != own && sizes[c] > 0) {
                    b = Math.min(b, sums[c] / sizes[c]);
                }
            }
            boolean defined = sizes[own] > 1 && b < Double.POSITIVE_INFINITY && Math.max(a, b) > 0;
            result[i] = defined ? (b - a) / Math.max(a, b) : 0;
        }
        return result;
    }

    private static double distance(FloatMatrix rows, int i, int j) {
        double sum = 0;
        float[] values = rows.array();
        int a = rows.rowOffset(i);
        int b = rows.rowOffset(j);
        for (int c = 0; c < rows.cols(); c++) {
            double difference = (double) values[a + c] - values[b + c];
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }
}
