package io.lanecoder.kernel;

/** The elementwise functions that {@link Activations} computes. */
public enum ActivationOp {
    /** {@code y = x}. */
    IDENTITY,
    /** {@code y = x > 0 ? x : slope * x}. */
    LEAKY_RELU,
    /** {@code y = x > 0 ? x : 0}. */
    RELU,
    /** {@code y = 1 / (1 + exp(-x))}. */
    SIGMOID,
    /** {@code y = tanh(x)}. */
    TANH,
    /** {@code y = x > 0 ? x : alpha * (exp(x) - 1)}. */
    ELU,
    /** {@code y = x * Phi(x)}, {@code Phi} the normal distribution function (the exact form, not the tanh one). */
    GELU,
    /** {@code y = x / (1 + exp(-x))}. */
    SILU,
    /** {@code y = log(1 + exp(x))}. */
    SOFTPLUS;

    /**
     * Tells what {@link Activations#backward} has to be given.
     *
     * @return true if the derivative is computed from the input {@code x} (the function is not monotonic, so its output
     *     does not determine its derivative); false if from the output {@code y}
     */
    public boolean derivativeFromInput() {
        return this == GELU || this == SILU;
    }
}
