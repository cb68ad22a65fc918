package io.lanecoder.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lanecoder.data.FloatMatrix;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;

class ImageGridTest {
    private static final int WHITE = 255;

    @Test
    void anOriginalStandsAboveItsReconstruction() {
        FloatMatrix original = FloatMatrix.of(1, 4, new float[] {0f, 1f, 0.2f, 0.4f});
        FloatMatrix again = FloatMatrix.of(1, 4, new float[] {1f, 0f, 0.6f, 2f}); // 2 is cut off
        GreyImage image = ImageGrid.pairs(original, again, 10, 1);
        assertEquals(6, image.width());
        assertEquals(10, image.height()); // 2 + 2 + 2 + 2 + 2
        assertEquals(List.of(0, 255, 51, 102), square(image, 2, 2));
        assertEquals(List.of(255, 0, 153, 255), square(image, 2, 6));
        for (int x = 0; x < image.width(); x++) {
            assertEquals(WHITE, image.get(x, 4), "the line between the two");
        }
    }

    private static List<Integer> square(GreyImage image, int x, int y) {
        return List.of(image.get(x, y), image.get(x + 1, y), image.get(x, y + 1), image.get(x + 1, y + 1));
    }

    @Test
    void pairsFillLinesAndTheLastMayBeShort() {
        FloatMatrix black = FloatMatrix.zeros(5, 9);
        GreyImage image = ImageGrid.pairs(black, black, 2, 3);
        assertEquals(2 + 2 * (9 + 2), image.width());
        assertEquals(2 + 3 * (2 * 9 + 2) + 2 * 10 + 2, image.height());
        assertEquals(0, image.get(2, 2 + 2 * 30));
        assertEquals(WHITE, image.get(2 + 11, 2 + 2 * 30), "there is no sixth");
    }

    @Test
    void whatIsNoSquareIsAStrip() {
        FloatMatrix rows = FloatMatrix.of(1, 3, new float[] {-1f, 1f, 3f}); // black to white from -1 to 3
        GreyImage image = ImageGrid.pairs(rows, rows, 1, 2);
        assertEquals(2 + 6 + 2, image.width());
        assertEquals(2 + 16 + 2 + 16 + 2, image.height());
        assertEquals(0, image.get(3, 17));
        assertEquals(128, image.get(5, 17));
        assertEquals(255, image.get(7, 17));
    }

    @Test
    void nanIsBlack() {
        FloatMatrix rows = FloatMatrix.of(1, 1, new float[] {Float.NaN});
        assertEquals(0, ImageGrid.pairs(FloatMatrix.zeros(1, 1), rows, 1, 1).get(2, 5));
    }

    @Test
    void shapesMustAgree() {
        assertThrows(IllegalArgumentException.class,
                () -> ImageGrid.pairs(FloatMatrix.zeros(2, 4), FloatMatrix.zeros(2, 5), 1, 1));
        assertThrows(IllegalArgumentException.class,
                () -> ImageGrid.pairs(FloatMatrix.zeros(0, 4), FloatMatrix.zeros(0, 4), 1, 1));
        assertThrows(IllegalArgumentException.class,
                () -> ImageGrid.pairs(FloatMatrix.zeros(1, 4), FloatMatrix.zeros(1, 4), 1, 1 << 20));
    }

    /** Reads the file back by the rules of the format: signature, chunks with their sums, the pixels of every line. */
    @Test
    void thePngHoldsThePixels() throws IOException {
        GreyImage image = new GreyImage(300, 217, 7);
        for (int y = 0; y < 217; y++) {
            for (int x = 0; x < 300; x++) {
                image.fill(x, y, 1, 1, x * 31 + y * 17 + x * y & 255); // packs badly, so that there are several chunks
            }
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        image.writePng(file);
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(file.toByteArray()));
        assertArrayEquals(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10}, in.readNBytes(8));
        List<String> names = new ArrayList<>();
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        while (in.available() > 0) {
            int length = in.readInt();
            byte[] named = in.readNBytes(4 + length);
            CRC32 crc = new CRC32();
            crc.update(named);
            assertEquals((int) crc.getValue(), in.readInt());
            String name = new String(named, 0, 4, StandardCharsets.US_ASCII);
            if (name.equals("IHDR")) {
                assertArrayEquals(new byte[] {'I', 'H', 'D', 'R', 0, 0, 1, 44, 0, 0, 0, (byte) 217, 8, 0, 0, 0, 0},
                        named);
            } else if (name.equals("IDAT")) {
                packed.write(named, 4, length);
            }
            if (names.isEmpty() || !names.getLast().equals(name)) {
                names.add(name);
            }
        }
        assertEquals(List.of("IHDR", "IDAT", "IEND"), names);
        byte[] lines = new InflaterInputStream(new ByteArrayInputStream(packed.toByteArray())).readAllBytes();
        assertEquals(217 * 301, lines.length);
        for (int y = 0; y < 217; y++) {
            assertEquals(0, lines[y * 301]);
            for (int x = 0; x < 300; x++) {
                assertEquals(image.get(x, y), lines[y * 301 + 1 + x] & 255);
            }
        }
    }
}
