package io.lanecoder.kernel;

/**
 * The numbers of one step of {@link Optimizers#sgd}. One object serves all steps, so that a step allocates nothing; it must not be
 * set while kernels use it. Not thread safe.
 */
public final class SgdStep {
    private final float momentum;
    private final boolean nesterov;
    private final float weightDecay;
    private float learningRate;
    private float gradientScale;

    /**
     * Numbers of steps; the others are still to be set.
     *
     * @param momentum share of the last update kept, 0 for none
     * @param nesterov whether the momentum looks one step ahead
     * @param weightDecay share of the parameter added to the gradient, 0 for none
     */
    public SgdStep(double momentum, boolean nesterov, double weightDecay) {
        this.momentum = (float) momentum;
        this.nesterov = nesterov;
        this.weightDecay = (float) weightDecay;
    }

    /**
     * Sets the numbers of a step.
     *
     * @param rate learning rate, the factor on the update
     * @param scaleOfGradient factor on the gradient, 1 for none
     * @return this
     */
    public SgdStep set(double rate, double scaleOfGradient) {
        learningRate = (float) rate;
        gradientScale = (float) scaleOfGradient;
        return this;
    }

    /** {@return the factor on the update} */
    float learningRate() {
        return learningRate;
    }

    /** {@return the share of the last update kept, 0 for none} */
    float momentum() {
        return momentum;
    }

    /** {@return whether the momentum looks one step ahead} */
    boolean nesterov() {
        return nesterov;
    }

    /** {@return the share of the parameter added to the gradient, 0 for none} */
    float weightDecay() {
        return weightDecay;
    }

    /** {@return the factor on the gradient, 1 for none} */
    float gradientScale() {
        return gradientScale;
    }
}
