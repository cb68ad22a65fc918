package io.lanecoder.nn;

import java.util.Objects;

/**
 * A dense layer: y = f(W x + b), with W of shape [outputs, inputs] as PyTorch's {@code nn.Linear} has it.
 *
 * @param name the layer's name in model files, {@code encoder.fc1} for example
 * @param inputs number of inputs, >= 1
 * @param outputs number of outputs, >= 1
 * @param activation f
 */
public record Dense(String name, int inputs, int outputs, Activation activation) {
    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if a size is below 1, or the layer has more weights than an array can hold
     */
    public Dense {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(activation, "activation");
        if (inputs < 1 || outputs < 1) {
            throw new IllegalArgumentException(
                    "layer " + name + " must have at least one input and one output, got " + inputs + " -> " + outputs);
        }
        if ((inputs + 16L) * (outputs + 16L) > Integer.MAX_VALUE / 2) {
            throw new IllegalArgumentException("layer " + name + " is too large: " + inputs + " x " + outputs
                    + " weights, at most about a thousand million fit");
        }
    }

    /** {@return the number of trainable numbers, {@code outputs * inputs + outputs}} */
    public int parameterCount() {
        return outputs * inputs + outputs;
    }
}
