package io.lanecoder.latent;

import io.lanecoder.data.FloatMatrix;

/** The checks at the public edge that the algorithms share. */
final class Checks {
    private Checks() {
    }

    static void require(boolean condition, String message, Object... found) {
        if (!condition) {
            throw new IllegalArgumentException(String.format(message, found));
        }
    }

    /** At least one row and one column, all values finite and small enough for their squares to be finite floats. */
    static void values(FloatMatrix x, String what) {
        require(x.rows() >= 1 && x.cols() >= 1, "%s must have at least one row and one column, got %s", what, x);
        float[] array = x.array();
        float limit = (float) Math.sqrt(Float.MAX_VALUE / (16.0 * x.cols()));
        int greatest = 0; // bits of magnitudes are ordered as the magnitudes, NaN last; a loop that compilers vectorise
        for (int i = x.offset(); i < x.rowOffset(x.rows()); i++) {
            greatest = Math.max(greatest, Float.floatToRawIntBits(array[i]) & 0x7fffffff);
        }
        if (greatest > Float.floatToRawIntBits(limit)) {
            for (int i = x.offset(); i < x.rowOffset(x.rows()); i++) {
                int row = (i - x.offset()) / x.cols();
                int col = (i - x.offset()) % x.cols();
                require(Float.isFinite(array[i]), "row %s, column %s of %s is %s, expected a finite value", row, col,
                        what,
                        array[i]);
                require(Math.abs(array[i]) <= limit, "row %s, column %s of %s is %s, squares of it overflow a float",
                        row,
                        col, what, array[i]);
            }
        }
    }

    /** As many columns as the model was made for. */
    static void columns(FloatMatrix x, int expected, String what) {
        require(x.cols() == expected, "%s have %s columns, expected %s", what, x.cols(), expected);
    }

    static void threads(int threads) {
        require(threads >= 1 && threads <= 1024, "threads must be 1 to 1024, got %s", threads);
    }

    /** One label a row, none negative. */
    static void labels(int[] labels, int rows) {
        require(labels.length == rows, "%s labels for %s rows, expected one a row", labels.length, rows);
        for (int i = 0; i < labels.length; i++) {
            require(labels[i] >= 0, "label %s is %s, expected 0 or more", i, labels[i]);
        }
    }
}
