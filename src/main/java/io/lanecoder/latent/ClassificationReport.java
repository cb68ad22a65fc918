package io.lanecoder.latent;

import io.lanecoder.data.FloatMatrix;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How good predicted classes are.
 *
 * @param accuracy share of rows whose class was found
 * @param classes the measures of each class, ascending
 * @param confusion {@code confusion.get(i).get(j)}: rows of class i that were taken for class j
 */
public record ClassificationReport(double accuracy, List<ClassMeasures> classes, List<List<Integer>> confusion) {
    /** Copies the lists. */
    public ClassificationReport {
        classes = List.copyOf(classes);
        confusion = confusion.stream().map(List::copyOf).toList();
    }

    /**
     * The measures of one class; where nothing is divided by nothing, the result is 0.
     *
     * @param precision share of the rows taken for the class that are of it
     * @param recall share of the rows of the class that were taken for it
     * @param f1 harmonic mean of both
     * @param support rows of the class
     */
    public record ClassMeasures(double precision, double recall, double f1, int support) {
    }

    /**
     * Compares predicted with true classes.
     *
     * @param truth the class of each row, 0 to classes - 1
     * @param predicted the class it was taken for, in the same range
     * @param classes number of classes
     * @return the report
     * @throws IllegalArgumentException if the lengths differ, there is no row, or a class is out of range
     */
    public static ClassificationReport of(int[] truth, int[] predicted, int classes) {
        check(truth, predicted.length, classes);
        check(predicted, predicted.length, classes);
        int[][] table = new int[classes][classes];
        int right = 0;
        for (int i = 0; i < truth.length; i++) {
            table[truth[i]][predicted[i]]++;
            right += truth[i] == predicted[i] ? 1 : 0;
        }
        List<ClassMeasures> measures = IntStream.range(0, classes).mapToObj(c -> {
            int taken = IntStream.range(0, classes).map(i -> table[i][c]).sum();
            int support = IntStream.of(table[c]).sum();
            return new ClassMeasures(share(table[c][c], taken), share(table[c][c], support),
                    share(2 * table[c][c], taken + support), support);
        }).toList();
        List<List<Integer>> confusion =
                IntStream.range(0, classes).mapToObj(i -> IntStream.of(table[i]).boxed().toList())
                        .toList();
        return new ClassificationReport((double) right / truth.length, measures, confusion);
    }

    private static double share(int part, int whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }

    private static void check(int[] labels, int rows, int classes) {
        Checks.require(rows > 0, "there are %s rows, expected at least one", rows);
        Checks.labels(labels, rows);
        for (int i = 0; i < rows; i++) {
            Checks.require(labels[i] < classes, "label %s is %s, but there are only %s classes", i, labels[i], classes);
        }
    }

    /**
     * The log loss: the mean of {@code -log} of the probability given to the true class, none taken for less than
     * 2^-23.
     *
     * @param truth the class of each row
     * @param probabilities a row a sample, a column a class
     * @return the loss, >= 0, less is better
     * @throws IllegalArgumentException if the labels do not match the rows and columns, or a probability is not in 0..1
     */
    public static double logLoss(int[] truth, FloatMatrix probabilities) {
        check(truth, probabilities.rows(), probabilities.cols());
        double sum = 0;
        for (int i = 0; i < truth.length; i++) {
            float p = probabilities.get(i, truth[i]);
            Checks.require(p >= 0 && p <= 1, "row %s has probability %s, expected 0 to 1", i, p);
            sum -= StrictMath.log(Math.clamp(p, 0x1p-23f, 1 - 0x1p-23f));
        }
        return sum / truth.length;
    }
}
