package io.lanecoder.cli;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.Labels;
import io.lanecoder.format.CsvWriter;
import io.lanecoder.latent.Agreement;
import io.lanecoder.latent.ClusterMeasures;
import io.lanecoder.latent.KMeans;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Finds clusters among codes. */
@CommandLine.Command(name = "cluster", sortOptions = false,
        customSynopsis = "lanecoder cluster --k N --out FILE [OPTIONS]",
        description = "Divides rows into k clusters (k-means); says how clear they are, and how near to known classes.",
        footer = {
            "", "Examples:", "  lanecoder cluster --codes codes.npy --k 10 --out clusters.csv",
            "  lanecoder cluster --model run/model.safetensors --data digits:2000 --k 10 --out clusters.csv"})
final class ClusterCommand extends Command {
    /** Rows up to which the silhouette is taken: it compares each with each. */
    static final int SILHOUETTE_ROWS = 50_000;

    private static final int BLOCK = 4096;
    private static final List<String> AGREEMENT = List.of("accuracy", "nmi", "ari", "homogeneity", "completeness");

    @Mixin CodeOptions source;

    @Option(names = "--k", paramLabel = "N", required = true, description = "Number of clusters.") int k;

    @Option(names = "--out", paramLabel = "FILE", required = true,
            description = "A .csv for row, cluster, and distance to its centre.") String out;

    @Option(names = "--standardise",
            description = "Gives every column mean 0 and deviation 1 first.") boolean standardise;

    @Option(names = "--restarts", paramLabel = "N", defaultValue = "10",
            description = "Beginnings; the best result counts. Default: ${DEFAULT-VALUE}.") int restarts;

    @Option(names = "--init", paramLabel = "plus-plus|random", defaultValue = "plus-plus",
            description = "How the first centres are found. Default: ${DEFAULT-VALUE}.") String init;

    @Option(names = "--algorithm", paramLabel = "auto|lloyd|hamerly", defaultValue = "auto",
            description = "Same results, other times. Default: ${DEFAULT-VALUE}.") KMeans.Algorithm algorithm;

    @Option(names = "--max-iterations", paramLabel = "N", defaultValue = "300",
            description = "The most steps of a beginning. Default: ${DEFAULT-VALUE}.") int maxIterations;

    @Option(names = "--tolerance", paramLabel = "T", defaultValue = "1e-4",
            description = "Ends when centres move less. Default: ${DEFAULT-VALUE}.") double tolerance;

    ClusterCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    Result work() throws IOException {
        long begin = System.nanoTime();
        int threads = common.threads();
        source.check();
        KMeans.Options options = options(threads);
        Path file = Arguments.resultFile("--out", out, List.of(".csv"), source.inputs());
        CodeOptions.Codes codes = source.read(threads);
        Arguments.require(k <= codes.rows().rows(), "--k", k,
                "at most " + codes.rows().rows() + ", the number of rows of " + source.source());
        FloatMatrix rows = standardise ? Models.standardised(codes.rows()) : codes.rows();
        KMeans.Result result = Arguments.naming(source.source(), () -> KMeans.fit(rows, options));
        write(file, rows, result, codes.firstRow(), threads);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("command", "cluster");
        source.addTo(json);
        json.put("rows", rows.rows());
        json.put("columns", rows.cols());
        json.put("k", k);
        json.put("inertia", result.inertia());
        json.put("iterations", result.iterations());
        json.put("converged", result.converged());
        String note = measures(rows, result.labels(), threads, json);
        AGREEMENT.forEach(name -> json.put(name, null));
        codes.labels().ifPresent(labels -> agreement(labels, result.labels(), json));
        json.put("note", note.isEmpty() ? null : note);
        json.put("out", file.toString());
        double seconds = (System.nanoTime() - begin) / 1e9;
        json.put("seconds", seconds);
        return Result.note(json, text(json, result.labels(), seconds));
    }

    private KMeans.Options options(int threads) {
        Arguments.require(k >= 1, "--k", k, "at least 1");
        Arguments.require(restarts >= 1, "--restarts", restarts, "at least 1");
        Arguments.require(maxIterations >= 1, "--max-iterations", maxIterations, "at least 1");
        Arguments.require(tolerance >= 0 && tolerance <= Double.MAX_VALUE, "--tolerance", tolerance, "at least 0");
        KMeans.Init first = switch (init.toLowerCase(Locale.ROOT)) {
            case "plus-plus" -> KMeans.Init.GREEDY_PLUS_PLUS;
            case "random" -> KMeans.Init.RANDOM;
            default -> throw Arguments.wrong("--init", "found " + init + ", expected plus-plus or random");
        };
        return KMeans.Options.of(k).withInit(first).withRestarts(restarts).withMaxIterations(maxIterations)
                .withTolerance(tolerance).withSeed(common.seed).withThreads(threads).withAlgorithm(algorithm);
    }

    static void write(Path file, FloatMatrix rows, KMeans.Result result, long firstRow, int threads) {
        RunFailure.ofWriting(() -> CsvWriter.write(file, List.of("row", "cluster", "distance"), table -> {
            for (int from = 0; from < rows.rows(); from += BLOCK) {
                FloatMatrix distances = result.model()
                        .transform(rows.rows(from, Math.min(rows.rows(), from + BLOCK)), threads);
                for (int i = 0; i < distances.rows(); i++) {
                    int cluster = result.labels()[from + i];
                    table.cell(firstRow + from + i).cell(cluster).cell(distances.get(i, cluster)).endRow();
                }
            }
        }));
    }

    /** Adds the measures that need no classes, null where they are not defined or would take too long; says why. */
    static String measures(FloatMatrix rows, int[] labels, int threads, Map<String, Object> json) {
        long clusters = Arrays.stream(labels).distinct().count();
        boolean defined = clusters >= 2 && clusters < rows.rows();
        boolean few = rows.rows() <= SILHOUETTE_ROWS;
        json.put("silhouette", defined && few ? ClusterMeasures.silhouette(rows, labels, threads) : null);
        json.put("davies_bouldin", defined ? finite(ClusterMeasures.daviesBouldin(rows, labels)) : null);
        json.put("calinski_harabasz", defined ? finite(ClusterMeasures.calinskiHarabasz(rows, labels)) : null);
        if (!defined) {
            return "silhouette, davies_bouldin and calinski_harabasz are defined for 2 to rows - 1 clusters, there are "
                    + clusters + " with rows";
        }
        return few ? ""
                : "the silhouette compares each row with each and is left out above " + SILHOUETTE_ROWS + " rows";
    }

    private static Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    static void agreement(Labels truth, int[] labels, Map<String, Object> json) {
        Agreement agreement = ClusterMeasures.agreement(truth.codes(), labels);
        json.put("accuracy", agreement.accuracy());
        json.put("nmi", agreement.nmi());
        json.put("ari", agreement.ari());
        json.put("homogeneity", agreement.homogeneity());
        json.put("completeness", agreement.completeness());
    }

    private String text(Map<String, Object> json, int[] labels, double seconds) {
        int[] sizes = new int[k];
        for (int label : labels) {
            sizes[label]++;
        }
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT,
                "%,d rows in %,d cluster%s of %,d to %,d rows, in %s: %s%n", labels.length, k, k == 1 ? "" : "s",
                Arrays.stream(sizes).min().orElseThrow(), Arrays.stream(sizes).max().orElseThrow(),
                Progress.duration(seconds), json.get("out")));
        text.append(String.format(Locale.ROOT, "inertia %s after %d iterations%s%n",
                Progress.loss((double) json.get("inertia")), (int) json.get("iterations"),
                (boolean) json.get("converged") ? "" : ", stopped there: more --max-iterations may find better ones"));
        line(text, json, "how clear  ", List.of("silhouette", "davies_bouldin", "calinski_harabasz"));
        line(text, json, "the classes", AGREEMENT);
        if (json.get("note") instanceof String note) {
            text.append(String.format("note: %s%n", note));
        }
        return text.toString();
    }

    private static void line(StringBuilder text, Map<String, Object> json, String what, List<String> names) {
        String values = String.join(", ", names.stream().filter(name -> json.get(name) != null)
                .map(name -> name.replace('_', ' ') + " " + Progress.loss((double) json.get(name))).toList());
        if (!values.isEmpty()) {
            text.append(String.format("%s %s%n", what, values));
        }
    }
}
