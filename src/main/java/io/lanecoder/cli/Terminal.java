package io.lanecoder.cli;

import io.lanecoder.format.Json;
import java.io.Console;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a command prints to, and how it hears of Ctrl-C.
 *
 * @param out results
 * @param err progress, warnings and errors
 * @param moving whether {@code err} is a terminal, on which a line may be overwritten
 * @param interruption the wish to stop
 */
record Terminal(PrintStream out, PrintStream err, boolean moving, Interruption interruption) {
    /** The launcher sets it: Java itself cannot tell where standard error leads. */
    private static final String PROPERTY = "lanecoder.terminal";

    static Terminal ofProcess() {
        return new Terminal(System.out, System.err, isMoving(System.getProperty(PROPERTY), System.getenv("TERM")),
                Interruption.ofProcess());
    }

    static boolean isMoving(String told, String term) {
        if ("dumb".equals(term)) {
            return false;
        }
        if (told != null) {
            return Boolean.parseBoolean(told);
        }
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    /** One JSON object, in UTF-8 whatever the locale says. */
    void json(Map<String, ?> object) {
        byte[] text = (Json.write(object) + "\n").getBytes(StandardCharsets.UTF_8);
        out.write(text, 0, text.length);
        out.flush();
    }

    void warn(String sentence) {
        err.println("lanecoder: warning: " + Failure.oneLine(sentence));
    }
}
