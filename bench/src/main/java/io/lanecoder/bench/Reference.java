package io.lanecoder.bench;

import io.lanecoder.Autoencoder;
import io.lanecoder.AutoencoderConfig;
import io.lanecoder.data.Digits;
import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.SeededRandom;
import io.lanecoder.nn.Dense;
import io.lanecoder.nn.Network;
import io.lanecoder.nn.Parameters;
import java.util.List;

/** What is measured: the reference network, 784 - 256 - 128 - 20 and back, and digits or other
 * numbers in 0..1. */
final class Reference {
    static final long SEED = 1;
    /** Rows of data unless asked otherwise: 32 MB, more than a second level cache, divisible by all batch sizes. */
    static final int ROWS = 10_240;

    private Reference() {
    }

    /** Digits, which are zeros for four fifths, or numbers in 0..1 without a zero among them. */
    static FloatMatrix data(int rows, boolean dense) {
        return dense ? dense(rows) : digits(rows);
    }

    private static FloatMatrix dense(int rows) {
        SeededRandom random = SeededRandom.of(SEED, rows);
        FloatMatrix data = FloatMatrix.zeros(rows, Digits.PIXELS);
        float[] values = data.array();
        for (int i = 0; i < values.length; i++) {
            values[i] = 1 - random.nextFloat();
        }
        return data;
    }

    private static FloatMatrix digits(int rows) {
        FloatMatrix pixels = Digits.generate(rows, SEED).features();
        float[] values = pixels.array();
        for (int i = 0; i < values.length; i++) {
            values[i] /= 255f;
        }
        return pixels;
    }

    static Network network() {
        return AutoencoderConfig.defaults().network(Digits.PIXELS);
    }

    static Autoencoder model() {
        return Autoencoder.untrained(Digits.PIXELS, AutoencoderConfig.defaults(), SEED);
    }

    /** The numbers of {@link #model}. */
    static Parameters parameters() {
        Parameters parameters = new Parameters(network());
        AutoencoderConfig.defaults().initialisation().draw(parameters, SEED);
        parameters.pack();
        return parameters;
    }

    static double encodeFlops() {
        Network network = network();
        return flops(network.layers().subList(0, network.encoderLayers()));
    }

    static double forwardFlops() {
        return flops(network().layers());
    }

    /**
     * Forward, gradient of the inputs of all layers but the first, gradient of the weights: 17 products for 6 layers.
     */
    static double stepFlops() {
        return 3 * forwardFlops() - flops(network().layers().subList(0, 1));
    }

    private static double flops(List<Dense> layers) {
        return layers.stream().mapToDouble(layer -> 2.0 * layer.inputs() * layer.outputs()).sum();
    }
}
