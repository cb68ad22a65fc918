package io.lanecoder.report;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.latent.MapQuality;
import io.lanecoder.latent.Tsne;
import io.lanecoder.latent.TsneMap;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The codes in the plane. */
final class MapSection {
    /** Leaves room for the rest in 15 MB: base64 makes four bytes of three. */
    static final int PICTURE_BYTES = 7_900_000;
    private static final int LEAST_ROWS = 10;
    private static final double PERPLEXITY = 30;

    private MapSection() {
    }

    static Map<String, Object> of(Subject subject, int[] clusters, Optional<TsneMap> finished) {
        if (subject.options.mapRows() == 0) {
            return Subject.missing("The map was left out on request; make the report without --map-rows 0.");
        }
        int[] chosen = Look.evenly(subject.count(), subject.options.mapRows());
        if (chosen.length < LEAST_ROWS) {
            return Subject.missing("A map needs at least " + LEAST_ROWS + " rows; make the report of more rows.");
        }
        FloatMatrix codes = subject.codes.select(chosen);
        TsneMap map = finished.filter(_ -> chosen.length == subject.count()).orElseGet(() -> fit(subject, codes));
        int[] classes = subject.labels.map(all -> Arrays.stream(chosen).map(i -> all.codes()[i]).toArray())
                .orElse(null);
        MapQuality quality = MapQuality.of(codes, map.positions(), classes, subject.options.threads());
        subject.sheets.put("map", subject.look.sheet(subject.rows.select(chosen), PICTURE_BYTES));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("of", subject.count());
        json.put("perplexity", Subject.rounded(map.perplexity()));
        json.put("iterations", map.iterations());
        json.put("divergence", Subject.rounded(map.divergence()));
        json.put("trustworthiness", Subject.rounded(quality.trustworthiness()));
        json.put("neighbours_kept", Subject.rounded(quality.neighboursKept()));
        json.put("accuracy", quality.accuracy().isPresent() ? Subject.rounded(quality.accuracy().getAsDouble()) : null);
        json.put("rows", Arrays.stream(chosen).mapToLong(i -> subject.options.firstRow() + i).toArray());
        json.put("x", column(map.positions(), 0));
        json.put("y", column(map.positions(), 1));
        json.put("error", Subject.rounded(Arrays.stream(chosen).mapToDouble(i -> subject.errors[i]).toArray()));
        json.put("label", classes);
        json.put("cluster", Arrays.stream(chosen).map(i -> clusters[i]).toArray());
        return json;
    }

    private static TsneMap fit(Subject subject, FloatMatrix codes) {
        double perplexity = Math.min(PERPLEXITY, (codes.rows() - 1) / 3.0);
        return Tsne.fit(codes, Tsne.Options.defaults().withPerplexity(perplexity).withSeed(subject.options.seed())
                .withThreads(subject.options.threads()), null, Tsne.Listener.SILENT);
    }

    private static Object column(FloatMatrix positions, int column) {
        double[] values = new double[positions.rows()];
        Arrays.setAll(values, i -> positions.get(i, column));
        return Subject.rounded(values);
    }
}
