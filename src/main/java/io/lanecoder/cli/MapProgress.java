package io.lanecoder.cli;

import io.lanecoder.latent.Tsne;
import java.util.Locale;

/** Shows how a map goes, a line every fifty iterations. Passes on the wish to stop. */
final class MapProgress implements Tsne.Listener {
    private final Terminal terminal;
    private final boolean quiet;
    private final int iterations;
    private final long begin = System.nanoTime();

    MapProgress(Terminal terminal, boolean quiet, int iterations) {
        this.terminal = terminal;
        this.quiet = quiet;
        this.iterations = iterations;
    }

    @Override
    public void progress(int iteration, double divergence) {
        double left = (System.nanoTime() - begin) / 1e9 / iteration * (iterations - iteration);
        terminal.err().println(String.format(Locale.ROOT, "iteration %d/%d  KL %.4f  %s left", iteration, iterations,
                divergence, Progress.duration(left)));
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
