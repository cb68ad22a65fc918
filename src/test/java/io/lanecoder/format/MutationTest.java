package io.lanecoder.format;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Valid files with a few bytes changed, cut, doubled or moved: each is read, or refused in one cheap line. */
class MutationTest {
    private static final int CASES = 1500;

    /**
     * Readers take a few hundred KiB of buffers; a claimed size that is believed is mostly gigabytes. The heap in use
     * is known by whole regions of some MiB only, and a collection in between hides an allocation: one of many cases
     * tells all the same.
     */
    private static final long MAX_ALLOCATION = 64L << 20;

    @TempDir private Path dir;

    private interface Reader {
        void read(Path file) throws IOException;
    }

    private static Reader reader(String name) {
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

    private void check(byte[] good, Reader reader, long seed) throws IOException {
        Path file = dir.resolve("source");
        Random random = new Random(seed);
        int read = 0;
        int refused = 0;
        for (int i = 0; i < CASES; i++) {
            byte[] bytes = i == 0 ? good : mutate(good, random);
            Files.write(file, bytes);
            long before = used();
            try {
                reader.read(file);
                read++;
            } catch (IOException e) {
                refused++;
                Cases.oneLine(e, file.toString());
            } catch (RuntimeException | Error e) {
                fail("case " + i + ": " + Arrays.toString(bytes), e);
            }
            long allocated = used() - before;
            int number = i;
            assertTrue(allocated < MAX_ALLOCATION,
                    () -> "case " + number + " allocated " + allocated + ": " + Arrays.toString(bytes));
        }
        assertTrue(refused > CASES / 20, read + " read, " + refused + " refused: the changes do not reach the checks");
    }

    private static long used() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static byte[] mutate(byte[] good, Random random) {
        byte[] bytes = good.clone();
        // half of the changes fall on the first bytes, where headers are
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes && bytes.length > 0; i++) {
            int bound = random.nextBoolean() ? bytes.length : Math.min(bytes.length, 32);
            int at = random.nextInt(bound);
            switch (random.nextInt(8)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> bytes[at] = (byte) new int[] {0, 1, 0x7f, 0x80, 0xff, '"', '{', '9'}[random.nextInt(8)];
                case 3 -> bytes = Arrays.copyOf(bytes, at);
                case 4 -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(9));
                case 5 -> bytes = Cases.join(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at / 2, bytes.length));
                case 6 -> bytes = Cases.join(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at + 1, bytes.length));
                default -> {
                    int length = Math.min(bytes.length - at, 1 + random.nextInt(8));
                    System.arraycopy(good, random.nextInt(good.length - Math.min(length, good.length) + 1), bytes, at,
                            Math.min(length, good.length));
                }
            }
        }
        return bytes;
    }
}
