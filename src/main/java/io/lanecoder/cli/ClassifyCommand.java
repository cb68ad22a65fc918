package io.lanecoder.cli;

import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Learns classes of codes and tells them; its subcommands do the work. */
@CommandLine.Command(name = "classify", sortOptions = false, synopsisSubcommandLabel = "train|predict",
        description = "Learns the classes of codes (train), and tells those of others (predict).",
        footer = {
            "", "Examples:",
            "  lanecoder classify train --codes codes.npy --labels labels.npy --test-rows 4000: --rows :4000 --out c.safetensors",
            "  lanecoder classify predict --classifier c.safetensors --codes new.npy --out classes.csv"})
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
