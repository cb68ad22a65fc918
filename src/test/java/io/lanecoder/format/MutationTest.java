package io.lanecoder.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Valid files with a few bytes changed, cut, doubled or moved: each is read, or refused in one cheap line. */
class MutationTest {
    @TempDir private Path dir;

    private static Mutations.Reader reader(String name) {
        if (name.endsWith("safetensors")) {
            return Safetensors::read;
        }
        if (name.endsWith("npy")) {
            return name.startsWith("labels") ? Npy::readInts : file -> Npy.readMatrix(file, RowRange.parse("1:"));
        }
        return name.contains("labels") ? Idx::readInts : file -> Idx.readDataset(file, RowRange.parse("1:"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"one.safetensors", "mixed.safetensors", "f4_le.npy", "u1.npy", "cube_fortran.npy",
        "version3.npy",
        "labels_i4.npy", "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"})
    void binaryFiles(String name) throws IOException {
        check(Files.readAllBytes(Cases.fixture(name)), reader(name), name.hashCode());
    }

    @Test
    void plainIdx() throws IOException {
        byte[] images = {0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0, 2, 1, 2, 3, 4, 5, 6};
        check(images, reader("images"), 1);
    }

    @Test
    void csv() throws IOException {
        Csv.Options options = Csv.Options.DEFAULT.withLabels("kind");
        check("\ufeffx,\"y\"\"\",kind\r\n1,-2.5e3,cat\r\n\"3\",nan,\"do\ng\"\n\n.5,6,\u00e9\n"
                .getBytes(java.nio.charset.StandardCharsets.UTF_8), file -> Csv.read(file, options), 2);
    }

    @Test
    void json() throws IOException {
        check("{\"a\": [1, -2.5e3, true, null, {\"b\\u00e9\\n\": \"\u00e9\ud83d\ude00\"}], \"c\": {}}"
                .getBytes(java.nio.charset.StandardCharsets.UTF_8), Json::read, 3);
    }

    @Test
    void anySource() throws IOException {
        Path file = dir.resolve("source");
        for (String name : new String[] {"f4_le.npy", "t10k-images-idx3-ubyte.gz", "one.safetensors"}) {
            check(Files.readAllBytes(Cases.fixture(name)),
                    _ -> DataSource.read(file.toString(), DataSource.Options.DEFAULT), 4);
        }
    }

    private void check(byte[] good, Mutations.Reader reader, long seed) throws IOException {
        Mutations.check(dir.resolve("source"), good, reader, seed);
    }
}
