package io.lanecoder.report;

import io.lanecoder.data.Dataset;
import java.util.Objects;

/**
 * How a row is shown: as a picture of so many lines and columns, line after line, or as bars, one a feature.
 *
 * @param lines of the picture, >= 1; 0 for bars
 * @param columns of the picture, >= 1; 0 for bars
 */
public record PictureShape(int lines, int columns) {
    /** Bars, for tables. */
    public static final PictureShape TABLE = new PictureShape(0, 0);

    /** A smaller square may as well be the number of columns of a table. */
    private static final int LEAST_SIDE = 8;

    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if they are neither both 0 nor both at least 1
     */
    public PictureShape {
        if (!(lines == 0 && columns == 0 || lines >= 1 && columns >= 1)) {
            throw new IllegalArgumentException(
                    "a picture has at least one line and column, got " + lines + " x " + columns);
        }
    }

    /** {@return whether rows are shown as bars} */
    public boolean isTable() {
        return lines == 0;
    }

    /**
     * Reads what {@link #toString} writes.
     *
     * @param text {@code table}, or lines and columns as in {@code 28x28}
     * @return the shape
     * @throws IllegalArgumentException if the text has another form
     */
    public static PictureShape parse(String text) {
        if (text.equals("table")) {
            return TABLE;
        }
        if (text.matches("[1-9]\\d{0,5}x[1-9]\\d{0,5}")) {
            int x = text.indexOf('x');
            return new PictureShape(Integer.parseInt(text.substring(0, x)), Integer.parseInt(text.substring(x + 1)));
        }
        throw new IllegalArgumentException("found " + text + ", expected table, or lines and columns as in 28x28");
    }

    /**
     * The likely shape: square pictures for rows without names of features whose number is the square of at least 8, bars for all
     * others.
     *
     * @param data the rows
     * @return the shape
     */
    public static PictureShape of(Dataset data) {
        Objects.requireNonNull(data, "data");
        int side = (int) Math.sqrt(data.features().cols());
        boolean square = side * side == data.features().cols() && side >= LEAST_SIDE;
        return square && data.featureNames().isEmpty() ? new PictureShape(side, side) : TABLE;
    }

    void requireFit(int features) {
        if (!(isTable() || (long) lines * columns == features)) {
            throw new IllegalArgumentException("pictures of " + this + " have " + (long) lines * columns
                    + " pixels, the rows have " + features + " features");
        }
    }

    /** {@return {@code table}, or lines and columns as in {@code 28x28}} */
    @Override
    public String toString() {
        return isTable() ? "table" : lines + "x" + columns;
    }
}
