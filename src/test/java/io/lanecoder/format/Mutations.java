package io.lanecoder.format;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/**
 * A fuzzer: a valid file with a few bytes changed, cut, doubled or moved, or a number in it replaced by a nasty one, is read or refused
 * in one cheap line. The build takes a few cases of each file; {@code -Dlanecoder.fuzz.cases=1000000} takes more of them, and
 * {@code -Dlanecoder.fuzz.seed=N} others.
 */
public final class Mutations {
    private static final int CASES = Integer.getInteger("lanecoder.fuzz.cases", 1500);
    private static final long SEED = Long.getLong("lanecoder.fuzz.seed", 0);

    /**
     * Readers take a few hundred KiB of buffers; a claimed size that is believed is mostly gigabytes. The heap in use
     * is known by whole regions of some MiB only, and a collection in between hides an allocation: one of many cases
     * tells all the same.
     */
    private static final long MAX_ALLOCATION = 64L << 20;
    /** A reader that takes longer hangs: the files have some KiB. */
    private static final long MAX_NANOS = 20_000_000_000L;

    private static final String[] NUMBERS = {"0", "-1", "1.5", "1e3", "00", "4294967296", "2147483648", "-2147483649",
        "9223372036854775807", "9223372036854775808", "99999999999999999999999999", "", "1_0", "NaN"};

    private Mutations() {}

    /** What is tried. */
    public interface Reader {
        /**
         * Reads a file.
         *
         * @param file the file
         * @throws IOException if it is refused
         */
        void read(Path file) throws IOException;
    }

    /**
     * Tries many changes of a good file.
     *
     * @param file where they are put, one after the other
     * @param good what a good file holds
     * @param reader reads it
     * @param seed draws the changes
     * @throws IOException if a file cannot be written
     */
    public static void check(Path file, byte[] good, Reader reader, long seed) throws IOException {
        Random random = new Random(seed + SEED);
        int read = 0;
        int refused = 0;
        for (int i = 0; i < CASES; i++) {
            byte[] bytes = i == 0 ? good : mutate(good, random);
            Files.write(file, bytes);
            long before = used();
            long begin = System.nanoTime();
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
            long nanos = System.nanoTime() - begin;
            int number = i;
            assertTrue(allocated < MAX_ALLOCATION,
                    () -> "case " + number + " allocated " + allocated + ": " + Arrays.toString(bytes));
            assertTrue(nanos < MAX_NANOS,
                    () -> "case " + number + " took " + nanos + " ns: " + Arrays.toString(bytes));
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
            switch (random.nextInt(9)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> bytes[at] = (byte) new int[] {0, 1, 0x7f, 0x80, 0xff, '"', '{', '9'}[random.nextInt(8)];
                case 3 -> bytes = Arrays.copyOf(bytes, at);
                case 4 -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(9));
                case 5 -> bytes = Cases.join(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at / 2, bytes.length));
                case 6 -> bytes = Cases.join(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at + 1, bytes.length));
                case 7 -> bytes = replaceNumber(bytes, at, NUMBERS[random.nextInt(NUMBERS.length)]);
                default -> {
                    int length = Math.min(bytes.length - at, 1 + random.nextInt(8));
                    System.arraycopy(good, random.nextInt(good.length - Math.min(length, good.length) + 1), bytes, at,
                            Math.min(length, good.length));
                }
            }
        }
        return bytes;
    }

    /** The next run of digits from a place on becomes another text. */
    private static byte[] replaceNumber(byte[] bytes, int at, String number) {
        int from = at;
        while (from < bytes.length && !isDigit(bytes[from])) {
            from++;
        }
        int to = from;
        while (to < bytes.length && isDigit(bytes[to])) {
            to++;
        }
        return Cases.join(Arrays.copyOf(bytes, from), number.getBytes(StandardCharsets.US_ASCII),
                Arrays.copyOfRange(bytes, to, bytes.length));
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }
}
