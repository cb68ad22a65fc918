package io.lanecoder.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The vector {@link Optimizers}. */
final class VectorOptimizers implements Optimizers {
    private static final VectorSpecies<Float> S = VectorMath.SPECIES;
    private static final int L = S.length();

    @Override
    public void adam(
            int n, float[] p, int pOff, float[] g, int gOff, float[] m, int mOff, float[] v, int vOff, AdamStep s) {
        FloatVector beta1Complement = FloatVector.broadcast(S, s.beta1Complement());
        FloatVector beta2 = FloatVector.broadcast(S, s.beta2());
        FloatVector beta2Complement = FloatVector.broadcast(S, s.beta2Complement());
        FloatVector minusStepSize = FloatVector.broadcast(S, -s.stepSize());
        FloatVector secondMomentScale = FloatVector.broadcast(S, s.secondMomentScale());
        FloatVector epsilon = FloatVector.broadcast(S, s.epsilon());
        FloatVector weightDecay = FloatVector.broadcast(S, s.weightDecay());
        FloatVector decay = FloatVector.broadcast(S, s.decay());
        FloatVector gradientScale = FloatVector.broadcast(S, s.gradientScale());
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += L) {
            FloatVector w = FloatVector.fromArray(S, p, pOff + i).mul(decay);
            FloatVector h = weightDecay.fma(w, FloatVector.fromArray(S, g, gOff + i).mul(gradientScale));
            FloatVector m1 = FloatVector.fromArray(S, m, mOff + i);
            m1 = h.sub(m1).fma(beta1Complement, m1);
            m1 = m1.blend(0f, m1.abs().compare(VectorOperators.LT, MOMENT_FLOOR));
            FloatVector v1 = h.mul(h).fma(beta2Complement, FloatVector.fromArray(S, v, vOff + i).mul(beta2));
            v1 = v1.blend(0f, v1.compare(VectorOperators.LT, MOMENT_FLOOR));
            FloatVector denominator = v1.sqrt().fma(secondMomentScale, epsilon);
            m1.div(denominator).fma(minusStepSize, w).intoArray(p, pOff + i);
            m1.intoArray(m, mOff + i);
            v1.intoArray(v, vOff + i);
        }
        ScalarOptimizers.adamFrom(i, n, p, pOff, g, gOff, m, mOff, v, vOff, s);
    }

    @Override
    public void sgd(int n, float[] p, int pOff, float[] g, int gOff, float[] b, int bOff, SgdStep s) {
        int i = s.momentum() == 0f
                ? plainSgd(n, p, pOff, g, gOff, s)
                : momentumSgd(n, p, pOff, g, gOff, b, bOff, s);
        ScalarOptimizers.sgdFrom(i, n, p, pOff, g, gOff, b, bOff, s);
    }

    private static int plainSgd(int n, float[] p, int pOff, float[] g, int gOff, SgdStep s) {
        FloatVector minusRate = FloatVector.broadcast(S, -s.learningRate());
        FloatVector weightDecay = FloatVector.broadcast(S, s.weightDecay());
        FloatVector gradientScale = FloatVector.broadcast(S, s.gradientScale());
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += L) {
            FloatVector w = FloatVector.fromArray(S, p, pOff + i);
            FloatVector h = weightDecay.fma(w, FloatVector.fromArray(S, g, gOff + i).mul(gradientScale));
            h.fma(minusRate, w).intoArray(p, pOff + i);
        }
        return i;
    }

    private static int momentumSgd(
            int n, float[] p, int pOff, float[] g, int gOff, float[] b, int bOff, SgdStep s) {
        FloatVector minusRate = FloatVector.broadcast(S, -s.learningRate());
        FloatVector momentum = FloatVector.broadcast(S, s.momentum());
        FloatVector weightDecay = FloatVector.broadcast(S, s.weightDecay());
        FloatVector gradientScale = FloatVector.broadcast(S, s.gradientScale());
        boolean nesterov = s.nesterov();
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += L) {
            FloatVector w = FloatVector.fromArray(S, p, pOff + i);
            FloatVector h = weightDecay.fma(w, FloatVector.fromArray(S, g, gOff + i).mul(gradientScale));
            FloatVector b1 = FloatVector.fromArray(S, b, bOff + i).fma(momentum, h);
            b1.intoArray(b, bOff + i);
            FloatVector update = nesterov ? b1.fma(momentum, h) : b1;
            update.fma(minusRate, w).intoArray(p, pOff + i);
        }
        return i;
    }
}
