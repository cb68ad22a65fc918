package io.lanecoder.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The transforms against the definition in double, there and back, and the same bits whatever the width of a strip. */
@Tag("lanes")
class FourierTest {
    /** A float error of each of the passes (at most 12 here) on values below 1, times the root of the length. */
    private static final double TOLERANCE = 12 * 0x1p-24;

    private static final float CANARY = -12345.5f;

    private final Random random = new Random(1);

    private float[] values(int n) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = random.nextFloat() * 2 - 1;
        }
        return x;
    }

    private static double[] naive(float[] strip, int n, int lanes, int lane, int sign, int k) {
        double re = 0;
        double im = 0;
        for (int j = 0; j < n; j++) {
            double a = sign * 2 * StrictMath.PI * ((long) j * k % n) / n;
            double xr = strip[j * 2 * lanes + lane];
            double xi = strip[j * 2 * lanes + lanes + lane];
            re += xr * StrictMath.cos(a) - xi * StrictMath.sin(a);
            im += xr * StrictMath.sin(a) + xi * StrictMath.cos(a);
        }
        return new double[] {re, im};
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 15, 16, 25, 27, 30, 32, 60, 96, 125, 128, 180, 243, 512, 750})
    void everyLengthAgreesWithTheDefinition(int n) {
        for (Kernels kernels : new Kernels[] {Kernels.scalar(), Kernels.get()}) {
            Fourier fourier = kernels.fourier();
            int lanes = fourier.lanes();
            float[] x = values(n * 2 * lanes);
            for (boolean inverse : new boolean[] {false, true}) {
                float[] z = fourier.transform(FourierPlan.of(n), inverse, x.clone(), new float[x.length]);
                for (int lane : new int[] {0, lanes - 1}) {
                    for (int k = 0; k < n; k++) {
                        double[] expected = naive(x, n, lanes, lane, inverse ? 1 : -1, k);
                        double error = TOLERANCE * StrictMath.sqrt(n);
                        assertEquals(expected[0], z[k * 2 * lanes + lane], error, kernels.name() + " re " + k);
                        assertEquals(expected[1], z[k * 2 * lanes + lanes + lane], error, kernels.name() + " im " + k);
                    }
                }
            }
        }
    }

    @Test
    void aHandWorkedTransform() {
        // 1, 2, 3, 4 -> 10, -2 + 2i, -2, -2 - 2i
        Fourier fourier = Kernels.get().fourier();
        int lanes = fourier.lanes();
        float[] x = new float[8 * lanes];
        for (int j = 0; j < 4; j++) {
            Arrays.fill(x, j * 2 * lanes, j * 2 * lanes + lanes, j + 1);
        }
        float[] z = fourier.transform(FourierPlan.of(4), false, x, new float[x.length]);
        float[] expected = {10, 0, -2, 2, -2, 0, -2, -2};
        for (int i = 0; i < 8; i++) {
            assertEquals(expected[i], z[i * lanes], 0f);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 6, 48, 90, 100, 108})
    void aConvolutionAgreesWithTheDefinitionAndHasTheSameBits(int nodes) {
        int ld = Math.ceilDiv(nodes, Fourier.COLUMNS) * Fourier.COLUMNS;
        float[] grid = new float[nodes * ld];
        for (int r = 0; r < nodes; r++) {
            System.arraycopy(values(nodes), 0, grid, r * ld, nodes);
        }
        int ldg = Math.ceilDiv(nodes + 1, Fourier.ROWS) * Fourier.ROWS;
        float[] g = new float[(nodes + 1) * ldg];
        for (int j = 0; j <= nodes; j++) { // symmetric
            for (int k = 0; k <= j; k++) {
                g[j * ldg + k] = random.nextFloat();
                g[k * ldg + j] = g[j * ldg + k];
            }
        }
        float[] scalar = convolve(Kernels.scalar().fourier(), nodes, ld, grid, g, ldg);
        if (nodes <= 48) {
            compareWithDefinition(nodes, ld, grid, g, ldg, scalar);
        }
        assertArrayEquals(scalar, convolve(Kernels.get().fourier(), nodes, ld, grid, g, ldg));
    }

    private static float[] convolve(Fourier fourier, int nodes, int ld, float[] grid, float[] g, int ldg) {
        int n = 2 * nodes;
        int lanes = fourier.lanes();
        FourierPlan plan = FourierPlan.of(n);
        float[] re = new float[ldg * ld];
        float[] im = new float[ldg * ld];
        float[] a = new float[n * 2 * lanes];
        float[] b = new float[n * 2 * lanes];
        float[] out = new float[nodes * ld + 7];
        Arrays.fill(out, CANARY);
        for (int c = 0; c < ld; c += c % Fourier.APART == Fourier.APART - lanes ? lanes + Fourier.APART : lanes) {
            fourier.loadColumns(n, nodes, grid, c, ld, a);
            fourier.split(n, fourier.transform(plan, false, a, b), re, im, c, ld);
        }
        for (int r = 0; r <= nodes; r += lanes) {
            fourier.loadRows(n, nodes, re, im, r * ld, ld, a);
            float[] z = fourier.transform(plan, false, a, b);
            fourier.multiply(n, g, r, ldg, z);
            z = fourier.transform(plan, true, z, z == a ? b : a);
            fourier.storeRows(nodes, z, re, im, r * ld, ld);
        }
        for (int c = 0; c < ld; c += c % Fourier.APART == Fourier.APART - lanes ? lanes + Fourier.APART : lanes) {
            fourier.join(n, re, im, c, ld, a);
            fourier.storeColumns(nodes, fourier.transform(plan, true, a, b), out, c, ld);
        }
        for (int i = nodes * ld; i < out.length; i++) {
            assertEquals(CANARY, out[i]);
        }
        float[] inside = new float[nodes * nodes];
        for (int r = 0; r < nodes; r++) {
            System.arraycopy(out, r * ld, inside, r * nodes, nodes);
        }
        return inside;
    }

    /** In double, straight from the definition: the kernel back from its transform, then the sum over all nodes. */
    private static void compareWithDefinition(int nodes, int ld, float[] grid, float[] g, int ldg, float[] found) {
        int n = 2 * nodes;
        double[][] half = new double[n][n];
        double[][] kernel = new double[n][n];
        for (int c = 0; c < n; c++) {
            for (int j = 0; j < n; j++) {
                for (int k = 0; k < n; k++) {
                    half[j][c] += g[Math.min(j, n - j) * ldg + Math.min(k, n - k)]
                            * StrictMath.cos(2 * StrictMath.PI * (k * c % n) / n);
                }
            }
        }
        for (int r = 0; r < n; r++) {
            for (int c = 0; c < n; c++) {
                for (int j = 0; j < n; j++) {
                    kernel[r][c] += half[j][c] * StrictMath.cos(2 * StrictMath.PI * (j * r % n) / n);
                }
            }
        }
        for (int r = 0; r < nodes; r += Math.max(1, nodes / 7)) {
            for (int c = 0; c < nodes; c++) {
                double sum = 0;
                double squares = 0;
                for (int j = 0; j < nodes; j++) {
                    for (int k = 0; k < nodes; k++) {
                        double term = grid[j * ld + k] * kernel[(r - j + n) % n][(c - k + n) % n];
                        sum += term;
                        squares += term * term;
                    }
                }
                // Twice the sum, as `split` gives twice the values; float errors of four transforms.
                double error = 4 * TOLERANCE * n * StrictMath.sqrt(squares + n * n);
                assertEquals(2 * sum, found[r * nodes + c], error, r + ", " + c);
            }
        }
    }

    @Test
    void stripsOfAllWidthsGiveTheSameBits() {
        assumeTrue(ModuleLayer.boot().findModule(KernelChoice.MODULE).isPresent());
        Fourier scalar = Kernels.scalar().fourier();
        Fourier vector = Kernels.vector().fourier();
        for (int n : new int[] {2, 3, 5, 60, 96, 450}) {
            int s = scalar.lanes();
            int v = vector.lanes();
            float[] sequence = values(2 * n);
            float[] a = new float[n * 2 * s];
            float[] b = new float[n * 2 * v];
            for (int j = 0; j < n; j++) {
                a[j * 2 * s + 1] = sequence[2 * j];
                a[j * 2 * s + s + 1] = sequence[2 * j + 1];
                b[j * 2 * v + v - 1] = sequence[2 * j];
                b[j * 2 * v + 2 * v - 1] = sequence[2 * j + 1];
            }
            a = scalar.transform(FourierPlan.of(n), false, a, new float[a.length]);
            b = vector.transform(FourierPlan.of(n), false, b, new float[b.length]);
            for (int j = 0; j < n; j++) {
                assertEquals(a[j * 2 * s + 1], b[j * 2 * v + v - 1], 0f);
                assertEquals(a[j * 2 * s + s + 1], b[j * 2 * v + 2 * v - 1], 0f);
            }
        }
    }

    @Test
    void lengthsAreProductsOfTwoThreeAndFive() {
        assertEquals(2, FourierPlan.evenLengthFor(1));
        assertEquals(8, FourierPlan.evenLengthFor(7));
        assertEquals(90, FourierPlan.evenLengthFor(82));
        assertEquals(1350, FourierPlan.evenLengthFor(1297));
        for (int bad : new int[] {0, -4, 7, 22, 1001}) {
            String message = assertThrows(IllegalArgumentException.class, () -> FourierPlan.of(bad)).getMessage();
            assertFalse(message.isEmpty());
        }
    }
}
