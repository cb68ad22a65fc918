package io.lanecoder.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.data.Dataset;
import io.lanecoder.data.Digits;
import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSourceTest {
    @TempDir private Path dir;

    private static Dataset read(Path source) throws IOException {
        return DataSource.read(source.toString(), DataSource.Options.DEFAULT);
    }

    private static DataSource.Options with(String labels, String rows) {
        return new DataSource.Options(Optional.ofNullable(labels), rows == null ? RowRange.ALL : RowRange.parse(rows),
                Csv.Options.DEFAULT);
    }

    private static void refused(Path source, String... parts) {
        Cases.refused(source, () -> read(source), parts);
    }

    private static void copy(String fixture, Path target) throws IOException {
        Files.copy(Cases.fixture(fixture), target);
    }

    @Test
    void drawsDigits() throws IOException {
        Dataset expected = Digits.generate(30, 7);
        Dataset data = DataSource.read("digits:30:7", DataSource.Options.DEFAULT);
        assertArrayEquals(expected.features().toArray(), data.features().toArray());
        assertEquals(expected.labels(), data.labels());
        Dataset slice = DataSource.read("digits:30:7", with(null, "10:12"));
        assertArrayEquals(expected.rows(10, 12).features().toArray(), slice.features().toArray());
        assertEquals(expected.rows(10, 12).labels(), slice.labels());
        assertEquals(DataSource.DEFAULT_DIGITS, DataSource.read("digits", DataSource.Options.DEFAULT).size());
        for (String bad : new String[] {"digits:", "digits:0", "digits:-5", "digits:x", "digits:5:", "digits:5:x",
            "digits:5:1:2",
            "digits:99999999", "digits:99999999999"}) {
            IllegalArgumentException error = assertThrows(IllegalArgumentException.class,
                    () -> DataSource.read(bad, DataSource.Options.DEFAULT), bad);
            Cases.oneLine(error, "digits[:ROWS[:SEED]]", bad);
        }
        FormatException error =
                assertThrows(FormatException.class, () -> DataSource.read("digits:5", with(null, "3:6")));
        Cases.oneLine(error, "digits:5: has 5 rows", "3:6");
    }

    @Test
    void tellsFilesByTheirContent() throws IOException {
        copy("f4_le.npy", dir.resolve("a.csv"));
        copy("t10k-images-idx3-ubyte.gz", dir.resolve("b.npz"));
        Cases.file(dir, "c.dat", "x\ty\n1\t2\n");
        Cases.file(dir, "d.tsv", "x,y\tz\n1\t2\n");
        assertArrayEquals(Cases.RAMP, read(dir.resolve("a.csv")).features().toArray());
        assertEquals(Dataset.Encoding.BYTES, read(dir.resolve("b.npz")).encoding());
        assertEquals(List.of("x", "y"), read(dir.resolve("c.dat")).featureNames());
        assertEquals(List.of("x,y", "z"), read(dir.resolve("d.tsv")).featureNames());
        assertEquals(Dataset.Encoding.BYTES, read(Cases.fixture("u1.npy")).encoding());
    }

    @Test
    void refusesOtherFiles() {
        refused(Cases.file(dir, "e", new byte[0]), "is empty");
        refused(Cases.file(dir, "z", "PK\3\4abc"), "zip file");
        refused(Cases.fixture("plain.safetensors"), "safetensors file");
        refused(Cases.file(dir, "x.npy", "1,2\n"), "NUMPY");
        refused(Cases.file(dir, "g.gz", Cases.gzip(Cases.latin("1,2\n3,4\n"))), "begins with 312c320a", "IDX");
        refused(Cases.file(dir, "p", "\u0089PNG\r\n\u001a\n\0"), "byte 0x1a", "nor text");
        assertThrows(NoSuchFileException.class, () -> read(dir.resolve("none")));
        FormatException error = assertThrows(FormatException.class,
                () -> DataSource.read("a\0b", DataSource.Options.DEFAULT));
        Cases.oneLine(error, "a\\u0000b: is not the name of a file");
    }

    @Test
    void refusesWhatCannotBeTrainedOn() {
        refused(Cases.file(dir, "a.csv", "a,b\n"), "0 x 2", "at least one row");
        refused(Cases.file(dir, "a.csv", "\n\n"), "0 x 0");
        refused(Cases.file(dir, "a.csv", "a,b\n1,2\n3,nan\n"),
                "row 1, column 1 (\"b\") is NaN; features must be finite numbers");
        refused(Cases.file(dir, "a.csv", "1,2\n-1e39,4\n"), "row 1, column 0 is -Infinity");
        Path file = Cases.file(dir, "b.csv", "1\n2\n3\ninf\n");
        Cases.refused(file, () -> DataSource.read(file.toString(), with(null, "2:4")), "row 3, column 0 is Infinity");
    }

    @Test
    void readsAFolderOfMnist() throws IOException {
        refused(dir, "without train-images-idx3-ubyte");
        copy("t10k-images-idx3-ubyte.gz", dir.resolve("t10k-images-idx3-ubyte.gz"));
        assertTrue(read(dir).labels().isEmpty());
        copy("t10k-labels-idx1-ubyte.gz", dir.resolve("t10k-labels-idx1-ubyte.gz"));
        Dataset test = read(dir);
        assertEquals(new Labels(new int[] {1, 0, 1}, List.of("2", "7")), test.labels().orElseThrow());
        assertEquals(new Labels(new int[] {0, 1}, List.of("2", "7")),
                DataSource.read(dir.toString(), with(null, "1:3")).labels().orElseThrow());
        Cases.file(dir, "train-images.idx3-ubyte", new byte[] {0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 9});
        assertArrayEquals(new float[] {9}, read(dir).features().toArray());
        Path labels = Cases.file(dir, "train-labels-idx1-ubyte", new byte[] {0, 0, 8, 1, 0, 0, 0, 2, 1, 2});
        Cases.refused(labels, () -> read(dir), "has 2 labels", "train-images.idx3-ubyte has 1 rows");
    }

    @Test
    void readsTheLabelsOfAFolderOfMnist() throws IOException {
        Cases.refused(dir, () -> DataSource.readLabels(dir.toString(), Csv.Options.DEFAULT),
                "without train-labels-idx1-ubyte");
        copy("t10k-labels-idx1-ubyte.gz", dir.resolve("t10k-labels-idx1-ubyte.gz"));
        assertEquals(new Labels(new int[] {1, 0, 1}, List.of("2", "7")),
                DataSource.readLabels(dir.toString(), Csv.Options.DEFAULT));
    }

    @Test
    void takesLabelsFromElsewhereAndSlicesThemAlike() throws IOException {
        Path data = Cases.file(dir, "x.csv", "10\n11\n12\n13\n");
        Path words = Cases.file(dir, "words.csv", "cat\ndog\ncat\nemu\n");
        Path named = Cases.file(dir, "named.csv", "kind\ncat\ndog\ncat\nemu\n");
        Path table = Cases.file(dir, "table.csv", "id,kind\n1,cat\n2,dog\n3,cat\n4,emu\n");
        Labels expected = new Labels(new int[] {1, 0}, List.of("cat", "dog", "emu"));
        for (Path labels : new Path[] {words, named}) {
            Dataset slice = DataSource.read(data.toString(), with(labels.toString(), "1:3"));
            assertArrayEquals(new float[] {11, 12}, slice.features().toArray());
            assertEquals(expected, slice.labels().orElseThrow());
        }
        Dataset slice = DataSource.read(data.toString(), new DataSource.Options(Optional.of(table.toString()),
                RowRange.parse("1:3"), Csv.Options.DEFAULT.withLabels("kind")));
        assertEquals(expected, slice.labels().orElseThrow());
        Dataset ints = DataSource.read(data.toString(), with(Cases.fixture("labels_i4.npy").toString(), null));
        assertEquals(new Labels(new int[] {2, 1, 0, 2}, List.of("-1", "1", "3")), ints.labels().orElseThrow());
        Path idx = Cases.fixture("t10k-labels-idx1-ubyte.gz");
        Cases.refused(idx, () -> DataSource.read(data.toString(), with(idx.toString(), "0:3")), "has 3 labels",
                data + " has 4 rows", "one label for each row");
        assertEquals(expected.names(),
                DataSource.readLabels(named.toString(), Csv.Options.DEFAULT.withLabels("kind")).names());
    }

    @Test
    void labelsOfTheDataGiveWay() throws IOException {
        Path file = dir.resolve("labels.npy");
        Npy.write(file, new int[] {5, 5, 6});
        Labels labels = DataSource.read("digits:3", with(file.toString(), null)).labels().orElseThrow();
        assertEquals(new Labels(new int[] {0, 0, 1}, List.of("5", "6")), labels);
    }

    @Test
    void sourcesOfManyRowsAreSlicedWithoutReadingThemAll() throws IOException {
        Path file = dir.resolve("a.npy");
        Npy.write(file, FloatMatrix.zeros(3000, 2));
        assertEquals(1, DataSource.read(file.toString(), with(null, "2999:")).size());
    }

    @Test
    void onlyTheCountTellsWhetherTheFirstWordIsALabel() throws IOException {
        Path data = dir.resolve("x.npy");
        Npy.write(data, FloatMatrix.zeros(3, 1));
        Path words = Cases.file(dir, "words.csv", "cat\ndog\ncat\n");
        Csv.Options csv = Csv.Options.DEFAULT;
        Csv.Options named = new Csv.Options(Csv.Header.YES, (char) 0, Optional.empty(), List.of());
        assertEquals(List.of("cat", "dog"), labels(data, words, csv).names());
        Cases.refused(words, () -> labels(data, words, named), "has 2 labels", "has 3 rows");
        Path column = Cases.file(dir, "column.csv", "id,kind\n1,a\n2,b\n");
        Cases.refused(column, () -> labels(data, column, csv.withLabels("kind")), "has 2 labels", "has 3 rows");
        Path two = Cases.file(dir, "two.csv", "cat\ndog\n");
        Cases.refused(two, () -> labels(data, two, csv), "has 1 labels", "has 3 rows");
    }

    private static Labels labels(Path data, Path labels, Csv.Options csv) throws IOException {
        return DataSource.read(data.toString(),
                new DataSource.Options(Optional.of(labels.toString()), RowRange.ALL, csv)).labels().orElseThrow();
    }

    @Test
    void theNameChoosesTabsOnlyWhereNoSeparatorIsGiven() throws IOException {
        Path file = Cases.file(dir, "d.TSV", "x;y,z\tw\n1;2\t3\n");
        assertEquals(List.of("x;y,z", "w"), DataSource.read(Cases.file(dir, "e.TSV", "x;y,z\tw\n1\t3\n").toString(),
                DataSource.Options.DEFAULT).featureNames());
        DataSource.Options semicolons = new DataSource.Options(Optional.empty(), RowRange.ALL,
                new Csv.Options(Csv.Header.AUTO, ';', Optional.empty(), List.of()));
        Cases.refused(file, () -> DataSource.read(file.toString(), semicolons), "line 2 has \"2\\u00093\"");
        Path plain = Cases.file(dir, "tsv", "x,y\tz\n1,2\n");
        assertEquals(List.of("x", "y\tz"), read(plain).featureNames());
    }

    @Test
    void labelsFromElsewhereReplaceThoseOfAFolder() throws IOException {
        copy("t10k-images-idx3-ubyte.gz", dir.resolve("t10k-images-idx3-ubyte.gz"));
        copy("t10k-labels-idx1-ubyte.gz", dir.resolve("t10k-labels-idx1-ubyte.gz"));
        Path words = Cases.file(dir, "words.csv", "a\nb\nc\n");
        assertEquals(List.of("a", "b", "c"),
                DataSource.read(dir.toString(), with(words.toString(), null)).labels().orElseThrow().names());
    }

    @Test
    void aTableWithoutColumnsCannotBeTrainedOn() throws IOException {
        Path file = dir.resolve("a.npy");
        Npy.write(file, FloatMatrix.zeros(3, 0));
        refused(file, "3 x 0 values", "at least one row and column");
        Npy.write(file, FloatMatrix.zeros(0, 3));
        refused(file, "0 x 3 values", "at least one row and column");
    }

    @Test
    void theFirstBytesDecide() throws IOException {
        refused(Cases.file(dir, "a", new byte[] {0}), "byte 0x00 at 0");
        refused(Cases.file(dir, "a", new byte[] {0x1f}), "byte 0x1f at 0");
        refused(Cases.file(dir, "a", new byte[] {0, 0}), "too early, within the IDX header");
        refused(Cases.file(dir, "a", new byte[] {0x1f, (byte) 0x8b}), "gzip data ends too early");
        refused(Cases.file(dir, "a", "1,2\n3,\u0007\n"), "byte 0x07 at 6");
        assertEquals("1 x 2", read(Cases.file(dir, "a", "P,K\r\n1,2\n")).features().toString());
        // beyond what is looked at, the reader of tables finds it
        String rows = "1,2\n".repeat(256);
        refused(Cases.file(dir, "a", rows.substring(0, 1023) + "\0"), "byte 0x00 at 1023");
        refused(Cases.file(dir, "a", rows + "\0"), "line 257 has a zero character");
        // eight digits and a brace are no safetensors file
        refused(Cases.file(dir, "a", "12345678{\n"), "0 x 1", "at least one row");
    }
}
