package io.lanecoder.cli;

import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Work whose size is known: on a terminal a bar that moves, elsewhere a line now and then, both with the time left. Work that takes a
 * moment shows nothing.
 */
final class Bar implements AutoCloseable {
    static final String CLEAR_LINE = "\r\u001b[K";
    private static final int WIDTH = 24;
    private static final long MOVES_NANOS = 100_000_000L;
    private static final long LINES_NANOS = 5_000_000_000L;

    private final Terminal terminal;
    private final boolean quiet;
    private final String what;
    private final String unit;
    private final long unitSize;
    private final long total;
    private final LongSupplier clock;
    private long begin;
    private long shown;
    private long first = -1;
    private boolean moves;

    /** A bar of things that are counted one by one. */
    static Bar of(Terminal terminal, boolean quiet, String what, long total, String unit) {
        return new Bar(terminal, quiet, what, total, unit, 1, System::nanoTime);
    }

    /** A bar of bytes. */
    static Bar ofBytes(Terminal terminal, boolean quiet, String what, long total) {
        return new Bar(terminal, quiet, what, total, "MB", 1_000_000, System::nanoTime);
    }

    Bar(Terminal terminal, boolean quiet, String what, long total, String unit, long unitSize, LongSupplier clock) {
        this.terminal = terminal;
        this.quiet = quiet;
        this.what = what;
        this.total = total;
        this.unit = unit;
        this.unitSize = unitSize;
        this.clock = clock;
        begin = clock.getAsLong();
        shown = begin;
    }

    /** So much is done; what was done at the first call was so before the work began. */
    void at(long done) {
        long now = clock.getAsLong();
        if (first < 0 || done < first) {
            first = done;
            begin = now;
        }
        if (quiet || done == first || now - shown < (terminal.moving() ? MOVES_NANOS : LINES_NANOS)) {
            return;
        }
        shown = now;
        double left = (now - begin) / 1e9 / (done - first) * (total - done);
        String amount = amount(done) + " of " + amount(total) + " " + unit + "  " + Progress.duration(left) + " left";
        if (terminal.moving()) {
            terminal.err().print(CLEAR_LINE + what + "  " + drawn((double) done / total) + "  " + amount);
            terminal.err().flush();
            moves = true;
        } else {
            terminal.err().println(what + "  " + amount);
        }
    }

    private String amount(long count) {
        return unitSize == 1 ? Progress.thousands(count)
                : String.format(Locale.ROOT, "%.1f", (double) count / unitSize);
    }

    /** The bar alone. */
    static String drawn(double share) {
        int full = Math.clamp((int) (share * WIDTH), 0, WIDTH);
        return "[" + "#".repeat(full) + "-".repeat(WIDTH - full) + "]";
    }

    /** Takes the bar away, so that other lines can follow. */
    @Override
    public void close() {
        if (moves) {
            terminal.err().print(CLEAR_LINE);
            terminal.err().flush();
            moves = false;
        }
    }
}
