package io.lanecoder.format;

/**
 * Consecutive rows of a source: {@code from} inclusive to {@code to} exclusive, counted from 0.
 *
 * @param from first row, >= 0
 * @param to row after the last one, more than {@code from}; {@link Long#MAX_VALUE} means "to the end"
 */
public record RowRange(long from, long to) {
    /** Every row. */
    public static final RowRange ALL = new RowRange(0, Long.MAX_VALUE);

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException unless {@code 0 <= from < to}
     */
    public RowRange {
        if (!(from >= 0 && from < to)) {
            throw new IllegalArgumentException("rows must be FROM:TO with 0 <= FROM < TO, got " + from + ":" + to);
        }
    }

    /**
     * Reads {@code FROM:TO}, {@code FROM:} or {@code :TO}.
     *
     * @param text the text, as given on a command line
     * @return the range
     * @throws IllegalArgumentException if the text has another form
     */
    public static RowRange parse(String text) {
        int colon = text.indexOf(':');
        try {
            if (colon >= 0 && text.length() > 1) {
                String from = text.substring(0, colon);
                String to = text.substring(colon + 1);
                return new RowRange(from.isEmpty() ? 0 : Long.parseLong(from),
                        to.isEmpty() ? Long.MAX_VALUE : Long.parseLong(to));
            }
        } catch (NumberFormatException _) {
            // falls through to the one message for every wrong form
        }
        throw new IllegalArgumentException(
                "rows must be FROM:TO, as in 0:1000, got " + FormatException.quote(text));
    }

    /** The row after the last one in a source of {@code rows} rows; a range that goes beyond it is an error. */
    long end(String source, long rows) throws FormatException {
        if (equals(ALL)) {
            return rows;
        }
        long end = to == Long.MAX_VALUE ? rows : to;
        if (!(from < rows && end <= rows)) {
            throw new FormatException(source, "has " + rows + " rows, rows " + this + " were asked for");
        }
        return end;
    }

    /** {@return the range as {@link #parse} reads it} */
    @Override
    public String toString() {
        return from + ":" + (to == Long.MAX_VALUE ? "" : to);
    }
}
