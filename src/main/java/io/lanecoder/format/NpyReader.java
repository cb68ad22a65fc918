package io.lanecoder.format;

import io.lanecoder.data.Dataset.Encoding;
import io.lanecoder.data.RowSource;
import io.lanecoder.kernel.Kernels;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Rows of a {@code .npy} file, fetched as they are needed, for files larger than the heap. The header is checked as
 * {@link Npy} does, before anything else; values must be finite, as {@link DataSource} wants them.
 *
 * <p>Rows are read at their positions in the file and not through a mapping: that takes 0.5 microseconds of a row of
 * 784 floats instead of 0.3, where encoding takes 7, and a file that is cut short meanwhile gives an error, where a
 * mapped one may end the JVM. Safe for all threads; holds no rows, and some memory outside of the heap for each thread
 * that has read at once.
 */
public final class NpyReader implements RowSource, Closeable {
    /** Fits the second-level cache beside a block of rows. */
    private static final int BUFFER = 1 << 17;

    /** As many as there were threads reading at once. */
    private final Queue<MemorySegment> free = new ConcurrentLinkedQueue<>();
    private final FileInput in;
    private final NpyHeader header;
    private final long from;
    private final long rows;
    private final int cols;

    private NpyReader(FileInput in, NpyHeader header, long from, long rows, int cols) {
        this.in = in;
        this.header = header;
        this.from = from;
        this.rows = rows;
        this.cols = cols;
    }

    /**
     * Opens a file whose rows are wanted in any order, or often.
     *
     * @param file a {@code .npy} file in C order, of 2 or more dimensions; all but the first become columns
     * @param range which of its rows
     * @return the rows
     * @throws FormatException if the file breaks a rule of the format, is in Fortran order, is empty or has fewer rows
     * @throws IOException if the file cannot be read
     */
    public static NpyReader open(Path file, RowRange range) throws IOException {
        return open(FileInput.open(file), range);
    }

    /**
     * Opens a file to be read once and about in order. One larger than 8 GB and than twice the largest heap (half of the
     * machine's memory, unless the heap was set) is read ahead and around the page cache, where the system can do that:
     * 5 MB and 2 MB a processor outside of the heap.
     *
     * @param file as for {@link #open}
     * @param range which of its rows
     * @return the rows
     * @throws FormatException as {@link #open}
     * @throws IOException if the file cannot be read
     */
    public static NpyReader openStream(Path file, RowRange range) throws IOException {
        return open(FileInput.openStream(file), range);
    }

    /** Closes the input if it is not as it must be. */
    static NpyReader open(FileInput in, RowRange range) throws IOException {
        try {
            NpyHeader header = NpyHeader.read(in);
            List<Long> shape = header.shape();
            if (shape.size() < 2) {
                throw in.error("has the shape " + shape + ", expected 2 dimensions: one row a sample");
            }
            if (header.fortran()) {
                throw in.error("is in Fortran order, whose rows lie scattered, expected C order to read row by row");
            }
            long end = range.end(in.name(), shape.getFirst());
            long cols = 1;
            for (long size : shape.subList(1, shape.size())) {
                cols = Math.min(cols, 1L << 31) * Math.min(size, 1L << 31);
            }
            if (!(end > range.from() && cols >= 1)) {
                throw in.error("has the shape " + shape + ", expected at least one row and column");
            }
            if (!(cols <= Heap.MAX_ARRAY)) {
                throw in.error("has rows of " + cols + " values, at most " + Heap.MAX_ARRAY + " can be read");
            }
            return new NpyReader(in, header, range.from(), end - range.from(), (int) cols);
        } catch (Throwable e) {
            in.close();
            throw e;
        }
    }

    /**
     * Whether a file is one whose rows can be read one by one: its header is right, and its order is C order.
     *
     * @param file any file
     * @return whether it begins as a {@code .npy} file and is in C order
     * @throws IOException if the file cannot be read, or has a wrong {@code .npy} header
     */
    public static boolean canRead(Path file) throws IOException {
        try (FileInput in = FileInput.open(file)) {
            byte[] start = new byte[NpyHeader.MAGIC.length];
            boolean npy = in.readUpTo(start, start.length) == start.length
                    && Arrays.equals(start, NpyHeader.MAGIC);
            if (!npy) {
                return false;
            }
            in.seek(0);
            return !NpyHeader.read(in).fortran();
        }
    }

    @Override
    public long rows() {
        return rows;
    }

    @Override
    public int cols() {
        return cols;
    }

    /** {@return {@link Encoding#BYTES} if the elements are {@code u1}} */
    public Encoding encoding() {
        return header.element() == Element.U8 ? Encoding.BYTES : Encoding.NUMBERS;
    }

    /**
     * {@inheritDoc}
     *
     * @throws FormatException if a value is NaN or infinite, or the file has become shorter
     * @throws IndexOutOfBoundsException if there are no such rows
     */
    @Override
    public void read(long row, int count, float[] target, int offset) throws IOException {
        if (!(row >= 0 && count >= 0 && row <= rows - count)) {
            throw new IndexOutOfBoundsException("rows " + row + " to " + (row + count) + " of " + rows);
        }
        int values = Math.multiplyExact(count, cols);
        long position = header.dataStart() + (from + row) * cols * header.element().bytes();
        if (header.element() == Element.F32) {
            Objects.checkFromIndexSize(offset, values, target.length);
            readFloats(in.at(position), target, offset, values);
        } else {
            header.element().readFloats(in.at(position), header.order(), target, offset, values);
        }
        // not finite if a value is not, or if the sum overflows: then they are looked at one by one
        if (!(Kernels.ready().reductions().sumOfSquares(values, target, offset) <= Double.MAX_VALUE)) {
            requireFinite(row, values, target, offset);
        }
    }

    /** As {@code Element.readFloats}, with one copy less: the file is read into memory outside of the heap. */
    private void readFloats(FileInput input, float[] target, int offset, int count) throws IOException {
        MemorySegment buffer = null;
        for (int done = 0; done < count;) {
            int n = input.readyFloats(header.order(), target, offset + done, count - done);
            if (n == 0) {
                buffer = buffer == null ? buffer() : buffer;
                n = Math.min(count - done, BUFFER / Float.BYTES);
                input.readFully(buffer.asByteBuffer().limit(n * Float.BYTES), "the values");
                MemorySegment.copy(buffer, ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(header.order()), 0, target,
                        offset + done, n);
            }
            done += n;
        }
        if (buffer != null) {
            free.add(buffer);
        }
    }

    private MemorySegment buffer() {
        MemorySegment buffer = free.poll();
        return buffer == null ? Arena.ofAuto().allocate(BUFFER) : buffer;
    }

    private void requireFinite(long row, int values, float[] target, int offset) throws FormatException {
        for (int i = 0; i < values; i++) {
            if (!(Math.abs(target[offset + i]) <= Float.MAX_VALUE)) {
                throw in.error("row " + (from + row + i / cols) + ", column " + i % cols + " is " + target[offset + i]
                        + "; features must be finite numbers");
            }
        }
    }

    /** Closes the file; no thread may be reading. */
    @Override
    public void close() throws IOException {
        in.close();
    }
}
