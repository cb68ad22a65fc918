package io.lanecoder.latent;

import static io.lanecoder.latent.KMeansTest.assertMessage;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lanecoder.data.FloatMatrix;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every measure against scikit-learn's, and against cases worked by hand. */
@Tag("lanes")
class MeasuresTest {
    /** The promise: definitions are the same; scikit-learn's sums are in double, ours too but for distances. */
    private static final double SAME = 1e-6;

    @Test
    void clusterMeasuresAreThoseOfScikitLearn() {
        FloatMatrix x = Fixtures.matrix("blobs.npy");
        for (Object expected : Fixtures.list("cluster_measures")) {
            int[] labels = Fixtures.ints(expected, "labels");
            double silhouette = ClusterMeasures.silhouette(x, labels, 1);
            assertEquals(Fixtures.number(expected, "silhouette"), silhouette, SAME);
            assertEquals(silhouette, ClusterMeasures.silhouette(x, labels, 3));
            assertEquals(Fixtures.number(expected, "davies_bouldin"), ClusterMeasures.daviesBouldin(x, labels), SAME);
            double ch = Fixtures.number(expected, "calinski_harabasz");
            assertEquals(ch, ClusterMeasures.calinskiHarabasz(x, labels), SAME * ch);
        }
    }

    @Test
    void clusterMeasuresByHand() {
        FloatMatrix x = FloatMatrix.of(4, 1, new float[] {0, 2, 10, 12});
        int[] labels = {5, 5, 1, 1};
        // within 2 each; between, from the outside in: 11, 9
        assertEquals(((11 - 2) / 11.0 + (9 - 2) / 9.0) / 2, ClusterMeasures.silhouette(x, labels, 1), 1e-15);
        assertEquals((1 + 1) / 10.0, ClusterMeasures.daviesBouldin(x, labels), 1e-15);
        assertEquals((4 * 25.0 / 1) / (4.0 / 2), ClusterMeasures.calinskiHarabasz(x, labels), 1e-12);
        FloatMatrix equal = FloatMatrix.of(4, 1, new float[] {7, 7, 7, 7});
        assertEquals(0, ClusterMeasures.silhouette(equal, labels, 1));
        assertEquals(0, ClusterMeasures.daviesBouldin(equal, labels));
        assertEquals(1, ClusterMeasures.calinskiHarabasz(equal, labels));
    }

    @Test
    void agreementIsThatOfScikitLearn() {
        for (Object expected : Fixtures.list("agreement")) {
            Agreement a =
                    ClusterMeasures.agreement(Fixtures.ints(expected, "truth"), Fixtures.ints(expected, "labels"));
            assertEquals(Fixtures.number(expected, "accuracy"), a.accuracy(), SAME);
            assertEquals(Fixtures.number(expected, "nmi"), a.nmi(), SAME);
            assertEquals(Fixtures.number(expected, "ari"), a.ari(), SAME);
            assertEquals(Fixtures.number(expected, "homogeneity"), a.homogeneity(), SAME);
            assertEquals(Fixtures.number(expected, "completeness"), a.completeness(), SAME);
            assertEquals(Fixtures.number(expected, "v"), a.vMeasure(), SAME);
        }
    }

    @Test
    void matchingIsTheBestOfAllPermutations() {
        Random random = new Random(3);
        for (int round = 0; round < 200; round++) {
            int rows = 1 + random.nextInt(5);
            int cols = 1 + random.nextInt(5);
            long[][] table = new long[rows][cols];
            for (long[] row : table) {
                for (int j = 0; j < cols; j++) {
                    row[j] = random.nextInt(10);
                }
            }
            assertEquals(bruteForce(table, 0, 0), Matching.best(table));
        }
        assertEquals(9, Matching.best(new long[][] {{5, 4}, {5, 0}}));
    }

    /** Rows may stay unmatched. */
    private static long bruteForce(long[][] table, int row, int taken) {
        if (row == table.length) {
            return 0;
        }
        long best = bruteForce(table, row + 1, taken);
        for (int j = 0; j < table[0].length; j++) {
            if ((taken >> j & 1) == 0) {
                best = Math.max(best, table[row][j] + bruteForce(table, row + 1, taken | 1 << j));
            }
        }
        return best;
    }

    @Test
    void reportIsThatOfScikitLearn() {
        Object expected = Fixtures.map("report");
        ClassificationReport report =
                ClassificationReport.of(Fixtures.ints(expected, "truth"), Fixtures.ints(expected, "predicted"), 5);
        assertEquals(Fixtures.number(expected, "accuracy"), report.accuracy(), SAME);
        assertArrayEquals(Fixtures.ints(expected, "confusion"),
                report.confusion().stream().flatMap(List::stream).mapToInt(i -> i).toArray());
        for (int c = 0; c < 5; c++) {
            ClassificationReport.ClassMeasures m = report.classes().get(c);
            assertEquals(Fixtures.numbers(expected, "precision")[c], m.precision(), SAME);
            assertEquals(Fixtures.numbers(expected, "recall")[c], m.recall(), SAME);
            assertEquals(Fixtures.numbers(expected, "f1")[c], m.f1(), SAME);
            assertEquals(Fixtures.ints(expected, "support")[c], m.support());
        }
    }

    @Test
    void logLossByHand() {
        FloatMatrix p = FloatMatrix.of(2, 2, new float[] {0.25f, 0.75f, 1, 0});
        assertEquals(-StrictMath.log(0.75) / 2, ClassificationReport.logLoss(new int[] {1, 0}, p), 1e-6);
        assertEquals((2 * StrictMath.log(2) + 23 * StrictMath.log(2)) / 2,
                ClassificationReport.logLoss(new int[] {0, 1}, p), 1e-6);
    }

    @Test
    void ranksAreThoseOfScikitLearn() {
        Object expected = Fixtures.map("ranks");
        int[] ones = Fixtures.ints(expected, "positive");
        boolean[] positive = new boolean[ones.length];
        for (int i = 0; i < ones.length; i++) {
            positive[i] = ones[i] == 1;
        }
        double[] scores = Fixtures.numbers(expected, "scores");
        assertEquals(Fixtures.number(expected, "auroc"), RankMeasures.auroc(positive, scores), SAME);
        assertEquals(Fixtures.number(expected, "average_precision"), RankMeasures.averagePrecision(positive, scores),
                SAME);
    }

    @Test
    void ranksByHand() {
        boolean[] positive = {false, true, false, true};
        assertEquals(0.75, RankMeasures.auroc(positive, new double[] {0.1, 0.4, 0.5, 0.8}));
        assertEquals(0.5 * 1 + 0.5 * 2 / 3, RankMeasures.averagePrecision(positive, new double[] {0.1, 0.4, 0.5, 0.8}),
                1e-15);
        assertEquals(0.5, RankMeasures.auroc(positive, new double[] {0, -0.0, 0, 0}));
        assertEquals(0.5, RankMeasures.averagePrecision(positive, new double[4]));
        assertEquals(1, RankMeasures.auroc(positive, new double[] {1, 3, 2, Double.POSITIVE_INFINITY}));
        assertEquals(0, RankMeasures.auroc(positive, new double[] {3, 1, 2, Double.NEGATIVE_INFINITY}));
    }

    @Test
    void badInputGivesOneSentence() {
        FloatMatrix x = FloatMatrix.of(3, 1, new float[] {1, 2, 3});
        assertMessage("there is only 1 cluster, expected two or more",
                () -> ClusterMeasures.silhouette(x, new int[3], 1));
        assertMessage("there are 3 clusters of 3 rows, expected fewer",
                () -> ClusterMeasures.daviesBouldin(x, new int[] {0, 1, 2}));
        assertMessage("2 labels for 3 rows, expected one a row", () -> ClusterMeasures.calinskiHarabasz(x, new int[2]));
        assertMessage("label 1 is -1, expected 0 or more",
                () -> ClusterMeasures.silhouette(x, new int[] {0, -1, 0}, 1));
        assertMessage("1 labels for 2 known classes, expected as many",
                () -> ClusterMeasures.agreement(new int[2], new int[1]));
        assertMessage("there are 0 rows, expected at least one",
                () -> ClusterMeasures.agreement(new int[0], new int[0]));
        assertMessage("label 0 is 2, but there are only 2 classes",
                () -> ClassificationReport.of(new int[] {2}, new int[] {0}, 2));
        assertMessage("row 0 has probability NaN, expected 0 to 1",
                () -> ClassificationReport.logLoss(new int[1], FloatMatrix.of(1, 1, new float[] {Float.NaN})));
        assertMessage("none of 2 rows is positive, expected at least one",
                () -> RankMeasures.averagePrecision(new boolean[2], new double[2]));
        assertMessage("all 1 rows are positive, expected negative ones too",
                () -> RankMeasures.auroc(new boolean[] {true}, new double[1]));
        assertMessage("score 0 is NaN, expected a number",
                () -> RankMeasures.auroc(new boolean[] {true}, new double[] {Double.NaN}));
        assertMessage("2 scores for 1 rows, expected one a row",
                () -> RankMeasures.auroc(new boolean[1], new double[2]));
    }
}
