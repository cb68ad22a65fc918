package io.lanecoder.cli;

import io.lanecoder.Autoencoder;
import io.lanecoder.data.Dataset;
import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.Scaler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes what is left of rows after encoding and decoding. */
@CommandLine.Command(name = "reconstruct", sortOptions = false,
        customSynopsis = "lanecoder reconstruct --model MODEL --data SRC --out FILE [OPTIONS]",
        description = "Encodes rows and decodes them again: what the model has kept of them.",
        footer = {
            "", "Examples:",
            "  lanecoder reconstruct --model run/model.safetensors --data digits:1000 --out reconstructions.npy",
            "  lanecoder reconstruct --model run/model.safetensors --data table.csv --unscale --out again.csv"})
final class ReconstructCommand extends Command {
    @Option(names = "--model", paramLabel = "MODEL", required = true,
            description = "A model.safetensors that train or PyTorch wrote.") String model;

    @Mixin DataOptions source;

    @Option(names = "--out", paramLabel = "FILE", required = true,
            description = "Where the reconstructions go: a name that ends in .npy (float32) or .csv.") String out;

    @Option(names = "--unscale",
            description = "Back on the scale of the data, not on the one that the network sees.") boolean unscale;

    @Mixin RunOptions repeat;

    ReconstructCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    Result work() throws IOException {
        long begin = System.nanoTime();
        int threads = common.threads();
        Path modelFile = Arguments.path("--model", model);
        Path file = Arguments.matrixFile("--out", out, modelFile, Arguments.path("--data", source.data));
        Autoencoder loaded = Autoencoder.load(modelFile);
        Dataset data = source.read();
        Models.requireFit(model, loaded, source.data, data);
        Autoencoder autoencoder = loaded.suiting(data);
        double error = mean(errors(autoencoder, data.features()));
        FloatMatrix rows = outputs("reconstructing", data.features(), data.features().cols(),
                part -> autoencoder.reconstruct(part, threads));
        if (unscale) {
            unscaleInPlace(autoencoder.scaler(), rows);
        }
        List<String> columns = data.featureNames().isEmpty() ? Models.numbered("x", rows.cols()) : data.featureNames();
        Models.write(file, rows, columns);
        repeat.write(file);
        double seconds = (System.nanoTime() - begin) / 1e9;
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("command", "reconstruct");
        json.put("model", model);
        json.put("data", source.data);
        json.put("rows", rows.rows());
        json.put("features", rows.cols());
        json.put("mean_squared_error", error);
        json.put("unscaled", unscale);
        json.put("out", file.toString());
        json.put("seconds", seconds);
        return Result.note(json, String.format(Locale.ROOT,
                "%,d rows reconstructed in %s, mean squared error %s on the network's scale: %s%n", rows.rows(),
                Progress.duration(seconds), Progress.loss(error), file));
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static void unscaleInPlace(Scaler scaler, FloatMatrix rows) {
        for (int i = 0; i < rows.rows(); i++) {
            int at = rows.rowOffset(i);
            scaler.invertRow(rows.cols(), rows.array(), at, rows.array(), at);
        }
    }
}
