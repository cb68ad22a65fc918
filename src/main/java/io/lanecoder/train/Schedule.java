package io.lanecoder.train;

/** How the learning rate changes from epoch to epoch. Epochs count from 0. */
public sealed interface Schedule {
    /**
     * The learning rate of an epoch.
     *
     * @param base the configured learning rate
     * @param epoch the epoch, from 0
     * @param epochs how many there will be
     * @return the rate, > 0
     */
    double rate(double base, int epoch, int epochs);

    /** Always the configured rate. */
    record Constant() implements Schedule {
        @Override
        public double rate(double base, int epoch, int epochs) {
            return base;
        }
    }

    /**
     * Falls by a factor every few epochs: {@code base * factor^floor(epoch / every)} (PyTorch's {@code StepLR}).
     *
     * @param every epochs between two falls, >= 1; default a third of all
     * @param factor in 0..1, without 0; default 0.1
     */
    record Step(int every, double factor) implements Schedule {
        /**
         * Checks the ranges.
         *
         * @throws IllegalArgumentException if a number is out of its range
         */
        public Step {
            Checks.require(every >= 1, "the epochs between two steps must be >= 1, got %s", every);
            Checks.require(factor > 0 && factor <= 1, "the factor of a step must be in (0, 1], got %s", factor);
        }

        @Override
        public double rate(double base, int epoch, int epochs) {
            return base * StrictMath.pow(factor, epoch / every);
        }
    }

    /**
     * Falls along half a cosine from the configured rate to a share of it:
     * {@code base * (floor + (1 - floor) (1 + cos(pi epoch / epochs)) / 2)} (PyTorch's {@code CosineAnnealingLR}).
     *
     * @param floor the share that is left at the end, in 0..1; default 0
     */
    record Cosine(double floor) implements Schedule {
        /**
         * Checks the range.
         *
         * @throws IllegalArgumentException if the floor is out of its range
         */
        public Cosine {
            Checks.require(floor >= 0 && floor <= 1, "the floor of a cosine schedule must be in [0, 1], got %s", floor);
        }

        @Override
        public double rate(double base, int epoch, int epochs) {
            return base * (floor + (1 - floor) * (1 + StrictMath.cos(StrictMath.PI * epoch / epochs)) / 2);
        }
    }
}
