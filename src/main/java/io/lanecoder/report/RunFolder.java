package io.lanecoder.report;

import io.lanecoder.Autoencoder;
import io.lanecoder.data.Dataset;
import io.lanecoder.format.Csv;
import io.lanecoder.format.DataSource;
import io.lanecoder.format.FormatException;
import io.lanecoder.format.Json;
import io.lanecoder.format.RowRange;
import io.lanecoder.train.EpochReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What {@code train} or {@code demo} left in a folder: the model, and, where they are, the history and the options.
 *
 * @param model the model of {@code model.safetensors}
 * @param history an entry an epoch, from {@code history.csv}; empty without that file
 * @param run the content of {@code run.json}; without that file, what the model knows; may be empty
 */
public record RunFolder(Autoencoder model, List<EpochReport> history, Map<String, Object> run) {
    private static final int CELLS = 6;

    /**
     * Checks that nothing is null.
     */
    public RunFolder {
        Objects.requireNonNull(model, "model");
        history = List.copyOf(history);
        Objects.requireNonNull(run, "run");
    }

    /**
     * Reads a folder.
     *
     * @param folder the folder
     * @return what is in it
     * @throws IOException if there is no model, or a file cannot be read or is malformed
     */
    public static RunFolder read(Path folder) throws IOException {
        Path file = folder.resolve("model.safetensors");
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString(), null,
                    "no such file, expected a folder that train or demo wrote");
        }
        Autoencoder model = Autoencoder.load(file);
        return new RunFolder(model, history(folder.resolve("history.csv")), run(folder.resolve("run.json"), model));
    }

    private static Map<String, Object> run(Path file, Autoencoder model) throws IOException {
        if (Files.exists(file)) {
            return object(file.toString(), Json.read(file));
        }
        Map<String, Object> run = new LinkedHashMap<>();
        Map<String, String> notes = model.provenance();
        if (notes.containsKey("options") && notes.containsKey("command")) {
            run.put("lanecoder", notes.get("version"));
            run.put("command", notes.get("command"));
            run.put("options", object("options of the model", Json.parse("options of the model",
                    notes.get("options"))));
        }
        return run;
    }

    private static Map<String, Object> object(String source, Object json) throws FormatException {
        if (!(json instanceof Map<?, ?> map)) {
            throw new FormatException(source, "expected a JSON object");
        }
        Map<String, Object> object = new LinkedHashMap<>();
        map.forEach((key, value) -> object.put((String) key, value));
        return object;
    }

    private static List<EpochReport> history(Path file) throws IOException {
        List<EpochReport> history = new ArrayList<>();
        if (!Files.exists(file)) {
            return history;
        }
        List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
        for (int i = 1; i < lines.size(); i++) {
            String[] cells = lines.get(i).split(",", -1);
            try {
                if (cells.length != CELLS) {
                    throw new FormatException(file,
                            "line " + (i + 1) + " has " + cells.length + " cells, expected " + CELLS);
                }
                history.add(new EpochReport(Integer.parseInt(cells[0]), lines.size() - 1,
                        Double.parseDouble(cells[1]), cells[2].isEmpty() ? Double.NaN : Double.parseDouble(cells[2]),
                        Double.parseDouble(cells[3]), Double.parseDouble(cells[4]), Double.parseDouble(cells[5])));
            } catch (NumberFormatException _) {
                throw new FormatException(file, "line " + (i + 1) + " holds something that is no number");
            }
        }
        return history;
    }

    /**
     * The options that the data are read with: those of the run, under the names of the command line ({@code data}, {@code labels},
     * {@code rows}, {@code label-column}, {@code ignore-columns}, {@code header}, {@code separator}), and others in their place.
     *
     * @param instead options that go before those of the run
     * @return the options
     */
    public Map<String, Object> dataOptions(Map<String, ?> instead) {
        Map<String, Object> merged = new LinkedHashMap<>();
        if (run.get("options") instanceof Map<?, ?> options) {
            for (String name : List.of("data", "labels", "rows", "label-column", "ignore-columns", "header",
                    "separator")) {
                if (options.get(name) instanceof String value) {
                    merged.put(name, value);
                }
            }
        }
        merged.putAll(instead);
        return merged;
    }

    /**
     * Reads the data that {@link #dataOptions} describes.
     *
     * @param options the options
     * @return the data
     * @throws IOException if they cannot be read or are malformed
     * @throws IllegalArgumentException if the options name no data or have a wrong value
     */
    public static Dataset readData(Map<String, ?> options) throws IOException {
        if (!(options.get("data") instanceof String source)) {
            throw new IllegalArgumentException(
                    "the folder does not say what data its model was trained on, expected --data SRC");
        }
        RowRange rows = rowRange(options);
        // as the demo does: as many built-in digits as are asked for
        String name =
                source.equals("digits") && rows.from() == 0 && rows.to() < Integer.MAX_VALUE ? "digits:" + rows.to()
                        : source;
        Csv.Header header = Csv.Header.valueOf(text(options, "header").orElse("auto").toUpperCase(Locale.ROOT));
        Csv.Options csv = new Csv.Options(header, text(options, "separator").map(s -> s.charAt(0)).orElse((char) 0),
                text(options, "label-column"),
                text(options, "ignore-columns").map(all -> List.of(all.split(","))).orElse(List.of()));
        return DataSource.read(name, new DataSource.Options(text(options, "labels"), rows, csv));
    }

    /**
     * The rows that {@link #readData} takes.
     *
     * @param options the options
     * @return the range
     * @throws IllegalArgumentException if it is malformed
     */
    public static RowRange rowRange(Map<String, ?> options) {
        return text(options, "rows").map(RowRange::parse).orElse(RowRange.ALL);
    }

    private static Optional<String> text(Map<String, ?> options, String name) {
        return Optional.ofNullable(options.get(name)).map(Object::toString).filter(value -> !value.isEmpty());
    }
}
