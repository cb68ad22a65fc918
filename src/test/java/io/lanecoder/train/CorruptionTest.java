package io.lanecoder.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The noise of a denoising autoencoder: as much of it as was asked for, and nothing beside the row. */
class CorruptionTest {
    private static final int N = 20_000;
    /** Standard errors that a sample may stray: once in 16,000 samples by chance, and the seed is fixed. */
    private static final double STANDARD_ERRORS = 4;
    private static final float VALUE = 7f;
    private static final float CANARY = 99f;

    /** A row of sevens after corruption, two canaries taken off at either end. */
    private static float[] corrupted(double mask, double noise, int epoch, int row) {
        float[] x = new float[N + 4];
        Arrays.fill(x, VALUE);
        x[0] = x[1] = x[N + 2] = x[N + 3] = CANARY;
        new Corruption(mask, noise, 5).apply(epoch, row, N, x, 2);
        assertTrue(x[0] == CANARY && x[1] == CANARY && x[N + 2] == CANARY && x[N + 3] == CANARY, "beside the row");
        return Arrays.copyOfRange(x, 2, N + 2);
    }

    private static long zeros(float[] x) {
        int count = 0;
        for (float value : x) {
            count += value == 0f ? 1 : 0;
        }
        return count;
    }

    @Test
    void onlyWithoutMaskAndNoiseThereIsNone() {
        assertTrue(new Corruption(0, 0, 1).isNone());
        assertFalse(new Corruption(0.1, 0, 1).isNone());
        assertFalse(new Corruption(0, 0.1, 1).isNone());
        float[] sevens = new float[N];
        Arrays.fill(sevens, VALUE);
        assertArrayEquals(sevens, corrupted(0, 0, 1, 1));
    }

    @Test
    void theMaskTakesItsShareAndLeavesTheRest() {
        float[] x = corrupted(0.3, 0, 1, 1);
        assertEquals(0.3 * N, zeros(x), STANDARD_ERRORS * Math.sqrt(N * 0.3 * 0.7));
        for (float value : x) {
            assertTrue(value == 0f || value == VALUE, () -> "found " + value);
        }
    }

    @Test
    void theNoiseHasItsDeviationAndNoMean() {
        double noise = 0.25;
        double mean = 0;
        double square = 0;
        for (float value : corrupted(0, noise, 1, 1)) {
            mean += (value - VALUE) / N;
            square += (double) (value - VALUE) * (value - VALUE) / N;
        }
        assertEquals(0, mean, STANDARD_ERRORS * noise / Math.sqrt(N));
        assertEquals(noise * noise, square, STANDARD_ERRORS * noise * noise * Math.sqrt(2.0 / N));
    }

    @Test
    void whatIsMaskedIsZeroWhateverTheNoise() {
        float[] x = corrupted(0.3, 0.25, 1, 1);
        assertEquals(0.3 * N, zeros(x), STANDARD_ERRORS * Math.sqrt(N * 0.3 * 0.7));
        assertTrue(Arrays.compare(x, corrupted(0.3, 0, 1, 1)) != 0);
    }

    @Test
    void rowAndEpochDecide() {
        float[] x = corrupted(0.3, 0.25, 1, 1);
        assertArrayEquals(x, corrupted(0.3, 0.25, 1, 1));
        assertFalse(Arrays.equals(x, corrupted(0.3, 0.25, 2, 1)));
        assertFalse(Arrays.equals(x, corrupted(0.3, 0.25, 1, 2)));
    }
}
