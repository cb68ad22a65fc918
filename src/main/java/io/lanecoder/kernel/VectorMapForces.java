package io.lanecoder.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorSpecies;

/** The vector {@link MapForces}: lanes run across the places of a group. */
final class VectorMapForces implements MapForces {
    private static final VectorSpecies<Float> S = VectorMath.SPECIES;
    private static final int L = S.length();
    /** Vectors a group. */
    private static final int PARTS = GROUP / L;
    private static final VectorSpecies<Integer> INTS = S.withLanes(int.class);
    private static final VectorSpecies<Long> LONGS = S.withLanes(long.class);
    /** Where the first coordinates stand in a group of pairs, and where the second ones. */
    private static final int[] EVEN = {0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30};
    private static final int[] ODD = {1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31};
    /** Neighbours copied at a time, in whole groups: 2 KB. */
    private static final int COPIED = 16 * GROUP;

    @Override
    public void attract(int from, int to, int[] groups, int[] neighbours, float[] p, float[] x, float[] y, long[] pairs,
            float[] outX, float[] outY) {
        if (L == GROUP) {
            attractCopied(from, to, groups, neighbours, p, x, y, pairs, outX, outY);
        } else {
            attractGathered(from, to, groups, neighbours, p, x, y, outX, outY);
        }
    }

    private static void attractGathered(int from, int to, int[] groups, int[] neighbours, float[] p, float[] x,
            float[] y, float[] outX, float[] outY) {
        float[] sums = new float[2 * GROUP];
        FloatVector one = FloatVector.broadcast(S, 1f);
        for (int i = from; i < to; i++) {
            FloatVector px = FloatVector.broadcast(S, x[i]);
            FloatVector py = FloatVector.broadcast(S, y[i]);
            for (int part = 0; part < GROUP; part += L) {
                FloatVector sx = FloatVector.zero(S);
                FloatVector sy = FloatVector.zero(S);
                for (int e = groups[i] * GROUP + part; e < groups[i + 1] * GROUP; e += GROUP) {
                    FloatVector dx = px.sub(FloatVector.fromArray(S, x, 0, neighbours, e));
                    FloatVector dy = py.sub(FloatVector.fromArray(S, y, 0, neighbours, e));
                    FloatVector pw = FloatVector.fromArray(S, p, e).div(dy.fma(dy, dx.fma(dx, one)));
                    sx = pw.fma(dx, sx);
                    sy = pw.fma(dy, sy);
                }
                sx.intoArray(sums, part);
                sy.intoArray(sums, part + GROUP);
            }
            outX[i] = ScalarMapForces.halves(sums, 0);
            outY[i] = ScalarMapForces.halves(sums, GROUP);
        }
    }

    /**
     * Copies the neighbours of a row side by side before it looks at them: two gathers of 16 floats take longer than 16 loads and
     * stores of both coordinates (Zen 5), and until C2 has compiled it, a gather is slower by far.
     */
    private static void attractCopied(int from, int to, int[] groups, int[] neighbours, float[] p, float[] x,
            float[] y, long[] pairs, float[] outX, float[] outY) {
        long[] near = new long[COPIED];
        float[] sums = new float[2 * GROUP];
        FloatVector one = FloatVector.broadcast(S, 1f);
        IntVector even = IntVector.fromArray(INTS, EVEN, 0);
        IntVector odd = IntVector.fromArray(INTS, ODD, 0);
        for (int i = from; i < to; i++) {
            FloatVector px = FloatVector.broadcast(S, x[i]);
            FloatVector py = FloatVector.broadcast(S, y[i]);
            FloatVector sx = FloatVector.zero(S);
            FloatVector sy = FloatVector.zero(S);
            int end = groups[i + 1] * GROUP;
            for (int begin = groups[i] * GROUP; begin < end; begin += COPIED) {
                int count = Math.min(COPIED, end - begin);
                for (int k = 0; k < count; k++) {
                    near[k] = pairs[neighbours[begin + k]];
                }
                for (int k = 0; k < count; k += GROUP) {
                    IntVector left = LongVector.fromArray(LONGS, near, k).reinterpretAsInts();
                    IntVector right = LongVector.fromArray(LONGS, near, k + GROUP / 2).reinterpretAsInts();
                    FloatVector dx = px.sub(even.selectFrom(left, right).reinterpretAsFloats());
                    FloatVector dy = py.sub(odd.selectFrom(left, right).reinterpretAsFloats());
                    FloatVector pw = FloatVector.fromArray(S, p, begin + k).div(dy.fma(dy, dx.fma(dx, one)));
                    sx = pw.fma(dx, sx);
                    sy = pw.fma(dy, sy);
                }
            }
            sx.intoArray(sums, 0);
            sy.intoArray(sums, GROUP);
            outX[i] = ScalarMapForces.halves(sums, 0);
            outY[i] = ScalarMapForces.halves(sums, GROUP);
        }
    }

    @Override
    public void repel(int from, int to, float[] x, float[] y, int sources, float[] sx, float[] sy, float[] outX,
            float[] outY, float[] weights) {
        float[] sums = new float[3 * GROUP];
        for (int i = from; i < to; i++) {
            for (int part = 0; part < PARTS; part++) {
                repelPart(x[i], y[i], part * L, sources, sx, sy, sums);
            }
            outX[i] = ScalarMapForces.halves(sums, 0);
            outY[i] = ScalarMapForces.halves(sums, GROUP);
            weights[i] = ScalarMapForces.halves(sums, 2 * GROUP);
        }
    }

    private static void repelPart(float xi, float yi, int part, int sources, float[] sx, float[] sy, float[] sums) {
        FloatVector px = FloatVector.broadcast(S, xi);
        FloatVector py = FloatVector.broadcast(S, yi);
        FloatVector one = FloatVector.broadcast(S, 1f);
        FloatVector fx = FloatVector.zero(S);
        FloatVector fy = FloatVector.zero(S);
        FloatVector total = FloatVector.zero(S);
        for (int j = part; j < sources; j += GROUP) {
            FloatVector dx = px.sub(FloatVector.fromArray(S, sx, j));
            FloatVector dy = py.sub(FloatVector.fromArray(S, sy, j));
            FloatVector w = one.div(dy.fma(dy, dx.fma(dx, one)));
            total = total.add(w);
            FloatVector w2 = w.mul(w);
            fx = w2.fma(dx, fx);
            fy = w2.fma(dy, fy);
        }
        fx.intoArray(sums, part);
        fy.intoArray(sums, part + GROUP);
        total.intoArray(sums, part + 2 * GROUP);
    }
}
