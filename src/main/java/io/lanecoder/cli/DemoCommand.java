package io.lanecoder.cli;

import io.lanecoder.Autoencoder;
import io.lanecoder.AutoencoderConfig;
import io.lanecoder.data.Dataset;
import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.Scaler;
import io.lanecoder.data.Split;
import io.lanecoder.format.Csv;
import io.lanecoder.format.DataSource;
import io.lanecoder.format.RowRange;
import io.lanecoder.latent.TsneMap;
import io.lanecoder.report.ImageGrid;
import io.lanecoder.report.Report;
import io.lanecoder.report.ReportOptions;
import io.lanecoder.report.RunFolder;
import io.lanecoder.train.TrainingConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The whole pipeline on data that are always there. */
@CommandLine.Command(name = "demo", sortOptions = false,
        customSynopsis = "lanecoder demo [OPTIONS]",
        description = "Trains on the built-in digits; encodes, clusters, maps, classifies, finds anomalies, draws.",
        footer = {
            "", "Examples:", "  lanecoder demo", "  lanecoder demo --data t10k-images-idx3-ubyte.gz --out mnist-demo"})
final class DemoCommand extends Command {
    private static final int EPOCHS = 30;
    private static final double HELD_OUT = 0.1;
    private static final int COLUMNS = 10;
    private static final int PAIRS_DOWN = 4;
    private static final int ZOOM = 2;

    @Option(names = "--out", paramLabel = "DIR", defaultValue = "lanecoder-demo",
            description = "The folder for the results; made if it is not there. Default: ${DEFAULT-VALUE}.") String out;

    @Option(names = "--data", paramLabel = "SRC", defaultValue = "digits",
            description = DataOptions.SOURCES + ". Default: ${DEFAULT-VALUE}.") String source;

    @Option(names = "--rows", paramLabel = "N", description = "Only the first N rows. Default: all.") Integer rows;

    @Mixin RunOptions repeat;

    DemoCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    Result work() throws IOException {
        int threads = common.threads();
        Path folder = Arguments.path("--out", out);
        Dataset data = read();
        TrainingConfig config = TrainingConfig.defaults().toBuilder().epochs(EPOCHS).seed(common.seed).threads(threads)
                .validationFraction(data.size() > 1 ? HELD_OUT : 0).build();
        Split split = config.split(data.size());
        Autoencoder start = start(data, config, split);
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("data", source);
        if (rows != null) {
            options.put("rows", "0:" + rows);
        }
        TrainingOptions.addTo(options, config);
        note("Training " + start + " on " + Progress.thousands(split.training().length) + " rows of " + source);
        TrainingRun run = new TrainingRun(terminal, "demo", common.quiet, folder, source, options, config, false);
        TrainingRun.Outcome outcome = run.train(start, data);
        Map<String, Object> json = run.json(outcome);
        if (outcome.cancelled()) {
            return new Result(json, run.sentence(outcome), false, outcome.status());
        }
        // The rows are scaled already.
        Autoencoder scaledModel = outcome.model().withScaler(Scaler.none());
        Path codes = folder.resolve("codes.npy");
        FloatMatrix encoded = scaledModel.encode(outcome.scaled(), threads);
        Models.write(codes, encoded, List.of());
        StringBuilder found = new StringBuilder();
        DemoLatent latent = new DemoLatent(scaledModel, outcome.scaled(), encoded, data.labels(), split, common.seed,
                threads, found, json);
        Path clusters = folder.resolve("clusters.csv");
        latent.clusters(clusters);
        Path map = folder.resolve("map.png");
        Optional<TsneMap> mapped;
        try (MapProgress progress = new MapProgress(terminal, common.quiet, DemoLatent.MAP_ITERATIONS)) {
            mapped = latent.map(folder.resolve("map.npy"), map, folder.resolve("map-clusters.csv"), progress);
        }
        latent.classes(folder.resolve("classifier.safetensors"));
        latent.anomalies().map(detector -> detector.attachedTo(outcome.model()))
                .ifPresent(model -> RunFailure.ofWriting(() -> model.save(run.modelFile())));
        Path pictures = folder.resolve("reconstructions.png");
        FloatMatrix originals = outcome.scaled().select(shown(data, split));
        FloatMatrix again = scaledModel.reconstruct(originals, threads);
        RunFailure.ofWriting(() -> ImageGrid.pairs(originals, again, COLUMNS, ZOOM).writePng(pictures));
        Path page = folder.resolve("report.html");
        note("Report");
        // read again: training has scaled the rows where they were
        report(folder, read(), mapped, threads, page);
        @SuppressWarnings("unchecked") Map<String, Object> files = (Map<String, Object>) json.get("files");
        files.put("codes", codes.toString());
        files.put("clusters", clusters.toString());
        files.put("report", page.toString());
        if (json.get("classes") != null) {
            files.put("classifier", folder.resolve("classifier.safetensors").toString());
        }
        files.put("pictures", pictures.toString());
        if (mapped.isPresent()) {
            files.put("map", folder.resolve("map.npy").toString());
            files.put("map_picture", map.toString());
            files.put("map_clusters", folder.resolve("map-clusters.csv").toString());
        }
        return Result.note(json,
                text(run, outcome, found.toString(), codes, pictures, mapped.isPresent() ? map : null, page));
    }

    private void report(Path folder, Dataset data, Optional<TsneMap> map, int threads, Path page)
            throws IOException {
        Report report = Report.ofRun(RunFolder.read(folder), data,
                ReportOptions.defaults().withSeed(common.seed).withThreads(threads));
        Report mapped = map.map(report::withMap).orElse(report);
        RunFailure.ofWriting(() -> mapped.write(page));
    }

    private Dataset read() throws IOException {
        Arguments.require(rows == null || rows >= 1, "--rows", rows, "at least 1");
        RowRange range = rows == null ? RowRange.ALL : new RowRange(0, rows);
        // as many built-in digits as are asked for
        String name = source.equals("digits") && rows != null ? "digits:" + rows : source;
        return Arguments.reading("--data",
                () -> DataSource.read(name, new DataSource.Options(Optional.empty(), range, Csv.Options.DEFAULT)));
    }

    private static Autoencoder start(Dataset data, TrainingConfig config, Split split) {
        Scaler scaler = data.encoding() == Dataset.Encoding.BYTES ? Scaler.auto(data)
                : Scaler.auto(Dataset.of(data.features().select(split.training())));
        return Autoencoder.untrained(data.features().cols(), AutoencoderConfig.defaults(), config.seed())
                .withScaler(scaler);
    }

    /** Rows that the model was not trained on, if there are any; with labels, a column of pictures a class. */
    private static int[] shown(Dataset data, Split split) {
        int[] candidates = split.validation().length > 0 ? split.validation() : split.training();
        if (data.labels().isEmpty()) {
            return Arrays.copyOf(candidates, Math.min(candidates.length, COLUMNS * PAIRS_DOWN));
        }
        int[] classes = data.labels().get().codes();
        int[][] byClass = IntStream.range(0, COLUMNS).mapToObj(
                c -> Arrays.stream(candidates).filter(row -> classes[row] == c).toArray()).toArray(int[][]::new);
        int[] chosen = IntStream.range(0, COLUMNS * PAIRS_DOWN).filter(i -> i / COLUMNS < byClass[i % COLUMNS].length)
                .map(i -> byClass[i % COLUMNS][i / COLUMNS]).toArray();
        return chosen.length > 0 ? chosen : Arrays.copyOf(candidates, 1);
    }

    private String text(TrainingRun run, TrainingRun.Outcome outcome, String found, Path codes, Path pictures,
            Path map, Path page) {
        int latent = outcome.model().network().latent();
        return run.sentence(outcome) + "\n" + found + String.format("""

                %s
                    all of it on one page, to be opened in a browser
                %s
                    originals above what the model makes of them, from %d numbers each
                %s%s
                    the model; PyTorch loads it too
                %s
                    the codes, %d numbers a row, for NumPy
                %s
                    the loss of every epoch

                Next:
                  lanecoder info --model %s
                  lanecoder train --data YOUR.csv --out run
                """, page, pictures, latent, map == null ? "" : map + "\n    the map of the codes, coloured by class\n",
                run.modelFile(), codes, latent, run.historyFile(), run.modelFile());
    }
}
