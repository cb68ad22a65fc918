package io.lanecoder.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InitialisationTest {
    /** Standard errors that a sample may stray: once in 16,000 samples by chance, and the seed is fixed. */
    private static final double STANDARD_ERRORS = 4;

    private static final Network NETWORK = Network.autoencoder(150, List.of(90), 40, Activation.leakyRelu(0.2f),
            Activation.IDENTITY, Activation.SIGMOID);

    private static Parameters drawn(Initialisation how, long seed) {
        Parameters parameters = new Parameters(NETWORK);
        how.draw(parameters, seed);
        return parameters;
    }

    private static void checkUniform(float[] x, double bound) {
        double mean = 0;
        double square = 0;
        double greatest = 0;
        for (float v : x) {
            mean += v / x.length;
            square += (double) v * v / x.length;
            greatest = Math.max(greatest, Math.abs(v));
        }
        double deviation = bound / Math.sqrt(3);
        assertTrue(greatest <= (float) bound, greatest + " is beyond " + bound);
        assertTrue(greatest >= bound * (1 - 20.0 / x.length), "the greatest of " + x.length + " is only " + greatest);
        assertEquals(0, mean, STANDARD_ERRORS * deviation / Math.sqrt(x.length), "mean");
        // the variance of v^2 is 4 bound^4 / 45
        assertEquals(deviation * deviation, square,
                STANDARD_ERRORS * bound * bound * Math.sqrt(4.0 / 45 / x.length), "second moment");
    }

    @Test
    void pyTorchsIsUniformByTheInputs() {
        Parameters parameters = drawn(Initialisation.PYTORCH, 1);
        for (int l = 0; l < NETWORK.layers().size(); l++) {
            double bound = 1 / Math.sqrt(NETWORK.layers().get(l).inputs());
            checkUniform(parameters.weights(l), bound);
            checkUniform(parameters.biases(l), bound);
        }
    }

    @Test
    void glorotsIsUniformByInputsAndOutputs() {
        Parameters parameters = drawn(Initialisation.GLOROT, 2);
        for (int l = 0; l < NETWORK.layers().size(); l++) {
            Dense layer = NETWORK.layers().get(l);
            checkUniform(parameters.weights(l), Math.sqrt(6.0 / (layer.inputs() + layer.outputs())));
            assertArrayEquals(new float[layer.outputs()], parameters.biases(l));
        }
    }

    @Test
    void hesIsNormal() {
        Parameters parameters = drawn(Initialisation.HE, 3);
        for (int l = 0; l < NETWORK.layers().size(); l++) {
            Dense layer = NETWORK.layers().get(l);
            float[] x = parameters.weights(l);
            double variance = 2.0 / layer.inputs();
            double mean = 0;
            double square = 0;
            int within = 0;
            for (float v : x) {
                mean += v / x.length;
                square += (double) v * v / x.length;
                within += Math.abs(v) <= Math.sqrt(variance) ? 1 : 0;
            }
            assertEquals(0, mean, STANDARD_ERRORS * Math.sqrt(variance / x.length));
            assertEquals(variance, square, STANDARD_ERRORS * variance * Math.sqrt(2.0 / x.length));
            double share = 0.6826894921;
            assertEquals(share, (double) within / x.length,
                    STANDARD_ERRORS * Math.sqrt(share * (1 - share) / x.length));
            assertArrayEquals(new float[layer.outputs()], parameters.biases(l));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSeedDecides(Initialisation how) {
        float[] first = drawn(how, 5).values();
        assertArrayEquals(first, drawn(how, 5).values());
        assertFalse(Arrays.equals(first, drawn(how, 6).values()));
        Parameters same = drawn(how, 5);
        assertFalse(Arrays.equals(same.weights(1), Arrays.copyOf(same.weights(0), same.weights(1).length)),
                "two layers have drawn the same numbers");
    }

    @ParameterizedTest
    @EnumSource
    void whatIsDrawnIsReadyForPasses(Initialisation how) {
        Parameters drawn = drawn(how, 5);
        float[][] packed = new float[NETWORK.layers().size()][];
        for (int l = 0; l < packed.length; l++) {
            packed[l] = drawn.forward(l).clone();
        }
        drawn.pack();
        for (int l = 0; l < packed.length; l++) {
            assertArrayEquals(drawn.forward(l), packed[l], "layer " + l);
        }
    }

    @Test
    void aLayersNumbersDoNotDependOnTheOtherLayers() {
        Parameters deeper = new Parameters(Network.autoencoder(150, List.of(90, 70), 40, Activation.leakyRelu(0.2f),
                Activation.IDENTITY, Activation.SIGMOID));
        Initialisation.PYTORCH.draw(deeper, 1);
        assertArrayEquals(drawn(Initialisation.PYTORCH, 1).weights(0), deeper.weights(0));
    }
}
