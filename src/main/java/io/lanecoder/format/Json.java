package io.lanecoder.format;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * JSON (RFC 8259), read strictly and written deterministically.
 *
 * <p>Values are plain objects: {@code Map<String, Object>} in the order of the text, {@code List<Object>}, {@code
 * String}, {@code Long} for a number without fraction and exponent, {@code Double} for any other number, {@code
 * Boolean} and {@code null}. Maps and lists that were read cannot be changed.
 *
 * <p>Refused: malformed UTF-8, a byte-order mark, anything after the value, duplicate keys at any depth, lone
 * surrogates, integers that do not fit a {@code long} and numbers that do not fit a {@code double} ({@code -0} is read
 * as a {@code Double}), and whatever is over the {@link Limits}.
 */
public final class Json {
    private Json() {}

    /**
     * How much is read before a text is refused.
     *
     * @param bytes length of the whole text in bytes, 1 to 2^30
     * @param depth objects and arrays within each other, 1 to 200
     * @param values values and keys in the whole text, at least 1
     */
    public record Limits(int bytes, int depth, int values) {
        /** 4 MiB, 32 levels, 200,000 values: plenty for options and reports, harmless for a small heap. */
        public static final Limits DEFAULT = new Limits(1 << 22, 32, 200_000);

        /**
         * Checks the limits.
         *
         * @throws IllegalArgumentException if one is out of its range
         */
        public Limits {
            if (!(bytes >= 1 && bytes <= 1 << 30 && depth >= 1 && depth <= 200 && values >= 1)) {
                throw new IllegalArgumentException("limits must be 1..2^30 bytes, 1..200 levels and >= 1 values, got "
                        + bytes + ", " + depth + ", " + values);
            }
        }
    }

    /**
     * Reads one value from UTF-8.
     *
     * @param source what the text came from, for messages
     * @param utf8 the whole text
     * @param limits what to refuse
     * @return the value
     * @throws FormatException if the text is not strict JSON or is over a limit
     */
    public static Object parse(String source, byte[] utf8, Limits limits) throws FormatException {
        checkLength(source, utf8.length, limits);
        return value(source, Utf8.decode(source, utf8, "the text"), limits);
    }

    /**
     * Reads one value from a text, within {@link Limits#DEFAULT}.
     *
     * @param source what the text came from, for messages
     * @param text the whole text
     * @return the value
     * @throws FormatException if the text is not strict JSON or is over a limit
     */
    public static Object parse(String source, String text) throws FormatException {
        checkLength(source, text.length(), Limits.DEFAULT);
        return value(source, text, Limits.DEFAULT);
    }

    /**
     * Reads a file that holds one value, within {@link Limits#DEFAULT}.
     *
     * @param file a UTF-8 file
     * @return the value
     * @throws FormatException if the text is not strict JSON or is over a limit
     * @throws IOException if the file cannot be read
     */
    public static Object read(Path file) throws IOException {
        return Heap.guard(file.toString(), () -> {
            try (FileInput in = FileInput.open(file)) {
                checkLength(in.name(), in.size(), Limits.DEFAULT);
                byte[] bytes = new byte[(int) in.size()];
                in.readFully(bytes, 0, bytes.length, "the text");
                return parse(in.name(), bytes, Limits.DEFAULT);
            }
        });
    }

    /**
     * Writes a value on one line, without spaces: the same text for equal values.
     *
     * <p>Takes what {@link #parse} gives and also {@code Map} with keys of type {@code String}, {@code Iterable}, every
     * {@code Number} of {@code java.lang}, {@code CharSequence}, enum constants (by name) and arrays of {@code int},
     * {@code long}, {@code float}, {@code double} and objects. A float or double is written as the shortest text that
     * reads back to the same bits ({@code Double.toString}); <b>NaN and the infinities are written as null</b>,
     * because JSON has no numbers for them. A lone surrogate is written as U+FFFD.
     *
     * @param value the value
     * @return the text, without a line end
     * @throws IllegalArgumentException if a value has another type or lies more than 200 levels deep
     */
    public static String write(Object value) {
        return new JsonWriter(false).write(value);
    }

    /**
     * As {@link #write}, for people: a member a line, two spaces a level; a list of plain values stays on one line.
     *
     * @param value the value
     * @return the text, without a line end
     * @throws IllegalArgumentException as {@link #write}
     */
    public static String writePretty(Object value) {
        return new JsonWriter(true).write(value);
    }

    /**
     * Writes a file as {@link #writePretty} does, with a line end; atomically.
     *
     * @param file the file to be written or replaced
     * @param value the value
     * @throws IOException if the file cannot be written
     * @throws IllegalArgumentException as {@link #write}
     */
    public static void write(Path file, Map<String, ?> value) throws IOException {
        byte[] bytes = (writePretty(value) + "\n").getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(file, out -> out.write(bytes));
    }

    private static Object value(String source, String text, Limits limits) throws FormatException {
        JsonParser parser = new JsonParser(source, "", text, limits);
        Object value = parser.value();
        parser.end();
        return value;
    }

    private static void checkLength(String source, long length, Limits limits) throws FormatException {
        if (length > limits.bytes()) {
            throw new FormatException(source, "is " + length + " bytes of JSON, expected at most " + limits.bytes());
        }
    }
}
