package io.lanecoder.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.data.Scaler.Kind;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ScalerTest {
    /** Scaling and scaling back round twice to float: an error of two roundings, relative to the feature's range. */
    private static final double ROUND_TRIP = 0x1p-22;

    private static FloatMatrix matrix(int cols, float... values) {
        return FloatMatrix.of(values.length / cols, cols, values);
    }

    private static FloatMatrix random(int rows, int cols, double low, double high, long seed) {
        SeededRandom random = SeededRandom.of(seed);
        FloatMatrix matrix = FloatMatrix.zeros(rows, cols);
        for (int i = 0; i < rows * cols; i++) {
            matrix.array()[i] = (float) random.uniform(low, high);
        }
        return matrix;
    }

    private static Dataset numbers(FloatMatrix rows) {
        return Dataset.of(rows);
    }

    private static void assertRefused(String text, Executable call) {
        var error = assertThrows(IllegalArgumentException.class, call);
        assertTrue(error.getMessage().contains(text), error.getMessage());
        assertFalse(error.getMessage().contains("\n"), "one line");
    }

    @Test
    void unitDividesBy255AndBytesComeBack() {
        FloatMatrix bytes = FloatMatrix.zeros(1, 256);
        for (int b = 0; b < 256; b++) {
            bytes.set(0, b, b);
        }
        Scaler scaler = Scaler.fit(Kind.UNIT, bytes);
        FloatMatrix scaled = scaler.apply(bytes);
        for (int b = 0; b < 256; b++) {
            assertEquals(b / 255f, scaled.get(0, b));
        }
        assertArrayEquals(bytes.toArray(), scaler.invert(scaled).toArray());
        assertEquals(0, scaler.features());
        assertFalse(scaler.isIdentity());
        assertEquals(1f, scaler.apply(matrix(1, 255f)).get(0, 0));
    }

    @Test
    void noneCopies() {
        FloatMatrix rows = matrix(2, 1f, -2f, Float.NaN, 1e30f);
        Scaler scaler = Scaler.none();
        FloatMatrix copy = scaler.apply(rows);
        assertArrayEquals(rows.toArray(), copy.toArray());
        assertNotEquals(rows.array(), copy.array());
        assertTrue(scaler.isIdentity());
        assertEquals(scaler, Scaler.fit(Kind.NONE, rows));
    }

    /** By hand: columns 2, 4, 10 and 5, 5, 5 and -1, 1, 0. */
    @Test
    void minmaxByHand() {
        FloatMatrix rows = matrix(3, 2, 5, -1, 4, 5, 1, 10, 5, 0);
        Scaler scaler = Scaler.fit(Kind.MINMAX, rows);
        assertArrayEquals(new float[] {0, 0, 0, 0.25f, 0, 1, 1, 0, 0.5f}, scaler.apply(rows).toArray());
        assertArrayEquals(rows.toArray(), scaler.invert(scaler.apply(rows)).toArray());
        // Beyond the training rows the line goes on; a constant stays constant.
        assertArrayEquals(new float[] {-0.25f, 0, 2}, scaler.apply(matrix(3, 0, 99, 3)).toArray());
        assertArrayEquals(new float[] {6, 5, -3}, scaler.invert(matrix(3, 0.5f, 7, -1)).toArray());
        assertEquals(3, scaler.features());
        assertEquals("minmax of 3 features", scaler.toString());
    }

    /** By hand: 2, 4, 4, 4, 5, 5, 7, 9 have mean 5 and population deviation 2. */
    @Test
    void zscoreByHand() {
        FloatMatrix rows = matrix(1, 2, 4, 4, 4, 5, 5, 7, 9);
        Scaler scaler = Scaler.fit(Kind.ZSCORE, rows);
        assertArrayEquals(new float[] {-1.5f, -0.5f, -0.5f, -0.5f, 0, 0, 1, 2}, scaler.apply(rows).toArray());
        assertArrayEquals(rows.toArray(), scaler.invert(scaler.apply(rows)).toArray());
        assertEquals(Map.of("scaler", "zscore", "scaler.features", "1", "scaler.mean", "5.0", "scaler.std", "2.0"),
                scaler.toMetadata());
    }

    /** The mean of many equal numbers is rounded, so a naive deviation would not be 0. */
    @Test
    void constantFeaturesBecomeZero() {
        float[] values = new float[1001];
        Arrays.fill(values, 0.1f);
        for (Kind kind : new Kind[] {Kind.MINMAX, Kind.ZSCORE}) {
            Scaler scaler = Scaler.fit(kind, matrix(1, values));
            assertArrayEquals(new float[1001], scaler.apply(matrix(1, values)).toArray());
            assertArrayEquals(values, scaler.invert(FloatMatrix.zeros(1001, 1)).toArray());
            assertEquals(0f, scaler.apply(matrix(1, 5f)).get(0, 0));
        }
    }

    /** The range of these columns is no float, the mean of the last lies far from 0. */
    @Test
    void extremesNeitherOverflowNorVanish() {
        float max = Float.MAX_VALUE;
        FloatMatrix rows = matrix(3, -max, Float.MIN_VALUE, 1e8f, max, 0, 1e8f + 8, 0, 2 * Float.MIN_VALUE, 1e8f + 16);
        assertArrayEquals(new float[] {0, 0.5f, 0, 1, 0, 0.5f, 0.5f, 1, 1},
                Scaler.fit(Kind.MINMAX, rows).apply(rows).toArray());
        for (Kind kind : new Kind[] {Kind.MINMAX, Kind.ZSCORE}) {
            Scaler scaler = Scaler.fit(kind, rows);
            float[] back = scaler.invert(scaler.apply(rows)).toArray();
            for (int i = 0; i < back.length; i++) {
                assertEquals(rows.array()[i], back[i], 2 * Math.abs(rows.array()[i]) * ROUND_TRIP, kind + " " + i);
            }
        }
    }

    @Test
    void scaledRowsHaveTheStatisticsTheyShould() {
        FloatMatrix rows = random(503, 37, -20, 300, 1);
        FloatMatrix unit = Scaler.fit(Kind.MINMAX, rows).apply(rows);
        FloatMatrix normal = Scaler.fit(Kind.ZSCORE, rows).apply(rows);
        for (int j = 0; j < 37; j++) {
            float min = 9;
            float max = -9;
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < 503; i++) {
                min = Math.min(min, unit.get(i, j));
                max = Math.max(max, unit.get(i, j));
                sum += normal.get(i, j);
                squares += normal.get(i, j) * (double) normal.get(i, j);
            }
            assertEquals(0f, min);
            assertEquals(1f, max);
            // Each of 503 values is rounded by at most 2^-24 of about 2.
            assertEquals(0, sum / 503, 0x1p-23);
            assertEquals(1, squares / 503, 0x1p-21);
        }
    }

    @Test
    void rowsAreScaledAsMatricesAreEvenInPlaceAndWithOffsets() {
        FloatMatrix rows = random(7, 19, -3, 3, 2);
        for (Kind kind : Kind.values()) {
            Scaler scaler = Scaler.fit(kind, rows);
            FloatMatrix scaled = scaler.apply(rows);
            FloatMatrix back = scaler.invert(scaled);
            assertArrayEquals(scaled.row(5), scaler.apply(rows.rows(5, 6)).toArray());
            float[] out = new float[30];
            Arrays.fill(out, 77f);
            scaler.applyRow(19, rows.array(), rows.rowOffset(3), out, 4);
            assertArrayEquals(scaled.row(3), Arrays.copyOfRange(out, 4, 23));
            assertEquals(77f, out[3]);
            assertEquals(77f, out[23]);
            scaler.invertRow(19, out, 4, out, 4);
            assertArrayEquals(back.row(3), Arrays.copyOfRange(out, 4, 23));
            assertEquals(77f, out[3]);
            assertEquals(77f, out[23]);
            for (int i = 0; i < 7 * 19; i++) {
                assertEquals(rows.array()[i], back.array()[i], 6 * ROUND_TRIP);
            }
            assertThrows(IndexOutOfBoundsException.class, () -> scaler.applyRow(19, rows.array(), 115, out, 0));
            assertThrows(IndexOutOfBoundsException.class, () -> scaler.invertRow(19, rows.array(), 0, out, 12));
            assertThrows(IndexOutOfBoundsException.class, () -> scaler.applyRow(19, rows.array(), -1, out, 0));
        }
    }

    @Test
    void otherNumbersOfColumnsAreRefused() {
        Scaler scaler = Scaler.fit(Kind.MINMAX, random(4, 3, 0, 9, 1));
        assertRefused("have 4 columns, the scaler was fitted on 3", () -> scaler.apply(FloatMatrix.zeros(2, 4)));
        assertRefused("have 2 columns, the scaler was fitted on 3", () -> scaler.invert(FloatMatrix.zeros(2, 2)));
        assertRefused("fitted on 3", () -> scaler.applyRow(2, new float[9], 0, new float[9], 0));
        assertRefused("fitted on 3", () -> scaler.invertRow(4, new float[9], 0, new float[9], 0));
        assertEquals("0 x 3", scaler.apply(FloatMatrix.zeros(0, 3)).toString());
    }

    @Test
    void unfitRowsAreRefused() {
        for (Kind kind : new Kind[] {Kind.MINMAX, Kind.ZSCORE}) {
            assertRefused("got 0 x 3", () -> Scaler.fit(kind, FloatMatrix.zeros(0, 3)));
            assertRefused("got 3 x 0", () -> Scaler.fit(kind, FloatMatrix.zeros(3, 0)));
            assertRefused("row 1, column 1 is NaN", () -> Scaler.fit(kind, matrix(2, 1, 2, 3, Float.NaN)));
            assertRefused("row 0, column 1 is -Infinity",
                    () -> Scaler.fit(kind, matrix(2, 1, Float.NEGATIVE_INFINITY, 3, 4)));
        }
    }

    @Test
    void autoLooksAtTheEncodingThenAtTheValues() {
        FloatMatrix unit = matrix(2, 0f, 1f, 0.5f, -0f);
        Dataset bytes = new Dataset(unit, Dataset.Encoding.BYTES, Optional.empty(), List.of());
        assertEquals(Kind.UNIT, Scaler.auto(bytes).kind());
        assertEquals(Kind.NONE, Scaler.auto(numbers(unit)).kind());
        assertEquals(Kind.MINMAX, Scaler.auto(numbers(matrix(2, 0f, 1f, 0.5f, Math.nextUp(1f)))).kind());
        assertEquals(Kind.MINMAX, Scaler.auto(numbers(matrix(2, 0f, 1f, -Float.MIN_VALUE, 1f))).kind());
        // Only the training rows count, not what else is in the array.
        assertEquals(Kind.NONE, Scaler.auto(numbers(matrix(1, 9f, 0.5f, 1f, 9f)).rows(1, 3)).kind());
        assertRefused("row 0, column 1 is NaN", () -> Scaler.auto(numbers(matrix(2, 1f, Float.NaN))));
        assertRefused("got 0 x 2", () -> Scaler.auto(numbers(FloatMatrix.zeros(0, 2))));
    }

    @Test
    void metadataReadBackToTheSameBits() {
        FloatMatrix rows = random(11, 23, -1e-3, 1e7, 5);
        rows.set(0, 0, -Float.MAX_VALUE);
        rows.set(1, 0, Float.MAX_VALUE);
        rows.set(2, 1, Float.MIN_VALUE);
        for (Kind kind : Kind.values()) {
            Scaler scaler = Scaler.fit(kind, rows);
            Map<String, String> metadata = new HashMap<>(scaler.toMetadata());
            metadata.put("format", "pt");
            metadata.put("scalers", "not ours");
            Scaler read = Scaler.fromMetadata(metadata);
            assertEquals(scaler, read);
            assertEquals(scaler.hashCode(), read.hashCode());
            assertEquals(scaler.toMetadata(), read.toMetadata());
            assertArrayEquals(scaler.apply(rows).toArray(), read.apply(rows).toArray());
        }
        assertNotEquals(Scaler.fit(Kind.MINMAX, rows), Scaler.fit(Kind.MINMAX, rows.rows(0, 2)));
        assertNotEquals(Scaler.none(), Scaler.fit(Kind.UNIT, rows));
    }

    @Test
    void metadataAreShortAndOrdered() {
        Scaler scaler = Scaler.fit(Kind.MINMAX, matrix(2, 0.1f, -0f, 1e20f, 16777216f));
        assertEquals("{scaler=minmax, scaler.features=2, scaler.min=0.1 0.0, scaler.max=1.0E20 1.6777216E7}",
                scaler.toMetadata().toString());
        assertEquals("{scaler=unit}", Scaler.fit(Kind.UNIT, FloatMatrix.zeros(1, 4)).toMetadata().toString());
    }

    /** Zeros of either sign scale alike, so they must not make scalers differ. */
    @Test
    void orderOfZerosDoesNotShow() {
        for (Kind kind : new Kind[] {Kind.MINMAX, Kind.ZSCORE}) {
            assertEquals(Scaler.fit(kind, matrix(1, 0f, -0f, 3f)), Scaler.fit(kind, matrix(1, -0f, 0f, 3f)));
            Scaler zeros = Scaler.fit(kind, matrix(1, -0f, -0f));
            assertEquals(zeros, Scaler.fromMetadata(zeros.toMetadata()));
        }
    }

    @Test
    void wrongMetadataAreRefused() {
        Map<String, String> right = Scaler.fit(Kind.MINMAX, matrix(2, 1, 2, 3, 4)).toMetadata();
        assertRefused("no entry 'scaler'", () -> Scaler.fromMetadata(Map.of("scaler.min", "1")));
        for (String key : right.keySet()) {
            Map<String, String> less = new HashMap<>(right);
            less.remove(key);
            assertRefused("no entry '" + key + "'", () -> Scaler.fromMetadata(less));
        }
        assertRefused("none, unit, minmax or zscore, got 'MINMAX'",
                () -> Scaler.fromMetadata(Map.of("scaler", "MINMAX")));
        assertRefused("unit scaler has no metadata entry 'scaler.min'",
                () -> Scaler.fromMetadata(Map.of("scaler", "unit", "scaler.min", "1")));
        String[][] wrong = {{"scaler.mean", "1.0 2.0", "no metadata entry"}, {"scaler", "a\nb", "got 'a?b'"},
            {"scaler", "x".repeat(5000), "xxx..."}, {"scaler.features", "3", "takes 3 numbers, got 2"},
            {"scaler.features", "0", ">= 1"}, {"scaler.features", "02", ">= 1"}, {"scaler.features", "+2", ">= 1"},
            {"scaler.features", "99999999999", ">= 1"}, {"scaler.min", "1.0", "takes 2 numbers, got 1"},
            {"scaler.min", "1.0  2.0", "takes 2 numbers, got 3"}, {"scaler.min", "1.0 2.0 ", "takes 2 numbers, got 3"},
            {"scaler.min", "1.0 NaN", "number 1"}, {"scaler.min", "Infinity 2", "number 0"},
            {"scaler.min", "1.0 2f", "number 1"}, {"scaler.min", "0x1p3 2", "number 0"},
            {"scaler.min", "1e39 2", "finite"}, {"scaler.min", ".5 2", "number 0"},
            {"scaler.min", "1,5 2", "number 0"},
            {"scaler.min", "1.0\t2.0", "got 1"}, {"scaler.min", "1.0 5.0", "expected at least 5.0"}};
        for (String[] change : wrong) {
            Map<String, String> entries = new HashMap<>(right);
            entries.put(change[0], change[1]);
            assertRefused(change[2], () -> Scaler.fromMetadata(entries));
        }
        Map<String, String> negative = new HashMap<>(Scaler.fit(Kind.ZSCORE, matrix(1, 1, 2)).toMetadata());
        negative.put("scaler.std", "-0.5");
        assertRefused("number 0 of metadata entry 'scaler.std' is -0.5", () -> Scaler.fromMetadata(negative));
    }

    @Test
    void kindsAreNamedInLowerCase() {
        for (Kind kind : Kind.values()) {
            assertEquals(kind, Kind.of(kind.text()));
        }
        assertRefused("got 'max'", () -> Kind.of("max"));
    }
}
