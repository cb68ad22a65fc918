package io.lanecoder.kernel;

import static io.lanecoder.kernel.VectorTranspose.M1;
import static io.lanecoder.kernel.VectorTranspose.M2;
import static io.lanecoder.kernel.VectorTranspose.X1;
import static io.lanecoder.kernel.VectorTranspose.X2;
import static io.lanecoder.kernel.VectorTranspose.X4;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** {@link Distances#dotProducts}: four points at a time, whose lanes meet in common. */
final class VectorDotProducts {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_256;
    private static final int L = 8;

    /** Whether vectors of eight floats are there. */
    static final boolean FITS = VectorMath.SPECIES.length() >= L;

    private VectorDotProducts() {
    }

    static void dotProducts(int count, int[] which, int ld, float[] x, float[] c, float[] out) {
        for (int i = 0; i < count; i += 4) {
            int c0 = which[i] * ld;
            int c1 = which[Math.min(i + 1, count - 1)] * ld;
            int c2 = which[Math.min(i + 2, count - 1)] * ld;
            int c3 = which[Math.min(i + 3, count - 1)] * ld;
            FloatVector a0 = FloatVector.zero(S);
            FloatVector b0 = a0;
            FloatVector a1 = a0;
            FloatVector b1 = a0;
            FloatVector a2 = a0;
            FloatVector b2 = a0;
            FloatVector a3 = a0;
            FloatVector b3 = a0;
            for (int k = 0; k < ld; k += 2 * L) {
                FloatVector x0 = FloatVector.fromArray(S, x, k);
                FloatVector x1 = FloatVector.fromArray(S, x, k + L);
                a0 = x0.fma(FloatVector.fromArray(S, c, c0 + k), a0);
                b0 = x1.fma(FloatVector.fromArray(S, c, c0 + k + L), b0);
                a1 = x0.fma(FloatVector.fromArray(S, c, c1 + k), a1);
                b1 = x1.fma(FloatVector.fromArray(S, c, c1 + k + L), b1);
                a2 = x0.fma(FloatVector.fromArray(S, c, c2 + k), a2);
                b2 = x1.fma(FloatVector.fromArray(S, c, c2 + k + L), b2);
                a3 = x0.fma(FloatVector.fromArray(S, c, c3 + k), a3);
                b3 = x1.fma(FloatVector.fromArray(S, c, c3 + k + L), b3);
            }
            FloatVector s0 = a0.add(b0);
            FloatVector s1 = a1.add(b1);
            FloatVector s2 = a2.add(b2);
            FloatVector s3 = a3.add(b3);
            FloatVector t0 = s0.blend(s1.rearrange(X1), M1).add(s0.rearrange(X1).blend(s1, M1));
            FloatVector t1 = s2.blend(s3.rearrange(X1), M1).add(s2.rearrange(X1).blend(s3, M1));
            FloatVector u = t0.blend(t1.rearrange(X2), M2).add(t0.rearrange(X2).blend(t1, M2));
            u.add(u.rearrange(X4)).intoArray(out, i);
        }
    }
}
