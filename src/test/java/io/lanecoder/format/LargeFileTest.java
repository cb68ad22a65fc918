package io.lanecoder.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of gigabytes, which are as long as they claim: with holes, so that they take no room on the disk. */
class LargeFileTest {
    private static final long THREE_BILLION = 3_000_000_000L;

    @TempDir private Path dir;

    /** A file of a header and so many bytes, zeros but for a last byte of 7. */
    private Path large(String name, byte[] header, long dataBytes) throws IOException {
        Path path = dir.resolve(name);
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.write(header);
            try {
                file.setLength(header.length + dataBytes);
            } catch (IOException e) {
                Assumptions.abort("no room for it, and no holes on this file system: " + e.getMessage());
            }
            file.seek(header.length + dataBytes - 1);
            file.write(7);
        }
        return path;
    }

    private Path npy(String descr, String order, String shape, long dataBytes) throws IOException {
        String dict = "{'descr': '" + descr + "', 'fortran_order': " + order + ", 'shape': " + shape + "}";
        byte[] header = Cases.latin("\u0093NUMPY\1\0" + (char) dict.length() + "\0" + dict);
        return large("large.npy", header, dataBytes);
    }

    private static void needsMoreHeap(Mutations.Reader reader, Path file, String... parts) {
        long before = Cases.allocated();
        IOException error = assertThrows(IOException.class, () -> reader.read(file));
        Cases.oneLine(error, file + ": needs ", "the heap of this JVM is");
        Cases.oneLine(error, parts);
        assertTrue(Cases.allocated() - before < 8 << 20, "refused before memory is taken");
    }

    private static boolean heapHolds(long bytes) {
        return Runtime.getRuntime().maxMemory() >= bytes;
    }

    @Test
    void rowsFarIntoANpyFile() throws IOException {
        Path file = npy("|u1", "False", "(3000000000, 1)", THREE_BILLION);
        Cases.refused(file, () -> Npy.readMatrix(file), "has 3000000000 rows of 1 values, at most 2147483639");
        Cases.refused(file, () -> Npy.readMatrix(file, RowRange.parse("1:")), "has 2999999999 rows");
        RowRange last = RowRange.parse("2999999998:");
        assertArrayEquals(new float[] {0, 7}, Npy.readMatrix(file, last).toArray());
        Cases.refused(file, () -> Npy.readInts(file), "3000000000 values to be held at once");
        try (NpyReader reader = NpyReader.open(file, RowRange.ALL)) {
            assertEquals(THREE_BILLION, reader.rows());
            float[] two = new float[2];
            reader.read(THREE_BILLION - 2, 2, two, 0);
            assertArrayEquals(new float[] {0, 7}, two);
        }
    }

    @Test
    void columnsFarIntoAFileInFortranOrder() throws IOException {
        Path file = npy("|u1", "True", "(1500000000, 2)", THREE_BILLION);
        assertArrayEquals(new float[] {0, 0, 0, 7}, Npy.readMatrix(file, RowRange.parse("1499999998:")).toArray());
    }

    @Test
    void rowsThatAreTooWide() throws IOException {
        Path file = npy("|u1", "False", "(1, 2, 1500000000)", THREE_BILLION);
        Cases.refused(file, () -> Npy.readMatrix(file), "has 1 rows of 3000000000 values, at most 2147483639 each");
        Cases.refused(file, () -> NpyReader.open(file, RowRange.ALL), "has rows of 3000000000 values");
        byte[] header = {0, 0, 8, 3, 0, 0, 0, 1, 0x59, 0x68, 0x2f, 0, 0, 0, 0, 2};
        Path idx = large("large.idx", header, THREE_BILLION);
        Cases.refused(idx, () -> Idx.readDataset(idx, RowRange.ALL), "has rows of 3000000000 values",
                "at most 2147483639");
    }

    @Test
    void rowsFarIntoAnIdxFile() throws IOException {
        byte[] header = {0, 0, 11, 2, 0x59, 0x68, 0x2f, 0, 0, 0, 0, 1};
        Path file = large("large.idx", header, THREE_BILLION);
        assertArrayEquals(new float[] {0, 7},
                Idx.readDataset(file, RowRange.parse("1499999998:")).features().toArray());
        assertArrayEquals(new float[] {0, 0}, Idx.readDataset(file, RowRange.parse(":2")).features().toArray());
        Assumptions.assumeFalse(heapHolds(2 * THREE_BILLION));
        needsMoreHeap(f -> Idx.readDataset(f, RowRange.ALL), file, "5723 MB for its values");
    }

    @Test
    void tensorsThatTheHeapCannotHold() throws IOException {
        String header = "{\"w\":{\"dtype\":\"F16\",\"shape\":[1500000000],\"data_offsets\":[0,3000000000]}}";
        Path file = large("large.safetensors",
                Cases.join(Cases.littleEndian(header.length()), Cases.latin(header)), THREE_BILLION);
        assertEquals(1_500_000_000L, Safetensors.readHeader(file).tensors().get("w").elements());
        Assumptions.assumeFalse(heapHolds(2 * THREE_BILLION));
        needsMoreHeap(Safetensors::read, file, "5723 MB for its values");
        needsMoreHeap(f -> Safetensors.readDoubles(f, "w"), file, "11445 MB for its values");
    }
}
