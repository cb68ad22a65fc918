package io.lanecoder.cli;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.Labels;
import io.lanecoder.format.DataSource;
import io.lanecoder.latent.MapQuality;
import io.lanecoder.latent.Tsne;
import io.lanecoder.latent.TsneMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Maps codes in the plane, or places them in a map that there is. */
@CommandLine.Command(name = "tsne", sortOptions = false,
        customSynopsis = "lanecoder tsne --out FILE [OPTIONS]",
        description = "Maps rows in the plane so that near rows stay near (t-SNE); says how far to trust the map.",
        footer = {
            "", "Examples:", "  lanecoder tsne --codes codes.npy --labels labels.npy --out map.npy --picture map.png",
            "  lanecoder tsne --model run/model.safetensors --data digits:2000 --out map.csv",
            "  lanecoder tsne --codes new.npy --transform-to map.npy --map-codes codes.npy --out places.npy"})
final class TsneCommand extends Command {
    private static final int STOPPED = 130;

    @Mixin CodeOptions source;

    @Option(names = "--out", paramLabel = "FILE", required = true,
            description = "Where the positions go: a name that ends in .npy (float32) or .csv.") String out;

    @Option(names = "--picture", paramLabel = "FILE",
            description = "A .svg or .png of the map, coloured by label.") String picture;

    @Option(names = "--perplexity", paramLabel = "P", defaultValue = "30",
            description = "Size of a neighbourhood, in rows. Default: ${DEFAULT-VALUE}.") double perplexity;

    @Option(names = "--iterations", paramLabel = "N", defaultValue = "1000",
            description = "Steps in all, the first 250 exaggerated. Default: ${DEFAULT-VALUE}.") int iterations;

    @Option(names = "--init", paramLabel = "pca|random", defaultValue = "pca",
            description = "How the map begins. Default: ${DEFAULT-VALUE}.") Tsne.Init init;

    @Option(names = "--learning-rate", paramLabel = "R",
            description = "Length of a step. Default: rows / exaggeration, 200 or more.") Double rate;

    @Option(names = "--repulsion", paramLabel = "auto|exact|interpolated", defaultValue = "auto",
            description = "Exact is slow for many rows. Default: ${DEFAULT-VALUE}.") Tsne.Repulsion repulsion;

    @Option(names = "--transform-to", paramLabel = "MAP",
            description = "Places the rows in this map, an earlier --out, in place of making one.") String map;

    @Option(names = "--map-codes", paramLabel = "SRC",
            description = "With --transform-to: the codes that the map was made of.") String mapCodes;

    @Mixin RunOptions repeat;

    TsneCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    Result work() throws IOException {
        long begin = System.nanoTime();
        int threads = common.threads();
        source.check();
        Arguments.refuse(mapCodes != null && map == null, "--map-codes", "found without --transform-to");
        Arguments.require(mapCodes != null || map == null, "--map-codes", "nothing",
                "the codes that the map of --transform-to was made of");
        Tsne.Options options = options();
        Path file = source.result("--out", out, List.of(".npy", ".csv"), map, mapCodes);
        Path drawn = source.result("--picture", picture, Maps.PICTURES, map, mapCodes);
        CodeOptions.Codes codes = source.read(threads);
        Labels labels = codes.labels().orElse(null);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("command", "tsne");
        source.addTo(json);
        json.put("rows", codes.rows().rows());
        json.put("columns", codes.rows().cols());
        return map == null
                ? make(codes.rows(), labels, options, file, drawn, json, begin)
                : place(codes.rows(), labels, threads, file, drawn, json, begin);
    }

    private Tsne.Options options() {
        Arguments.require(rate == null || rate > 0 && rate <= 1e9, "--learning-rate", rate, "a number above 0");
        return Maps.options(common, perplexity, iterations).withInit(init).withRepulsion(repulsion)
                .withLearningRate(rate == null ? 0 : rate);
    }

    private Result make(FloatMatrix rows, Labels labels, Tsne.Options options, Path file, Path drawn,
            Map<String, Object> json, long begin) {
        terminal.interruption().arm();
        TsneMap made = Maps.fit(terminal, common.quiet, source.source(), rows, options);
        double seconds = (System.nanoTime() - begin) / 1e9;
        boolean stopped = made.iterations() < iterations;
        MapQuality quality =
                MapQuality.of(rows, made.positions(), labels == null ? null : labels.codes(), options.threads());
        write(file, drawn, made.positions(), labels, null);
        json.put("perplexity", perplexity);
        json.put("iterations", made.iterations());
        json.put("kl", made.divergence());
        json.put("trustworthiness", quality.trustworthiness());
        json.put("neighbours_kept", quality.neighboursKept());
        json.put("map_accuracy", quality.accuracy().isPresent() ? quality.accuracy().getAsDouble() : null);
        json.put("out", file.toString());
        json.put("picture", picture);
        json.put("seconds", seconds);
        String text = String.format(Locale.ROOT, "%,d rows mapped in %s%s: %s%n%s%n", rows.rows(),
                Progress.duration(seconds),
                stopped ? ", stopped after " + made.iterations() + " of " + iterations + " iterations" : "",
                drawn == null ? file : file + ", " + drawn, Maps.sentence(made.divergence(), quality));
        return new Result(json, text, false, stopped ? STOPPED : 0);
    }

    private Result place(FloatMatrix rows, Labels labels, int threads, Path file, Path drawn, Map<String, Object> json,
            long begin) throws IOException {
        FloatMatrix positions = Arguments.reading("--transform-to",
                () -> DataSource.read(map, DataSource.Options.DEFAULT)).features();
        FloatMatrix mapped = Arguments.reading("--map-codes",
                () -> DataSource.read(mapCodes, DataSource.Options.DEFAULT)).features();
        Arguments.require(positions.cols() == 2, "--transform-to", positions.cols() + " columns", "2, as tsne writes");
        Arguments.require(mapped.rows() == positions.rows(), "--map-codes", mapped.rows() + " rows",
                positions.rows() + ", as in " + map);
        Arguments.require(mapped.cols() == rows.cols(), "--map-codes", mapped.cols() + " columns",
                rows.cols() + ", as in " + source.source());
        FloatMatrix places = Arguments.naming(source.source(), () -> TsneMap.of(mapped, positions).transform(rows,
                threads));
        double seconds = (System.nanoTime() - begin) / 1e9;
        write(file, drawn, places, labels, positions);
        json.put("transform_to", map);
        json.put("out", file.toString());
        json.put("picture", picture);
        json.put("seconds", seconds);
        return Result.note(json, String.format(Locale.ROOT, "%,d rows placed in a map of %,d in %s: %s%n", rows.rows(),
                positions.rows(), Progress.duration(seconds), drawn == null ? file : file + ", " + drawn));
    }

    private void write(Path file, Path drawn, FloatMatrix positions, Labels labels, FloatMatrix background) {
        Models.write(file, positions, List.of("x", "y"));
        Maps.draw(drawn, positions, labels, background, "t-SNE of " + source.source());
        repeat.write(file);
    }
}
