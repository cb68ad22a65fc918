package io.lanecoder.format;

import io.lanecoder.data.Dataset;
import io.lanecoder.data.Dataset.Encoding;
import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.Labels;
import io.lanecoder.format.Csv.Header;
import io.lanecoder.format.Csv.Options;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** Makes a data set of CSV records: finds the header and the columns, then reads row after row. Used once. */
final class CsvTable {
    private static final int NONE = -1;
    private static final int SHOWN = 100;

    private final FileInput in;
    private final Options options;
    private final RowRange rows;
    private final CsvRecords records;
    private final CsvNumber number = new CsvNumber();
    private final LabelCodes labels = new LabelCodes();

    private boolean any;
    private boolean named;
    private List<String> names = List.of();
    private int columns;
    private int labelColumn = NONE;
    private final BitSet ignored = new BitSet();

    private float[] values = new float[0];
    private int used;

    CsvTable(FileInput in, Options options, RowRange rows) throws IOException {
        this.in = in;
        this.options = options;
        this.rows = rows;
        records = new CsvRecords(in, options.separator());
    }

    /** Reads everything. */
    Npy.Slice read() throws IOException {
        start();
        int cols = columns - ignored.cardinality() - (labelColumn == NONE ? 0 : 1);
        if (any && cols == 0) {
            throw in.error("has no column of features besides the labels and those to ignore");
        }
        long total = 0;
        for (boolean more = any && (!named || records.next()); more; more = records.next()) {
            checkWidth();
            if (total >= rows.from() && total < rows.to()) {
                row(cols);
            }
            if (labelColumn != NONE) {
                label(labelColumn);
            }
            total++;
        }
        int count = (int) (rows.end(in.name(), total) - rows.from());
        float[] exact = values;
        if (used < values.length) {
            exact = Heap.floats(in.name(), used);
            System.arraycopy(values, 0, exact, 0, used);
        }
        Optional<Labels> classes = Optional.empty();
        if (labelColumn != NONE) {
            classes = Optional.of(labels.toLabels().rows((int) rows.from(), (int) rows.from() + count));
        }
        Dataset data = new Dataset(FloatMatrix.of(count, cols, exact), Encoding.NUMBERS, classes, featureNames());
        return new Npy.Slice(data, total);
    }

    /** Reads the label column, or the only one. */
    Labels readLabels() throws IOException {
        start();
        if (any && labelColumn == NONE) {
            if (columns - ignored.cardinality() != 1) {
                throw in.error("has " + columns + " columns, expected one of labels (or the name of that column)");
            }
            labelColumn = ignored.nextClearBit(0);
        }
        for (boolean more = any && (!named || records.next()); more; more = records.next()) {
            checkWidth();
            label(labelColumn);
        }
        return labels.toLabels();
    }

    /** Reads the first record, and finds out what it is and which columns are meant. */
    private void start() throws IOException {
        any = records.next();
        if (!any) {
            return;
        }
        columns = records.size();
        named = switch (options.header()) {
            case YES -> true;
            case NO -> false;
            case AUTO -> looksNamed();
        };
        if (named) {
            List<String> found = new ArrayList<>();
            for (int i = 0; i < columns; i++) {
                found.add(records.cellText(i));
            }
            names = found;
        }
        if (options.labels().isPresent()) {
            labelColumn = column(options.labels().get());
        }
        for (String column : options.ignore()) {
            ignored.set(column(column));
        }
        if (labelColumn != NONE && ignored.get(labelColumn)) {
            throw in.error("has its label column " + FormatException.quote(options.labels().get())
                    + " among the columns to ignore");
        }
    }

    private boolean looksNamed() {
        for (int i = 0; i < columns; i++) {
            boolean feature = !isNumber(options.labels().orElse(""), i);
            for (String column : options.ignore()) {
                feature &= !isNumber(column, i);
            }
            if (feature && !records.isEmpty(i) && !number.parse(records.text(), records.start(i), records.end(i))) {
                return true;
            }
        }
        // a column that is given by a name needs names
        return options.labels().filter(column -> !isIndex(column)).isPresent()
                || options.ignore().stream().anyMatch(column -> !isIndex(column));
    }

    private boolean isNumber(String column, int index) {
        return isIndex(column) && Integer.parseInt(column) == index;
    }

    private static boolean isIndex(String column) {
        return !column.isEmpty() && column.length() <= 8 && column.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private int column(String column) throws FormatException {
        int first = names.indexOf(column);
        if (first >= 0) {
            if (names.lastIndexOf(column) != first) {
                throw in.error("has several columns " + FormatException.quote(column) + ", expected one");
            }
            return first;
        }
        if (isIndex(column) && Integer.parseInt(column) < columns) {
            return Integer.parseInt(column);
        }
        throw in.error("has no column " + FormatException.quote(column) + ", expected a number below " + columns
                + (named ? " or a name of its first line" : " (it has no line of names)"));
    }

    private void checkWidth() throws FormatException {
        if (records.size() != columns) {
            throw records.error(records.line(), "has " + records.size() + " cells, expected " + columns
                    + " as in the first line");
        }
    }

    private void row(int cols) throws IOException {
        if (cols > values.length - used) {
            // by half: the copy is what costs memory, not the spare room
            long wanted = Math.max(used + (long) cols, Math.min(Heap.MAX_ARRAY, used + (long) (used >> 1) + 1024));
            float[] larger = Heap.floats(in.name(), wanted);
            System.arraycopy(values, 0, larger, 0, used);
            values = larger;
        }
        char[] text = records.text();
        for (int i = 0; i < columns; i++) {
            if (i != labelColumn && !ignored.get(i)) {
                if (!number.parse(text, records.start(i), records.end(i))) {
                    throw records.error(records.line(), "has "
                            + (records.isEmpty(i) ? "an empty cell" : FormatException.quote(records.cell(i, SHOWN)))
                            + " in " + describe(i) + ", expected a number"
                            + (records.isEmpty(i) ? "" : " (or a column named as labels, or to be ignored)"));
                }
                values[used++] = number.value();
            }
        }
    }

    private void label(int column) throws FormatException {
        if (records.isEmpty(column)) {
            throw records.error(records.line(), "has an empty cell in " + describe(column) + ", expected a label");
        }
        if (labels.size() == Heap.MAX_ARRAY) {
            throw records.error(records.line(), "is beyond the " + Heap.MAX_ARRAY + " labels that can be read");
        }
        labels.add(records.cellText(column));
    }

    private String describe(int column) {
        return "column " + column + (named ? " " + FormatException.quote(names.get(column)) : "");
    }

    private List<String> featureNames() {
        List<String> features = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (i != labelColumn && !ignored.get(i)) {
                features.add(names.get(i));
            }
        }
        return features;
    }
}
