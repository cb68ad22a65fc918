package io.lanecoder.cli;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.format.CsvWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tells the classes of codes. */
@CommandLine.Command(name = "predict", sortOptions = false,
        customSynopsis = "lanecoder classify predict --classifier FILE --codes SRC --out FILE [OPTIONS]",
        description = "Tells the classes of codes; with --labels, also how often it is right.",
        footer = {
            "", "Examples:",
            "  lanecoder classify predict --classifier c.safetensors --codes new.npy --out classes.csv",
            "  lanecoder classify predict --classifier c.safetensors --model run/model.safetensors \\",
            "      --data new.csv --label-column class --out classes.csv"})
final class ClassifyPredictCommand extends Command {
    @Option(names = "--classifier", paramLabel = "FILE", required = true,
            description = "What classify train wrote.") String classifier;

    @Mixin CodeOptions source;

    @Option(names = "--out", paramLabel = "FILE", required = true,
            description = "A .csv for row, class, and (logistic) its probability.") String out;

    @Mixin RunOptions repeat;

    ClassifyPredictCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    Result work() throws IOException {
        long begin = System.nanoTime();
        int threads = common.threads();
        source.check();
        Path classifierFile = Arguments.path("--classifier", classifier);
        Path file = source.result("--out", out, List.of(".csv"), classifier);
        SavedClassifier loaded = SavedClassifier.load(classifierFile);
        CodeOptions.Codes codes = source.read(threads);
        Arguments.require(codes.rows().cols() == loaded.cols(), source.source(), codes.rows().cols() + " columns",
                loaded.cols() + ", which the classifier " + classifier + " takes");
        Verdict verdict = codes.labels().isEmpty() ? null
                : Verdict.of(loaded, codes.rows(), codes.labels().get(), threads);
        int[] classes = loaded.predict(codes.rows(), threads);
        write(file, loaded, codes, classes);
        repeat.write(file);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("command", "classify predict");
        json.put("classifier", classifier);
        source.addTo(json);
        json.put("method", loaded.method());
        json.put("rows", classes.length);
        Verdict.FIELDS.forEach(name -> json.put(name, null));
        if (verdict != null) {
            verdict.addTo(json);
        }
        json.put("out", file.toString());
        double seconds = (System.nanoTime() - begin) / 1e9;
        json.put("seconds", seconds);
        return Result.note(json, String.format(Locale.ROOT, "%,d rows classified in %s: %s%n%s", classes.length,
                Progress.duration(seconds), file, verdict == null ? "" : verdict.text("these rows")));
    }

    private static void write(Path file, SavedClassifier loaded, CodeOptions.Codes codes, int[] classes) {
        Optional<FloatMatrix> probabilities = loaded.probabilities(codes.rows());
        RunFailure.ofWriting(() -> CsvWriter.write(file, List.of("row", "class", "probability"), table -> {
            for (int i = 0; i < classes.length; i++) {
                table.cell(codes.firstRow() + i).cell(loaded.classes().get(classes[i]));
                if (probabilities.isPresent()) {
                    table.cell(probabilities.get().get(i, classes[i])).endRow();
                } else {
                    table.cell("").endRow();
                }
            }
        }));
    }
}
