package io.lanecoder.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lanecoder.data.Dataset.Encoding;
import io.lanecoder.data.FloatMatrix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTest {
    private static final String F4 = "'descr': '<f4', 'fortran_order': False, 'shape': ";

    @TempDir private Path dir;

    /** A version 1.0 file of a header and so many zero bytes. */
    private Path npy(String header, int dataBytes) {
        byte[] text = Cases.latin(header);
        byte[] length = {(byte) text.length, (byte) (text.length >> 8)};
        return Cases.file(dir, "a.npy", Cases.join(Cases.latin("\u0093NUMPY\1\0"), length, text, new byte[dataBytes]));
    }

    private void refused(Path file, String... parts) {
        Cases.refused(file, () -> Npy.readMatrix(file), parts);
    }

    private void refused(String header, int dataBytes, String... parts) {
        refused(npy(header, dataBytes), parts);
    }

    @Test
    void readsAFileMadeByHand() throws IOException {
        Path file = npy("{'descr': '>i2', 'fortran_order': False, 'shape': (2, 1), }\n", 0);
        Files.write(file, new byte[] {1, 2, -1, -2}, java.nio.file.StandardOpenOption.APPEND);
        assertArrayEquals(new float[] {258, -2}, Npy.readMatrix(file).toArray());
        assertArrayEquals(new int[] {258, -2}, Npy.readInts(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"f2_le", "f2_be", "f4_le", "f4_be", "f8_le", "f8_be", "version2", "version3", "fortran"})
    void readsFloats(String name) throws IOException {
        FloatMatrix matrix = Npy.readMatrix(Cases.fixture(name + ".npy"));
        assertEquals("3 x 4", matrix.toString());
        assertArrayEquals(Cases.RAMP, matrix.toArray());
        assertArrayEquals(new float[] {1, 1.5f, 2, 2.5f},
                Npy.readMatrix(Cases.fixture(name + ".npy"), new RowRange(1, 2)).toArray());
    }

    @ParameterizedTest
    @ValueSource(strings = {"i2_le", "i2_be", "i4_le", "i4_be", "i8_le", "i8_be", "u2_le", "u2_be", "u4_le", "u4_be",
        "u8_le",
        "u8_be", "u1", "i1"})
    void readsIntegers(String name) throws IOException {
        Path file = Cases.fixture(name + ".npy");
        FloatMatrix matrix = Npy.readMatrix(file);
        for (int i = 0; i < 12; i++) {
            assertEquals(i, matrix.get(i / 4, i % 4));
        }
        assertEquals(name.equals("u1") ? Encoding.BYTES : Encoding.NUMBERS,
                Npy.readDataset(file, RowRange.ALL).encoding());
    }

    @Test
    void readsBooleans() throws IOException {
        assertArrayEquals(new float[] {0, 1, 0, 1}, Npy.readMatrix(Cases.fixture("b1.npy")).row(2));
    }

    @Test
    void flattensAllButTheFirstDimension() throws IOException {
        for (String name : new String[] {"cube.npy", "cube_fortran.npy"}) {
            FloatMatrix matrix = Npy.readMatrix(Cases.fixture(name));
            assertEquals("2 x 12", matrix.toString());
            for (int i = 0; i < 24; i++) {
                assertEquals(i, matrix.toArray()[i], name);
            }
            assertEquals(12, Npy.readMatrix(Cases.fixture(name), new RowRange(1, 2)).get(0, 0), name);
        }
    }

    @Test
    void fortranOrderOfManySizesAndSlices() throws IOException {
        Random random = new Random(3);
        for (int rows : new int[] {1, 7, 255, 256, 65536, 65537}) {
            int cols = 5;
            String header = "{'descr': '<i4', 'fortran_order': True, 'shape': (%d, %d)}".formatted(rows, cols);
            ByteBuffer data = ByteBuffer.allocate(4 * rows * cols).order(java.nio.ByteOrder.LITTLE_ENDIAN);
            for (int col = 0; col < cols; col++) {
                for (int row = 0; row < rows; row++) {
                    data.putInt(row * cols + col);
                }
            }
            Path file = npy(header, 0);
            Files.write(file, data.array(), java.nio.file.StandardOpenOption.APPEND);
            int from = random.nextInt(rows);
            for (RowRange range : new RowRange[] {RowRange.ALL, new RowRange(from, rows), new RowRange(0, from + 1)}) {
                FloatMatrix matrix = Npy.readMatrix(file, range);
                assertEquals(range.from() * cols, matrix.get(0, 0));
                assertEquals((range.from() + matrix.rows()) * cols - 1, matrix.get(matrix.rows() - 1, cols - 1));
                assertEquals((range.from() + matrix.rows() - 1) * cols + 2, matrix.get(matrix.rows() - 1, 2));
            }
        }
    }

    @Test
    void roundsWideIntegersOnce() throws IOException {
        long[] values = {Long.MAX_VALUE, (1L << 24) + 1, -1, (1L << 62) + (1L << 38) + 1};
        Path signed = npy("{'descr': '>i8', 'fortran_order': False, 'shape': (1, 4)}", 0);
        ByteBuffer bytes = ByteBuffer.allocate(32);
        for (long value : values) {
            bytes.putLong(value);
        }
        Files.write(signed, bytes.array(), java.nio.file.StandardOpenOption.APPEND);
        float[] read = Npy.readMatrix(signed).toArray();
        for (int i = 0; i < 4; i++) {
            assertEquals((float) values[i], read[i]);
        }
        Path unsigned = npy("{'descr': '>u8', 'fortran_order': False, 'shape': (1, 4)}", 0);
        Files.write(unsigned, bytes.array(), java.nio.file.StandardOpenOption.APPEND);
        assertArrayEquals(new float[] {0x1p63f, 0x1p24f, 0x1p64f, values[3]}, Npy.readMatrix(unsigned).toArray());
    }

    @Test
    void doublesBeyondTheFloatsBecomeInfinite() throws IOException {
        Path file = npy("{'descr': '>f8', 'fortran_order': False, 'shape': (1, 2)}", 0);
        Files.write(file, ByteBuffer.allocate(16).putDouble(1e39).putDouble(-1e300).array(),
                java.nio.file.StandardOpenOption.APPEND);
        assertArrayEquals(new float[] {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY},
                Npy.readMatrix(file).toArray());
    }

    @Test
    void readsLabels() throws IOException {
        assertArrayEquals(new int[] {3, 1, -1, 3}, Npy.readInts(Cases.fixture("labels_i4.npy")));
        assertArrayEquals(new int[] {3, 1, 7}, Npy.readInts(Cases.fixture("labels_column.npy")));
        Path half = Cases.fixture("labels_half.npy");
        Cases.refused(half, () -> Npy.readInts(half), "value 1 is 0.5", "expected an integer");
        Path cube = Cases.fixture("cube.npy");
        Cases.refused(cube, () -> Npy.readInts(cube), "[2, 3, 4]", "one dimension");
        Path large = npy("{'descr': '|i1', 'fortran_order': False, 'shape': (200000,)}", 200_000);
        assertEquals(200_000, Npy.readInts(large).length);
        Path wide = npy("{'descr': '<u4', 'fortran_order': False, 'shape': (1,)}", 0);
        Files.write(wide, new byte[] {0, 0, 0, -1}, java.nio.file.StandardOpenOption.APPEND);
        Cases.refused(wide, () -> Npy.readInts(wide), "value 0 is 4.27819008E9");
    }

    @Test
    void labelsOfWideTypesAreTakenIfTheyFit() throws IOException {
        for (String descr : new String[] {"<i8", "<u8"}) {
            Path file = npy("{'descr': '" + descr + "', 'fortran_order': False, 'shape': (2,)}", 0);
            byte[] head = Files.readAllBytes(file);
            Files.write(file, Cases.join(head, Cases.littleEndian(5), Cases.littleEndian(Integer.MAX_VALUE)));
            assertArrayEquals(new int[] {5, Integer.MAX_VALUE}, Npy.readInts(file));
            Files.write(file, Cases.join(head, Cases.littleEndian(5), Cases.littleEndian(1L << 31)));
            Cases.refused(file, () -> Npy.readInts(file), "value 1 is 2.147483648E9, expected an integer of 32 bits");
            Files.write(file, Cases.join(head, Cases.littleEndian(-1), Cases.littleEndian(0)));
            if (descr.equals("<u8")) {
                Cases.refused(file, () -> Npy.readInts(file), "value 0 is 1.8446744073709552E19");
            } else {
                assertArrayEquals(new int[] {-1, 0}, Npy.readInts(file));
            }
        }
    }

    @Test
    void rowsMustBeThere() throws IOException {
        Path file = Cases.fixture("f4_le.npy");
        Cases.refused(file, () -> Npy.readMatrix(file, new RowRange(2, 4)), "has 3 rows", "2:4");
        Cases.refused(file, () -> Npy.readMatrix(file, RowRange.parse("3:")), "has 3 rows", "3:");
        assertEquals(1, Npy.readMatrix(file, RowRange.parse("2:")).rows());
        assertEquals(2, Npy.readMatrix(file, RowRange.parse(":2")).rows());
        for (String bad : new String[] {"", ":", "3", "2:2", "3:1", "-1:2", "a:b", "1:2:3", "1:99999999999999999999"}) {
            assertThrows(IllegalArgumentException.class, () -> RowRange.parse(bad), bad);
        }
    }

    @Test
    void refusesWhatIsNoArrayOfNumbers() {
        for (String[] c : new String[][] {{"object", "Python objects", "\"|O\""}, {"structured", "structured values"},
            {"text", "strings"}, {"bytes", "strings"}, {"complex", "complex numbers"}, {"date", "dates"},
            {"scalar", "[]", "2 dimensions"}, {"vector", "[12]", "2 dimensions"}}) {
            refused(Cases.fixture(c[0] + ".npy"), java.util.Arrays.copyOfRange(c, 1, c.length));
        }
        for (String descr : new String[] {"f4", "=f4", "|f4", "<f16", "<f3", "float32", "", "<", "<V8", "<i3", "<b4"}) {
            refused("{'descr': '" + descr + "', 'fortran_order': False, 'shape': (1, 1)}", 4,
                    "dtype \"" + descr + "\"");
        }
        refused("{'descr': ('<f4', (2,)), 'fortran_order': False, 'shape': (1, 1)}", 8, "structured");
    }

    @Test
    void refusesOtherFiles() {
        refused(Cases.file(dir, "a.npy", new byte[0]), "NUMPY");
        refused(Cases.file(dir, "a.npy", "\u0093NUMPX"), "NUMPY");
        refused(Cases.file(dir, "a.npy", Cases.latin("\u0093NUMPY")), "version");
        refused(Cases.file(dir, "a.npy", Cases.latin("\u0093NUMPY\1\0")), "header length");
        refused(Cases.file(dir, "a.npy", Cases.latin("\u0093NUMPY\4\0\0\0\0\0")), "version 4.0");
        refused(Cases.file(dir, "a.npy", Cases.latin("\u0093NUMPY\1\1\0\0\0\0")), "version 1.1");
        refused(Cases.file(dir, "a.npy", Cases.latin("\u0093NUMPY\1\0\u0010\0{}")), "14 bytes too early");
        refused(Cases.file(dir, "a.npy", Cases.latin("\u0093NUMPY\2\0\u00ff\u00ff\u00ff\u00ff{}")), "4294967295 bytes");
        refused(Cases.file(dir, "a.npy", Cases.latin("\u0093NUMPY\3\0\2\0\0\0{\u00ff")), "UTF-8");
        refused("{" + F4 + "(1, 1)}" + " ".repeat(10_000), 4, "at most 10000");
    }

    @Test
    void refusesDictTricks() {
        refused("", 0, "expected '{'");
        refused("{", 0, "its end");
        refused("{}", 0, "lacks a key");
        refused("{,}", 0, "expected a key");
        refused("{" + F4 + "(1, 1)", 4, "its end");
        refused("{" + F4 + "(1, 1)} x", 4, "after the dict");
        refused("{" + F4 + "(1, 1), 'shape': (1, 1)}", 4, "\"shape\" twice");
        refused("{'descr': '<f8', " + F4 + "(1, 1)}", 4, "\"descr\" twice");
        refused("{'fortran_order': False, " + F4 + "(1, 1)}", 4, "\"fortran_order\" twice");
        refused("{" + F4 + "(1, 1), 'x': 1}", 4, "the key \"x\"");
        refused("{'descr': '<f4', 'shape': (1, 1)}", 4, "lacks a key");
        refused("{'descr': '<f4', 'fortran_order': False}", 4, "lacks a key");
        refused("{'fortran_order': False, 'shape': (1, 1)}", 4, "lacks a key");
        refused("{" + F4 + "(12", 4, "its end", "expected ',' or ')'");
        refused("{" + F4 + "(", 4, "its end in the shape, expected a size");
        refused("{" + F4 + "(1, 1)\0", 4, "expected '}'");
        refused("{'descr': '<f4', 'fortran_order': 0, 'shape': (1, 1)}", 4, "True or False");
        refused("{'descr': __import__('os'), 'fortran_order': False, 'shape': (1, 1)}", 4, "in quotes");
        refused("{'descr': '<f\\x34', 'fortran_order': False, 'shape': (1, 1)}", 4, "backslash");
        refused("{'descr': '<f4, 'fortran_order: False, shape: (1, 1)}", 4, "expected");
        refused("{'descr': '<f4", 4, "without an end");
        for (String shape : new String[] {"(1)", "(1 1)", "(-1, 1)", "(1.0, 1)", "(1e1, 1)", "(1L, 1)", "(,)", "(1, 1",
            "[1, 1]",
            "1", "(0x1, 1)", "((1, 1))", "(True, 1)", "(99999999999999999999, 1)", "(" + "1, ".repeat(65) + ")"}) {
            refused("{" + F4 + shape + "}", 4, "header, character");
        }
    }

    @Test
    void sizesMustFitTheFile() {
        refused("{" + F4 + "(2, 1)}", 7, "7 bytes of values", "expected 8", "cut short");
        refused("{" + F4 + "(2, 1)}", 9, "9 bytes of values", "expected 8");
        refused("{" + F4 + "(1000000, 1000000)}", 8, "expected 4000000000000");
        refused("{" + F4 + "(4611686018427387904, 1)}", 8, "overflows");
        refused("{" + F4 + "(4294967296, 4294967296)}", 0, "overflows");
        refused("{" + F4 + "(0, 4294967296)}", 0, "0 rows of");
        refused("{" + F4 + "(4294967296, 0)}", 0, "rows of 0 values");
        refused("{" + F4 + "(0, 3037000500, 3037000500)}", 0, "0 rows of");
    }

    @Test
    void emptyArraysAreRead() throws IOException {
        assertEquals("0 x 7", Npy.readMatrix(npy("{" + F4 + "(0, 7)}", 0)).toString());
        assertEquals("7 x 0",
                Npy.readMatrix(npy("{'shape': (7, 0,),'fortran_order':True,\"descr\" : \"<f4\" }\n", 0)).toString());
    }
}
