package io.lanecoder.kernel;

/**
 * Activation functions and their derivatives over ranges of arrays.
 *
 * <p>Errors against the true value, measured over the whole range where the result is a normal float, in units in the
 * last place: see {@link ScalarMath}. NaN gives NaN; infinities give the limits of the function.
 */
public interface Activations {
    /**
     * {@code y[i] = f(x[i])} for {@code n} elements.
     *
     * @param op the function
     * @param slope the slope for {@code x <= 0} of {@link ActivationOp#LEAKY_RELU} ({@code >= 0} if
     *     {@link #backward} is to follow), or alpha of {@link ActivationOp#ELU}; ignored otherwise
     * @param n number of elements
     * @param x the inputs
     * @param xOff where they start
     * @param y the outputs; may be {@code x} itself with the same offset
     * @param yOff where they start
     */
    void forward(ActivationOp op, float slope, int n, float[] x, int xOff, float[] y, int yOff);

    /**
     * {@code delta[i] *= f'(...)} for {@code n} elements.
     *
     * <p>At 0, where they have no derivative, ReLU takes 0, leaky ReLU the slope, as PyTorch does.
     *
     * @param op the function
     * @param slope as in {@link #forward}
     * @param n number of elements
     * @param source the outputs of {@link #forward}, or its inputs if {@link ActivationOp#derivativeFromInput()}
     * @param sOff where they start
     * @param delta the gradient with respect to the outputs, turned into that with respect to the inputs
     * @param dOff where it starts
     */
    void backward(ActivationOp op, float slope, int n, float[] source, int sOff, float[] delta, int dOff);
}
