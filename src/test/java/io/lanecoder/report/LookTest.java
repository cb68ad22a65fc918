package io.lanecoder.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.data.Dataset;
import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.SeededRandom;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LookTest {
    private static final int PNG_HEAD = 8 + 4 + 4 + 13 + 4;

    @Test
    void aCellHoldsARowsPixels() throws IOException {
        FloatMatrix rows = FloatMatrix.of(2, 4, new float[] {0f, 1f, 0.2f, 0.4f, 1f, 0f, 0.6f, 2f});
        Look look = new Look(new PictureShape(2, 2), new int[] {0, 1, 2, 3}, 0f, 1f);
        Map<String, Object> sheet = look.sheet(rows);
        assertEquals(List.of(2, 2, 2), List.of(sheet.get("width"), sheet.get("height"), sheet.get("count")));
        assertEquals(1, sheet.get("across"));
        assertArrayEquals(new int[] {0, 255, 51, 102, 255, 0, 153, 255}, pixels(sheet, 2, 4)); // 2 is cut off
    }

    @Test
    void zeroIsOneByteOfASignedSheet() throws IOException {
        FloatMatrix rows = FloatMatrix.of(1, 4, new float[] {0f, -3f, 3f, 1.5f});
        Look look = new Look(new PictureShape(2, 2), new int[] {0, 1, 2, 3}, 0f, 1f);
        Map<String, Object> sheet = look.signed(rows);
        assertEquals(true, sheet.get("signed"));
        assertArrayEquals(new int[] {127, 0, 254, 191}, pixels(sheet, 2, 2)); // 127 + 63.5 is rounded up
    }

    @Test
    void rowsOfNothingHaveASignedSheetToo() throws IOException {
        Look look = new Look(PictureShape.TABLE, new int[] {0, 1}, 0f, 1f);
        assertArrayEquals(new int[] {127, 127}, pixels(look.signed(FloatMatrix.zeros(1, 2)), 2, 1));
    }

    @Test
    void picturesShrinkToFitTheirBytes() throws IOException {
        FloatMatrix rows = FloatMatrix.of(1, 9, new float[] {1f, 0f, 0.2f, 0f, 1f, 0.4f, 0.6f, 0.2f, 0.8f});
        Look look = new Look(new PictureShape(3, 3), new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8}, 0f, 1f);
        Map<String, Object> sheet = look.sheet(rows, 8);
        // means of (1 0 / 0 1), (0.2 / 0.4), (0.6 0.2), (0.8)
        assertArrayEquals(new int[] {128, 77, 102, 204}, pixels(sheet, 2, 2));
        assertEquals(3, look.sheet(rows, 9).get("width"));
    }

    @Test
    void tenThousandPicturesOfNoiseFitThePage() {
        SeededRandom random = SeededRandom.of(4);
        FloatMatrix rows = FloatMatrix.zeros(10_000, 32 * 32);
        for (int i = 0; i < rows.array().length; i++) {
            rows.array()[i] = random.nextFloat();
        }
        Look look = Look.of(new PictureShape(32, 32), rows);
        int length = look.sheet(rows, MapSection.PICTURE_BYTES).get("png").toString().length();
        assertTrue(length < 11_000_000, length + " characters, the page has at most 15,000,000");
    }

    @Test
    void barsShowTheFeaturesThatVaryMost() {
        SeededRandom random = SeededRandom.of(3);
        FloatMatrix rows = FloatMatrix.zeros(50, 60);
        for (int i = 0; i < rows.rows(); i++) {
            for (int j = 0; j < rows.cols(); j++) {
                rows.set(i, j, (float) ((j % 2 == 0 ? 0.001 : 1) * random.nextGaussian()));
            }
        }
        Look look = Look.of(PictureShape.TABLE, rows);
        assertEquals(24, look.features().length);
        for (int feature : look.features()) {
            assertEquals(1, feature % 2);
        }
        assertTrue(look.low() < -1 && look.high() > 1);
    }

    @Test
    void rowsAreTakenEvenly() {
        assertArrayEquals(new int[] {0, 1, 2}, Look.evenly(3, 10));
        assertArrayEquals(new int[] {0, 2, 5, 7}, Look.evenly(10, 4));
        assertEquals(2_000_000_000 - 1, Look.evenly(2_000_000_000, 2_000)[1999] + 1_000_000 - 1);
    }

    @Test
    void squaresWithoutNamesArePictures() {
        assertEquals(new PictureShape(8, 8), PictureShape.of(Dataset.of(FloatMatrix.zeros(2, 64))));
        assertEquals(PictureShape.TABLE, PictureShape.of(Dataset.of(FloatMatrix.zeros(2, 49))));
        assertEquals(PictureShape.TABLE, PictureShape.of(Dataset.of(FloatMatrix.zeros(2, 65))));
        List<String> names = IntStream.range(0, 64).mapToObj(j -> "f" + j).toList();
        assertEquals(PictureShape.TABLE, PictureShape.of(
                new Dataset(FloatMatrix.zeros(2, 64), Dataset.Encoding.NUMBERS, Optional.empty(), names)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"table", "28x28", "1x300"})
    void aShapeReadsWhatItWrites(String text) {
        assertEquals(text, PictureShape.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "28", "x", "0x4", "4x-1", "28x28x3", "99999999x1", "TABLE"})
    void aMalformedShapeIsRefused(String text) {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> PictureShape.parse(text)).getMessage()
                .contains("expected table"));
    }

    /** The bytes of a sheet's PNG, whose one part of data follows its head. */
    private static int[] pixels(Map<String, Object> sheet, int width, int height) throws IOException {
        String url = (String) sheet.get("png");
        String head = "data:image/png;base64,";
        assertTrue(url.startsWith(head), url);
        DataInputStream in =
                new DataInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(url.substring(head.length()))));
        byte[] start = in.readNBytes(PNG_HEAD);
        assertEquals(width, start[19], "width");
        assertEquals(height, start[23], "height");
        byte[] part = new byte[in.readInt()];
        in.skipNBytes(4);
        in.readFully(part);
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        new InflaterInputStream(new ByteArrayInputStream(part)).transferTo(lines);
        int[] pixels = new int[width * height];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = lines.toByteArray()[i / width * (width + 1) + 1 + i % width] & 0xff;
        }
        return pixels;
    }
}
