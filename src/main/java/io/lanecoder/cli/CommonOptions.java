package io.lanecoder.cli;

import picocli.CommandLine.Option;

/** What every command takes; shown behind what is its own. */
final class CommonOptions {
    @Option(order = 101, names = "--seed", paramLabel = "N", defaultValue = "0",
            description = "Decides everything random: same seed, same bits. Default: ${DEFAULT-VALUE}.") long seed;

    @Option(order = 102, names = "--threads", paramLabel = "N",
            description = "Changes the speed, no bit of a result. Default: as many as processors.") Integer threads;

    @Option(order = 103, names = "--json",
            description = "Standard output is one JSON object and nothing else.") boolean json;

    @Option(order = 104, names = "--quiet",
            description = "No progress and no summary; warnings and errors still show.") boolean quiet;

    @Option(order = 105, names = "--debug", description = "After an error, the stack trace too.") boolean debug;

    @Option(order = 106, names = {"-h", "--help"}, usageHelp = true, description = "Shows this text.") boolean help;

    int threads() {
        int count = threads == null ? Math.clamp(Runtime.getRuntime().availableProcessors(), 1, Arguments.MAX_THREADS)
                : threads;
        Arguments.require(count >= 1 && count <= Arguments.MAX_THREADS, "--threads", count,
                "1 to " + Arguments.MAX_THREADS);
        return count;
    }
}
