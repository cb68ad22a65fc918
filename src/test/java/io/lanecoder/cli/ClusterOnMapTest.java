package io.lanecoder.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.SeededRandom;
import io.lanecoder.format.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clusters by mixtures, on codes and on their map, from the command line. */
class ClusterOnMapTest {
    private static final int ROWS = 240;

    @TempDir Path folder;

    private Path codes;
    private Path labels;
    private Path out;

    /** Four long curls beside each other, with gaps that a map keeps. */
    @BeforeEach
    void files() throws IOException {
        FloatMatrix points = FloatMatrix.zeros(ROWS, 3);
        int[] truth = new int[ROWS];
        SeededRandom random = SeededRandom.of(5);
        for (int i = 0; i < ROWS; i++) {
            truth[i] = i % 4;
            double along = i / 4 / 60.0;
            points.set(i, 0, (float) (20 * along + 0.1 * random.nextGaussian()));
            points.set(i, 1, (float) (5 * truth[i] + 3 * along * along + 0.1 * random.nextGaussian()));
            points.set(i, 2, (float) (0.1 * random.nextGaussian()));
        }
        codes = folder.resolve("codes.npy");
        labels = folder.resolve("labels.npy");
        out = folder.resolve("clusters.csv");
        Npy.write(codes, points);
        Npy.write(labels, truth);
    }

    /** A wide group among three narrow ones: straight borders half way between centres cut it. */
    private void wideAndNarrow() throws IOException {
        FloatMatrix points = FloatMatrix.zeros(ROWS, 3);
        int[] truth = new int[ROWS];
        SeededRandom random = SeededRandom.of(6);
        for (int i = 0; i < ROWS; i++) {
            truth[i] = i % 2 == 0 ? 0 : 1 + i / 2 % 3;
            double spread = truth[i] == 0 ? 3 : 0.2;
            for (int j = 0; j < 3; j++) {
                points.set(i, j, (float) ((truth[i] == j + 1 ? 6 : 0) + spread * random.nextGaussian()));
            }
        }
        Npy.write(codes, points);
        Npy.write(labels, truth);
    }

    private Cli cluster(Object... more) {
        Object[] all = new Object[7 + more.length];
        System.arraycopy(new Object[] {"cluster", "--codes", codes, "--k", 4, "--out", out}, 0, all, 0, 7);
        System.arraycopy(more, 0, all, 7, more.length);
        return Cli.run(all);
    }

    private static double accuracy(Map<String, Object> json) {
        return (double) json.get("accuracy");
    }

    @Test
    void theMixtureOnCodesFindsWhatKMeansCuts() throws IOException {
        wideAndNarrow();
        Map<String, Object> means = cluster("--labels", labels, "--json").json();
        Map<String, Object> mixture = cluster("--labels", labels, "--method", "mixture", "--json").json();
        assertEquals(means.keySet(), mixture.keySet());
        assertEquals("kmeans codes", means.get("method") + " " + means.get("on"));
        assertEquals("mixture codes", mixture.get("method") + " " + mixture.get("on"));
        assertTrue(accuracy(means) < 0.85, means.toString());
        assertTrue(accuracy(mixture) > 0.95, mixture.toString());
        assertNull(mixture.get("inertia"));
        assertNull(means.get("bic"));
        assertNull(means.get("log_likelihood"));
        // 4 weights that sum to one, 4 means, 4 covariances of 3 columns
        double bic = -2 * ROWS * (double) mixture.get("log_likelihood") + (3 + 4 * 3 + 4 * 6) * Math.log(ROWS);
        assertEquals(bic, (double) mixture.get("bic"), 1e-6 * Math.abs(bic));
        List<String> lines = Files.readAllLines(out);
        assertEquals("row,cluster,probability", lines.getFirst().replace("\"", ""));
        assertEquals(1 + ROWS, lines.size());
        for (String line : lines.subList(1, lines.size())) {
            double probability = Double.parseDouble(line.split(",")[2]);
            assertTrue(probability >= 0.25 && probability <= 1, line); // the likeliest of four
        }
    }

    @Test
    void theMapIsClusteredDrawnAndSaidToBeGood() throws IOException {
        Path picture = folder.resolve("map.png");
        Cli run = cluster("--on", "map", "--method", "mixture", "--labels", labels, "--perplexity", 15, "--iterations",
                500, "--picture", picture, "--threads", 1, "--json");
        Map<String, Object> json = run.json();
        assertEquals("map", json.get("on"));
        assertEquals(3L, json.get("columns"));
        assertTrue(accuracy(json) > 0.95, json.toString());
        assertTrue((double) json.get("trustworthiness") > 0.95 && (double) json.get("neighbours_kept") > 0.5);
        assertTrue((double) json.get("kl") > 0);
        assertEquals(picture.toString(), json.get("picture"));
        assertEquals((byte) 'P', Files.readAllBytes(picture)[1]);
        assertTrue(run.err().contains("iteration 50/500  KL ") && run.err().contains("4 Gaussians, 10 times"),
                run.err());

        // the same as making the map first; and on any number of threads
        byte[] first = Files.readAllBytes(out);
        Path map = folder.resolve("map.npy");
        Cli.run("tsne", "--codes", codes, "--perplexity", 15, "--iterations", 500, "--out", map, "--quiet").succeeds();
        Cli onFile = Cli.run("cluster", "--codes", map, "--method", "mixture", "--k", 4, "--out", out, "--threads", 3);
        assertTrue(onFile.succeeds().out().contains("log-likelihood "), onFile.out());
        assertArrayEquals(first, Files.readAllBytes(out));
    }

    @Test
    void kMeansOnTheMapAndAPictureAsSvg() throws IOException {
        Path picture = folder.resolve("map.svg");
        Cli run = cluster("--on", "MAP", "--rows", ":100", "--iterations", 260, "--picture", picture, "--quiet",
                "--json");
        assertEquals("", run.err());
        assertNotNull(run.json().get("inertia"));
        assertNull(run.json().get("accuracy"));
        assertEquals("row,cluster,distance", Files.readAllLines(out).getFirst().replace("\"", ""));
        assertTrue(Files.readString(picture).contains(">cluster 3</text>"));
        Cli text = cluster("--on", "map", "--rows", ":100", "--iterations", 260).succeeds();
        assertTrue(text.out().contains("trustworthiness") && text.out().contains("inertia "), text.out());
    }

    @Test
    void whatDoesNotFitTogetherIsOneLine() throws IOException {
        cluster("--perplexity", 5).failsWith(2, "--perplexity", "--on codes", "expected --on map");
        cluster("--iterations", 50).failsWith(2, "--iterations", "expected --on map", "--max-iterations");
        cluster("--picture", folder.resolve("map.png")).failsWith(2, "--picture", "expected --on map");
        cluster("--method", "mixture", "--init", "random").failsWith(2, "--init", "expected --method kmeans");
        cluster("--method", "mixture", "--algorithm", "lloyd").failsWith(2, "--algorithm", "--method kmeans");
        cluster("--ridge", 0.1).failsWith(2, "--ridge", "expected --method mixture");
        cluster("--method", "mixture", "--ridge", "NaN").failsWith(2, "--ridge", "at least 0");
        cluster("--on", "maps").failsWith(2, "--on", "maps", "codes, map");
        cluster("--method", "dbscan").failsWith(2, "--method", "dbscan", "kmeans, mixture");
        cluster("--on", "map", "--perplexity", 1).failsWith(2, "--perplexity", "above 1");
        cluster("--on", "map", "--iterations", 0).failsWith(2, "--iterations", "at least 1");
        cluster("--on", "map", "--picture", folder.resolve("map.gif")).failsWith(2, "--picture", ".svg or .png");
        cluster("--on", "map", "--rows", ":20").failsWith(2, "codes.npy", "perplexity 30.0 is too large for 20 rows");
        assertFalse(Files.exists(out) || Files.exists(folder.resolve("map.gif")));
    }

    /** Columns that are the same leave a covariance without an inverse, unless a ridge gives it one. */
    @Test
    void aCovarianceWithoutInverseIsOneLine() throws IOException {
        Npy.write(codes, FloatMatrix.zeros(ROWS, 2));
        cluster("--method", "mixture", "--ridge", 0, "--quiet").failsWith(2, "codes.npy", "no inverse", "ridge");
        cluster("--method", "mixture", "--quiet").succeeds();
    }
}
