package io.lanecoder.format;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A fuzzer: good files with a few changes are read, or refused in one cheap line. What it learns from is the text of
 * the refusals: a file that is refused in a new way is changed further, and so the changes go deeper than the first
 * rule.
 *
 * <p>The build takes a few cases of each reader; {@code -Dlanecoder.fuzz.cases=1000000} takes more of them, and
 * {@code -Dlanecoder.fuzz.seed=N} others.
 */
public final class Mutations {
    private static final int CASES = Integer.getInteger("lanecoder.fuzz.cases", 1500);
    private static final long SEED = Long.getLong("lanecoder.fuzz.seed", 0);

    /** Readers take some hundred KiB, and gzip may hold a thousand times its size: these files have some KiB. */
    private static final long MAX_ALLOCATION = 40L << 20;
    /** A reader that takes longer hangs; of its own time, not of a busy machine's. */
    private static final long MAX_NANOS = 20_000_000_000L;
    /** Refusals that are learned from. */
    private static final int MAX_LEARNED = 400;

    /** What differs between files that break the same rule. */
    private static final Pattern VARIABLE = Pattern.compile("\".*\"|\\[.*\\]|[0-9]+");

    private final List<byte[]> good;
    private final List<byte[]> words;
    private final UnaryOperator<byte[]> repair;

    private Mutations(List<byte[]> good, List<byte[]> words, UnaryOperator<byte[]> repair) {
        this.good = good;
        this.words = words;
        this.repair = repair;
    }

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
     * Changes of good files.
     *
     * @param good what each of them holds
     * @return the changes
     */
    public static Mutations of(byte[]... good) {
        return new Mutations(List.of(good), List.of(), UnaryOperator.identity());
    }

    /**
     * The same, with words that are put in as well.
     *
     * @param some words that mean something to the reader, each character a byte
     * @return the changes
     */
    public Mutations words(String... some) {
        return new Mutations(good, Stream.of(some).map(Cases::latin).toList(), repair);
    }

    /**
     * The same, with the length of a safetensors header made to fit the header in half of the cases: else every change
     * of a header's length ends at the first rule.
     *
     * @return the changes
     */
    public Mutations safetensors() {
        return repairedBy(bytes -> bytes.length < Long.BYTES ? bytes
                : ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(0, Math.max(0, headerEnd(bytes) - Long.BYTES)).array());
    }

    /** The same for the header of a .npy file. */
    Mutations npy() {
        return repairedBy(bytes -> {
            ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            if (bytes.length >= 12) {
                if (bytes[6] == 1) {
                    buffer.putShort(8, (short) (headerEnd(bytes) - 10));
                } else {
                    buffer.putInt(8, headerEnd(bytes) - 12);
                }
            }
            return bytes;
        });
    }

    /** The same with another step after the changes, in half of the cases. */
    Mutations repairedBy(UnaryOperator<byte[]> step) {
        return new Mutations(good, words, step);
    }

    /** Where the text of a header ends: after its last brace and what it is padded with. */
    private static int headerEnd(byte[] bytes) {
        int end = new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf('}') + 1;
        while (end < bytes.length && bytes[end] == ' ') {
            end++;
        }
        return end < bytes.length && bytes[end] == '\n' ? end + 1 : end;
    }

    /**
     * Tries them.
     *
     * @param file where they are put, one after the other
     * @param reader reads it
     * @param seed draws the changes
     * @throws IOException if a file cannot be written
     */
    public void check(Path file, Reader reader, long seed) throws IOException {
        Random random = new Random(31 * SEED + seed);
        Mutator mutator = new Mutator(words, random);
        List<byte[]> learned = new ArrayList<>(good);
        Set<String> refusals = new HashSet<>();
        int refused = 0;
        for (int i = 0; i < CASES; i++) {
            byte[] bytes = i < good.size() ? good.get(i) : changed(mutator, learned, random);
            Files.write(file, bytes);
            String refusal = tried(file, bytes, reader);
            if (refusal != null) {
                refused++;
                if (refusals.size() < MAX_LEARNED && refusals.add(form(refusal))) {
                    learned.add(bytes);
                }
            }
        }
        assertTrue(refused > CASES / 20, refused + " of " + CASES + " refused: the changes do not reach the checks");
    }

    private byte[] changed(Mutator mutator, List<byte[]> learned, Random random) {
        List<byte[]> from = random.nextBoolean() ? good : learned;
        byte[] other = learned.get(random.nextInt(learned.size()));
        byte[] bytes =
                mutator.mutate(from.get(random.nextInt(from.size())), other.length == 0 ? good.getFirst() : other);
        return random.nextBoolean() ? bytes : repair.apply(bytes);
    }

    /** The message of the refusal, or null. */
    private static String tried(Path file, byte[] bytes, Reader reader) {
        String refusal = null;
        long begin = Cases.cpuNanos();
        long before = Cases.allocated();
        try {
            reader.read(file);
        } catch (IOException e) {
            refusal = e.getMessage();
            Cases.oneLine(e, file.toString());
        } catch (RuntimeException | Error e) {
            fail(HexFormat.of().formatHex(bytes), e);
        }
        long allocated = Cases.allocated() - before;
        long nanos = Cases.cpuNanos() - begin;
        assertTrue(allocated < MAX_ALLOCATION, () -> allocated + " bytes for " + HexFormat.of().formatHex(bytes));
        assertTrue(nanos < MAX_NANOS, () -> nanos + " ns for " + HexFormat.of().formatHex(bytes));
        // a file of some KiB that needs more heap than there is was believed in what it claims
        assertFalse(refusal != null && refusal.contains("-Xmx"), refusal);
        return refusal;
    }

    /** A message without what is quoted in it: the same for all files that break one rule. */
    private static String form(String message) {
        String rest = message.substring(message.indexOf(": ") + 1);
        return VARIABLE.matcher(rest).replaceAll("#");
    }
}
