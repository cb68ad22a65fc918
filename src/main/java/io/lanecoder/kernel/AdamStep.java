package io.lanecoder.kernel;

/**
 * The numbers of one step of {@link Optimizers#adam}, computed once in double and rounded. One object serves all steps, so that a
 * step allocates nothing; it must not be set while kernels use it. Not thread safe.
 */
public final class AdamStep {
    private float beta1Complement;
    private float beta2;
    private float beta2Complement;
    private float stepSize;
    private float secondMomentScale;
    private float epsilon;
    private float weightDecay;
    private float decay;
    private float gradientScale;

    /** Numbers that are still to be set. */
    public AdamStep() {
        // all zero
    }

    /**
     * Sets the numbers of step {@code t}.
     *
     * @param lr learning rate
     * @param decayOfFirst decay of the first moment, in [0, 1)
     * @param decayOfSecond decay of the second moment, in [0, 1)
     * @param small added to the denominator; should be {@code > 0}, because second moments below 2^-100 count as 0
     * @param decayOfWeights weight decay, 0 for none
     * @param decoupled true for AdamW: the parameters decay on their own, by the factor {@code 1 - lr * decayOfWeights}; false for
     *     Adam: the decay joins the gradient
     * @param t number of the step, from 1
     * @param scaleOfGradient factor on the gradient, 1 for none
     * @return this
     */
    public AdamStep set(double lr, double decayOfFirst, double decayOfSecond, double small, double decayOfWeights,
            boolean decoupled, long t, double scaleOfGradient) {
        beta1Complement = (float) (1 - decayOfFirst);
        beta2 = (float) decayOfSecond;
        beta2Complement = (float) (1 - decayOfSecond);
        stepSize = (float) (lr / (1 - power(decayOfFirst, t)));
        secondMomentScale = (float) (1 / Math.sqrt(1 - power(decayOfSecond, t)));
        epsilon = (float) small;
        weightDecay = decoupled ? 0f : (float) decayOfWeights;
        decay = decoupled ? (float) (1 - lr * decayOfWeights) : 1f;
        gradientScale = (float) scaleOfGradient;
        return this;
    }

    /** By squaring: StrictMath.pow allocates, and Math.pow may differ from machine to machine. */
    private static double power(double base, long exponent) {
        double result = 1;
        double square = base;
        for (long bits = exponent; bits > 0; bits >>= 1) {
            if ((bits & 1) == 1) {
                result *= square;
            }
            square *= square;
        }
        return result;
    }

    /** {@return {@code 1 - beta1}} */
    float beta1Complement() {
        return beta1Complement;
    }

    /** {@return the decay of the second moment} */
    float beta2() {
        return beta2;
    }

    /** {@return {@code 1 - beta2}} */
    float beta2Complement() {
        return beta2Complement;
    }

    /** {@return {@code lr / (1 - beta1^t)}} */
    float stepSize() {
        return stepSize;
    }

    /** {@return {@code 1 / sqrt(1 - beta2^t)}} */
    float secondMomentScale() {
        return secondMomentScale;
    }

    /** {@return what is added to the denominator} */
    float epsilon() {
        return epsilon;
    }

    /** {@return the share of the parameter added to the gradient (Adam), 0 for none} */
    float weightDecay() {
        return weightDecay;
    }

    /** {@return the factor on the parameter before the step (AdamW), 1 for none} */
    float decay() {
        return decay;
    }

    /** {@return the factor on the gradient, 1 for none} */
    float gradientScale() {
        return gradientScale;
    }
}
