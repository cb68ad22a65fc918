package io.lanecoder.latent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.SeededRandom;
import io.lanecoder.kernel.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole maps: groups stand apart, the same bits always, and bad input is refused or mapped sanely. */
class TsneTest {
    private static final int GROUPS = 6;

    /** Rows around as many centres, row i belongs to group i mod 6. */
    static FloatMatrix blobs(int n, int cols, long seed) {
        SeededRandom random = SeededRandom.of(seed);
        float[][] centres = new float[GROUPS][cols];
        for (float[] centre : centres) {
            for (int j = 0; j < cols; j++) {
                centre[j] = (float) (6 * random.nextGaussian());
            }
        }
        FloatMatrix rows = FloatMatrix.zeros(n, cols);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < cols; j++) {
                rows.set(i, j, (float) (centres[i % GROUPS][j] + random.nextGaussian()));
            }
        }
        return rows;
    }

    static int[] groups(int n) {
        int[] labels = new int[n];
        Arrays.setAll(labels, i -> i % GROUPS);
        return labels;
    }

    private static Tsne.Options options(int iterations) {
        return Tsne.Options.defaults().withIterations(iterations);
    }

    private static void assertSane(TsneMap map, int n) {
        assertEquals(n, map.positions().rows());
        assertEquals(2, map.positions().cols());
        for (float value : map.positions().toArray()) {
            assertTrue(Math.abs(value) < 1e4, "position " + value);
        }
        assertTrue(Double.isFinite(map.divergence()), "divergence " + map.divergence());
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 1600}) // exact and interpolated
    void groupsStandApart(int n) {
        FloatMatrix rows = blobs(n, 8, 3);
        List<Double> divergences = new ArrayList<>();
        TsneMap map = Tsne.fit(rows, options(500).withThreads(2), null, (_, kl) -> divergences.add(kl));
        assertSane(map, n);
        MapQuality quality = MapQuality.of(rows, map.positions(), groups(n), 2);
        assertTrue(quality.accuracy().orElseThrow() > 0.995, quality.toString());
        assertTrue(quality.trustworthiness() > 0.9, quality.toString());
        assertTrue(quality.neighboursKept() > 0.3, quality.toString());
        assertEquals(10, divergences.size());
        assertTrue(divergences.get(9) < divergences.get(5) && divergences.get(5) < divergences.get(2),
                divergences.toString());
        assertEquals(divergences.get(9), map.divergence(), 0.01);
        assertEquals(500, map.iterations());
    }

    @Test
    void exactAndInterpolatedMapsAreEquallyGood() {
        FloatMatrix rows = blobs(700, 5, 8);
        double exact = Tsne.fit(rows, options(400).withRepulsion(Tsne.Repulsion.EXACT)).divergence();
        double fast = Tsne.fit(rows, options(400).withRepulsion(Tsne.Repulsion.INTERPOLATED)).divergence();
        assertEquals(exact, fast, 0.03 * exact); // two paths into valleys of about the same depth
    }

    @ParameterizedTest
    @ValueSource(strings = {"EXACT", "INTERPOLATED"})
    @Tag("lanes")
    void threadsDoNotShow(String repulsion) {
        FloatMatrix rows = blobs(410, 7, 1);
        Tsne.Options options = options(60).withExaggeration(12, 30).withPerplexity(20)
                .withRepulsion(Tsne.Repulsion.valueOf(repulsion));
        float[] one = Tsne.fit(rows, options).positions().toArray();
        for (int threads = 2; threads <= 3; threads++) {
            TsneMap map = Tsne.fit(rows, options.withThreads(threads));
            assertArrayEquals(one, map.positions().toArray(), threads + " threads");
        }
    }

    /** Found once with the scalar kernels; every kernel, lane width and compiler has to find the same. */
    @Test
    @Tag("lanes")
    void theBitsAreAlwaysTheSame() {
        FloatMatrix rows = blobs(410, 7, 1);
        Tsne.Options options = options(60).withExaggeration(12, 30).withPerplexity(20);
        int exact = Arrays.hashCode(Tsne.fit(rows, options).positions().toArray());
        int fast = Arrays.hashCode(Tsne.fit(rows, options.withRepulsion(Tsne.Repulsion.INTERPOLATED)).positions()
                .toArray());
        assertEquals("146078565 1906151189", exact + " " + fast, Kernels.get().name());
    }

    @Test
    void theSeedAndTheStartCount() {
        FloatMatrix rows = blobs(200, 4, 2);
        Tsne.Options options = options(20);
        float[] zero = Tsne.fit(rows, options).positions().toArray();
        assertArrayEquals(zero, Tsne.fit(rows, options.withSeed(0)).positions().toArray());
        assertFalse(Arrays.equals(zero, Tsne.fit(rows, options.withSeed(1)).positions().toArray()));
        assertFalse(Arrays.equals(zero, Tsne.fit(rows, options.withInit(Tsne.Init.RANDOM)).positions().toArray()));
        FloatMatrix start = FloatMatrix.zeros(200, 2);
        for (int i = 0; i < 200; i++) {
            start.set(i, 0, i % 20 - 9.5f);
            start.set(i, 1, i / 20 - 4.5f);
        }
        TsneMap still = Tsne.fit(rows, options(1).withLearningRate(1e-9), start, Tsne.Listener.SILENT);
        for (int i = 0; i < 400; i++) {
            assertEquals(start.array()[i], still.positions().array()[i], 1e-5f);
        }
    }

    @Test
    void aListenerMayCancel() {
        FloatMatrix rows = blobs(100, 4, 2);
        TsneMap map = Tsne.fit(rows, options(1000), null, new Tsne.Listener() {
            private int asked;

            @Override
            public void progress(int iteration, double divergence) {
                assertEquals(0, iteration % 50);
            }

            @Override
            public boolean cancelled() {
                return ++asked == 70;
            }
        });
        assertEquals(70, map.iterations());
        assertSane(map, 100);
    }

    @Test
    void duplicatesConstantColumnsAndLines() {
        FloatMatrix same = FloatMatrix.zeros(64, 3);
        Arrays.fill(same.array(), 2.5f);
        assertSane(Tsne.fit(same, options(300).withPerplexity(10)), 64);
        assertSane(Tsne.fit(same, options(300).withPerplexity(10).withRepulsion(Tsne.Repulsion.INTERPOLATED)), 64);

        FloatMatrix twice = FloatMatrix.zeros(120, 3); // every row twice, the last column constant
        FloatMatrix blobs = blobs(60, 2, 5);
        for (int i = 0; i < 120; i++) {
            twice.set(i, 0, blobs.get(i / 2, 0));
            twice.set(i, 1, blobs.get(i / 2, 1));
            twice.set(i, 2, 7f);
        }
        TsneMap map = Tsne.fit(twice, options(400).withPerplexity(10));
        assertSane(map, 120);
        NearestNeighbors.Neighbors near = NearestNeighbors.of(map.positions()).query(map.positions(), 6, 1);
        int together = 0;
        for (int i = 0; i < 120; i++) {
            int from = i * 6;
            int twin = i ^ 1;
            together += Arrays.stream(near.indices(), from, from + 6).anyMatch(j -> j == twin) ? 1 : 0;
        }
        assertTrue(together > 110, together + " of 120 stand beside their twin");

        FloatMatrix line = FloatMatrix.zeros(90, 1);
        for (int i = 0; i < 90; i++) {
            line.set(i, 0, i);
        }
        TsneMap curve = Tsne.fit(line, options(400).withPerplexity(8));
        assertSane(curve, 90);
        double height = 0;
        for (int i = 0; i < 90; i++) {
            height = Math.max(height, Math.abs(curve.positions().get(i, 1)));
        }
        assertTrue(height > 1, "the map of a line may bend");
    }

    @Test
    void fewRowsAndManyZeros() {
        assertSane(Tsne.fit(blobs(40, 3, 1), options(300)), 40); // fewer than 3 x perplexity
        assertSane(Tsne.fit(blobs(31, 3, 1), options(300)), 31); // all others are neighbours, evenly
        assertSane(Tsne.fit(blobs(3, 2, 1), options(300).withPerplexity(1.5)), 3);
        FloatMatrix sparse = FloatMatrix.zeros(200, 10);
        for (int i = 0; i < 20; i++) {
            sparse.set(i, i % 10, 1e-20f * i);
        }
        assertSane(Tsne.fit(sparse, options(200)), 200);
        FloatMatrix far = blobs(50, 3, 4);
        far.set(0, 0, 1e15f);
        assertSane(Tsne.fit(far, options(300).withPerplexity(5)), 50);
    }

    @Test
    void badInputIsRefused() {
        FloatMatrix rows = blobs(20, 3, 1);
        assertMessage("perplexity 30.0 is too large for 20 rows, the largest possible is 19",
                () -> Tsne.fit(rows, options(10)));
        assertMessage("a map needs 3 rows or more, got 1", () -> Tsne.fit(rows.rows(0, 1), options(10)));
        assertMessage("a map needs 3 rows or more, got 0", () -> Tsne.fit(rows.rows(0, 0), options(10)));
        FloatMatrix broken = blobs(40, 3, 1);
        broken.set(7, 2, Float.NaN);
        assertMessage("row 7, column 2 of the rows is NaN, expected a finite value",
                () -> Tsne.fit(broken, options(10)));
        assertMessage("the first positions are 19 x 2, expected 20 x 2",
                () -> Tsne.fit(rows, options(10).withPerplexity(5), FloatMatrix.zeros(19, 2), Tsne.Listener.SILENT));
        for (double bad : new double[] {1, 0, -3, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertMessage("the perplexity must be finite and > 1, got " + bad,
                    () -> Tsne.Options.defaults().withPerplexity(bad));
        }
        assertThrows(IllegalArgumentException.class, () -> Tsne.Options.defaults().withIterations(0));
        assertThrows(IllegalArgumentException.class, () -> Tsne.Options.defaults().withLearningRate(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> Tsne.Options.defaults().withExaggeration(0.5, 10));
        assertThrows(IllegalArgumentException.class, () -> Tsne.Options.defaults().withThreads(0));
    }

    private static void assertMessage(String expected, org.junit.jupiter.api.function.Executable call) {
        assertEquals(expected, assertThrows(IllegalArgumentException.class, call).getMessage());
    }
}
