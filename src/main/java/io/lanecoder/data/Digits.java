package io.lanecoder.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The built-in data set: pictures of digits that look handwritten, 28 x 28 pixels of 0 (background) to 255 (ink).
 *
 * <p>Each picture is drawn: one of several ways to write its digit, bent and slanted, turned, stretched and shifted
 * at random, with a pen of random width, about 20 pixels high in the middle of the picture, as the pictures of
 * MNIST are. They are for demonstrations and tests where nothing can be downloaded; a result on them says nothing
 * about real handwriting.
 */
public final class Digits {
    /** Height and width of a picture in pixels. */
    public static final int SIDE = 28;
    /** Pixels of a picture: the number of features. */
    public static final int PIXELS = SIDE * SIDE;

    private static final int CLASSES = 10;
    private static final long LABEL_STREAM = 0;
    private static final long PICTURE_STREAM = 1;

    private Digits() {
    }

    /**
     * Draws digits.
     *
     * <p>Row {@code i} depends on the seed and on {@code i} alone, so a longer data set of the same seed begins
     * with the same rows. Each ten rows from a multiple of ten hold every digit once, in random order. The same
     * seed gives the same bits on every platform. About 0.05 ms and 3 KB a row.
     *
     * @param rows number of pictures, >= 1
     * @param seed any number
     * @return {@code rows x 784} whole numbers in 0..255, encoding BYTES, labelled with the digits "0" to "9"
     * @throws IllegalArgumentException if {@code rows} is below 1, or too many for one array (over 2739137)
     */
    public static Dataset generate(int rows, long seed) {
        if (rows < 1) {
            throw new IllegalArgumentException("the number of digits must be >= 1, got " + rows);
        }
        FloatMatrix pictures = FloatMatrix.zeros(rows, PIXELS);
        int[] codes = new int[rows];
        DigitPen pen = new DigitPen();
        int[] block = {};
        for (int row = 0; row < rows; row++) {
            if (row % CLASSES == 0) {
                block = SeededRandom.of(seed, LABEL_STREAM, row / CLASSES).permutation(CLASSES);
            }
            codes[row] = block[row % CLASSES];
            SeededRandom random = SeededRandom.of(seed, PICTURE_STREAM, row);
            pen.draw(codes[row], random, pictures.array(), pictures.rowOffset(row));
        }
        List<String> names = new ArrayList<>();
        for (int digit = 0; digit < CLASSES; digit++) {
            names.add(Integer.toString(digit));
        }
        return new Dataset(pictures, Dataset.Encoding.BYTES, Optional.of(new Labels(codes, names)), List.of());
    }
}
