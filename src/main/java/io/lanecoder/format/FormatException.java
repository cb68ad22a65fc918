package io.lanecoder.format;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;

/**
 * The content of a file is not what it must be.
 *
 * <p>The message is one line, "FILE: what was found, what was expected". Control characters in it are escaped, so that
 * a hostile file can neither break the line nor steer a terminal.
 */
public final class FormatException extends IOException {
    @Serial private static final long serialVersionUID = 1L;

    /** Enough to recognise a name, too little to fill a screen. */
    private static final int QUOTE_LIMIT = 60;

    /** Longer than any sentence of ours with a long path in it. */
    private static final int MESSAGE_LIMIT = 4000;

    /**
     * Says what is wrong with a source that need not be a file.
     *
     * @param source the file or other source, as the user named it
     * @param problem what was found and what was expected
     */
    public FormatException(String source, String problem) {
        super(printable(source + ": " + problem, MESSAGE_LIMIT));
    }

    /**
     * Says what is wrong with a file.
     *
     * @param file the file
     * @param problem what was found and what was expected
     */
    public FormatException(Path file, String problem) {
        this(file.toString(), problem);
    }

    /**
     * Text from a file, fit to be shown: in double quotes, control characters escaped, cut after 60 characters.
     *
     * @param text any text
     * @return the quoted text, one line
     */
    public static String quote(String text) {
        return '"' + printable(text, QUOTE_LIMIT) + '"';
    }

    /** The text without characters that a terminal would obey or hide, cut after {@code limit} characters. */
    static String printable(String text, int limit) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), limit) + 16);
        for (int i = 0; i < text.length();) {
            if (i >= limit) {
                return out.append("...").toString();
            }
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            switch (Character.getType(c)) {
                case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR, Character.UNASSIGNED, Character.PRIVATE_USE ->
                        out.append(c < 0x10000 ? String.format("\\u%04x", c) : String.format("\\u{%x}", c));
                default -> out.appendCodePoint(c);
            }
        }
        return out.toString();
    }
}
