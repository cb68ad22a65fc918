package io.lanecoder.cli;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.Labels;
import io.lanecoder.latent.Agreement;
import io.lanecoder.latent.ClusterMeasures;
import io.lanecoder.latent.GaussianMixture;
import io.lanecoder.latent.KMeans;
import io.lanecoder.latent.MapQuality;
import io.lanecoder.latent.Tsne;
import io.lanecoder.latent.TsneMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Finds clusters among codes, or on a map of them. */
@CommandLine.Command(name = "cluster", sortOptions = false,
        customSynopsis = "lanecoder cluster --k N|FROM:TO --out FILE [OPTIONS]",
        description = "Divides rows, or a map of them, into k clusters; says how clear they are.",
        footer = {
            "", "Examples:", "  lanecoder cluster --codes codes.npy --k 10 --out clusters.csv",
            "  lanecoder cluster --model run/model.safetensors --data digits:2000 --k 10 --out clusters.csv",
            "  lanecoder cluster --codes codes.npy --on map --method mixture --k 10 --out clusters.csv",
            "  lanecoder cluster --codes codes.npy --k 2:15 --out choices.csv"})
final class ClusterCommand extends Command {
    /** Rows up to which the silhouette is taken: it compares each with each. */
    static final int SILHOUETTE_ROWS = 50_000;

    private static final String NO_SILHOUETTE =
            "the silhouette compares each row with each and is left out above " + SILHOUETTE_ROWS + " rows";
    private static final double RIDGE = 1e-6;
    private static final List<String> AGREEMENT = List.of("accuracy", "nmi", "ari", "homogeneity", "completeness");

    /** What is divided. */
    enum On {
        CODES, MAP
    }

    /** How. */
    enum Method {
        KMEANS, MIXTURE
    }

    @Mixin CodeOptions source;

    @Option(names = "--k", paramLabel = "N|FROM:TO", required = true,
            description = "Number of clusters; FROM:TO tries each of them with k-means.") ClusterCurve.Range k;

    @Option(names = "--out", paramLabel = "FILE", required = true,
            description = "A .csv for row, cluster, and distance to its centre or probability; with FROM:TO for k, inertia "
                    + "and silhouette.") String out;

    @Option(names = "--on", paramLabel = "codes|map", defaultValue = "codes",
            description = "What is divided: the codes, or a t-SNE map of them. Default: ${DEFAULT-VALUE}.") On on;

    @Option(names = "--method", paramLabel = "kmeans|mixture", defaultValue = "kmeans",
            description = "k-means, or a mixture of Gaussians. Default: ${DEFAULT-VALUE}.") Method method;

    @Option(names = "--standardise",
            description = "Gives every column mean 0 and deviation 1 first.") boolean standardise;

    @Option(names = "--restarts", paramLabel = "N", defaultValue = "10",
            description = "Beginnings; the best result counts. Default: ${DEFAULT-VALUE}.") int restarts;

    @Option(names = "--init", paramLabel = "plus-plus|random",
            description = "k-means: how the first centres are found. Default: plus-plus.") String init;

    @Option(names = "--algorithm", paramLabel = "auto|lloyd|hamerly",
            description = "k-means: same results, other times. Default: auto.") KMeans.Algorithm algorithm;

    @Option(names = "--max-iterations", paramLabel = "N", defaultValue = "300",
            description = "The most steps of a beginning. Default: ${DEFAULT-VALUE}.") int maxIterations;

    @Option(names = "--tolerance", paramLabel = "T", defaultValue = "1e-4",
            description = "Ends when less changes. Default: ${DEFAULT-VALUE}.") double tolerance;

    @Option(names = "--ridge", paramLabel = "R",
            description = "mixture: added to the variances. Default: 1e-6.") Double ridge;

    @Option(names = "--perplexity", paramLabel = "P",
            description = "map: size of a neighbourhood, in rows. Default: 30.") Double perplexity;

    @Option(names = "--iterations", paramLabel = "N",
            description = "map: steps in all, the first 250 exaggerated. Default: 1000.") Integer iterations;

    @Option(names = "--picture", paramLabel = "FILE",
            description = "map: a .svg or .png of it, coloured by cluster.") String picture;

    @Mixin RunOptions repeat;

    ClusterCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    Result work() throws IOException {
        long begin = System.nanoTime();
        int threads = common.threads();
        source.check();
        checkMethod();
        KMeans.Options means = meansOptions(threads);
        GaussianMixture.Options mixture = GaussianMixture.Options.of(k.least()).withRestarts(restarts)
                .withEnd(maxIterations, tolerance).withRidge(ridge == null ? RIDGE : ridge).withSeed(common.seed)
                .withThreads(threads);
        Tsne.Options tsne = mapOptions();
        Path file = source.result("--out", out, List.of(".csv"));
        Path drawn = source.result("--picture", picture, Maps.PICTURES);
        CodeOptions.Codes codes = source.read(threads);
        Arguments.require(k.most() <= codes.rows().rows(), "--k", k.most(),
                "at most " + codes.rows().rows() + ", the number of rows of " + source.source());
        FloatMatrix scaled = standardise ? Models.standardised(codes.rows()) : codes.rows();
        TsneMap map = on == On.CODES ? null : Maps.fit(terminal, common.quiet, source.source(), scaled, tsne);
        FloatMatrix rows = map == null ? scaled : map.positions();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("command", "cluster");
        source.addTo(json);
        json.put("rows", rows.rows());
        json.put("columns", scaled.cols());
        json.put("on", on.name().toLowerCase(Locale.ROOT));
        json.put("method", method.name().toLowerCase(Locale.ROOT));
        json.put("k", k.isOne() ? k.least() : null);
        String onMap = quality(scaled, map, threads, json);
        if (!k.isOne()) {
            return choose(rows, means, file, onMap, json, begin);
        }
        if (method == Method.MIXTURE) {
            note("looking for " + k + " Gaussians, " + restarts + " time" + (restarts == 1 ? "" : "s"));
        }
        Clustering found = Arguments.naming(source.source(), () -> method == Method.KMEANS
                ? new Clustering.Means(KMeans.fit(rows, means))
                : new Clustering.Mixture(GaussianMixture.fit(rows, mixture)));
        found.write(file, rows, codes.firstRow(), threads);
        Maps.draw(drawn, rows, named(found.labels()), null, "clusters on a map of " + source.source());
        repeat.write(file);
        found.addTo(json);
        String note = measures(rows, found.labels(), threads, json);
        AGREEMENT.forEach(name -> json.put(name, null));
        codes.labels().ifPresent(labels -> agreement(labels, found.labels(), json));
        json.put("note", note.isEmpty() ? null : note);
        json.put("out", file.toString());
        json.put("picture", picture);
        double seconds = (System.nanoTime() - begin) / 1e9;
        json.put("seconds", seconds);
        return Result.note(json, text(json, found.labels(), onMap + found.sentence(), seconds));
    }

    /** Tries one number of clusters after the other. */
    private Result choose(FloatMatrix rows, KMeans.Options means, Path file, String onMap, Map<String, Object> json,
            long begin) {
        ClusterCurve curve;
        try (Bar bar = Bar.of(terminal, common.quiet, "k-means", k.most() - k.least() + 1, "numbers of clusters")) {
            bar.at(0);
            curve = Arguments.naming(source.source(), () -> ClusterCurve.of(rows, k, means, bar::at));
        }
        curve.write(file);
        repeat.write(file);
        boolean few = rows.rows() <= SILHOUETTE_ROWS;
        json.put("choices", curve.json());
        json.put("best_k", curve.best().orElse(null));
        json.put("note", few ? null : NO_SILHOUETTE);
        json.put("out", file.toString());
        double seconds = (System.nanoTime() - begin) / 1e9;
        json.put("seconds", seconds);
        return Result.note(json, String.format(Locale.ROOT, "%,d rows in %d to %d clusters, in %s: %s%n%s%s%s",
                rows.rows(), k.least(), k.most(), Progress.duration(seconds), out, onMap, curve.text(),
                few ? "" : String.format("note: %s%n", NO_SILHOUETTE)));
    }

    private void checkMethod() {
        Arguments.require(k.least() >= 1, "--k", k, "at least 1");
        Arguments.require(k.least() <= k.most(), "--k", k, "FROM:TO with FROM below TO");
        Arguments.require(restarts >= 1, "--restarts", restarts, "at least 1");
        Arguments.require(maxIterations >= 1, "--max-iterations", maxIterations, "at least 1");
        Arguments.require(tolerance >= 0 && tolerance <= Double.MAX_VALUE, "--tolerance", tolerance, "at least 0");
        Arguments.require(ridge == null || ridge >= 0 && ridge <= Double.MAX_VALUE, "--ridge", ridge, "at least 0");
        boolean mixture = method == Method.MIXTURE;
        Arguments.refuse(mixture && init != null, "--init", "found with --method mixture, expected --method kmeans");
        Arguments.refuse(mixture && algorithm != null, "--algorithm",
                "found with --method mixture, expected --method kmeans");
        Arguments.refuse(!mixture && ridge != null, "--ridge", "found with --method kmeans, expected --method mixture");
        Arguments.refuse(mixture && !k.isOne(), "--k", "found " + k + " with --method mixture, expected one number, or "
                + "--method kmeans");
        Arguments.refuse(picture != null && !k.isOne(), "--picture", "found with --k " + k + ", expected one number");
        boolean codes = on == On.CODES;
        Arguments.refuse(codes && perplexity != null, "--perplexity", "found with --on codes, expected --on map");
        Arguments.refuse(codes && iterations != null, "--iterations",
                "found with --on codes, expected --on map (k-means and the mixture have --max-iterations)");
        Arguments.refuse(codes && picture != null, "--picture", "found with --on codes, expected --on map");
    }

    private KMeans.Options meansOptions(int threads) {
        KMeans.Init first = switch (init == null ? "plus-plus" : init.toLowerCase(Locale.ROOT)) {
            case "plus-plus" -> KMeans.Init.GREEDY_PLUS_PLUS;
            case "random" -> KMeans.Init.RANDOM;
            default -> throw Arguments.wrong("--init", "found " + init + ", expected plus-plus or random");
        };
        return KMeans.Options.of(k.least()).withInit(first).withRestarts(restarts).withMaxIterations(maxIterations)
                .withTolerance(tolerance).withSeed(common.seed).withThreads(threads)
                .withAlgorithm(algorithm == null ? KMeans.Algorithm.AUTO : algorithm);
    }

    private Tsne.Options mapOptions() {
        Tsne.Options options = Tsne.Options.defaults();
        return Maps.options(common, perplexity == null ? options.perplexity() : perplexity,
                iterations == null ? options.iterations() : iterations);
    }

    private Labels named(int[] clusters) {
        return new Labels(clusters, IntStream.range(0, k.least()).mapToObj(c -> "cluster " + c).toList());
    }

    /** Adds how the map is, null without one; says it. */
    private static String quality(FloatMatrix rows, TsneMap map, int threads, Map<String, Object> json) {
        MapQuality quality = map == null ? null : MapQuality.of(rows, map.positions(), null, threads);
        json.put("kl", map == null ? null : map.divergence());
        json.put("trustworthiness", quality == null ? null : quality.trustworthiness());
        json.put("neighbours_kept", quality == null ? null : quality.neighboursKept());
        return map == null ? "" : Maps.sentence(map.divergence(), quality) + System.lineSeparator();
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
        return few ? "" : NO_SILHOUETTE;
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

    private String text(Map<String, Object> json, int[] labels, String found, double seconds) {
        int count = k.least();
        int[] sizes = new int[count];
        for (int label : labels) {
            sizes[label]++;
        }
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT,
                "%,d rows in %,d cluster%s of %,d to %,d rows, in %s: %s%n%s%n", labels.length, count,
                count == 1 ? "" : "s",
                Arrays.stream(sizes).min().orElseThrow(), Arrays.stream(sizes).max().orElseThrow(),
                Progress.duration(seconds), picture == null ? out : out + ", " + picture, found));
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
