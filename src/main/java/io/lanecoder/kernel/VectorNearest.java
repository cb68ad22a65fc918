package io.lanecoder.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * The nearest point of each row of a panel where there are 32 vector registers: the scores never leave them.
 *
 * <p>12 sums + 2 of rows + 2 best and their 2 numbers (and 2 second best) + the points = 18 or 20 and what C2 loads
 * ahead. With 16 registers the same code spills at every step; there {@link VectorDistances} goes through a buffer. At
 * 32 columns and 100 points this runs at 93 % of the peak, the buffer at 27 % (AVX-512, JDK 25). Fences as in
 * {@link VectorTiles} would cost a few per cent here, and 6 x 3 vectors gain 5 %, but make panels of 48 rows.
 *
 * <p>The number of the nearest point is kept as the bits of an int in float lanes, so that one mask serves both blends.
 */
final class VectorNearest {
    private static final VectorSpecies<Float> S = VectorMath.SPECIES;
    private static final VectorSpecies<Integer> INTS = S.withLanes(int.class);
    private static final int L = S.length();
    private static final int TILE = Distances.TILE;
    /** Half the squared norm of a point that fills up the last tile. */
    private static final float FAR = Float.POSITIVE_INFINITY;

    /** Whether the processor has the registers. */
    static final boolean FITS = L >= 16;

    private VectorNearest() {
    }

    // @formatter:off
    /** The least score of each row of a panel, and its point. */
    static void least(int depth, float[] packed, int pOff, int points, float[] c, float[] halfNorms, int[] nearest,
            int nOff, float[] scores, int sOff) {
        FloatVector best0 = FloatVector.broadcast(S, Float.POSITIVE_INFINITY);
        FloatVector best1 = best0;
        FloatVector which0 = FloatVector.zero(S);
        FloatVector which1 = which0;
        for (int h = 0; h < points; h += TILE) {
            FloatVector s00 = FloatVector.broadcast(S, halfNorms[h]);
            FloatVector s01 = s00;
            FloatVector s10 = FloatVector.broadcast(S, h + 1 < points ? halfNorms[h + 1] : FAR);
            FloatVector s11 = s10;
            FloatVector s20 = FloatVector.broadcast(S, h + 2 < points ? halfNorms[h + 2] : FAR);
            FloatVector s21 = s20;
            FloatVector s30 = FloatVector.broadcast(S, h + 3 < points ? halfNorms[h + 3] : FAR);
            FloatVector s31 = s30;
            FloatVector s40 = FloatVector.broadcast(S, h + 4 < points ? halfNorms[h + 4] : FAR);
            FloatVector s41 = s40;
            FloatVector s50 = FloatVector.broadcast(S, h + 5 < points ? halfNorms[h + 5] : FAR);
            FloatVector s51 = s50;
            for (int k = 0, p = pOff, q = h * depth; k < depth; k++, p += 2 * L, q += TILE) {
                FloatVector x0 = FloatVector.fromArray(S, packed, p);
                FloatVector x1 = FloatVector.fromArray(S, packed, p + L);
                FloatVector c0 = FloatVector.broadcast(S, c[q]);
                s00 = c0.fma(x0, s00);
                s01 = c0.fma(x1, s01);
                FloatVector c1 = FloatVector.broadcast(S, c[q + 1]);
                s10 = c1.fma(x0, s10);
                s11 = c1.fma(x1, s11);
                FloatVector c2 = FloatVector.broadcast(S, c[q + 2]);
                s20 = c2.fma(x0, s20);
                s21 = c2.fma(x1, s21);
                FloatVector c3 = FloatVector.broadcast(S, c[q + 3]);
                s30 = c3.fma(x0, s30);
                s31 = c3.fma(x1, s31);
                FloatVector c4 = FloatVector.broadcast(S, c[q + 4]);
                s40 = c4.fma(x0, s40);
                s41 = c4.fma(x1, s41);
                FloatVector c5 = FloatVector.broadcast(S, c[q + 5]);
                s50 = c5.fma(x0, s50);
                s51 = c5.fma(x1, s51);
            }
            FloatVector n0 = IntVector.broadcast(INTS, h).reinterpretAsFloats();
            VectorMask<Float> m00 = s00.lt(best0);
            best0 = best0.blend(s00, m00);
            which0 = which0.blend(n0, m00);
            VectorMask<Float> m01 = s01.lt(best1);
            best1 = best1.blend(s01, m01);
            which1 = which1.blend(n0, m01);
            FloatVector n1 = IntVector.broadcast(INTS, h + 1).reinterpretAsFloats();
            VectorMask<Float> m10 = s10.lt(best0);
            best0 = best0.blend(s10, m10);
            which0 = which0.blend(n1, m10);
            VectorMask<Float> m11 = s11.lt(best1);
            best1 = best1.blend(s11, m11);
            which1 = which1.blend(n1, m11);
            FloatVector n2 = IntVector.broadcast(INTS, h + 2).reinterpretAsFloats();
            VectorMask<Float> m20 = s20.lt(best0);
            best0 = best0.blend(s20, m20);
            which0 = which0.blend(n2, m20);
            VectorMask<Float> m21 = s21.lt(best1);
            best1 = best1.blend(s21, m21);
            which1 = which1.blend(n2, m21);
            FloatVector n3 = IntVector.broadcast(INTS, h + 3).reinterpretAsFloats();
            VectorMask<Float> m30 = s30.lt(best0);
            best0 = best0.blend(s30, m30);
            which0 = which0.blend(n3, m30);
            VectorMask<Float> m31 = s31.lt(best1);
            best1 = best1.blend(s31, m31);
            which1 = which1.blend(n3, m31);
            FloatVector n4 = IntVector.broadcast(INTS, h + 4).reinterpretAsFloats();
            VectorMask<Float> m40 = s40.lt(best0);
            best0 = best0.blend(s40, m40);
            which0 = which0.blend(n4, m40);
            VectorMask<Float> m41 = s41.lt(best1);
            best1 = best1.blend(s41, m41);
            which1 = which1.blend(n4, m41);
            FloatVector n5 = IntVector.broadcast(INTS, h + 5).reinterpretAsFloats();
            VectorMask<Float> m50 = s50.lt(best0);
            best0 = best0.blend(s50, m50);
            which0 = which0.blend(n5, m50);
            VectorMask<Float> m51 = s51.lt(best1);
            best1 = best1.blend(s51, m51);
            which1 = which1.blend(n5, m51);
        }
        best0.intoArray(scores, sOff);
        best1.intoArray(scores, sOff + L);
        which0.reinterpretAsInts().intoArray(nearest, nOff);
        which1.reinterpretAsInts().intoArray(nearest, nOff + L);
    }

    /** As {@link #least}, and the second least score. */
    static void leastTwo(int depth, float[] packed, int pOff, int points, float[] c, float[] halfNorms, int[] nearest,
            int nOff, float[] scores, float[] second, int sOff) {
        FloatVector best0 = FloatVector.broadcast(S, Float.POSITIVE_INFINITY);
        FloatVector best1 = best0;
        FloatVector next0 = best0;
        FloatVector next1 = best0;
        FloatVector which0 = FloatVector.zero(S);
        FloatVector which1 = which0;
        for (int h = 0; h < points; h += TILE) {
            FloatVector s00 = FloatVector.broadcast(S, halfNorms[h]);
            FloatVector s01 = s00;
            FloatVector s10 = FloatVector.broadcast(S, h + 1 < points ? halfNorms[h + 1] : FAR);
            FloatVector s11 = s10;
            FloatVector s20 = FloatVector.broadcast(S, h + 2 < points ? halfNorms[h + 2] : FAR);
            FloatVector s21 = s20;
            FloatVector s30 = FloatVector.broadcast(S, h + 3 < points ? halfNorms[h + 3] : FAR);
            FloatVector s31 = s30;
            FloatVector s40 = FloatVector.broadcast(S, h + 4 < points ? halfNorms[h + 4] : FAR);
            FloatVector s41 = s40;
            FloatVector s50 = FloatVector.broadcast(S, h + 5 < points ? halfNorms[h + 5] : FAR);
            FloatVector s51 = s50;
            for (int k = 0, p = pOff, q = h * depth; k < depth; k++, p += 2 * L, q += TILE) {
                FloatVector x0 = FloatVector.fromArray(S, packed, p);
                FloatVector x1 = FloatVector.fromArray(S, packed, p + L);
                FloatVector c0 = FloatVector.broadcast(S, c[q]);
                s00 = c0.fma(x0, s00);
                s01 = c0.fma(x1, s01);
                FloatVector c1 = FloatVector.broadcast(S, c[q + 1]);
                s10 = c1.fma(x0, s10);
                s11 = c1.fma(x1, s11);
                FloatVector c2 = FloatVector.broadcast(S, c[q + 2]);
                s20 = c2.fma(x0, s20);
                s21 = c2.fma(x1, s21);
                FloatVector c3 = FloatVector.broadcast(S, c[q + 3]);
                s30 = c3.fma(x0, s30);
                s31 = c3.fma(x1, s31);
                FloatVector c4 = FloatVector.broadcast(S, c[q + 4]);
                s40 = c4.fma(x0, s40);
                s41 = c4.fma(x1, s41);
                FloatVector c5 = FloatVector.broadcast(S, c[q + 5]);
                s50 = c5.fma(x0, s50);
                s51 = c5.fma(x1, s51);
            }
            FloatVector n0 = IntVector.broadcast(INTS, h).reinterpretAsFloats();
            VectorMask<Float> m00 = s00.lt(best0);
            FloatVector l00 = s00.blend(best0, m00);
            next0 = next0.blend(l00, l00.lt(next0));
            best0 = best0.blend(s00, m00);
            which0 = which0.blend(n0, m00);
            VectorMask<Float> m01 = s01.lt(best1);
            FloatVector l01 = s01.blend(best1, m01);
            next1 = next1.blend(l01, l01.lt(next1));
            best1 = best1.blend(s01, m01);
            which1 = which1.blend(n0, m01);
            FloatVector n1 = IntVector.broadcast(INTS, h + 1).reinterpretAsFloats();
            VectorMask<Float> m10 = s10.lt(best0);
            FloatVector l10 = s10.blend(best0, m10);
            next0 = next0.blend(l10, l10.lt(next0));
            best0 = best0.blend(s10, m10);
            which0 = which0.blend(n1, m10);
            VectorMask<Float> m11 = s11.lt(best1);
            FloatVector l11 = s11.blend(best1, m11);
            next1 = next1.blend(l11, l11.lt(next1));
            best1 = best1.blend(s11, m11);
            which1 = which1.blend(n1, m11);
            FloatVector n2 = IntVector.broadcast(INTS, h + 2).reinterpretAsFloats();
            VectorMask<Float> m20 = s20.lt(best0);
            FloatVector l20 = s20.blend(best0, m20);
            next0 = next0.blend(l20, l20.lt(next0));
            best0 = best0.blend(s20, m20);
            which0 = which0.blend(n2, m20);
            VectorMask<Float> m21 = s21.lt(best1);
            FloatVector l21 = s21.blend(best1, m21);
            next1 = next1.blend(l21, l21.lt(next1));
            best1 = best1.blend(s21, m21);
            which1 = which1.blend(n2, m21);
            FloatVector n3 = IntVector.broadcast(INTS, h + 3).reinterpretAsFloats();
            VectorMask<Float> m30 = s30.lt(best0);
            FloatVector l30 = s30.blend(best0, m30);
            next0 = next0.blend(l30, l30.lt(next0));
            best0 = best0.blend(s30, m30);
            which0 = which0.blend(n3, m30);
            VectorMask<Float> m31 = s31.lt(best1);
            FloatVector l31 = s31.blend(best1, m31);
            next1 = next1.blend(l31, l31.lt(next1));
            best1 = best1.blend(s31, m31);
            which1 = which1.blend(n3, m31);
            FloatVector n4 = IntVector.broadcast(INTS, h + 4).reinterpretAsFloats();
            VectorMask<Float> m40 = s40.lt(best0);
            FloatVector l40 = s40.blend(best0, m40);
            next0 = next0.blend(l40, l40.lt(next0));
            best0 = best0.blend(s40, m40);
            which0 = which0.blend(n4, m40);
            VectorMask<Float> m41 = s41.lt(best1);
            FloatVector l41 = s41.blend(best1, m41);
            next1 = next1.blend(l41, l41.lt(next1));
            best1 = best1.blend(s41, m41);
            which1 = which1.blend(n4, m41);
            FloatVector n5 = IntVector.broadcast(INTS, h + 5).reinterpretAsFloats();
            VectorMask<Float> m50 = s50.lt(best0);
            FloatVector l50 = s50.blend(best0, m50);
            next0 = next0.blend(l50, l50.lt(next0));
            best0 = best0.blend(s50, m50);
            which0 = which0.blend(n5, m50);
            VectorMask<Float> m51 = s51.lt(best1);
            FloatVector l51 = s51.blend(best1, m51);
            next1 = next1.blend(l51, l51.lt(next1));
            best1 = best1.blend(s51, m51);
            which1 = which1.blend(n5, m51);
        }
        best0.intoArray(scores, sOff);
        best1.intoArray(scores, sOff + L);
        next0.intoArray(second, sOff);
        next1.intoArray(second, sOff + L);
        which0.reinterpretAsInts().intoArray(nearest, nOff);
        which1.reinterpretAsInts().intoArray(nearest, nOff + L);
    }
    // @formatter:on
}
