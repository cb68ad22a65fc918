package io.lanecoder;

import io.lanecoder.data.FloatMatrix;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * What is remembered of the normal rows that a detector was calibrated on: their scores and each feature's usual squared error.
 *
 * <p>Of up to {@value #KEPT} rows every score is kept. Of more, the {@value #GROUPS} largest are, and the others stand in as many
 * groups of nearly equal size, each score replaced by the largest of its group. So p-values are exact where they are small, and
 * elsewhere too large by less than a group's share of the rows, never too small: the guarantee holds.
 */
final class Calibration {
    static final int KEPT = 10_000;
    static final int GROUPS = KEPT / 2;

    /** Makes the MAD of a normal distribution its standard deviation: 1 / (the 0.75 quantile of N(0, 1)). */
    private static final double MAD_SCALE = 1.4826;
    /** A feature with far less error than others is not blamed for as little as a hundredth of their mean. */
    private static final double FLOOR_SHARE = 0.01;
    /** The square of a float's rounding error at 1: below it, an error is arithmetic. */
    private static final double FLOOR = 0x1p-48;
    private static final int BLOCK = 1024;

    private final int rows;
    /** Ascending. */
    private final double[] kept;
    private final float[] usualErrors;
    private final double floor;

    /** What was stored: {@code kept} has been compressed already. */
    Calibration(int rows, double[] kept, float[] usualErrors) {
        check(rows >= 1, "the calibration has " + rows + " rows, expected at least 1");
        check(kept.length == Math.min(rows, KEPT), "the calibration on " + rows + " rows keeps "
                + Math.min(rows, KEPT) + " scores, got " + kept.length);
        double before = 0;
        for (int i = 0; i < kept.length; i++) {
            check(kept[i] >= before && kept[i] <= Double.MAX_VALUE, "calibration score " + i + " is " + kept[i]
                    + ", expected finite scores >= 0 in ascending order");
            before = kept[i];
        }
        double sum = 0;
        for (int j = 0; j < usualErrors.length; j++) {
            check(usualErrors[j] >= 0 && usualErrors[j] <= Float.MAX_VALUE,
                    "the usual error of feature " + j + " is " + usualErrors[j] + ", expected a finite number >= 0");
            sum += usualErrors[j];
        }
        this.rows = rows;
        this.kept = kept;
        this.usualErrors = usualErrors;
        this.floor = Math.max(FLOOR, FLOOR_SHARE * sum / Math.max(1, usualErrors.length));
    }

    private static void check(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException(problem);
        }
    }

    /** From the scores of normal rows, in any order. */
    static Calibration of(double[] scores, float[] usualErrors) {
        check(scores.length > 0, "there are no rows to calibrate on");
        for (int i = 0; i < scores.length; i++) {
            check(scores[i] >= 0 && scores[i] <= Double.MAX_VALUE,
                    "row " + i + " of the rows to calibrate on has the score "
                            + scores[i] + ", expected finite rows");
        }
        double[] sorted = scores.clone();
        Arrays.sort(sorted);
        double[] kept = sorted;
        if (sorted.length > KEPT) {
            kept = new double[KEPT];
            for (int i = 0; i < KEPT; i++) {
                kept[i] = sorted[start(i + 1, sorted.length) - 1];
            }
        }
        return new Calibration(scores.length, kept, usualErrors);
    }

    static Calibration of(Autoencoder model, FloatMatrix rows, int threads) {
        check(rows.rows() > 0, "there are no rows to calibrate on");
        double[] scores = model.reconstructionErrors(rows, threads);
        double[] sums = new double[rows.cols()];
        for (int from = 0; from < rows.rows(); from += BLOCK) {
            FloatMatrix errors = model.featureErrors(rows.rows(from, Math.min(rows.rows(), from + BLOCK)), threads);
            for (int i = 0; i < errors.rows(); i++) {
                for (int j = 0; j < sums.length; j++) {
                    sums[j] += errors.array()[errors.rowOffset(i) + j];
                }
            }
        }
        float[] means = new float[sums.length];
        for (int j = 0; j < means.length; j++) {
            means[j] = (float) (sums[j] / rows.rows());
        }
        return of(scores, means);
    }

    /** The rank, from 0, of the smallest score that the kept score {@code i} stands for. */
    private static int start(int i, int rows) {
        int low = rows - GROUPS;
        return rows <= KEPT ? i : i < GROUPS ? (int) ((long) i * low / GROUPS) : low + i - GROUPS;
    }

    int rows() {
        return rows;
    }

    double[] kept() {
        return kept.clone();
    }

    float[] usualErrors() {
        return usualErrors.clone();
    }

    int features() {
        return usualErrors.length;
    }

    /** The usual error of a feature, as its errors are measured against it: at least the floor. */
    double usual(int feature) {
        return Math.max(floor, usualErrors[feature]);
    }

    /** The number of calibration rows with a score >= s; 0 for NaN, which nothing normal exceeds. */
    int countAtLeast(double s) {
        int low = 0;
        int high = kept.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (kept[middle] >= s) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return rows - start(low, rows);
    }

    double pValue(double s) {
        return (1.0 + countAtLeast(s)) / (rows + 1.0);
    }

    double threshold(ThresholdRule rule) {
        return switch (rule) {
            case ThresholdRule.ExpectedShare(double share) -> quantile(share);
            case ThresholdRule.MedianAndMad(double k) -> {
                double median = (valueAt((rows - 1) / 2) + valueAt(rows / 2)) / 2;
                yield Math.min(Double.MAX_VALUE, median + k * MAD_SCALE * deviation(median));
            }
            case ThresholdRule.Fixed(double threshold) -> threshold;
        };
    }

    /** The smallest score whose p-value is at most the share. */
    private double quantile(double share) {
        if (!(1 / (rows + 1.0) <= share)) {
            return Double.POSITIVE_INFINITY;
        }
        int low = 0;
        int high = kept.length - 1; // above the largest score the p-value is 1 / (rows + 1)
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (pValue(Math.nextUp(kept[middle])) <= share) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return Math.nextUp(kept[low]);
    }

    /** The score of a rank. */
    private double valueAt(int rank) {
        int low = 0;
        int high = kept.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (start(middle + 1, rows) > rank) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return kept[low];
    }

    /** The median of the distances from the median. */
    private double deviation(double median) {
        int[] order = IntStream.range(0, kept.length).boxed()
                .sorted(Comparator.comparingDouble(i -> Math.abs(kept[i] - median))).mapToInt(i -> i).toArray();
        int below = 0;
        double lower = Double.NaN;
        for (int i : order) {
            below += start(i + 1, rows) - start(i, rows);
            if (Double.isNaN(lower) && below > (rows - 1) / 2) {
                lower = Math.abs(kept[i] - median);
            }
            if (below > rows / 2) {
                return (lower + Math.abs(kept[i] - median)) / 2;
            }
        }
        return lower;
    }
}
