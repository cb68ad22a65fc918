package io.lanecoder;

import io.lanecoder.data.Scaler;
import io.lanecoder.format.FormatException;
import io.lanecoder.format.Json;
import io.lanecoder.format.Safetensors;
import io.lanecoder.format.Tensor;
import io.lanecoder.nn.Activation;
import io.lanecoder.nn.Dense;
import io.lanecoder.nn.Network;
import io.lanecoder.nn.Parameters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Models as safetensors files. The tensors are those of a PyTorch {@code state_dict}: {@code LAYER.weight} of shape [outputs,
 * inputs] and {@code LAYER.bias}. Everything else stands in the metadata as strings: the format's version, the layer table (JSON),
 * the scaler, the provenance under {@value #PROVENANCE}, the names of the features and the anomaly detector. A file without our
 * metadata gets the reference activations.
 */
final class ModelFile {
    private static final String FORMAT_KEY = "lanecoder.format";
    private static final String FORMAT = "1";
    private static final String LAYERS_KEY = "lanecoder.layers";
    private static final String ENCODER_LAYERS_KEY = "lanecoder.encoder_layers";
    private static final String PROVENANCE = "lanecoder.provenance.";
    private static final int MAX_LAYERS = 1000;

    private ModelFile() {
    }

    static void write(Path file, Autoencoder model) throws IOException {
        Network network = model.network();
        List<Tensor> tensors = new ArrayList<>();
        List<Object> table = new ArrayList<>();
        for (int l = 0; l < network.layers().size(); l++) {
            Dense layer = network.layers().get(l);
            tensors.add(new Tensor(layer.name() + ".weight", new int[] {layer.outputs(), layer.inputs()},
                    model.parameters().weights(l)));
            tensors.add(new Tensor(layer.name() + ".bias", new int[] {layer.outputs()}, model.parameters().biases(l)));
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("name", layer.name());
            row.put("inputs", (long) layer.inputs());
            row.put("outputs", (long) layer.outputs());
            row.put("activation", layer.activation().toString());
            table.add(row);
        }
        Map<String, String> metadata = new TreeMap<>();
        metadata.put(FORMAT_KEY, FORMAT);
        metadata.put(LAYERS_KEY, Json.write(table));
        metadata.put(ENCODER_LAYERS_KEY, Integer.toString(network.encoderLayers()));
        metadata.putAll(model.scaler().toMetadata());
        model.provenance().forEach((key, value) -> metadata.put(PROVENANCE + key, value));
        DetectorMetadata.write(model, metadata);
        Safetensors.write(file, tensors, metadata);
    }

    static Autoencoder read(Path file) throws IOException {
        Safetensors.Contents contents = Safetensors.read(file);
        Map<String, String> metadata = contents.metadata();
        boolean ours = metadata.containsKey(FORMAT_KEY);
        try {
            Network network = ours ? ours(file, metadata) : foreign(file, contents.tensors());
            Parameters parameters = parameters(file, network, contents.tensors());
            Scaler scaler = ours ? Scaler.fromMetadata(scalerEntries(metadata)) : Scaler.none();
            Map<String, String> provenance = new TreeMap<>();
            metadata.forEach((key, value) -> {
                if (key.startsWith(PROVENANCE)) {
                    provenance.put(key.substring(PROVENANCE.length()), value);
                }
            });
            ModelNotes notes = ours ? new ModelNotes(provenance, DetectorMetadata.names(file, metadata),
                    DetectorMetadata.detector(file, metadata)) : ModelNotes.NONE;
            return new Autoencoder(parameters, scaler, notes);
        } catch (IllegalArgumentException e) { // a record refused what the file says
            throw new FormatException(file, e.getMessage());
        }
    }

    private static Map<String, String> scalerEntries(Map<String, String> metadata) {
        Map<String, String> entries = new TreeMap<>(metadata);
        entries.keySet().removeIf(key -> !key.equals(Scaler.METADATA_KEY) && !key.startsWith("scaler."));
        return entries;
    }

    private static Network ours(Path file, Map<String, String> metadata) throws FormatException {
        if (!FORMAT.equals(metadata.get(FORMAT_KEY))) {
            throw new FormatException(file, "the model has the format version "
                    + FormatException.quote(metadata.get(FORMAT_KEY)) + ", this program reads version " + FORMAT);
        }
        String table = metadata.get(LAYERS_KEY);
        String encoderLayers = metadata.get(ENCODER_LAYERS_KEY);
        if (table == null || encoderLayers == null) {
            throw new FormatException(file, "the model has no layer table, expected the metadata " + LAYERS_KEY
                    + " and " + ENCODER_LAYERS_KEY);
        }
        if (!(Json.parse(file + ", metadata " + LAYERS_KEY, table) instanceof List<?> rows)
                || rows.size() > MAX_LAYERS) {
            throw new FormatException(file,
                    "the layer table is not a JSON array of at most " + MAX_LAYERS + " layers");
        }
        List<Dense> layers = new ArrayList<>();
        for (Object row : rows) {
            if (row instanceof Map<?, ?> m && m.get("name") instanceof String name
                    && m.get("inputs") instanceof Long inputs && m.get("outputs") instanceof Long outputs
                    && m.get("activation") instanceof String activation) {
                layers.add(new Dense(name, size(inputs), size(outputs), Activation.parse(activation)));
            } else {
                throw new FormatException(file, "row " + layers.size()
                        + " of the layer table is not an object with name, inputs, outputs and activation");
            }
        }
        if (!encoderLayers.matches("[0-9]{1,4}")) {
            throw new FormatException(file, "the number of encoder layers is "
                    + FormatException.quote(encoderLayers) + ", expected a whole number");
        }
        return new Network(layers, Integer.parseInt(encoderLayers));
    }

    private static int size(long value) {
        return Math.clamp(value, -1, Integer.MAX_VALUE); // Dense refuses both ends
    }

    /** The layers of a state_dict: encoder.fc1 .. encoder.fcN, encoder.fc_mean, decoder.fc1 .. decoder.fcM. */
    private static Network foreign(Path file, Map<String, Tensor> tensors) throws FormatException {
        List<String> names = new ArrayList<>();
        for (int i = 1; tensors.containsKey("encoder.fc" + i + ".weight"); i++) {
            names.add("encoder.fc" + i);
        }
        names.add("encoder.fc_mean");
        int encoderLayers = names.size();
        for (int i = 1; tensors.containsKey("decoder.fc" + i + ".weight"); i++) {
            names.add("decoder.fc" + i);
        }
        AutoencoderConfig reference = AutoencoderConfig.defaults();
        List<Dense> layers = new ArrayList<>();
        for (int l = 0; l < names.size(); l++) {
            Tensor weight = tensor(file, tensors, names.get(l) + ".weight");
            if (weight.shape().length != 2) {
                throw new FormatException(file, "the tensor " + weight + " should have two sizes, [outputs, inputs]");
            }
            Activation activation = l == names.size() - 1 ? reference.outputActivation()
                    : l == encoderLayers - 1 ? reference.latentActivation() : reference.hiddenActivation();
            layers.add(new Dense(names.get(l), weight.shape()[1], weight.shape()[0], activation));
        }
        return new Network(layers, encoderLayers);
    }

    private static Tensor tensor(Path file, Map<String, Tensor> tensors, String name) throws FormatException {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new FormatException(file, "there is no tensor " + FormatException.quote(name)
                    + ", an autoencoder has encoder.fc1 .., encoder.fc_mean and decoder.fc1 ..");
        }
        return tensor;
    }

    private static Parameters parameters(Path file, Network network, Map<String, Tensor> tensors)
            throws FormatException {
        if (tensors.size() != 2 * network.layers().size()) {
            throw new FormatException(file, "there are " + tensors.size() + " tensors, " + network.layers().size()
                    + " layers have " + 2 * network.layers().size());
        }
        for (Dense layer : network.layers()) { // before memory is taken: the layer table may claim anything
            expect(file, tensors, layer.name() + ".weight", layer.outputs(), layer.inputs());
            expect(file, tensors, layer.name() + ".bias", layer.outputs());
        }
        Parameters parameters = new Parameters(network);
        for (int l = 0; l < network.layers().size(); l++) {
            String name = network.layers().get(l).name();
            parameters.set(l, tensors.get(name + ".weight").values(), tensors.get(name + ".bias").values());
        }
        parameters.pack();
        return parameters;
    }

    private static void expect(Path file, Map<String, Tensor> tensors, String name, int... shape)
            throws FormatException {
        Tensor tensor = tensor(file, tensors, name);
        if (!Arrays.equals(tensor.shape(), shape)) {
            throw new FormatException(file, "the tensor " + tensor + " should have the shape "
                    + Arrays.toString(shape));
        }
        int bad = tensor.firstNonFinite();
        if (bad >= 0) {
            throw new FormatException(file, "value " + bad + " of the tensor " + tensor + " is " + tensor.values()[bad]
                    + ", weights must be finite");
        }
    }
}
