package io.lanecoder.cli;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.format.CsvWriter;
import io.lanecoder.latent.GaussianMixture;
import io.lanecoder.latent.KMeans;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Rows divided into clusters, by one method or the other: what is told of them, and what is written. */
sealed interface Clustering {
    /** Rows of a result that are worked out at a time. */
    int BLOCK = 4096;

    /** The cluster of each row. */
    int[] labels();

    /** Adds what the method found; what only the other method has is null. */
    void addTo(Map<String, Object> json);

    /** The method's own measure, for people. */
    String sentence();

    /** What the last column of the result is. */
    String column();

    /** The last column's value for each row and each cluster. */
    FloatMatrix values(FloatMatrix rows, int threads);

    /** Writes a table of the rows, their clusters, and how well they fit in. */
    default void write(Path file, FloatMatrix rows, long firstRow, int threads) {
        RunFailure.ofWriting(() -> CsvWriter.write(file, List.of("row", "cluster", column()), table -> {
            for (int from = 0; from < rows.rows(); from += BLOCK) {
                FloatMatrix values = values(rows.rows(from, Math.min(rows.rows(), from + BLOCK)), threads);
                for (int i = 0; i < values.rows(); i++) {
                    int cluster = labels()[from + i];
                    table.cell(firstRow + from + i).cell(cluster).cell(values.get(i, cluster)).endRow();
                }
            }
        }));
    }

    private static void add(Map<String, Object> json, Double inertia, Double logLikelihood, Double bic, int iterations,
            boolean converged) {
        json.put("inertia", inertia);
        json.put("log_likelihood", logLikelihood);
        json.put("bic", bic);
        json.put("iterations", iterations);
        json.put("converged", converged);
    }

    private static String end(int iterations, boolean converged) {
        return String.format(Locale.ROOT, " after %d iteration%s%s", iterations, iterations == 1 ? "" : "s",
                converged ? "" : ", stopped there: more --max-iterations may find better ones");
    }

    /**
     * By k-means.
     *
     * @param result what it found
     */
    record Means(KMeans.Result result) implements Clustering {
        @Override
        public int[] labels() {
            return result.labels();
        }

        @Override
        public void addTo(Map<String, Object> json) {
            add(json, result.inertia(), null, null, result.iterations(), result.converged());
        }

        @Override
        public String sentence() {
            return "inertia " + Progress.loss(result.inertia()) + end(result.iterations(), result.converged());
        }

        @Override
        public String column() {
            return "distance";
        }

        @Override
        public FloatMatrix values(FloatMatrix rows, int threads) {
            return result.model().transform(rows, threads);
        }
    }

    /**
     * By a mixture of Gaussians.
     *
     * @param result what it found
     */
    record Mixture(GaussianMixture.Result result) implements Clustering {
        @Override
        public int[] labels() {
            return result.labels();
        }

        @Override
        public void addTo(Map<String, Object> json) {
            add(json, null, result.logLikelihood(), result.bic(), result.iterations(), result.converged());
        }

        @Override
        public String sentence() {
            return String.format(Locale.ROOT, "log-likelihood %.4f a row, BIC %.6g%s", result.logLikelihood(),
                    result.bic(), end(result.iterations(), result.converged()));
        }

        @Override
        public String column() {
            return "probability";
        }

        @Override
        public FloatMatrix values(FloatMatrix rows, int threads) {
            return result.model().probabilities(rows);
        }
    }
}
