package io.lanecoder.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link ScalarMath} lane by lane: the same operations in the same order, conditions as blends.
 *
 * <p>The helpers pass vectors to each other, which costs nothing as long as C2 inlines them: each stays below the 325
 * bytes of bytecode that it inlines when hot. A helper that is not inlined shows as allocation (boxed vectors) and costs a factor of ten.
 */
final class VectorMath {
    /** The species of all vector kernels: the preferred one, but no more lanes than {@link SumOrder#LANES}. */
    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED.length() <= SumOrder.LANES
            ? FloatVector.SPECIES_PREFERRED
            : FloatVector.SPECIES_512;

    private static final VectorSpecies<Float> S = SPECIES;

    private VectorMath() {}

    private static FloatVector constant(float value) {
        return FloatVector.broadcast(S, value);
    }

    private static FloatVector powerOfTwo(FloatVector t) {
        return t.reinterpretAsInts()
                .lanewise(VectorOperators.LSHL, 23)
                .add(ScalarMath.ONE_BITS)
                .reinterpretAsFloats();
    }

    private static FloatVector expm1Reduced(FloatVector r) {
        FloatVector p = r.fma(ScalarMath.E4, ScalarMath.E3);
        p = p.fma(r, constant(ScalarMath.E2));
        p = p.fma(r, constant(ScalarMath.E1));
        p = p.fma(r, constant(ScalarMath.E0));
        return r.mul(r).fma(p, r);
    }

    static FloatVector exp(FloatVector x) {
        FloatVector t = x.fma(ScalarMath.LOG2_E, ScalarMath.MAGIC);
        FloatVector n = t.sub(ScalarMath.MAGIC);
        FloatVector r = n.fma(constant(-ScalarMath.LN2_LO), n.fma(constant(-ScalarMath.LN2_HI), x));
        FloatVector s = powerOfTwo(t);
        FloatVector e = s.fma(expm1Reduced(r), s);
        return e.blend(0f, x.compare(VectorOperators.LT, ScalarMath.EXP_FLOOR));
    }

    static FloatVector expm1(FloatVector x) {
        FloatVector t = x.fma(ScalarMath.LOG2_E, ScalarMath.MAGIC);
        FloatVector n = t.sub(ScalarMath.MAGIC);
        FloatVector r = n.fma(constant(-ScalarMath.LN2_LO), n.fma(constant(-ScalarMath.LN2_HI), x));
        FloatVector s = powerOfTwo(t);
        FloatVector e = s.fma(expm1Reduced(r), s.sub(1f));
        return e.blend(-1f, x.compare(VectorOperators.LT, ScalarMath.EXP_FLOOR));
    }

    private static FloatVector logRatio(FloatVector s) {
        FloatVector z = s.mul(s);
        FloatVector p = z.fma(ScalarMath.A3, ScalarMath.A2);
        p = p.fma(z, constant(ScalarMath.A1));
        p = p.fma(z, constant(ScalarMath.A0));
        FloatVector s2 = s.add(s);
        return s2.mul(z).fma(p, s2);
    }

    static FloatVector log(FloatVector p) {
        VectorMask<Float> denormal = p.compare(VectorOperators.LT, Float.MIN_NORMAL);
        IntVector bits = p.blend(p.mul(0x1p24f), denormal).reinterpretAsInts();
        IntVector k = bits.sub(ScalarMath.SQRT_HALF_BITS).lanewise(VectorOperators.ASHR, 23);
        FloatVector f = bits.sub(k.lanewise(VectorOperators.LSHL, 23)).reinterpretAsFloats().sub(1f);
        FloatVector magic = constant(ScalarMath.MAGIC).blend(ScalarMath.MAGIC + 24f, denormal);
        FloatVector e = k.add(ScalarMath.MAGIC_BITS).reinterpretAsFloats().sub(magic);
        FloatVector l = logRatio(f.div(f.add(2f)));
        l = e.fma(constant(ScalarMath.LN2_HI), e.fma(constant(ScalarMath.LN2_LO), l));
        l = l.blend(ScalarMath.LOG_FLOOR, l.compare(VectorOperators.LT, ScalarMath.LOG_FLOOR));
        FloatVector atEdge = constant(Float.NaN).blend(ScalarMath.LOG_FLOOR, p.compare(VectorOperators.EQ, 0f));
        return atEdge.blend(l, p.compare(VectorOperators.GT, 0f));
    }

    static FloatVector sigmoid(FloatVector x) {
        FloatVector e = exp(x.abs().neg());
        return constant(1f).blend(e, x.compare(VectorOperators.LT, 0f)).div(e.add(1f));
    }

    static FloatVector tanh(FloatVector x) {
        FloatVector u = expm1(x.abs().mul(-2f));
        IntVector magnitude = u.abs().div(u.add(2f)).reinterpretAsInts();
        IntVector sign = x.reinterpretAsInts().and(Integer.MIN_VALUE);
        return magnitude.or(sign).reinterpretAsFloats();
    }

    static FloatVector softplus(FloatVector x) {
        FloatVector e = exp(x.abs().neg());
        FloatVector positive = constant(0f).blend(x, x.compare(VectorOperators.GT, 0f));
        return positive.add(logRatio(e.div(e.add(2f))));
    }

    static FloatVector silu(FloatVector x) {
        return x.mul(sigmoid(x)).blend(0f, x.compare(VectorOperators.LT, ScalarMath.EXP_FLOOR));
    }

    static FloatVector siluDerivative(FloatVector x) {
        FloatVector a = x.abs();
        FloatVector inRange = x.blend(0f, a.compare(VectorOperators.GT, -ScalarMath.EXP_FLOOR));
        FloatVector e = exp(a.neg());
        FloatVector d = e.add(1f);
        FloatVector one = constant(1f);
        VectorMask<Float> negative = x.compare(VectorOperators.LT, 0f);
        FloatVector s = one.blend(e, negative).div(d);
        FloatVector complement = e.blend(one, negative).div(d);
        return s.mul(complement).fma(inRange, s);
    }

    private static FloatVector bell(FloatVector a) {
        FloatVector h = a.mul(a);
        FloatVector e = exp(h.mul(-0.5f));
        return e.fma(a.fma(a, h.neg()).mul(-0.5f), e);
    }

    private static FloatVector tailRatio(FloatVector a) {
        FloatVector sum = a.add(ScalarMath.Q_SHIFT);
        FloatVector sumError = a.sub(sum.sub(ScalarMath.Q_SHIFT));
        FloatVector w = constant(1f).div(sum);
        FloatVector minusW = w.neg();
        FloatVector correction = minusW.fma(sumError, minusW.fma(sum, constant(1f))).mul(w);
        FloatVector factor = constant(-2f * ScalarMath.Q_SHIFT);
        FloatVector t = correction.fma(factor, w.fma(factor, constant(1f)));
        FloatVector p = t.fma(ScalarMath.Q9, ScalarMath.Q8);
        p = p.fma(t, constant(ScalarMath.Q7));
        p = p.fma(t, constant(ScalarMath.Q6));
        p = p.fma(t, constant(ScalarMath.Q5));
        p = p.fma(t, constant(ScalarMath.Q4));
        p = p.fma(t, constant(ScalarMath.Q3));
        p = p.fma(t, constant(ScalarMath.Q2));
        p = p.fma(t, constant(ScalarMath.Q1));
        p = p.fma(t, constant(ScalarMath.Q0));
        return p.fma(w, p.mul(correction));
    }

    static FloatVector gelu(FloatVector x) {
        FloatVector inRange = x.blend(0f, x.abs().compare(VectorOperators.GT, ScalarMath.TAIL_LIMIT));
        FloatVector a = inRange.abs();
        FloatVector q = bell(a).mul(tailRatio(a));
        return inRange.mul(q).blend(inRange.neg().fma(q, x), x.compare(VectorOperators.GT, 0f));
    }

    static FloatVector geluDerivative(FloatVector x) {
        VectorMask<Float> outside = x.abs().compare(VectorOperators.GT, ScalarMath.TAIL_LIMIT);
        FloatVector inRange = x.blend(0f, outside);
        FloatVector a = inRange.abs();
        FloatVector b = bell(a);
        FloatVector q = b.mul(tailRatio(a)).blend(0f, outside);
        FloatVector phi = q.blend(constant(1f).sub(q), x.compare(VectorOperators.GT, 0f));
        return inRange.fma(b.mul(ScalarMath.INV_SQRT_2PI), phi);
    }
}
