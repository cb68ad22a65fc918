package io.lanecoder.nn;

import io.lanecoder.kernel.Products;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The shape of an autoencoder: a chain of dense layers, the first of them the encoder, and where each layer's numbers stand in
 * one flat parameter array.
 *
 * <p>A layer takes {@code outputs} rows of weights, each {@link #weightStride} floats apart (the inputs, rounded up to a cache
 * line; the padding is zero and stays zero), then its biases. Immutable and safe for all threads.
 */
public final class Network {
    private final List<Dense> layers;
    private final int encoderLayers;
    private final int[] weightOffset;
    private final int[] biasOffset;
    private final int size;

    /**
     * A chain of layers.
     *
     * @param layers the layers, the encoder's first; each takes as many inputs as the one before it gives outputs
     * @param encoderLayers how many of them are the encoder, 1 to {@code layers.size() - 1}
     * @throws IllegalArgumentException if the sizes do not fit, two layers have one name, the last layer does not give back the
     *     first one's inputs, or the network is too large for one array
     */
    public Network(List<Dense> layers, int encoderLayers) {
        this.layers = List.copyOf(layers);
        this.encoderLayers = encoderLayers;
        if (encoderLayers < 1 || encoderLayers >= layers.size()) {
            throw new IllegalArgumentException("an autoencoder needs at least one encoder and one decoder layer, got "
                    + encoderLayers + " of " + layers.size());
        }
        for (int l = 1; l < layers.size(); l++) {
            if (layers.get(l).inputs() != layers.get(l - 1).outputs()) {
                throw new IllegalArgumentException("layer " + layers.get(l).name() + " takes " + layers.get(l).inputs()
                        + " inputs, the layer before it gives " + layers.get(l - 1).outputs());
            }
        }
        Set<String> names = new HashSet<>();
        for (Dense layer : layers) {
            if (!names.add(layer.name())) {
                throw new IllegalArgumentException("two layers are named " + layer.name() + ", names must differ");
            }
        }
        if (layers.getLast().outputs() != layers.getFirst().inputs()) {
            throw new IllegalArgumentException("the decoder gives " + layers.getLast().outputs()
                    + " values, the encoder takes " + layers.getFirst().inputs());
        }
        weightOffset = new int[layers.size()];
        biasOffset = new int[layers.size()];
        long next = 0;
        for (int l = 0; l < layers.size(); l++) {
            Dense layer = layers.get(l);
            weightOffset[l] = (int) next;
            next += (long) layer.outputs() * Products.padded(layer.inputs());
            biasOffset[l] = (int) next;
            next += Products.padded(layer.outputs());
            if (next > Integer.MAX_VALUE - 64) {
                throw new IllegalArgumentException("the network is too large: more parameters than one array holds");
            }
        }
        size = (int) next;
    }

    /**
     * An autoencoder whose decoder mirrors its encoder, with PyTorch-style layer names: {@code encoder.fc1 ..},
     * {@code encoder.fc_mean}, {@code decoder.fc1 ..}.
     *
     * @param inputs number of features
     * @param hidden sizes of the hidden layers of the encoder, may be empty
     * @param latent size of the latent code
     * @param hiddenActivation of all hidden layers
     * @param latentActivation of the code
     * @param outputActivation of the reconstruction
     * @return the network
     * @throws IllegalArgumentException if a size is below 1 or too large
     */
    public static Network autoencoder(int inputs, List<Integer> hidden, int latent, Activation hiddenActivation,
            Activation latentActivation, Activation outputActivation) {
        List<Dense> layers = new ArrayList<>();
        int width = inputs;
        for (int i = 0; i < hidden.size(); i++) {
            layers.add(new Dense("encoder.fc" + (i + 1), width, hidden.get(i), hiddenActivation));
            width = hidden.get(i);
        }
        layers.add(new Dense("encoder.fc_mean", width, latent, latentActivation));
        width = latent;
        for (int i = 0; i < hidden.size(); i++) {
            int next = hidden.get(hidden.size() - 1 - i);
            layers.add(new Dense("decoder.fc" + (i + 1), width, next, hiddenActivation));
            width = next;
        }
        layers.add(new Dense("decoder.fc" + (hidden.size() + 1), width, inputs, outputActivation));
        return new Network(layers, hidden.size() + 1);
    }

    /** {@return the layers, encoder first} */
    public List<Dense> layers() {
        return layers;
    }

    /** {@return how many of the layers are the encoder} */
    public int encoderLayers() {
        return encoderLayers;
    }

    /** {@return the number of features of a row} */
    public int inputs() {
        return layers.getFirst().inputs();
    }

    /** {@return the size of a latent code} */
    public int latent() {
        return layers.get(encoderLayers - 1).outputs();
    }

    /** {@return the number of trainable numbers} */
    public long parameterCount() {
        return layers.stream().mapToLong(Dense::parameterCount).sum();
    }

    /** {@return the length of the flat parameter array, padding included} */
    public int size() {
        return size;
    }

    /**
     * {@return where the weights of a layer begin in the flat array}
     *
     * @param layer the layer's number, from 0
     */
    public int weightOffset(int layer) {
        return weightOffset[layer];
    }

    /**
     * {@return the distance between two rows of weights of a layer}
     *
     * @param layer the layer's number, from 0
     */
    public int weightStride(int layer) {
        return Products.padded(layers.get(layer).inputs());
    }

    /**
     * {@return where the biases of a layer begin in the flat array}
     *
     * @param layer the layer's number, from 0
     */
    public int biasOffset(int layer) {
        return biasOffset[layer];
    }
}
