package io.lanecoder.cli;

import io.lanecoder.Autoencoder;
import io.lanecoder.data.Dataset;
import io.lanecoder.data.FloatMatrix;
import io.lanecoder.format.NpyReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes the codes of rows. */
@CommandLine.Command(name = "encode", sortOptions = false,
        customSynopsis = "lanecoder encode --model MODEL --data SRC --out FILE [OPTIONS]",
        description = "Encodes rows with a trained model: a code for each.",
        footer = {
            "", "Examples:", "  lanecoder encode --model run/model.safetensors --data digits:1000 --out codes.npy",
            "  lanecoder encode --model run/model.safetensors --data table.csv --label-column class --out codes.csv"})
final class EncodeCommand extends Command {
    @Option(names = "--model", paramLabel = "MODEL", required = true,
            description = "A model.safetensors that train or PyTorch wrote.") String model;

    @Mixin DataOptions source;

    @Option(names = "--out", paramLabel = "FILE", required = true,
            description = "Where the codes go: a name that ends in .npy (float32) or .csv.") String out;

    @Option(names = "--layer", paramLabel = "NAME",
            description = "The layer to take, as info names it. Default: the code.") String layer;

    @Option(names = "--standardise",
            description = "Every column with mean 0 and deviation 1; takes all rows at once.") boolean standardise;

    @Mixin RunOptions repeat;

    EncodeCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    Result work() throws IOException {
        long begin = System.nanoTime();
        int threads = common.threads();
        Path modelFile = Arguments.path("--model", model);
        Path file = Arguments.matrixFile("--out", out, modelFile, Arguments.path("--data", source.data));
        Autoencoder autoencoder = Autoencoder.load(modelFile);
        String from = Models.layer(autoencoder, layer);
        boolean streams = streams(file);
        long rows;
        int columns = autoencoder.encodeAt(FloatMatrix.zeros(0, autoencoder.network().inputs()), from, 1).cols();
        if (streams) {
            rows = stream(autoencoder, from, threads, file);
        } else {
            Dataset data = source.read();
            Models.requireFit(model, autoencoder, source.data, data);
            Autoencoder suited = autoencoder.suiting(data);
            FloatMatrix codes = outputs("encoding", data.features(), columns,
                    part -> suited.encodeAt(part, from, threads));
            Models.write(file, standardise ? Models.standardised(codes) : codes, Models.numbered("z", columns));
            rows = codes.rows();
        }
        repeat.write(file);
        double seconds = (System.nanoTime() - begin) / 1e9;
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("command", "encode");
        json.put("model", model);
        json.put("data", source.data);
        json.put("rows", rows);
        json.put("latent", columns);
        json.put("layer", from);
        json.put("out", file.toString());
        json.put("seconds", seconds);
        return Result.note(json, String.format(Locale.ROOT, "%,d rows encoded as %,d numbers each in %s: %s%n",
                rows, columns, Progress.duration(seconds), file));
    }

    /** From .npy to .npy the rows need never all be there. */
    private boolean streams(Path file) throws IOException {
        Path data = Arguments.path("--data", source.data);
        return !standardise && source.table.labels == null && file.toString().toLowerCase(Locale.ROOT).endsWith(".npy")
                && Files.isRegularFile(data) && NpyReader.canRead(data);
    }

    private long stream(Autoencoder autoencoder, String from, int threads, Path file) throws IOException {
        try (NpyReader rows = NpyReader.openStream(Path.of(source.data), source.table.range());
                Bar bar = Bar.of(terminal, common.quiet, "encoding", rows.rows(), "rows")) {
            Models.requireColumns(model, autoencoder, source.data, rows.cols());
            new EncodeStream(autoencoder, from, threads, file, bar).run(rows);
            return rows.rows();
        }
    }
}
