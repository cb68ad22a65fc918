package io.lanecoder.train;

/**
 * What an optimiser remembered at the end of a run, so that another run can go on from there: its moments and the number of its
 * steps. Immutable and safe for all threads.
 */
public final class OptimizerState {
    private final Optimizer optimizer;
    private final long steps;
    private final float[] first;
    private final float[] second;

    /** Takes the arrays as they are; either may be null, where the optimiser has no such moment. */
    OptimizerState(Optimizer optimizer, long steps, float[] first, float[] second) {
        this.optimizer = optimizer;
        this.steps = steps;
        this.first = first;
        this.second = second;
    }

    /** {@return the optimiser it belongs to} */
    public Optimizer optimizer() {
        return optimizer;
    }

    /** {@return the number of batches it has learned from} */
    public long steps() {
        return steps;
    }

    float[] first() {
        return first;
    }

    float[] second() {
        return second;
    }
}
