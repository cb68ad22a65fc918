package io.lanecoder.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** The program: finds the command, runs it, and turns what goes wrong into one line and an exit status. */
@CommandLine.Command(name = "lanecoder", versionProvider = Version.class, sortOptions = false,
        description = "Autoencoders on the CPU in pure Java: train one, then use its codes.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "", "Examples:", "  lanecoder demo", "  lanecoder train --data digits:5000 --out run --epochs 10", "",
            "Exit status: 0 done, 1 failed at run time, 2 wrong usage or input, 130 stopped by Ctrl-C.",
            "lanecoder COMMAND --help says more about a command."})
public final class Main {
    private static final int HELP_WIDTH = 100;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Shows this text.") private boolean help;

    @Option(names = {"-V", "--version"}, versionHelp = true,
            description = "Shows the version.") private boolean version;

    private final Terminal terminal;

    Main(Terminal terminal) {
        this.terminal = terminal;
    }

    /**
     * Runs a command and ends the JVM with its exit status.
     *
     * @param args the command and its options
     */
    public static void main(String[] args) {
        Terminal terminal = Terminal.ofProcess();
        if (ModuleLayer.boot().findModule("java.logging").isPresent()) {
            Logging.toTerminal(terminal);
        }
        int status = new Main(terminal).run(args);
        terminal.interruption().finished();
        System.exit(status);
    }

    /** Runs a command in this JVM, and gives its exit status. */
    int run(String[] args) {
        try {
            return dispatch(args);
        } catch (Throwable e) { // whatever it is, the user gets one line
            Failure failure = Failure.of(e);
            terminal.err().println("lanecoder: " + failure.line());
            if (List.of(args).contains("--debug")) {
                e.printStackTrace(terminal.err());
            }
            terminal.err().flush();
            return failure.status();
        }
    }

    private int dispatch(String[] args) throws IOException {
        CommandLine line = commandLine();
        ParseResult parsed = line.parseArgs(OptionsFile.expand(line, args));
        Integer helped = CommandLine.executeHelpRequest(parsed);
        if (helped != null) {
            terminal.requireWritten();
            return helped;
        }
        if (!parsed.hasSubcommand()) {
            line.usage(terminal.err());
            return Failure.USAGE;
        }
        ParseResult last = parsed.subcommand();
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        if (last.commandSpec().userObject() instanceof Command command) {
            return command.run();
        }
        last.commandSpec().commandLine().usage(terminal.err());
        return Failure.USAGE;
    }

    /** All commands, before any of them is told what to do. */
    CommandLine commandLine() {
        CommandLine line = new CommandLine(this);
        for (Object command : commands()) {
            line.addSubcommand(command);
        }
        line.registerConverter(ClusterCurve.Range.class, ClusterCurve.Range::parse);
        line.setUsageHelpWidth(HELP_WIDTH);
        line.setExpandAtFiles(false);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setColorScheme(CommandLine.Help.defaultColorScheme(
                terminal.colours() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
        line.setOut(new PrintWriter(terminal.out(), true));
        line.setErr(new PrintWriter(terminal.err(), true));
        return line;
    }

    private List<Object> commands() {
        return List.of(new DemoCommand(terminal), new TrainCommand(terminal), new EncodeCommand(terminal),
                new ReconstructCommand(terminal), new ScoreCommand(terminal), new ClusterCommand(terminal),
                ClassifyCommand.of(terminal), new TsneCommand(terminal), new ReportCommand(terminal),
                new InfoCommand(terminal), new FetchCommand(terminal), new DoctorCommand(terminal),
                new CompletionCommand(terminal));
    }
}
