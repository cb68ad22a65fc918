package io.lanecoder.cli;

import io.lanecoder.data.Dataset;
import io.lanecoder.format.Csv;
import io.lanecoder.format.DataSource;
import io.lanecoder.format.RowRange;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What is to be read of a source, and how. */
final class TableOptions {
    @Option(names = "--labels", paramLabel = "SRC",
            description = "One label for each row of the data: a .npy, IDX or CSV file.") String labels;

    @Option(names = "--rows", paramLabel = "FROM:TO",
            description = "Only these rows, from 0, TO not included: 0:1000, 1000:, :500.") String rows;

    @Option(names = "--label-column", paramLabel = "COLUMN",
            description = "CSV: the column with the labels, by name or number from 0.") String labelColumn;

    @Option(names = "--ignore-columns", paramLabel = "COLUMNS", split = ",",
            description = "CSV: columns to leave out, with commas.") List<String> ignoreColumns =
                    List.of();

    @Option(names = "--header", paramLabel = "auto|yes|no", defaultValue = "auto",
            description = "CSV: whether the first row names the columns. Default: ${DEFAULT-VALUE}.") Csv.Header header;

    @Option(names = "--separator", paramLabel = "CHAR",
            description = "CSV: between two cells. Default: comma, semicolon or tab, found out.") Character separator;

    /** Reads a source that an option names, with the labels that were given. */
    Dataset read(String option, String source) throws IOException {
        return read(option, source, range(), Optional.ofNullable(labels));
    }

    /** Reads other rows, or another source, in the same way. */
    Dataset read(String option, String source, RowRange range, Optional<String> labelSource) throws IOException {
        Csv.Options csv = Arguments.naming("--separator", () -> new Csv.Options(header,
                separator == null ? (char) 0 : separator, Optional.ofNullable(labelColumn), ignoreColumns));
        return Arguments.reading(option,
                () -> DataSource.read(source, new DataSource.Options(labelSource, range, csv)));
    }

    RowRange range() {
        return rows == null ? RowRange.ALL : Arguments.naming("--rows", () -> RowRange.parse(rows));
    }

    /** Adds what was given, under the names of the options. */
    void addTo(Map<String, Object> options) {
        putIfGiven(options, "labels", labels);
        putIfGiven(options, "rows", rows);
        putIfGiven(options, "label-column", labelColumn);
        if (!ignoreColumns.isEmpty()) {
            options.put("ignore-columns", String.join(",", ignoreColumns));
        }
        if (header != Csv.Header.AUTO) {
            options.put("header", header == Csv.Header.YES ? "yes" : "no");
        }
        putIfGiven(options, "separator", separator == null ? null : separator.toString());
    }

    private static void putIfGiven(Map<String, Object> options, String name, String value) {
        if (value != null) {
            options.put(name, value);
        }
    }
}
