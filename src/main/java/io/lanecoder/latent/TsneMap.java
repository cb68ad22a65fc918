package io.lanecoder.latent;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.kernel.Kernels;
import io.lanecoder.kernel.MapForces;
import io.lanecoder.kernel.Workers;
import java.util.Arrays;
import java.util.Objects;

/**
 * A finished map: the rows it was made of and where each of them stands. New rows find their place in it with
 * {@link #transform}. A map is saved as these two matrices, and made again from them by {@link #of(FloatMatrix, FloatMatrix)}.
 * Immutable as long as nobody writes to the matrices; safe for all threads.
 */
public final class TsneMap {
    private static final int TRANSFORM_ITERATIONS = 250;
    private static final double TRANSFORM_PERPLEXITY = 5;
    private static final int START_NEIGHBOURS = 25;
    private static final float TRANSFORM_EXAGGERATION = 1.5f;
    private static final float TRANSFORM_RATE = 0.1f;
    private static final float MAX_GRADIENT = 0.25f;
    private static final float LEAST_GAIN = 0.01f;
    private static final float MOMENTUM = 0.8f;
    private static final int INTERPOLATED_FROM = 500;
    /** How far beyond the map the interpolated field reaches; further out the exact sum is taken. */
    private static final double BORDER = 10;

    private static final int CHUNK = 32;

    private final FloatMatrix rows;
    private final FloatMatrix positions;
    private final double perplexity;
    private final double divergence;
    private final int iterations;

    private TsneMap(FloatMatrix rows, FloatMatrix positions, double perplexity, double divergence, int iterations) {
        this.rows = rows;
        this.positions = positions;
        this.perplexity = perplexity;
        this.divergence = divergence;
        this.iterations = iterations;
    }

    static TsneMap of(FloatMatrix rows, FloatMatrix positions, double perplexity, double divergence, int iterations) {
        return new TsneMap(rows, positions, perplexity, divergence, iterations);
    }

    /**
     * A map that was made before.
     *
     * @param rows the rows it was made of
     * @param positions where each of them stands, two columns
     * @return the map; its perplexity and divergence are not known (NaN), its iterations are 0
     * @throws IllegalArgumentException if the shapes do not match or a value is not finite
     */
    public static TsneMap of(FloatMatrix rows, FloatMatrix positions) {
        Checks.values(rows, "the rows");
        Checks.values(positions, "the positions");
        Checks.require(positions.rows() == rows.rows() && positions.cols() == 2,
                "the positions are %s, expected %s x 2", positions, rows.rows());
        return new TsneMap(rows, positions, Double.NaN, Double.NaN, 0);
    }

    /** {@return the rows that the map was made of} */
    public FloatMatrix rows() {
        return rows;
    }

    /** {@return where each row stands, two columns; their means are 0 in a map that {@link Tsne} made} */
    public FloatMatrix positions() {
        return positions;
    }

    /** {@return the perplexity it was made with; NaN if not known} */
    public double perplexity() {
        return perplexity;
    }

    /** {@return the divergence KL without exaggeration, as scikit-learn defines it; NaN if not known} */
    public double divergence() {
        return divergence;
    }

    /** {@return the iterations done} */
    public int iterations() {
        return iterations;
    }

    /**
     * Places new rows in the map, which itself does not change. Each begins at the median of its 25 nearest rows' positions and
     * descends for 250 iterations by its affinities of perplexity 5, exaggerated by 1.5, with learning rate 0.1 and gradients no longer
     * than 0.25: the defaults of openTSNE. A row's place does not depend on the other new rows.
     *
     * @param newRows as many columns as the map's rows
     * @param threads number of threads, >= 1; does not change the result
     * @return the places, two columns
     * @throws IllegalArgumentException if the columns differ or a value is not finite
     */
    public FloatMatrix transform(FloatMatrix newRows, int threads) {
        Objects.requireNonNull(newRows, "newRows");
        Checks.threads(threads);
        Checks.columns(newRows, rows.cols(), "the new rows");
        FloatMatrix places = FloatMatrix.zeros(newRows.rows(), 2);
        if (newRows.rows() == 0) {
            return places;
        }
        int n = rows.rows();
        int k = Math.min(n, START_NEIGHBOURS);
        int near = Math.min(n, (int) (3 * TRANSFORM_PERPLEXITY));
        NearestNeighbors.Neighbors found = NearestNeighbors.of(rows).query(newRows, k, threads);
        float[] squared = new float[newRows.rows() * near];
        for (int i = 0; i < squared.length; i++) {
            double distance = found.distances()[i / near * k + i % near];
            squared[i] = (float) (distance * distance);
        }
        try (Workers workers = new Workers(threads)) {
            double perplexity = Math.min(TRANSFORM_PERPLEXITY, near);
            float[] p = Affinities.conditional(newRows.rows(), near, squared, perplexity, workers);
            Placement placement = new Placement(positions, workers);
            Tasks.run(workers, Math.ceilDiv(newRows.rows(), CHUNK), chunk -> {
                Place place = new Place(placement, near);
                for (int i = chunk * CHUNK; i < Math.min(newRows.rows(), (chunk + 1) * CHUNK); i++) {
                    place.start(found.indices(), i * k, k);
                    place.descend(found.indices(), i * k, p, i * near);
                    places.set(i, 0, place.x[0]);
                    places.set(i, 1, place.y[0]);
                }
            });
        }
        return places;
    }

    /** The map's points as sources of repulsion. */
    private static final class Placement {
        final MapForces kernels = Kernels.get().mapForces();
        final float[] x;
        final float[] y;
        final SplineField field;

        Placement(FloatMatrix positions, Workers workers) {
            int n = positions.rows();
            int room = Math.ceilDiv(n, MapForces.GROUP) * MapForces.GROUP;
            x = new float[room];
            y = new float[room];
            Arrays.fill(x, MapForces.FAR);
            Arrays.fill(y, MapForces.FAR);
            for (int i = 0; i < n; i++) {
                x[i] = positions.get(i, 0);
                y[i] = positions.get(i, 1);
            }
            SplineField made = n >= INTERPOLATED_FROM ? new SplineField(workers) : null;
            field = made != null && made.charge(n, x, y, BORDER) ? made : null;
        }
    }

    /** One new row on its way. */
    private static final class Place {
        private final Placement map;
        private final int near;
        final float[] x = new float[1];
        final float[] y = new float[1];
        private final float[] forceX = new float[1];
        private final float[] forceY = new float[1];
        private final float[] weight = new float[1];
        private final int[] order = new int[1];

        Place(Placement map, int near) {
            this.map = map;
            this.near = near;
        }

        void start(int[] indices, int from, int k) {
            x[0] = median(map.x, indices, from, k);
            y[0] = median(map.y, indices, from, k);
        }

        private static float median(float[] values, int[] indices, int from, int k) {
            float[] sorted = new float[k];
            for (int j = 0; j < k; j++) {
                sorted[j] = values[indices[from + j]];
            }
            Arrays.sort(sorted);
            return 0.5f * (sorted[(k - 1) / 2] + sorted[k / 2]);
        }

        void descend(int[] indices, int from, float[] p, int pFrom) {
            float gainX = 1f;
            float gainY = 1f;
            float updateX = 0f;
            float updateY = 0f;
            for (int iteration = 0; iteration < TRANSFORM_ITERATIONS; iteration++) {
                repel();
                float gradientX = -forceX[0] / weight[0];
                float gradientY = -forceY[0] / weight[0];
                for (int j = 0; j < near; j++) {
                    int other = indices[from + j];
                    float dx = x[0] - map.x[other];
                    float dy = y[0] - map.y[other];
                    float pw = TRANSFORM_EXAGGERATION * p[pFrom + j] / Math.fma(dy, dy, Math.fma(dx, dx, 1f));
                    gradientX = Math.fma(pw, dx, gradientX);
                    gradientY = Math.fma(pw, dy, gradientY);
                }
                float norm2 = Math.fma(gradientX, gradientX, gradientY * gradientY);
                if (!(norm2 <= MAX_GRADIENT * MAX_GRADIENT)) {
                    float factor = MAX_GRADIENT / (float) Math.sqrt(norm2);
                    gradientX *= factor;
                    gradientY *= factor;
                }
                gainX = Math.max(LEAST_GAIN, updateX * gradientX < 0f ? gainX + 0.2f : gainX * 0.8f);
                gainY = Math.max(LEAST_GAIN, updateY * gradientY < 0f ? gainY + 0.2f : gainY * 0.8f);
                updateX = Math.fma(MOMENTUM, updateX, -TRANSFORM_RATE * gainX * gradientX);
                updateY = Math.fma(MOMENTUM, updateY, -TRANSFORM_RATE * gainY * gradientY);
                x[0] += updateX;
                y[0] += updateY;
            }
        }

        private void repel() {
            if (map.field != null && map.field.contains(x[0], y[0])) {
                map.field.force(order, 0, 1, x, y, forceX, forceY, weight);
                weight[0] = Math.max(weight[0] + (float) map.field.offset(), Float.MIN_NORMAL);
            } else {
                map.kernels.repel(0, 1, x, y, map.x.length, map.x, map.y, forceX, forceY, weight);
                weight[0] = Math.max(weight[0], Float.MIN_NORMAL);
            }
        }
    }
}
