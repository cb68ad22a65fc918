package io.lanecoder.cli;

import io.lanecoder.Autoencoder;
import io.lanecoder.AutoencoderConfig;
import io.lanecoder.data.Dataset;
import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.Scaler;
import io.lanecoder.nn.Activation;
import io.lanecoder.nn.Dense;
import io.lanecoder.nn.Initialisation;
import io.lanecoder.train.TrainingConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The network to train: a new one, or one whose weights are given. */
final class NetworkOptions {
    /** The activation of the reconstruction. */
    enum Output {
        SIGMOID, IDENTITY
    }

    /** The scaler, or the choice by what the data are. */
    enum Scale {
        AUTO, NONE, UNIT, MINMAX, ZSCORE
    }

    private static final AutoencoderConfig DEFAULTS = AutoencoderConfig.defaults();

    /** Of all parameters, while training begins: those to start from and their packed copy, those that learn, two moments. */
    private static final int COPIES = 5;

    @Option(names = "--hidden", paramLabel = "SIZES",
            description = "Units of the encoder's hidden layers, with commas; the decoder mirrors them; none for no "
                    + "hidden layer. Default: 256,128.") String hidden;

    @Option(names = "--latent", paramLabel = "N", description = "Numbers in a code. Default: 20.") Integer latent;

    @Option(names = "--activation", paramLabel = "NAME",
            description = "Of the hidden layers: leaky_relu, relu, sigmoid, tanh, elu, gelu, silu, softplus, identity. "
                    + "Default: leaky_relu.") String activation;

    @Option(names = "--slope", paramLabel = "X",
            description = "Slope of leaky_relu for negative sums (alpha of elu). Default: 0.2 (elu: 1).") Float slope;

    @Option(names = "--latent-slope", paramLabel = "X",
            description = "Leaky ReLU of the code; 1 for a linear code. Default: 0.01.") Float latentSlope;

    @Option(names = "--output", paramLabel = "sigmoid|identity",
            description = "Last activation; sigmoid suits data in 0..1. Default: sigmoid.") Output output;

    @Option(names = "--init", paramLabel = "MODEL",
            description = "Start from this model: its weights, sizes, activations and scaler.") String init;

    @Option(names = "--init-weights", paramLabel = "pytorch|glorot|he",
            description = "How weights are drawn. Default: pytorch (+-1/sqrt(inputs)).") Initialisation initWeights;

    @Option(names = "--scale", paramLabel = "auto|none|unit|minmax|zscore",
            description = "How values are scaled, fitted on the training rows. Default: auto (bytes by 255, numbers in "
                    + "0..1 as they are, all others min-max by column).") Scale scale;

    /** Checks what can be checked before the data are read, and loads the weights to start from. */
    Optional<Autoencoder> initial() throws IOException {
        AutoencoderConfig config = config();
        if (init == null) {
            return Optional.empty();
        }
        Arguments.refuse(initWeights != null, "--init-weights", "has no meaning with --init, which gives the weights");
        Autoencoder model = Autoencoder.load(Arguments.path("--init", init));
        List<Integer> sizes = model.network().layers().subList(0, model.network().encoderLayers() - 1).stream()
                .map(Dense::outputs).toList();
        Arguments.require(hidden == null || sizes.equals(config.hidden()), "--hidden", hidden,
                text(sizes) + ", the sizes of " + init);
        Arguments.require(latent == null || latent == model.network().latent(), "--latent", latent,
                model.network().latent() + ", the size of " + init);
        return Optional.of(withGivenActivations(model, config));
    }

    private Autoencoder withGivenActivations(Autoencoder model, AutoencoderConfig config) {
        List<Dense> layers = model.network().layers();
        int code = model.network().encoderLayers() - 1;
        boolean hiddenGiven = activation != null || slope != null;
        if (!hiddenGiven && latentSlope == null && output == null) {
            return model;
        }
        List<Activation> old = new ArrayList<>(layers.stream().map(Dense::activation).toList());
        Activation oldOutput = old.removeLast();
        Activation oldLatent = old.remove(code);
        Arguments.require(hiddenGiven || old.stream().distinct().count() <= 1, "--activation", "none",
                "one for all hidden layers, because those of " + init + " differ");
        Activation newHidden = hiddenGiven || old.isEmpty() ? config.hiddenActivation() : old.getFirst();
        return model.withActivations(newHidden, latentSlope == null ? oldLatent : config.latentActivation(),
                output == null ? oldOutput : config.outputActivation());
    }

    private AutoencoderConfig config() {
        List<Integer> sizes = hidden == null ? DEFAULTS.hidden() : sizes(hidden);
        int code = latent == null ? DEFAULTS.latent() : latent;
        Arguments.require(code >= 1, "--latent", code, "at least 1");
        Activation result = output == Output.IDENTITY ? Activation.IDENTITY : DEFAULTS.outputActivation();
        Activation ofCode = latentSlope == null ? DEFAULTS.latentActivation()
                : Arguments.naming("--latent-slope", () -> Activation.leakyRelu(latentSlope));
        return DEFAULTS.withSizes(sizes, code).withActivations(hiddenActivation(), ofCode, result)
                .withInitialisation(initWeights == null ? DEFAULTS.initialisation() : initWeights);
    }

    private Activation hiddenActivation() {
        if (activation == null && slope == null) {
            return DEFAULTS.hiddenActivation();
        }
        String name = activation == null ? "leaky_relu" : activation;
        Activation plain = Arguments.naming("--activation", () -> Activation.named(name, 1f));
        boolean leaky = plain.kind() == Activation.Kind.LEAKY_RELU;
        Arguments.refuse(slope != null && !leaky && plain.kind() != Activation.Kind.ELU, "--slope",
                "has no meaning with --activation " + name + ", which has no slope");
        float value = slope != null ? slope : leaky ? DEFAULTS.hiddenActivation().slope() : 1f;
        return Arguments.naming("--slope", () -> Activation.named(name, value));
    }

    private static List<Integer> sizes(String text) {
        List<Integer> sizes = new ArrayList<>();
        if (text.equals("none")) {
            return sizes;
        }
        for (String part : text.split(",", -1)) {
            try {
                sizes.add(Integer.parseInt(part.strip()));
            } catch (NumberFormatException _) {
                sizes.add(0);
            }
            Arguments.require(sizes.getLast() >= 1, "--hidden", text,
                    "whole numbers from 1 with commas, as in 256,128, or none");
        }
        return sizes;
    }

    private static String text(List<Integer> sizes) {
        return sizes.isEmpty() ? "none" : sizes.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** The model before the first epoch, with its scaler. The data are not changed. */
    Autoencoder start(Optional<Autoencoder> initial, String source, Dataset data, TrainingConfig training) {
        int inputs = data.features().cols();
        Autoencoder model = initial.orElseGet(() -> Arguments.naming("--hidden", () -> {
            requireMemory(config().network(inputs).size());
            return Autoencoder.untrained(inputs, config(), training.seed());
        }));
        Models.requireFit(init, model, source, data);
        if (scale == null && initial.isPresent()) {
            return model.suiting(data);
        }
        return model.withScaler(Arguments.naming("--scale", () -> fit(data, training)));
    }

    /** Refuses at once what cannot end well: weights twice, their packed copies and moments are in memory together. */
    private static void requireMemory(int numbers) {
        long need = (long) COPIES * Float.BYTES * numbers;
        long heap = Runtime.getRuntime().maxMemory();
        if (!(need <= heap)) {
            throw new IllegalArgumentException(String.format(Locale.ROOT,
                    "training this network needs at least %,d MB, the heap of this JVM is %,d MB; "
                            + "give it more, as in JDK_JAVA_OPTIONS=-Xmx8g, or take smaller layers",
                    need >> 20, heap >> 20));
        }
    }

    private Scaler fit(Dataset data, TrainingConfig training) {
        return switch (scale == null ? Scale.AUTO : scale) {
            case NONE -> Scaler.none();
            case UNIT -> Scaler.fit(Scaler.Kind.UNIT, data.features());
            case AUTO -> data.encoding() == Dataset.Encoding.BYTES ? Scaler.auto(data)
                    : Scaler.auto(Dataset.of(trainingRows(data, training)));
            case MINMAX -> Scaler.fit(Scaler.Kind.MINMAX, trainingRows(data, training));
            case ZSCORE -> Scaler.fit(Scaler.Kind.ZSCORE, trainingRows(data, training));
        };
    }

    private static FloatMatrix trainingRows(Dataset data, TrainingConfig training) {
        return training.validationFraction() == 0 ? data.features()
                : data.features().select(training.split(data.size()).training());
    }

    /** Whether the user wants the values as they are, now or when the model to start from was made. */
    boolean unscaledOnPurpose(Optional<Autoencoder> initial) {
        return scale == Scale.NONE || scale == null && initial.isPresent()
                && "none".equals(initial.get().provenance().get("scale"));
    }

    /** Adds what the network really is, under the names of the options. */
    void addTo(Map<String, Object> options, Autoencoder model) {
        List<Dense> layers = model.network().layers();
        int code = model.network().encoderLayers() - 1;
        options.put("hidden", text(layers.subList(0, code).stream().map(Dense::outputs).toList()));
        options.put("latent", model.network().latent());
        if (init == null) {
            Activation ofHidden = config().hiddenActivation();
            options.put("activation", ofHidden.kind().name().toLowerCase(Locale.ROOT));
            if (ofHidden.slope() != 0f) {
                options.put("slope", ofHidden.slope());
            }
            options.put("latent-slope", config().latentActivation().slope());
            options.put("output", config().outputActivation().toString());
            options.put("init-weights", config().initialisation().name().toLowerCase(Locale.ROOT));
        } else {
            options.put("init", init);
            putIfGiven(options, "activation", activation);
            putIfGiven(options, "slope", slope);
            putIfGiven(options, "latent-slope", latentSlope);
            putIfGiven(options, "output", output == null ? null : output.name().toLowerCase(Locale.ROOT));
        }
        if (init == null || scale != null) {
            options.put("scale", (scale == null ? Scale.AUTO : scale).name().toLowerCase(Locale.ROOT));
        }
    }

    private static void putIfGiven(Map<String, Object> options, String name, Object value) {
        if (value != null) {
            options.put(name, value);
        }
    }
}
