package io.lanecoder.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Draws changes of a file: of its bits, of the numbers in it, of words that mean something to its reader. */
final class Mutator {
    /** Long enough for every rule, short enough for tens of thousands of files a second. */
    private static final int MAX_LENGTH = 1 << 13;

    private static final byte[] BYTES = {0, 1, 0x7f, (byte) 0x80, -1, '"', '\'', '{', '}', '[', ']', '(', ')', ',', ':',
        '\\', '\n', '\r', ' ', '-', '.', '0', '9'};

    private static final String[] NUMBERS =
            {"0", "1", "-1", "-0", "1.5", "1e3", "1E-2", "00", "7", "16", "256", "65536",
                "2147483647", "2147483648", "-2147483649", "4294967296", "9007199254740992", "9007199254740993",
                "9223372036854775807", "9223372036854775808", "99999999999999999999999999", "", "1_0", "NaN", "1e999"};

    private static final long[] SIZES = {0, 1, 2, 3, 7, 8, 255, 10_000, 10_001, 65_535, 65_536, 1 << 24, (1 << 24) + 1,
        Integer.MAX_VALUE, 1L << 31, 1L << 32, 1L << 53, Long.MAX_VALUE, Long.MIN_VALUE, -1};

    private final List<byte[]> words;
    private final Random random;

    /** Draws from {@code random}; {@code words} are put in as they are. */
    Mutator(List<byte[]> words, Random random) {
        this.words = words;
        this.random = random;
    }

    /** One to four changes of a file; pieces of {@code other} may come in. */
    byte[] mutate(byte[] good, byte[] other) {
        byte[] bytes = good.clone();
        for (int left = 1 + random.nextInt(4); left > 0 && bytes.length > 0; left--) {
            // half of the changes fall on the first bytes, where headers are
            int at = random.nextInt(random.nextBoolean() ? bytes.length : Math.min(bytes.length, 32));
            bytes = change(bytes, at, other);
        }
        return bytes.length <= MAX_LENGTH ? bytes : Arrays.copyOf(bytes, MAX_LENGTH);
    }

    private byte[] change(byte[] bytes, int at, byte[] other) {
        switch (random.nextInt(12)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) random.nextInt(256);
            case 2 -> bytes[at] = BYTES[random.nextInt(BYTES.length)];
            case 3 -> bytes = Arrays.copyOf(bytes, at);
            case 4 -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(9));
            case 5 -> bytes = replace(bytes, at, at, Arrays.copyOfRange(bytes, at / 2, bytes.length));
            case 6 -> bytes = replace(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(9)), new byte[0]);
            case 7 -> bytes = replaceNumber(bytes, at, NUMBERS[random.nextInt(NUMBERS.length)]);
            case 8 -> changeSize(bytes, at);
            case 9 -> bytes = replace(bytes, at, at, piece(other));
            case 10 -> {
                byte[] piece = piece(other);
                bytes = replace(bytes, at, Math.min(bytes.length, at + piece.length), piece);
            }
            default -> {
                if (!words.isEmpty()) {
                    byte[] word = words.get(random.nextInt(words.size()));
                    int end = random.nextBoolean() ? at : Math.min(bytes.length, at + word.length);
                    bytes = replace(bytes, at, end, word);
                }
            }
        }
        return bytes;
    }

    private byte[] piece(byte[] other) {
        int from = random.nextInt(other.length);
        return Arrays.copyOfRange(other, from, Math.min(other.length, from + 1 + random.nextInt(32)));
    }

    /** An integer of 2, 4 or 8 bytes becomes a little more or less, its double, or one that is nasty. */
    private void changeSize(byte[] bytes, int at) {
        int width = 2 << random.nextInt(3);
        if (at + width > bytes.length) {
            return;
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes, at, width).slice();
        buffer.order(random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        long value = switch (width) {
            case 2 -> buffer.getShort(0);
            case 4 -> buffer.getInt(0);
            default -> buffer.getLong(0);
        };
        value = switch (random.nextInt(5)) {
            case 0 -> value + 1 + random.nextInt(4);
            case 1 -> value - 1 - random.nextInt(4);
            case 2 -> 2 * value;
            case 3 -> bytes.length - at - width;
            default -> SIZES[random.nextInt(SIZES.length)];
        };
        switch (width) {
            case 2 -> buffer.putShort(0, (short) value);
            case 4 -> buffer.putInt(0, (int) value);
            default -> buffer.putLong(0, value);
        }
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
        return replace(bytes, from, to, number.getBytes(StandardCharsets.US_ASCII));
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static byte[] replace(byte[] bytes, int from, int to, byte[] piece) {
        return Cases.join(Arrays.copyOf(bytes, from), piece, Arrays.copyOfRange(bytes, to, bytes.length));
    }
}
