package io.lanecoder.report;

import io.lanecoder.Autoencoder;
import io.lanecoder.data.FloatMatrix;

/**
 * How a code depends on each input, dz / dx, by central differences (z(x + h) - z(x - h)) / 2h, the mean over some rows.
 *
 * <p>Differences rather than a backward pass, as they need nothing of the network but its outputs: with h = 1/128 the rounding of
 * float leaves about five digits, more than a picture shows.
 */
final class InputGradients {
    private static final float H = 1f / 128;
    /** Rows that are encoded in one go: two for each input. */
    private static final int BLOCK_INPUTS = 256;
    /** Encoded rows in all, which decide the time. */
    private static final int MOST_ENCODED = 40_000;
    private static final int MOST_ROWS = 16;

    private InputGradients() {
    }

    /** Units x inputs. */
    static FloatMatrix of(Autoencoder network, FloatMatrix rows, int threads) {
        int inputs = rows.cols();
        int units = network.network().latent();
        int[] chosen = Look.evenly(rows.rows(), Math.clamp(MOST_ENCODED / (2L * inputs), 1, MOST_ROWS));
        double[] sums = new double[units * inputs];
        for (int row : chosen) {
            float[] base = rows.row(row);
            for (int from = 0; from < inputs; from += BLOCK_INPUTS) {
                int count = Math.min(BLOCK_INPUTS, inputs - from);
                FloatMatrix codes = network.encode(around(base, from, count), threads);
                for (int j = 0; j < count; j++) {
                    double step = (double) (base[from + j] + H) - (base[from + j] - H);
                    for (int u = 0; u < units; u++) {
                        double change = (double) codes.get(2 * j, u) - codes.get(2 * j + 1, u);
                        sums[u * inputs + from + j] += change / step;
                    }
                }
            }
        }
        float[] means = new float[sums.length];
        for (int i = 0; i < sums.length; i++) {
            means[i] = (float) (sums[i] / chosen.length);
        }
        return FloatMatrix.of(units, inputs, means);
    }

    private static FloatMatrix around(float[] base, int from, int count) {
        float[] values = new float[2 * count * base.length];
        for (int j = 0; j < count; j++) {
            int up = 2 * j * base.length;
            System.arraycopy(base, 0, values, up, base.length);
            System.arraycopy(base, 0, values, up + base.length, base.length);
            values[up + from + j] += H;
            values[up + base.length + from + j] -= H;
        }
        return FloatMatrix.of(2 * count, base.length, values);
    }
}
