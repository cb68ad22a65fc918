package io.lanecoder.data;

import java.util.Arrays;
import java.util.Objects;

/**
 * Which rows of a data set train and which validate: every row is in exactly one of the two.
 *
 * @param training row numbers, ascending, at least one
 * @param validation row numbers, ascending, possibly none
 */
public record Split(int[] training, int[] validation) {
    /** Checks that both are there; the factories make the rest so. */
    public Split {
        Objects.requireNonNull(training, "training");
        Objects.requireNonNull(validation, "validation");
    }

    /**
     * Holds out a random share of the rows.
     *
     * <p>{@code rows * fraction} rows, rounded to the nearest number, validate; at least one when the fraction is
     * above 0.
     *
     * @param rows number of rows, >= 1
     * @param fraction share to hold out, in [0, 1)
     * @param seed chooses the rows; the same seed chooses the same
     * @return the split
     * @throws IllegalArgumentException if an argument is out of range, or no row is left for training
     */
    public static Split holdOut(int rows, double fraction, long seed) {
        int held = heldOut(rows, fraction);
        boolean[] validates = new boolean[rows];
        int[] order = SeededRandom.of(seed).permutation(rows);
        for (int i = 0; i < held; i++) {
            validates[order[i]] = true;
        }
        return of(validates, held);
    }

    /**
     * Holds out a random share of the rows in which every class has its share, as near as whole rows allow (largest
     * remainder).
     *
     * <p>As many rows as in {@link #holdOut} validate.
     *
     * @param labels the classes of the rows, at least one row
     * @param fraction share to hold out, in [0, 1)
     * @param seed chooses the rows; the same seed chooses the same
     * @return the split
     * @throws IllegalArgumentException if an argument is out of range, or no row is left for training
     */
    public static Split stratified(Labels labels, double fraction, long seed) {
        int rows = labels.size();
        int held = heldOut(rows, fraction);
        int[] codes = labels.codes();
        int[] quota = quotas(codes, labels.names().size(), held);
        boolean[] validates = new boolean[rows];
        for (int row : SeededRandom.of(seed).permutation(rows)) {
            if (quota[codes[row]] > 0) {
                quota[codes[row]]--;
                validates[row] = true;
            }
        }
        return of(validates, held);
    }

    private static int[] quotas(int[] codes, int classes, int held) {
        int[] counts = new int[classes];
        for (int code : codes) {
            counts[code]++;
        }
        int[] quota = new int[classes];
        long[] remainder = new long[classes];
        int left = held;
        for (int c = 0; c < classes; c++) {
            long share = (long) held * counts[c];
            quota[c] = (int) (share / codes.length);
            remainder[c] = share % codes.length;
            left -= quota[c];
        }
        for (; left > 0; left--) {
            int most = 0;
            for (int c = 1; c < classes; c++) {
                if (remainder[c] > remainder[most]) {
                    most = c;
                }
            }
            quota[most]++;
            remainder[most] = -1;
        }
        return quota;
    }

    private static int heldOut(int rows, double fraction) {
        if (rows < 1) {
            throw new IllegalArgumentException("a split takes at least 1 row, got " + rows);
        }
        if (!(fraction >= 0 && fraction < 1)) {
            throw new IllegalArgumentException("the fraction to hold out must be >= 0 and < 1, got " + fraction);
        }
        int held = fraction > 0 ? Math.max(1, (int) Math.round(rows * fraction)) : 0;
        if (held >= rows) {
            throw new IllegalArgumentException("holding out a fraction of " + fraction + " of " + rows
                    + (rows == 1 ? " row" : " rows") + " leaves none for training, expected at least 1");
        }
        return held;
    }

    private static Split of(boolean[] validates, int held) {
        int[] training = new int[validates.length - held];
        int[] validation = new int[held];
        int t = 0;
        int v = 0;
        for (int row = 0; row < validates.length; row++) {
            if (validates[row]) {
                validation[v++] = row;
            } else {
                training[t++] = row;
            }
        }
        return new Split(training, validation);
    }

    /** {@inheritDoc} Two are equal when they hold the same rows. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Split that && Arrays.equals(training, that.training)
                && Arrays.equals(validation, that.validation);
    }

    /** {@inheritDoc} */
    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(training) + Arrays.hashCode(validation);
    }

    /** {@return the two numbers of rows, for messages} */
    @Override
    public String toString() {
        return training.length + " rows to train, " + validation.length + " to validate";
    }
}
