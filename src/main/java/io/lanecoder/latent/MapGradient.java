package io.lanecoder.latent;

import io.lanecoder.kernel.Kernels;
import io.lanecoder.kernel.MapForces;
import io.lanecoder.kernel.Workers;
import java.util.Arrays;

/**
 * A map in the making: positions, and the two forces on them. The gradient of the divergence is
 * {@code 4 (attraction - repulsion / z)} with {@code attraction_i = sum_j p w (y_i - y_j)},
 * {@code repulsion_i = sum_j w^2 (y_i - y_j)} and {@code z = sum w} over all ordered pairs.
 */
final class MapGradient {
    /** Points of a piece of work. */
    static final int CHUNK = 128;

    private final MapForces kernels = Kernels.get().mapForces();
    private final Workers workers;
    final int points;
    /** Positions, with room for whole groups, filled up with {@link MapForces#FAR}. */
    final float[] x;

    final float[] y;
    final float[] attractionX;
    final float[] attractionY;
    final float[] repulsionX;
    final float[] repulsionY;
    private final long[] pairs;
    private final float[] weights;
    private final SplineField field;

    /** @param interpolated whether repulsion is interpolated, as long as the map is not too wide for that */
    MapGradient(int points, boolean interpolated, Workers workers) {
        this.points = points;
        this.workers = workers;
        int room = Math.ceilDiv(points, MapForces.GROUP) * MapForces.GROUP;
        this.x = new float[room];
        this.y = new float[room];
        Arrays.fill(x, points, room, MapForces.FAR);
        Arrays.fill(y, points, room, MapForces.FAR);
        this.attractionX = new float[points];
        this.attractionY = new float[points];
        this.repulsionX = new float[points];
        this.repulsionY = new float[points];
        this.pairs = new long[points];
        this.weights = new float[points];
        this.field = interpolated ? new SplineField(workers) : null;
    }

    void attract(Affinities affinities) {
        MapForces.pair(points, x, y, pairs);
        Tasks.run(workers, Math.ceilDiv(points, CHUNK), chunk -> {
            int from = chunk * CHUNK;
            int to = Math.min(points, from + CHUNK);
            kernels.attract(from, to, affinities.groups, affinities.neighbours, affinities.p, x, y, pairs, attractionX,
                    attractionY);
        });
    }

    /** Sets the repulsions and returns z. */
    double repel() {
        double z = -points; // each point's weight with itself is 1
        if (field != null && field.charge(points, x, y, 0)) {
            int[] order = field.order();
            Tasks.run(workers, Math.ceilDiv(points, CHUNK), chunk -> field.force(order, chunk * CHUNK,
                    Math.min(points, (chunk + 1) * CHUNK), x, y, repulsionX, repulsionY, weights));
            z += points * field.offset();
        } else {
            int chunk = 16;
            Tasks.run(workers, Math.ceilDiv(points, chunk), c -> kernels.repel(c * chunk,
                    Math.min(points, (c + 1) * chunk), x, y, x.length, x, y, repulsionX, repulsionY, weights));
        }
        for (float weight : weights) {
            z += weight;
        }
        return Math.max(z, Double.MIN_NORMAL);
    }
}
