package io.lanecoder.cli;

import io.lanecoder.Autoencoder;
import io.lanecoder.data.Dataset;
import io.lanecoder.train.Checkpoints;
import io.lanecoder.train.TrainingConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains an autoencoder. */
@CommandLine.Command(name = "train", sortOptions = false,
        customSynopsis = "lanecoder train --data SRC --out DIR [OPTIONS]",
        description = "Trains an autoencoder; leaves model.safetensors, history.csv and run.json in a folder.",
        footer = {
            "", "Examples:", "  lanecoder train --data digits:5000 --out run --epochs 20 --val 0.1",
            "  lanecoder train --data table.csv --label-column class --hidden 64 --latent 8 --out run"})
final class TrainCommand extends Command {
    @Mixin DataOptions source;

    @Option(names = "--out", paramLabel = "DIR", required = true,
            description = "The folder for the results; made if it is not there.") String out;

    @Mixin NetworkOptions network;

    @Mixin TrainingOptions training;

    @Mixin CheckpointOptions saving;

    @Mixin RunOptions repeat;

    TrainCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    Result work() throws IOException {
        TrainingConfig config = training.config(common);
        saving.interval();
        Path folder = Arguments.path("--out", out);
        Optional<Autoencoder> initial = network.initial();
        Dataset data = source.read();
        Arguments.naming("--val", () -> config.split(data.size()));
        Autoencoder start = network.start(initial, source.data, data, config);
        Map<String, Object> options = new LinkedHashMap<>();
        source.addTo(options);
        network.addTo(options, start);
        TrainingOptions.addTo(options, config);
        TrainingRun run = new TrainingRun(terminal, "train", common.quiet, folder, source.data, options, config,
                network.unscaledOnPurpose(initial));
        Optional<Checkpoints> checkpoints =
                saving.checkpoints(terminal, common.quiet, folder, options, config);
        TrainingRun.Outcome outcome = run.train(start, data, checkpoints);
        String text = run.sentence(outcome);
        if (!outcome.untouched()) {
            text += String.format("model    %s%nhistory  %s%noptions  %s%n", run.modelFile(), run.historyFile(),
                    run.runFile());
        }
        return new Result(run.json(outcome), text, false, outcome.status());
    }
}
