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
        Terminal terminal = new Terminal(out, err, false, new Interruption());
        int status = new Main(terminal).run(args);
        terminal.interruption().finished(); // or the end of this JVM waits for the command to save its work
        return status;
    }
}
