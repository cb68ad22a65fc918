package io.lanecoder.train;

/** How often the state of a run is saved. */
public sealed interface CheckpointInterval {
    /**
     * After every so many epochs.
     *
     * @param count >= 1
     */
    record Epochs(int count) implements CheckpointInterval {
        /**
         * Checks the count.
         *
         * @throws IllegalArgumentException if it is below 1
         */
        public Epochs {
            Checks.require(count >= 1, "the epochs between two checkpoints must be >= 1, got %s", count);
        }
    }

    /**
     * After the first batch that ends so many seconds after the last checkpoint, in the middle of an epoch too.
     *
     * @param seconds > 0, at most 1e9
     */
    record Seconds(double seconds) implements CheckpointInterval {
        /**
         * Checks the number.
         *
         * @throws IllegalArgumentException if it is not above 0, or above 1e9
         */
        public Seconds {
            Checks.require(seconds > 0 && seconds <= 1e9,
                    "the seconds between two checkpoints must be > 0 and at most 1e9, got %s", seconds);
        }
    }
}
