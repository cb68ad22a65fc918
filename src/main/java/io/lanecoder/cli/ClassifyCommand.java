package io.lanecoder.cli;

import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Learns classes of codes and tells them; its subcommands do the work. */
@CommandLine.Command(name = "classify", sortOptions = false, synopsisSubcommandLabel = "train|predict",
        description = "Learns the classes of codes (train), and tells those of others (predict).",
        footer = {
            "", "Examples:",
            "  lanecoder classify train --codes z.npy --labels y.npy --out classifier.safetensors",
            "  lanecoder classify predict --classifier classifier.safetensors --codes new.npy --out y.csv"})
final class ClassifyCommand {
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Shows this text.") private boolean help;

    private ClassifyCommand() {
    }

    static CommandLine of(Terminal terminal) {
        CommandLine line = new CommandLine(new ClassifyCommand());
        line.addSubcommand(new ClassifyTrainCommand(terminal));
        line.addSubcommand(new ClassifyPredictCommand(terminal));
        return line;
    }
}
