package io.lanecoder.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.format.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** One run of the program in this JVM, and what is left of it. */
record Cli(int status, String out, String err) {
    static Cli run(Object... args) {
        return stoppable(Interruption.onRequest(), args);
    }

    static Cli stoppable(Interruption interruption, Object... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String[] words = new String[args.length];
        for (int i = 0; i < args.length; i++) {
            words[i] = args[i].toString();
        }
        Terminal terminal = new Terminal(new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8), false, false, interruption);
        int status = new Main(terminal).run(words);
        return new Cli(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    Cli succeeds() {
        assertEquals(0, status, err);
        return this;
    }

    /** One line that begins with the program's name and holds the parts; nothing on standard output; no stack trace. */
    void failsWith(int expected, String... parts) {
        assertEquals(expected, status, err);
        assertEquals("", out);
        assertTrue(err.startsWith("lanecoder: "), err);
        assertTrue(err.endsWith("\n"), err);
        assertEquals(1, err.lines().count(), err);
        assertFalse(err.contains("Exception"), err);
        assertFalse(err.contains("\tat "), err);
        for (String part : parts) {
            assertTrue(err.contains(part), () -> "'" + part + "' is not in: " + err);
        }
    }

    /** Standard output as one JSON object on one line. */
    @SuppressWarnings("unchecked")
    Map<String, Object> json() throws IOException {
        succeeds();
        assertEquals(1, out.lines().count(), out);
        return (Map<String, Object>) Json.parse("standard output", out.strip());
    }
}
