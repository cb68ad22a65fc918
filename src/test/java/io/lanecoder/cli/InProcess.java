package io.lanecoder.cli;

import java.io.PrintStream;

/** Lets tests of other packages run a command in this JVM. */
public final class InProcess {
    private InProcess() {
    }

    /**
     * Runs a command.
     *
     * @param out its standard output
     * @param err its standard error
     * @param args the command and its options
     * @return its exit status
     */
    public static int run(PrintStream out, PrintStream err, String... args) {
        return Main.run(args, out, err);
    }
}
