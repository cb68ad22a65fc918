package io.lanecoder.kernel;

/**
 * Where the panels of a packed B begin and how wide they are, as vector kernels of a lane width want them.
 *
 * <p>Panels are as wide as a register tile. At 16 lanes these are three vectors, and four vectors left over at the right edge become
 * two panels of two: a tile of one vector loads almost as often as it multiplies, and gets two thirds of the speed. Without the
 * vector classes, which take long to load.
 */
final class Panels {
    private static final int WIDE = 3 * Products.ALIGN;

    private Panels() {
    }

    /** Columns of a full panel. */
    static int cols(int lanes) {
        return lanes >= 16 ? 3 * lanes : 2 * lanes;
    }

    /** Width of the panel that begins at a column: a full one, or what is left of the padded columns, or half of that. */
    static int width(int panelCols, int cols, int start) {
        int left = Products.padded(cols) - start;
        return panelCols == WIDE && left == 4 * Products.ALIGN ? 2 * Products.ALIGN : Math.min(panelCols, left);
    }

    /** First column of the panel that a column stands in. */
    static int start(int panelCols, int cols, int col) {
        int padded = Products.padded(cols);
        boolean halves = panelCols == WIDE && padded % WIDE == Products.ALIGN && padded > WIDE;
        int narrow = padded - 4 * Products.ALIGN;
        return halves && col >= narrow ? col - (col - narrow) % (2 * Products.ALIGN) : col - col % panelCols;
    }
}
