package io.lanecoder.kernel;

/**
 * The numbers of one step of {@link Optimizers#adam}, computed once in double and rounded.
 *
 * @param beta1Complement {@code 1 - beta1}
 * @param beta2 decay of the second moment
 * @param beta2Complement {@code 1 - beta2}
 * @param stepSize {@code lr / (1 - beta1^t)}
 * @param secondMomentScale {@code 1 / sqrt(1 - beta2^t)}
 * @param epsilon added to the denominator; should be {@code > 0}, because second moments below 2^-100 count as 0
 * @param weightDecay share of the parameter added to the gradient (Adam), 0 for none
 * @param decay factor on the parameter before the step (AdamW: {@code 1 - lr * weightDecay}), 1 for none
 * @param gradientScale factor on the gradient, 1 for none
 */
public record AdamStep(
        float beta1Complement,
        float beta2,
        float beta2Complement,
        float stepSize,
        float secondMomentScale,
        float epsilon,
        float weightDecay,
        float decay,
        float gradientScale) {
    /**
     * The numbers of step {@code t}.
     *
     * @param lr learning rate
     * @param beta1 decay of the first moment, in [0, 1)
     * @param beta2 decay of the second moment, in [0, 1)
     * @param epsilon added to the denominator
     * @param weightDecay weight decay
     * @param decoupled true for AdamW: the parameters decay on their own; false for Adam: the decay joins the gradient
     * @param t number of the step, from 1
     * @param gradientScale factor on the gradient
     * @return the numbers, as floats
     */
    public static AdamStep of(
            double lr,
            double beta1,
            double beta2,
            double epsilon,
            double weightDecay,
            boolean decoupled,
            long t,
            double gradientScale) {
        return new AdamStep(
                (float) (1 - beta1),
                (float) beta2,
                (float) (1 - beta2),
                (float) (lr / (1 - StrictMath.pow(beta1, t))),
                (float) (1 / Math.sqrt(1 - StrictMath.pow(beta2, t))),
                (float) epsilon,
                decoupled ? 0f : (float) weightDecay,
                decoupled ? (float) (1 - lr * weightDecay) : 1f,
                (float) gradientScale);
    }
}
