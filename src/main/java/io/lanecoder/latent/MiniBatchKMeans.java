package io.lanecoder.latent;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.SeededRandom;
import io.lanecoder.kernel.Workers;
import java.util.Objects;

/**
 * k-means for rows that come in batches: each centre is the running mean of all rows it ever got, so the m-th row moves
 * it by 1/m. The first batch also gives the first centres, by {@link KMeans.Init}, unless the options hold some.
 *
 * <p>The same batches in the same order give the same bits, for any number of threads. Not safe for use by several
 * threads at once; {@link #model} is.
 *
 * <p>D. Sculley: Web-scale k-means clustering (2010).
 */
public final class MiniBatchKMeans {
    private final KMeans.Options options;
    private KMeans model;
    private double[] seen;

    /**
     * A clusterer that has seen nothing.
     *
     * @param options k, first centres, seed and threads count; restarts, iterations, tolerance and algorithm do not
     */
    public MiniBatchKMeans(KMeans.Options options) {
        this.options = Objects.requireNonNull(options, "options");
        if (options.centres() != null) {
            begin(KMeans.fromCentres(options.centres()));
        }
    }

    private void begin(KMeans first) {
        model = first;
        seen = new double[first.k()];
    }

    /**
     * Learns from a batch.
     *
     * @param rows at least one, and at least k if there are no centres yet
     * @return this
     * @throws IllegalArgumentException if there are too few rows, a value is not finite, or the columns do not match
     */
    public MiniBatchKMeans partialFit(FloatMatrix rows) {
        Checks.values(rows, "the rows");
        if (model == null) {
            Checks.require(rows.rows() >= options.k(), "k is %s, but the first batch has only %s rows", options.k(),
                    rows.rows());
            try (Workers workers = new Workers(options.threads())) {
                PackedRows packed = new PackedRows(rows, PackedRows.means(rows, workers), Integer.MAX_VALUE);
                float[] centres = new Seeding(packed, null, workers, SeededRandom.of(options.seed(), 0))
                        .centres(options.k(), options.init());
                begin(KMeans.fromCentres(FloatMatrix.of(options.k(), rows.cols(), centres)));
            }
        }
        int[] labels = model.predict(rows, options.threads());
        int depth = rows.cols();
        double[] sums = new double[model.k() * depth];
        double[] counts = new double[model.k()];
        for (int i = 0; i < rows.rows(); i++) {
            counts[labels[i]]++;
            for (int c = 0; c < depth; c++) {
                sums[labels[i] * depth + c] += rows.array()[rows.rowOffset(i) + c];
            }
        }
        FloatMatrix centres = model.centres();
        for (int j = 0; j < counts.length; j++) {
            if (counts[j] > 0) {
                for (int c = 0; c < depth; c++) {
                    int at = j * depth + c;
                    centres.array()[at] = (float) ((centres.array()[at] * seen[j] + sums[at]) / (seen[j] + counts[j]));
                }
                seen[j] += counts[j];
            }
        }
        model = KMeans.fromCentres(centres, model.origin());
        return this;
    }

    /**
     * The centres so far.
     *
     * @return a model that further batches do not change
     * @throws IllegalStateException if there are no centres yet
     */
    public KMeans model() {
        if (model == null) {
            throw new IllegalStateException("there are no centres before the first batch");
        }
        return model;
    }
}
