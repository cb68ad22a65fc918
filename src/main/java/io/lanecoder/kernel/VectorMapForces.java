package io.lanecoder.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The vector {@link MapForces}: lanes run across the places of a group. */
final class VectorMapForces implements MapForces {
    private static final VectorSpecies<Float> S = VectorMath.SPECIES;
    private static final int L = S.length();
    /** Vectors a group. */
    private static final int PARTS = GROUP / L;

    @Override
    public void attract(int from, int to, int[] groups, int[] neighbours, float[] p, float[] x, float[] y, float[] outX,
            float[] outY) {
        float[] sums = new float[2 * GROUP];
        for (int i = from; i < to; i++) {
            int begin = groups[i] * GROUP;
            int end = groups[i + 1] * GROUP;
            for (int part = 0; part < PARTS; part++) {
                attractPart(begin + part * L, end, x[i], y[i], neighbours, p, x, y, sums, part * L);
            }
            outX[i] = ScalarMapForces.halves(sums, 0);
            outY[i] = ScalarMapForces.halves(sums, GROUP);
        }
    }

    private static void attractPart(int begin, int end, float xi, float yi, int[] neighbours, float[] p, float[] x,
            float[] y, float[] sums, int at) {
        FloatVector px = FloatVector.broadcast(S, xi);
        FloatVector py = FloatVector.broadcast(S, yi);
        FloatVector one = FloatVector.broadcast(S, 1f);
        FloatVector sx = FloatVector.zero(S);
        FloatVector sy = FloatVector.zero(S);
        for (int e = begin; e < end; e += GROUP) {
            FloatVector dx = px.sub(FloatVector.fromArray(S, x, 0, neighbours, e));
            FloatVector dy = py.sub(FloatVector.fromArray(S, y, 0, neighbours, e));
            FloatVector pw = FloatVector.fromArray(S, p, e).div(dy.fma(dy, dx.fma(dx, one)));
            sx = pw.fma(dx, sx);
            sy = pw.fma(dy, sy);
        }
        sx.intoArray(sums, at);
        sy.intoArray(sums, at + GROUP);
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
