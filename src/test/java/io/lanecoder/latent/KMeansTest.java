package io.lanecoder.latent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.SeededRandom;
import io.lanecoder.kernel.Workers;
import io.lanecoder.latent.KMeans.Algorithm;
import io.lanecoder.latent.KMeans.Options;
import io.lanecoder.latent.KMeans.Result;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.commons.math3.ml.clustering.CentroidCluster;
import org.apache.commons.math3.ml.clustering.DoublePoint;
import org.apache.commons.math3.ml.clustering.KMeansPlusPlusClusterer;
import org.apache.commons.math3.ml.distance.EuclideanDistance;
import org.apache.commons.math3.random.MersenneTwister;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("lanes")
class KMeansTest {
    /** What scikit-learn's sums in float and ours may differ by, relative to the inertia. */
    private static final double INERTIA = 1e-5;
    /** Centres of values around 10 in float: a few units in the last place. */
    private static final double CENTRE = 2e-5;
    /** 200 seeds: four standard errors of the mean potential of k-means++, relative. */
    private static final double SEEDING = 0.05;

    private static void assertSteps(String key, FloatMatrix first, float[] weights, Algorithm algorithm) {
        FloatMatrix x = Fixtures.matrix("blobs.npy");
        List<?> steps = Fixtures.list(key);
        for (int i = 0; i < steps.size(); i++) {
            Object expected = steps.get(i);
            Result result =
                    KMeans.fit(x, weights, Options.of(7).withCentres(first).withMaxIterations(i + 1).withTolerance(0)
                            .withAlgorithm(algorithm));
            String what = key + ", " + (i + 1) + " iterations";
            assertArrayEquals(Fixtures.ints(expected, "labels"), result.labels(), what);
            double inertia = Fixtures.number(expected, "inertia");
            assertEquals(inertia, result.inertia(), INERTIA * inertia, what);
            assertEquals(Fixtures.number(expected, "iterations"), result.iterations(), what);
            double[] centres = Fixtures.numbers(expected, "centers");
            for (int j = 0; j < centres.length; j++) {
                assertEquals(centres[j], result.model().centres().array()[j], CENTRE, what + ", value " + j);
            }
            assertEquals(result.iterations() < i + 1, result.converged() && i > 0 && result.iterations() <= i, what);
        }
        assertTrue(steps.size() > 4, "too few steps to compare");
    }

    @ParameterizedTest
    @EnumSource
    void everyIterationIsThatOfScikitLearn(Algorithm algorithm) {
        assertSteps("kmeans", Fixtures.matrix("init.npy"), null, algorithm);
    }

    @Test
    void everyIterationWithWeightsIsThatOfScikitLearn() {
        assertSteps("kmeans_weighted", Fixtures.matrix("init.npy"), Fixtures.matrix("weights.npy").array(),
                Algorithm.LLOYD);
    }

    @ParameterizedTest
    @EnumSource
    void emptyClustersAreFilledAsByScikitLearn(Algorithm algorithm) {
        assertSteps("kmeans_empty", Fixtures.matrix("far.npy"), null, algorithm);
    }

    @Test
    void toleranceEndsARunAsInScikitLearn() {
        Object expected = Fixtures.map("kmeans_tolerance");
        Result result = KMeans.fit(Fixtures.matrix("blobs.npy"),
                Options.of(7).withCentres(Fixtures.matrix("init.npy")).withTolerance(1e-2));
        assertEquals(Fixtures.number(expected, "iterations"), result.iterations());
        assertArrayEquals(Fixtures.ints(expected, "labels"), result.labels());
        assertEquals(Fixtures.number(expected, "inertia"), result.inertia(), INERTIA * result.inertia());
        assertTrue(result.converged());
    }

    @Test
    void ownInitialisationIsAsGoodAsScikitLearns() {
        FloatMatrix x = Fixtures.matrix("blobs.npy");
        double inertia = 0;
        double potential = 0;
        int seeds = 200;
        for (int seed = 0; seed < seeds; seed++) {
            Options options = Options.of(6).withSeed(seed).withRestarts(1);
            inertia += KMeans.fit(x, options).inertia() / seeds;
            potential += potentialOfSeeding(x, options) / seeds;
        }
        double expected = Fixtures.number("plusplus_mean_potential");
        assertEquals(expected, potential, SEEDING * expected);
        assertEquals(Fixtures.number("kmeans_mean_inertia"), inertia, SEEDING * inertia);
    }

    /** What the greedy choice is worth before any iteration. */
    private static double potentialOfSeeding(FloatMatrix x, Options options) {
        try (Workers workers = new Workers(1)) {
            PackedRows data = new PackedRows(x, PackedRows.means(x, workers), 64);
            float[] centres = new Seeding(data, null, workers, SeededRandom.of(options.seed(), 0))
                    .centres(options.k(), options.init());
            double sum = 0;
            for (int i = 0; i < x.rows(); i++) {
                double least = Double.POSITIVE_INFINITY;
                for (int j = 0; j < options.k(); j++) {
                    double square = 0;
                    for (int c = 0; c < x.cols(); c++) {
                        square += Math.pow(x.get(i, c) - centres[j * x.cols() + c], 2);
                    }
                    least = Math.min(least, square);
                }
                sum += least;
            }
            return sum;
        }
    }

    @Test
    void agreesWithCommonsMath() {
        FloatMatrix x = Fixtures.blobs(400, 3, 5, 0.3, 4);
        List<DoublePoint> rows = new ArrayList<>();
        for (int i = 0; i < x.rows(); i++) {
            rows.add(new DoublePoint(new double[] {x.get(i, 0), x.get(i, 1), x.get(i, 2)}));
        }
        double best = Double.POSITIVE_INFINITY;
        for (int seed = 0; seed < 10; seed++) {
            KMeansPlusPlusClusterer<DoublePoint> oracle = new KMeansPlusPlusClusterer<>(5, 300,
                    new EuclideanDistance(), new MersenneTwister(seed));
            double inertia = 0;
            for (CentroidCluster<DoublePoint> cluster : oracle.cluster(rows)) {
                for (DoublePoint row : cluster.getPoints()) {
                    for (int c = 0; c < 3; c++) {
                        inertia += Math.pow(row.getPoint()[c] - cluster.getCenter().getPoint()[c], 2);
                    }
                }
            }
            best = Math.min(best, inertia);
        }
        assertEquals(best, KMeans.fit(x, Options.of(5)).inertia(), INERTIA * best);
    }

    @ParameterizedTest
    @CsvSource({
        "3000, 20, 10, 3", "2000, 7, 50, 0.5", "1500, 33, 64, 12", "5000, 2, 100, 4", "700, 1, 40, 1",
        "900, 16, 33, 40"})
    void algorithmsAndThreadsGiveTheSameBits(int rows, int cols, int k, double spread) {
        FloatMatrix x = Fixtures.blobs(rows, cols, k, spread, rows);
        for (KMeans.Init init : KMeans.Init.values()) {
            for (int iterations : new int[] {1, 7, 300}) {
                Options options =
                        Options.of(k).withRestarts(2).withInit(init).withMaxIterations(iterations).withSeed(3);
                Result one = KMeans.fit(x, options.withAlgorithm(Algorithm.LLOYD));
                for (Algorithm algorithm : Algorithm.values()) {
                    for (int threads : new int[] {1, 2, 3}) {
                        assertSame(one, KMeans.fit(x, options.withThreads(threads).withAlgorithm(algorithm)));
                    }
                }
                assertArrayEquals(one.labels(), one.model().predict(x, 2));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"9000, 12, 300, 0.5, 0", "6001, 3, 257, 3, 0", "8000, 9, 256, 1, 30000", "9000, 12, 800, 0.5, 0",
        "6001, 3, 769, 3, 0", "8000, 9, 780, 1, 30000", "5000, 7, 768, 1, 0"})
    void surveysLeaveNothingOutThatCounts(int rows, int cols, int k, double spread, float far) {
        FloatMatrix x = Fixtures.blobs(rows, cols, k, spread, rows);
        for (int i = 0; i < x.array().length; i++) { // lumps far apart: scores differ by little more than their rounding
            x.array()[i] += i / cols % 2 == 0 ? far : -far;
        }
        System.arraycopy(x.array(), 0, x.array(), 5 * cols, 5 * cols); // equal rows, so equal centres at first
        for (int iterations : new int[] {5, 9, 14, 25}) {
            Options options = Options.of(k).withCentres(x.rows(0, k)).withMaxIterations(iterations).withTolerance(0);
            Result lloyd = KMeans.fit(x, options.withAlgorithm(Algorithm.LLOYD));
            for (int threads : new int[] {1, 3}) {
                assertSame(lloyd, KMeans.fit(x, options.withThreads(threads)));
            }
        }
    }

    private static void assertSame(Result expected, Result actual) {
        assertArrayEquals(expected.labels(), actual.labels());
        assertArrayEquals(expected.model().centres().array(), actual.model().centres().array());
        assertEquals(expected.inertia(), actual.inertia());
        assertEquals(expected.iterations(), actual.iterations());
        assertEquals(expected.converged(), actual.converged());
    }

    @Test
    void boundsHoldWithTiesAndDuplicates() {
        Random random = new Random(8);
        FloatMatrix x = FloatMatrix.zeros(2000, 3);
        for (int i = 0; i < x.array().length; i++) {
            x.array()[i] = random.nextInt(4) + 1000; // 64 different rows, many of them midway between centres
        }
        Options options = Options.of(40).withRestarts(3).withInit(KMeans.Init.RANDOM);
        Result lloyd = KMeans.fit(x, options.withAlgorithm(Algorithm.LLOYD));
        assertSame(lloyd, KMeans.fit(x, options.withAlgorithm(Algorithm.HAMERLY)));
        assertSame(lloyd, KMeans.fit(x, options.withAlgorithm(Algorithm.YINYANG)));
    }

    @Test
    void boundsKnowTheRoundingOfScores() {
        // Two lumps so far apart that within each the scores of centres differ by little more than their rounding errors.
        Random random = new Random(5);
        FloatMatrix x = FloatMatrix.zeros(3000, 4);
        for (int i = 0; i < x.array().length; i++) {
            x.array()[i] = (float) (random.nextGaussian() + (i / 4 % 2 == 0 ? 3000 : -3000));
        }
        Options options = Options.of(40).withRestarts(2).withInit(KMeans.Init.RANDOM).withMaxIterations(30);
        Result lloyd = KMeans.fit(x, options.withAlgorithm(Algorithm.LLOYD));
        assertSame(lloyd, KMeans.fit(x, options.withAlgorithm(Algorithm.HAMERLY)));
        assertSame(lloyd, KMeans.fit(x, options.withAlgorithm(Algorithm.YINYANG)));
    }

    @Test
    void farFromTheOriginNothingIsLost() {
        FloatMatrix x = Fixtures.blobs(500, 4, 3, 0.25, 5);
        FloatMatrix far = FloatMatrix.of(500, 4, x.toArray());
        for (int i = 0; i < far.array().length; i++) {
            // Multiples of 1/4 survive the sum exactly.
            x.array()[i] = Math.round(x.array()[i] * 4) / 4f;
            far.array()[i] = x.array()[i] + 1_000_000;
        }
        Result near = KMeans.fit(x, Options.of(3));
        Result away = KMeans.fit(far, Options.of(3));
        assertArrayEquals(near.labels(), away.labels());
        assertEquals(near.inertia(), away.inertia(), 0.01 * near.inertia()); // centres there are multiples of 1/16
    }

    @Test
    void workedByHand() {
        FloatMatrix x = FloatMatrix.of(5, 1, new float[] {0, 1, 10, 11, 15});
        Result result = KMeans.fit(x, Options.of(2).withCentres(FloatMatrix.of(2, 1, new float[] {0, 1})));
        assertArrayEquals(new int[] {0, 0, 1, 1, 1}, result.labels());
        assertArrayEquals(new float[] {0.5f, 12f}, result.model().centres().array());
        assertEquals(0.5 + 4 + 1 + 9, result.inertia());
        assertTrue(result.converged());
        // 0 | 1 10 11 15 -> centres 0 and 9.25 -> 0 1 | 10 11 15 -> 0.5 and 12 -> no change
        assertEquals(3, result.iterations());
        assertArrayEquals(new int[] {0, 1}, result.model().predict(FloatMatrix.of(2, 1, new float[] {6, 6.5f}), 1));
        assertArrayEquals(new float[] {5.5f, 6, 6.5f, 5},
                result.model().transform(FloatMatrix.of(2, 1, new float[] {6, 7}), 1).array());
        Result weighted = KMeans.fit(x, new float[] {1, 3, 1, 1, 0},
                Options.of(2).withCentres(FloatMatrix.of(2, 1, new float[] {0, 20})));
        assertArrayEquals(new float[] {0.75f, 10.5f}, weighted.model().centres().array());
        assertEquals(0.75 * 0.75 + 3 * 0.25 * 0.25 + 0.5, weighted.inertia());
    }

    @Test
    void equalRowsAndAsManyClustersAsRows() {
        FloatMatrix equal = FloatMatrix.of(4, 2, new float[] {3, 4, 3, 4, 3, 4, 3, 4});
        Result result = KMeans.fit(equal, Options.of(3));
        assertEquals(0, result.inertia());
        for (float value : result.model().centres().array()) {
            assertTrue(value == 3 || value == 4);
        }
        FloatMatrix four = FloatMatrix.of(4, 1, new float[] {1, 5, 7, 100});
        Result each = KMeans.fit(four, Options.of(4));
        assertEquals(0, each.inertia());
        assertEquals(4, Arrays.stream(each.labels()).distinct().count());
        assertEquals(1, KMeans.fit(four.rows(0, 1), Options.of(1)).iterations());
    }

    @Test
    void randomRowsAreDifferentRowsWithWeight() {
        FloatMatrix x = FloatMatrix.of(6, 1, new float[] {1, 2, 3, 4, 5, 6});
        Set<String> seen = new HashSet<>();
        for (int seed = 0; seed < 30; seed++) {
            Options options = Options.of(3).withInit(KMeans.Init.RANDOM).withSeed(seed).withRestarts(1);
            Result result = KMeans.fit(x, new float[] {1, 0, 1, 0, 1, 0}, options);
            float[] centres = result.model().centres().array();
            Arrays.sort(centres);
            assertArrayEquals(new float[] {1, 3, 5}, centres);
            seen.add(Arrays.toString(result.labels()));
        }
        assertTrue(seen.size() > 2, "seeds give different orders");
    }

    @Test
    void callersKeepTheirArrays() {
        float[] given = {0, 10};
        FloatMatrix x = FloatMatrix.of(4, 1, new float[] {0, 1, 10, 11});
        Options options = Options.of(2).withCentres(FloatMatrix.of(2, 1, given));
        given[0] = 77;
        options.centres().array()[1] = 78;
        Result result = KMeans.fit(x, options);
        result.model().centres().array()[0] = 79;
        result.model().origin()[0] = 80;
        assertArrayEquals(new float[] {0.5f, 10.5f}, result.model().centres().array());
        assertArrayEquals(new float[] {0, 1, 10, 11}, x.array());
        assertArrayEquals(new float[] {0, 10}, options.centres().array());
    }

    @Test
    void aModelComesBackFromItsNumbers() {
        FloatMatrix x = Fixtures.matrix("blobs.npy");
        KMeans model = KMeans.fit(x, Options.of(7).withRestarts(1)).model();
        KMeans again = KMeans.fromCentres(model.centres(), model.origin());
        assertArrayEquals(model.predict(x, 1), again.predict(x, 2));
        assertArrayEquals(model.transform(x, 1).array(), again.transform(x, 3).array());
        FloatMatrix distances = KMeans.fromCentres(model.centres()).transform(x, 1);
        int[] labels = model.predict(x, 1);
        for (int i = 0; i < x.rows(); i++) {
            for (int j = 0; j < 7; j++) {
                double square = 0;
                for (int c = 0; c < x.cols(); c++) {
                    square += Math.pow((double) x.get(i, c) - model.centres().get(j, c), 2);
                }
                assertEquals(Math.sqrt(square), distances.get(i, j), 1e-5);
                assertTrue(distances.get(i, labels[i]) <= distances.get(i, j) + 1e-5);
            }
        }
        assertEquals(0, model.predict(x.rows(0, 0), 1).length);
    }

    @Test
    void chooseKFindsTheBlobs() {
        FloatMatrix x = Fixtures.blobs(300, 3, 4, 0.2, 9);
        List<KMeans.Choice> choices = KMeans.chooseK(x, 1, 7, Options.of(1).withRestarts(3));
        assertEquals(7, choices.size());
        assertTrue(Double.isNaN(choices.getFirst().silhouette()));
        int best = 1;
        for (int i = 1; i < 7; i++) {
            assertEquals(i + 1, choices.get(i).k());
            assertTrue(choices.get(i).inertia() < choices.get(i - 1).inertia());
            best = choices.get(i).silhouette() > choices.get(best).silhouette() ? i : best;
        }
        assertEquals(4, choices.get(best).k());
    }

    @Test
    void restartsKeepTheBest() {
        FloatMatrix x = Fixtures.matrix("blobs.npy");
        Options options = Options.of(6).withInit(KMeans.Init.RANDOM);
        double one = KMeans.fit(x, options.withRestarts(1)).inertia();
        double many = KMeans.fit(x, options.withRestarts(20)).inertia();
        assertTrue(many <= one);
        Options first = options.withRestarts(1).withMaxIterations(1);
        assertNotEquals(KMeans.fit(x, first.withSeed(1)).inertia(), KMeans.fit(x, first.withSeed(2)).inertia());
        assertFalse(KMeans.fit(x, options.withMaxIterations(1)).converged());
    }

    @Test
    void badInputGivesOneSentence() {
        FloatMatrix x = FloatMatrix.of(3, 2, new float[] {1, 2, 3, 4, 5, 6});
        assertMessage("k must be >= 1, got 0", () -> Options.of(0));
        assertMessage("k is 4, but there are only 3 rows", () -> KMeans.fit(x, Options.of(4)));
        assertMessage("the rows must have at least one row and one column, got 0 x 2",
                () -> KMeans.fit(x.rows(0, 0), Options.of(1)));
        assertMessage("row 1, column 0 of the rows is NaN, expected a finite value",
                () -> KMeans.fit(FloatMatrix.of(3, 1, new float[] {1, Float.NaN, 2}), Options.of(1)));
        assertMessage("row 0, column 1 of the rows is Infinity, expected a finite value",
                () -> KMeans.fit(FloatMatrix.of(1, 2, new float[] {1, Float.POSITIVE_INFINITY}), Options.of(1)));
        assertMessage("row 0, column 0 of the rows is 1.0E30, squares of it overflow a float",
                () -> KMeans.fit(FloatMatrix.of(1, 1, new float[] {1e30f}), Options.of(1)));
        assertMessage("k is 2, but there are 3 centres", () -> Options.of(2).withCentres(x));
        assertMessage("the first centres have 2 columns, expected 1",
                () -> KMeans.fit(FloatMatrix.zeros(5, 1), Options.of(3).withCentres(x)));
        assertMessage("2 weights for 3 rows, expected one a row", () -> KMeans.fit(x, new float[2], Options.of(1)));
        assertMessage("all 3 weights are 0, expected one above", () -> KMeans.fit(x, new float[3], Options.of(1)));
        assertMessage("weight 1 is -1.0, expected a finite value >= 0",
                () -> KMeans.fit(x, new float[] {1, -1, 1}, Options.of(1)));
        assertMessage("tolerance must be finite and >= 0, got NaN", () -> Options.of(1).withTolerance(Double.NaN));
        assertMessage("the rows have 1 columns, expected 2",
                () -> KMeans.fromCentres(x).predict(FloatMatrix.zeros(1, 1), 1));
        assertMessage("the origin has 1 values, expected 2", () -> KMeans.fromCentres(x, new float[1]));
        assertMessage("the range of k must be 1 <= from <= to, got 3 to 2",
                () -> KMeans.chooseK(x, 3, 2, Options.of(1)));
    }

    static void assertMessage(String expected, Executable call) {
        assertEquals(expected, assertThrows(IllegalArgumentException.class, call).getMessage());
    }
}
