package io.lanecoder.cli;

import io.lanecoder.data.Labels;
import io.lanecoder.format.RowRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Learns the classes of codes. */
@CommandLine.Command(name = "train", sortOptions = false,
        customSynopsis = "lanecoder classify train --codes SRC --labels SRC --out FILE [OPTIONS]",
        description = "Learns the classes of codes and says how well they are told apart.",
        footer = {
            "", "Examples:",
            "  lanecoder classify train --codes z.npy --labels y.npy --rows :4000 --test-rows 4000: \\",
            "      --out classifier.safetensors",
            "  lanecoder classify train --model run/model.safetensors --data digits:2000 --method knn \\",
            "      --out classifier.safetensors"})
final class ClassifyTrainCommand extends Command {
    /** How classes are told. */
    enum Method {
        LOGISTIC, KNN
    }

    @Mixin CodeOptions source;

    @Option(names = "--test-rows", paramLabel = "FROM:TO",
            description = "Rows to measure with, not among --rows. Default: the rows learned from.") String testRows;

    @Option(names = "--method", paramLabel = "logistic|knn", defaultValue = "logistic",
            description = "Logistic regression or nearest neighbours. Default: ${DEFAULT-VALUE}.") Method method;

    @Option(names = "--c", paramLabel = "C",
            description = "logistic: the inverse strength of regularisation. Default: 1.") Double c;

    @Option(names = "--neighbours", paramLabel = "N",
            description = "knn: how many decide. Default: 5.") Integer neighbours;

    @Option(names = "--standardise", negatable = true,
            description = "Whether columns get mean 0 and deviation 1. Default: yes for logistic.") Boolean standardise;

    @Option(names = "--out", paramLabel = "FILE", required = true,
            description = "Where the classifier goes: a name that ends in .safetensors.") String out;

    @Mixin RunOptions repeat;

    ClassifyTrainCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    Result work() throws IOException {
        long begin = System.nanoTime();
        int threads = common.threads();
        source.check();
        boolean knn = method == Method.KNN;
        Arguments.refuse(c != null && knn, "--c", "found with --method knn, which has no regularisation");
        Arguments.refuse(neighbours != null && !knn, "--neighbours", "found without --method knn");
        Arguments.require(c == null || c > 0 && c <= 1e30, "--c", c, "a number > 0");
        Arguments.require(neighbours == null || neighbours >= 1, "--neighbours", neighbours, "at least 1");
        Path file = source.result("--out", out, List.of(".safetensors"));
        RowRange test = testRows == null ? null : Arguments.naming("--test-rows", () -> RowRange.parse(testRows));
        RowRange training = source.table.range();
        Arguments.require(test == null || test.to() <= training.from() || training.to() <= test.from(), "--test-rows",
                testRows, "rows that are not among --rows " + training);
        CodeOptions.Codes codes = source.read(threads);
        Labels truth = classes(codes);
        int k = neighbours == null ? Math.min(5, truth.size()) : neighbours;
        Arguments.require(!knn || k <= truth.size(), "--neighbours", k,
                "at most " + truth.size() + ", the number of rows");
        boolean scale = standardise == null ? !knn : standardise;
        SavedClassifier classifier = Arguments.naming(source.source(), () -> knn
                ? SavedClassifier.nearest(codes.rows(), truth, scale, k)
                : SavedClassifier.logistic(codes.rows(), truth, scale, c == null ? 1 : c, threads));
        CodeOptions.Codes measured = test == null ? codes : source.read(threads, test);
        Verdict verdict = Verdict.of(classifier, measured.rows(), measured.labels().orElseThrow(), threads);
        RunFailure.ofWriting(() -> classifier.save(file));
        repeat.write(file);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("command", "classify train");
        source.addTo(json);
        json.put("method", classifier.method());
        json.put("standardised", scale);
        json.put("rows", truth.size());
        json.put("columns", codes.rows().cols());
        json.put("measured_on", test == null ? "training rows" : "test rows");
        json.put("measured_rows", measured.rows().rows());
        verdict.addTo(json);
        json.put("out", file.toString());
        double seconds = (System.nanoTime() - begin) / 1e9;
        json.put("seconds", seconds);
        return Result.note(json, String.format(Locale.ROOT, "%,d rows of %,d classes learned (%s) in %s: %s%n%s",
                truth.size(), truth.names().size(), classifier.method(), Progress.duration(seconds), file,
                verdict.text(test == null ? "the rows learned from (--test-rows gives others)" : "the test rows")));
    }

    private Labels classes(CodeOptions.Codes codes) {
        Labels truth = codes.labels().orElseThrow(() -> Arguments.wrong("--labels",
                "found none, expected --labels SRC, or --label-column with a CSV: there is nothing to learn"));
        int[] distinct = Arrays.stream(truth.codes()).distinct().toArray();
        Arguments.require(distinct.length >= 2, "--labels", "one class only, " + truth.names().get(distinct[0]),
                "two or more");
        return truth;
    }
}
