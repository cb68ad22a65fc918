package io.lanecoder.report;

import io.lanecoder.data.FloatMatrix;

/**
 * Rows of data as pictures, side by side: each original above its reconstruction.
 *
 * <p>A row whose number of features is a square is drawn as a square picture, any other as a strip with a column a feature.
 * Values are shown black to white over 0..1, or over the range of the originals where these leave 0..1; what lies outside is cut
 * off. White lines part the pictures.
 */
public final class ImageGrid {
    private static final int WHITE = 255;
    /** Between an original and its reconstruction, and between two columns. */
    private static final int GAP = 2;
    /** Between two rows of pairs: wide enough to see what belongs together. */
    private static final int PAIR_GAP = 10;
    /** Lines of a strip. */
    private static final int STRIP = 8;

    private ImageGrid() {
    }

    /**
     * Draws pairs.
     *
     * @param originals n rows, n >= 1
     * @param reconstructions as many rows of as many columns, on the same scale
     * @param columns how many pairs stand side by side, >= 1
     * @param zoom pixels a feature is wide, >= 1
     * @return the picture
     * @throws IllegalArgumentException if there is no row, the shapes differ, a number is below 1, or the picture would be too large
     */
    public static GreyImage pairs(FloatMatrix originals, FloatMatrix reconstructions, int columns, int zoom) {
        if (originals.rows() != reconstructions.rows() || originals.cols() != reconstructions.cols()) {
            throw new IllegalArgumentException(
                    "the originals are " + originals + ", the reconstructions " + reconstructions);
        }
        if (!(originals.rows() >= 1 && originals.cols() >= 1 && columns >= 1 && zoom >= 1)) {
            throw new IllegalArgumentException("pictures need at least one row, column and pixel, got " + originals
                    + " values, " + columns + " columns, zoom " + zoom);
        }
        Cell cell = Cell.of(originals, zoom);
        int across = Math.min(columns, originals.rows());
        int down = Math.ceilDiv(originals.rows(), columns);
        long width = across * ((long) cell.width() + GAP) + GAP;
        long height = down * (2L * cell.height() + GAP + PAIR_GAP) - PAIR_GAP + 2 * GAP;
        GreyImage image =
                new GreyImage(Math.clamp(width, 0, Integer.MAX_VALUE), Math.clamp(height, 0, Integer.MAX_VALUE),
                        WHITE);
        for (int i = 0; i < originals.rows(); i++) {
            int x = GAP + i % columns * (cell.width() + GAP);
            int y = GAP + i / columns * (2 * cell.height() + GAP + PAIR_GAP);
            cell.draw(image, x, y, originals, i);
            cell.draw(image, x, y + cell.height() + GAP, reconstructions, i);
        }
        return image;
    }

    /** How one row becomes a picture of {@code side} features a line, from {@code low} (black) to {@code high} (white). */
    private record Cell(int side, int lines, int pixelWidth, int pixelHeight, float low, float high) {
        static Cell of(FloatMatrix rows, int zoom) {
            float low = 0f;
            float high = 1f;
            for (int i = rows.offset(); i < rows.rowOffset(rows.rows()); i++) {
                low = Math.min(low, rows.array()[i]);
                high = Math.max(high, rows.array()[i]);
            }
            int side = (int) Math.sqrt(rows.cols());
            return side * side == rows.cols()
                    ? new Cell(side, side, zoom, zoom, low, high)
                    : new Cell(rows.cols(), 1, zoom, zoom * STRIP, low, high);
        }

        int width() {
            return Math.multiplyExact(side, pixelWidth);
        }

        int height() {
            return Math.multiplyExact(lines, pixelHeight);
        }

        void draw(GreyImage image, int x, int y, FloatMatrix rows, int row) {
            for (int j = 0; j < rows.cols(); j++) {
                double share = (rows.get(row, j) - (double) low) / ((double) high - low);
                int grey = (int) Math.round(Math.clamp(share, 0.0, 1.0) * WHITE);
                image.fill(x + j % side * pixelWidth, y + j / side * pixelHeight, pixelWidth, pixelHeight, grey);
            }
        }
    }
}
