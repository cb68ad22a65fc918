package io.lanecoder.kernel;

/**
 * Sums and differences that the losses and their gradients are made of.
 *
 * <p>Sums are taken in blocks of {@link SumOrder#BLOCK} elements: within a block element {@code j} goes to the float sum
 * {@code j mod 16}, the 16 sums are added up in double in ascending order, and so are the blocks. The order depends on
 * {@code n} alone, not on the hardware.
 */
public interface Losses {
    /** Float sums that the elements of a block are divided into. */
    int LANES = SumOrder.LANES;
    /** Elements of a block. */
    int BLOCK = SumOrder.BLOCK;

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
     * Adds squared errors of rows to their float sums: {@code lanes[i][(lane + j) mod 16] += (a[i][j] - b[i][j])^2}, fused, for j
     * ascending. Called for parts of a block in order, and then {@link #addBlock}, it gives the bits of {@link #squaredError}.
     *
     * @param rows number of rows
     * @param cols number of columns, a multiple of the vectors' lanes
     * @param lane sum of the first column, a multiple of the vectors' lanes below {@link #LANES}
     * @param a first operand
     * @param aOff where it starts
     * @param lda distance of its rows
     * @param b second operand
     * @param bOff where it starts
     * @param ldb distance of its rows
     * @param lanes the sums, {@link #LANES} a row
     */
    void addSquaredErrors(int rows, int cols, int lane, float[] a, int aOff, int lda, float[] b, int bOff, int ldb,
            float[] lanes);

    /**
     * {@link #addSquaredErrors}, and in the same pass their gradient by what went into the last activation:
     * {@code d[i][j] = scale (a[i][j] - b[i][j]) f'}, where f' is 1, or a sigmoid's {@code a (1 - a)}.
     *
     * @param rows number of rows
     * @param cols number of columns, a multiple of the vectors' lanes
     * @param lane sum of the first column, a multiple of the vectors' lanes below {@link #LANES}
     * @param scale the factor: 2 by the number of elements, for their mean
     * @param sigmoid whether the outputs are a sigmoid's
     * @param a the outputs
     * @param b the targets
     * @param d the gradient; may be {@code a}
     * @param off where all three start
     * @param ld distance of their rows
     * @param lanes the sums, {@link #LANES} a row
     */
    void addSquaredErrorsAndDeltas(int rows, int cols, int lane, float scale, boolean sigmoid, float[] a, float[] b,
            float[] d, int off, int ld, float[] lanes);

    /**
     * Adds the float sums of a block to the sums of the rows, and begins the next block.
     *
     * @param rows number of rows
     * @param lanes the float sums; then zero
     * @param sums what they are added to
     * @param sOff where that of the first row is
     */
    static void addBlock(int rows, float[] lanes, double[] sums, int sOff) {
        for (int i = 0; i < rows; i++) {
            double sum = 0;
            for (int lane = i * LANES; lane < (i + 1) * LANES; lane++) {
                sum += lanes[lane];
                lanes[lane] = 0f;
            }
            sums[sOff + i] += sum;
        }
    }

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
