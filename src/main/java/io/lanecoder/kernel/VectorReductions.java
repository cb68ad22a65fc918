package io.lanecoder.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The vector {@link Reductions}; the sums are taken as in {@link VectorLosses}. */
final class VectorReductions implements Reductions {
    private static final VectorSpecies<Float> S = VectorMath.SPECIES;
    private static final int L = S.length();

    // Sums stay in registers: through memory each addition would wait for the store of the one before.
    @Override
    public void addColumnSums(int rows, int cols, float[] x, int xOff, int ld, float[] out, int oOff) {
        int i = 0;
        for (; i + 3 * L <= cols; i += 3 * L) {
            FloatVector s0 = FloatVector.fromArray(S, out, oOff + i);
            FloatVector s1 = FloatVector.fromArray(S, out, oOff + i + L);
            FloatVector s2 = FloatVector.fromArray(S, out, oOff + i + 2 * L);
            for (int r = 0, at = xOff + i; r < rows; r++, at += ld) {
                s0 = s0.add(FloatVector.fromArray(S, x, at));
                s1 = s1.add(FloatVector.fromArray(S, x, at + L));
                s2 = s2.add(FloatVector.fromArray(S, x, at + 2 * L));
            }
            s0.intoArray(out, oOff + i);
            s1.intoArray(out, oOff + i + L);
            s2.intoArray(out, oOff + i + 2 * L);
        }
        for (; i + L <= cols; i += L) {
            FloatVector sum = FloatVector.fromArray(S, out, oOff + i);
            for (int r = 0, at = xOff + i; r < rows; r++, at += ld) {
                sum = sum.add(FloatVector.fromArray(S, x, at));
            }
            sum.intoArray(out, oOff + i);
        }
        ScalarReductions.addColumnSumsFrom(i, rows, cols, x, xOff, ld, out, oOff);
    }

    @Override
    public double sumOfSquares(int n, float[] x, int xOff) {
        return dot(n, x, xOff, x, xOff);
    }

    @Override
    public double dot(int n, float[] a, int aOff, float[] b, int bOff) {
        double total = 0;
        for (int from = 0; from < n; from += SumOrder.BLOCK) {
            total += dotBlock(Math.min(SumOrder.BLOCK, n - from), a, aOff + from, b, bOff + from);
        }
        return total;
    }

    private static double dotBlock(int count, float[] a, int aOff, float[] b, int bOff) {
        int full = count - count % SumOrder.LANES;
        double sum = 0;
        for (int group = 0; group < SumOrder.LANES; group += L) {
            FloatVector s = FloatVector.zero(S);
            for (int i = group; i < full; i += SumOrder.LANES) {
                s = FloatVector.fromArray(S, a, aOff + i).fma(FloatVector.fromArray(S, b, bOff + i), s);
            }
            for (int lane = 0; lane < L; lane++) {
                float laneSum = s.lane(lane);
                int i = full + group + lane;
                if (i < count) {
                    laneSum = Math.fma(a[aOff + i], b[bOff + i], laneSum);
                }
                sum += laneSum;
            }
        }
        return sum;
    }

    @Override
    public void axpy(int n, float alpha, float[] x, int xOff, float[] y, int yOff) {
        FloatVector va = FloatVector.broadcast(S, alpha);
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += L) {
            FloatVector vy = FloatVector.fromArray(S, y, yOff + i);
            va.fma(FloatVector.fromArray(S, x, xOff + i), vy).intoArray(y, yOff + i);
        }
        ScalarReductions.axpyFrom(i, n, alpha, x, xOff, y, yOff);
    }

    @Override
    public void scale(int n, float alpha, float[] x, int xOff) {
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += L) {
            FloatVector.fromArray(S, x, xOff + i).mul(alpha).intoArray(x, xOff + i);
        }
        ScalarReductions.scaleFrom(i, n, alpha, x, xOff);
    }
}
