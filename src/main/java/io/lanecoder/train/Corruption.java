package io.lanecoder.train;

import io.lanecoder.data.SeededRandom;

/**
 * The noise of a denoising autoencoder (Vincent et al., 2008): inputs set to zero, or Gaussian noise added. What happens to a row
 * depends on the seed, the epoch and the row's number alone, so neither threads nor batches change it.
 */
record Corruption(double mask, double noise, long seed) {
    private static final long STREAM = 2;

    boolean isNone() {
        return mask == 0 && noise == 0;
    }

    void apply(int epoch, int row, int n, float[] x, int xOff) {
        SeededRandom random = SeededRandom.of(seed, STREAM, epoch, row);
        for (int j = xOff; j < xOff + n; j++) {
            if (noise > 0) {
                x[j] += (float) (noise * random.nextGaussian());
            }
            if (mask > 0 && random.nextFloat() < mask) {
                x[j] = 0f;
            }
        }
    }
}
