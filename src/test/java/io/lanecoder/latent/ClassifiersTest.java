package io.lanecoder.latent;

import static io.lanecoder.latent.KMeansTest.assertMessage;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.data.FloatMatrix;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Softmax regression, nearest neighbours, principal components and mini-batches against scikit-learn and oracles. */
@Tag("lanes")
class ClassifiersTest {
    /** Both stop at a gradient of 1e-8 or so per row; the loss is curved by 1/200 a row at least: 2e-6 apart. */
    private static final double COEFFICIENT = 1e-5;
    private static final double SAME = 1e-6;

    @Test
    void softmaxIsThatOfScikitLearn() {
        FloatMatrix x = Fixtures.matrix("scaled.npy");
        for (Object expected : Fixtures.list("softmax")) {
            int[] target = Fixtures.ints(expected, "target");
            SoftmaxClassifier model = SoftmaxClassifier.fit(x.rows(0, 200), Arrays.copyOf(target, 200),
                    SoftmaxClassifier.Options.defaults());
            assertTrue(model.converged());
            boolean two = model.classes() == 2;
            double[] coefficients =
                    Arrays.stream(model.coefficients()).skip(two ? 1 : 0).flatMapToDouble(Arrays::stream)
                            .toArray();
            assertArrayEquals(Fixtures.numbers(expected, "coefficients"), coefficients, COEFFICIENT);
            // Intercepts of several classes are free up to a common constant.
            double[] intercepts = model.intercepts();
            double[] wanted = Fixtures.numbers(expected, "intercepts");
            for (int c = 1; c < intercepts.length; c++) {
                assertEquals(two ? wanted[0] : wanted[c] - wanted[0], intercepts[c] - intercepts[0], COEFFICIENT);
            }
            FloatMatrix p = model.probabilities(x.rows(200, 300));
            double[] probabilities = Fixtures.numbers(expected, "probabilities");
            for (int i = 0; i < probabilities.length; i++) {
                assertEquals(probabilities[i], p.array()[i], SAME);
            }
            assertArrayEquals(Fixtures.ints(expected, "predicted"), model.predict(x.rows(200, 300)));
            assertEquals(Fixtures.number(expected, "log_loss"),
                    ClassificationReport.logLoss(Arrays.copyOfRange(target, 200, 300), p), SAME);
        }
    }

    @Test
    void softmaxIsTheSameForAllThreads() {
        FloatMatrix x = Fixtures.blobs(5000, 6, 4, 8, 2);
        int[] labels = KMeans.fit(x, KMeans.Options.of(4).withRestarts(1)).labels();
        SoftmaxClassifier one = SoftmaxClassifier.fit(x, labels, SoftmaxClassifier.Options.defaults());
        SoftmaxClassifier three =
                SoftmaxClassifier.fit(x, labels, SoftmaxClassifier.Options.defaults().withThreads(3));
        assertArrayEquals(one.coefficients(), three.coefficients());
        assertArrayEquals(one.intercepts(), three.intercepts());
        assertTrue(one.converged() && ClassificationReport.of(labels, one.predict(x), 4).accuracy() > 0.98);
    }

    @Test
    void softmaxTakesConstantColumnsAndClassesWithoutRows() {
        FloatMatrix x = FloatMatrix.of(4, 2, new float[] {5, -1, 5, -2, 5, 1, 5, 2});
        SoftmaxClassifier model =
                SoftmaxClassifier.fit(x, new int[] {0, 0, 2, 2}, SoftmaxClassifier.Options.defaults());
        assertEquals(3, model.classes());
        assertArrayEquals(new int[] {0, 0, 2, 2}, model.predict(x));
        for (float p : model.probabilities(x).array()) {
            assertTrue(p >= 0 && p <= 1);
        }
    }

    @Test
    void neighborsAreThoseOfScikitLearn() {
        FloatMatrix x = Fixtures.matrix("scaled.npy");
        Object expected = Fixtures.map("neighbors");
        NearestNeighbors index = NearestNeighbors.of(x.rows(0, 200));
        FloatMatrix queries = x.rows(200, 300);
        NearestNeighbors.Neighbors found = index.query(queries, 5, 1);
        assertArrayEquals(Fixtures.ints(expected, "indices"), found.indices());
        assertArrayEquals(Fixtures.numbers(expected, "distances"), found.distances(), SAME);
        int[] target = Arrays.copyOf(Fixtures.ints(Fixtures.list("softmax").getFirst(), "target"), 200);
        assertArrayEquals(Fixtures.ints(expected, "predicted"), index.classify(target, queries, 5, 1));
        assertArrayEquals(Fixtures.ints(expected, "predicted_4"), index.classify(target, queries, 4, 2));
    }

    @Test
    void neighborsAreExact() {
        Random random = new Random(6);
        for (int[] shape : new int[][] {{1, 1, 1}, {7, 3, 7}, {500, 20, 10}, {1000, 2, 13}, {300, 65, 4}}) {
            for (boolean grid : new boolean[] {false, true}) {
                FloatMatrix x = FloatMatrix.zeros(shape[0], shape[1]);
                for (int i = 0; i < x.array().length; i++) {
                    // On a grid most distances are ties; far from the origin floats are coarse.
                    x.array()[i] = grid ? random.nextInt(3) : (float) random.nextGaussian() + 1000;
                }
                FloatMatrix queries = x.rows(0, Math.min(x.rows(), 200));
                NearestNeighbors index = NearestNeighbors.of(x);
                NearestNeighbors.Neighbors found = index.query(queries, shape[2], 1);
                NearestNeighbors.Neighbors threads = index.query(queries, shape[2], 3);
                assertArrayEquals(found.indices(), threads.indices());
                assertArrayEquals(found.distances(), threads.distances());
                for (int i = 0; i < queries.rows(); i++) {
                    int query = i;
                    int[] nearest = IntStream.range(0, x.rows()).boxed()
                            .sorted(Comparator.comparingDouble((Integer j) -> distance(x, query, j)))
                            .mapToInt(Integer::intValue).limit(shape[2]).toArray();
                    assertArrayEquals(nearest, Arrays.copyOfRange(found.indices(), i * shape[2], (i + 1) * shape[2]));
                    assertEquals(distance(x, i, nearest[shape[2] - 1]), found.distances()[(i + 1) * shape[2] - 1]);
                }
            }
        }
    }

    private static double distance(FloatMatrix x, int i, int j) {
        double sum = 0;
        for (int c = 0; c < x.cols(); c++) {
            double difference = (double) x.get(i, c) - x.get(j, c);
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }

    @Test
    void tiesOfVotesGoToTheLowestClass() {
        NearestNeighbors index = NearestNeighbors.of(FloatMatrix.of(4, 1, new float[] {0, 1, 2, 3}));
        int[] labels = {3, 1, 1, 3};
        FloatMatrix query = FloatMatrix.of(1, 1, new float[] {-1});
        assertArrayEquals(new int[] {3}, index.classify(labels, query, 1, 1));
        assertArrayEquals(new int[] {1}, index.classify(labels, query, 2, 1));
        assertArrayEquals(new int[] {1}, index.classify(labels, query, 3, 1));
        assertArrayEquals(new int[] {1}, index.classify(labels, query, 4, 1));
    }

    @Test
    void pcaIsThatOfScikitLearn() {
        FloatMatrix x = Fixtures.matrix("blobs.npy");
        Object expected = Fixtures.map("pca");
        Pca pca = Pca.fit(x, 3, 1);
        assertArrayEquals(Fixtures.numbers(expected, "mean"), pca.mean(), SAME);
        assertArrayEquals(Fixtures.numbers(expected, "components"),
                Arrays.stream(pca.components()).flatMapToDouble(Arrays::stream).toArray(), SAME);
        assertArrayEquals(Fixtures.numbers(expected, "explained_variance"), pca.explainedVariance(), SAME);
        assertArrayEquals(Fixtures.numbers(expected, "explained_variance_ratio"), pca.explainedVarianceRatio(), SAME);
        FloatMatrix codes = pca.transform(x.rows(0, 20));
        double[] wanted = Fixtures.numbers(expected, "codes");
        double[] inverse = Fixtures.numbers(expected, "inverse");
        for (int i = 0; i < wanted.length; i++) {
            assertEquals(wanted[i], codes.array()[i], 4 * SAME);
        }
        for (int i = 0; i < inverse.length; i++) {
            assertEquals(inverse[i], pca.inverse(codes).array()[i], 4 * SAME);
        }
        assertArrayEquals(pca.components(), Pca.fit(x, 3, 3).components());
    }

    @Test
    void pcaOfAllComponentsLosesNothing() {
        FloatMatrix x = Fixtures.blobs(50, 9, 3, 1, 12);
        Pca pca = Pca.fit(x, 9, 2);
        assertEquals(1, Arrays.stream(pca.explainedVarianceRatio()).sum(), 1e-12);
        FloatMatrix back = pca.inverse(pca.transform(x));
        for (int i = 0; i < back.array().length; i++) {
            assertEquals(x.array()[i], back.array()[i], 1e-4);
        }
        Pca constant = Pca.fit(FloatMatrix.of(2, 2, new float[] {4, 4, 4, 4}), 2, 1);
        assertArrayEquals(new double[2], constant.explainedVarianceRatio());
        assertArrayEquals(new float[4], constant.transform(FloatMatrix.of(2, 2, new float[] {4, 4, 4, 4})).array());
    }

    @Test
    void miniBatchesMoveCentresAsInScikitLearn() {
        FloatMatrix x = Fixtures.matrix("blobs.npy");
        MiniBatchKMeans batches = new MiniBatchKMeans(KMeans.Options.of(7).withCentres(Fixtures.matrix("init.npy")));
        for (int batch = 0; batch < 5; batch++) {
            batches.partialFit(x.rows(batch * 60, batch * 60 + 60));
        }
        double[] expected = Fixtures.numbers(Fixtures.list("minibatch_centers"));
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], batches.model().centres().array()[i], 2e-5); // running means in float
        }
    }

    @Test
    void theFirstBatchGivesTheCentres() {
        FloatMatrix x = Fixtures.blobs(900, 3, 4, 0.2, 9);
        MiniBatchKMeans batches = new MiniBatchKMeans(KMeans.Options.of(4).withThreads(2));
        for (int batch = 0; batch < 9; batch++) {
            batches.partialFit(x.rows(batch * 100, batch * 100 + 100));
        }
        double least = KMeans.fit(x, KMeans.Options.of(4)).inertia();
        double inertia = 0;
        for (int i = 0; i < 900; i++) {
            float[] distances = batches.model().transform(x.rows(i, i + 1), 1).array();
            Arrays.sort(distances);
            inertia += distances[0] * distances[0];
        }
        assertEquals(least, inertia, 0.02 * least);
    }

    @Test
    void badInputGivesOneSentence() {
        FloatMatrix x = FloatMatrix.of(3, 1, new float[] {1, 2, 3});
        SoftmaxClassifier.Options options = SoftmaxClassifier.Options.defaults();
        assertMessage("all rows are of class 4, expected two or more classes",
                () -> SoftmaxClassifier.fit(x, new int[] {4, 4, 4}, options));
        assertMessage("2 labels for 3 rows, expected one a row", () -> SoftmaxClassifier.fit(x, new int[2], options));
        assertMessage("C must be finite and > 0, got 0.0", () -> new SoftmaxClassifier.Options(0, 1, 1, 1));
        assertMessage("row 0, column 0 of the rows is NaN, expected a finite value",
                () -> SoftmaxClassifier.fit(FloatMatrix.of(1, 1, new float[] {Float.NaN}), new int[1], options));
        NearestNeighbors index = NearestNeighbors.of(x);
        assertMessage("k must be 1 to 3, the number of rows, got 4", () -> index.query(x, 4, 1));
        assertMessage("the queries have 2 columns, expected 1", () -> index.query(FloatMatrix.zeros(1, 2), 1, 1));
        assertMessage("the rows must have at least one row and one column, got 0 x 1",
                () -> NearestNeighbors.of(x.rows(0, 0)));
        assertMessage("the number of components must be 1 to 1, the columns, got 2", () -> Pca.fit(x, 2, 1));
        assertMessage("there is 1 row, expected two or more", () -> Pca.fit(x.rows(0, 1), 1, 1));
        assertMessage("k is 4, but the first batch has only 3 rows",
                () -> new MiniBatchKMeans(KMeans.Options.of(4)).partialFit(x));
    }
}
