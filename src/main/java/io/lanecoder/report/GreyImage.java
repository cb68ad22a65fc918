package io.lanecoder.report;

import io.lanecoder.format.AtomicFile;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * A picture of 256 greys that can be written as PNG (RFC 2083).
 *
 * <p>Written by hand rather than by {@code ImageIO}: it is a page of code, and spares the module {@code java.desktop}, its start-up
 * time, and images of the JDK that come without it. The same picture gives the same file in one version of the JDK. Owned by one
 * thread.
 */
public final class GreyImage {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
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
        DataOutputStream data = new DataOutputStream(out);
        data.write(SIGNATURE);
        byte[] header = new byte[13];
        putInt(header, 0, width);
        putInt(header, 4, height);
        header[8] = 8; // bits a pixel; colour type, compression, filter and interlace stay 0: plain greys
        chunk(data, "IHDR", header, header.length);
        byte[] lines = lines();
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        try {
            deflater.setInput(lines);
            deflater.finish();
            byte[] part = new byte[1 << 16];
            while (!deflater.finished()) {
                chunk(data, "IDAT", part, deflater.deflate(part));
            }
        } finally {
            deflater.end();
        }
        chunk(data, "IEND", new byte[0], 0);
        data.flush();
    }

    /** The pixels, with the number of the filter (0: none) before each line. */
    private byte[] lines() {
        byte[] lines = new byte[height * (width + 1)];
        for (int y = 0; y < height; y++) {
            System.arraycopy(pixels, y * width, lines, y * (width + 1) + 1, width);
        }
        return lines;
    }

    private static void putInt(byte[] target, int at, int value) {
        for (int i = 0; i < Integer.BYTES; i++) {
            target[at + i] = (byte) (value >>> 24 - 8 * i);
        }
    }

    private static void chunk(DataOutputStream out, String type, byte[] content, int length) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(content, 0, length);
        out.writeInt(length);
        out.write(name);
        out.write(content, 0, length);
        out.writeInt((int) crc.getValue());
    }
}
