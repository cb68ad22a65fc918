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

    /** Begins a step: all its ranges are updated with these numbers. */
    void begin(double learningRate, double gradientScale) {
        step++;
        switch (optimizer) {
            case Optimizer.Adam o -> adam.set(learningRate, o.beta1(), o.beta2(), o.epsilon(), o.weightDecay(),
                    o.decoupled(), step, gradientScale);
            case Optimizer.Sgd _ -> sgd.set(learningRate, gradientScale);
        }
    }

    /** Updates one range; ranges of a step may be updated by different threads. */
    void update(float[] parameters, float[] gradient, int offset, int length) {
        switch (optimizer) {
            case Optimizer.Adam _ -> kernels.adam(length, parameters, offset, gradient, offset, first, offset, second,
                    offset, adam);
            case Optimizer.Sgd _ -> kernels.sgd(length, parameters, offset, gradient, offset, first, offset, sgd);
        }
    }
}
