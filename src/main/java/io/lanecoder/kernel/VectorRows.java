package io.lanecoder.kernel;

import static io.lanecoder.kernel.VectorTranspose.M1;
import static io.lanecoder.kernel.VectorTranspose.M2;
import static io.lanecoder.kernel.VectorTranspose.M4;
import static io.lanecoder.kernel.VectorTranspose.X1;
import static io.lanecoder.kernel.VectorTranspose.X2;
import static io.lanecoder.kernel.VectorTranspose.X4;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Packs rows named by their numbers, less a shift: eight rows at a time, transposed in registers as {@link VectorTranspose} does it.
 * Written out again: vectors that are passed to a method are boxed.
 */
final class VectorRows {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_256;
    private static final int ROWS = 8;

    /** Whether vectors of eight floats are there, and panels whole multiples of eight rows. */
    static final boolean FITS = VectorMath.SPECIES.length() >= ROWS;

    private VectorRows() {
    }

    /** See {@link Distances#packList}; a last strip that is not full repeats its last row. */
    static void pack(int count, int[] list, int lOff, int depth, float[] x, int xOff, int ldx, float[] shift,
            float[] packed, int pOff, int width) {
        int last = lOff + count - 1;
        for (int i = 0; i < count; i += ROWS) {
            int l = lOff + i;
            strip(depth, x, xOff + list[l] * ldx, xOff + list[Math.min(l + 1, last)] * ldx,
                    xOff + list[Math.min(l + 2, last)] * ldx, xOff + list[Math.min(l + 3, last)] * ldx,
                    xOff + list[Math.min(l + 4, last)] * ldx, xOff + list[Math.min(l + 5, last)] * ldx,
                    xOff + list[Math.min(l + 6, last)] * ldx, xOff + list[Math.min(l + 7, last)] * ldx, shift, packed,
                    pOff + (i - i % width) * depth + i % width, width);
        }
    }

    private static void strip(int depth, float[] x, int r0, int r1, int r2, int r3, int r4, int r5, int r6, int r7,
            float[] shift, float[] out, int oOff, int ldo) {
        int bound = depth & -ROWS;
        int o = oOff;
        for (int k = 0; k < bound; k += ROWS) {
            FloatVector s = FloatVector.fromArray(S, shift, k);
            FloatVector a0 = FloatVector.fromArray(S, x, r0 + k).sub(s);
            FloatVector a1 = FloatVector.fromArray(S, x, r1 + k).sub(s);
            FloatVector a2 = FloatVector.fromArray(S, x, r2 + k).sub(s);
            FloatVector a3 = FloatVector.fromArray(S, x, r3 + k).sub(s);
            FloatVector a4 = FloatVector.fromArray(S, x, r4 + k).sub(s);
            FloatVector a5 = FloatVector.fromArray(S, x, r5 + k).sub(s);
            FloatVector a6 = FloatVector.fromArray(S, x, r6 + k).sub(s);
            FloatVector a7 = FloatVector.fromArray(S, x, r7 + k).sub(s);
            FloatVector b0 = a0.blend(a1.rearrange(X1), M1);
            FloatVector b1 = a0.rearrange(X1).blend(a1, M1);
            FloatVector b2 = a2.blend(a3.rearrange(X1), M1);
            FloatVector b3 = a2.rearrange(X1).blend(a3, M1);
            FloatVector b4 = a4.blend(a5.rearrange(X1), M1);
            FloatVector b5 = a4.rearrange(X1).blend(a5, M1);
            FloatVector b6 = a6.blend(a7.rearrange(X1), M1);
            FloatVector b7 = a6.rearrange(X1).blend(a7, M1);
            FloatVector c0 = b0.blend(b2.rearrange(X2), M2);
            FloatVector c1 = b1.blend(b3.rearrange(X2), M2);
            FloatVector c2 = b0.rearrange(X2).blend(b2, M2);
            FloatVector c3 = b1.rearrange(X2).blend(b3, M2);
            FloatVector c4 = b4.blend(b6.rearrange(X2), M2);
            FloatVector c5 = b5.blend(b7.rearrange(X2), M2);
            FloatVector c6 = b4.rearrange(X2).blend(b6, M2);
            FloatVector c7 = b5.rearrange(X2).blend(b7, M2);
            c0.blend(c4.rearrange(X4), M4).intoArray(out, o);
            c1.blend(c5.rearrange(X4), M4).intoArray(out, o + ldo);
            c2.blend(c6.rearrange(X4), M4).intoArray(out, o + 2 * ldo);
            c3.blend(c7.rearrange(X4), M4).intoArray(out, o + 3 * ldo);
            c0.rearrange(X4).blend(c4, M4).intoArray(out, o + 4 * ldo);
            c1.rearrange(X4).blend(c5, M4).intoArray(out, o + 5 * ldo);
            c2.rearrange(X4).blend(c6, M4).intoArray(out, o + 6 * ldo);
            c3.rearrange(X4).blend(c7, M4).intoArray(out, o + 7 * ldo);
            o += 8 * ldo;
        }
        for (int k = bound; k < depth; k++) {
            float s = shift[k];
            out[o] = x[r0 + k] - s;
            out[o + 1] = x[r1 + k] - s;
            out[o + 2] = x[r2 + k] - s;
            out[o + 3] = x[r3 + k] - s;
            out[o + 4] = x[r4 + k] - s;
            out[o + 5] = x[r5 + k] - s;
            out[o + 6] = x[r6 + k] - s;
            out[o + 7] = x[r7 + k] - s;
            o += ldo;
        }
    }
}
