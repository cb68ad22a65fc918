package io.lanecoder.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Transposes strips of eight rows, 8 x 8 values at a time in registers. Copied float by float a packed panel costs almost three
 * cycles a value, this way less than one.
 *
 * <p>Three rounds of exchanges: round d swaps bit d of the row number with bit d of the column number, by one permutation (lane i
 * takes lane i xor d) and one blend a vector.
 */
final class VectorTranspose {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_256;
    /** Lane i takes lane i xor d, and the lanes that have bit d. */
    static final VectorShuffle<Float> X1 = VectorShuffle.fromOp(S, i -> i ^ 1);
    static final VectorShuffle<Float> X2 = VectorShuffle.fromOp(S, i -> i ^ 2);
    static final VectorShuffle<Float> X4 = VectorShuffle.fromOp(S, i -> i ^ 4);
    static final VectorMask<Float> M1 = VectorMask.fromLong(S, 0b10101010);
    static final VectorMask<Float> M2 = VectorMask.fromLong(S, 0b11001100);
    static final VectorMask<Float> M4 = VectorMask.fromLong(S, 0b11110000);

    /** Rows of a strip. */
    static final int ROWS = 8;

    private VectorTranspose() {
    }

    /**
     * {@code out[oOff + k * ldo + r] = in[iOff + min(r, rows - 1) * ldi + k]} for r below 8 and k below {@code depth}.
     *
     * @param rows rows of the strip that are there, 1 to 8; the last stands in for the others
     */
    static void strip(int rows, int depth, float[] in, int iOff, int ldi, float[] out, int oOff, int ldo) {
        int r0 = iOff;
        int r1 = iOff + Math.min(1, rows - 1) * ldi;
        int r2 = iOff + Math.min(2, rows - 1) * ldi;
        int r3 = iOff + Math.min(3, rows - 1) * ldi;
        int r4 = iOff + Math.min(4, rows - 1) * ldi;
        int r5 = iOff + Math.min(5, rows - 1) * ldi;
        int r6 = iOff + Math.min(6, rows - 1) * ldi;
        int r7 = iOff + Math.min(7, rows - 1) * ldi;
        int bound = depth & -ROWS;
        int o = oOff;
        for (int k = 0; k < bound; k += ROWS) {
            FloatVector a0 = FloatVector.fromArray(S, in, r0 + k);
            FloatVector a1 = FloatVector.fromArray(S, in, r1 + k);
            FloatVector a2 = FloatVector.fromArray(S, in, r2 + k);
            FloatVector a3 = FloatVector.fromArray(S, in, r3 + k);
            FloatVector a4 = FloatVector.fromArray(S, in, r4 + k);
            FloatVector a5 = FloatVector.fromArray(S, in, r5 + k);
            FloatVector a6 = FloatVector.fromArray(S, in, r6 + k);
            FloatVector a7 = FloatVector.fromArray(S, in, r7 + k);
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
            FloatVector d0 = c0.blend(c4.rearrange(X4), M4);
            FloatVector d1 = c1.blend(c5.rearrange(X4), M4);
            FloatVector d2 = c2.blend(c6.rearrange(X4), M4);
            FloatVector d3 = c3.blend(c7.rearrange(X4), M4);
            FloatVector d4 = c0.rearrange(X4).blend(c4, M4);
            FloatVector d5 = c1.rearrange(X4).blend(c5, M4);
            FloatVector d6 = c2.rearrange(X4).blend(c6, M4);
            FloatVector d7 = c3.rearrange(X4).blend(c7, M4);
            d0.intoArray(out, o);
            o += ldo;
            d1.intoArray(out, o);
            o += ldo;
            d2.intoArray(out, o);
            o += ldo;
            d3.intoArray(out, o);
            o += ldo;
            d4.intoArray(out, o);
            o += ldo;
            d5.intoArray(out, o);
            o += ldo;
            d6.intoArray(out, o);
            o += ldo;
            d7.intoArray(out, o);
            o += ldo;
        }
        for (int k = bound; k < depth; k++) {
            out[o] = in[r0 + k];
            out[o + 1] = in[r1 + k];
            out[o + 2] = in[r2 + k];
            out[o + 3] = in[r3 + k];
            out[o + 4] = in[r4 + k];
            out[o + 5] = in[r5 + k];
            out[o + 6] = in[r6 + k];
            out[o + 7] = in[r7 + k];
            o += ldo;
        }
    }
}
