package io.lanecoder.format;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The safetensors format: 8 bytes with the length N of the header (little-endian), N bytes of JSON, then the values.
 *
 * <p>The reader enforces the written specification, which is stricter than the reference implementation: the header
 * begins with an opening brace and may be padded with spaces only; no duplicate key at any depth; only known types and
 * fields; sizes and offsets are plain integers up to 2^53; the tensors cover the values without hole, overlap or rest.
 * It takes headers up to 16 MiB, 100,000 tensors, and 16 dimensions; names must not hold control characters. Values
 * are copied, never mapped. NaN and infinities pass ({@link Tensor#firstNonFinite()} finds them).
 */
public final class Safetensors {
    /** The longest header that is read or written. */
    public static final int MAX_HEADER = 1 << 24;

    /** The most tensors that are read or written. */
    public static final int MAX_TENSORS = 100_000;

    static final String METADATA = "__metadata__";

    private Safetensors() {}

    /**
     * Where a tensor lies in its file.
     *
     * @param name its name
     * @param type the type of its elements
     * @param shape its sizes; empty for a single value
     * @param begin first byte, relative to the start of the values
     * @param end the byte after the last
     */
    public record Info(String name, DType type, List<Long> shape, long begin, long end) {
        /** Copies the shape. */
        public Info {
            shape = List.copyOf(shape);
        }

        /** {@return the number of elements} */
        public long elements() {
            return (end - begin) * 8 / type.bits();
        }
    }

    /**
     * What a header says, checked in full.
     *
     * @param tensors the tensors by name, in the order of their values in the file
     * @param metadata the strings under {@code __metadata__}, in the order of the file; empty where there are none
     * @param dataStart where in the file the values begin
     */
    public record Header(Map<String, Info> tensors, Map<String, String> metadata, long dataStart) {
        /** Makes the maps unchangeable. */
        public Header {
            tensors = Collections.unmodifiableMap(tensors);
            metadata = Collections.unmodifiableMap(metadata);
        }
    }

    /**
     * A whole file.
     *
     * @param tensors the tensors by name, in the order of their values in the file
     * @param metadata the strings under {@code __metadata__}
     */
    public record Contents(Map<String, Tensor> tensors, Map<String, String> metadata) {
        /** Makes the maps unchangeable. */
        public Contents {
            tensors = Collections.unmodifiableMap(tensors);
            metadata = Collections.unmodifiableMap(metadata);
        }
    }

    /**
     * Reads and checks the header, not the values.
     *
     * @param file a safetensors file
     * @return the header
     * @throws FormatException if the header breaks a rule or does not fit the length of the file
     * @throws IOException if the file cannot be read
     */
    public static Header readHeader(Path file) throws IOException {
        return Heap.guard(file.toString(), () -> {
            try (FileInput in = FileInput.open(file)) {
                return SafetensorsHeader.read(in);
            }
        });
    }

    /**
     * Reads all tensors as floats. {@code F16} and {@code BF16} become floats exactly; {@code F64} is rounded to the
     * nearest float, a value beyond the floats becomes an infinity.
     *
     * @param file a safetensors file
     * @return its tensors and metadata
     * @throws FormatException if the file breaks a rule, or has a tensor of a type that does not become floats
     * @throws IOException if the file cannot be read, or the heap is too small for it
     */
    public static Contents read(Path file) throws IOException {
        return Heap.guard(file.toString(), () -> {
            try (FileInput in = FileInput.open(file)) {
                Header header = SafetensorsHeader.read(in);
                long total = 0;
                for (Info info : header.tensors().values()) {
                    element(in, info);
                    total += info.elements();
                }
                Heap.requireMemory(in.name(), total * Float.BYTES);
                Map<String, Tensor> tensors = LinkedHashMap.newLinkedHashMap(header.tensors().size());
                for (Info info : header.tensors().values()) {
                    int[] shape = shape(in, info);
                    float[] values = Heap.floats(in.name(), info.elements());
                    in.seek(header.dataStart() + info.begin());
                    element(in, info).readFloats(in, ByteOrder.LITTLE_ENDIAN, values, 0, values.length);
                    tensors.put(info.name(), new Tensor(info.name(), shape, values));
                }
                return new Contents(tensors, header.metadata());
            }
        });
    }

    /**
     * Reads one tensor in double precision.
     *
     * @param file a safetensors file
     * @param name the tensor's name
     * @return its values in C order
     * @throws FormatException if the file breaks a rule, has no such tensor, or has it in a type that is not
     *     floating-point
     * @throws IOException if the file cannot be read, or the heap is too small for it
     */
    public static double[] readDoubles(Path file, String name) throws IOException {
        return Heap.guard(file.toString(), () -> {
            try (FileInput in = FileInput.open(file)) {
                Header header = SafetensorsHeader.read(in);
                Info info = header.tensors().get(name);
                if (info == null) {
                    throw in.error("has no tensor " + FormatException.quote(name));
                }
                Element element = element(in, info);
                Heap.require(in.name(), info.elements(), Double.BYTES);
                double[] values = new double[(int) info.elements()];
                in.seek(header.dataStart() + info.begin());
                element.readDoubles(in, ByteOrder.LITTLE_ENDIAN, values, 0, values.length);
                return values;
            }
        });
    }

    /**
     * Writes a file of {@code F32} tensors, atomically and as the reference implementation does: tensors sorted by
     * name, header padded with spaces to a multiple of 8. Metadata is written in the order of its keys, so that the
     * same content always gives the same bytes.
     *
     * @param file the file to be written or replaced
     * @param tensors the tensors, in any order
     * @param metadata strings for {@code __metadata__}; none are written if it is empty
     * @throws IOException if the file cannot be written
     * @throws IllegalArgumentException if a name comes twice, is {@code __metadata__} or holds control characters, or
     *     if the header would be too large to be read again
     */
    public static void write(Path file, Collection<Tensor> tensors, Map<String, String> metadata) throws IOException {
        List<Tensor> sorted =
                tensors.stream().sorted(Comparator.comparing(Tensor::name, Safetensors::compareUtf8)).toList();
        byte[] header = header(sorted, metadata);
        AtomicFile.write(file, out -> {
            ByteBuffer block = ByteBuffer.allocate(Input.BLOCK).order(ByteOrder.LITTLE_ENDIAN);
            out.write(block.putLong(header.length).array(), 0, Long.BYTES);
            out.write(header);
            for (Tensor tensor : sorted) {
                writeFloats(out, block, tensor.values(), 0, tensor.values().length);
            }
        });
    }

    /** Writes floats in the byte order of the block, which is overwritten. */
    static void writeFloats(OutputStream out, ByteBuffer block, float[] values, int from, int to) throws IOException {
        int perBlock = block.capacity() / Float.BYTES;
        for (int i = from, n; i < to; i += n) {
            n = Math.min(perBlock, to - i);
            block.clear().asFloatBuffer().put(values, i, n);
            out.write(block.array(), 0, n * Float.BYTES);
        }
    }

    private static byte[] header(List<Tensor> sorted, Map<String, String> metadata) {
        Map<String, Object> json = new LinkedHashMap<>();
        if (!metadata.isEmpty()) {
            metadata.forEach((key, value) -> {
                checkText("metadata key", key);
                checkText("metadata value", value);
            });
            json.put(METADATA, new TreeMap<>(metadata));
        }
        long begin = 0;
        for (Tensor tensor : sorted) {
            checkText("tensor name", tensor.name());
            if (!SafetensorsHeader.isName(tensor.name()) || json.containsKey(tensor.name())) {
                throw new IllegalArgumentException("tensor name " + FormatException.quote(tensor.name())
                        + " comes twice, is reserved or holds control characters");
            }
            long end = begin + (long) tensor.values().length * Float.BYTES;
            Map<String, Object> info = new LinkedHashMap<>();
            info.put("dtype", DType.F32);
            info.put("shape", tensor.shape());
            info.put("data_offsets", new long[] {begin, end});
            json.put(tensor.name(), info);
            begin = end;
        }
        byte[] text = Json.write(json).getBytes(StandardCharsets.UTF_8);
        int length = Math.ceilDiv(text.length, 8) * 8;
        if (!(length <= MAX_HEADER && sorted.size() <= MAX_TENSORS)) {
            throw new IllegalArgumentException(
                    sorted.size() + " tensors with a header of " + length + " bytes, at most "
                            + MAX_TENSORS + " and " + MAX_HEADER + " can be read again");
        }
        byte[] padded = Arrays.copyOf(text, length);
        Arrays.fill(padded, text.length, length, (byte) ' ');
        return padded;
    }

    private static void checkText(String what, String text) {
        if (!Utf8.isWellFormed(text)) {
            throw new IllegalArgumentException(
                    what + " " + FormatException.quote(text) + " has half of a surrogate pair");
        }
    }

    private static Element element(FileInput in, Info info) throws FormatException {
        return info.type().element().orElseThrow(() -> in.error("tensor " + FormatException.quote(info.name())
                + " holds " + info.type() + ", expected F32, F64, F16 or BF16"));
    }

    private static int[] shape(FileInput in, Info info) throws FormatException {
        int[] shape = new int[info.shape().size()];
        for (int i = 0; i < shape.length; i++) {
            if (info.shape().get(i) > Heap.MAX_ARRAY) {
                throw in.error("tensor " + FormatException.quote(info.name()) + " has the shape " + info.shape()
                        + ", sizes up to " + Heap.MAX_ARRAY + " can be read");
            }
            shape[i] = Math.toIntExact(info.shape().get(i));
        }
        return shape;
    }

    private static int compareUtf8(String a, String b) {
        return Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }
}
