package io.lanecoder.cli;

import io.lanecoder.train.EpochReport;
import io.lanecoder.train.TrainingListener;
import java.io.PrintStream;
import java.util.Locale;

/**
 * Shows how training goes: a line an epoch, and on a terminal a bar that moves within the epoch. Says nothing when it is to be
 * quiet. Passes on the wish to stop.
 */
final class Progress implements TrainingListener {
    private static final long REFRESH_NANOS = 100_000_000;
    /** Share of the newest epoch in the mean that the time left is told from. */
    private static final double NEWEST = 0.4;

    private final Terminal terminal;
    private final boolean quiet;
    private final int epochs;
    private final long begin = System.nanoTime();
    private long epochBegin = begin;
    private long shown = begin;
    private boolean barShows;
    private double epochSeconds;
    private int epochsHere;
    private boolean anyBatch;

    Progress(Terminal terminal, boolean quiet, int epochs) {
        this.terminal = terminal;
        this.quiet = quiet;
        this.epochs = epochs;
    }

    @Override
    public boolean cancelled() {
        return terminal.interruption().requested();
    }

    /** Whether any weight has changed yet. */
    boolean anyBatch() {
        return anyBatch;
    }

    @Override
    public void batchDone(int epoch, int rowsDone, int rows) {
        anyBatch = true;
        if (quiet || !terminal.moving()) {
            return;
        }
        long now = System.nanoTime();
        if (now - shown < REFRESH_NANOS) {
            return;
        }
        shown = now;
        double share = (double) rowsDone / rows;
        double spent = (now - epochBegin) / 1e9;
        double whole = epochSeconds > 0 ? epochSeconds : spent / share;
        terminal.err().print(Bar.CLEAR_LINE + head(epoch) + "  " + Bar.drawn(share) + "  "
                + thousands(rowsDone / spent) + " samples/s  "
                + left(Math.max(0, whole * (epochs - epoch + 1) - spent)));
        terminal.err().flush();
        barShows = true;
    }

    @Override
    public void epochDone(EpochReport report) {
        // the first epoch says little: Java has compiled hardly anything yet
        epochSeconds = ++epochsHere <= 2 ? report.seconds()
                : (1 - NEWEST) * epochSeconds + NEWEST * report.seconds();
        epochBegin = System.nanoTime();
        if (quiet) {
            return;
        }
        clear();
        String validation = Double.isNaN(report.validationLoss()) ? "" : "  val " + loss(report.validationLoss());
        String left = report.epoch() == epochs ? "done in " + duration((epochBegin - begin) / 1e9)
                : left(epochSeconds * (epochs - report.epoch()));
        terminal.err().println(head(report.epoch()) + "  loss " + loss(report.trainLoss()) + validation + "  "
                + thousands(report.samplesPerSecond()) + " samples/s  " + left);
    }

    /** Takes the bar away, so that other lines can follow. */
    void clear() {
        if (barShows) {
            PrintStream err = terminal.err();
            err.print(Bar.CLEAR_LINE);
            err.flush();
            barShows = false;
        }
    }

    private String head(int epoch) {
        String all = Integer.toString(epochs);
        return String.format(Locale.ROOT, "epoch %" + all.length() + "d/%s", epoch, all);
    }

    static String loss(double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }

    static String thousands(double value) {
        return String.format(Locale.ROOT, "%,d", Math.round(value));
    }

    private static String left(double seconds) {
        return duration(seconds) + " left";
    }

    static String duration(double seconds) {
        long whole = Math.round(seconds);
        if (whole < 10) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        if (whole < 60) {
            return whole + " s";
        }
        return whole < 3600 ? String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60)
                : String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole / 60 % 60);
    }
}
