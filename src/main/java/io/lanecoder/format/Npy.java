package io.lanecoder.format;

import io.lanecoder.data.Dataset;
import io.lanecoder.data.Dataset.Encoding;
import io.lanecoder.data.FloatMatrix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * NumPy's {@code .npy} format, versions 1.0 to 3.0.
 *
 * <p>Read are {@code b1}, {@code u1} to {@code u8}, {@code i1} to {@code i8}, {@code f2}, {@code f4} and {@code f8},
 * in both byte orders, in C and in Fortran order. Every value is rounded to the nearest float; an {@code f8} beyond
 * the floats becomes an infinity. Object arrays (Python pickles), structured types, strings, complex numbers and dates
 * are refused, and so is a file that is not exactly as long as its header says.
 */
public final class Npy {
    private Npy() {}

    /** A data set and the number of rows of its whole source. */
    record Slice(Dataset data, long sourceRows) {}

    /**
     * Reads a matrix. An array of shape {@code (n, a, b, ...)} becomes {@code n x (a*b*...)}, values in C order; an
     * array of less than 2 dimensions is an error.
     *
     * @param file a {@code .npy} file
     * @return a new matrix
     * @throws FormatException if the file breaks a rule of the format
     * @throws IOException if the file cannot be read, or the heap is too small for it
     */
    public static FloatMatrix readMatrix(Path file) throws IOException {
        return readDataset(file, RowRange.ALL).features();
    }

    /**
     * Reads rows of a matrix; the other rows are not read.
     *
     * @param file a {@code .npy} file
     * @param rows which rows
     * @return a new matrix of those rows
     * @throws FormatException if the file breaks a rule of the format or has fewer rows
     * @throws IOException if the file cannot be read, or the heap is too small for it
     */
    public static FloatMatrix readMatrix(Path file, RowRange rows) throws IOException {
        return readDataset(file, rows).features();
    }

    /**
     * Reads rows as a data set without labels; {@link Encoding#BYTES} if the elements are {@code u1}.
     *
     * @param file a {@code .npy} file
     * @param rows which rows
     * @return the data set
     * @throws FormatException if the file breaks a rule of the format or has fewer rows
     * @throws IOException if the file cannot be read, or the heap is too small for it
     */
    public static Dataset readDataset(Path file, RowRange rows) throws IOException {
        return readSlice(file, rows).data();
    }

    static Slice readSlice(Path file, RowRange rows) throws IOException {
        return Heap.guard(file.toString(), () -> {
            try (FileInput in = FileInput.open(file)) {
                NpyHeader header = NpyHeader.read(in);
                List<Long> shape = header.shape();
                if (shape.size() < 2) {
                    throw in.error("has the shape " + shape + ", expected 2 dimensions: one row a sample");
                }
                long total = shape.getFirst();
                long end = rows.end(in.name(), total);
                long cols = 1;
                for (long size : shape.subList(1, shape.size())) {
                    // cut where the exact number no longer matters: an empty array may claim any sizes
                    cols = Math.min(cols, 1L << 31) * Math.min(size, 1L << 31);
                }
                FloatMatrix matrix = matrix(in, header, rows.from(), end, cols);
                Encoding encoding = header.element() == Element.U8 ? Encoding.BYTES : Encoding.NUMBERS;
                return new Slice(new Dataset(matrix, encoding, Optional.empty(), List.of()), total);
            }
        });
    }

    private static FloatMatrix matrix(FileInput in, NpyHeader header, long from, long end, long cols)
            throws IOException {
        long rows = end - from;
        if (!(rows <= Heap.MAX_ARRAY && cols <= Heap.MAX_ARRAY)) {
            throw in.error(
                    "has " + rows + " rows of " + cols + " values, at most " + Heap.MAX_ARRAY + " each can be read");
        }
        float[] values = Heap.floats(in.name(), rows * cols);
        int bytes = header.element().bytes();
        if (!header.fortran()) {
            in.seek(header.dataStart() + from * cols * bytes);
            header.element().readFloats(in, header.order(), values, 0, values.length);
        } else if (values.length > 0) {
            readFortran(in, header, from, (int) rows, (int) cols, values);
        }
        return FloatMatrix.of((int) rows, (int) cols, values);
    }

    /** Every combination of the later indices is a column: one run over the rows, the second index fastest. */
    private static void readFortran(FileInput in, NpyHeader header, long from, int rows, int cols, float[] values)
            throws IOException {
        List<Long> shape = header.shape();
        long total = shape.getFirst();
        // short columns are read many at a time, rows that are not wanted included; long ones one by one, wanted rows
        // only
        boolean whole = total <= Input.BLOCK;
        int perRun = whole ? (int) (Input.BLOCK / total) : 1;
        int stride = whole ? (int) total : rows;
        int first = whole ? (int) from : 0;
        float[] run = Heap.floats(in.name(), (long) Math.min(perRun, cols) * stride);
        int[] index = new int[shape.size()];
        for (int stored = 0; stored < cols; stored++) {
            int inRun = stored % perRun;
            if (inRun == 0) {
                in.seek(header.dataStart() + (stored * total + from - first) * header.element().bytes());
                header.element().readFloats(in, header.order(), run, 0, Math.min(perRun, cols - stored) * stride);
            }
            int col = 0;
            for (int d = 1; d < index.length; d++) {
                col = col * Math.toIntExact(shape.get(d)) + index[d];
            }
            for (int row = 0; row < rows; row++) {
                values[row * cols + col] = run[inRun * stride + first + row];
            }
            for (int d = 1; d < index.length && ++index[d] == shape.get(d); d++) {
                index[d] = 0;
            }
        }
    }

    /**
     * Reads integers, as labels are: one dimension, or {@code n x 1}. Floating-point elements are taken if they are
     * whole.
     *
     * @param file a {@code .npy} file
     * @return the values
     * @throws FormatException if the file breaks a rule of the format, has another shape, or a value is not an {@code
     *     int}
     * @throws IOException if the file cannot be read, or the heap is too small for it
     */
    public static int[] readInts(Path file) throws IOException {
        return Heap.guard(file.toString(), () -> {
            try (FileInput in = FileInput.open(file)) {
                NpyHeader header = NpyHeader.read(in);
                List<Long> shape = header.shape();
                if (!(shape.size() == 1 || shape.size() == 2 && shape.get(1) == 1)) {
                    throw in.error("has the shape " + shape + ", expected one dimension (or n x 1) of integers");
                }
                return ints(in, header.element(), header.order(), shape.getFirst());
            }
        });
    }

    /** Reads the next values of an input as ints. */
    static int[] ints(Input in, Element element, ByteOrder order, long count) throws IOException {
        Heap.require(in.name(), count, Integer.BYTES);
        int[] values = new int[(int) count];
        double[] block = new double[Math.min(values.length, Input.BLOCK)];
        for (int done = 0, n; done < values.length; done += n) {
            n = Math.min(block.length, values.length - done);
            element.readDoubles(in, order, block, 0, n);
            for (int i = 0; i < n; i++) {
                values[done + i] = (int) block[i];
                if (values[done + i] != block[i]) {
                    throw in.error("value " + (done + i) + " is " + block[i] + ", expected an integer of 32 bits");
                }
            }
        }
        return values;
    }

    /**
     * Writes a matrix as {@code '<f4'}, byte for byte as {@code numpy.save} does; atomically.
     *
     * @param file the file to be written or replaced
     * @param matrix the values
     * @throws IOException if the file cannot be written
     */
    public static void write(Path file, FloatMatrix matrix) throws IOException {
        try (NpyWriter writer = NpyWriter.create(file, matrix.rows(), matrix.cols())) {
            writer.write(matrix);
        }
    }

    /**
     * Writes integers as one dimension of {@code '<i4'}, byte for byte as {@code numpy.save} does; atomically.
     *
     * @param file the file to be written or replaced
     * @param values the values
     * @throws IOException if the file cannot be written
     */
    public static void write(Path file, int[] values) throws IOException {
        AtomicFile.write(file, out -> {
            out.write(NpyWriter.header("<i4", values.length));
            ByteBuffer block = ByteBuffer.allocate(Input.BLOCK).order(ByteOrder.LITTLE_ENDIAN);
            int perBlock = Input.BLOCK / Integer.BYTES;
            for (int i = 0, n; i < values.length; i += n) {
                n = Math.min(perBlock, values.length - i);
                block.clear().asIntBuffer().put(values, i, n);
                out.write(block.array(), 0, n * Integer.BYTES);
            }
        });
    }
}
