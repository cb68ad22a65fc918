package io.lanecoder.train;

/** Training ran away: the loss of a batch, or what it made of a weight, was not a finite number. */
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

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
    }
}
