package io.lanecoder.format;

import io.lanecoder.data.Dataset;
import io.lanecoder.data.Digits;
import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.Labels;
import io.lanecoder.format.Npy.Slice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Finds out what a user means by a source of data and reads it.
 *
 * <p>A source is {@code digits[:ROWS[:SEED]]} (built in; 5000 rows and seed 1 unless given), a file, or a folder with
 * MNIST's files. A file is told by its content: {@code .npy} and IDX (plain or gzip) by their first bytes, anything
 * else is read as CSV, with tabs if the name ends in {@code .tsv}. Of a folder the training images are taken ({@code
 * train-images-idx3-ubyte}, with or without {@code .gz}), and {@code t10k-} only where there are none; their labels
 * come along if they are there. A file that is called {@code digits} is reached as {@code ./digits}.
 */
public final class DataSource {
    /** Rows of {@code digits} where no number is given. */
    public static final int DEFAULT_DIGITS = 5000;

    /** Seed of {@code digits} where none is given. */
    public static final long DEFAULT_SEED = 1;

    private static final int SNIFF = 1024;
    private static final String DIGITS = "digits";

    private DataSource() {}

    /**
     * How to read a source.
     *
     * @param labels a source of labels in place of those of the data: {@code .npy}, IDX or CSV with one label for each
     *     row of the whole data source, whichever rows are read; empty for none
     * @param rows which rows
     * @param csv how to read CSV; with a source of labels, its label column is meant in that source
     */
    public record Options(Optional<String> labels, RowRange rows, Csv.Options csv) {
        /** Every row, no other labels, CSV by its defaults. */
        public static final Options DEFAULT = new Options(Optional.empty(), RowRange.ALL, Csv.Options.DEFAULT);

        /** Checks that nothing is null. */
        public Options {
            Objects.requireNonNull(labels, "labels");
            Objects.requireNonNull(rows, "rows");
            Objects.requireNonNull(csv, "csv");
        }
    }

    /**
     * Reads a source.
     *
     * @param source what the user named
     * @param options how to read it
     * @return the data, at least one row and one column, all values finite
     * @throws FormatException if the content is wrong: malformed, empty, NaN or infinite values, too few rows, or
     *     another number of labels than of rows
     * @throws IOException if a file cannot be read, or the heap is too small for it
     * @throws IllegalArgumentException if the source is {@code digits:} with something that is no number of rows or
     *     seed
     */
    public static Dataset read(String source, Options options) throws IOException {
        return Heap.guard(source, () -> {
            Slice slice = slice(source, options);
            Dataset data = slice.data();
            if (!(data.size() > 0 && data.features().cols() > 0)) {
                throw new FormatException(source,
                        "has " + data.features() + " values, expected at least one row and column");
            }
            checkFinite(source, options.rows().from(), data);
            if (options.labels().isPresent()) {
                Labels labels = labels(options.labels().get(), options.csv(), slice.sourceRows());
                checkCount(options.labels().get(), labels.size(), source, slice.sourceRows());
                int from = Math.toIntExact(options.rows().from());
                data = data.withLabels(labels.rows(from, from + data.size()));
            }
            return data;
        });
    }

    /**
     * Reads labels alone.
     *
     * @param source an {@code .npy} file, an IDX file, a CSV file, or a folder with MNIST's files
     * @param csv how to read CSV
     * @return the labels
     * @throws FormatException if the content is wrong
     * @throws IOException if the file cannot be read, or the heap is too small for it
     */
    public static Labels readLabels(String source, Csv.Options csv) throws IOException {
        return Heap.guard(source, () -> labels(source, csv, -1));
    }

    private static Slice slice(String source, Options options) throws IOException {
        if (source.equals(DIGITS) || source.startsWith(DIGITS + ":")) {
            return digits(source, options.rows());
        }
        Path path = path(source);
        if (Files.isDirectory(path)) {
            return mnist(path, options);
        }
        return switch (Kind.of(path)) {
            case NPY -> Npy.readSlice(path, options.rows());
            case IDX -> Idx.readSlice(path, options.rows());
            case CSV -> {
                Csv.Options csv = csv(source, options.csv());
                yield Csv.readSlice(path, options.labels().isEmpty() ? csv
                        : new Csv.Options(csv.header(), csv.separator(), Optional.empty(), csv.ignore()),
                        options.rows());
            }
        };
    }

    private static Labels labels(String source, Csv.Options options, long expected) throws IOException {
        Path path = path(source);
        if (Files.isDirectory(path)) {
            return mnistLabels(path);
        }
        return switch (Kind.of(path)) {
            case NPY -> LabelCodes.ofInts(Npy.readInts(path));
            case IDX -> LabelCodes.ofInts(Idx.readInts(path));
            case CSV -> {
                Csv.Options csv = csv(source, options);
                csv = new Csv.Options(csv.header(), csv.separator(), csv.labels(), List.of());
                Labels labels = Csv.readLabels(path, csv);
                if (labels.size() == expected - 1 && csv.header() == Csv.Header.AUTO && csv.labels().isEmpty()) {
                    // a column of words: only the count can tell whether the first is a label or a name
                    yield Csv.readLabels(path,
                            new Csv.Options(Csv.Header.NO, csv.separator(), csv.labels(), List.of()));
                }
                yield labels;
            }
        };
    }

    private static Csv.Options csv(String source, Csv.Options options) {
        boolean tabs = options.separator() == 0 && source.toLowerCase(Locale.ROOT).endsWith(".tsv");
        return tabs ? options.withSeparator('\t') : options;
    }

    private static Slice mnist(Path folder, Options options) throws IOException {
        for (String set : new String[] {"train", "t10k"}) {
            Optional<Path> images = find(folder, set + "-images", "idx3-ubyte");
            if (images.isPresent()) {
                Slice slice = Idx.readSlice(images.get(), options.rows());
                Optional<Path> labels = find(folder, set + "-labels", "idx1-ubyte");
                if (labels.isEmpty() || options.labels().isPresent()) {
                    return slice;
                }
                int[] classes = Idx.readInts(labels.get());
                checkCount(labels.get().toString(), classes.length, images.get().toString(), slice.sourceRows());
                int from = (int) options.rows().from();
                Labels all = LabelCodes.ofInts(classes);
                return new Slice(slice.data().withLabels(all.rows(from, from + slice.data().size())),
                        slice.sourceRows());
            }
        }
        throw new FormatException(folder,
                "is a folder without train-images-idx3-ubyte or t10k-images-idx3-ubyte (or .gz),"
                        + " expected a data file or a folder with MNIST's files");
    }

    private static Labels mnistLabels(Path folder) throws IOException {
        for (String set : new String[] {"train", "t10k"}) {
            Optional<Path> labels = find(folder, set + "-labels", "idx1-ubyte");
            if (labels.isPresent()) {
                return LabelCodes.ofInts(Idx.readInts(labels.get()));
            }
        }
        throw new FormatException(folder, "is a folder without train-labels-idx1-ubyte or t10k-labels-idx1-ubyte"
                + " (or .gz), expected a file of labels or a folder with MNIST's files");
    }

    private static Slice digits(String source, RowRange range) throws IOException {
        String[] parts = source.split(":", -1);
        int rows = DEFAULT_DIGITS;
        long seed = DEFAULT_SEED;
        try {
            if (parts.length > 3) {
                throw new NumberFormatException("too many parts");
            }
            if (parts.length > 1) {
                rows = Integer.parseInt(parts[1]);
            }
            if (parts.length > 2) {
                seed = Long.parseLong(parts[2]);
            }
        } catch (NumberFormatException _) {
            rows = 0;
        }
        if (!(rows >= 1 && rows <= Heap.MAX_ARRAY / Digits.PIXELS)) {
            throw new IllegalArgumentException("data source must be digits[:ROWS[:SEED]] with 1 to "
                    + Heap.MAX_ARRAY / Digits.PIXELS + " rows, got " + FormatException.quote(source));
        }
        long end = range.end(source, rows);
        Heap.require(source, end * Digits.PIXELS, Float.BYTES);
        // a longer set begins with the rows of a shorter one: what lies behind the slice need not be drawn
        Dataset data = Digits.generate((int) end, seed);
        return new Slice(data.rows((int) range.from(), (int) end), rows);
    }

    private static Optional<Path> find(Path folder, String name, String type) {
        for (String file : new String[] {name + "-" + type, name + "." + type}) {
            for (String ending : new String[] {"", ".gz"}) {
                Path path = folder.resolve(file + ending);
                if (Files.exists(path)) {
                    return Optional.of(path);
                }
            }
        }
        return Optional.empty();
    }

    private static void checkCount(String labels, long found, String data, long rows) throws FormatException {
        if (found != rows) {
            throw new FormatException(labels, "has " + found + " labels, but " + data + " has " + rows
                    + " rows, expected one label for each row");
        }
    }

    private static void checkFinite(String source, long firstRow, Dataset data) throws FormatException {
        FloatMatrix features = data.features();
        float[] values = features.array();
        int end = features.rowOffset(features.rows());
        for (int i = features.offset(); i < end; i++) {
            if (!(Math.abs(values[i]) <= Float.MAX_VALUE)) {
                int at = i - features.offset();
                int col = at % features.cols();
                String name = data.featureNames().isEmpty() ? ""
                        : " (" + FormatException.quote(data.featureNames().get(col)) + ")";
                throw new FormatException(source, "row " + (firstRow + at / features.cols()) + ", column " + col + name
                        + " is " + values[i] + "; features must be finite numbers");
            }
        }
    }

    private static Path path(String source) throws FormatException {
        try {
            return Path.of(source);
        } catch (InvalidPathException e) {
            throw new FormatException(source, "is not the name of a file: " + e.getReason());
        }
    }

    /** The forms of a file. */
    private enum Kind {
        NPY, IDX, CSV;

        static Kind of(Path file) throws IOException {
            byte[] start = new byte[SNIFF];
            int length;
            try (FileInput in = FileInput.open(file)) {
                length = in.readUpTo(start, SNIFF);
            }
            if (length == 0) {
                throw new FormatException(file, "is empty, expected .npy, IDX or CSV");
            }
            if (begins(start, NpyHeader.MAGIC) || file.toString().endsWith(".npy")) {
                return NPY;
            }
            if (begins(start, (byte) 0x1f, (byte) 0x8b) || length > 1 && begins(start, (byte) 0, (byte) 0)) {
                return IDX;
            }
            if (begins(start, (byte) 'P', (byte) 'K', (byte) 3, (byte) 4)) {
                throw new FormatException(file, "is a zip file (an .npz?), expected .npy, IDX or CSV");
            }
            if (length > Long.BYTES && start[Long.BYTES] == '{' && start[Long.BYTES - 1] == 0) {
                throw new FormatException(file, "is a safetensors file, expected data: .npy, IDX or CSV");
            }
            for (int i = 0; i < length; i++) {
                if (start[i] >= 0 && start[i] < ' ' && start[i] != '\t' && start[i] != '\n' && start[i] != '\r') {
                    throw new FormatException(file, String.format(
                            "is neither .npy, IDX nor text in UTF-8: it has the byte 0x%02x at %d", start[i], i));
                }
            }
            return CSV;
        }

        private static boolean begins(byte[] start, byte... magic) {
            return Arrays.equals(start, 0, magic.length, magic, 0, magic.length);
        }
    }
}
