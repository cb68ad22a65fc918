package io.lanecoder.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The forces against double, the vector kernels against the scalar ones, and nothing written outside the range. */
@Tag("lanes")
class MapForcesTest {
    /** Some roundings a term, and one an addition in each of 16 sums: relative to the sum of the terms' magnitudes. */
    private static double bound(int terms, double magnitudes) {
        return (8 + terms / 16.0) * 0x1p-24 * magnitudes;
    }

    private static final float CANARY = 77.25f;

    /** Points with their places filled up, and lists of neighbours. */
    private record Case(int n, float[] x, float[] y, int[] groups, int[] neighbours, float[] p) {
        static Case of(int n, long seed) {
            Random random = new Random(seed);
            int room = Math.ceilDiv(n, MapForces.GROUP) * MapForces.GROUP;
            float[] x = new float[room];
            float[] y = new float[room];
            Arrays.fill(x, MapForces.FAR);
            Arrays.fill(y, MapForces.FAR);
            for (int i = 0; i < n; i++) {
                x[i] = (float) random.nextGaussian() * 5;
                y[i] = (float) random.nextGaussian() * 5;
            }
            int[] groups = new int[n + 1];
            for (int i = 0; i < n; i++) {
                groups[i + 1] = groups[i] + i % 4;
            }
            int[] neighbours = new int[groups[n] * MapForces.GROUP];
            float[] p = new float[neighbours.length];
            for (int i = 0; i < p.length; i++) {
                neighbours[i] = random.nextInt(n);
                p[i] = i % 5 == 0 ? 0f : random.nextFloat();
            }
            return new Case(n, x, y, groups, neighbours, p);
        }

        float[][] run(MapForces kernels, int from, int to) {
            float[][] out = new float[5][n];
            for (float[] array : out) {
                Arrays.fill(array, CANARY);
            }
            long[] pairs = new long[x.length];
            MapForces.pair(x.length, x, y, pairs);
            kernels.attract(from, to, groups, neighbours, p, x, y, pairs, out[0], out[1]);
            kernels.repel(from, to, x, y, x.length, x, y, out[2], out[3], out[4]);
            return out;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 15, 16, 17, 33, 97, 211})
    void agreesWithDouble(int n) {
        Case c = Case.of(n, n);
        for (Kernels kernels : new Kernels[] {Kernels.scalar(), Kernels.get()}) {
            float[][] out = c.run(kernels.mapForces(), 0, n);
            for (int i = 0; i < n; i++) {
                double[] sums = new double[5];
                double[] magnitudes = new double[5];
                for (int e = c.groups[i] * 16; e < c.groups[i + 1] * 16; e++) {
                    add(c, i, c.neighbours[e], c.p[e], 0, sums, magnitudes);
                }
                for (int j = 0; j < n; j++) {
                    add(c, i, j, 1, 2, sums, magnitudes);
                }
                for (int k = 0; k < 5; k++) {
                    assertEquals(sums[k], out[k][i], bound(n + 48, magnitudes[k]), kernels.name() + " " + k);
                }
            }
        }
    }

    private static void add(Case c, int i, int j, double p, int at, double[] sums, double[] magnitudes) {
        double dx = (double) c.x[i] - c.x[j];
        double dy = (double) c.y[i] - c.y[j];
        double w = 1 / (1 + dx * dx + dy * dy);
        double factor = at == 0 ? p * w : w * w;
        double[] terms = {factor * dx, factor * dy, w};
        for (int k = 0; k < (at == 0 ? 2 : 3); k++) {
            sums[at + k] += terms[k];
            magnitudes[at + k] += Math.abs(terms[k]);
        }
    }

    @Test
    void twoPointsByHand() {
        // One unit apart: w = 1/2, w^2 = 1/4.
        float[] x = new float[16];
        float[] y = new float[16];
        Arrays.fill(x, MapForces.FAR);
        Arrays.fill(y, MapForces.FAR);
        x[0] = 2;
        x[1] = 3;
        y[0] = -1;
        y[1] = -1;
        int[] neighbours = new int[32];
        float[] p = new float[32];
        neighbours[0] = 1;
        p[0] = 0.5f;
        Arrays.fill(neighbours, 17, 32, 1);
        neighbours[16] = 0;
        p[16] = 0.5f;
        Case c = new Case(2, x, y, new int[] {0, 1, 2}, neighbours, p);
        float[][] out = c.run(Kernels.get().mapForces(), 0, 2);
        assertArrayEquals(new float[] {-0.25f, 0.25f}, out[0]);
        assertArrayEquals(new float[] {0f, 0f}, out[1]);
        assertArrayEquals(new float[] {-0.25f, 0.25f}, out[2]);
        assertArrayEquals(new float[] {0f, 0f}, out[3]);
        assertArrayEquals(new float[] {1.5f, 1.5f}, out[4]);
    }

    @Test
    void vectorAndScalarGiveTheSameBitsAndStayInTheirRange() {
        assumeTrue(ModuleLayer.boot().findModule(KernelChoice.MODULE).isPresent());
        for (int n : new int[] {1, 7, 16, 31, 64, 203}) {
            Case c = Case.of(n, 31 + n);
            int from = n / 3;
            int to = n - n / 4;
            float[][] scalar = c.run(Kernels.scalar().mapForces(), from, to);
            float[][] vector = c.run(Kernels.vector().mapForces(), from, to);
            for (int k = 0; k < 5; k++) {
                assertArrayEquals(scalar[k], vector[k], "n " + n + ", output " + k);
                for (int i = 0; i < n; i++) {
                    assertEquals(i < from || i >= to, scalar[k][i] == CANARY, "n " + n + ", row " + i);
                }
            }
        }
    }

    @Test
    void compiledCodeGivesTheBitsOfTheFirstCall() {
        Case c = Case.of(150, 5);
        float[][] first = c.run(Kernels.scalar().mapForces(), 0, 150);
        for (int call = 0; call < 300; call++) {
            float[][] now = c.run(Kernels.get().mapForces(), 0, 150);
            for (int k = 0; k < 5; k++) {
                assertArrayEquals(first[k], now[k], "call " + call);
            }
        }
    }
}
