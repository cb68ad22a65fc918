package io.lanecoder.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lanecoder.data.FloatMatrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyWriterTest {
    @TempDir private Path dir;

    @Test
    void writesTheBytesOfNumpy() throws IOException {
        Path file = dir.resolve("w.npy");
        Npy.write(file, FloatMatrix.of(3, 4, Cases.RAMP));
        assertArrayEquals(Files.readAllBytes(Cases.fixture("f4_le.npy")), Files.readAllBytes(file));
        Npy.write(file, new int[] {3, 1, -1, 3});
        assertArrayEquals(Files.readAllBytes(Cases.fixture("labels_i4.npy")), Files.readAllBytes(file));
    }

    @Test
    void writesBlocksOfRowsFromViews() throws IOException {
        Path file = dir.resolve("w.npy");
        FloatMatrix matrix = FloatMatrix.zeros(20_000, 3);
        for (int i = 0; i < 60_000; i++) {
            matrix.array()[i] = Float.intBitsToFloat(i * 71_583);
        }
        try (NpyWriter writer = NpyWriter.create(file, 20_000, 3)) {
            for (int from : new int[] {0, 1, 18, 18, 19_999}) {
                int to = from == 0 ? 1 : from == 1 ? 18 : from == 19_999 ? 20_000 : from;
                writer.write(matrix.rows(from, to));
                if (from == 18) {
                    writer.write(matrix.rows(18, 18));
                }
            }
            writer.write(matrix.rows(0, 19_981));
        }
        FloatMatrix read = Npy.readMatrix(file);
        assertArrayEquals(matrix.row(17), read.row(17));
        assertArrayEquals(matrix.row(19_999), read.row(18));
        assertArrayEquals(matrix.row(19_980), read.row(19_999));
    }

    @Test
    void writerKeepsTheOldFileUnlessAllRowsCame() throws IOException {
        Path file = Cases.file(dir, "w.npy", "old");
        NpyWriter writer = NpyWriter.create(file, 2, 3);
        writer.write(FloatMatrix.zeros(1, 3));
        assertThrows(IllegalArgumentException.class, () -> writer.write(FloatMatrix.zeros(2, 3)));
        assertThrows(IllegalArgumentException.class, () -> writer.write(FloatMatrix.zeros(1, 2)));
        assertThrows(IllegalStateException.class, writer::close);
        writer.close();
        assertThrows(IllegalStateException.class, () -> writer.write(FloatMatrix.zeros(1, 3)));
        assertEquals("old", Files.readString(file));
        assertEquals(1, Cases.list(dir).size());
        assertThrows(IllegalArgumentException.class, () -> NpyWriter.create(file, -1, 3));
        assertFalse(Files.exists(dir.resolve("x")));
    }

    @Test
    void writesIntegersInBlocks() throws IOException {
        int[] values = new int[2 * (Input.BLOCK / Integer.BYTES) + 1];
        for (int i = 0; i < values.length; i++) {
            values[i] = i * 77_777;
        }
        Path file = dir.resolve("w.npy");
        Npy.write(file, values);
        assertArrayEquals(values, Npy.readInts(file));
    }
}
