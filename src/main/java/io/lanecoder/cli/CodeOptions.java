package io.lanecoder.cli;

import io.lanecoder.Autoencoder;
import io.lanecoder.data.Dataset;
import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.Labels;
import io.lanecoder.format.RowRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Codes: from a file, or made of data by a model. */
final class CodeOptions {
    @Option(names = "--codes", paramLabel = "SRC",
            description = "Codes, as encode writes them, or any other table of numbers.") String codes;

    @Option(names = "--model", paramLabel = "MODEL",
            description = "A model that makes codes of --data, in place of --codes.") String model;

    @Option(names = "--data", paramLabel = "SRC", description = DataOptions.SOURCES + ".") String data;

    @Option(names = "--layer", paramLabel = "NAME",
            description = "With --model: the layer to take, as info names it. Default: the code.") String layer;

    @Mixin TableOptions table;

    /**
     * Rows to work on.
     *
     * @param rows the codes
     * @param labels their classes, where they are known
     * @param firstRow the number of the first in its source
     */
    record Codes(FloatMatrix rows, Optional<Labels> labels, long firstRow) {
    }

    /** What the user called the rows. */
    String source() {
        return codes != null ? codes : data;
    }

    /** A file for a result, which is none of those that are read from, nor one of the others; null for null. */
    Path result(String option, String text, List<String> endings, String... others) throws IOException {
        return text == null ? null
                : Arguments.resultFile(option, text, endings, Arguments.files(Stream.concat(
                        Stream.of(codes, model, data, table.labels), Stream.of(others)).toArray(String[]::new)));
    }

    void check() {
        Arguments.require(codes == null || model == null && data == null, "--codes", "--codes and --model or --data",
                "one of --codes, or --model with --data");
        Arguments.require(codes != null || model != null && data != null, codes == null && model == null ? "--codes"
                : model == null ? "--model" : "--data", "nothing", "--codes, or --model with --data");
        Arguments.refuse(layer != null && model == null, "--layer", "found without --model, which has the layers");
    }

    Codes read(int threads) throws IOException {
        return read(threads, table.range());
    }

    Codes read(int threads, RowRange range) throws IOException {
        Dataset found = table.read(codes != null ? "--codes" : "--data", source(), range,
                Optional.ofNullable(table.labels));
        FloatMatrix rows = found.features();
        if (model != null) {
            Autoencoder autoencoder = Autoencoder.load(Arguments.path("--model", model));
            Models.requireFit(model, autoencoder, data, found);
            rows = autoencoder.suiting(found).encodeAt(rows, Models.layer(autoencoder, layer), threads);
        }
        return new Codes(rows, found.labels(), range.from());
    }

    void addTo(Map<String, Object> json) {
        if (codes != null) {
            json.put("codes", codes);
        } else {
            json.put("model", model);
            json.put("data", data);
        }
    }
}
