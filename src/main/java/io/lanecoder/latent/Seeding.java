package io.lanecoder.latent;

import io.lanecoder.data.SeededRandom;
import io.lanecoder.kernel.Workers;
import java.util.Arrays;

/** The first centres of k-means. */
final class Seeding {
    private final PackedRows data;
    private final float[] weights;
    private final Workers workers;
    private final SeededRandom random;

    Seeding(PackedRows data, float[] weights, Workers workers, SeededRandom random) {
        this.data = data;
        this.weights = weights;
        this.workers = workers;
        this.random = random;
    }

    /** The centres as chosen rows, row-major. */
    float[] centres(int k, KMeans.Init init) {
        int[] chosen = init == KMeans.Init.RANDOM ? differentRows(k) : plusPlus(k);
        return data.x.select(chosen).array();
    }

    /** k different rows; those of weight 0 come last, for they would make no cluster. */
    private int[] differentRows(int k) {
        int[] order = random.permutation(data.rows);
        if (weights != null) {
            int[] sorted = new int[order.length];
            int at = 0;
            for (int pass = 0; pass < 2; pass++) {
                for (int row : order) {
                    if (weights[row] > 0 == (pass == 0)) {
                        sorted[at++] = row;
                    }
                }
            }
            order = sorted;
        }
        return Arrays.copyOf(order, k);
    }

    private int[] plusPlus(int k) {
        data.pack(workers); // every centre takes a pass over the rows
        int trials = 2 + (int) StrictMath.log(k);
        float[] closest = new float[data.room()];
        Arrays.fill(closest, Float.MAX_VALUE);
        float[][] candidates = new float[trials][data.room()];
        double[][] potentials = new double[data.chunks][trials];
        int[] chosen = new int[k];
        int[] drawn = new int[trials];
        drawn[0] = first();
        int count = 1;
        for (int j = 0; j < k; j++) {
            measure(Arrays.copyOf(drawn, count), closest, candidates, potentials);
            int best = 0;
            double least = Double.POSITIVE_INFINITY;
            for (int t = 0; t < count; t++) {
                double sum = 0;
                for (double[] ofChunk : potentials) {
                    sum += ofChunk[t];
                }
                if (sum < least) {
                    least = sum;
                    best = t;
                }
            }
            chosen[j] = drawn[best];
            float[] winner = candidates[best];
            Tasks.run(workers, data.chunks, chunk -> {
                for (int i = data.first(chunk); i < data.first(chunk) + data.rowsOf(chunk); i++) {
                    closest[i] = Math.min(closest[i], winner[i]);
                }
            });
            count = trials;
            for (int t = 0; t < trials; t++) {
                drawn[t] = draw(random.nextDouble() * least, best, closest, potentials);
            }
        }
        return chosen;
    }

    /** A row, each as likely as its weight. */
    private int first() {
        if (weights == null) {
            return random.nextInt(data.rows);
        }
        double total = 0;
        for (float weight : weights) {
            total += weight;
        }
        double goal = random.nextDouble() * total;
        int last = 0;
        double sum = 0;
        for (int i = 0; i < data.rows; i++) {
            if (weights[i] > 0) {
                last = i;
                sum += weights[i];
                if (sum > goal) {
                    return i;
                }
            }
        }
        return last;
    }

    /** The row where the running sum of weighted squared distances passes the goal. */
    private int draw(double goal, int best, float[] closest, double[][] potentials) {
        int chunk = 0;
        double sum = 0;
        while (chunk < data.chunks - 1 && sum + potentials[chunk][best] < goal) {
            sum += potentials[chunk++][best];
        }
        int end = data.first(chunk) + data.rowsOf(chunk);
        int last = end - 1;
        for (int i = data.first(chunk); i < end; i++) {
            double part = weights == null ? closest[i] : (double) weights[i] * closest[i];
            if (part > 0) {
                last = i; // where rounding makes the chunk's own sum end before the goal
                sum += part;
                if (sum >= goal) {
                    return i;
                }
            }
        }
        return last;
    }

    /** Squared distances of all rows to the drawn ones, and what would be left of the potential with each of them. */
    private void measure(int[] drawn, float[] closest, float[][] candidates, double[][] potentials) {
        int depth = data.depth;
        Points points = new Points(drawn.length, depth, data.x.select(drawn).array(), data.origin);
        Tasks.run(workers, data.chunks, chunk -> {
            float[] block = new float[drawn.length * PackedRows.BLOCK];
            int first = data.first(chunk);
            Arrays.fill(potentials[chunk], 0);
            for (int from = 0; from < data.rowsOf(chunk); from += PackedRows.BLOCK) {
                int count = Math.min(PackedRows.BLOCK, data.rowsOf(chunk) - from);
                for (int row = 0; row < count; row += data.kernels.panelRows()) {
                    data.kernels.squaredDistances(drawn.length, depth, data.packed(chunk), (from + row) * depth,
                            points.shifted, 0, depth, block, row, PackedRows.BLOCK);
                }
                for (int t = 0; t < drawn.length; t++) {
                    System.arraycopy(block, t * PackedRows.BLOCK, candidates[t], first + from, count);
                    potentials[chunk][t] += potential(count, closest, first + from, candidates[t]);
                }
            }
        });
    }

    private double potential(int count, float[] closest, int from, float[] candidate) {
        if (weights == null) {
            return data.kernels.sumOfMinima(count, closest, from, candidate, from);
        }
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += (double) weights[i] * Math.min(closest[i], candidate[i]);
        }
        return sum;
    }
}
