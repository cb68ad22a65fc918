package io.lanecoder.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Those parts of {@link ScalarMath} lane by lane that several loops need: the same operations in the same order,
 * conditions as blends.
 *
 * <p>Passing vectors to these methods costs nothing as long as C2 inlines them, and boxes every vector (a hundred times
 * slower) when it does not. C2 stops inlining when a loop has grown to 18000 nodes, which one exponential and one
 * logarithm do not reach but twice as much does, and it does not inline what it has compiled before into more than
 * 2500 bytes. Therefore these methods are short and call none but the API, whose methods are always inlined, and the
 * loops call them early and at most once each.
 */
final class VectorMath {
    /**
     * The species of all vector kernels: the preferred one, but no more lanes than {@link SumOrder#LANES}; or the one that the
     * system property {@link KernelChoice#PROPERTY} asks for.
     */
    static final VectorSpecies<Float> SPECIES =
            species(KernelChoice.askedBits(System.getProperty(KernelChoice.PROPERTY)));

    private static final VectorSpecies<Float> S = SPECIES;

    private VectorMath() {}

    private static VectorSpecies<Float> species(int askedBits) {
        return switch (askedBits) {
            case 128 -> FloatVector.SPECIES_128;
            case 256 -> FloatVector.SPECIES_256;
            case 512 -> FloatVector.SPECIES_512;
            default -> FloatVector.SPECIES_PREFERRED.length() <= SumOrder.LANES
                    ? FloatVector.SPECIES_PREFERRED
                    : FloatVector.SPECIES_512;
        };
    }

    /** {@link ScalarMath#exp}. */
    static FloatVector exp(FloatVector x) {
        FloatVector t = x.fma(ScalarMath.LOG2_E, ScalarMath.MAGIC);
        FloatVector n = t.sub(ScalarMath.MAGIC);
        FloatVector r = n.fma(FloatVector.broadcast(S, -ScalarMath.LN2_HI), x);
        r = n.fma(FloatVector.broadcast(S, -ScalarMath.LN2_LO), r);
        FloatVector p = r.fma(ScalarMath.E4, ScalarMath.E3);
        p = p.fma(r, FloatVector.broadcast(S, ScalarMath.E2));
        p = p.fma(r, FloatVector.broadcast(S, ScalarMath.E1));
        p = p.fma(r, FloatVector.broadcast(S, ScalarMath.E0));
        FloatVector s = t.reinterpretAsInts()
                .lanewise(VectorOperators.LSHL, 23)
                .add(ScalarMath.ONE_BITS)
                .reinterpretAsFloats();
        FloatVector e = s.fma(r.mul(r).fma(p, r), s);
        return e.blend(0f, x.compare(VectorOperators.LT, ScalarMath.EXP_FLOOR));
    }

    /** {@link ScalarMath#expm1}. */
    static FloatVector expm1(FloatVector x) {
        FloatVector t = x.fma(ScalarMath.LOG2_E, ScalarMath.MAGIC);
        FloatVector n = t.sub(ScalarMath.MAGIC);
        FloatVector r = n.fma(FloatVector.broadcast(S, -ScalarMath.LN2_HI), x);
        r = n.fma(FloatVector.broadcast(S, -ScalarMath.LN2_LO), r);
        FloatVector p = r.fma(ScalarMath.E4, ScalarMath.E3);
        p = p.fma(r, FloatVector.broadcast(S, ScalarMath.E2));
        p = p.fma(r, FloatVector.broadcast(S, ScalarMath.E1));
        p = p.fma(r, FloatVector.broadcast(S, ScalarMath.E0));
        FloatVector s = t.reinterpretAsInts()
                .lanewise(VectorOperators.LSHL, 23)
                .add(ScalarMath.ONE_BITS)
                .reinterpretAsFloats();
        FloatVector e = s.fma(r.mul(r).fma(p, r), s.sub(1f));
        return e.blend(-1f, x.compare(VectorOperators.LT, ScalarMath.EXP_FLOOR));
    }

    /** {@link ScalarMath#logRatio}. */
    static FloatVector logRatio(FloatVector s) {
        FloatVector z = s.mul(s);
        FloatVector p = z.fma(ScalarMath.A3, ScalarMath.A2);
        p = p.fma(z, FloatVector.broadcast(S, ScalarMath.A1));
        p = p.fma(z, FloatVector.broadcast(S, ScalarMath.A0));
        FloatVector s2 = s.add(s);
        return s2.mul(z).fma(p, s2);
    }
}
