package io.lanecoder.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.util.Arrays;

/**
 * Splits text into records and cells by RFC 4180, one record at a time, in memory that is used again.
 *
 * <p>A record ends with CR LF, LF or CR; an empty line is passed over. Quotes must enclose a whole cell. Spaces around
 * a cell without quotes are dropped.
 */
final class CsvRecords {
    /** A line longer than this is not a table. */
    static final int MAX_RECORD = 1 << 24;

    /** More columns than any table of features has. */
    static final int MAX_COLUMNS = 1_000_000;

    private static final int END = -1;

    private final Input in;
    private final ByteBuffer bytes = ByteBuffer.allocate(Input.BLOCK);
    private final CharBuffer chars = CharBuffer.allocate(Input.BLOCK);
    private final CharsetDecoder decoder = Utf8.decoder();
    private boolean bytesEnded;
    private boolean malformed;
    private final char separator;

    private char[] text = new char[1024];
    private int length;
    private int[] ends = new int[64];
    private int[] starts = new int[64];
    private int cells;
    private long line = 1;
    private long recordLine;

    /** Reads from {@code in}; separator 0 chooses of comma, semicolon and tab the one that the first line has most. */
    CsvRecords(Input in, char separator) throws IOException {
        this.in = in;
        bytes.limit(0);
        chars.limit(0);
        if (fill() && chars.get(chars.position()) == '\ufeff') {
            chars.get();
        }
        this.separator = separator != 0 ? separator : guess();
    }

    /** Reads the next record; false at the end. */
    boolean next() throws IOException {
        int c = read();
        while (c == '\n' || c == '\r') {
            endLine(c);
            c = read();
        }
        if (c == END) {
            return false;
        }
        recordLine = line;
        length = 0;
        cells = 0;
        c = cell(c);
        while (c == separator) {
            c = cell(read());
        }
        if (c != END) {
            endLine(c);
        }
        return true;
    }

    /** Reads a cell that begins with {@code c}; gives the character after it: the separator, a line end or END. */
    private int cell(int c) throws IOException {
        while (c == ' ') {
            c = read();
        }
        int start = length;
        int end;
        if (c == '"') {
            c = quoted();
            end = length;
        } else {
            while (c != separator && c != '\n' && c != '\r' && c != END) {
                if (c == '"') {
                    throw error(line, "has a quote in the middle of a cell, expected the whole cell in quotes");
                }
                append(c);
                c = read();
            }
            end = length;
            while (end > start && text[end - 1] == ' ') {
                end--;
            }
        }
        if (cells == MAX_COLUMNS) {
            throw error(recordLine, "has more than " + MAX_COLUMNS + " columns");
        }
        if (cells == ends.length) {
            ends = Arrays.copyOf(ends, 2 * cells);
            starts = Arrays.copyOf(starts, 2 * cells);
        }
        starts[cells] = start;
        ends[cells++] = end;
        return c;
    }

    private int quoted() throws IOException {
        long openLine = line;
        while (true) {
            int c = read();
            if (c == END) {
                throw error(openLine, "opens a quote that is never closed");
            }
            if (c == '"') {
                c = read();
                if (c != '"') {
                    while (c == ' ') {
                        c = read();
                    }
                    if (c != separator && c != '\n' && c != '\r' && c != END) {
                        throw error(line, "has text after a closing quote, expected a separator");
                    }
                    return c;
                }
            } else if (c == '\n' || c == '\r' && peek() != '\n') {
                line++;
            }
            append(c);
        }
    }

    private void endLine(int c) throws IOException {
        if (c == '\r' && peek() == '\n') {
            read();
        }
        line++;
    }

    private void append(int c) throws IOException {
        if (length == text.length) {
            if (length == MAX_RECORD) {
                throw error(recordLine, "is longer than " + MAX_RECORD + " characters");
            }
            text = Arrays.copyOf(text, 2 * length);
        }
        text[length++] = (char) c;
    }

    private int read() throws IOException {
        if (!chars.hasRemaining() && !fill()) {
            return END;
        }
        char c = chars.get();
        if (c == 0) {
            throw error(line, "has a zero character, expected text in UTF-8 (is it UTF-16 or binary?)");
        }
        return c;
    }

    private int peek() throws IOException {
        return chars.hasRemaining() || fill() ? chars.get(chars.position()) : END;
    }

    /** Decodes more text; false at the end. What precedes malformed bytes is given out first: so the line is known. */
    private boolean fill() throws IOException {
        chars.clear();
        while (chars.position() == 0) {
            if (malformed) {
                throw error(line, "is not in UTF-8");
            }
            if (!bytesEnded) {
                bytes.compact();
                int n = in.read(bytes.array(), bytes.position(), bytes.remaining());
                bytesEnded = n < 0;
                bytes.position(bytes.position() + Math.max(n, 0)).flip();
            }
            CoderResult result = decoder.decode(bytes, chars, bytesEnded);
            malformed = result.isError();
            if (bytesEnded && !malformed && !bytes.hasRemaining()) {
                break;
            }
        }
        chars.flip();
        return chars.hasRemaining();
    }

    /** Counts the separators outside quotes on the first line that is not empty, as far as the first block goes. */
    private char guess() {
        int commas = 0;
        int semicolons = 0;
        int tabs = 0;
        boolean quoted = false;
        boolean begun = false;
        for (int i = chars.position(); i < chars.limit(); i++) {
            char c = chars.get(i);
            boolean lineEnd = !quoted && (c == '\n' || c == '\r');
            if (lineEnd && begun) {
                break;
            }
            begun |= !lineEnd;
            quoted ^= c == '"';
            commas += !quoted && c == ',' ? 1 : 0;
            semicolons += !quoted && c == ';' ? 1 : 0;
            tabs += !quoted && c == '\t' ? 1 : 0;
        }
        return tabs > commas && tabs > semicolons ? '\t' : semicolons > commas ? ';' : ',';
    }

    /** {@return the number of cells of the record} */
    int size() {
        return cells;
    }

    /** {@return the line on which the record begins, counted from 1} */
    long line() {
        return recordLine;
    }

    /** {@return the characters of the record; cell i lies between start(i) and end(i)} */
    char[] text() {
        return text;
    }

    int start(int cell) {
        return starts[cell];
    }

    int end(int cell) {
        return ends[cell];
    }

    boolean isEmpty(int cell) {
        return starts[cell] == ends[cell];
    }

    String cell(int cell, int limit) {
        return new String(text, starts[cell], Math.min(ends[cell] - starts[cell], limit));
    }

    String cellText(int cell) {
        return cell(cell, Integer.MAX_VALUE);
    }

    FormatException error(long atLine, String problem) {
        return in.error("line " + atLine + " " + problem);
    }
}
