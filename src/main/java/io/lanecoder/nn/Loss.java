package io.lanecoder.nn;

/** What training makes small: a mean over all elements of the batch, as PyTorch's {@code reduction='mean'}. */
public enum Loss {
    /** Mean squared error: mean of (o - t)^2. Its gradient is 2 (o - t) / count. */
    MSE,
    /**
     * Binary cross-entropy: mean of -(t log o + (1 - t) log(1 - o)), each logarithm at least -100 as in PyTorch. It takes outputs
     * of a sigmoid and targets in 0..1; its gradient before the sigmoid is (o - t) / count.
     */
    BCE
}
