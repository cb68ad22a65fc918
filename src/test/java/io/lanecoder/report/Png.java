package io.lanecoder.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.InflaterInputStream;

/**
 * A PNG file of red, green and blue, read back by the rules of the format.
 *
 * @param width pixels a line
 * @param height lines
 * @param rgb three bytes a pixel
 */
record Png(int width, int height, byte[] rgb) {
    static Png read(byte[] file) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(file));
        assertArrayEquals(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10}, in.readNBytes(8));
        ByteBuffer header = null;
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        String name = "";
        while (in.available() > 0) {
            assertEquals(false, name.equals("IEND"), "IEND is the last");
            int length = in.readInt();
            byte[] named = in.readNBytes(4 + length);
            CRC32 crc = new CRC32();
            crc.update(named);
            assertEquals((int) crc.getValue(), in.readInt());
            name = new String(named, 0, 4, StandardCharsets.US_ASCII);
            if (name.equals("IHDR")) {
                header = ByteBuffer.wrap(named, 4, 13).slice();
            } else if (name.equals("IDAT")) {
                packed.write(named, 4, length);
            }
        }
        assertEquals("IEND", name);
        int width = header.getInt();
        int height = header.getInt();
        byte[] rest = new byte[5];
        header.get(rest);
        assertArrayEquals(new byte[] {8, 2, 0, 0, 0}, rest, "eight bits, red green blue");
        byte[] lines = new InflaterInputStream(new ByteArrayInputStream(packed.toByteArray())).readAllBytes();
        assertEquals(height * (1 + 3 * width), lines.length);
        byte[] rgb = new byte[height * 3 * width];
        for (int y = 0; y < height; y++) {
            assertEquals(0, lines[y * (1 + 3 * width)], "no filter");
            System.arraycopy(lines, y * (1 + 3 * width) + 1, rgb, y * 3 * width, 3 * width);
        }
        return new Png(width, height, rgb);
    }

    /** A pixel as 0xrrggbb. */
    int get(int x, int y) {
        int at = 3 * (y * width + x);
        return (rgb[at] & 0xff) << 16 | (rgb[at + 1] & 0xff) << 8 | rgb[at + 2] & 0xff;
    }
}
