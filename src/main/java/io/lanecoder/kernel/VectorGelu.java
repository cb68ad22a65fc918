package io.lanecoder.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * GELU and its derivative for {@link VectorActivations}. The loops are written out, because C2 would not inline all of a
 * helper that is as large as this (see {@link VectorMath}).
 */
final class VectorGelu {
    private static final VectorSpecies<Float> S = VectorMath.SPECIES;
    private static final int L = S.length();

    private VectorGelu() {}

    static int forward(int n, float[] x, int xOff, float[] y, int yOff) {
        FloatVector one = FloatVector.broadcast(S, 1f);
        FloatVector factor = FloatVector.broadcast(S, -2f * ScalarMath.Q_SHIFT);
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += L) {
            FloatVector v = FloatVector.fromArray(S, x, xOff + i);
            VectorMask<Float> outside = v.abs().compare(VectorOperators.GT, ScalarMath.TAIL_LIMIT);
            FloatVector inRange = v.blend(0f, outside);
            FloatVector a = inRange.abs();
            FloatVector h = a.mul(a);
            FloatVector e = VectorMath.exp(h.mul(-0.5f));
            FloatVector bell = e.fma(a.fma(a, h.neg()).mul(-0.5f), e);
            FloatVector sum = a.add(ScalarMath.Q_SHIFT);
            FloatVector sumError = a.sub(sum.sub(ScalarMath.Q_SHIFT));
            FloatVector w = one.div(sum);
            FloatVector correction = w.neg().fma(sumError, w.neg().fma(sum, one)).mul(w);
            FloatVector t = correction.fma(factor, w.fma(factor, one));
            FloatVector p = t.fma(ScalarMath.Q9, ScalarMath.Q8);
            p = p.fma(t, FloatVector.broadcast(S, ScalarMath.Q7));
            p = p.fma(t, FloatVector.broadcast(S, ScalarMath.Q6));
            p = p.fma(t, FloatVector.broadcast(S, ScalarMath.Q5));
            p = p.fma(t, FloatVector.broadcast(S, ScalarMath.Q4));
            p = p.fma(t, FloatVector.broadcast(S, ScalarMath.Q3));
            p = p.fma(t, FloatVector.broadcast(S, ScalarMath.Q2));
            p = p.fma(t, FloatVector.broadcast(S, ScalarMath.Q1));
            p = p.fma(t, FloatVector.broadcast(S, ScalarMath.Q0));
            FloatVector q = bell.mul(p.fma(w, p.mul(correction)));
            FloatVector positive = inRange.neg().fma(q, v);
            inRange.mul(q).blend(positive, v.compare(VectorOperators.GT, 0f)).intoArray(y, yOff + i);
        }
        return i;
    }

    static int backward(int n, float[] x, int xOff, float[] d, int dOff) {
        FloatVector one = FloatVector.broadcast(S, 1f);
        FloatVector factor = FloatVector.broadcast(S, -2f * ScalarMath.Q_SHIFT);
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += L) {
            FloatVector v = FloatVector.fromArray(S, x, xOff + i);
            FloatVector g = FloatVector.fromArray(S, d, dOff + i);
            VectorMask<Float> outside = v.abs().compare(VectorOperators.GT, ScalarMath.TAIL_LIMIT);
            FloatVector inRange = v.blend(0f, outside);
            FloatVector a = inRange.abs();
            FloatVector h = a.mul(a);
            FloatVector e = VectorMath.exp(h.mul(-0.5f));
            FloatVector bell = e.fma(a.fma(a, h.neg()).mul(-0.5f), e);
            FloatVector sum = a.add(ScalarMath.Q_SHIFT);
            FloatVector sumError = a.sub(sum.sub(ScalarMath.Q_SHIFT));
            FloatVector w = one.div(sum);
            FloatVector correction = w.neg().fma(sumError, w.neg().fma(sum, one)).mul(w);
            FloatVector t = correction.fma(factor, w.fma(factor, one));
            FloatVector p = t.fma(ScalarMath.Q9, ScalarMath.Q8);
            p = p.fma(t, FloatVector.broadcast(S, ScalarMath.Q7));
            p = p.fma(t, FloatVector.broadcast(S, ScalarMath.Q6));
            p = p.fma(t, FloatVector.broadcast(S, ScalarMath.Q5));
            p = p.fma(t, FloatVector.broadcast(S, ScalarMath.Q4));
            p = p.fma(t, FloatVector.broadcast(S, ScalarMath.Q3));
            p = p.fma(t, FloatVector.broadcast(S, ScalarMath.Q2));
            p = p.fma(t, FloatVector.broadcast(S, ScalarMath.Q1));
            p = p.fma(t, FloatVector.broadcast(S, ScalarMath.Q0));
            FloatVector q = bell.mul(p.fma(w, p.mul(correction)));
            q = q.blend(0f, outside);
            FloatVector phi = q.blend(one.sub(q), v.compare(VectorOperators.GT, 0f));
            g.mul(inRange.fma(bell.mul(ScalarMath.INV_SQRT_2PI), phi)).intoArray(d, dOff + i);
        }
        return i;
    }
}
