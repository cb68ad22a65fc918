package io.lanecoder.format;

import io.lanecoder.data.FloatMatrix;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes a table as CSV: comma, LF, UTF-8, cells in quotes only where they need them.
 *
 * <p>Numbers are written as the shortest text that reads back to the same bits ({@code Float.toString},
 * {@code Double.toString}). Owned by one thread, alive within {@link #write}.
 */
public final class CsvWriter {
    private static final int FLUSH = 1 << 15;

    private final OutputStream out;
    private final int columns;
    private final StringBuilder text = new StringBuilder(FLUSH + 1024);
    private int cells;

    private CsvWriter(OutputStream out, int columns) {
        this.out = out;
        this.columns = columns;
    }

    /** Writes the rows of a table. */
    @FunctionalInterface
    public interface Body {
        /**
         * Writes every row, each ended by {@link CsvWriter#endRow()}.
         *
         * @param writer where to
         * @throws IOException if writing fails, or for a reason of the caller's own
         */
        void writeTo(CsvWriter writer) throws IOException;
    }

    /**
     * Writes a table, atomically: when {@code body} throws, the old file stays.
     *
     * @param file the file to be written or replaced
     * @param header a name a column, at least one
     * @param body writes the rows
     * @throws IOException if the file cannot be written, or what {@code body} throws
     * @throws IllegalArgumentException if there are no columns
     * @throws IllegalStateException if a row has another number of cells than the header
     */
    public static void write(Path file, List<String> header, Body body) throws IOException {
        if (header.isEmpty()) {
            throw new IllegalArgumentException("a table needs at least one column, got an empty header");
        }
        AtomicFile.write(file, out -> {
            CsvWriter writer = new CsvWriter(out, header.size());
            for (String name : header) {
                writer.cell(name);
            }
            writer.endRow();
            body.writeTo(writer);
            if (writer.cells != 0) {
                throw new IllegalStateException("the last row was not ended");
            }
            writer.flush();
        });
    }

    /**
     * Appends a text.
     *
     * @param value the text; in quotes if it has a separator, a quote, a line end, or a space at either end
     * @return this writer
     */
    public CsvWriter cell(String value) {
        separate();
        if (needsQuotes(value)) {
            text.append('"').append(value.replace("\"", "\"\"")).append('"');
        } else {
            text.append(value);
        }
        return this;
    }

    /**
     * Appends an integer.
     *
     * @param value the number
     * @return this writer
     */
    public CsvWriter cell(long value) {
        separate();
        text.append(value);
        return this;
    }

    /**
     * Appends a number.
     *
     * @param value the number; NaN and infinities are written as {@code NaN} and {@code Infinity}
     * @return this writer
     */
    public CsvWriter cell(float value) {
        separate();
        text.append(value);
        return this;
    }

    /**
     * Appends a number.
     *
     * @param value the number; NaN and infinities are written as {@code NaN} and {@code Infinity}
     * @return this writer
     */
    public CsvWriter cell(double value) {
        separate();
        text.append(value);
        return this;
    }

    /**
     * Appends all values of a row of a matrix.
     *
     * @param matrix the matrix
     * @param row the row's number
     * @return this writer
     */
    public CsvWriter cells(FloatMatrix matrix, int row) {
        for (int col = 0; col < matrix.cols(); col++) {
            cell(matrix.get(row, col));
        }
        return this;
    }

    /**
     * Ends the row.
     *
     * @throws IOException if the file cannot be written
     * @throws IllegalStateException if the row has another number of cells than the header
     */
    public void endRow() throws IOException {
        if (cells != columns) {
            throw new IllegalStateException("a row of " + cells + " cells, the header has " + columns);
        }
        cells = 0;
        text.append('\n');
        if (text.length() >= FLUSH) {
            flush();
        }
    }

    private void flush() throws IOException {
        out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        text.setLength(0);
    }

    private void separate() {
        if (cells++ > 0) {
            text.append(',');
        }
    }

    private static boolean needsQuotes(String value) {
        // an empty line would be passed over by a reader, and a byte-order mark be taken for one
        return value.isEmpty() || value.charAt(0) == ' ' || value.charAt(value.length() - 1) == ' '
                || value.chars().anyMatch(c -> c == ',' || c == ';' || c == '\t' || c == '"' || c == '\n' || c == '\r'
                        || c == '\ufeff');
    }
}
