package io.lanecoder.latent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.SeededRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Mixtures against scikit-learn from the same start (make_mixture.py in the test resources). */
class GaussianMixtureTest {
    /** Both are in double and take the same steps. */
    private static final double RELATIVE = 1e-9;

    private final FloatMatrix rows = Fixtures.matrix("mixture_rows.npy");
    private final int[] groups = Fixtures.labels("mixture_groups.npy");

    @Test
    void fiveStepsAgreeWithScikitLearn() {
        GaussianMixture.Result result =
                GaussianMixture.fitFrom(rows, groups, GaussianMixture.Options.of(3).withEnd(5, 0));
        assertEquals(-4.69731879251611, result.logLikelihood(), RELATIVE * 5);
        assertEquals(2698.906384769652, result.bic(), RELATIVE * 2700);
        assertArrayEquals(new double[] {0.39534149777585015, 0.3965099293015859, 0.208148572922564},
                result.model().weights(), RELATIVE);
        assertArrayEquals(new double[] {-0.011896998159921748, 0.020354364956326552, 0.0581380998302368},
                result.model().means()[0], RELATIVE);
        assertEquals(5, result.iterations());
    }

    @Test
    void theEndAgreesWithScikitLearn() {
        GaussianMixture.Result result =
                GaussianMixture.fitFrom(rows, groups, GaussianMixture.Options.of(3).withEnd(1000, 1e-9));
        assertTrue(result.converged());
        assertEquals(-4.497750443100479, result.logLikelihood(), 1e-6 * 4.5);
        assertEquals(2591.1394760852113, result.bic(), 1e-6 * 2591);
        double[] likelihoods = result.model().logLikelihoods(rows);
        assertEquals(result.logLikelihood(), Arrays.stream(likelihoods).average().orElseThrow(), RELATIVE * 5);
        assertArrayEquals(result.labels(), result.model().predict(rows));
        FloatMatrix probabilities = result.model().probabilities(rows);
        for (int i = 0; i < rows.rows(); i++) {
            float sum = 0;
            for (float p : probabilities.row(i)) {
                sum += p;
            }
            assertEquals(1, sum, 1e-6f);
            assertTrue(probabilities.get(i, result.labels()[i]) >= 1f / 3);
        }
    }

    @Test
    void oneComponentIsMeanAndCovariance() {
        FloatMatrix x = FloatMatrix.of(4, 2, new float[] {0, 0, 2, 0, 0, 2, 2, 2});
        GaussianMixture.Result result = GaussianMixture.fit(x, GaussianMixture.Options.of(1).withRidge(0));
        assertArrayEquals(new double[] {1, 1}, result.model().means()[0], 1e-12);
        assertArrayEquals(new double[] {1, 0, 0, 1}, result.model().covariances()[0], 1e-12);
        // Each row is at squared distance 2: -log(2 pi) - 1.
        assertEquals(-StrictMath.log(2 * StrictMath.PI) - 1, result.logLikelihood(), 1e-12);
        assertEquals(-2 * 4 * result.logLikelihood() + 5 * StrictMath.log(4), result.bic(), 1e-12);
    }

    @Test
    void findsLongGroupsThatKMeansCuts() {
        SeededRandom random = SeededRandom.of(1);
        FloatMatrix x = FloatMatrix.zeros(400, 2);
        int[] truth = new int[400];
        for (int i = 0; i < 400; i++) {
            truth[i] = i % 2;
            x.set(i, 0, (float) (2 * random.nextGaussian()) + truth[i]);
            x.set(i, 1, (float) (0.3 * random.nextGaussian()) + 3 * truth[i]);
        }
        double mixture = accuracy(truth, GaussianMixture.fit(x, GaussianMixture.Options.of(2)).labels());
        double kMeans = accuracy(truth, KMeans.fit(x, KMeans.Options.of(2)).labels());
        assertTrue(mixture > 0.98, "mixture " + mixture);
        assertTrue(kMeans < 0.95, "k-means " + kMeans);
    }

    private static double accuracy(int[] truth, int[] found) {
        return Agreement.of(truth, found).accuracy();
    }

    @Test
    void threadsDoNotShow() {
        FloatMatrix x = TsneTest.blobs(1500, 3, 1);
        GaussianMixture.Options options = GaussianMixture.Options.of(6).withRestarts(2).withEnd(20, 0);
        GaussianMixture.Result one = GaussianMixture.fit(x, options);
        GaussianMixture.Result three = GaussianMixture.fit(x, options.withThreads(3));
        assertEquals(one.logLikelihood(), three.logLikelihood());
        assertArrayEquals(one.model().means()[5], three.model().means()[5]);
        assertArrayEquals(one.labels(), three.labels());
        assertTrue(accuracy(TsneTest.groups(1500), one.labels()) > 0.97);
    }

    @Test
    void badInputIsRefused() {
        GaussianMixture.Options two = GaussianMixture.Options.of(2);
        assertThrows(IllegalArgumentException.class, () -> GaussianMixture.fit(rows.rows(0, 1), two));
        assertThrows(IllegalArgumentException.class, () -> GaussianMixture.fitFrom(rows, new int[3], two));
        assertThrows(IllegalArgumentException.class, () -> GaussianMixture.fitFrom(rows, groups, two)); // three groups
        FloatMatrix same = FloatMatrix.zeros(10, 2);
        int[] half = {0, 0, 0, 0, 0, 1, 1, 1, 1, 1};
        String message = assertThrows(IllegalArgumentException.class,
                () -> GaussianMixture.fitFrom(same, half, two.withRidge(0))).getMessage();
        assertTrue(message.contains("raise the ridge"), message);
        assertEquals(10, GaussianMixture.fitFrom(same, half, two).labels().length); // the ridge is enough
        assertThrows(IllegalArgumentException.class, () -> GaussianMixture.Options.of(0));
        assertThrows(IllegalArgumentException.class, () -> two.withRidge(Double.NaN));
        GaussianMixture model = GaussianMixture.fitFrom(same, half, two).model();
        assertThrows(IllegalArgumentException.class, () -> model.predict(rows));
    }
}
