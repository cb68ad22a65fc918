package io.lanecoder.report;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes PNG (RFC 2083), eight bits a channel.
 *
 * <p>By hand rather than by {@code ImageIO}: it is a page of code, and spares the module {@code java.desktop}, its start-up time,
 * and images of the JDK that come without it. The same pixels give the same bytes in one version of the JDK.
 */
final class PngWriter {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int GREY = 1;
    private static final int COLOUR_TYPE_GREY = 0;
    private static final int COLOUR_TYPE_RGB = 2;

    private PngWriter() {
    }

    /**
     * Writes a picture.
     *
     * @param out where to; is not closed
     * @param width pixels a line
     * @param channels 1 for greys, 3 for red, green and blue
     * @param pixels line after line, from the top, {@code channels} bytes a pixel
     * @throws IOException if writing fails
     */
    static void write(OutputStream out, int width, int channels, byte[] pixels) throws IOException {
        int stride = width * channels;
        assert pixels.length % stride == 0 : "whole lines";
        DataOutputStream data = new DataOutputStream(out);
        data.write(SIGNATURE);
        byte[] header = new byte[13];
        putInt(header, 0, width);
        putInt(header, 4, pixels.length / stride);
        header[8] = 8; // bits a channel; compression, filter and interlace stay 0, the only or plain ones
        header[9] = (byte) (channels == GREY ? COLOUR_TYPE_GREY : COLOUR_TYPE_RGB);
        chunk(data, "IHDR", header, header.length);
        content(data, stride, pixels);
        chunk(data, "IEND", new byte[0], 0);
        data.flush();
    }

    /** The lines, each after the number of its filter (0: none), deflated. */
    private static void content(DataOutputStream data, int stride, byte[] pixels) throws IOException {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        try {
            byte[] line = new byte[1 + stride];
            byte[] part = new byte[1 << 16];
            int filled = 0;
            for (int from = 0; from < pixels.length; from += stride) {
                System.arraycopy(pixels, from, line, 1, stride);
                deflater.setInput(line);
                if (from + stride == pixels.length) {
                    deflater.finish();
                }
                while (!(deflater.finished() || deflater.needsInput() && from + stride < pixels.length)) {
                    filled += deflater.deflate(part, filled, part.length - filled);
                    if (filled == part.length) {
                        chunk(data, "IDAT", part, filled);
                        filled = 0;
                    }
                }
            }
            if (filled > 0) {
                chunk(data, "IDAT", part, filled);
            }
        } finally {
            deflater.end();
        }
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
