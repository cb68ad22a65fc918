package io.lanecoder.kernel;

/**
 * Sums over arrays, and the elementwise updates that go with them. The order of the sums over {@code n} elements is that
 * of {@link Losses}.
 */
public interface Reductions {
    /**
     * {@code out[j] += x[0][j] + x[1][j] + ...}: one chain of plain float additions a column, rows ascending, starting
     * from {@code out[j]}.
     *
     * @param rows number of rows
     * @param cols number of columns
     * @param x row-major matrix
     * @param xOff where its first row starts
     * @param ld distance of its rows, {@code >= cols}
     * @param out the sums
     * @param oOff where they start
     */
    void addColumnSums(int rows, int cols, float[] x, int xOff, int ld, float[] out, int oOff);

    /**
     * {@code sum x[i]^2}.
     *
     * @param n number of elements
     * @param x the elements
     * @param xOff where they start
     * @return the sum, 0 for {@code n = 0}
     */
    double sumOfSquares(int n, float[] x, int xOff);

    /**
     * {@code sum a[i] * b[i]}.
     *
     * @param n number of elements
     * @param a first operand
     * @param aOff where it starts
     * @param b second operand
     * @param bOff where it starts
     * @return the sum, 0 for {@code n = 0}
     */
    double dot(int n, float[] a, int aOff, float[] b, int bOff);

    /**
     * {@code y[i] = fma(alpha, x[i], y[i])}.
     *
     * @param n number of elements
     * @param alpha the factor
     * @param x what is added
     * @param xOff where it starts
     * @param y what it is added to
     * @param yOff where it starts
     */
    void axpy(int n, float alpha, float[] x, int xOff, float[] y, int yOff);

    /**
     * {@code x[i] = alpha * x[i]}.
     *
     * @param n number of elements
     * @param alpha the factor
     * @param x what is scaled
     * @param xOff where it starts
     */
    void scale(int n, float alpha, float[] x, int xOff);
}
