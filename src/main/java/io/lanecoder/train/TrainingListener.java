package io.lanecoder.train;

/** Is told how training goes, in the training thread. */
@FunctionalInterface
public interface TrainingListener {
    /** Hears nothing. */
    TrainingListener SILENT = _ -> {
    };

    /**
     * An epoch is over.
     *
     * @param report what it came to
     */
    void epochDone(EpochReport report);

    /**
     * A batch is over. Called for every batch: be quick.
     *
     * @param epoch the epoch, from 1
     * @param rowsDone training rows of this epoch done so far
     * @param rows training rows of an epoch
     */
    default void batchDone(int epoch, int rowsDone, int rows) {
    }

    /**
     * Asked after every batch.
     *
     * @return true to end training before the next one
     */
    default boolean cancelled() {
        return false;
    }
}
