package io.lanecoder.cli;

import picocli.CommandLine.Option;

/** What every command takes. */
final class CommonOptions {
    @Option(names = "--seed", paramLabel = "N", defaultValue = "0",
            description = "Decides everything random: the same seed gives the same bits. Default: ${DEFAULT-VALUE}.") long seed;

    @Option(names = "--threads", paramLabel = "N",
            description = "Changes the speed, not one bit of a result. Default: as many as processors.") Integer threads;

    @Option(names = "--json", description = "Standard output is one JSON object and nothing else.") boolean json;

    @Option(names = "--quiet",
            description = "No progress and no summary; warnings and errors still show.") boolean quiet;

    @Option(names = "--debug", description = "After an error, the stack trace too.") boolean debug;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Shows this text.") boolean help;

    int threads() {
        int count = threads == null ? Math.clamp(Runtime.getRuntime().availableProcessors(), 1, Arguments.MAX_THREADS)
                : threads;
        Arguments.require(count >= 1 && count <= Arguments.MAX_THREADS, "--threads", count,
                "1 to " + Arguments.MAX_THREADS);
        return count;
    }
}
