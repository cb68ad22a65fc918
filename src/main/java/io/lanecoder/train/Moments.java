package io.lanecoder.train;

import io.lanecoder.kernel.AdamStep;
import io.lanecoder.kernel.Kernels;
import io.lanecoder.kernel.Optimizers;
import io.lanecoder.kernel.SgdStep;
import io.lanecoder.nn.PackedLayout;

/** What an optimiser remembers from step to step, packed as the weights at work, and its update of a range of them. */
final class Moments {
    private final Optimizer optimizer;
    private final PackedLayout layout;
    private final Optimizers kernels = Kernels.get().optimizers();
    private final float[] first;
    private final float[] second;
    private long step;
    private final AdamStep adam = new AdamStep();
    private final SgdStep sgd;

    Moments(Optimizer optimizer, PackedLayout layout) {
        this.optimizer = optimizer;
        this.layout = layout;
        int size = layout.size();
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

    /** {@return where the numbers stand} */
    PackedLayout layout() {
        return layout;
    }

    /** {@return the number of steps begun} */
    long steps() {
        return step;
    }

    /** A copy of everything that is remembered, laid out as the parameters. */
    OptimizerState state() {
        return new OptimizerState(optimizer, step, unpacked(first), unpacked(second));
    }

    private float[] unpacked(float[] moment) {
        if (moment == null) {
            return null;
        }
        float[] values = new float[layout.network().size()];
        layout.unpack(moment, values);
        return values;
    }

    /**
     * Goes on from a state.
     *
     * @throws IllegalArgumentException if it is that of another kind of optimiser, or of another number of parameters
     */
    void restore(OptimizerState state) {
        Checks.require(fits(state.first(), first) && fits(state.second(), second),
                "the optimiser's state is not that of %s for this network", optimizer);
        step = state.steps();
        set(first, state.first());
        set(second, state.second());
    }

    private boolean fits(float[] values, float[] moment) {
        return moment == null ? values == null : values != null && values.length == layout.network().size();
    }

    private void set(float[] moment, float[] values) {
        if (moment != null) {
            layout.pack(values, moment);
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
