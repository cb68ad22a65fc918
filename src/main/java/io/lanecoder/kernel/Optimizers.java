package io.lanecoder.kernel;

/** Optimiser updates, elementwise over ranges of the parameters, as PyTorch defines them. */
public interface Optimizers {
    /** Moments of smaller magnitude become 0: denormal numbers would slow every later step down. */
    float MOMENT_FLOOR = 0x1p-100f;

    /**
     * One step of Adam or AdamW:
     * <pre>{@code
     * p *= decay
     * h = gradientScale * g + weightDecay * p
     * m += (1 - beta1) * (h - m)
     * v = beta2 * v + (1 - beta2) * h^2
     * p -= stepSize * m / (sqrt(v) * secondMomentScale + epsilon)
     * }</pre>
     * Moments below {@link #MOMENT_FLOOR} become 0 before they are used.
     *
     * @param n number of elements
     * @param p parameters, updated
     * @param pOff where they start
     * @param g gradients
     * @param gOff where they start
     * @param m first moments, updated; zeros before the first step
     * @param mOff where they start
     * @param v second moments, updated; zeros before the first step
     * @param vOff where they start
     * @param s the numbers of this step
     */
    void adam(
            int n, float[] p, int pOff, float[] g, int gOff, float[] m, int mOff, float[] v, int vOff, AdamStep s);

    /**
     * One step of stochastic gradient descent:
     * <pre>{@code
     * h = gradientScale * g + weightDecay * p
     * b = momentum * b + h              (if momentum is not 0)
     * h = nesterov ? h + momentum * b : b
     * p -= learningRate * h
     * }</pre>
     *
     * @param n number of elements
     * @param p parameters, updated
     * @param pOff where they start
     * @param g gradients
     * @param gOff where they start
     * @param b momentum buffer, updated, zeros before the first step; may be null if the momentum is 0
     * @param bOff where it starts
     * @param s the numbers of this step
     */
    void sgd(int n, float[] p, int pOff, float[] g, int gOff, float[] b, int bOff, SgdStep s);
}
