package io.lanecoder.format;

import io.lanecoder.data.FloatMatrix;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Writes a {@code '<f4'} matrix to {@code .npy} block after block, with the rows announced beforehand.
 *
 * <p>{@link #close()} puts the file in its place if all announced rows have come; otherwise nothing is left of it and
 * the old file stays. Owned by one thread.
 */
public final class NpyWriter implements Closeable {
    /** {@code numpy.save} leaves room for the first size to grow to this many digits in place. */
    private static final int GROWTH_DIGITS = 21;

    private static final int ALIGN = 64;
    private static final int PREAMBLE = 10;

    private final AtomicFile file;
    private final ByteBuffer block = ByteBuffer.allocate(Input.BLOCK).order(ByteOrder.LITTLE_ENDIAN);
    private final long rows;
    private final int cols;
    private long written;
    private boolean failed;
    private boolean closed;

    private NpyWriter(AtomicFile file, long rows, int cols) {
        this.file = file;
        this.rows = rows;
        this.cols = cols;
    }

    /**
     * Begins a file.
     *
     * @param target the file to be written or replaced
     * @param rows the number of rows to come, >= 0
     * @param cols the number of columns, >= 0
     * @return the writer
     * @throws IOException if the file cannot be written
     * @throws IllegalArgumentException if a size is negative
     */
    public static NpyWriter create(Path target, long rows, int cols) throws IOException {
        if (!(rows >= 0 && cols >= 0)) {
            throw new IllegalArgumentException("rows and cols must be >= 0, got " + rows + " x " + cols);
        }
        AtomicFile file = AtomicFile.open(target);
        try {
            file.stream().write(header("<f4", rows, cols));
            return new NpyWriter(file, rows, cols);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /**
     * Appends rows.
     *
     * @param rowsToAppend a matrix of the announced number of columns
     * @throws IOException if the file cannot be written
     * @throws IllegalArgumentException if the columns differ, or the rows are more than were announced
     * @throws IllegalStateException if the writer is closed
     */
    public void write(FloatMatrix rowsToAppend) throws IOException {
        if (closed) {
            throw new IllegalStateException("the writer is closed");
        }
        if (rowsToAppend.cols() != cols || rowsToAppend.rows() > rows - written) {
            throw new IllegalArgumentException(
                    "got " + rowsToAppend + " values, expected " + cols + " columns and at most "
                            + (rows - written) + " more rows");
        }
        int from = rowsToAppend.offset();
        // a block that was written in part must never be counted as whole
        failed = true;
        Safetensors.writeFloats(file.stream(), block, rowsToAppend.array(), from, from + rowsToAppend.rows() * cols);
        failed = false;
        written += rowsToAppend.rows();
    }

    /**
     * Puts the file in its place, or removes what was written if rows are missing.
     *
     * @throws IOException if the file cannot be written
     * @throws IllegalStateException if fewer rows were written than announced
     */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (file) {
            if (failed) {
                return;
            }
            if (written != rows) {
                throw new IllegalStateException(written + " rows were written, " + rows + " were announced");
            }
            file.commit();
        }
    }

    /** The whole preamble of a version 1.0 file, as {@code numpy.save} pads it. */
    static byte[] header(String descr, long... shape) {
        StringBuilder tuple = new StringBuilder();
        for (int i = 0; i < shape.length; i++) {
            tuple.append(i == 0 ? "" : ", ").append(shape[i]);
        }
        if (shape.length == 1) {
            tuple.append(',');
        }
        StringBuilder dict =
                new StringBuilder("{'descr': '" + descr + "', 'fortran_order': False, 'shape': (" + tuple + "), }");
        dict.repeat(' ', GROWTH_DIGITS - Long.toString(shape[0]).length());
        int length = Math.ceilDiv(PREAMBLE + dict.length() + 1, ALIGN) * ALIGN;
        dict.repeat(' ', length - PREAMBLE - dict.length() - 1).append('\n');
        ByteBuffer out = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        out.put(Arrays.copyOf(NpyHeader.MAGIC, 8)).put(6, (byte) 1).putShort((short) (length - PREAMBLE));
        return out.put(dict.toString().getBytes(StandardCharsets.US_ASCII)).array();
    }
}
