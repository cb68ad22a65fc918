package io.lanecoder.cli;

import io.lanecoder.Autoencoder;
import io.lanecoder.AutoencoderConfig;
import io.lanecoder.data.Dataset;
import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.Labels;
import io.lanecoder.data.SeededRandom;
import io.lanecoder.format.Csv;
import io.lanecoder.format.Json;
import io.lanecoder.format.Npy;
import io.lanecoder.format.NpyWriter;
import io.lanecoder.report.ImageGrid;
import io.lanecoder.report.Report;
import io.lanecoder.report.ReportOptions;
import io.lanecoder.report.ScatterPlot;
import io.lanecoder.train.Checkpoint;
import io.lanecoder.train.CheckpointInterval;
import io.lanecoder.train.Checkpoints;
import io.lanecoder.train.TrainingConfig;
import io.lanecoder.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Writes one file, or one folder of a run, over and over, with two contents in turn, until it is killed; or one of the contents, once.
 */
final class WriteLoop {
    private static final int ROWS = 400;
    private static final int COLS = 49;
    private static final int CLASSES = 4;
    private static final String CHECKPOINT = "checkpoint-4.safetensors";

    private WriteLoop() {
    }

    /** A file's two contents have different sizes, so that a mixture shows. */
    @FunctionalInterface
    interface Writing {
        void write(Path file, int which) throws IOException;
    }

    private static FloatMatrix content(int which, int cols) {
        SeededRandom random = SeededRandom.of(which);
        FloatMatrix x = FloatMatrix.zeros(ROWS + 100 * which, cols);
        for (int i = 0; i < x.array().length; i++) {
            x.array()[i] = random.nextFloat();
        }
        return x;
    }

    private static Autoencoder model(int which) {
        return Autoencoder.untrained(COLS, AutoencoderConfig.defaults().withSizes(List.of(200 + 100 * which), 5), 3);
    }

    private static Labels labels(int rows) {
        return new Labels(IntStream.range(0, rows).map(i -> i % CLASSES).toArray(), List.of("a", "b", "c", "d"));
    }

    /** Makes what is written by reading: two checkpoints of a run, which remember how long it took. */
    static void prepare(Path folder) throws IOException {
        for (int which = 0; which < 2; which++) {
            Path place = Files.createDirectories(folder.resolve("from-" + which));
            model(which).trainScaled(content(0, COLS),
                    TrainingConfig.defaults().toBuilder().epochs(1).patience(which).batchSize(100).build(),
                    TrainingListener.SILENT, Checkpoints.in(place, new CheckpointInterval.Epochs(1)));
        }
    }

    /** The writer of the files of a name. */
    static Writing of(Path file) throws IOException {
        FloatMatrix[] x = {content(0, COLS), content(1, COLS)};
        FloatMatrix[] points = {content(0, 2), content(1, 2)};
        List<String> columns = IntStream.range(0, COLS).mapToObj(i -> "x" + i).toList();
        return switch (file.getFileName().toString()) {
            case "codes.npy" -> (to, i) -> Npy.write(to, x[i]);
            case "streamed.npy" -> (to, i) -> {
                try (NpyWriter rows = NpyWriter.create(to, x[i].rows(), COLS)) {
                    rows.write(x[i].rows(0, 100));
                    rows.write(x[i].rows(100, x[i].rows()));
                }
            };
            case "codes.csv" -> (to, i) -> Csv.write(to, columns, x[i]);
            case "values.json" -> (to, i) -> Json.write(to, Map.of("values", x[i].toArray()));
            case "pictures.png" -> (to, i) -> ImageGrid.pairs(x[i], x[i], 10, 2).writePng(to);
            case "map.svg", "map.png" -> (to, i) -> ScatterPlot.of(points[i], labels(points[i].rows()), null, "map")
                    .write(to);
            case "report.html" -> (to, i) -> Report.of(model(i), Dataset.of(x[i]), ReportOptions.defaults()
                    .withMapRows(0)).write(to);
            case "classifier.safetensors" -> (to, i) -> SavedClassifier.nearest(x[i], labels(x[i].rows()), true, 3)
                    .save(to);
            case "model.safetensors" -> (to, i) -> model(i).save(to);
            case CHECKPOINT -> {
                Checkpoint[] from = new Checkpoint[2];
                for (int i = 0; i < from.length; i++) {
                    from[i] = Checkpoint.read(file.resolveSibling("from-" + i).resolve(CHECKPOINT));
                }
                yield (to, i) -> from[i].write(to);
            }
            case "run" -> WriteLoop::train;
            case String other -> throw new IllegalArgumentException(other);
        };
    }

    /** Model, history and description of a run, as the program writes them. */
    private static void train(Path folder, int which) {
        String[] words = {"train", "--data", "digits:6", "--hidden", "none", "--latent", Integer.toString(2 + which),
            "--epochs", Integer.toString(1 + which), "--quiet", "--out", folder.toString()};
        int status = new Main(new Terminal(System.out, System.err, false, false, Interruption.onRequest())).run(words);
        if (status != 0) {
            throw new IllegalStateException(Arrays.toString(words) + " gave " + status);
        }
    }

    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[0]);
        Writing writing = of(file);
        if (args.length == 2) {
            writing.write(file, Integer.parseInt(args[1]));
            return;
        }
        for (int i = 0;; i++) {
            writing.write(file, i % 2);
        }
    }
}
