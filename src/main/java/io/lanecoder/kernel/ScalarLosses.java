package io.lanecoder.kernel;

/** The scalar {@link Losses}. */
final class ScalarLosses implements Losses {
    @Override
    public double squaredError(int n, float[] a, int aOff, float[] b, int bOff) {
        double total = 0;
        for (int from = 0; from < n; from += SumOrder.BLOCK) {
            int count = Math.min(SumOrder.BLOCK, n - from);
            double sum = 0;
            for (int lane = 0; lane < SumOrder.LANES; lane++) {
                float s = 0f;
                for (int i = from + lane; i < from + count; i += SumOrder.LANES) {
                    float d = a[aOff + i] - b[bOff + i];
                    s = Math.fma(d, d, s);
                }
                sum += s;
            }
            total += sum;
        }
        return total;
    }

    @Override
    public void addSquaredErrors(int rows, int cols, int lane, float[] a, int aOff, int lda, float[] b, int bOff,
            int ldb, float[] lanes) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < cols; j++) {
                float d = a[aOff + i * lda + j] - b[bOff + i * ldb + j];
                int sum = i * LANES + (lane + j) % LANES;
                lanes[sum] = Math.fma(d, d, lanes[sum]);
            }
        }
    }

    @Override
    public void addSquaredErrorsAndDeltas(int rows, int cols, int lane, float scale, boolean sigmoid, float[] a,
            float[] b,
            float[] d, int off, int ld, float[] lanes) {
        addSquaredErrors(rows, cols, lane, a, off, ld, b, off, ld, lanes);
        for (int i = 0; i < rows; i++) {
            for (int at = off + i * ld; at < off + i * ld + cols; at++) {
                float y = a[at];
                float delta = (y - b[at]) * scale;
                d[at] = sigmoid ? delta * ((1f - y) * y) : delta;
            }
        }
    }

    @Override
    public double binaryCrossEntropy(int n, float[] p, int pOff, float[] t, int tOff) {
        double total = 0;
        for (int from = 0; from < n; from += SumOrder.BLOCK) {
            int count = Math.min(SumOrder.BLOCK, n - from);
            double positive = logLikelihoodBlock(count, 1f, 0f, p, pOff + from, t, tOff + from);
            total -= positive + logLikelihoodBlock(count, -1f, 1f, p, pOff + from, t, tOff + from);
        }
        return total;
    }

    /**
     * {@code sum w(t) log w(p)} with {@code w(u) = factor * u + offset}: {@code u} itself or {@code 1 - u}. The two
     * halves of the cross-entropy are summed apart, because two logarithms are too much for one vector loop.
     */
    private static double logLikelihoodBlock(
            int count, float factor, float offset, float[] p, int pOff, float[] t, int tOff) {
        double sum = 0;
        for (int lane = 0; lane < SumOrder.LANES; lane++) {
            float s = 0f;
            for (int i = lane; i < count; i += SumOrder.LANES) {
                s = addLogLikelihood(s, factor, offset, p[pOff + i], t[tOff + i]);
            }
            sum += s;
        }
        return sum;
    }

    /** {@code s + w(t) log w(p)}. */
    static float addLogLikelihood(float s, float factor, float offset, float p, float t) {
        float log = ScalarMath.log(Math.fma(p, factor, offset));
        return Math.fma(Math.fma(t, factor, offset), log, s);
    }

    @Override
    public void scaledDifference(int n, float scale, float[] a, int aOff, float[] b, int bOff, float[] d, int dOff) {
        scaledDifferenceFrom(0, n, scale, a, aOff, b, bOff, d, dOff);
    }

    @Override
    public void squaredDifferences(int n, float[] a, int aOff, float[] b, int bOff, float[] out, int oOff) {
        squaredDifferencesFrom(0, n, a, aOff, b, bOff, out, oOff);
    }

    static void scaledDifferenceFrom(
            int i, int n, float scale, float[] a, int aOff, float[] b, int bOff, float[] d, int dOff) {
        for (; i < n; i++) {
            d[dOff + i] = (a[aOff + i] - b[bOff + i]) * scale;
        }
    }

    static void squaredDifferencesFrom(int i, int n, float[] a, int aOff, float[] b, int bOff, float[] out, int oOff) {
        for (; i < n; i++) {
            float d = a[aOff + i] - b[bOff + i];
            out[oOff + i] = d * d;
        }
    }
}
