package io.lanecoder.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Squared errors of rows, part by part, against those of whole rows. */
@Tag("lanes")
class LossesTest {
    private static final int ROWS = 3;

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 16, 17, 48, 784, 1000, 1024, 1025, 2500})
    void partsGiveTheBitsOfTheWhole(int n) {
        check(Kernels.scalar(), n, new int[] {1, 7, 16, 40});
        assumeTrue(ModuleLayer.boot().findModule(KernelChoice.MODULE).isPresent(), "no Vector API in this JVM");
        int lanes = Kernels.vector().lanes();
        check(Kernels.vector(), n, new int[] {lanes, 2 * lanes, 3 * lanes, 48});
    }

    private static void check(Kernels kernels, int n, int[] widths) {
        Random random = new Random(n);
        int ld = Products.padded(n) + 5;
        float[] a = new float[ROWS * ld];
        float[] b = new float[ROWS * ld];
        double[] expected = new double[ROWS];
        for (int i = 0; i < ROWS; i++) {
            for (int j = 0; j < n; j++) {
                a[i * ld + j] = (float) random.nextGaussian();
                b[i * ld + j] = (float) random.nextGaussian();
            }
            expected[i] = kernels.losses().squaredError(n, a, i * ld, b, i * ld);
        }
        for (int width : widths) {
            boolean sigmoid = width > Losses.LANES;
            float[] lanes = new float[ROWS * Losses.LANES];
            double[] sums = {-1, 0, 0, 0};
            float[] deltas = new float[a.length];
            for (int from = 0, to; from < Products.padded(n); from = to) {
                to = Math.min(Products.padded(n), Math.min(from + width, (from / Losses.BLOCK + 1) * Losses.BLOCK));
                kernels.losses().addSquaredErrors(ROWS, to - from, from % Losses.LANES, a, from, ld, b, from, ld,
                        lanes);
                float[] once = new float[lanes.length];
                float[] again = new float[lanes.length];
                kernels.losses().addSquaredErrors(ROWS, to - from, from % Losses.LANES, a, from, ld, b, from, ld, once);
                kernels.losses().addSquaredErrorsAndDeltas(ROWS, to - from, from % Losses.LANES, 0.3f, sigmoid, a, b,
                        deltas,
                        from, ld, again);
                assertArrayEquals(once, again, "the errors are the same with their deltas");
                if (to % Losses.BLOCK == 0 || to == Products.padded(n)) {
                    Losses.addBlock(ROWS, lanes, sums, 1);
                }
            }
            assertArrayEquals(expectedDeltas(kernels, sigmoid, n, ld, a, b), deltas, kernels.name() + ", " + width);
            assertEquals(-1, sums[0]);
            for (int i = 0; i < ROWS; i++) {
                assertEquals(expected[i], sums[1 + i], kernels.name() + ", parts of " + width);
            }
            assertArrayEquals(new float[lanes.length], lanes, "the next block begins with zeros");
        }
    }

    /** Of the columns of every row, up to the padding: the difference, and through the sigmoid. */
    private static float[] expectedDeltas(Kernels kernels, boolean sigmoid, int n, int ld, float[] a, float[] b) {
        float[] deltas = new float[a.length];
        for (int at = 0; at < ROWS * ld; at += ld) {
            kernels.losses().scaledDifference(Products.padded(n), 0.3f, a, at, b, at, deltas, at);
            if (sigmoid) {
                kernels.activations().backward(ActivationOp.SIGMOID, 0f, Products.padded(n), a, at, deltas, at);
            }
        }
        return deltas;
    }
}
