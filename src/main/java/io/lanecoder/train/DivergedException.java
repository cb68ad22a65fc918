package io.lanecoder.train;

/** Training ran away: the loss of a batch, or what it made of a weight, was not a finite number. */
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** From 1. */
    private final int epoch;
    /** Within the epoch, from 1. */
    private final int batch;

    /**
     * Says where.
     *
     * @param epoch the epoch, from 1
     * @param batch the batch in it, from 1
     * @param loss what was found
     */
    public DivergedException(int epoch, int batch, double loss) {
        super("training diverged: the loss became " + loss + " in epoch " + epoch + ", batch " + batch
                + "; a lower learning rate, gradients clipped to a norm, or scaled data usually help");
        this.epoch = epoch;
        this.batch = batch;
    }

    /** {@return the epoch it happened in, from 1} */
    public int epoch() {
        return epoch;
    }

    /** {@return the batch in that epoch, from 1} */
    public int batch() {
        return batch;
    }
}
