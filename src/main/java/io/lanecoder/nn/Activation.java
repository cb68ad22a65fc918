package io.lanecoder.nn;

import io.lanecoder.kernel.ActivationOp;
import java.util.Locale;
import java.util.Objects;

/**
 * The function a layer applies to each of its sums, with its one parameter.
 *
 * @param kind which function
 * @param slope leaky ReLU: the factor for negative sums, >= 0 (PyTorch's {@code negative_slope}); ELU: alpha, > 0; otherwise 0
 */
public record Activation(Kind kind, float slope) {
    /** The functions. */
    public enum Kind {
        /** f(x) = x. */
        IDENTITY(ActivationOp.IDENTITY),
        /** f(x) = x for x > 0, otherwise slope * x. */
        LEAKY_RELU(ActivationOp.LEAKY_RELU),
        /** f(x) = max(x, 0). */
        RELU(ActivationOp.RELU),
        /** f(x) = 1 / (1 + exp(-x)). */
        SIGMOID(ActivationOp.SIGMOID),
        /** f(x) = tanh(x). */
        TANH(ActivationOp.TANH),
        /** f(x) = x for x > 0, otherwise alpha * (exp(x) - 1). */
        ELU(ActivationOp.ELU),
        /** f(x) = x * Phi(x), Phi the normal distribution function (the exact form, not the tanh one). */
        GELU(ActivationOp.GELU),
        /** f(x) = x / (1 + exp(-x)). */
        SILU(ActivationOp.SILU),
        /** f(x) = log(1 + exp(x)). */
        SOFTPLUS(ActivationOp.SOFTPLUS);

        final ActivationOp op;

        Kind(ActivationOp op) {
            this.op = op;
        }

        /** {@return whether the function has the parameter} */
        public boolean hasSlope() {
            return this == LEAKY_RELU || this == ELU;
        }
    }

    /** f(x) = x. */
    public static final Activation IDENTITY = new Activation(Kind.IDENTITY, 0f);
    /** The logistic function, for outputs in 0..1. */
    public static final Activation SIGMOID = new Activation(Kind.SIGMOID, 0f);

    /**
     * Checks the parameter.
     *
     * @throws IllegalArgumentException if the slope is not finite, or not in the range of its kind
     */
    public Activation {
        Objects.requireNonNull(kind, "kind");
        boolean valid = switch (kind) {
            case LEAKY_RELU -> slope >= 0f && Float.isFinite(slope);
            case ELU -> slope > 0f && Float.isFinite(slope);
            default -> slope == 0f;
        };
        if (!valid) {
            throw new IllegalArgumentException("the slope of " + kind.name().toLowerCase(Locale.ROOT) + " must be "
                    + switch (kind) {
                        case LEAKY_RELU -> "finite and >= 0";
                        case ELU -> "finite and > 0";
                        default -> "0 (it has none)";
                    } + ", got " + slope);
        }
    }

    /**
     * A leaky ReLU.
     *
     * @param slope the factor for negative sums, >= 0
     * @return the activation
     */
    public static Activation leakyRelu(float slope) {
        return new Activation(Kind.LEAKY_RELU, slope);
    }

    /**
     * The activation of a name, as the command line and model files write it.
     *
     * @param name a kind's name in lower case, {@code leaky_relu} or {@code leaky-relu} for example
     * @param slope the slope, used by the kinds that have one
     * @return the activation
     * @throws IllegalArgumentException if there is no such kind, or the slope is out of its range
     */
    public static Activation named(String name, float slope) {
        String wanted = name.replace('-', '_').toUpperCase(Locale.ROOT);
        for (Kind kind : Kind.values()) {
            if (kind.name().equals(wanted)) {
                return new Activation(kind, kind.hasSlope() ? slope : 0f);
            }
        }
        StringBuilder known = new StringBuilder();
        for (Kind kind : Kind.values()) {
            known.append(known.isEmpty() ? "" : ", ").append(kind.name().toLowerCase(Locale.ROOT));
        }
        throw new IllegalArgumentException("there is no activation '" + name + "', expected one of " + known);
    }

    /**
     * Reads what {@link #toString} writes.
     *
     * @param text {@code leaky_relu(0.2)} or {@code sigmoid}
     * @return the activation
     * @throws IllegalArgumentException if the text is not of that form
     */
    public static Activation parse(String text) {
        int open = text.indexOf('(');
        if (open < 0) {
            Activation activation = named(text, 1f);
            if (activation.kind.hasSlope()) {
                throw new IllegalArgumentException(
                        "expected the slope of the activation in brackets, as in " + activation + ", got '" + text
                                + "'");
            }
            return activation;
        }
        if (!text.endsWith(")")) {
            throw new IllegalArgumentException("expected an activation such as leaky_relu(0.2), got '" + text + "'");
        }
        float slope;
        try {
            slope = Float.parseFloat(text.substring(open + 1, text.length() - 1));
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException(
                    "expected a number in the brackets of the activation '" + text + "'");
        }
        Activation activation = named(text.substring(0, open), slope);
        if (!activation.kind.hasSlope()) {
            throw new IllegalArgumentException("expected " + activation + ", which has no slope, got '" + text + "'");
        }
        return activation;
    }

    /** {@return the name in lower case, with the slope in brackets where there is one: {@code leaky_relu(0.2)}} */
    @Override
    public String toString() {
        String name = kind.name().toLowerCase(Locale.ROOT);
        return kind.hasSlope() ? name + "(" + slope + ")" : name;
    }
}
