package io.lanecoder.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.AnomalyDetector;
import io.lanecoder.Autoencoder;
import io.lanecoder.data.Dataset;
import io.lanecoder.data.Digits;
import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.SeededRandom;
import io.lanecoder.format.Csv;
import io.lanecoder.format.DataSource;
import io.lanecoder.format.Npy;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatentCommandsTest {
    private static final int FEATURES = 6;

    @TempDir Path folder;

    private Path normal;
    private Path model;
    private Path blobs;
    private Path classes;

    /** Rows whose features follow one number; those from {@code firstFault} on have a fault in feature 2. */
    private static FloatMatrix rows(int count, int firstFault, long stream) {
        SeededRandom random = SeededRandom.of(8, stream);
        FloatMatrix rows = FloatMatrix.zeros(count, FEATURES);
        for (int i = 0; i < count; i++) {
            float a = random.nextFloat();
            for (int j = 0; j < FEATURES; j++) {
                rows.set(i, j, 0.1f + 0.1f * j * a + 0.01f * random.nextFloat());
            }
            if (i >= firstFault) {
                rows.set(i, 2, 1f);
            }
        }
        return rows;
    }

    @BeforeEach
    void files() throws IOException {
        normal = folder.resolve("normal.npy");
        Npy.write(normal, rows(400, 400, 1));
        Cli.run("train", "--data", normal, "--rows", ":200", "--out", folder.resolve("run"), "--hidden", "8",
                "--latent",
                "2", "--epochs", "60", "--batch", "20", "--lr", "0.01", "--quiet").succeeds();
        model = folder.resolve("run").resolve("model.safetensors");
        FloatMatrix points = FloatMatrix.zeros(60, 2);
        int[] truth = new int[60];
        SeededRandom random = SeededRandom.of(4);
        for (int i = 0; i < 60; i++) {
            truth[i] = i % 3;
            points.set(i, 0, 10f * truth[i] + random.nextFloat());
            points.set(i, 1, -5f * truth[i] + random.nextFloat());
        }
        blobs = folder.resolve("blobs.npy");
        classes = folder.resolve("classes.npy");
        Npy.write(blobs, points);
        Npy.write(classes, truth);
    }

    private Path out(String name) {
        return folder.resolve(name);
    }

    private static List<String[]> table(Path file) throws IOException {
        return Files.readAllLines(file).stream().map(line -> line.replace("\"", "").split(",", -1)).toList();
    }

    @Test
    void scoresWithoutCalibrationAreThoseOfTheLibrary() throws IOException {
        Map<String, Object> json = Cli.run("score", "--model", model, "--data", normal, "--rows", "10:30", "--out",
                out("s.csv"), "--json").json();
        assertEquals(20L, json.get("rows"));
        assertNull(json.get("threshold"));
        double[] scores = Autoencoder.load(model).reconstructionErrors(rows(400, 400, 1).rows(10, 30), 1);
        List<String[]> lines = table(out("s.csv"));
        assertArrayEquals(new String[] {"row", "score", "anomaly", "p_value", "reasons"}, lines.getFirst());
        for (int i = 0; i < 20; i++) {
            assertArrayEquals(new String[] {"" + (10 + i), "" + scores[i], "", "", ""}, lines.get(1 + i));
        }
        assertEquals(IntStream.range(0, 20).filter(i -> scores[i] >= scores[7]).count(),
                Cli.run("score", "--model", model, "--data", normal, "--rows", "10:30", "--threshold", scores[7],
                        "--out",
                        out("s.csv"), "--json").json().get("anomalies"));
    }

    @Test
    void aFaultIsFoundAndNamedAndTheModelRemembers() throws IOException {
        Path data = out("new.npy");
        Npy.write(data, rows(100, 90, 2));
        Path labels = out("labels.npy");
        Npy.write(labels, IntStream.range(0, 100).map(i -> i < 90 ? 0 : 1).toArray());
        Map<String, Object> json = Cli.run("score", "--model", model, "--data", data, "--calibrate", normal,
                "--calibrate-rows", "200:", "--expected-share", "0.02", "--labels", labels, "--save-threshold", "--out",
                out("s.csv"), "--json").json();
        assertEquals(200L, json.get("calibration_rows"));
        assertEquals("share 0.02", json.get("rule"));
        assertEquals(10L, json.get("found_anomalies"));
        assertEquals(1.0, json.get("auroc"));
        assertEquals(1.0, json.get("average_precision"));
        List<String[]> lines = table(out("s.csv"));
        for (int i = 90; i < 100; i++) {
            assertEquals("1", lines.get(1 + i)[2]);
            assertEquals(1 / 201.0, Double.parseDouble(lines.get(1 + i)[3]));
            assertTrue(lines.get(1 + i)[4].startsWith("x2="), lines.get(1 + i)[4]);
            assertEquals(3, lines.get(1 + i)[4].split("; ").length);
        }
        AnomalyDetector kept = AnomalyDetector.of(Autoencoder.load(model)).orElseThrow();
        assertEquals(json.get("threshold"), kept.threshold());
        byte[] before = Files.readAllBytes(out("s.csv"));
        Cli.run("score", "--model", model, "--data", data, "--out", out("s.csv"), "--threads", "3").succeeds();
        assertArrayEquals(before, Files.readAllBytes(out("s.csv")), "the stored calibration gives the same table");
        assertTrue(Cli.run("info", "--model", model).succeeds().out().contains("share 0.02, calibrated on 200 rows"));
        Map<String, Object> batch = Cli.run("score", "--model", model, "--data", data, "--p-value", "0.1", "--reasons",
                "0", "--out", out("b.csv"), "--json").json();
        assertTrue((long) batch.get("anomalies") >= 10, batch.toString());
        assertTrue(table(out("b.csv")).stream().skip(1).allMatch(line -> line[4].isEmpty()));
    }

    @Test
    void namesOfColumnsComeWithTheReasons() throws IOException {
        Path csv = out("train.csv");
        List<String> names = List.of("speed", "heat", "noise", "load", "age", "oil");
        Csv.write(csv, names, rows(300, 300, 3));
        Cli.run("train", "--data", csv, "--rows", ":200", "--out", out("named"), "--hidden", "8", "--latent", "2",
                "--epochs", "60", "--batch", "20", "--lr", "0.01", "--quiet").succeeds();
        Path named = out("named").resolve("model.safetensors");
        assertEquals(names, Autoencoder.load(named).featureNames());
        Path data = out("new.npy");
        Npy.write(data, rows(3, 2, 2));
        Cli.run("score", "--model", named, "--data", data, "--calibrate", csv, "--calibrate-rows", "200:", "--out",
                out("s.csv")).succeeds();
        assertTrue(table(out("s.csv")).getLast()[4].startsWith("noise="));
    }

    @Test
    void blobsAreClusteredAndMeasured() throws IOException {
        Map<String, Object> json = Cli.run("cluster", "--codes", blobs, "--k", "3", "--labels", classes, "--out",
                out("c.csv"), "--json").json();
        for (String name : List.of("accuracy", "nmi", "ari", "homogeneity", "completeness")) {
            assertEquals(1.0, (double) json.get(name), 1e-12, name);
        }
        assertTrue((double) json.get("silhouette") > 0.8);
        assertTrue((double) json.get("davies_bouldin") > 0 && (double) json.get("calinski_harabasz") > 0);
        assertEquals(true, json.get("converged"));
        List<String[]> lines = table(out("c.csv"));
        assertArrayEquals(new String[] {"row", "cluster", "distance"}, lines.getFirst());
        assertEquals(61, lines.size());
        double inertia = 0;
        for (int i = 0; i < 60; i++) {
            assertEquals(lines.get(1 + i % 3)[1], lines.get(1 + i)[1]);
            inertia += Math.pow(Double.parseDouble(lines.get(1 + i)[2]), 2);
        }
        assertEquals((double) json.get("inertia"), inertia, 1e-3, "distances are floats");
        byte[] first = Files.readAllBytes(out("c.csv"));
        Cli.run("cluster", "--codes", blobs, "--k", "3", "--algorithm", "lloyd", "--threads", "3", "--out",
                out("d.csv")).succeeds();
        assertArrayEquals(first, Files.readAllBytes(out("d.csv")));
        Cli.run("cluster", "--model", model, "--data", normal, "--k", "4", "--init", "random", "--restarts", "2",
                "--layer", "encoder.fc1", "--standardise", "--out", out("e.csv")).succeeds();
        assertEquals(401, table(out("e.csv")).size());
        Map<String, Object> one =
                Cli.run("cluster", "--codes", blobs, "--k", "1", "--out", out("f.csv"), "--json").json();
        assertNull(one.get("silhouette"));
        assertTrue(one.get("note").toString().contains("2 to rows - 1 clusters"));
    }

    @Test
    void classesAreLearnedSavedAndTold() throws IOException {
        for (String method : List.of("logistic", "knn")) {
            Path classifier = out(method + ".safetensors");
            Map<String, Object> json =
                    Cli.run("classify", "train", "--codes", blobs, "--labels", classes, "--rows", ":40",
                            "--test-rows", "40:", "--method", method, "--out", classifier, "--json").json();
            assertEquals(1.0, json.get("accuracy"));
            assertEquals(20L, json.get("measured_rows"));
            assertEquals(method.equals("logistic"), json.get("standardised"));
            assertEquals(List.of(List.of(6L, 0L, 0L), List.of(0L, 7L, 0L), List.of(0L, 0L, 7L)), json.get("confusion"));
            Cli predicted = Cli.run("classify", "predict", "--classifier", classifier, "--codes", blobs, "--rows", "5:",
                    "--labels", classes, "--out", out("p.csv")).succeeds();
            assertTrue(predicted.out().contains("accuracy 1.0000"), predicted.out());
            List<String[]> lines = table(out("p.csv"));
            assertArrayEquals(new String[] {"row", "class", "probability"}, lines.getFirst());
            for (int i = 5; i < 60; i++) {
                assertEquals("" + i, lines.get(i - 4)[0]);
                assertEquals("" + i % 3, lines.get(i - 4)[1]);
                assertEquals(method.equals("knn"), lines.get(i - 4)[2].isEmpty());
            }
        }
        Cli.run("classify", "train", "--codes", blobs, "--labels", classes, "--no-standardise", "--c", "10", "--out",
                out("raw.safetensors")).succeeds();
    }

    @Test
    void aFileIsEncodedBlockByBlockAsIfAtOnce() throws IOException {
        Autoencoder loaded = Autoencoder.load(model);
        FloatMatrix all = rows(400, 400, 1);
        Cli.run("encode", "--model", model, "--data", normal, "--rows", "7:333", "--threads", "2", "--out",
                out("z.npy")).succeeds();
        assertArrayEquals(loaded.encode(all.rows(7, 333)).toArray(), Npy.readMatrix(out("z.npy")).toArray());
        Map<String, Object> json = Cli.run("encode", "--model", model, "--data", normal, "--layer", "encoder.fc1",
                "--out", out("h.npy"), "--json").json();
        assertEquals(8L, json.get("latent"));
        assertArrayEquals(loaded.encodeAt(all, "encoder.fc1", 1).toArray(), Npy.readMatrix(out("h.npy")).toArray());
        Cli.run("encode", "--model", model, "--data", normal, "--standardise", "--out", out("s.npy")).succeeds();
        FloatMatrix standard = Npy.readMatrix(out("s.npy"));
        double sum = IntStream.range(0, 400).mapToDouble(i -> standard.get(i, 0)).sum();
        assertEquals(0, sum / 400, 1e-5, "mean of a standardised column");
    }

    /** A model of bytes takes numbers in 0..1 as they are and others as bytes: only the last block may tell. */
    @Test
    void aStreamChoosesTheScaleThatTheWholeFileWouldGet() throws IOException {
        Cli.run("train", "--data", "digits:50", "--out", out("digits"), "--hidden", "6", "--latent", "2", "--epochs",
                "1",
                "--quiet").succeeds();
        Path bytes = out("digits").resolve("model.safetensors");
        FloatMatrix pixels = FloatMatrix.zeros(300, 784);
        System.arraycopy(Digits.generate(300, 1).features().array(), 0, pixels.array(), 0, 300 * 784);
        for (int i = 0; i < 300 * 784; i++) {
            pixels.array()[i] /= 255f;
        }
        for (boolean late : new boolean[] {false, true}) {
            if (late) {
                pixels.set(299, 5, 17f);
            }
            Path file = out("pixels.npy");
            Npy.write(file, pixels);
            Dataset whole = DataSource.read(file.toString(), DataSource.Options.DEFAULT);
            Cli.run("encode", "--model", bytes, "--data", file, "--out", out("z.npy")).succeeds();
            assertArrayEquals(Autoencoder.load(bytes).suiting(whole).encode(pixels).toArray(),
                    Npy.readMatrix(out("z.npy")).toArray());
        }
    }

    @Test
    void theDemoRunsEveryStage() throws IOException {
        Map<String, Object> json =
                Cli.run("demo", "--rows", "600", "--out", out("demo"), "--quiet", "--json").json();
        assertTrue(json.keySet().containsAll(Set.of("clusters", "classes", "anomalies")), json.toString());
        Map<?, ?> map = (Map<?, ?>) json.get("map");
        assertTrue((double) map.get("trustworthiness") > 0.9 && (double) map.get("map_accuracy") > 0.2, map.toString());
        Map<?, ?> groups = (Map<?, ?>) map.get("clusters");
        assertEquals(10L, groups.get("k"));
        assertTrue((double) groups.get("accuracy") > 0.15 && groups.get("bic") instanceof Double, groups.toString());
        Map<?, ?> anomalies = (Map<?, ?>) json.get("anomalies");
        assertEquals(30L, anomalies.get("planted"));
        assertTrue((double) anomalies.get("auroc") > 0.5, anomalies.toString());
        assertTrue(AnomalyDetector.of(Autoencoder.load(out("demo").resolve("model.safetensors"))).isPresent());
        assertTrue(Files.exists(out("demo").resolve("clusters.csv")));
        Cli text = Cli.run("demo", "--rows", "600", "--out", out("demo")).succeeds();
        assertTrue(text.out().contains("10 groups on it, by a mixture of Gaussians"), text.out());
        assertTrue(text.out().contains("take these to find groups"), text.out());
        assertTrue(text.err().contains("iteration 500/500  KL "), text.err());
        Cli small = Cli.run("demo", "--rows", "3", "--out", out("small"), "--quiet").succeeds();
        assertEquals("", small.err());
    }

    @Test
    void wrongInputGivesOneLine() throws IOException {
        Path z = out("z.csv");
        Cli.run("cluster", "--codes", blobs, "--k", "61", "--out", z).failsWith(2, "--k", "61", "60");
        Cli.run("cluster", "--codes", blobs, "--k", "0", "--out", z).failsWith(2, "--k", "at least 1");
        Cli.run("cluster", "--k", "2", "--out", z).failsWith(2, "--codes", "--model with --data");
        Cli.run("cluster", "--k", "2", "--model", model, "--out", z).failsWith(2, "--data");
        Cli.run("cluster", "--k", "2", "--codes", blobs, "--model", model, "--out", z).failsWith(2, "one of --codes");
        Cli.run("cluster", "--k", "2", "--codes", blobs, "--layer", "fc", "--out", z).failsWith(2, "--layer");
        Cli.run("cluster", "--k", "2", "--codes", blobs, "--init", "best", "--out", z).failsWith(2, "plus-plus");
        Cli.run("cluster", "--k", "2", "--codes", blobs, "--tolerance", "NaN", "--out", z).failsWith(2, "--tolerance");
        Cli.run("cluster", "--k", "2", "--codes", blobs, "--out", out("z.npy")).failsWith(2, "--out", ".csv");
        Cli.run("cluster", "--k", "2", "--codes", blobs, "--labels", normal, "--out", z).failsWith(2, "normal.npy");
        FloatMatrix bad = FloatMatrix.zeros(5, 2);
        bad.set(3, 1, Float.NaN);
        Path nan = out("nan.npy");
        Npy.write(nan, bad);
        Path empty = out("empty.npy");
        Npy.write(empty, FloatMatrix.zeros(0, 2));
        Path huge = out("huge.npy");
        bad.set(3, 1, 3e38f);
        Npy.write(huge, bad);
        Path few = out("few.npy");
        Npy.write(few, new int[] {0, 1, 2});
        Path one = out("one.npy");
        Npy.write(one, new int[60]);
        Path c = out("c.safetensors");
        for (String[] start : new String[][] {{"cluster", "--k", "2", "--out", z.toString()},
            {"classify", "train", "--labels", classes.toString(), "--out", c.toString()}}) {
            run(start, "--codes", nan).failsWith(2, "nan.npy", "row 3, column 1 is NaN");
            run(start, "--codes", empty).failsWith(2, "empty.npy", "at least one row");
            run(start, "--codes", out("none.npy")).failsWith(2, "none.npy");
        }
        Cli.run("cluster", "--codes", huge, "--k", "2", "--out", z).failsWith(2, "huge.npy", "3.0E38");
        Cli.run("classify", "train", "--codes", blobs, "--out", c).failsWith(2, "--labels");
        Cli.run("classify", "train", "--codes", blobs, "--labels", few, "--out", c).failsWith(2, "few.npy", "60");
        for (String method : List.of("logistic", "knn")) {
            Cli.run("classify", "train", "--codes", blobs, "--labels", one, "--method", method, "--out", c).failsWith(2,
                    "one class only");
        }
        Cli.run("classify", "train", "--codes", blobs, "--labels", classes, "--method", "knn", "--neighbours", "61",
                "--out", c).failsWith(2, "--neighbours", "60");
        Cli.run("classify", "train", "--codes", blobs, "--labels", classes, "--rows", ":40", "--test-rows", "39:",
                "--out",
                c).failsWith(2, "--test-rows");
        Cli.run("classify", "predict", "--classifier", model, "--codes", blobs, "--out", z).failsWith(2,
                "model.safetensors", "classify train");
        assertFalse(Files.exists(z) || Files.exists(c));
        Path constant = out("constant.npy");
        Npy.write(constant, FloatMatrix.zeros(60, 3));
        Cli.run("cluster", "--codes", constant, "--k", "2", "--standardise", "--out", z).succeeds();
        Cli.run("classify", "train", "--codes", constant, "--labels", classes, "--out", c).succeeds();
        Cli.run("classify", "predict", "--classifier", c, "--codes", blobs, "--out", z).failsWith(2, "2 columns");
        assertEquals(2, Cli.run("classify").status());
    }

    private static Cli run(String[] start, Object... more) {
        return Cli.run(Stream.concat(Arrays.stream(start), Arrays.stream(more))
                .toArray());
    }

    @Test
    void aRangeOfKShowsWhereMoreClustersStopToHelp() throws IOException {
        Path curve = out("k.csv");
        Map<String, Object> json =
                Cli.run("cluster", "--codes", blobs, "--k", "2:5", "--out", curve, "--json").json();
        assertEquals(3L, json.get("best_k"), json.toString());
        assertNull(json.get("k"));
        List<?> choices = (List<?>) json.get("choices");
        List<String> lines = Files.readAllLines(curve);
        assertEquals("k,inertia,silhouette", lines.getFirst());
        assertEquals(5, lines.size());
        for (int i = 0; i < 4; i++) {
            int k = 2 + i;
            Map<?, ?> choice = (Map<?, ?>) choices.get(i);
            Map<String, Object> one =
                    Cli.run("cluster", "--codes", blobs, "--k", k, "--out", out("one.csv"), "--json").json();
            assertEquals(one.get("inertia"), choice.get("inertia"), "as " + k + " clusters alone");
            assertEquals(one.get("silhouette"), choice.get("silhouette"));
            assertEquals(k + "," + choice.get("inertia") + "," + choice.get("silhouette"), lines.get(1 + i));
        }
        Cli text = Cli.run("cluster", "--codes", blobs, "--k", "1:4", "--threads", "3", "--out", curve).succeeds();
        assertTrue(text.out().contains("the silhouette is greatest at k = 3"), text.out());
        assertTrue(text.out().lines().anyMatch(line -> line.matches(" +1 +- +\\S+ +#{40}")), text.out());
        Path z = out("z.csv");
        Object[] base = {"cluster", "--codes", blobs, "--out", z};
        score(base, "--k", "3:2").failsWith(2, "--k: found 3:2", "FROM below TO");
        score(base, "--k", "0:2").failsWith(2, "--k", "at least 1");
        score(base, "--k", "2:61").failsWith(2, "--k: found 61", "at most 60");
        score(base, "--k", "2:").failsWith(2, "--k: found \"2:\", expected N|FROM:TO");
        score(base, "--k", "2:3", "--method", "mixture").failsWith(2, "--k: found 2:3 with --method mixture");
        score(base, "--k", "2:3", "--on", "map", "--picture", out("p.svg")).failsWith(2,
                "--picture: found with --k 2:3");
        assertFalse(Files.exists(z));
    }

    @Test
    void wrongScoringGivesOneLine() throws IOException {
        Path s = out("s.csv");
        Object[] base = {"score", "--model", model, "--data", normal, "--out", s};
        score(base, "--expected-share", "0.1").failsWith(2, "--expected-share", "--calibrate");
        score(base, "--p-value", "0.1").failsWith(2, "--p-value", "--calibrate");
        score(base, "--save-threshold").failsWith(2, "--save-threshold", "--calibrate");
        score(base, "--calibrate-rows", "0:3").failsWith(2, "--calibrate-rows", "--calibrate");
        score(base, "--calibrate", normal, "--mad", "3", "--threshold", "1").failsWith(2, "2 rules");
        score(base, "--calibrate", normal, "--expected-share", "1").failsWith(2, "--expected-share", "1.0");
        score(base, "--calibrate", normal, "--mad", "-1").failsWith(2, "--mad", "-1.0");
        score(base, "--threshold", "NaN").failsWith(2, "--threshold", "NaN");
        score(base, "--p-value", "2").failsWith(2, "--p-value", "2.0");
        score(base, "--calibrate", blobs).failsWith(2, "blobs.npy", "2 columns");
        score(base, "--normal-label", "0").failsWith(2, "--normal-label");
        Path labels = out("labels.npy");
        Npy.write(labels, new int[400]);
        score(base, "--labels", labels).failsWith(2, "normal rows only");
        score(base, "--labels", labels, "--normal-label", "7").failsWith(2, "--normal-label", "7");
        assertFalse(Files.exists(s));
        // too few rows to flag any at 1 %: said, not hidden
        Cli few = score(base, "--calibrate", normal, "--calibrate-rows", ":50").succeeds();
        assertTrue(few.out().contains("50 rows to calibrate on are too few to flag any at 0.01: it takes 99 or more"),
                few.out());
        assertFalse(few.out().contains("Infinity") || few.out().contains("from a score of"), few.out());
        few = score(base, "--calibrate", normal, "--calibrate-rows", ":98", "--p-value", "0.01").succeeds();
        assertTrue(few.out().contains("98 rows to calibrate on are too few"), few.out());
        few = score(base, "--calibrate", normal, "--calibrate-rows", ":99").succeeds();
        assertFalse(few.out().contains("too few"), few.out());
        score(base, "--calibrate", normal, "--p-value", "0.1", "--save-threshold").failsWith(2, "--save-threshold",
                "--p-value", "expected --expected-share, --mad or --threshold");
    }

    private static Cli score(Object[] base, Object... more) {
        return Cli.run(Stream.concat(Arrays.stream(base), Arrays.stream(more))
                .toArray());
    }

    @Test
    void aStreamThatBreaksLeavesTheOldFile() throws IOException {
        FloatMatrix rows = rows(50_000, 50_000, 1);
        rows.set(49_999, 3, Float.NaN);
        Path data = out("bad.npy");
        Npy.write(data, rows);
        Path z = out("z.npy");
        Files.writeString(z, "old");
        Set<String> before = names();
        Cli.run("encode", "--model", model, "--data", data, "--out", z, "--threads", "2").failsWith(2, "bad.npy",
                "row 49999, column 3 is NaN");
        assertEquals("old", Files.readString(z));
        assertEquals(before, names());
        try (FileChannel channel = FileChannel.open(data, StandardOpenOption.WRITE)) {
            channel.truncate(100_000);
        }
        Cli.run("encode", "--model", model, "--data", data, "--out", z).failsWith(2, "bad.npy", "cut short");
        Cli.run("encode", "--model", model, "--data", blobs, "--out", z).failsWith(2, "2 columns");
        Cli.run("encode", "--model", model, "--data", normal, "--layer", "fc", "--out", z).failsWith(2, "--layer",
                "encoder.fc1");
        Cli.run("encode", "--model", model, "--data", normal, "--rows", "0:401", "--out", z).failsWith(2, "400 rows");
    }

    private Set<String> names() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }
}
