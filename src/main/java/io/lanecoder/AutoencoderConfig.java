package io.lanecoder;

import io.lanecoder.data.Scaler;
import io.lanecoder.nn.Activation;
import io.lanecoder.nn.Initialisation;
import io.lanecoder.nn.Network;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The shape of an autoencoder; the decoder mirrors the encoder.
 *
 * @param hidden sizes of the encoder's hidden layers, each >= 1; may be empty; default 256, 128
 * @param latent size of the latent code, >= 1; default 20
 * @param hiddenActivation of all hidden layers; default leaky ReLU of slope 0.2
 * @param latentActivation of the code; default leaky ReLU of slope 0.01 (slope 1 is a linear code, often the better choice)
 * @param outputActivation of the reconstruction; default sigmoid, for data in 0..1
 * @param initialisation how the first weights are drawn; default as PyTorch does
 * @param scaling how data are scaled for the network; empty (the default) chooses: bytes are divided by 255, numbers within 0..1
 *     stay, all others are min-max scaled by feature
 */
public record AutoencoderConfig(List<Integer> hidden, int latent, Activation hiddenActivation,
        Activation latentActivation, Activation outputActivation, Initialisation initialisation,
        Optional<Scaler.Kind> scaling) {
    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if a size is below 1
     */
    public AutoencoderConfig {
        hidden = List.copyOf(hidden);
        for (int size : hidden) {
            if (size < 1) {
                throw new IllegalArgumentException("hidden layers need at least one unit, got " + hidden);
            }
        }
        if (latent < 1) {
            throw new IllegalArgumentException("the latent size must be >= 1, got " + latent);
        }
        Objects.requireNonNull(hiddenActivation, "hiddenActivation");
        Objects.requireNonNull(latentActivation, "latentActivation");
        Objects.requireNonNull(outputActivation, "outputActivation");
        Objects.requireNonNull(initialisation, "initialisation");
        Objects.requireNonNull(scaling, "scaling");
    }

    /** {@return the reference network: 256, 128, 20} */
    public static AutoencoderConfig defaults() {
        return new AutoencoderConfig(List.of(256, 128), 20, Activation.leakyRelu(0.2f), Activation.leakyRelu(0.01f),
                Activation.SIGMOID, Initialisation.PYTORCH, Optional.empty());
    }

    /**
     * The same with other sizes.
     *
     * @param newHidden sizes of the encoder's hidden layers
     * @param newLatent size of the latent code
     * @return the configuration
     */
    public AutoencoderConfig withSizes(List<Integer> newHidden, int newLatent) {
        return new AutoencoderConfig(newHidden, newLatent, hiddenActivation, latentActivation, outputActivation,
                initialisation, scaling);
    }

    /**
     * The same with other activations.
     *
     * @param newHidden of the hidden layers
     * @param newLatent of the code
     * @param newOutput of the reconstruction
     * @return the configuration
     */
    public AutoencoderConfig withActivations(Activation newHidden, Activation newLatent, Activation newOutput) {
        return new AutoencoderConfig(hidden, latent, newHidden, newLatent, newOutput, initialisation, scaling);
    }

    /**
     * The same with another initialisation.
     *
     * @param newInitialisation how the first weights are drawn
     * @return the configuration
     */
    public AutoencoderConfig withInitialisation(Initialisation newInitialisation) {
        return new AutoencoderConfig(hidden, latent, hiddenActivation, latentActivation, outputActivation,
                newInitialisation, scaling);
    }

    /**
     * The same with a chosen scaling.
     *
     * @param kind the scaling
     * @return the configuration
     */
    public AutoencoderConfig withScaling(Scaler.Kind kind) {
        return new AutoencoderConfig(hidden, latent, hiddenActivation, latentActivation, outputActivation,
                initialisation, Optional.of(kind));
    }

    /**
     * The network for rows of a given width.
     *
     * @param inputs number of features, >= 1
     * @return the network's shape
     */
    public Network network(int inputs) {
        return Network.autoencoder(inputs, hidden, latent, hiddenActivation, latentActivation, outputActivation);
    }
}
