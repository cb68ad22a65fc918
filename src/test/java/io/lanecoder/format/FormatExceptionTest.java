package io.lanecoder.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FormatExceptionTest {
    @Test
    void namesTheFileAndTheProblem() {
        assertEquals("a.npy: is empty, expected rows",
                new FormatException(Path.of("a.npy"), "is empty, expected rows").getMessage());
    }

    @Test
    void escapesWhatATerminalWouldObey() {
        assertEquals("a\\u000ab: \\u001b[31m \\u202e \\u009b \\u2028 \\ud800 \\u{e0001} \u00e9",
                new FormatException("a\nb", "\u001b[31m \u202e \u009b \u2028 \ud800 \udb40\udc01 \u00e9").getMessage());
    }

    @Test
    void cutsLongQuotes() {
        assertEquals("\"abc\"", FormatException.quote("abc"));
        assertEquals('"' + "x".repeat(60) + "...\"", FormatException.quote("x".repeat(61)));
        assertTrue(new FormatException("f", "y".repeat(1_000_000)).getMessage().length() < 5000);
    }
}
