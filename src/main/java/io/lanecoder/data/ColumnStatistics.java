package io.lanecoder.data;

import java.util.Arrays;

/** Statistics of the columns of a matrix, as sums in double over the rows in ascending order. */
final class ColumnStatistics {
    private ColumnStatistics() {
    }

    /** The least and the greatest value of each column. */
    static double[][] ranges(FloatMatrix rows) {
        double[] min = new double[rows.cols()];
        double[] max = new double[rows.cols()];
        Arrays.fill(min, Double.POSITIVE_INFINITY);
        Arrays.fill(max, Double.NEGATIVE_INFINITY);
        float[] values = rows.array();
        for (int i = 0; i < rows.rows(); i++) {
            int at = rows.rowOffset(i);
            for (int j = 0; j < min.length; j++) {
                float value = values[at + j];
                if (!Float.isFinite(value)) {
                    throw new IllegalArgumentException(
                            "row " + i + ", column " + j + " is " + value + ", a scaler is fitted on finite values");
                }
                // Adding 0 turns -0 into 0, so that the order of the rows never shows.
                min[j] = Math.min(min[j], value + 0.0);
                max[j] = Math.max(max[j], value + 0.0);
            }
        }
        return new double[][] {min, max};
    }

    /** The mean and the population standard deviation of each column, exactly 0 where all values are equal. */
    static double[][] moments(FloatMatrix rows) {
        double[][] range = ranges(rows);
        double[] mean = new double[rows.cols()];
        double[] deviation = new double[rows.cols()];
        float[] values = rows.array();
        for (int i = 0; i < rows.rows(); i++) {
            int at = rows.rowOffset(i);
            for (int j = 0; j < mean.length; j++) {
                mean[j] += values[at + j];
            }
        }
        for (int j = 0; j < mean.length; j++) {
            mean[j] /= rows.rows();
        }
        for (int i = 0; i < rows.rows(); i++) {
            int at = rows.rowOffset(i);
            for (int j = 0; j < mean.length; j++) {
                double difference = values[at + j] - mean[j];
                deviation[j] += difference * difference;
            }
        }
        for (int j = 0; j < mean.length; j++) {
            // The mean of equal values may be rounded; then the deviation would be tiny where it is 0.
            boolean constant = range[0][j] == range[1][j];
            mean[j] = constant ? range[0][j] : mean[j];
            deviation[j] = constant ? 0 : Math.sqrt(deviation[j] / rows.rows());
        }
        return new double[][] {mean, deviation};
    }
}
