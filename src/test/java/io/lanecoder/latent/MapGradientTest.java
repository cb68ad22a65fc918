package io.lanecoder.latent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.kernel.Workers;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gradient: exact against double and against the divergence itself, interpolated against exact. */
@Tag("lanes")
class MapGradientTest {
    /** Relative to the root mean square: roundings of floats in sums of some hundred terms. */
    private static final double FLOAT_SUMS = 2e-6;
    /** What {@link Tsne.Repulsion#INTERPOLATED} promises. */
    private static final double INTERPOLATION = 0.01;

    private static final double NORMALISER = 1e-3;

    private static void fill(MapGradient map, long seed, double scale) {
        Random random = new Random(seed);
        for (int i = 0; i < map.points; i++) {
            // Lumps of points on a disc, as in the maps that come out.
            double angle = 2.4 * (i % 40);
            double radius = scale * StrictMath.sqrt((i % 40) / 40.0);
            map.x[i] = (float) (radius * StrictMath.cos(angle) + 0.1 * scale * random.nextGaussian());
            map.y[i] = (float) (radius * StrictMath.sin(angle) + 0.1 * scale * random.nextGaussian());
        }
    }

    private static double[][] exact(MapGradient map) {
        double[][] sums = new double[3][map.points];
        for (int i = 0; i < map.points; i++) {
            for (int j = 0; j < map.points; j++) {
                double dx = (double) map.x[i] - map.x[j];
                double dy = (double) map.y[i] - map.y[j];
                double w = 1 / (1 + dx * dx + dy * dy);
                sums[0][i] += w * w * dx;
                sums[1][i] += w * w * dy;
                sums[2][i] += i == j ? 0 : w;
            }
        }
        return sums;
    }

    private static double error(double[][] expected, MapGradient map) {
        double wrong = 0;
        double all = 0;
        for (int i = 0; i < map.points; i++) {
            double x = map.repulsionX[i] - expected[0][i];
            double y = map.repulsionY[i] - expected[1][i];
            wrong += x * x + y * y;
            all += expected[0][i] * expected[0][i] + expected[1][i] * expected[1][i];
        }
        return Math.sqrt(wrong / all);
    }

    private static double total(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    /** Widths from a map at its beginning to a finished one of 1,500 points. */
    @ParameterizedTest
    @ValueSource(doubles = {1e-6, 1e-4, 0.01, 0.5, 3, 8, 10.5, 15, 30})
    void bothRepulsionsAgreeWithDouble(double scale) {
        try (Workers workers = new Workers(2)) {
            MapGradient exact = new MapGradient(1500, false, workers);
            MapGradient interpolated = new MapGradient(1500, true, workers);
            fill(exact, 1, scale);
            fill(interpolated, 1, scale);
            double[][] expected = exact(exact);
            double z = total(expected[2]);
            assertEquals(z, exact.repel(), FLOAT_SUMS * z);
            assertTrue(error(expected, exact) < FLOAT_SUMS, "exact " + error(expected, exact));
            assertEquals(z, interpolated.repel(), NORMALISER * z);
            double wrong = error(expected, interpolated);
            assertTrue(wrong < INTERPOLATION, "interpolated " + wrong);
            if (scale < 8) { // the nodes are close together
                assertTrue(wrong < INTERPOLATION / 20, "interpolated, narrow " + wrong);
            }
        }
    }

    @Test
    void theGradientIsThatOfTheDivergence() {
        FloatMatrix rows = Fixtures.matrix("mixture_rows.npy").rows(60, 180);
        Affinities affinities = Tsne.affinities(rows, Tsne.Options.defaults().withPerplexity(12));
        try (Workers workers = new Workers(1)) {
            MapGradient map = new MapGradient(120, false, workers);
            fill(map, 9, 2);
            map.attract(affinities);
            double z = map.repel();
            float step = 0x1p-9f; // errors of third order stay below 1e-5 of the gradient, roundings too
            double wrong = 0;
            double all = 0;
            for (int i = 0; i < 120; i++) {
                for (float[] coordinate : new float[][] {map.x, map.y}) {
                    boolean first = coordinate == map.x;
                    float before = coordinate[i];
                    coordinate[i] = before + step;
                    double up = affinities.divergence(map.x, map.y, total(exact(map)[2]), workers);
                    double width = (double) coordinate[i];
                    coordinate[i] = before - step;
                    width -= coordinate[i];
                    double down = affinities.divergence(map.x, map.y, total(exact(map)[2]), workers);
                    coordinate[i] = before;
                    double expected = (up - down) / width;
                    double found = 4 * (first
                            ? map.attractionX[i] - map.repulsionX[i] / z
                            : map.attractionY[i] - map.repulsionY[i] / z);
                    wrong += (expected - found) * (expected - found);
                    all += expected * expected;
                }
            }
            assertTrue(Math.sqrt(wrong / all) < 1e-4, "relative error " + Math.sqrt(wrong / all));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-4, 5, 23})
    void threadsDoNotShow(double scale) {
        MapGradient[] maps = new MapGradient[3];
        double[] z = new double[3];
        for (int threads = 1; threads <= 3; threads++) {
            try (Workers workers = new Workers(threads)) {
                maps[threads - 1] = new MapGradient(1700, true, workers);
                fill(maps[threads - 1], 4, scale);
                z[threads - 1] = maps[threads - 1].repel();
            }
        }
        for (int i = 1; i < 3; i++) {
            assertEquals(z[0], z[i]);
            assertArrayEquals(maps[0].repulsionX, maps[i].repulsionX);
            assertArrayEquals(maps[0].repulsionY, maps[i].repulsionY);
        }
    }

    @Test
    void aGridIsUsedAgainAfterOthers() {
        try (Workers workers = new Workers(1)) {
            MapGradient map = new MapGradient(600, true, workers);
            fill(map, 2, 20);
            map.repel();
            float[] first = map.repulsionX.clone();
            for (double scale : new double[] {1e-3, 40, 9, 20}) {
                fill(map, 2, scale);
                map.repel();
            }
            assertArrayEquals(first, map.repulsionX);
        }
    }

    @Test
    void aMapTooWideForAGridIsAddedUpExactly() {
        try (Workers workers = new Workers(1)) {
            SplineField field = new SplineField(workers);
            float[] x = {0f, 1e7f, 2f};
            float[] y = {0f, 0f, 1f};
            assertFalse(field.charge(3, x, y, 0));
            MapGradient map = new MapGradient(3, true, workers);
            System.arraycopy(x, 0, map.x, 0, 3);
            System.arraycopy(y, 0, map.y, 0, 3);
            assertEquals(2.0 / 6, map.repel(), 1e-6);
            assertEquals(-2.0 / 36, map.repulsionX[0], 1e-8);
        }
    }
}
