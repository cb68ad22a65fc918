package io.lanecoder.latent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ExponentialTest {
    /** What the javadoc promises. */
    private static final double ERROR = 1e-15;

    @Test
    void agreesWithStrictMath() {
        Random random = new Random(3);
        for (int i = 0; i < 200_000; i++) {
            double x = -StrictMath.exp(random.nextDouble() * 20 - 13.5);
            if (x >= -700) {
                double expected = StrictMath.exp(x);
                assertEquals(expected, Exponential.exp(x), ERROR * expected, "exp " + x);
            }
            double y = StrictMath.exp(random.nextDouble() * 1200 - 600);
            double log = StrictMath.log(y);
            assertEquals(log, Exponential.log(y), ERROR * Math.max(1, Math.abs(log)), "log " + y);
        }
    }

    @Test
    void theEdges() {
        assertEquals(1, Exponential.exp(0));
        assertEquals(1, Exponential.exp(-0.0));
        assertEquals(0, Exponential.exp(-701));
        assertEquals(0, Exponential.exp(Double.NEGATIVE_INFINITY));
        assertEquals(0, Exponential.log(1));
        assertEquals(StrictMath.log(Double.MIN_NORMAL), Exponential.log(Double.MIN_NORMAL), 1e-12);
        assertEquals(StrictMath.log(Double.MAX_VALUE), Exponential.log(Double.MAX_VALUE), 1e-12);
    }
}
