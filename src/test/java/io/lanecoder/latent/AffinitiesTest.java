package io.lanecoder.latent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.kernel.Workers;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The affinities of t-SNE against their definition and against scikit-learn's. */
class AffinitiesTest {
    /** scikit-learn's search for the perplexity ends at 1e-5 in the entropy. */
    private static final double SCIKIT_LEARN = 1e-4;

    private static Affinities of(FloatMatrix rows, double perplexity, int threads) {
        return Tsne.affinities(rows, Tsne.Options.defaults().withPerplexity(perplexity).withThreads(threads));
    }

    @Test
    void conditionalAffinitiesHaveThePerplexity() {
        float[] squared = new float[3 * 20];
        for (int i = 0; i < squared.length; i++) {
            squared[i] = i / 20 == 1 ? 1e12f + 1e8f * i : (i % 20) * (i % 20) * 0.37f;
        }
        try (Workers workers = new Workers(2)) {
            float[] p = Affinities.conditional(3, 20, squared, 7, workers);
            for (int row = 0; row < 3; row++) {
                double entropy = 0;
                double sum = 0;
                for (int j = row * 20; j < row * 20 + 20; j++) {
                    entropy -= p[j] > 0 ? p[j] * StrictMath.log(p[j]) : 0;
                    sum += p[j];
                }
                assertEquals(1, sum, 1e-6);
                assertEquals(7, StrictMath.exp(entropy), 1e-4, "row " + row); // floats of a sum of twenty terms
            }
        }
    }

    @Test
    void equalDistancesAndTooManyNearestOnes() {
        float[] squared = new float[24];
        Arrays.fill(squared, 0, 8, 3f);
        Arrays.fill(squared, 8, 14, 0f); // six at distance 0 and a perplexity of 2: nothing can reach it
        Arrays.fill(squared, 14, 16, 5f);
        for (int j = 16; j < 24; j++) {
            squared[j] = j == 16 ? 0f : 1e30f;
        }
        try (Workers workers = new Workers(1)) {
            float[] p = Affinities.conditional(3, 8, squared, 2, workers);
            for (int j = 0; j < 8; j++) {
                assertEquals(0.125f, p[j]);
                assertEquals(j < 6 ? 1 / 6.0 : 0, p[8 + j], 1e-6);
            }
            double sum = 0;
            for (int j = 16; j < 24; j++) {
                assertTrue(p[j] >= 0);
                sum += p[j];
            }
            assertEquals(1, sum, 1e-6);
        }
    }

    @Test
    void agreesWithScikitLearn() {
        FloatMatrix rows = Fixtures.matrix("mixture_rows.npy");
        Affinities a = of(rows, 15, 1);
        long edges = 0;
        for (float p : a.p) {
            edges += p > 0 ? 1 : 0;
        }
        assertEquals(15168, edges, 40); // scikit-learn takes 45 neighbours with the row itself in some versions: see below
        assertEquals(-8.406969641128699, a.negativeEntropy, SCIKIT_LEARN * 8.4);
        assertEquals(1, a.total, 1e-6);
        float[] x = new float[rows.rows()];
        float[] y = new float[rows.rows()];
        double z = 0;
        for (int i = 0; i < x.length; i++) {
            x[i] = rows.get(i, 0);
            y[i] = rows.get(i, 1);
        }
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < x.length; j++) {
                double dx = (double) x[i] - x[j];
                double dy = (double) y[i] - y[j];
                z += i == j ? 0 : 1 / (1 + dx * dx + dy * dy);
            }
        }
        try (Workers workers = new Workers(3)) {
            assertEquals(1.4484117997927652, a.divergence(x, y, z, workers), SCIKIT_LEARN);
        }
    }

    @Test
    void symmetricAscendingAndTheSameForAllThreads() {
        FloatMatrix rows = Fixtures.matrix("mixture_rows.npy").rows(0, 131);
        Affinities a = of(rows, 9.5, 1);
        double[][] dense = new double[131][131];
        for (int i = 0; i < 131; i++) {
            int last = -1;
            for (int e = a.groups[i] * 16; e < a.groups[i + 1] * 16; e++) {
                if (a.p[e] == 0) {
                    continue;
                }
                assertTrue(a.neighbours[e] > last && a.neighbours[e] != i);
                last = a.neighbours[e];
                dense[i][last] = a.p[e];
            }
        }
        for (int i = 0; i < 131; i++) {
            for (int j = 0; j < 131; j++) {
                assertEquals(dense[i][j], dense[j][i]);
            }
        }
        Affinities b = of(rows, 9.5, 3);
        assertArrayEquals(a.p, b.p);
        assertArrayEquals(a.neighbours, b.neighbours);
        assertEquals(a.negativeEntropy, b.negativeEntropy);
    }
}
