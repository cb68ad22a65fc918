package io.lanecoder.cli;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.Labels;
import io.lanecoder.latent.MapQuality;
import io.lanecoder.latent.Tsne;
import io.lanecoder.latent.TsneMap;
import io.lanecoder.report.ScatterPlot;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What the commands that map rows have in common. */
final class Maps {
    static final List<String> PICTURES = List.of(".svg", ".png");
    private static final double DOUBTFUL = 0.9;

    private Maps() {
    }

    static Tsne.Options options(CommonOptions common, double perplexity, int iterations) {
        Arguments.require(perplexity > 1 && perplexity <= 1e6, "--perplexity", perplexity, "a number above 1");
        Arguments.require(iterations >= 1, "--iterations", iterations, "at least 1");
        return Tsne.Options.defaults().withPerplexity(perplexity).withIterations(iterations).withSeed(common.seed)
                .withThreads(common.threads());
    }

    /** Maps rows, and shows how far it is; {@code source} is what the user called them. */
    static TsneMap fit(Terminal terminal, boolean quiet, String source, FloatMatrix rows, Tsne.Options options) {
        try (MapProgress progress = new MapProgress(terminal, quiet, options.iterations())) {
            return Arguments.naming(source, () -> Tsne.fit(rows, options, null, progress));
        }
    }

    /** How far a map can be trusted. */
    static String sentence(double divergence, MapQuality quality) {
        return String.format(Locale.ROOT, "KL %.4f, trustworthiness %.4f, neighbours kept %.1f %%%s%s", divergence,
                quality.trustworthiness(), 100 * quality.neighboursKept(),
                quality.accuracy().isPresent()
                        ? String.format(Locale.ROOT, ", 5-nearest-neighbour accuracy on the map %.4f",
                                quality.accuracy().getAsDouble())
                        : "",
                quality.trustworthiness() < DOUBTFUL ? ": little of the map can be trusted" : "");
    }

    /** Draws a map, if a file is given to draw it in. */
    static void draw(Path file, FloatMatrix positions, Labels labels, FloatMatrix background, String what) {
        if (file != null) {
            String title = String.format(Locale.ROOT, "%s, %,d rows", what, positions.rows());
            RunFailure.ofWriting(() -> ScatterPlot.of(positions, labels, background, title).write(file));
        }
    }
}
