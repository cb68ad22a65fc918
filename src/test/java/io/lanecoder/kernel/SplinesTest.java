package io.lanecoder.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link Splines}: against the definition of a B-spline in double, and the vector kernels against the scalar ones. */
@Tag("lanes")
class SplinesTest {
    private static final int ROWS = 20;
    private static final int LD = 32;
    private static final double ORIGIN_X = -3.5;
    private static final double ORIGIN_Y = 1.25;
    private static final double PER_UNIT = 2.5;
    /** A weight has a dozen roundings of 2^-24, of terms that add up to 2; a derivative of terms that add up to 3. */
    private static final double WEIGHT_ERROR = 40 * 0x1p-24;
    private static final float CANARY = -77f;

    /** The quintic B-spline around 0: a sum of truncated powers. */
    private static double spline(double x, int derivative) {
        double[] binomials = {1, -6, 15, -20, 15, -6, 1};
        double sum = 0;
        for (int k = 0; k < binomials.length; k++) {
            double base = Math.max(0, x + 3 - k);
            sum += binomials[k] * (derivative == 0 ? Math.pow(base, 5) / 120 : Math.pow(base, 4) / 24);
        }
        return sum;
    }

    /** Points that have all their nodes, sorted by row. */
    private record Points(float[] x, float[] y, int[] order, int[] rowStart) {
        static Points of(int n) {
            Random random = new Random(n);
            float[] x = new float[n];
            float[] y = new float[n];
            for (int i = 0; i < n; i++) { // now and then on a node, and just below one
                double u = 3 + (i % 7 == 0 ? random.nextInt(20) : 20 * random.nextDouble());
                double v = 3 + (i % 5 == 0 ? random.nextInt(12) : 12 * random.nextDouble());
                x[i] = (float) (ORIGIN_X + u / PER_UNIT);
                y[i] = (float) (ORIGIN_Y + v / PER_UNIT);
                if (i % 14 == 7) {
                    x[i] = Math.nextDown(x[i]);
                }
            }
            SplineGrid grid = grid(new float[0]);
            int[] rowStart = new int[ROWS + 1];
            int[] order = new int[n];
            int at = 0;
            for (int row = 0; row < ROWS; row++) {
                rowStart[row] = at;
                for (int i = 0; i < n; i++) {
                    if (grid.row(y[i]) - Splines.BEFORE == row) {
                        order[at++] = i;
                    }
                }
            }
            rowStart[ROWS] = at;
            assertEquals(n, at);
            return new Points(x, y, order, rowStart);
        }
    }

    private static SplineGrid grid(float[] values) {
        return new SplineGrid(values, LD, ORIGIN_X, ORIGIN_Y, PER_UNIT);
    }

    private static float[] randomValues() {
        Random random = new Random(3);
        float[] values = new float[ROWS * LD];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static float[] spread(Kernels kernels, Points points, int firstRow, int endRow) {
        float[] values = new float[ROWS * LD];
        Arrays.fill(values, CANARY);
        Arrays.fill(values, firstRow * LD, endRow * LD, 0f);
        kernels.splines().spread(firstRow, endRow, points.rowStart, points.order, points.x, points.y, grid(values));
        return values;
    }

    private static float[][] read(Kernels kernels, Points points, int from, int to, float[] values) {
        float[][] out = new float[3][points.x.length];
        for (float[] array : out) {
            Arrays.fill(array, CANARY);
        }
        kernels.splines().read(from, to, points.order, points.x, points.y, grid(values), -2f, out[0], out[1], out[2]);
        return out;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 17, 100})
    void spreadAgreesWithTheDefinition(int n) {
        Points points = Points.of(n);
        for (Kernels kernels : new Kernels[] {Kernels.scalar(), Kernels.get()}) {
            float[] values = spread(kernels, points, 0, ROWS);
            for (int row = 0; row < ROWS; row++) {
                for (int column = 0; column < LD; column++) {
                    double sum = 0;
                    for (int i = 0; i < n; i++) {
                        double u = (points.x[i] - ORIGIN_X) * PER_UNIT;
                        double v = (points.y[i] - ORIGIN_Y) * PER_UNIT;
                        sum += spline(u - column, 0) * spline(v - row, 0);
                    }
                    assertEquals(sum, values[row * LD + column], (n + 1) * WEIGHT_ERROR, kernels.name());
                }
            }
        }
    }

    @Test
    void readAgreesWithTheDefinition() {
        Points points = Points.of(60);
        float[] values = randomValues();
        for (Kernels kernels : new Kernels[] {Kernels.scalar(), Kernels.get()}) {
            float[][] out = read(kernels, points, 0, 60, values);
            for (int i = 0; i < 60; i++) {
                double u = (points.x[i] - ORIGIN_X) * PER_UNIT;
                double v = (points.y[i] - ORIGIN_Y) * PER_UNIT;
                double[] sums = new double[3];
                double magnitude = 0;
                for (int row = 0; row < ROWS; row++) {
                    for (int column = 0; column < LD; column++) {
                        float value = values[row * LD + column];
                        sums[0] += -2 * value * spline(u - column, 1) * spline(v - row, 0);
                        sums[1] += -2 * value * spline(u - column, 0) * spline(v - row, 1);
                        sums[2] += value * spline(u - column, 0) * spline(v - row, 0);
                        magnitude = Math.max(magnitude, Math.abs(value));
                    }
                }
                for (int k = 0; k < 3; k++) {
                    assertEquals(sums[k], out[k][i], 2 * 36 * magnitude * WEIGHT_ERROR, kernels.name() + " " + k);
                }
            }
        }
    }

    @Test
    void sameBits() {
        Points points = Points.of(211);
        for (int[] rows : new int[][] {{0, ROWS}, {3, 4}, {5, 16}, {7, 7}}) {
            assertArrayEquals(spread(Kernels.scalar(), points, rows[0], rows[1]),
                    spread(Kernels.vector(), points, rows[0], rows[1]));
        }
        for (int[] part : new int[][] {{0, 211}, {5, 6}, {100, 117}, {9, 9}}) {
            assertArrayEquals(read(Kernels.scalar(), points, part[0], part[1], randomValues()),
                    read(Kernels.vector(), points, part[0], part[1], randomValues()));
        }
    }
}
