package io.lanecoder.cli;

import io.lanecoder.AnomalyDetector;
import io.lanecoder.Autoencoder;
import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.Labels;
import io.lanecoder.data.SeededRandom;
import io.lanecoder.data.Split;
import io.lanecoder.latent.GaussianMixture;
import io.lanecoder.latent.KMeans;
import io.lanecoder.latent.MapQuality;
import io.lanecoder.latent.RankMeasures;
import io.lanecoder.latent.Tsne;
import io.lanecoder.latent.TsneMap;
import io.lanecoder.report.ScatterPlot;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What the demo does with the trained encoder: clusters, a map, classes, anomalies, each in a few lines.
 *
 * @param model takes rows on the network's scale
 * @param rows the rows, on that scale
 * @param codes their codes
 * @param labels their classes, where they are known
 * @param split which rows the model was trained on
 * @param seed decides everything random
 * @param threads number of threads
 * @param text for people
 * @param json for programs
 */
record DemoLatent(Autoencoder model, FloatMatrix rows, FloatMatrix codes, Optional<Labels> labels, Split split,
        long seed, int threads, StringBuilder text, Map<String, Object> json) {
    private static final int CLUSTERS = 10;
    private static final int RESTARTS = 10;
    private static final double PERPLEXITY = 30;
    static final int MAP_ITERATIONS = 500; // half of the usual: later ones only make groups a little clearer
    private static final int LEAST_MAP = 12; // rows, so that a neighbourhood has 3 and more
    private static final double DOUBTFUL = 0.9;
    private static final double SHARE = 0.05;
    private static final int LEAST_CALIBRATION = 19; // with fewer rows nothing can be flagged at that share
    private static final int SCRATCH = 20;

    void clusters(Path file) {
        int k = groups();
        KMeans.Result result = KMeans.fit(codes, KMeans.Options.of(k).withSeed(seed).withThreads(threads));
        Map<String, Object> found = measured(new Clustering.Means(result), codes, k, file);
        json.put("clusters", found);
        text.append(String.format(Locale.ROOT, "clusters   %d found without looking at labels%s%n", k,
                labels.isEmpty() ? ""
                        : String.format(Locale.ROOT, "; %.0f %% of the rows lie in their class's own (nmi %.2f)",
                                100 * (double) found.get("accuracy"), (double) found.get("nmi"))));
    }

    private int groups() {
        return Math.min(rows.rows(), labels.map(l -> l.names().size()).orElse(CLUSTERS));
    }

    private Map<String, Object> measured(Clustering clustering, FloatMatrix divided, int k, Path file) {
        clustering.write(file, divided, 0, threads);
        Map<String, Object> found = new LinkedHashMap<>();
        found.put("k", k);
        clustering.addTo(found);
        ClusterCommand.measures(divided, clustering.labels(), threads, found);
        labels.ifPresent(truth -> ClusterCommand.agreement(truth, clustering.labels(), found));
        return found;
    }

    /**
     * Maps the codes, draws the map, and divides it as {@link #clusters} divides the codes.
     *
     * @return the map; empty if there are too few rows for one
     */
    Optional<TsneMap> map(Path positions, Path picture, Path clusters, Tsne.Listener listener) {
        json.put("map", null);
        int n = codes.rows();
        if (n < LEAST_MAP) {
            return Optional.empty();
        }
        double perplexity = Math.min(PERPLEXITY, (n - 1) / 3.0);
        TsneMap map = Tsne.fit(codes, Tsne.Options.defaults().withPerplexity(perplexity)
                .withIterations(MAP_ITERATIONS).withSeed(seed).withThreads(threads), null, listener);
        MapQuality quality =
                MapQuality.of(codes, map.positions(), labels.map(Labels::codes).orElse(null), threads);
        Models.write(positions, map.positions(), List.of("x", "y"));
        String title = String.format(Locale.ROOT, "t-SNE of the codes, %,d rows", n);
        RunFailure.ofWriting(
                () -> ScatterPlot.of(map.positions(), labels.orElse(null), null, title).write(picture));
        int k = groups();
        Clustering mixture = new Clustering.Mixture(GaussianMixture.fit(map.positions(),
                GaussianMixture.Options.of(k).withRestarts(RESTARTS).withSeed(seed).withThreads(threads)));
        Map<String, Object> groups = measured(mixture, map.positions(), k, clusters);
        Map<String, Object> found = new LinkedHashMap<>();
        found.put("perplexity", perplexity);
        found.put("iterations", map.iterations());
        found.put("kl", map.divergence());
        found.put("trustworthiness", quality.trustworthiness());
        found.put("neighbours_kept", quality.neighboursKept());
        found.put("map_accuracy", quality.accuracy().isPresent() ? quality.accuracy().getAsDouble() : null);
        found.put("clusters", groups);
        json.put("map", found);
        text.append(String.format(Locale.ROOT, """
                map        near points are near in the codes too (trustworthiness %.2f of 1)%s; of a row's 10 nearest, \
                %.1f remain so
                """, quality.trustworthiness(), quality.trustworthiness() < DOUBTFUL ? ", but many are not" : "",
                10 * quality.neighboursKept()));
        quality.accuracy().ifPresent(accuracy -> text.append(String.format(Locale.ROOT,
                "           the 5 nearest points tell the class of %.0f %% of the rows%n", 100 * accuracy)));
        text.append(String.format(Locale.ROOT, """
                           %d groups on it, by a mixture of Gaussians%s
                           take these to find groups in rows you have; k-means on codes to place rows that come later
                """, k, labels.isEmpty() ? ""
                : String.format(Locale.ROOT, ": %.0f %% of the rows lie in their class's own",
                        100 * (double) groups.get("accuracy"))));
        return Optional.of(map);
    }

    void classes(Path file) {
        int[] training = split.training();
        json.put("classes", null);
        if (labels.isEmpty() || split.validation().length == 0
                || Arrays.stream(training).map(i -> labels.get().codes()[i]).distinct().count() < 2) {
            return;
        }
        SavedClassifier classifier = SavedClassifier.logistic(codes.select(training), of(training), true, 1, threads);
        Verdict verdict = Verdict.of(classifier, codes.select(split.validation()), of(split.validation()), threads);
        RunFailure.ofWriting(() -> classifier.save(file));
        Map<String, Object> found = new LinkedHashMap<>();
        verdict.addTo(found);
        json.put("classes", found);
        text.append(String.format(Locale.ROOT, "classes    %.1f %% of %,d rows held out of training are told right%n",
                100 * verdict.report().accuracy(), split.validation().length));
    }

    private Labels of(int[] chosen) {
        return new Labels(Arrays.stream(chosen).map(i -> labels.orElseThrow().codes()[i]).toArray(),
                labels.orElseThrow().names());
    }

    /** Calibrates on half of the rows held out; scratches the other half, to be found. */
    Optional<AnomalyDetector> anomalies() {
        int[] held = split.validation();
        json.put("anomalies", null);
        int half = held.length / 2;
        if (half < LEAST_CALIBRATION || rows.cols() < 2 * SCRATCH) {
            return Optional.empty();
        }
        AnomalyDetector detector = AnomalyDetector
                .calibrate(model, rows.select(Arrays.copyOf(held, half)), threads).withExpectedShare(SHARE);
        FloatMatrix normal = rows.select(Arrays.copyOfRange(held, half, held.length));
        FloatMatrix scratched = FloatMatrix.of(normal.rows(), normal.cols(), normal.toArray());
        int[] places = new int[scratched.rows()];
        SeededRandom random = SeededRandom.of(seed, 1);
        for (int i = 0; i < places.length; i++) {
            places[i] = random.nextInt(rows.cols() - SCRATCH + 1);
            int from = scratched.rowOffset(i) + places[i];
            Arrays.fill(scratched.array(), from, from + SCRATCH, 1f);
        }
        double[] before = detector.scores(normal, threads);
        double[] after = detector.scores(scratched, threads);
        List<List<AnomalyDetector.Reason>> reasons = detector.reasons(scratched, 1, threads);
        int alarms = (int) Arrays.stream(before).filter(detector::isAnomaly).count();
        int[] flagged = IntStream.range(0, after.length).filter(i -> detector.isAnomaly(after[i])).toArray();
        long explained = Arrays.stream(flagged).filter(i -> {
            int feature = reasons.get(i).getFirst().feature();
            return feature >= places[i] && feature < places[i] + SCRATCH;
        }).count();
        double[] scores = Arrays.copyOf(before, before.length + after.length);
        System.arraycopy(after, 0, scores, before.length, after.length);
        boolean[] positive = new boolean[scores.length];
        Arrays.fill(positive, before.length, scores.length, true);
        Map<String, Object> found = new LinkedHashMap<>();
        found.put("calibration_rows", half);
        found.put("expected_share", SHARE);
        found.put("threshold", detector.threshold());
        found.put("planted", after.length);
        found.put("found", flagged.length);
        found.put("explained", explained);
        found.put("normal", before.length);
        found.put("false_alarms", alarms);
        found.put("auroc", RankMeasures.auroc(positive, scores));
        json.put("anomalies", found);
        text.append(String.format(Locale.ROOT, """
                anomalies  %,d of %,d rows with a scratch of %d features found, %,d of them for a scratched one
                           %,d of %,d rows without a scratch flagged (expected %.0f %%)
                """, flagged.length, after.length, SCRATCH, explained, alarms, before.length, 100 * SHARE));
        return Optional.of(detector);
    }
}
