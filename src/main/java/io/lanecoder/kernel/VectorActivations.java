package io.lanecoder.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector {@link Activations}: one loop a function with the arithmetic of {@link ScalarMath}, the rest of a range left
 * to the scalar form. The loops return how far they came.
 *
 * <p>A range shorter than a vector does not come to them: C2 takes {@link VectorMath#exp} into a loop only if at least every fourth call
 * of the loop's method gets there, and otherwise boxes its vectors for good, also in the long ranges that follow many short ones.
 */
final class VectorActivations implements Activations {
    private static final VectorSpecies<Float> S = VectorMath.SPECIES;
    private static final int L = S.length();

    @Override
    public void forward(ActivationOp op, float slope, int n, float[] x, int xOff, float[] y, int yOff) {
        int done = n < L ? 0 : switch (op) {
            case IDENTITY -> 0;
            case GELU -> VectorGelu.forward(n, x, xOff, y, yOff);
            case LEAKY_RELU -> leakyRelu(slope, n, x, xOff, y, yOff);
            case RELU -> relu(n, x, xOff, y, yOff);
            case SIGMOID -> sigmoid(n, x, xOff, y, yOff);
            case TANH -> tanh(n, x, xOff, y, yOff);
            case ELU -> elu(slope, n, x, xOff, y, yOff);
            case SILU -> silu(n, x, xOff, y, yOff);
            case SOFTPLUS -> softplus(n, x, xOff, y, yOff);
        };
        ScalarActivations.forwardFrom(done, op, slope, n, x, xOff, y, yOff);
    }

    @Override
    public void backward(ActivationOp op, float slope, int n, float[] source, int sOff, float[] delta, int dOff) {
        int done = n < L ? 0 : switch (op) {
            case IDENTITY -> 0;
            case GELU -> VectorGelu.backward(n, source, sOff, delta, dOff);
            case LEAKY_RELU -> leakyReluBackward(slope, n, source, sOff, delta, dOff);
            case RELU -> reluBackward(n, source, sOff, delta, dOff);
            case SIGMOID -> sigmoidBackward(n, source, sOff, delta, dOff);
            case TANH -> tanhBackward(n, source, sOff, delta, dOff);
            case ELU -> eluBackward(slope, n, source, sOff, delta, dOff);
            case SILU -> siluBackward(n, source, sOff, delta, dOff);
            case SOFTPLUS -> softplusBackward(n, source, sOff, delta, dOff);
        };
        ScalarActivations.backwardFrom(done, op, slope, n, source, sOff, delta, dOff);
    }

    private static int leakyRelu(float slope, int n, float[] x, int xOff, float[] y, int yOff) {
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += L) {
            FloatVector v = FloatVector.fromArray(S, x, xOff + i);
            v.mul(slope).blend(v, v.compare(VectorOperators.GT, 0f)).intoArray(y, yOff + i);
        }
        return i;
    }

    private static int relu(int n, float[] x, int xOff, float[] y, int yOff) {
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += L) {
            FloatVector v = FloatVector.fromArray(S, x, xOff + i);
            v.blend(0f, v.compare(VectorOperators.LE, 0f)).intoArray(y, yOff + i);
        }
        return i;
    }

    private static int sigmoid(int n, float[] x, int xOff, float[] y, int yOff) {
        FloatVector one = FloatVector.broadcast(S, 1f);
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += L) {
            FloatVector v = FloatVector.fromArray(S, x, xOff + i);
            FloatVector e = VectorMath.exp(v.abs().neg());
            one.blend(e, v.compare(VectorOperators.LT, 0f)).div(e.add(1f)).intoArray(y, yOff + i);
        }
        return i;
    }

    private static int tanh(int n, float[] x, int xOff, float[] y, int yOff) {
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += L) {
            FloatVector v = FloatVector.fromArray(S, x, xOff + i);
            FloatVector u = VectorMath.expm1(v.abs().mul(-2f));
            IntVector sign = v.reinterpretAsInts().and(Integer.MIN_VALUE);
            IntVector magnitude = u.abs().div(u.add(2f)).reinterpretAsInts();
            magnitude.or(sign).reinterpretAsFloats().intoArray(y, yOff + i);
        }
        return i;
    }

    private static int elu(float slope, int n, float[] x, int xOff, float[] y, int yOff) {
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += L) {
            FloatVector v = FloatVector.fromArray(S, x, xOff + i);
            VectorMath.expm1(v).mul(slope).blend(v, v.compare(VectorOperators.GT, 0f)).intoArray(y, yOff + i);
        }
        return i;
    }

    private static int silu(int n, float[] x, int xOff, float[] y, int yOff) {
        FloatVector one = FloatVector.broadcast(S, 1f);
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += L) {
            FloatVector v = FloatVector.fromArray(S, x, xOff + i);
            FloatVector e = VectorMath.exp(v.abs().neg());
            FloatVector sigmoid = one.blend(e, v.compare(VectorOperators.LT, 0f)).div(e.add(1f));
            v.mul(sigmoid).blend(0f, v.compare(VectorOperators.LT, ScalarMath.EXP_FLOOR)).intoArray(y, yOff + i);
        }
        return i;
    }

    private static int softplus(int n, float[] x, int xOff, float[] y, int yOff) {
        FloatVector zero = FloatVector.zero(S);
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += L) {
            FloatVector v = FloatVector.fromArray(S, x, xOff + i);
            FloatVector e = VectorMath.exp(v.abs().neg());
            FloatVector log = VectorMath.logRatio(e.div(e.add(2f)));
            zero.blend(v, v.compare(VectorOperators.GT, 0f)).add(log).intoArray(y, yOff + i);
        }
        return i;
    }

    private static int leakyReluBackward(float slope, int n, float[] s, int sOff, float[] d, int dOff) {
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += L) {
            FloatVector v = FloatVector.fromArray(S, s, sOff + i);
            FloatVector g = FloatVector.fromArray(S, d, dOff + i);
            g.mul(slope).blend(g, v.compare(VectorOperators.GT, 0f)).intoArray(d, dOff + i);
        }
        return i;
    }

    private static int reluBackward(int n, float[] s, int sOff, float[] d, int dOff) {
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += L) {
            FloatVector v = FloatVector.fromArray(S, s, sOff + i);
            FloatVector g = FloatVector.fromArray(S, d, dOff + i);
            g.blend(0f, v.compare(VectorOperators.LE, 0f)).intoArray(d, dOff + i);
        }
        return i;
    }

    private static int sigmoidBackward(int n, float[] s, int sOff, float[] d, int dOff) {
        FloatVector one = FloatVector.broadcast(S, 1f);
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += L) {
            FloatVector v = FloatVector.fromArray(S, s, sOff + i);
            FloatVector g = FloatVector.fromArray(S, d, dOff + i);
            g.mul(one.sub(v).mul(v)).intoArray(d, dOff + i);
        }
        return i;
    }

    private static int tanhBackward(int n, float[] s, int sOff, float[] d, int dOff) {
        FloatVector one = FloatVector.broadcast(S, 1f);
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += L) {
            FloatVector v = FloatVector.fromArray(S, s, sOff + i);
            FloatVector g = FloatVector.fromArray(S, d, dOff + i);
            g.mul(v.neg().fma(v, one)).intoArray(d, dOff + i);
        }
        return i;
    }

    private static int eluBackward(float slope, int n, float[] s, int sOff, float[] d, int dOff) {
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += L) {
            FloatVector v = FloatVector.fromArray(S, s, sOff + i);
            FloatVector g = FloatVector.fromArray(S, d, dOff + i);
            g.mul(v.add(slope).blend(1f, v.compare(VectorOperators.GT, 0f))).intoArray(d, dOff + i);
        }
        return i;
    }

    private static int siluBackward(int n, float[] s, int sOff, float[] d, int dOff) {
        FloatVector one = FloatVector.broadcast(S, 1f);
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += L) {
            FloatVector v = FloatVector.fromArray(S, s, sOff + i);
            FloatVector g = FloatVector.fromArray(S, d, dOff + i);
            FloatVector a = v.abs();
            FloatVector e = VectorMath.exp(a.neg());
            FloatVector sum = e.add(1f);
            VectorMask<Float> negative = v.compare(VectorOperators.LT, 0f);
            FloatVector sigmoid = one.blend(e, negative).div(sum);
            FloatVector complement = e.blend(one, negative).div(sum);
            FloatVector inRange = v.blend(0f, a.compare(VectorOperators.GT, -ScalarMath.EXP_FLOOR));
            g.mul(sigmoid.mul(complement).fma(inRange, sigmoid)).intoArray(d, dOff + i);
        }
        return i;
    }

    private static int softplusBackward(int n, float[] s, int sOff, float[] d, int dOff) {
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += L) {
            FloatVector v = FloatVector.fromArray(S, s, sOff + i);
            FloatVector g = FloatVector.fromArray(S, d, dOff + i);
            g.mul(VectorMath.expm1(v.neg()).neg()).intoArray(d, dOff + i);
        }
        return i;
    }
}
