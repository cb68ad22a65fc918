package io.lanecoder.report;

import io.lanecoder.format.AtomicFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A picture of 256 greys that can be written as PNG. The same picture gives the same file in one version of the JDK. Owned by one
 * thread.
 */
public final class GreyImage {
    private static final int MAX_PIXELS = 1 << 28;

    private final int width;
    private final int height;
    private final byte[] pixels;

    /**
     * A picture of one grey.
     *
     * @param width in pixels, >= 1
     * @param height in pixels, >= 1
     * @param background 0 (black) to 255 (white)
     * @throws IllegalArgumentException if a side is below 1, or there are more than 2^28 pixels
     */
    public GreyImage(int width, int height, int background) {
        if (!(width >= 1 && height >= 1 && (long) width * height <= MAX_PIXELS)) {
            throw new IllegalArgumentException(
                    "a picture has 1 to " + MAX_PIXELS + " pixels, got " + width + " x " + height);
        }
        this.width = width;
        this.height = height;
        this.pixels = new byte[width * height];
        Arrays.fill(pixels, (byte) background);
    }

    /** {@return the number of columns} */
    public int width() {
        return width;
    }

    /** {@return the number of lines} */
    public int height() {
        return height;
    }

    /**
     * {@return the grey of a pixel, 0 to 255}
     *
     * @param x column, from 0
     * @param y line, from 0
     */
    public int get(int x, int y) {
        return pixels[y * width + x] & 0xff;
    }

    /**
     * Fills a rectangle.
     *
     * @param x left column
     * @param y upper line
     * @param columns its width
     * @param lines its height
     * @param grey 0 (black) to 255 (white)
     * @throws IndexOutOfBoundsException if it does not lie within the picture
     */
    public void fill(int x, int y, int columns, int lines, int grey) {
        for (int line = y; line < y + lines; line++) {
            Arrays.fill(pixels, line * width + x, line * width + x + columns, (byte) grey);
        }
    }

    /**
     * Writes the picture as a PNG file, atomically.
     *
     * @param file the file to be written or replaced
     * @throws IOException if it cannot be written
     */
    public void writePng(Path file) throws IOException {
        AtomicFile.write(file, this::writePng);
    }

    /**
     * Writes the picture as PNG.
     *
     * @param out where to; is not closed
     * @throws IOException if writing fails
     */
    public void writePng(OutputStream out) throws IOException {
        PngWriter.write(out, width, 1, pixels);
    }
}
