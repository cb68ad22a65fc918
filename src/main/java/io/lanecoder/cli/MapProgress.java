package io.lanecoder.cli;

import io.lanecoder.latent.Tsne;
import java.util.Locale;

/** Shows how a map goes, every fifty iterations: on a terminal in a line that moves. Passes on the wish to stop. */
final class MapProgress implements Tsne.Listener, AutoCloseable {
    private final Terminal terminal;
    private final boolean quiet;
    private final int iterations;
    private final long begin = System.nanoTime();
    private boolean moves;

    MapProgress(Terminal terminal, boolean quiet, int iterations) {
        this.terminal = terminal;
        this.quiet = quiet;
        this.iterations = iterations;
    }

    @Override
    public void progress(int iteration, double divergence) {
        double left = (System.nanoTime() - begin) / 1e9 / iteration * (iterations - iteration);
        String line = String.format(Locale.ROOT, "iteration %d/%d  KL %.4f  %s left", iteration, iterations, divergence,
                Progress.duration(left));
        if (terminal.moving()) {
            terminal.err().print(Bar.CLEAR_LINE + Bar.drawn((double) iteration / iterations) + "  " + line);
            terminal.err().flush();
            moves = true;
        } else {
            terminal.err().println(line);
        }
    }

    /** Takes the bar away, so that other lines can follow. */
    @Override
    public void close() {
        if (moves) {
            terminal.err().print(Bar.CLEAR_LINE);
            terminal.err().flush();
            moves = false;
        }
    }

    @Override
    public boolean wantsProgress() {
        return !quiet;
    }

    @Override
    public boolean cancelled() {
        return terminal.interruption().requested();
    }
}
