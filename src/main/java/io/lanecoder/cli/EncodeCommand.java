package io.lanecoder.cli;

import io.lanecoder.Autoencoder;
import io.lanecoder.data.Dataset;
import io.lanecoder.data.FloatMatrix;
import java.io.IOException;
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
        Dataset data = source.read();
        Models.requireFit(model, autoencoder, source.data, data);
        FloatMatrix codes = autoencoder.suiting(data).encode(data.features(), threads);
        Models.write(file, codes, Models.numbered("z", codes.cols()));
        double seconds = (System.nanoTime() - begin) / 1e9;
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("command", "encode");
        json.put("model", model);
        json.put("data", source.data);
        json.put("rows", codes.rows());
        json.put("latent", codes.cols());
        json.put("out", file.toString());
        json.put("seconds", seconds);
        return Result.note(json, String.format(Locale.ROOT, "%,d rows encoded as %,d numbers each in %s: %s%n",
                codes.rows(), codes.cols(), Progress.duration(seconds), file));
    }
}
