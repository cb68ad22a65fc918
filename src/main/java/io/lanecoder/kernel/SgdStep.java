package io.lanecoder.kernel;

/**
 * The numbers of one step of {@link Optimizers#sgd}.
 *
 * @param learningRate factor on the update
 * @param momentum share of the last update kept, 0 for none
 * @param nesterov whether the momentum looks one step ahead
 * @param weightDecay share of the parameter added to the gradient, 0 for none
 * @param gradientScale factor on the gradient, 1 for none
 */
public record SgdStep(
        float learningRate, float momentum, boolean nesterov, float weightDecay, float gradientScale) {}
