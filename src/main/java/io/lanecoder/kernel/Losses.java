package io.lanecoder.kernel;

/**
 * Sums and differences that the losses and their gradients are made of.
 *
 * <p>Sums are taken in blocks of {@link SumOrder#BLOCK} elements: within a block element {@code j} goes to the float sum
 * {@code j mod 16}, the 16 sums are added up in double in ascending order, and so are the blocks. The order depends on
 * {@code n} alone, not on the hardware.
 */
public interface Losses {
    /**
     * {@code sum (a[i] - b[i])^2}; the differences are rounded to float.
     *
     * @param n number of elements
     * @param a first operand
     * @param aOff where it starts
     * @param b second operand
     * @param bOff where it starts
     * @return the sum, 0 for {@code n = 0}
     */
    double squaredError(int n, float[] a, int aOff, float[] b, int bOff);

    /**
     * {@code sum -(t log p + (1 - t) log(1 - p))}, each logarithm cut off at -100 from below. The two halves
     * are summed apart in every block.
     *
     * @param n number of elements
     * @param p the predictions, in 0..1; outside, the result is NaN
     * @param pOff where they start
     * @param t the targets, in 0..1
     * @param tOff where they start
     * @return the sum, 0 for {@code n = 0}
     */
    double binaryCrossEntropy(int n, float[] p, int pOff, float[] t, int tOff);

    /**
     * {@code d[i] = scale * (a[i] - b[i])}.
     *
     * @param n number of elements
     * @param scale the factor
     * @param a first operand
     * @param aOff where it starts
     * @param b second operand
     * @param bOff where it starts
     * @param d the result; may be {@code a} or {@code b} with the same offset
     * @param dOff where it starts
     */
    void scaledDifference(int n, float scale, float[] a, int aOff, float[] b, int bOff, float[] d, int dOff);

    /**
     * {@code out[i] = (a[i] - b[i])^2}.
     *
     * @param n number of elements
     * @param a first operand
     * @param aOff where it starts
     * @param b second operand
     * @param bOff where it starts
     * @param out the result; may be {@code a} or {@code b} with the same offset
     * @param oOff where it starts
     */
    void squaredDifferences(int n, float[] a, int aOff, float[] b, int bOff, float[] out, int oOff);
}
