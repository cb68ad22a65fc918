package io.lanecoder.nn;

import io.lanecoder.data.SeededRandom;

/** How the first weights are drawn. U(a) is the uniform distribution on -a..a, N(s) the normal one of standard deviation s. */
public enum Initialisation {
    /** As PyTorch's {@code nn.Linear}: weights and biases from U(1 / sqrt(inputs)). */
    PYTORCH,
    /** Glorot and Bengio, 2010: weights from U(sqrt(6 / (inputs + outputs))), biases 0. */
    GLOROT,
    /** He et al., 2015: weights from N(sqrt(2 / inputs)), biases 0. */
    HE;

    private static final long STREAM = 3;

    /**
     * Draws all weights and biases, and packs them. Every layer has a stream of its own.
     *
     * @param parameters where to
     * @param seed any number; the same seed draws the same numbers
     */
    public void draw(Parameters parameters, long seed) {
        Network network = parameters.network();
        for (int l = 0; l < network.layers().size(); l++) {
            Dense layer = network.layers().get(l);
            SeededRandom random = SeededRandom.of(seed, STREAM, l);
            float[] weights = new float[layer.outputs() * layer.inputs()];
            float[] biases = new float[layer.outputs()];
            switch (this) {
                case PYTORCH -> {
                    double bound = 1 / Math.sqrt(layer.inputs());
                    uniform(weights, bound, random);
                    uniform(biases, bound, random);
                }
                case GLOROT -> uniform(weights, Math.sqrt(6.0 / ((double) layer.inputs() + layer.outputs())), random);
                case HE -> {
                    double deviation = Math.sqrt(2.0 / layer.inputs());
                    for (int i = 0; i < weights.length; i++) {
                        weights[i] = (float) (deviation * random.nextGaussian());
                    }
                }
            }
            parameters.set(l, weights, biases);
        }
        parameters.pack();
    }

    private static void uniform(float[] values, double bound, SeededRandom random) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.uniform(-bound, bound);
        }
    }
}
