package io.lanecoder.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.data.Dataset;
import io.lanecoder.data.FloatMatrix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NpyReaderTest {
    @TempDir private Path folder;

    private static Path resource(String name) {
        return Path.of("src/test/resources/format", name);
    }

    private Path written(int rows, int cols) throws IOException {
        FloatMatrix matrix = FloatMatrix.zeros(rows, cols);
        for (int i = 0; i < rows * cols; i++) {
            matrix.array()[i] = i * 0.5f - 7;
        }
        Path file = folder.resolve(rows + "x" + cols + ".npy");
        Npy.write(file, matrix);
        return file;
    }

    private static void assertSame(Path file, RowRange range) throws IOException {
        Dataset whole = Npy.readDataset(file, range);
        try (NpyReader reader = NpyReader.open(file, range)) {
            assertEquals(whole.size(), reader.rows());
            assertEquals(whole.features().cols(), reader.cols());
            assertEquals(whole.encoding(), reader.encoding());
            for (int count : new int[] {1, 2, 7}) {
                float[] target = new float[whole.size() * reader.cols() + 2];
                target[0] = 123;
                target[target.length - 1] = 321;
                for (int row = 0; row < whole.size(); row += count) {
                    reader.read(row, Math.min(count, whole.size() - row), target, 1 + row * reader.cols());
                }
                assertEquals(123, target[0]);
                assertEquals(321, target[target.length - 1]);
                assertArrayEquals(whole.features().toArray(),
                        Arrays.copyOfRange(target, 1, target.length - 1));
            }
        }
    }

    @Test
    void blocksAreTheRowsThatReadingAtOnceGives() throws IOException {
        for (String name : new String[] {"f4_le.npy", "f4_be.npy", "f8_le.npy", "f2_be.npy", "i1.npy", "u1.npy",
            "cube.npy"}) {
            assertSame(resource(name), RowRange.ALL);
        }
        Path file = written(41, 5);
        assertSame(file, RowRange.ALL);
        assertSame(file, RowRange.parse("3:40"));
        assertSame(file, RowRange.parse("40:"));
    }

    /** As one for a file that is large enough. */
    private static NpyReader ahead(Path file, RowRange range) throws IOException {
        return NpyReader.open(FileInput.open(file).ahead(file), range);
    }

    @Test
    void rowsReadAheadAreTheSameInAnyOrderAndByManyThreads() throws Exception {
        int cols = 300;
        int rows = 30_000; // 34 pieces and a bit, more than are held at once on two processors
        Path file = written(rows, cols);
        try (NpyReader plain = NpyReader.openStream(file, RowRange.parse("5:"));
                NpyReader ahead = ahead(file, RowRange.parse("5:"))) {
            assertEquals(plain.rows(), ahead.rows());
            int block = 777;
            List<Integer> starts = new ArrayList<>();
            for (int row = 0; row < rows - 5; row += block) {
                starts.add(row);
            }
            List<Integer> shuffled = new ArrayList<>(starts);
            Collections.shuffle(shuffled, new Random(4));
            starts.addAll(shuffled);
            AtomicInteger next = new AtomicInteger();
            try (var threads = Executors.newFixedThreadPool(5)) {
                List<Callable<Integer>> work = Collections.nCopies(5, () -> {
                    int done = 0;
                    float[] expected = new float[block * cols];
                    float[] found = new float[block * cols];
                    for (int i = next.getAndIncrement(); i < starts.size(); i = next.getAndIncrement()) {
                        int count = Math.min(block, rows - 5 - starts.get(i));
                        plain.read(starts.get(i), count, expected, 0);
                        ahead.read(starts.get(i), count, found, 0);
                        assertTrue(Arrays.equals(expected, 0, count * cols, found, 0, count * cols));
                        done++;
                    }
                    return done;
                });
                int done = 0;
                for (var result : threads.invokeAll(work)) {
                    done += result.get();
                }
                assertEquals(starts.size(), done);
            }
        }
    }

    /** A header of odd length, so that values lie across the ends of pieces. */
    @ParameterizedTest
    @CsvSource({"<f4, 4", ">f4, 4", "<f8, 8", "|u1, 1"})
    void valuesAcrossTwoPiecesAreReadAhead(String type, int bytes) throws IOException {
        int rows = 3 * ReadAhead.PIECE / bytes / 7;
        String dict = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + rows + ", 7)}";
        byte[] header = Cases.latin("\u0093NUMPY\1\0" + (char) (dict.length() | 1) + "\0" + dict
                + " ".repeat((dict.length() | 1) - dict.length()));
        byte[] values = new byte[rows * 7 * bytes];
        new Random(6).nextBytes(values);
        for (int i = type.charAt(0) == '>' ? 0 : bytes - 1; bytes > 1 && i < values.length; i += bytes) {
            values[i] = 0x3e; // a finite number
        }
        Path file = Cases.file(folder, "odd.npy", Cases.join(header, values));
        float[] found = new float[rows * 7];
        try (NpyReader reader = ahead(file, RowRange.ALL)) {
            reader.read(0, rows, found, 0);
        }
        assertArrayEquals(Npy.readDataset(file, RowRange.ALL).features().toArray(), found);
    }

    @Test
    void whatCannotBeReadDirectlyComesThroughTheCache() throws IOException {
        byte[] content = new byte[3_000_000];
        new Random(7).nextBytes(content);
        Path file = Cases.file(folder, "bytes", content);
        try (FileChannel channel = FileChannel.open(file)) {
            ReadAhead ahead = ReadAhead.open(file, channel).orElse(null);
            Assumptions.assumeTrue(ahead != null, "no direct reading here");
            ahead.close(); // from here on every direct read fails
            ByteBuffer found = ByteBuffer.allocate(content.length);
            while (found.hasRemaining()) {
                assertTrue(ahead.read(found, found.position()) > 0);
            }
            assertArrayEquals(content, found.array());
            assertEquals(-1, ahead.read(ByteBuffer.allocate(1), content.length));
            assertEquals(0, ahead.readFloats(0, ByteOrder.nativeOrder(), new float[1], 0, 1));
        }
    }

    @Test
    void readingAheadReportsWhatReadingDoes() throws IOException {
        Path file = written(100_000, 40); // more pieces than are read ahead
        try (NpyReader reader = ahead(file, RowRange.ALL)) {
            float[] target = new float[4000];
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(10_000);
            }
            reader.read(0, 10, target, 0);
            Cases.refused(file, () -> reader.read(99_900, 100, target, 0), "bytes too early", "the values");
        }
        NpyReader closed = ahead(written(5, 3), RowRange.ALL);
        closed.close();
        closed.close();
        assertThrows(IOException.class, () -> closed.read(0, 1, new float[3], 0));
        Cases.refused(file, () -> ahead(file, RowRange.ALL), "is it cut short?");
    }

    @Test
    void rowsBeyondTheRangeAreRefused() throws IOException {
        Path file = written(10, 3);
        assertThrows(FormatException.class, () -> NpyReader.open(file, RowRange.parse("5:11")));
        try (NpyReader reader = NpyReader.open(file, RowRange.parse("2:8"))) {
            float[] target = new float[30];
            assertThrows(IndexOutOfBoundsException.class, () -> reader.read(5, 2, target, 0));
            assertThrows(IndexOutOfBoundsException.class, () -> reader.read(-1, 1, target, 0));
            assertThrows(IndexOutOfBoundsException.class, () -> reader.read(Long.MAX_VALUE, 1, target, 0));
        }
    }

    @Test
    void valuesThatAreNotFiniteAreNamedAndLargeOnesPass() throws IOException {
        Path file = folder.resolve("bad.npy");
        FloatMatrix matrix = FloatMatrix.zeros(9, 4);
        matrix.set(0, 1, Float.MAX_VALUE);
        matrix.set(6, 2, Float.NaN);
        matrix.set(7, 0, Float.NEGATIVE_INFINITY);
        Npy.write(file, matrix);
        try (NpyReader reader = NpyReader.open(file, RowRange.parse("0:"))) {
            float[] target = new float[36];
            reader.read(0, 6, target, 0);
            assertTrue(assertThrows(FormatException.class, () -> reader.read(5, 2, target, 0)).getMessage()
                    .endsWith("row 6, column 2 is NaN; features must be finite numbers"));
            assertTrue(assertThrows(FormatException.class, () -> reader.read(7, 1, target, 0)).getMessage()
                    .contains("row 7, column 0 is -Infinity"));
            reader.read(8, 1, target, 0);
        }
    }

    @Test
    void aFileThatShrinksWhileItIsReadGivesAnError() throws IOException {
        Path file = written(100_000, 4);
        try (NpyReader reader = NpyReader.open(file, RowRange.ALL)) {
            float[] target = new float[400];
            reader.read(99_900, 100, target, 0);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(1000);
            }
            reader.read(0, 10, target, 0);
            FormatException e =
                    assertThrows(FormatException.class, () -> reader.read(99_900, 100, target, 0));
            assertTrue(e.getMessage().contains("bytes too early"), e.getMessage());
        }
    }

    @Test
    void filesThatCannotBeReadRowByRowAreRefused() throws IOException {
        assertFalse(NpyReader.canRead(resource("fortran.npy")));
        assertTrue(NpyReader.canRead(resource("f4_be.npy")));
        assertThrows(FormatException.class, () -> NpyReader.open(resource("fortran.npy"), RowRange.ALL));
        Path text = Files.writeString(folder.resolve("a.csv"), "1,2\n3,4\n");
        assertFalse(NpyReader.canRead(text));
        assertFalse(NpyReader.canRead(Files.writeString(folder.resolve("b.csv"), "")));
        assertThrows(FormatException.class, () -> NpyReader.open(text, RowRange.ALL));
        assertThrows(FormatException.class, () -> NpyReader.open(written(0, 4), RowRange.ALL));
        assertThrows(FormatException.class, () -> NpyReader.open(written(4, 0), RowRange.ALL));
        Path line = folder.resolve("line.npy");
        Npy.write(line, new int[] {1, 2, 3});
        assertThrows(FormatException.class, () -> NpyReader.open(line, RowRange.ALL));
        Path cut = written(20, 4);
        byte[] bytes = Files.readAllBytes(cut);
        Files.write(cut, Arrays.copyOf(bytes, bytes.length - 1));
        assertThrows(FormatException.class, () -> NpyReader.open(cut, RowRange.ALL));
    }

    @Test
    void onlyWholeMagicIsANpyFile() throws IOException {
        byte[] good = Files.readAllBytes(written(3, 2));
        for (int length = 0; length < 6; length++) {
            assertFalse(NpyReader.canRead(Cases.file(folder, "cut", Arrays.copyOf(good, length))));
        }
        Path six = Cases.file(folder, "cut", Arrays.copyOf(good, 6));
        Cases.refused(six, () -> NpyReader.canRead(six), "ends within the version number");
        for (int at = 0; at < 6; at++) {
            byte[] bad = good.clone();
            bad[at]++;
            assertFalse(NpyReader.canRead(Cases.file(folder, "cut", bad)));
        }
    }

    @Test
    void readsNothingAndClosesTwice() throws IOException {
        Path file = written(5, 3);
        NpyReader reader = NpyReader.open(file, RowRange.ALL);
        float[] target = {4};
        reader.read(5, 0, target, 0);
        reader.read(0, 0, target, 1);
        assertThrows(IndexOutOfBoundsException.class, () -> reader.read(0, -1, target, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> reader.read(0, 1, target, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> reader.read(6, 0, target, 0));
        assertEquals(4, target[0]);
        reader.close();
        reader.close();
        Cases.oneLine(assertThrows(IOException.class, () -> reader.read(0, 1, new float[3], 0)), file.toString());
    }

    @Test
    void oneRowAndOneColumnAreEnough() throws IOException {
        try (NpyReader reader = NpyReader.open(written(1, 1), RowRange.ALL)) {
            float[] target = new float[1];
            reader.read(0, 1, target, 0);
            assertEquals(-7, target[0]);
        }
    }

    @Test
    void largestValuesPassAlthoughTheirSquaresOverflow() throws IOException {
        Path file = folder.resolve("large.npy");
        Npy.write(file, FloatMatrix.of(1, 3, new float[] {Float.MAX_VALUE, -Float.MAX_VALUE, 1}));
        try (NpyReader reader = NpyReader.open(file, RowRange.ALL)) {
            float[] target = new float[3];
            reader.read(0, 1, target, 0);
            assertArrayEquals(new float[] {Float.MAX_VALUE, -Float.MAX_VALUE, 1}, target);
        }
    }
}
