package io.lanecoder.cli;

import io.lanecoder.AnomalyDetector;
import io.lanecoder.Autoencoder;
import io.lanecoder.format.Safetensors;
import io.lanecoder.nn.Dense;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Says what a model is. */
@CommandLine.Command(name = "info", sortOptions = false,
        customSynopsis = "lanecoder info --model MODEL [OPTIONS]",
        description = "Shows a model's layers, scaler and origin, after checking its file.",
        footer = {
            "", "Examples:", "  lanecoder info --model run/model.safetensors",
            "  lanecoder info --model run/model.safetensors --json"})
final class InfoCommand extends Command {
    @Option(names = "--model", paramLabel = "MODEL", required = true,
            description = "A model.safetensors that train or PyTorch wrote.") String model;

    InfoCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    Result work() throws IOException {
        Path file = Arguments.path("--model", model);
        Autoencoder autoencoder = Autoencoder.load(file); // refuses weights that are not finite
        int tensors = Safetensors.readHeader(file).tensors().size();
        boolean ours = !autoencoder.provenance().isEmpty();
        long bytes = Files.size(file);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("command", "info");
        json.put("model", model);
        json.put("bytes", bytes);
        json.put("tensors", tensors);
        json.put("inputs", autoencoder.network().inputs());
        json.put("latent", autoencoder.network().latent());
        json.put("parameters", autoencoder.network().parameterCount());
        json.put("encoder_layers", autoencoder.network().encoderLayers());
        json.put("layers", layers(autoencoder));
        json.put("scaler", autoencoder.scaler().kind().text());
        Optional<AnomalyDetector> detector = AnomalyDetector.of(autoencoder);
        json.put("calibration_rows", detector.map(AnomalyDetector::calibrationRows).orElse(null));
        json.put("rule", detector.map(d -> d.rule().toString()).orElse(null));
        json.put("threshold", detector.map(AnomalyDetector::threshold).filter(Double::isFinite).orElse(null));
        json.put("weights_finite", true);
        json.put("provenance", autoencoder.provenance());
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "%s: %,d bytes, %d tensors, all weights are finite%n%n", model, bytes,
                tensors));
        text.append(autoencoder.summary());
        text.append(String.format("%nscaler: %s%n", autoencoder.scaler()));
        detector.ifPresent(d -> text.append(String.format("anomalies: %s%n", d)));
        if (ours) {
            text.append(String.format("%nhow it was made%n"));
            autoencoder.provenance().forEach(
                    (key, value) -> text.append(String.format("  %-16s %s%n", key, Failure.oneLine(value))));
        } else {
            text.append(String.format("the file does not say how it was made%n"));
        }
        return Result.answer(json, text.toString());
    }

    private static List<Object> layers(Autoencoder autoencoder) {
        List<Object> layers = new ArrayList<>();
        for (Dense layer : autoencoder.network().layers()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("name", layer.name());
            row.put("inputs", layer.inputs());
            row.put("outputs", layer.outputs());
            row.put("activation", layer.activation().toString());
            row.put("parameters", layer.parameterCount());
            layers.add(row);
        }
        return layers;
    }
}
