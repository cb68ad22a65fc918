package io.lanecoder.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Good files with a few changes: each is read, or refused in one cheap line. */
class MutationTest {
    private static final RowRange FROM_1 = RowRange.parse("1:");

    private static final byte[] IMAGES = {0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0, 2, 1, 2, 3, 4, 5, 6};
    private static final byte[] SHORTS = {0, 0, 11, 2, 0, 0, 0, 2, 0, 0, 0, 1, 1, 2, 3, 4};
    private static final byte[] DOUBLES = {0, 0, 14, 2, 0, 0, 0, 1, 0, 0, 0, 1, 64, 9, 33, -5, 84, 68, 45, 24};
    private static final byte[] LABELS = {0, 0, 8, 1, 0, 0, 0, 3, 7, 2, 7};
    private static final byte[] INT_LABELS = {0, 0, 12, 1, 0, 0, 0, 2, 0, 0, 1, 0, -1, -1, -1, -1};

    @TempDir private Path dir;

    private static byte[][] fixtures(String... names) {
        return Stream.of(names).map(name -> {
            try {
                return Files.readAllBytes(Cases.fixture(name));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }).toArray(byte[][]::new);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Path file() {
        return dir.resolve("source");
    }

    private static Mutations safetensors() {
        return Mutations.of(fixtures("one.safetensors", "mixed.safetensors", "steps.safetensors", "plain.safetensors"))
                .words("\"__metadata__\":{", "\"dtype\":\"F16\",", "\"dtype\":\"BF16\",", "\"dtype\":\"F4\",",
                        "\"shape\":[1,1],", "\"data_offsets\":[0,0]", "{}", "[[[[", "{\"a\":{", "\\u0041", "\\ud800",
                        "\\n", ",\"x\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}", "null",
                        "\u00c3\u00a9",
                        "\u00ed\u00a0\u0080")
                .safetensors();
    }

    @Test
    void wholeSafetensors() throws IOException {
        safetensors().check(file(), Safetensors::read, 1);
    }

    @Test
    void safetensorsInDoublePrecision() throws IOException {
        safetensors().check(file(), file -> {
            for (String name : Safetensors.readHeader(file).tensors().keySet()) {
                Safetensors.readDoubles(file, name);
            }
        }, 2);
    }

    private static Mutations npy(String... names) {
        return Mutations.of(fixtures(names))
                .words("'descr': '>f4', ", "'<i8'", "'|O'", "'|S3'", "'<M8[s]'", "'<c8'", "'|V4'", "('<f4', (2,))",
                        "[('a', '<f4')]", "'fortran_order': True, ", "'shape': (3, 4), ", "(1,)", "()",
                        "(0, 4294967296)",
                        "\\x41", "__import__('os')", "(4611686018427387904, 2)", "1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, ")
                .npy();
    }

    @Test
    void npyMatrices() throws IOException {
        npy("f4_le.npy", "u1.npy", "cube.npy", "cube_fortran.npy", "version2.npy", "version3.npy", "f2_be.npy",
                "b1.npy",
                "u8_le.npy", "object.npy", "structured.npy").check(file(), file -> {
                    Npy.readMatrix(file);
                    Npy.readDataset(file, FROM_1);
                }, 3);
    }

    @Test
    void npyLabels() throws IOException {
        npy("labels_i4.npy", "labels_column.npy", "labels_half.npy", "i1.npy", "u4_be.npy").check(file(), Npy::readInts,
                4);
    }

    @Test
    void npyRowByRow() throws IOException {
        npy("f4_be.npy", "f8_le.npy", "cube.npy", "fortran.npy").check(file(), file -> {
            if (!NpyReader.canRead(file)) {
                throw new FormatException(file, "is in another order");
            }
            try (NpyReader reader = NpyReader.open(file, FROM_1)) {
                int count = (int) Math.min(reader.rows(), 64 / reader.cols());
                reader.read(reader.rows() - count, count, new float[count * reader.cols()], 0);
            }
        }, 5);
    }

    @Test
    void plainIdx() throws IOException {
        Mutations.of(IMAGES, SHORTS, DOUBLES).check(file(), MutationTest::readImages, 6);
        Mutations.of(LABELS, INT_LABELS).check(file(), Idx::readInts, 7);
    }

    @Test
    void packedIdx() throws IOException {
        byte[] named = Cases.gzip(IMAGES);
        named[3] = 2 | 4 | 8 | 16;
        named = Cases.join(Arrays.copyOf(named, 10), Cases.latin("\3\0abcname\0comment\0xx"),
                Arrays.copyOfRange(named, 10, named.length));
        byte[][] fixtures = fixtures("t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz");
        Mutations.of(fixtures[0], Cases.gzip(SHORTS), named, Cases.join(Cases.gzip(new byte[0]), Cases.gzip(IMAGES)))
                .check(file(), MutationTest::readImages, 8);
        Mutations.of(IMAGES, SHORTS, DOUBLES).repairedBy(Cases::gzip).check(file(), MutationTest::readImages, 9);
        Mutations.of(fixtures[1]).check(file(), Idx::readInts, 10);
        Mutations.of(LABELS, INT_LABELS).repairedBy(Cases::gzip).check(file(), Idx::readInts, 11);
    }

    private static void readImages(Path file) throws IOException {
        Idx.readDataset(file, RowRange.ALL);
        Idx.readDataset(file, FROM_1);
    }

    private static Mutations csv() {
        return Mutations.of(utf8("\ufeffx,\"y\"\"\",kind\r\n1,-2.5e3,cat\r\n\"3\",nan,\"do\ng\"\n\n.5,6,\u00e9\n"),
                utf8("1;2;3\r-4;5.25; 6 \r7e-2;inf;00000000.000000001\r"), utf8("kind\tz\na\t1\nb\t2\n"),
                utf8("7\n3\n-12\n"))
                .words("\"", "\"\"", "\r\n", ",", ";", "\t", "nan", "-Infinity", "1e", "e5", "\u00ef\u00bb\u00bf",
                        "\u00ff\u00fe", "kind", "1", "\u00e2\u0082\u00ac", "12345678901234567890.5", "   ");
    }

    @Test
    void csvTables() throws IOException {
        csv().check(file(), file -> Csv.read(file, Csv.Options.DEFAULT), 12);
        csv().check(file(), file -> Csv.read(file, Csv.Options.DEFAULT.withLabels("kind"), FROM_1), 13);
        Csv.Options without =
                new Csv.Options(Csv.Header.AUTO, ';', Optional.of("1"), List.of("0"));
        csv().check(file(), file -> Csv.read(file, without), 14);
    }

    @Test
    void csvLabels() throws IOException {
        csv().check(file(), file -> Csv.readLabels(file, Csv.Options.DEFAULT), 15);
    }

    @Test
    void json() throws IOException {
        Mutations.of(utf8("{\"a\": [1, -2.5e3, true, null, {\"b\\u00e9\\n\": \"\u00e9\ud83d\ude00\"}], \"c\": {}}"),
                utf8("[[[[[]]]],{\"epochs\":20,\"learning_rate\":1E-3,\"hidden\":[256,128],\"quiet\":false}]"))
                .words("\"a\":", "{", "}", "[", "]", ",", "true", "false", "null", "\\ud83d\\ude00", "\\ud800",
                        "\\b\\f\\r\\t\\/", "\u00c0\u00af", "-0", "1e999", "[[[[[[[[[[[[[[[[", "\u00ef\u00bb\u00bf")
                .check(file(), Json::read, 16);
    }

    @Test
    void anySource() throws IOException {
        byte[][] some = fixtures("f4_le.npy", "t10k-images-idx3-ubyte.gz", "one.safetensors", "labels_i4.npy");
        Mutations any =
                Mutations.of(some[0], some[1], some[2], some[3], IMAGES, utf8("x\ty\n1\t2\n"), utf8("1\n2\n3\n"))
                        .words("PK\3\4", "\u0093NUMPY", "\u001f\u008b", "nan", "inf", "\0\0");
        any.check(file(), file -> DataSource.read(file.toString(), DataSource.Options.DEFAULT), 17);
        any.check(file(), file -> DataSource.readLabels(file.toString(), Csv.Options.DEFAULT), 18);
        Path data = Cases.file(dir, "three.csv", "1\n2\n3\n");
        Mutations.of(LABELS, utf8("kind\na\nb\na\n"), some[3]).check(file(), file -> {
            try {
                DataSource.read(data.toString(), new DataSource.Options(Optional.of(file.toString()), FROM_1,
                        Csv.Options.DEFAULT));
            } catch (FormatException e) {
                // the labels are at fault
                throw new FormatException(file, e.getMessage());
            }
        }, 19);
    }
}
