package io.lanecoder.cli;

import io.lanecoder.Autoencoder;
import io.lanecoder.data.Dataset;
import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.Scaler;
import io.lanecoder.format.AtomicFile;
import io.lanecoder.format.Json;
import io.lanecoder.kernel.Kernels;
import io.lanecoder.nn.Activation;
import io.lanecoder.nn.Loss;
import io.lanecoder.train.Checkpoint;
import io.lanecoder.train.CheckpointInterval;
import io.lanecoder.train.Checkpoints;
import io.lanecoder.train.DivergedException;
import io.lanecoder.train.EpochReport;
import io.lanecoder.train.TrainingConfig;
import io.lanecoder.train.TrainingResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One training: scales the data where they are, trains, and leaves the model, the history and the options in a folder.
 *
 * @param terminal where progress goes
 * @param command the command that asked for it
 * @param quiet whether there is to be no progress
 * @param folder where the files go
 * @param source what the user called the data
 * @param options the options that decide the result, under the names of the command line
 * @param config how to train
 * @param unscaledOnPurpose whether the user wanted no scaling, which the model then remembers
 */
record TrainingRun(Terminal terminal, String command, boolean quiet, Path folder, String source,
        Map<String, Object> options, TrainingConfig config, boolean unscaledOnPurpose) {
    private static final String HISTORY =
            "epoch,train_loss,validation_loss,learning_rate,seconds,samples_per_second\n";

    /**
     * What came of it.
     *
     * @param model the trained model
     * @param result its history
     * @param scaled the rows as the network saw them
     * @param seconds the time it took, without the epochs of a run that this one continues
     * @param epochsHere the whole epochs done in that time
     * @param untouched whether it was stopped before anything was learned; then no file was written
     */
    record Outcome(Autoencoder model, TrainingResult result, FloatMatrix scaled, double seconds, int epochsHere,
            boolean untouched) {
        boolean cancelled() {
            return result.end() == TrainingResult.End.CANCELLED;
        }

        String end() {
            return result.end().name().toLowerCase(Locale.ROOT);
        }

        /** The exit status of a command that did this. */
        int status() {
            return cancelled() ? 130 : 0;
        }

        private EpochReport kept() {
            return result.bestEpoch() == 0 ? null : result.history().get(result.bestEpoch() - 1);
        }
    }

    Path modelFile() {
        return folder.resolve("model.safetensors");
    }

    Path historyFile() {
        return folder.resolve("history.csv");
    }

    Path runFile() {
        return folder.resolve("run.json");
    }

    /** Trains without checkpoints. */
    Outcome train(Autoencoder start, Dataset data) {
        return train(start, data, Optional.empty());
    }

    /** Trains. The data are scaled in place, so that a large set is in memory once. */
    Outcome train(Autoencoder start, Dataset data, Optional<Checkpoints> checkpoints) {
        Activation output = start.network().layers().getLast().activation();
        boolean sigmoid = output.kind() == Activation.Kind.SIGMOID;
        Arguments.require(config.loss() != Loss.BCE || sigmoid, "--loss", "bce with an output of " + output,
                "--output sigmoid");
        FloatMatrix rows = data.features();
        scaleInPlace(start.scaler(), rows);
        Optional<Checkpoint> before = checkpoints.flatMap(Checkpoints::start);
        before.ifPresent(checkpoint -> Arguments.naming("--data", () -> {
            checkpoint.requireSame(rows);
            return checkpoint;
        }));
        checkRange(start, rows, sigmoid);
        prepareFolder();
        terminal.interruption().arm();
        long begin = System.nanoTime();
        Progress progress = new Progress(terminal, quiet, config.epochs());
        Autoencoder.Fit fit;
        try {
            Autoencoder named = start.withFeatureNames(data.featureNames());
            fit = checkpoints.map(where -> named.trainScaled(rows, config, progress, where))
                    .orElseGet(() -> named.trainScaled(rows, config, progress));
        } catch (UncheckedIOException e) { // a checkpoint
            throw new RunFailure(Failure.sentence(e.getCause()), e);
        } catch (DivergedException e) {
            throw checkpoints.isPresent() && checkpoints.get().anyThere()
                    ? new RunFailure(e.getMessage() + "; the last checkpoints stay in " + folder, e) : e;
        } finally {
            progress.clear();
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        int epochsHere = fit.training().history().size() - before.map(Checkpoint::epochsDone).orElse(0);
        boolean untouched = before.isEmpty() && !progress.anyBatch();
        Outcome raw = new Outcome(fit.model(), fit.training(), rows, seconds, epochsHere, untouched);
        if (raw.untouched()) {
            return raw;
        }
        Outcome outcome =
                new Outcome(fit.model().withProvenance(provenance(raw)), fit.training(), rows, seconds, epochsHere,
                        false);
        save(outcome, checkpoints.isEmpty());
        return outcome;
    }

    private static void scaleInPlace(Scaler scaler, FloatMatrix rows) {
        if (!scaler.isIdentity()) {
            for (int i = 0; i < rows.rows(); i++) {
                int at = rows.rowOffset(i);
                scaler.applyRow(rows.cols(), rows.array(), at, rows.array(), at);
            }
        }
    }

    /** A sigmoid gives 0..1: it can come near other values, but never reach them. */
    private void checkRange(Autoencoder start, FloatMatrix rows, boolean sigmoid) {
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (int i = rows.offset(); i < rows.rowOffset(rows.rows()); i++) {
            low = Math.min(low, rows.array()[i]);
            high = Math.max(high, rows.array()[i]);
        }
        if (!sigmoid || low >= 0f && high <= 1f) {
            return;
        }
        String range = "values from " + low + " to " + high + " (scaler " + start.scaler().kind().text() + ")";
        Arguments.require(config.loss() != Loss.BCE, "--loss", "bce with " + range,
                "values in 0..1, as --scale minmax makes them, or --loss mse");
        terminal.warn("the output is a sigmoid, which gives 0..1, but the network sees " + range
                + "; --output identity or --scale minmax suits such data");
    }

    /** Fails now rather than after an hour of training. */
    private void prepareFolder() {
        RunFailure.ofWriting(() -> {
            Files.createDirectories(folder);
            AtomicFile.open(modelFile()).close();
        });
    }

    private void save(Outcome outcome, boolean withoutCheckpoints) {
        RunFailure.ofWriting(() -> {
            outcome.model().save(modelFile()); // the largest first: a full disk is found before anything was replaced
            writeHistory(outcome.result().history());
            Json.write(runFile(), description(outcome));
            if (withoutCheckpoints) { // those of an earlier run would continue another model than the one beside them
                Checkpoints.in(folder, new CheckpointInterval.Epochs(1)).clear();
            }
        });
    }

    /** Losses with all their digits; an empty cell where there is no validation. */
    private void writeHistory(List<EpochReport> history) throws IOException {
        StringBuilder text = new StringBuilder(HISTORY);
        for (EpochReport epoch : history) {
            text.append(epoch.epoch()).append(',').append(epoch.trainLoss()).append(',')
                    .append(Double.isNaN(epoch.validationLoss()) ? "" : epoch.validationLoss()).append(',')
                    .append(epoch.learningRate()).append(',').append(epoch.seconds()).append(',')
                    .append(epoch.samplesPerSecond()).append('\n');
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
        AtomicFile.write(historyFile(), out -> out.write(bytes));
    }

    /** What the model remembers: nothing that differs between two runs of the same options, so no times and no dates. */
    private Map<String, String> provenance(Outcome outcome) {
        Map<String, String> notes = new TreeMap<>();
        notes.put("version", Version.text());
        notes.put("command", command);
        notes.put("options", Json.write(options));
        notes.put("data", source);
        notes.put("rows", Integer.toString(outcome.scaled().rows()));
        notes.put("seed", Long.toString(config.seed()));
        notes.put("epochs", Integer.toString(outcome.result().history().size()));
        notes.put("best_epoch", Integer.toString(outcome.result().bestEpoch()));
        notes.put("end", outcome.end());
        EpochReport kept = outcome.kept();
        if (kept != null) {
            notes.put("train_loss", Double.toString(kept.trainLoss()));
            if (!Double.isNaN(kept.validationLoss())) {
                notes.put("validation_loss", Double.toString(kept.validationLoss()));
            }
        }
        if (unscaledOnPurpose) {
            notes.put("scale", "none"); // Autoencoder.suiting reads this
        }
        return notes;
    }

    private Map<String, Object> description(Outcome outcome) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("lanecoder", Version.text());
        all.put("command", command);
        Map<String, Object> asked = new LinkedHashMap<>(options);
        asked.put("threads", config.threads());
        asked.put("out", folder.toString());
        all.put("options", asked);
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("source", source);
        data.put("rows", outcome.scaled().rows());
        data.put("features", outcome.scaled().cols());
        data.put("scaler", outcome.model().scaler().kind().text());
        all.put("data", data);
        all.put("network", outcome.model().toString());
        all.put("parameters", outcome.model().network().parameterCount());
        all.put("result", result(outcome));
        Map<String, Object> environment = new LinkedHashMap<>();
        environment.put("kernels", Kernels.get().name());
        environment.put("lanes", Kernels.get().lanes());
        environment.put("java", System.getProperty("java.runtime.version", ""));
        environment.put("vm", System.getProperty("java.vm.name", ""));
        environment.put("system", System.getProperty("os.name", "") + " " + System.getProperty("os.arch", ""));
        environment.put("processors", Runtime.getRuntime().availableProcessors());
        all.put("environment", environment);
        return all;
    }

    private Map<String, Object> result(Outcome outcome) {
        Map<String, Object> result = new LinkedHashMap<>();
        EpochReport kept = outcome.kept();
        int epochs = outcome.result().history().size();
        int trained = config.split(outcome.scaled().rows()).training().length;
        result.put("end", outcome.end());
        result.put("epochs", epochs);
        result.put("best_epoch", outcome.result().bestEpoch());
        result.put("train_loss", kept == null ? null : kept.trainLoss());
        result.put("validation_loss", kept == null ? null : kept.validationLoss());
        result.put("seconds", outcome.seconds());
        result.put("samples_per_second", (double) outcome.epochsHere() * trained / outcome.seconds());
        return result;
    }

    /** For {@code --json}: the result, the network and the files. */
    Map<String, Object> json(Outcome outcome) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("command", command);
        json.put("data", source);
        json.put("rows", outcome.scaled().rows());
        json.put("features", outcome.scaled().cols());
        json.put("latent", outcome.model().network().latent());
        json.put("parameters", outcome.model().network().parameterCount());
        json.putAll(result(outcome));
        json.put("threads", config.threads());
        json.put("kernels", Kernels.get().name());
        json.put("lanes", Kernels.get().lanes());
        Map<String, Object> files = new LinkedHashMap<>();
        if (!outcome.untouched()) {
            files.put("model", modelFile().toString());
            files.put("history", historyFile().toString());
            files.put("run", runFile().toString());
        }
        json.put("files", files);
        return json;
    }

    /** For people: one or two sentences on how it went. */
    String sentence(Outcome outcome) {
        if (outcome.untouched()) {
            return String.format("stopped before the first batch: nothing was saved%n");
        }
        EpochReport kept = outcome.kept();
        int epochs = outcome.result().history().size();
        String how = switch (outcome.result().end()) {
            case COMPLETED -> "";
            case EARLY_STOPPED -> ", stopped early: epoch " + outcome.result().bestEpoch() + " was the best";
            case CANCELLED -> ", stopped on request: the model so far is saved";
        };
        return String.format(Locale.ROOT, "%,d rows of %,d features, %s, %d epoch%s in %s%s%n", outcome.scaled().rows(),
                outcome.scaled().cols(), outcome.model(), epochs, epochs == 1 ? "" : "s",
                Progress.duration(outcome.seconds()), how)
                + (kept == null ? "" : String.format("loss %s%s%n", Progress.loss(kept.trainLoss()),
                        Double.isNaN(kept.validationLoss()) ? ""
                                : ", on rows held out of training " + Progress.loss(kept.validationLoss())));
    }
}
