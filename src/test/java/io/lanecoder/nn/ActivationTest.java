package io.lanecoder.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ActivationTest {
    @ParameterizedTest
    @EnumSource
    void whatIsPrintedIsReadBack(Activation.Kind kind) {
        for (float slope : kind.hasSlope() ? new float[] {0.2f, 0.01f, 1e-30f, 3f, Float.MIN_VALUE}
                : new float[] {0f}) {
            Activation activation = new Activation(kind, slope);
            assertEquals(activation, Activation.parse(activation.toString()));
        }
    }

    @ParameterizedTest
    @CsvSource({"leaky_relu, 0.2, leaky_relu(0.2)", "Leaky-ReLU, 0, leaky_relu(0.0)", "ELU, 1, elu(1.0)",
        "gelu, 7, gelu",
        "sigmoid, 0.2, sigmoid", "identity, 0.2, identity"})
    void namesAreReadLeniently(String name, float slope, String printed) {
        assertEquals(printed, Activation.named(name, slope).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "leaky", "leaky_relu", "elu", "leaky_relu(", "leaky_relu()", "leaky_relu(x)",
        "leaky_relu(0.2",
        "leaky_relu(0.2))", "leaky_relu(-0.1)", "leaky_relu(NaN)", "leaky_relu(Infinity)", "elu(0)", "elu(-1)",
        "sigmoid(0.5)",
        "relu(0)", "(0.2)", "swish", "sigmoid "})
    void whatIsNotOfTheFormIsRefused(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> Activation.parse(text)).getMessage();
        assertTrue(message.contains("expected") || message.contains("must be"), message);
    }

    @Test
    void anUnknownNameIsToldTheKnownOnes() {
        assertEquals(
                "there is no activation 'swish', expected one of identity, leaky_relu, relu, sigmoid, tanh, elu, gelu, "
                        + "silu, softplus",
                assertThrows(IllegalArgumentException.class, () -> Activation.named("swish", 0f)).getMessage());
    }

    @Test
    void aNameThatIsMissingIsNotTheWholeText() {
        String message =
                assertThrows(IllegalArgumentException.class, () -> Activation.parse("(0.2)")).getMessage();
        assertTrue(message.startsWith("there is no activation ''"), message);
    }

    @Test
    void aSlopeThatDoesNotFitIsRefused() {
        for (float slope : new float[] {-1f, Float.NaN, Float.POSITIVE_INFINITY}) {
            for (Activation.Kind kind : Activation.Kind.values()) {
                assertThrows(IllegalArgumentException.class, () -> new Activation(kind, slope), kind + " " + slope);
            }
        }
        assertEquals("the slope of relu must be 0 (it has none), got 0.5",
                assertThrows(IllegalArgumentException.class, () -> new Activation(Activation.Kind.RELU, 0.5f))
                        .getMessage());
        assertEquals("the slope of elu must be finite and > 0, got 0.0",
                assertThrows(IllegalArgumentException.class, () -> new Activation(Activation.Kind.ELU, 0f))
                        .getMessage());
    }
}
