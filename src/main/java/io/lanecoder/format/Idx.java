package io.lanecoder.format;

import io.lanecoder.data.Dataset;
import io.lanecoder.data.Dataset.Encoding;
import io.lanecoder.data.FloatMatrix;
import io.lanecoder.format.Npy.Slice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The IDX format of MNIST, plain or as gzip (told by the content, not by the name).
 *
 * <p>Two zero bytes, a type (unsigned and signed byte, short, int, float, double), the number of dimensions (1 to 4),
 * the sizes and then the values, all big-endian. A file that is not exactly as long as its sizes say is refused; gzip
 * data is never inflated by more than one byte beyond that, and its checksum must fit.
 */
public final class Idx {
    private static final int MAX_RANK = 4;

    private Idx() {}

    /** What the first bytes say. */
    private record Header(Element element, List<Long> shape) {
        long bytesPerRow() {
            long bytes = element.bytes();
            for (long size : shape.subList(1, shape.size())) {
                bytes = Math.multiplyExact(bytes, size);
            }
            return bytes;
        }
    }

    /**
     * Reads rows as a data set without labels: {@code (n, a, b)} becomes {@code n x (a*b)}. {@link Encoding#BYTES} if
     * the elements are unsigned bytes. A {@code double} is rounded to the nearest float.
     *
     * @param file an IDX file of 2 or more dimensions
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
            try (FileInput raw = FileInput.open(file); Input in = inflated(raw)) {
                Header header = header(raw, in);
                List<Long> shape = header.shape();
                if (shape.size() < 2) {
                    throw in.error("has the shape " + shape + ", expected 2 or more dimensions: one row a sample");
                }
                long total = shape.getFirst();
                long end = rows.end(in.name(), total);
                int bytes = header.element().bytes();
                long cols = header.bytesPerRow() / bytes;
                if (!(cols <= Heap.MAX_ARRAY)) {
                    throw in.error("has rows of " + cols + " values, at most " + Heap.MAX_ARRAY + " can be read");
                }
                int count = (int) (end - rows.from());
                float[] values = Heap.floats(in.name(), count * cols);
                in.skip(rows.from() * cols * bytes, "the values");
                header.element().readFloats(in, ByteOrder.BIG_ENDIAN, values, 0, values.length);
                in.skip((total - end) * cols * bytes, "the values");
                checkEnd(in);
                Encoding encoding = header.element() == Element.U8 ? Encoding.BYTES : Encoding.NUMBERS;
                FloatMatrix matrix = FloatMatrix.of(count, (int) cols, values);
                return new Slice(new Dataset(matrix, encoding, Optional.empty(), List.of()), total);
            }
        });
    }

    /**
     * Reads integers, as labels are: one dimension.
     *
     * @param file an IDX file of 1 dimension
     * @return the values
     * @throws FormatException if the file breaks a rule of the format, has more dimensions, or a value is not an
     *     {@code int}
     * @throws IOException if the file cannot be read, or the heap is too small for it
     */
    public static int[] readInts(Path file) throws IOException {
        return Heap.guard(file.toString(), () -> {
            try (FileInput raw = FileInput.open(file); Input in = inflated(raw)) {
                Header header = header(raw, in);
                if (header.shape().size() != 1) {
                    throw in.error("has the shape " + header.shape() + ", expected one dimension of labels");
                }
                int[] values = Npy.ints(in, header.element(), ByteOrder.BIG_ENDIAN, header.shape().getFirst());
                checkEnd(in);
                return values;
            }
        });
    }

    private static Input inflated(FileInput raw) throws IOException {
        byte[] start = new byte[2];
        int n = raw.readUpTo(start, 2);
        raw.seek(0);
        return n == 2 && start[0] == 0x1f && start[1] == (byte) 0x8b ? new GzipInput(raw) : raw;
    }

    private static Header header(FileInput raw, Input in) throws IOException {
        byte[] start = new byte[4 + 4 * MAX_RANK];
        in.readFully(start, 0, 4, "the IDX header");
        ByteBuffer header = ByteBuffer.wrap(start);
        Element element = switch (start[2]) {
            case 0x08 -> Element.U8;
            case 0x09 -> Element.I8;
            case 0x0b -> Element.I16;
            case 0x0c -> Element.I32;
            case 0x0d -> Element.F32;
            case 0x0e -> Element.F64;
            default -> null;
        };
        int rank = start[3];
        if (start[0] != 0 || start[1] != 0 || element == null || !(rank >= 1 && rank <= MAX_RANK)) {
            throw in.error(
                    String.format("begins with %08x, expected 0000 (IDX), a type 08, 09, 0b..0e and 1 to %d dimensions",
                            header.getInt(0), MAX_RANK));
        }
        in.readFully(start, 4, 4 * rank, "the sizes");
        List<Long> shape = new ArrayList<>();
        for (int i = 0; i < rank; i++) {
            int size = header.getInt(4 + 4 * i);
            if (size < 0) {
                throw in.error("has the size " + size + ", expected 0 to 2^31 - 1");
            }
            shape.add((long) size);
        }
        Header result = new Header(element, List.copyOf(shape));
        checkLength(raw, in, result, 4 + 4 * rank);
        return result;
    }

    private static void checkLength(FileInput raw, Input in, Header header, int headerBytes) throws FormatException {
        long expected;
        try {
            expected = Math.multiplyExact(header.bytesPerRow(), header.shape().getFirst());
        } catch (ArithmeticException _) {
            throw in.error("has the shape " + header.shape() + ", which overflows 64 bits");
        }
        if (in == raw && raw.remaining() != expected) {
            throw in.error("has " + raw.remaining() + " bytes of values, expected " + expected + " for the shape "
                    + header.shape() + (raw.remaining() < expected ? ": is it cut short?" : ""));
        }
        long most = raw.size() * GzipInput.MAX_RATIO;
        if (in != raw && expected > most - headerBytes) {
            throw in.error("has the shape " + header.shape() + ", which takes " + expected
                    + " bytes; its gzip data cannot hold more than " + most + ": is it cut short?");
        }
    }

    private static void checkEnd(Input in) throws IOException {
        if (in.readUpTo(new byte[1], 1) != 0) {
            throw in.error("has bytes after its values, expected none");
        }
    }
}
