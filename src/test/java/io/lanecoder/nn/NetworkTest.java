package io.lanecoder.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.kernel.Products;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkTest {
    private static final Activation F = Activation.leakyRelu(0.2f);

    private static Network reference() {
        return Network.autoencoder(784, List.of(256, 128), 20, F, Activation.leakyRelu(0.01f), Activation.SIGMOID);
    }

    private static Dense dense(String name, int inputs, int outputs) {
        return new Dense(name, inputs, outputs, F);
    }

    private static String refusal(int encoderLayers, Dense... layers) {
        return assertThrows(IllegalArgumentException.class, () -> new Network(List.of(layers), encoderLayers))
                .getMessage();
    }

    @Test
    void theReferenceNetworkHasTheLayersOfTheTable() {
        Network network = reference();
        assertEquals("encoder.fc1 784 256 leaky_relu(0.2); encoder.fc2 256 128 leaky_relu(0.2); "
                + "encoder.fc_mean 128 20 leaky_relu(0.01); decoder.fc1 20 128 leaky_relu(0.2); "
                + "decoder.fc2 128 256 leaky_relu(0.2); decoder.fc3 256 784 sigmoid",
                String.join("; ", network.layers().stream().map(
                        l -> l.name() + " " + l.inputs() + " " + l.outputs() + " " + l.activation()).toList()));
        assertEquals("3 784 20", network.encoderLayers() + " " + network.inputs() + " " + network.latent());
        // 784*256+256 + 256*128+128 + 128*20+20 + 20*128+128 + 128*256+256 + 256*784+784
        assertEquals(200960 + 32896 + 2580 + 2688 + 33024 + 201488, network.parameterCount());
    }

    @Test
    void withoutHiddenLayersThereAreTwo() {
        Network network = Network.autoencoder(3, List.of(), 2, F, F, F);
        assertEquals("[encoder.fc_mean, decoder.fc1]", network.layers().stream().map(Dense::name).toList().toString());
        assertEquals(1, network.encoderLayers());
        assertEquals(3 * 2 + 2 + 2 * 3 + 3, network.parameterCount());
    }

    @Test
    void everyNumberHasAPlaceOfItsOwnAndRowsBeginAtACacheLine() {
        Network network = Network.autoencoder(37, List.of(21, 16), 1, F, F, F);
        boolean[] taken = new boolean[network.size()];
        for (int l = 0; l < network.layers().size(); l++) {
            Dense layer = network.layers().get(l);
            assertEquals(0, network.weightOffset(l) % Products.ALIGN);
            assertEquals(0, network.biasOffset(l) % Products.ALIGN);
            assertEquals(Products.padded(layer.inputs()), network.weightStride(l));
            for (int j = 0; j < layer.outputs(); j++) {
                for (int k = 0; k < network.weightStride(l); k++) {
                    take(taken, network.weightOffset(l) + j * network.weightStride(l) + k);
                }
            }
            for (int j = 0; j < Products.padded(layer.outputs()); j++) {
                take(taken, network.biasOffset(l) + j);
            }
        }
        for (boolean t : taken) {
            assertTrue(t, "the array has a hole");
        }
    }

    private static void take(boolean[] taken, int index) {
        assertFalse(taken[index], "two numbers at " + index);
        taken[index] = true;
    }

    @Test
    void layersThatDoNotFitAreRefused() {
        assertEquals("layer b takes 3 inputs, the layer before it gives 2",
                refusal(1, dense("a", 5, 2), dense("b", 3, 5)));
        assertEquals("the decoder gives 4 values, the encoder takes 5", refusal(1, dense("a", 5, 2), dense("b", 2, 4)));
        assertEquals("two layers are named a, names must differ", refusal(1, dense("a", 5, 2), dense("a", 2, 5)));
        for (int encoderLayers : new int[] {-1, 0, 2, 3}) {
            assertEquals(
                    "an autoencoder needs at least one encoder and one decoder layer, got " + encoderLayers + " of 2",
                    refusal(encoderLayers, dense("a", 5, 2), dense("b", 2, 5)));
        }
        assertThrows(IllegalArgumentException.class, () -> new Network(List.of(), 0));
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 0", "-1, 5", "5, -2147483648", "46341, 46341", "2147483647, 1", "2147483647, 2147483647"})
    void sizesThatDoNotWorkAreRefused(int inputs, int outputs) {
        String message = assertThrows(IllegalArgumentException.class, () -> dense("a", inputs, outputs)).getMessage();
        assertTrue(message.startsWith("layer a ") && message.contains("" + inputs) && message.contains("" + outputs),
                message);
    }

    @Test
    void layersThatFitOneByOneButNotTogetherAreRefused() {
        List<Integer> hidden = List.of(30_000, 30_000, 30_000);
        String message = assertThrows(IllegalArgumentException.class,
                () -> Network.autoencoder(30_000, hidden, 5, F, F, F)).getMessage();
        assertTrue(message.contains("too large"), message);
    }

    @Test
    void parametersComeBackAsTheyWereSet() {
        Network network = Network.autoencoder(5, List.of(), 3, F, F, F);
        Parameters parameters = new Parameters(network);
        float[] weights = new float[15];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = i + 1;
        }
        parameters.set(0, weights, new float[] {101, 102, 103});
        assertArrayEquals(weights, parameters.weights(0));
        assertArrayEquals(new float[] {101, 102, 103}, parameters.biases(0));
        assertArrayEquals(new float[15], parameters.weights(1));
        assertEquals(7f, parameters.values()[network.weightOffset(0) + network.weightStride(0) + 1]);
        double sum = 0;
        for (float value : parameters.values()) {
            sum += value;
        }
        assertEquals(120 + 306, sum, "something was written into the padding");
        assertEquals("layer encoder.fc_mean takes 3 x 5 weights and 3 biases, got 14 and 3", assertThrows(
                IllegalArgumentException.class, () -> parameters.set(0, new float[14], new float[3])).getMessage());
        assertThrows(IllegalArgumentException.class, () -> parameters.set(0, new float[15], new float[4]));
    }

    @Test
    void aBlockTooLargeForAnArrayIsRefused() {
        String message =
                assertThrows(IllegalArgumentException.class, () -> Workspace.block(3_000_000, 784)).getMessage();
        assertEquals("a block of 3000000 rows of 784 columns is too large for one array", message);
    }
}
