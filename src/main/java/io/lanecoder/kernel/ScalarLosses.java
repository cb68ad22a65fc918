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
    public double binaryCrossEntropy(int n, float[] p, int pOff, float[] t, int tOff) {
        double total = 0;
        for (int from = 0; from < n; from += SumOrder.BLOCK) {
            int count = Math.min(SumOrder.BLOCK, n - from);
            double sum = 0;
            for (int lane = 0; lane < SumOrder.LANES; lane++) {
                float s = 0f;
                for (int i = from + lane; i < from + count; i += SumOrder.LANES) {
                    s = addLogLikelihood(s, p[pOff + i], t[tOff + i]);
                }
                sum += s;
            }
            total -= sum;
        }
        return total;
    }

    /** {@code s + t log p + (1 - t) log(1 - p)}. */
    static float addLogLikelihood(float s, float p, float t) {
        float u = Math.fma(t, ScalarMath.log(p), s);
        return Math.fma(1f - t, ScalarMath.log(1f - p), u);
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
