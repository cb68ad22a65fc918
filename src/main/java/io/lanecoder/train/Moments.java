package io.lanecoder.train;

import io.lanecoder.kernel.AdamStep;
import io.lanecoder.kernel.Kernels;
import io.lanecoder.kernel.Optimizers;
import io.lanecoder.kernel.SgdStep;

/** What an optimiser remembers from step to step, laid out as the parameters, and its update of a range of them. */
final class Moments {
    private final Optimizer optimizer;
    private final Optimizers kernels = Kernels.get().optimizers();
    private final float[] first;
    private final float[] second;
    private long step;
    private final AdamStep adam = new AdamStep();
    private final SgdStep sgd;

    Moments(Optimizer optimizer, int size) {
        this.optimizer = optimizer;
        switch (optimizer) {
            case Optimizer.Adam _ -> {
                first = new float[size];
                second = new float[size];
                sgd = null;
            }
            case Optimizer.Sgd options -> {
                first = options.momentum() > 0 ? new float[size] : null;
                second = null;
                sgd = new SgdStep(options.momentum(), options.nesterov(), options.weightDecay());
            }
        }
    }

    /** {@return the number of steps begun} */
    long steps() {
        return step;
    }

    /** A copy of everything that is remembered. */
    OptimizerState state() {
        return new OptimizerState(optimizer, step, copy(first), copy(second));
    }

    private static float[] copy(float[] moment) {
        return moment == null ? null : moment.clone();
    }

    /**
     * Goes on from a state.
     *
     * @throws IllegalArgumentException if it is that of another kind of optimiser, or of another number of parameters
     */
    void restore(OptimizerState state) {
        Checks.require(length(state.first()) == length(first) && length(state.second()) == length(second),
                "the optimiser's state is not that of %s for this network", optimizer);
        step = state.steps();
        set(first, state.first());
        set(second, state.second());
    }

    private static int length(float[] moment) {
        return moment == null ? 0 : moment.length;
    }

    private static void set(float[] moment, float[] values) {
        if (moment != null) {
            System.arraycopy(values, 0, moment, 0, moment.length);
        }
    }

    /** Begins a step: all its ranges are updated with these numbers. */
    void begin(double learningRate, double gradientScale) {
        step++;
        switch (optimizer) {
            case Optimizer.Adam o -> adam.set(learningRate, o.beta1(), o.beta2(), o.epsilon(), o.weightDecay(),
                    o.decoupled(), step, gradientScale);
            case Optimizer.Sgd _ -> sgd.set(learningRate, gradientScale);
        }
    }

    /** Updates one range of the parameters; ranges of a step may be updated by different threads. */
    void update(float[] parameters, int offset, int length, float[] gradient, int gOffset) {
        switch (optimizer) {
            case Optimizer.Adam _ -> kernels.adam(length, parameters, offset, gradient, gOffset, first, offset, second,
                    offset, adam);
            case Optimizer.Sgd _ -> kernels.sgd(length, parameters, offset, gradient, gOffset, first, offset, sgd);
        }
    }
}
