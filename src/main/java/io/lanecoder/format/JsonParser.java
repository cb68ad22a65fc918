package io.lanecoder.format;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A strict pull parser: the caller says what it expects next. {@link Json} builds values with it; the safetensors
 * reader takes its header apart without building any.
 */
final class JsonParser {
    /** Integers up to here are exact in every JSON library. */
    static final long MAX_EXACT = 1L << 53;

    /** No number that anybody means is longer. */
    private static final int MAX_NUMBER = 1000;

    private final String source;
    private final String where;
    private final String text;
    private final Json.Limits limits;
    private int at;
    private int depth;
    private int values;

    /** Takes one member of an object; must consume its value. */
    interface Member {
        void take(String key) throws FormatException;
    }

    /** Takes one item of an array; must consume it. */
    interface Item {
        void take() throws FormatException;
    }

    /** A parser of {@code text}; {@code where} begins the messages, for example "header, ". */
    JsonParser(String source, String where, String text, Json.Limits limits) {
        this.source = source;
        this.where = where;
        this.text = text;
        this.limits = limits;
    }

    /** Reads a value of any kind. */
    Object value() throws FormatException {
        skipSpace();
        return switch (peek()) {
            case '{' -> {
                Map<String, Object> map = new LinkedHashMap<>();
                object(key -> map.put(key, value()));
                yield Collections.unmodifiableMap(map);
            }
            case '[' -> {
                List<Object> list = new ArrayList<>();
                array(() -> list.add(value()));
                yield Collections.unmodifiableList(list);
            }
            case '"' -> string();
            case 't' -> word("true", Boolean.TRUE);
            case 'f' -> word("false", Boolean.FALSE);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    /** Reads an object; a key that comes twice is an error. */
    void object(Member member) throws FormatException {
        open('{', "an object");
        Set<String> keys = new HashSet<>();
        skipSpace();
        if (peek() != '}') {
            do {
                skipSpace();
                int start = at;
                String key = string();
                if (!keys.add(key)) {
                    at = start;
                    throw error("has the key " + FormatException.quote(key) + " twice");
                }
                skipSpace();
                expect(':', "':' after the key " + FormatException.quote(key));
                member.take(key);
                skipSpace();
            } while (accept(','));
        }
        expect('}', "',' or '}'");
        depth--;
    }

    /** Reads an array. */
    void array(Item item) throws FormatException {
        open('[', "an array");
        skipSpace();
        if (peek() != ']') {
            do {
                item.take();
                skipSpace();
            } while (accept(','));
        }
        expect(']', "',' or ']'");
        depth--;
    }

    /** Reads a string. */
    String string() throws FormatException {
        count();
        skipSpace();
        int start = at;
        expect('"', "a string");
        int plain = at;
        while (peek() >= ' ' && peek() != '"' && peek() != '\\') {
            at++;
        }
        String value = peek() == '"' ? text.substring(plain, at) : escaped(plain);
        at++;
        if (!Utf8.isWellFormed(value)) {
            at = start;
            throw error("has a string with half of a surrogate pair");
        }
        return value;
    }

    private String escaped(int plain) throws FormatException {
        StringBuilder out = new StringBuilder(text.substring(plain, at));
        while (peek() != '"') {
            int c = peek();
            if (c < ' ') {
                throw error("has " + found() + " in a string, expected a closing quote or an escape");
            }
            at++;
            if (c != '\\') {
                out.append((char) c);
                continue;
            }
            c = peek();
            at++;
            switch (c) {
                case '"', '\\', '/' -> out.append((char) c);
                case 'b' -> out.append('\b');
                case 'f' -> out.append('\f');
                case 'n' -> out.append('\n');
                case 'r' -> out.append('\r');
                case 't' -> out.append('\t');
                case 'u' -> out.append((char) hex());
                default -> {
                    at--;
                    throw error("has " + found() + " after a backslash, expected one of \"\\/bfnrtu");
                }
            }
        }
        return out.toString();
    }

    private int hex() throws FormatException {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            int c = peek();
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw error("has " + found() + " in a \\u escape, expected four hexadecimal digits");
            }
            value = value << 4 | digit;
            at++;
        }
        return value;
    }

    /** Reads an integer of 0 to 2^53; {@code what} names it in the error. */
    long integer(String what) throws FormatException {
        skipSpace();
        int start = at;
        Object number = number();
        if (number instanceof Long value && value >= 0 && value <= MAX_EXACT) {
            return value;
        }
        String found = text.substring(start, at);
        at = start;
        throw error("has " + FormatException.quote(found) + " as " + what + ", expected an integer of 0 to 2^53");
    }

    private Object number() throws FormatException {
        count();
        int start = at;
        accept('-');
        if (!accept('0')) {
            digits("a value");
        }
        boolean integer = true;
        if (accept('.')) {
            integer = false;
            digits("a digit");
        }
        if (accept('e') || accept('E')) {
            integer = false;
            if (!accept('+')) {
                accept('-');
            }
            digits("a digit");
        }
        String digits = text.substring(start, at);
        if (digits.length() <= MAX_NUMBER) {
            try {
                if (integer && !digits.equals("-0")) {
                    return Long.valueOf(digits);
                }
                double value = Double.parseDouble(digits);
                if (Math.abs(value) <= Double.MAX_VALUE) {
                    return value;
                }
            } catch (NumberFormatException _) {
                // an integer of too many digits: told below
            }
        }
        at = start;
        throw error("has the number " + FormatException.quote(digits) + ", expected one that fits 64 bits");
    }

    private void digits(String expected) throws FormatException {
        int start = at;
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
        if (at == start) {
            throw error("has " + found() + ", expected " + expected);
        }
    }

    private Object word(String word, Object value) throws FormatException {
        count();
        if (!text.startsWith(word, at)) {
            throw error("has " + found() + ", expected " + word);
        }
        at += word.length();
        return value;
    }

    /** Checks that only white space follows. */
    void end() throws FormatException {
        skipSpace();
        if (at < text.length()) {
            throw error("has " + found() + " after the end of the value");
        }
    }

    /** Checks that only spaces follow. */
    void endPadded() throws FormatException {
        while (accept(' ')) {
            // the padding of a safetensors header
        }
        if (at < text.length()) {
            throw error("has " + found() + " after the end of the object, expected spaces only");
        }
    }

    private void open(char bracket, String what) throws FormatException {
        count();
        skipSpace();
        expect(bracket, what);
        if (++depth > limits.depth()) {
            throw error("is nested more than " + limits.depth() + " levels deep");
        }
    }

    private void count() throws FormatException {
        if (++values > limits.values()) {
            throw error("has more than " + limits.values() + " values");
        }
    }

    private int peek() {
        return at < text.length() ? text.charAt(at) : -1;
    }

    private boolean accept(char c) {
        if (peek() == c) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(char c, String what) throws FormatException {
        if (!accept(c)) {
            throw error("has " + found() + ", expected " + what);
        }
    }

    private void skipSpace() {
        while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') {
            at++;
        }
    }

    private String found() {
        return at < text.length() ? FormatException.quote(text.substring(at, text.offsetByCodePoints(at, 1)))
                : "its end";
    }

    /** An error at the present position. */
    FormatException error(String problem) {
        return new FormatException(source, where + "character " + at + ": " + problem);
    }
}
