package io.lanecoder.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The vector {@link Reductions}; the sums are taken as in {@link VectorLosses}. */
final class VectorReductions implements Reductions {
    private static final VectorSpecies<Float> S = VectorMath.SPECIES;
    private static final int L = S.length();

    @Override
    public void addColumnSums(int rows, int cols, float[] x, int xOff, int ld, float[] out, int oOff) {
        int bound = S.loopBound(cols);
        for (int r = 0; r < rows; r++) {
            int row = xOff + r * ld;
            int i = 0;
            for (; i < bound; i += L) {
                FloatVector sum = FloatVector.fromArray(S, out, oOff + i);
                sum.add(FloatVector.fromArray(S, x, row + i)).intoArray(out, oOff + i);
            }
            ScalarReductions.addFrom(i, cols, x, row, out, oOff);
        }
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
