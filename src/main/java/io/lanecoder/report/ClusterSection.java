package io.lanecoder.report;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.Labels;
import io.lanecoder.latent.Agreement;
import io.lanecoder.latent.ClusterMeasures;
import io.lanecoder.latent.KMeans;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Groups of codes: their centres, the rows nearest to them, what classes they hold. */
final class ClusterSection {
    private static final int DEFAULT = 10;
    /** More classes than that are no guide to a number of clusters. */
    private static final int MOST_BY_CLASSES = 50;
    private static final int NEAREST = 8;
    private static final int BLOCK = 4096;
    /** The silhouette compares each row with each. */
    private static final int SILHOUETTE_ROWS = 1500;

    private ClusterSection() {
    }

    static KMeans.Result fit(Subject subject) {
        int wanted = subject.options.clusters() > 0 ? subject.options.clusters()
                : subject.labels.map(l -> Math.clamp(l.names().size(), 1, MOST_BY_CLASSES)).orElse(DEFAULT);
        return KMeans.fit(subject.codes, KMeans.Options.of(Math.min(wanted, subject.count()))
                .withSeed(subject.options.seed()).withThreads(subject.options.threads()));
    }

    static Map<String, Object> of(Subject subject, KMeans.Result result) {
        KMeans model = result.model();
        int k = model.k();
        int[][] nearest = nearest(subject, result);
        int[] shown = Arrays.stream(nearest).flatMapToInt(IntStream::of).toArray();
        subject.sheets.put("centres", subject.look.sheet(subject.network.decode(model.centres())));
        subject.sheets.put("members", subject.look.sheet(subject.rows.select(shown)));
        int[] sizes = new int[k];
        for (int cluster : result.labels()) {
            sizes[cluster]++;
        }
        List<Object> clusters = new ArrayList<>();
        int first = 0;
        for (int c = 0; c < k; c++) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("size", sizes[c]);
            one.put("first", first);
            one.put("nearest", Arrays.stream(nearest[c]).mapToObj(subject::row).toList());
            first += nearest[c].length;
            clusters.add(one);
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("k", k);
        json.put("clusters", clusters);
        json.put("measures", measures(subject, result));
        json.put("composition", subject.labels.map(labels -> composition(labels, result.labels(), k)).orElse(null));
        json.put("silhouettes", silhouettes(subject, result));
        return json;
    }

    private static int[][] nearest(Subject subject, KMeans.Result result) {
        int n = subject.count();
        double[] distance = new double[n];
        for (int from = 0; from < n; from += BLOCK) {
            FloatMatrix block = result.model().transform(subject.codes.rows(from, Math.min(n, from + BLOCK)),
                    subject.options.threads());
            for (int i = 0; i < block.rows(); i++) {
                distance[from + i] = block.get(i, result.labels()[from + i]);
            }
        }
        int[][] nearest = new int[result.model().k()][];
        for (int c = 0; c < nearest.length; c++) {
            int cluster = c;
            nearest[c] = IntStream.range(0, n).filter(i -> result.labels()[i] == cluster).boxed()
                    .sorted((a, b) -> Double.compare(distance[a], distance[b])).limit(NEAREST).mapToInt(i -> i)
                    .toArray();
        }
        return nearest;
    }

    private static Map<String, Object> measures(Subject subject, KMeans.Result result) {
        Map<String, Object> found = new LinkedHashMap<>();
        found.put("inertia", Subject.rounded(result.inertia()));
        long used = Arrays.stream(result.labels()).distinct().count();
        if (used >= 2 && used < subject.count()) {
            found.put("davies_bouldin",
                    Subject.rounded(ClusterMeasures.daviesBouldin(subject.codes, result.labels())));
            found.put("calinski_harabasz",
                    Subject.rounded(ClusterMeasures.calinskiHarabasz(subject.codes, result.labels())));
        }
        subject.labels.ifPresent(labels -> {
            Agreement agreement = ClusterMeasures.agreement(labels.codes(), result.labels());
            found.put("accuracy", Subject.rounded(agreement.accuracy()));
            found.put("nmi", Subject.rounded(agreement.nmi()));
            found.put("ari", Subject.rounded(agreement.ari()));
        });
        return found;
    }

    /** Rows of each class in each cluster. */
    private static int[][] composition(Labels labels, int[] clusters, int k) {
        int[][] counts = new int[k][labels.names().size()];
        for (int i = 0; i < clusters.length; i++) {
            counts[clusters[i]][labels.codes()[i]]++;
        }
        return counts;
    }

    /** For each cluster the silhouettes of some of its rows, falling. */
    private static Object silhouettes(Subject subject, KMeans.Result result) {
        int[] chosen = Look.evenly(subject.count(), SILHOUETTE_ROWS);
        int[] clusters = Arrays.stream(chosen).map(i -> result.labels()[i]).toArray();
        if (Arrays.stream(clusters).distinct().count() < 2) {
            return null;
        }
        int k = result.model().k();
        double[] values = Silhouettes.of(subject.codes.select(chosen), clusters, k);
        List<Object> byCluster = new ArrayList<>();
        for (int c = 0; c < k; c++) {
            int cluster = c;
            byCluster.add(IntStream.range(0, values.length).filter(i -> clusters[i] == cluster)
                    .mapToObj(i -> values[i]).sorted((a, b) -> Double.compare(b, a)).map(Subject::rounded).toList());
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("rows", chosen.length);
        json.put("mean", Subject.rounded(Arrays.stream(values).average().orElseThrow()));
        json.put("clusters", byCluster);
        return json;
    }
}
