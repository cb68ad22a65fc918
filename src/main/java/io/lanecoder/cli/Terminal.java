package io.lanecoder.cli;

import io.lanecoder.format.Json;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a command prints to, and how it hears of Ctrl-C.
 *
 * @param out results
 * @param err progress, warnings and errors
 * @param moving whether {@code err} is a terminal, on which a line may be overwritten
 * @param colours whether {@code out} is a terminal whose owner has nothing against colours
 * @param interruption the wish to stop
 */
record Terminal(PrintStream out, PrintStream err, boolean moving, boolean colours, Interruption interruption) {
    private static final int OUT = 1;
    private static final int ERR = 2;

    static Terminal ofProcess() {
        boolean able = !"dumb".equals(System.getenv("TERM"));
        String noColour = System.getenv("NO_COLOR"); // the convention of no-color.org
        boolean colours = noColour == null || noColour.isEmpty();
        return new Terminal(System.out, System.err, able && leadsToTerminal(ERR),
                able && colours && leadsToTerminal(OUT), Interruption.ofProcess());
    }

    /** Linux tells it of each stream, Java only of standard input and output together. */
    private static boolean leadsToTerminal(int descriptor) {
        try {
            return isTerminal(Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString());
        } catch (IOException | UnsupportedOperationException _) {
            Console console = System.console();
            return console != null && console.isTerminal();
        }
    }

    static boolean isTerminal(String device) {
        return device.matches("/dev/(pts/\\d+|tty.*|console)");
    }

    /** One JSON object, in UTF-8 whatever the locale says. */
    void json(Map<String, ?> object) {
        byte[] text = (Json.write(object) + "\n").getBytes(StandardCharsets.UTF_8);
        out.write(text, 0, text.length);
        out.flush();
    }

    /** Fails if something that was printed did not arrive. */
    void requireWritten() {
        if (out.checkError()) { // which flushes first
            throw new RunFailure("standard output: cannot be written", null);
        }
    }

    void warn(String sentence) {
        err.println("lanecoder: warning: " + Failure.oneLine(sentence));
    }
}
