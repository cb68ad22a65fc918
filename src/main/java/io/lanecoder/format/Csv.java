package io.lanecoder.format;

import io.lanecoder.data.Dataset;
import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.Labels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Tables of numbers as text: CSV by RFC 4180, in UTF-8, with comma, semicolon or tab.
 *
 * <p>Cells may stand in quotes (a quote within is doubled); lines end with LF, CR LF or CR; a byte-order mark and
 * empty lines are passed over; spaces around a cell without quotes are dropped. All rows have as many cells as the
 * first. Numbers are decimal, or {@code nan} and {@code inf}; an empty cell or a text among the features is an error
 * that names line and column. Refused are lines of more than 2^24 characters and tables of more than 1,000,000 columns.
 */
public final class Csv {
    private Csv() {}

    /** Whether the first row names the columns. */
    public enum Header {
        /** It does if a cell of it, in a column of features, is neither a number nor empty. */
        AUTO,
        /** It does. */
        YES,
        /** It does not. */
        NO
    }

    /**
     * How to read a table.
     *
     * <p>A column is given by its name, or by its number counted from 0; the name wins where both fit.
     *
     * @param header whether the first row names the columns; default {@code AUTO}
     * @param separator comma, semicolon, tab or another character that is not a quote, space, or line end; 0, the
     *     default, takes the one of the first three that the first line has most of
     * @param labels the column that holds the classes, which may be any text; empty for none
     * @param ignore columns to leave out
     */
    public record Options(Header header, char separator, Optional<String> labels, List<String> ignore) {
        /** Everything found out from the file, no labels, no column left out. */
        public static final Options DEFAULT = new Options(Header.AUTO, (char) 0, Optional.empty(), List.of());

        /**
         * Checks the options.
         *
         * @throws IllegalArgumentException if the separator cannot separate
         */
        public Options {
            Objects.requireNonNull(header, "header");
            Objects.requireNonNull(labels, "labels");
            ignore = List.copyOf(ignore);
            boolean plain =
                    separator == '\t' || separator > ' ' && separator != '"' && !Character.isLetterOrDigit(separator)
                            && !Character.isSurrogate(separator) && "+-.\ufeff".indexOf(separator) < 0;
            if (!(separator == 0 || plain)) {
                throw new IllegalArgumentException(
                        "separator must be a single character such as ',' that is no part of a"
                                + " number, word or quote, got " + FormatException.quote(String.valueOf(separator)));
            }
        }

        /**
         * The same options with another label column.
         *
         * @param column its name or number
         * @return the options
         */
        public Options withLabels(String column) {
            return new Options(header, separator, Optional.of(column), ignore);
        }

        /**
         * The same options with another separator.
         *
         * @param character the separator, or 0 to find it out
         * @return the options
         * @throws IllegalArgumentException if the character cannot separate
         */
        public Options withSeparator(char character) {
            return new Options(header, character, labels, ignore);
        }
    }

    /**
     * Reads a table of features, with its labels if the options name their column. Classes are numbered in the order
     * of their names: as numbers if all are integers, else as text.
     *
     * @param file a CSV file
     * @param options how to read it
     * @return the data set; NaN and infinities are in it as such
     * @throws FormatException if the text breaks a rule, or a named column is missing
     * @throws IOException if the file cannot be read, or the heap is too small for it
     */
    public static Dataset read(Path file, Options options) throws IOException {
        return read(file, options, RowRange.ALL);
    }

    /**
     * Reads rows of a table. The other rows are split into cells, but their numbers are not looked at; the classes are
     * those of the whole table.
     *
     * @param file a CSV file
     * @param options how to read it
     * @param rows which rows, the header not counted
     * @return the data set
     * @throws FormatException if the text breaks a rule, a named column is missing, or there are fewer rows
     * @throws IOException if the file cannot be read, or the heap is too small for it
     */
    public static Dataset read(Path file, Options options, RowRange rows) throws IOException {
        return readSlice(file, options, rows).data();
    }

    static Npy.Slice readSlice(Path file, Options options, RowRange rows) throws IOException {
        return Heap.guard(file.toString(), () -> {
            try (FileInput in = FileInput.open(file)) {
                return new CsvTable(in, options, rows).read();
            }
        });
    }

    /**
     * Reads labels: the column that the options name, or the only column of the table.
     *
     * @param file a CSV file
     * @param options how to read it
     * @return the labels
     * @throws FormatException if the text breaks a rule, or the table has several columns and none is named
     * @throws IOException if the file cannot be read, or the heap is too small for it
     */
    public static Labels readLabels(Path file, Options options) throws IOException {
        return Heap.guard(file.toString(), () -> {
            try (FileInput in = FileInput.open(file)) {
                return new CsvTable(in, options, RowRange.ALL).readLabels();
            }
        });
    }

    /**
     * Writes a matrix, atomically. A float is written as the shortest text that reads back to the same bits.
     *
     * @param file the file to be written or replaced
     * @param header a name a column
     * @param matrix the values
     * @throws IOException if the file cannot be written
     * @throws IllegalArgumentException if the number of names is not that of columns
     */
    public static void write(Path file, List<String> header, FloatMatrix matrix) throws IOException {
        CsvWriter.write(file, header, out -> {
            for (int row = 0; row < matrix.rows(); row++) {
                out.cells(matrix, row).endRow();
            }
        });
    }
}
