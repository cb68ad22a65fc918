package io.lanecoder.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.SeededRandom;
import io.lanecoder.kernel.Products;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Forward, backward and gradients against double precision, and independent of who takes which rows. */
@Tag("lanes")
class PassesTest {
    /** Outputs against double, relative to the greatest: a few roundings of 2^-24 per layer. */
    private static final double FORWARD = 2e-6;
    /**
     * Gradients against double, relative to the greatest of their tensor: they have passed through all layers
     * twice.
     */
    private static final double GRADIENT = 5e-6;
    /** Losses: float squares of float differences, summed in double. */
    private static final double LOSS = 1e-6;
    /** Central differences in double with a step of 1e-5: their own error is about step^2. */
    private static final double DIFFERENCES = 1e-7;

    private static final int ROWS = 23;

    private static Activation of(Activation.Kind kind) {
        return new Activation(kind, kind.hasSlope() ? 0.3f : 0f);
    }

    private static Parameters parameters(Activation hidden, Activation output) {
        return parameters(Network.autoencoder(37, List.of(21, 13), 5, hidden, hidden, output));
    }

    private static Parameters parameters(Network network) {
        Parameters parameters = new Parameters(network);
        Initialisation.GLOROT.draw(parameters, 11);
        SeededRandom random = SeededRandom.of(12);
        for (int l = 0; l < network.layers().size(); l++) { // biases that are not zero
            float[] biases = new float[network.layers().get(l).outputs()];
            for (int j = 0; j < biases.length; j++) {
                biases[j] = (float) random.uniform(-0.2, 0.2);
            }
            parameters.set(l, parameters.weights(l), biases);
        }
        parameters.pack();
        return parameters;
    }

    private static FloatMatrix data(int rows, int cols, double low, double high) {
        SeededRandom random = SeededRandom.of(rows, cols);
        FloatMatrix x = FloatMatrix.zeros(rows, cols);
        for (int i = 0; i < x.array().length; i++) {
            x.array()[i] = (float) random.uniform(low, high);
        }
        return x;
    }

    /** Everything that a batch leaves behind when its rows and its weights are handed out in blocks of given sizes. */
    private static final class Batch {
        final TrainingWorkspace workspace;
        final TrainingPasses passes;
        final float[] packedGradient;
        /** Laid out as the parameters. */
        final float[] gradient;
        final int rows;
        double loss;

        Batch(Parameters parameters, Loss loss, FloatMatrix x, FloatMatrix target, int rowBlock, int weightBlock) {
            this(parameters, loss, x, target, rowBlock, weightBlock,
                    new TrainingWorkspace(parameters.network(), x.rows() + 2, x != target)); // longer than the batch
        }

        Batch(Parameters parameters, Loss loss, FloatMatrix x, FloatMatrix target, int rowBlock, int weightBlock,
                TrainingWorkspace workspace) {
            Network network = parameters.network();
            rows = x.rows();
            this.workspace = workspace;
            PackedLayout layout = new PackedLayout(network);
            float[] values = new float[layout.size()];
            layout.pack(parameters.values(), values);
            packedGradient = new float[layout.size()];
            TrainingWorkspace.Scratch scratch = new TrainingWorkspace.Scratch(network, rowBlock);
            passes = new TrainingPasses(layout, values);
            double[] sums = new double[rows];
            workspace.begin(rows);
            for (int row = 0; row < rows; row += rowBlock) {
                int count = Math.min(rowBlock, rows - row);
                passes.inputs(source(x), row, count, workspace, scratch);
                if (x != target) {
                    passes.targets(source(target), row, count, workspace, scratch);
                }
                passes.forward(loss, row, count, rows, workspace, scratch, sums, true);
                passes.backward(row, count, workspace, scratch);
            }
            for (double sum : sums) {
                this.loss += sum / ((double) rows * x.cols());
            }
            learn(layout, weightBlock);
            gradient = new float[network.size()];
            layout.unpack(packedGradient, gradient);
        }

        /** The gradient, in blocks of so many inputs. */
        void learn(PackedLayout layout, int weightBlock) {
            Network network = layout.network();
            TrainingWorkspace.Scratch scratch = new TrainingWorkspace.Scratch(network, weightBlock);
            for (int l = 0; l < network.layers().size(); l++) {
                int inputs = network.layers().get(l).inputs();
                int outputs = network.layers().get(l).outputs();
                for (int from = 0; from < inputs; from += weightBlock) {
                    WeightBlock block = new WeightBlock(l, from, Math.min(inputs, from + weightBlock), 0,
                            Products.padded(outputs));
                    passes.weightGradient(block, workspace, packedGradient, layout.weights(l), from, inputs, false,
                            scratch);
                }
                passes.biasGradient(l, 0, outputs, workspace, packedGradient, layout.biases(l), false);
            }
        }

        private static TrainingPasses.Rows source(FloatMatrix x) {
            return (i, to, off) -> System.arraycopy(x.array(), x.rowOffset(i), to, off, x.cols());
        }

        /** Row-major, padding included. */
        float[] outputs(Network network, int layer) {
            return workspace.outputs(network, layer);
        }

        float[] deltas(Network network, int layer) {
            return workspace.deltas(network, layer);
        }
    }

    @ParameterizedTest
    @EnumSource
    void squaredErrorsAgreeWithDouble(Activation.Kind kind) {
        FloatMatrix x = data(ROWS, 37, -1, 1.5);
        FloatMatrix target = data(ROWS + 1, 37, -1, 1).rows(1, ROWS + 1);
        check(parameters(of(kind), Activation.IDENTITY), Loss.MSE, x, target);
        check(parameters(Activation.leakyRelu(0.2f), of(kind)), Loss.MSE, x, target);
    }

    @ParameterizedTest
    @EnumSource
    void crossEntropiesAgreeWithDouble(Activation.Kind kind) {
        check(parameters(of(kind), Activation.SIGMOID), Loss.BCE, data(ROWS, 37, 0, 1), data(ROWS + 2, 37, 0, 1).rows(2,
                ROWS + 2));
    }

    private static void check(Parameters parameters, Loss loss, FloatMatrix x, FloatMatrix target) {
        Network network = parameters.network();
        DoubleNetwork exact = new DoubleNetwork(parameters);
        Batch batch = new Batch(parameters, loss, x, target, ROWS, 64);
        for (int l = 0; l < network.layers().size(); l++) {
            int width = Products.padded(network.layers().get(l).outputs());
            float[] outputs = batch.outputs(network, l);
            double difference = 0;
            double greatest = 0;
            for (int i = 0; i < x.rows(); i++) {
                double[] expected = exact.outputs(toDouble(x.row(i)), l);
                for (int j = 0; j < expected.length; j++) {
                    difference =
                            Math.max(difference, Math.abs(expected[j] - outputs[i * width + j]));
                    greatest = Math.max(greatest, Math.abs(expected[j]));
                }
            }
            assertTrue(difference <= FORWARD * greatest, "layer " + l + ": " + difference + " of " + greatest);
        }
        double expected = exact.loss(loss, x, target);
        assertEquals(expected, batch.loss, LOSS * expected);
        double error = exact.gradient(loss, x, target).error(network, batch.gradient);
        assertTrue(error <= GRADIENT, "gradient: " + error);
    }

    private static double[] toDouble(float[] x) {
        return IntStream.range(0, x.length).mapToDouble(i -> x[i]).toArray();
    }

    /** Whoever measures is measured himself: the chain rule in double against differences of the loss. */
    @ParameterizedTest
    @EnumSource
    void theOracleAgreesWithCentralDifferences(Activation.Kind kind) {
        FloatMatrix x = data(3, 37, 0.1, 0.9);
        for (Loss loss : Loss.values()) {
            DoubleNetwork exact = new DoubleNetwork(parameters(of(kind), Activation.SIGMOID));
            DoubleNetwork.Gradient gradient = exact.gradient(loss, x, x);
            for (int l = 0; l < exact.weights.length; l++) {
                for (int j = 0; j < exact.weights[l].length; j++) {
                    assertEquals(difference(exact, loss, x, exact.biases[l], j), gradient.biases[l][j], DIFFERENCES);
                    for (int k = j % 5; k < exact.weights[l][j].length; k += 5) {
                        assertEquals(difference(exact, loss, x, exact.weights[l][j], k), gradient.weights[l][j][k],
                                DIFFERENCES, kind + ", layer " + l + ", weight " + j + ", " + k);
                    }
                }
            }
        }
    }

    private static double difference(DoubleNetwork network, Loss loss, FloatMatrix x, double[] values, int index) {
        double step = 1e-5;
        double value = values[index];
        values[index] = value + step;
        double above = network.loss(loss, x, x);
        values[index] = value - step;
        double below = network.loss(loss, x, x);
        values[index] = value;
        return (above - below) / (2 * step);
    }

    @Test
    void blocksOfRowsAndOfWeightsChangeNoBit() {
        for (Activation hidden : new Activation[] {Activation.leakyRelu(0.2f), of(Activation.Kind.GELU)}) {
            Parameters parameters = parameters(hidden, Activation.SIGMOID);
            FloatMatrix x = data(ROWS, 37, 0, 1);
            Batch whole = new Batch(parameters, Loss.MSE, x, x, ROWS, 64);
            for (int rowBlock : new int[] {1, 2, 5, 6, 7, 8, 22}) {
                for (int weightBlock : new int[] {1, 6, 8, 13, 48}) {
                    Batch parts = new Batch(parameters, Loss.MSE, x, x, rowBlock, weightBlock);
                    for (int l = 0; l < parameters.network().layers().size(); l++) {
                        assertArrayEquals(whole.workspace.outputs[l], parts.workspace.outputs[l]);
                        assertArrayEquals(whole.workspace.deltas[l], parts.workspace.deltas[l]);
                    }
                    assertArrayEquals(whole.gradient, parts.gradient, "blocks of " + rowBlock + " and " + weightBlock);
                    assertEquals(whole.loss, parts.loss);
                }
            }
        }
    }

    /** Where a panel begins depends on the batch: what one leaves behind stands in the padding of another. */
    @Test
    void aWorkspaceServesBatchesOfAnySize() {
        Activation relu = Activation.leakyRelu(0.2f);
        for (int inputs : new int[] {37, 101}) { // several panels at any lane width
            for (Activation output : new Activation[] {Activation.SIGMOID, of(Activation.Kind.GELU)}) {
                Parameters parameters =
                        parameters(Network.autoencoder(inputs, List.of(53, 70), 5, relu, relu, output));
                TrainingWorkspace used = new TrainingWorkspace(parameters.network(), ROWS, false);
                for (int rows : new int[] {ROWS, 6, 1, 14}) {
                    FloatMatrix x = data(rows, inputs, 0, 1);
                    Batch batch = new Batch(parameters, Loss.MSE, x, x, rows, 48, used);
                    Batch fresh = new Batch(parameters, Loss.MSE, x, x, rows, 48);
                    String what = rows + " rows of " + inputs + ", " + output.kind();
                    assertArrayEquals(fresh.packedGradient, batch.packedGradient, what);
                    assertEquals(fresh.loss, batch.loss, what);
                }
            }
        }
    }

    @Test
    void aGradientReplacesTheOneBefore() {
        Parameters parameters = parameters(Activation.leakyRelu(0.2f), Activation.SIGMOID);
        FloatMatrix x = data(ROWS, 37, 0, 1);
        Batch batch = new Batch(parameters, Loss.MSE, x, x, ROWS, 64);
        float[] once = batch.packedGradient.clone();
        batch.learn(new PackedLayout(parameters.network()), 64);
        assertArrayEquals(once, batch.packedGradient);
    }

    @Test
    void passesThatDoNotTrainNeedPackedWeights() {
        Parameters packed = parameters(Activation.leakyRelu(0.2f), Activation.SIGMOID);
        Parameters unpacked = new Parameters(packed.network());
        System.arraycopy(packed.values(), 0, unpacked.values(), 0, packed.values().length);
        float[] row = data(1, 37, 0, 1).array();
        Workspace workspace = Workspace.ofRow(packed.network());
        new Passes(packed).forwardRow(0, 1, row, 0, workspace);
        assertThrows(IllegalStateException.class, () -> new Passes(unpacked).forwardRow(0, 1, row, 0, workspace));
    }

    @Test
    void aRowAloneHasTheBitsOfTheBatch() {
        Parameters parameters = parameters(of(Activation.Kind.SILU), Activation.SIGMOID);
        Network network = parameters.network();
        FloatMatrix x = data(ROWS, 37, 0, 1);
        Batch batch = new Batch(parameters, Loss.MSE, x, x, ROWS, 64);
        Workspace alone = Workspace.ofRow(network);
        Passes passes = new Passes(parameters);
        for (int i = 0; i < ROWS; i++) {
            passes.forwardRow(0, network.layers().size(), x.array(), x.rowOffset(i), alone);
            for (int l = 0; l < network.layers().size(); l++) {
                int width = Products.padded(network.layers().get(l).outputs());
                assertArrayEquals(Arrays.copyOfRange(batch.outputs(network, l), i * width, (i + 1) * width),
                        Arrays.copyOf(alone.outputs(l), width), "row " + i + ", layer " + l);
            }
        }
    }

    @Test
    void someLayersAreTheMiddleOfAllLayers() {
        Parameters parameters = parameters(of(Activation.Kind.TANH), Activation.SIGMOID);
        Network network = parameters.network();
        FloatMatrix x = data(ROWS, 37, 0, 1);
        Batch batch = new Batch(parameters, Loss.MSE, x, x, ROWS, 64);
        int from = network.encoderLayers();
        int width = Products.padded(network.latent());
        Workspace decoding = new Workspace(network, ROWS);
        new Passes(parameters).forward(from, network.layers().size(), batch.outputs(network, from - 1), 0, width,
                ROWS, decoding);
        int last = network.layers().size() - 1;
        float[] outputs = batch.outputs(network, last);
        assertArrayEquals(outputs, Arrays.copyOf(decoding.outputs(last), outputs.length));
    }

    @Test
    void thePaddingStaysZero() {
        for (Activation.Kind kind : Activation.Kind.values()) {
            Parameters parameters = parameters(of(kind), of(kind));
            Network network = parameters.network();
            FloatMatrix x = data(ROWS, 37, 0, 1);
            Batch batch = new Batch(parameters, Loss.MSE, x, x, 5, 8);
            for (int l = 0; l < network.layers().size(); l++) {
                Dense layer = network.layers().get(l);
                int width = Products.padded(layer.outputs());
                float[] outputs = batch.outputs(network, l);
                float[] deltas = batch.deltas(network, l);
                for (int i = 0; i < ROWS; i++) {
                    for (int j = layer.outputs(); j < width; j++) {
                        assertEquals(0f, outputs[i * width + j], kind + ", output");
                        assertEquals(0f, deltas[i * width + j], kind + ", delta");
                    }
                }
            }
            // What is kept in the layout of the parameters, packed again, is all there was: the padding holds zeros.
            PackedLayout layout = new PackedLayout(network);
            float[] again = new float[layout.size()];
            layout.pack(batch.gradient, again);
            assertArrayEquals(again, batch.packedGradient, kind + ", gradient");
        }
    }
}
