package io.lanecoder.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The header of a {@code .npy} file: magic, version, length, and the text of a Python dict that is parsed by hand.
 *
 * @param element type of the values
 * @param order their byte order
 * @param fortran whether the first index runs fastest
 * @param shape the sizes
 * @param dataStart where in the file the values begin
 */
record NpyHeader(Element element, ByteOrder order, boolean fortran, List<Long> shape, long dataStart) {
    static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

    /** NumPy's own bound, {@code _MAX_HEADER_SIZE}. */
    private static final int MAX_HEADER = 10_000;

    /** NumPy 2 allows 64, NumPy 1 allowed 32. */
    private static final int MAX_RANK = 64;

    /** Reads the header and checks it against the length of the file. */
    static NpyHeader read(FileInput in) throws IOException {
        byte[] start = new byte[8];
        int found = in.readUpTo(start, 8);
        for (int i = 0; i < MAGIC.length; i++) {
            if (i >= found || start[i] != MAGIC[i]) {
                throw in.error("does not begin with \\x93NUMPY, expected a .npy file");
            }
        }
        if (found < 8) {
            throw in.error("ends within the version number");
        }
        int major = start[6];
        int minor = start[7];
        if (!(major >= 1 && major <= 3 && minor == 0)) {
            throw in.error(
                    "is of .npy version " + (major & 0xff) + "." + (minor & 0xff) + ", expected 1.0, 2.0 or 3.0");
        }
        byte[] size = new byte[4];
        in.readFully(size, 0, major == 1 ? 2 : 4, "the header length");
        long length = ByteBuffer.wrap(size).order(ByteOrder.LITTLE_ENDIAN).getInt() & 0xffffffffL;
        if (length > MAX_HEADER) {
            throw in.error("announces a header of " + length + " bytes, expected at most " + MAX_HEADER);
        }
        byte[] bytes = new byte[(int) length];
        in.readFully(bytes, 0, bytes.length, "the header");
        String text = major == 3 ? Utf8.decode(in.name(), bytes, "the header")
                : new String(bytes, StandardCharsets.ISO_8859_1);
        NpyHeader header = new Parser(in, text).parse(in.size() - in.remaining());
        header.checkLength(in);
        return header;
    }

    private void checkLength(FileInput in) throws FormatException {
        long expected = element.bytes();
        try {
            for (long size : shape) {
                expected = Math.multiplyExact(expected, size);
            }
        } catch (ArithmeticException _) {
            throw in.error("has the shape " + shape + ", which overflows 64 bits");
        }
        if (in.remaining() != expected) {
            throw in.error(
                    "has " + in.remaining() + " bytes of values, expected " + expected + " for the shape " + shape
                            + " of " + element + (in.remaining() < expected ? ": is it cut short?" : ""));
        }
    }

    /** Python's literals as far as a header needs them: strings, True, False, and a tuple of integers. */
    private static final class Parser {
        private final FileInput in;
        private final String text;
        private int at;

        Parser(FileInput in, String text) {
            this.in = in;
            this.text = text;
        }

        NpyHeader parse(long dataStart) throws FormatException {
            String descr = null;
            Boolean fortran = null;
            List<Long> shape = null;
            expect('{');
            while (!accept('}')) {
                String key = string("a key");
                expect(':');
                boolean first;
                switch (key) {
                    case "descr" -> {
                        first = descr == null;
                        if (peek() == '[' || peek() == '(' || peek() == '{') {
                            throw in.error("holds structured values, expected plain numbers");
                        }
                        descr = string("a dtype");
                    }
                    case "fortran_order" -> {
                        first = fortran == null;
                        fortran = truth();
                    }
                    case "shape" -> {
                        first = shape == null;
                        shape = tuple();
                    }
                    default -> throw error("has the key " + FormatException.quote(key)
                            + ", expected descr, fortran_order and shape");
                }
                if (!first) {
                    throw error("has the key " + FormatException.quote(key) + " twice");
                }
                if (!accept(',')) {
                    expect('}');
                    break;
                }
            }
            skipSpace();
            if (at < text.length()) {
                throw error("has " + found() + " after the dict");
            }
            if (descr == null || fortran == null || shape == null) {
                throw error("lacks a key, expected descr, fortran_order and shape");
            }
            return new NpyHeader(element(descr), order(descr), fortran, List.copyOf(shape), dataStart);
        }

        private Element element(String descr) throws FormatException {
            String type = descr.isEmpty() ? "" : descr.substring(1);
            Element element = switch (type) {
                case "b1" -> Element.BOOL;
                case "u1" -> Element.U8;
                case "i1" -> Element.I8;
                case "u2" -> Element.U16;
                case "i2" -> Element.I16;
                case "u4" -> Element.U32;
                case "i4" -> Element.I32;
                case "u8" -> Element.U64;
                case "i8" -> Element.I64;
                case "f2" -> Element.F16;
                case "f4" -> Element.F32;
                case "f8" -> Element.F64;
                default -> null;
            };
            boolean ordered = descr.startsWith("<") || descr.startsWith(">");
            if (element != null && (ordered || descr.startsWith("|") && element.bytes() == 1)) {
                return element;
            }
            String kind = switch (type.isEmpty() ? ' ' : type.charAt(0)) {
                case 'O' -> "Python objects (pickled, which may run code when loaded)";
                case 'S', 'U', 'a' -> "strings";
                case 'V' -> "structured values";
                case 'c' -> "complex numbers";
                case 'M', 'm' -> "dates";
                default -> "values";
            };
            throw in.error("holds " + kind + " of dtype " + FormatException.quote(descr)
                    + ", expected b1, u1..u8, i1..i8, f2, f4 or f8 with < or >");
        }

        private static ByteOrder order(String descr) {
            return descr.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        }

        private boolean truth() throws FormatException {
            skipSpace();
            for (String word : new String[] {"True", "False"}) {
                if (text.startsWith(word, at)) {
                    at += word.length();
                    return word.equals("True");
                }
            }
            throw error("has " + found() + " as fortran_order, expected True or False");
        }

        private List<Long> tuple() throws FormatException {
            List<Long> sizes = new ArrayList<>();
            expect('(');
            boolean comma = true;
            while (!accept(')')) {
                if (!comma) {
                    throw error("has " + found() + " in the shape, expected ',' or ')'");
                }
                sizes.add(size());
                if (sizes.size() > MAX_RANK) {
                    throw error("has more than " + MAX_RANK + " dimensions");
                }
                comma = accept(',');
            }
            if (sizes.size() == 1 && !comma) {
                throw error("has a number in brackets as shape, expected a tuple");
            }
            return sizes;
        }

        private long size() throws FormatException {
            int start = at;
            while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                at++;
            }
            if (at == start) {
                throw error("has " + found() + " in the shape, expected a size");
            }
            try {
                return Long.parseLong(text, start, at, 10);
            } catch (NumberFormatException _) {
                throw error("has the size " + FormatException.quote(text.substring(start, at))
                        + ", which overflows 64 bits");
            }
        }

        private String string(String what) throws FormatException {
            char quote = peek();
            if (quote != '\'' && quote != '"') {
                throw error("has " + found() + ", expected " + what + " in quotes");
            }
            int end = text.indexOf(quote, at + 1);
            if (end < 0) {
                throw error("has a string without an end");
            }
            String value = text.substring(at + 1, end);
            if (value.indexOf('\\') >= 0) {
                throw error("has a backslash in a string");
            }
            at = end + 1;
            return value;
        }

        private char peek() {
            skipSpace();
            return at < text.length() ? text.charAt(at) : 0;
        }

        private boolean accept(char c) {
            if (peek() != c) {
                return false;
            }
            at++;
            return true;
        }

        private void expect(char c) throws FormatException {
            if (!accept(c)) {
                throw error("has " + found() + ", expected '" + c + "'");
            }
        }

        private void skipSpace() {
            while (at < text.length()
                    && (text.charAt(at) == ' ' || text.charAt(at) == '\n' || text.charAt(at) == '\t')) {
                at++;
            }
        }

        private String found() {
            return at < text.length() ? FormatException.quote(text.substring(at, at + 1)) : "its end";
        }

        private FormatException error(String problem) {
            return in.error("header, character " + at + ": " + problem);
        }
    }
}
