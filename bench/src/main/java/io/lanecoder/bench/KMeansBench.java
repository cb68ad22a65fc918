package io.lanecoder.bench;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.kernel.Kernels;
import io.lanecoder.latent.KMeans;
import java.nio.file.Path;
import java.util.List;

/**
 * k-means from the first rows as centres. Without a tolerance it ends before the given number of iterations only when
 * no label changes.
 */
final class KMeansBench {
    private KMeansBench() {
    }

    private static KMeans.Options options(FloatMatrix data, int threads, int clusters, int iterations,
            double tolerance) {
        return KMeans.Options.of(clusters).withCentres(data.rows(0, clusters)).withMaxIterations(iterations)
                .withTolerance(tolerance).withThreads(threads);
    }

    static List<Line> run(Options options) {
        int rows = options.rowsOr(60_000);
        int clusters = options.clusters();
        if (clusters > rows) {
            throw new Options.UsageException("--clusters must be at most --rows, got " + clusters + " of " + rows);
        }
        FloatMatrix data = Exchange.clouds(rows, options.columns(), clusters);
        KMeans.Options kmeans = options(data, options.threads(), clusters, options.iterations(),
                options.tolerance());
        KMeans.Result result = KMeans.fit(data, kmeans);
        for (double end = Peak.now() + options.warmUp(); Peak.now() < end;) {
            KMeans.fit(data, kmeans);
        }
        double[] seconds = new double[options.repeats()];
        for (int r = 0; r < seconds.length; r++) {
            seconds[r] = time(data, kmeans);
        }
        return List.of(Line.of("kmeans", "fit").put("threads", options.threads()).put("rows", rows)
                .put("columns", options.columns()).put("clusters", clusters).put("iterations", result.iterations())
                .put("seconds", Figures.median(seconds)).put("low", Figures.low(seconds))
                .put("high", Figures.high(seconds)).put("inertia", result.inertia())
                .put("lanes", Kernels.get().lanes()));
    }

    private static double time(FloatMatrix data, KMeans.Options kmeans) {
        double begin = Peak.now();
        KMeans.fit(data, kmeans);
        return Peak.now() - begin;
    }

    /** One run, for {@link Serve}. */
    static String answer(Path folder, int threads, int rows, int cols, int clusters, int iterations,
            double tolerance) {
        FloatMatrix data = Exchange.clouds(folder, rows, cols, clusters);
        KMeans.Options kmeans = options(data, threads, clusters, iterations, tolerance);
        double begin = Peak.now();
        KMeans.Result result = KMeans.fit(data, kmeans);
        return new Line().put("seconds", Peak.now() - begin).put("inertia", result.inertia()).put("iterations",
                result.iterations()).json();
    }
}
