package io.lanecoder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lanecoder.Fixtures.Source;
import io.lanecoder.data.FloatMatrix;
import io.lanecoder.format.Json;
import io.lanecoder.format.Safetensors;
import io.lanecoder.kernel.Products;
import io.lanecoder.nn.Activation;
import io.lanecoder.nn.Dense;
import io.lanecoder.nn.Loss;
import io.lanecoder.nn.Network;
import io.lanecoder.nn.PackedLayout;
import io.lanecoder.nn.Parameters;
import io.lanecoder.nn.TrainingPasses;
import io.lanecoder.nn.TrainingWorkspace;
import io.lanecoder.nn.WeightBlock;
import io.lanecoder.train.Optimizer;
import io.lanecoder.train.TrainingConfig;
import io.lanecoder.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From PyTorch's initial weights on PyTorch's data come PyTorch's codes, gradients, weights and losses. */
class PyTorchTest {
    /** Codes and reconstructions: a few roundings of 2^-24 per layer; PyTorch's own floats come to 3e-7. */
    private static final double FORWARD = 2e-6;
    /** Gradients: sums of products of such values; PyTorch's own floats come to 4e-7. */
    private static final double GRADIENT = 5e-6;
    /**
     * Weights after ten steps: where a gradient is all but 0, Adam makes a step of its sign; PyTorch's own come to
     * 3e-6.
     */
    private static final double WEIGHTS = 3e-5;
    /** Losses. */
    private static final double LOSS = 1e-6;

    private static void require(Source source) {
        assumeTrue(source.isThere(), () -> "skipped: there is no folder " + source.folder());
    }

    @ParameterizedTest
    @EnumSource
    void codesAndReconstructions(Source source) throws IOException {
        require(source);
        Autoencoder model = Autoencoder.load(source.folder().resolve("init.safetensors"));
        Path file = source.file("forward");
        FloatMatrix x = source.rows();
        double[] z = Safetensors.readDoubles(file, "z");
        double[] restored = Safetensors.readDoubles(file, "x_hat");
        double[] score = Safetensors.readDoubles(file, "score");
        check("codes", Fixtures.error(z, model.encode(x).array()), FORWARD);
        check("reconstructions", Fixtures.error(restored, model.reconstruct(x, 1).array()), FORWARD);
        check("decoded codes", Fixtures.error(restored, model.decode(model.encode(x)).array()), FORWARD);
        double[] errors = model.reconstructionErrors(x, 1);
        double mean = 0;
        for (int i = 0; i < errors.length; i++) {
            assertEquals(score[i], errors[i], FORWARD * score[i], "error of row " + i);
            mean += errors[i] / errors.length;
        }
        double loss = Safetensors.readDoubles(file, "loss_mse")[0];
        assertEquals(loss, mean, LOSS * loss);
    }

    @ParameterizedTest
    @EnumSource
    void gradients(Source source) throws IOException {
        require(source);
        Parameters parameters = forTraining(Autoencoder.load(source.folder().resolve("init.safetensors")));
        for (Loss loss : Loss.values()) {
            String name = loss == Loss.MSE ? "mse" : "bce";
            Gradient gradient = new Gradient(parameters, loss, source.rows());
            double expected = Safetensors.readDoubles(source.file("forward"), "loss_" + name)[0];
            assertEquals(expected, gradient.loss, LOSS * expected);
            for (Map.Entry<String, float[]> tensor : tensors(gradient.values).entrySet()) {
                double[] exact = Safetensors.readDoubles(source.file("grad_" + name), tensor.getKey());
                check(source + " gradient " + name + " " + tensor.getKey(), Fixtures.error(exact, tensor.getValue()),
                        GRADIENT);
            }
        }
    }

    static Stream<Arguments> runs() {
        List<Arguments> runs = new ArrayList<>();
        for (String name : new String[] {"adam_mse", "adam_bce", "adam_decay", "adamw_mse", "sgd_mse", "sgd_clip",
            "sgd_momentum", "sgd_nesterov"}) {
            runs.add(Arguments.of(Source.OWN, name));
        }
        for (String name : new String[] {"adam_mse", "adam_bce", "adamw_mse", "sgdm_mse"}) {
            runs.add(Arguments.of(Source.GOLDEN, name));
        }
        return runs.stream();
    }

    @ParameterizedTest
    @MethodSource("runs")
    void tenSteps(Source source, String name) throws IOException {
        require(source);
        Path file = source.file(name);
        Autoencoder model = Autoencoder.load(source.folder().resolve("init.safetensors"));
        FloatMatrix x = source.rows();
        Autoencoder.Fit fit = model.trainScaled(x, config(Safetensors.readHeader(file).metadata(), x.rows()),
                TrainingListener.SILENT);
        for (Map.Entry<String, float[]> tensor : tensors(fit.model().parameters()).entrySet()) {
            double[] exact = Safetensors.readDoubles(file, "step10." + tensor.getKey());
            check(source + " " + name + " " + tensor.getKey(), Fixtures.error(exact, tensor.getValue()), WEIGHTS);
        }
        double[] losses = Safetensors.readDoubles(file, "losses");
        double worst = 0;
        for (int step = 0; step < 10; step++) {
            double loss = fit.training().history().get(step).trainLoss();
            worst = Math.max(worst, Math.abs(loss - losses[step]) / losses[step]);
            assertEquals(losses[step], loss, LOSS * losses[step], "loss of step " + (step + 1));
        }
        check(source + " " + name + " losses", worst, LOSS);
    }

    /** The options of a run, from PyTorch's names for them. */
    private static TrainingConfig config(Map<String, String> metadata, int rows) throws IOException {
        Map<?, ?> options = (Map<?, ?>) Json.parse("optimizer", metadata.get("optimizer"));
        double[] betas = options.get("betas") instanceof List<?> list
                ? list.stream().mapToDouble(PyTorchTest::number).toArray()
                : new double[] {0.9, 0.999};
        double decay = number(options, "weight_decay", 0);
        double epsilon = number(options, "eps", 1e-8);
        boolean nesterov = Boolean.TRUE.equals(options.get("nesterov"));
        Optimizer optimizer = switch ((String) options.get("opt")) {
            case "Adam" -> new Optimizer.Adam(betas[0], betas[1], epsilon, decay, false);
            case "AdamW" -> new Optimizer.Adam(betas[0], betas[1], epsilon, decay, true);
            default -> new Optimizer.Sgd(number(options, "momentum", 0), nesterov, decay);
        };
        TrainingConfig.Builder config = TrainingConfig.defaults().toBuilder().epochs(10).batchSize(rows).shuffle(false)
                .optimizer(optimizer).learningRate(number(options, "lr", Double.NaN))
                .loss(metadata.get("loss").equals("mse") ? Loss.MSE : Loss.BCE);
        if (metadata.containsKey("clip")) {
            config.clipNorm(Double.parseDouble(metadata.get("clip")));
        }
        return config.build();
    }

    private static double number(Map<?, ?> options, String name, double otherwise) {
        return options.containsKey(name) ? number(options.get(name)) : otherwise;
    }

    private static double number(Object json) {
        return ((Number) json).doubleValue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"relu", "tanh", "elu", "gelu", "silu", "softplus", "sigmoid", "leaky_relu", "identity"})
    void everyActivation(String name) throws IOException {
        Path file = Source.OWN.file("activation_" + name);
        Safetensors.Contents contents = Safetensors.read(file);
        Activation hidden = Activation.parse(contents.metadata().get("hidden"));
        Network network = Network.autoencoder(12, List.of(7), 3, hidden, Activation.IDENTITY, Activation.IDENTITY);
        Parameters parameters = new Parameters(network);
        for (int l = 0; l < network.layers().size(); l++) {
            String layer = "init." + network.layers().get(l).name();
            parameters.set(l, contents.tensors().get(layer + ".weight").values(),
                    contents.tensors().get(layer + ".bias").values());
        }
        parameters.pack();
        Gradient gradient = new Gradient(parameters, Loss.MSE, contents.tensors().get("x").matrix());
        check("reconstructions", Fixtures.error(Safetensors.readDoubles(file, "x_hat"), gradient.reconstructions),
                FORWARD);
        for (Map.Entry<String, float[]> tensor : tensors(gradient.values).entrySet()) {
            double[] exact = Safetensors.readDoubles(file, "grad." + tensor.getKey());
            check(name + " gradient " + tensor.getKey(), Fixtures.error(exact, tensor.getValue()), GRADIENT);
        }
    }

    private static void check(String what, double error, double tolerance) {
        assertTrue(error <= tolerance, () -> what + ": relative error " + error + ", at most " + tolerance);
    }

    private static Parameters forTraining(Autoencoder model) {
        Parameters parameters = new Parameters(model.network());
        System.arraycopy(model.parameters().values(), 0, parameters.values(), 0, parameters.values().length);
        parameters.pack();
        return parameters;
    }

    /** The tensors by the names that PyTorch has for them. */
    private static Map<String, float[]> tensors(Parameters parameters) {
        Map<String, float[]> tensors = new TreeMap<>();
        for (int l = 0; l < parameters.network().layers().size(); l++) {
            Dense layer = parameters.network().layers().get(l);
            tensors.put(layer.name() + ".weight", parameters.weights(l));
            tensors.put(layer.name() + ".bias", parameters.biases(l));
        }
        return tensors;
    }

    /** Loss, reconstructions and gradient of all rows as one batch. */
    private static final class Gradient {
        final Parameters values;
        final float[] reconstructions;
        double loss;

        Gradient(Parameters parameters, Loss kind, FloatMatrix x) {
            Network network = parameters.network();
            int layers = network.layers().size();
            TrainingWorkspace workspace = new TrainingWorkspace(network, x.rows(), false);
            int ld = Products.padded(x.cols());
            TrainingWorkspace.Scratch scratch = new TrainingWorkspace.Scratch(network, Math.max(x.rows(), x.cols()));
            PackedLayout layout = new PackedLayout(network);
            float[] weights = new float[layout.size()];
            layout.pack(parameters.values(), weights);
            TrainingPasses passes = new TrainingPasses(layout, weights);
            passes.inputs((i, to, off) -> System.arraycopy(x.array(), x.rowOffset(i), to, off, x.cols()), 0, x.rows(),
                    workspace, scratch);
            double[] sums = new double[x.rows()];
            passes.forward(kind, 0, x.rows(), x.rows(), workspace, scratch, sums, true);
            reconstructions = new float[x.rows() * x.cols()];
            float[] outputs = workspace.outputs(network, layers - 1);
            for (int i = 0; i < x.rows(); i++) {
                loss += sums[i] / reconstructions.length;
                System.arraycopy(outputs, i * ld, reconstructions, i * x.cols(), x.cols());
            }
            passes.backward(0, x.rows(), workspace, scratch);
            float[] gradient = new float[layout.size()];
            for (WeightBlock block : WeightBlock.of(network)) {
                passes.weightGradient(block, workspace, gradient, layout.weights(block.layer()), block.from(),
                        network.layers().get(block.layer()).inputs(), false, scratch);
            }
            for (int l = 0; l < layers; l++) {
                passes.biasGradient(l, 0, network.layers().get(l).outputs(), workspace, gradient,
                        layout.biases(l), false);
            }
            values = new Parameters(network);
            layout.unpack(gradient, values.values());
        }
    }
}
