package io.lanecoder.kernel;

/** The scalar {@link Reductions}. */
final class ScalarReductions implements Reductions {
    @Override
    public void addColumnSums(int rows, int cols, float[] x, int xOff, int ld, float[] out, int oOff) {
        addColumnSumsFrom(0, rows, cols, x, xOff, ld, out, oOff);
    }

    @Override
    public double sumOfSquares(int n, float[] x, int xOff) {
        return dot(n, x, xOff, x, xOff);
    }

    @Override
    public double dot(int n, float[] a, int aOff, float[] b, int bOff) {
        double total = 0;
        for (int from = 0; from < n; from += SumOrder.BLOCK) {
            int count = Math.min(SumOrder.BLOCK, n - from);
            double sum = 0;
            for (int lane = 0; lane < SumOrder.LANES; lane++) {
                float s = 0f;
                for (int i = from + lane; i < from + count; i += SumOrder.LANES) {
                    s = Math.fma(a[aOff + i], b[bOff + i], s);
                }
                sum += s;
            }
            total += sum;
        }
        return total;
    }

    @Override
    public void axpy(int n, float alpha, float[] x, int xOff, float[] y, int yOff) {
        axpyFrom(0, n, alpha, x, xOff, y, yOff);
    }

    @Override
    public void scale(int n, float alpha, float[] x, int xOff) {
        scaleFrom(0, n, alpha, x, xOff);
    }

    static void addColumnSumsFrom(int from, int rows, int cols, float[] x, int xOff, int ld, float[] out, int oOff) {
        for (int r = 0; r < rows; r++) {
            for (int i = from; i < cols; i++) {
                out[oOff + i] += x[xOff + r * ld + i];
            }
        }
    }

    static void axpyFrom(int i, int n, float alpha, float[] x, int xOff, float[] y, int yOff) {
        for (; i < n; i++) {
            y[yOff + i] = Math.fma(alpha, x[xOff + i], y[yOff + i]);
        }
    }

    static void scaleFrom(int i, int n, float alpha, float[] x, int xOff) {
        for (; i < n; i++) {
            x[xOff + i] *= alpha;
        }
    }
}
