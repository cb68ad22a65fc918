package io.lanecoder.cli;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * Shows the library's warnings as this program shows its own, and nothing below a warning. Needs the module
 * {@code java.logging}; without it the JDK prints warnings in its own way.
 */
final class Logging extends Handler {
    /** Held, because the JDK keeps loggers by weak references and would forget the level. */
    private static final Logger OURS = Logger.getLogger("io.lanecoder");

    private final Terminal terminal;
    private final SimpleFormatter formatter = new SimpleFormatter();

    private Logging(Terminal terminal) {
        this.terminal = terminal;
    }

    static void toTerminal(Terminal terminal) {
        OURS.setLevel(Level.WARNING);
        OURS.setUseParentHandlers(false);
        OURS.addHandler(new Logging(terminal));
    }

    @Override
    public void publish(LogRecord entry) {
        terminal.warn(formatter.formatMessage(entry));
    }

    @Override
    public void flush() {
        terminal.err().flush();
    }

    @Override
    public void close() {
        flush();
    }
}
