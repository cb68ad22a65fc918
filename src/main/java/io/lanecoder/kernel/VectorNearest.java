package io.lanecoder.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * The nearest point of each row of two panels where there are 32 vector registers: the scores never leave them.
 *
 * <p>The tile is 5 points x 4 vectors of rows: 20 sums + 4 of rows + 4 best and their 4 numbers = 32 and the points, some of
 * which C2 keeps in memory between two tiles. The points of a tile play for the least score in pairs: that is as many comparisons
 * as one by one, but they wait for each other half as often. In a fit of 1,000,000 rows, 32 columns and 100 points this takes 33 ms
 * a pass instead of 43 with 6 points x 2 vectors one by one; at 64 columns and 1,000 points it gains 1 to 3 %, at 20 columns and 10
 * points (where 6 waste 2 of 12) 30 % (AVX-512, JDK 25). With 16 registers it would spill at every step; there
 * {@link VectorDistances} goes through a buffer.
 *
 * <p>The number of the nearest point is kept as the bits of an int in float lanes, so that one mask serves both blends. Scores are
 * no NaN. Whether points are missing is asked once a tile, not of each point.
 */
final class VectorNearest {
    private static final VectorSpecies<Float> S = VectorMath.SPECIES;
    private static final VectorSpecies<Integer> INTS = S.withLanes(int.class);
    private static final int L = S.length();
    private static final int PANEL = 2 * L;
    private static final int TILE = Distances.TILE;

    /** Whether the processor has the registers. */
    static final boolean FITS = L >= 16;

    private VectorNearest() {
    }

    /** Half the squared norms of the points in the last tile, infinite for those that fill it up; null if it is full. */
    private static float[] last(int points, float[] halfNorms) {
        int used = points % TILE;
        if (used == 0) {
            return null;
        }
        float[] last = Arrays.copyOfRange(halfNorms, points - used, points - used + TILE);
        Arrays.fill(last, used, TILE, Float.POSITIVE_INFINITY);
        return last;
    }

    // @formatter:off
    /** The least score of each row of a panel and of the one that begins {@code other} rows behind it, and its point. */
    static void least(int depth, float[] packed, int pOff, int other, int points, float[] c, float[] halfNorms,
            int[] nearest, int nOff, float[] scores, int sOff) {
        int step = other * depth;
        FloatVector best0 = FloatVector.broadcast(S, Float.POSITIVE_INFINITY);
        FloatVector best1 = best0;
        FloatVector best2 = best0;
        FloatVector best3 = best0;
        FloatVector which0 = FloatVector.zero(S);
        FloatVector which1 = which0;
        FloatVector which2 = which0;
        FloatVector which3 = which0;
        float[] last = last(points, halfNorms);
        for (int h = 0; h < points; h += TILE) {
            float[] norms = h + TILE <= points ? halfNorms : last;
            int n = h + TILE <= points ? h : 0;
            FloatVector s00 = FloatVector.broadcast(S, norms[n]);
            FloatVector s01 = s00;
            FloatVector s02 = s00;
            FloatVector s03 = s00;
            FloatVector s10 = FloatVector.broadcast(S, norms[n + 1]);
            FloatVector s11 = s10;
            FloatVector s12 = s10;
            FloatVector s13 = s10;
            FloatVector s20 = FloatVector.broadcast(S, norms[n + 2]);
            FloatVector s21 = s20;
            FloatVector s22 = s20;
            FloatVector s23 = s20;
            FloatVector s30 = FloatVector.broadcast(S, norms[n + 3]);
            FloatVector s31 = s30;
            FloatVector s32 = s30;
            FloatVector s33 = s30;
            FloatVector s40 = FloatVector.broadcast(S, norms[n + 4]);
            FloatVector s41 = s40;
            FloatVector s42 = s40;
            FloatVector s43 = s40;
            for (int k = 0, p = pOff, q = h * depth; k < depth; k++, p += PANEL, q += TILE) {
                FloatVector x0 = FloatVector.fromArray(S, packed, p);
                FloatVector x1 = FloatVector.fromArray(S, packed, p + L);
                FloatVector x2 = FloatVector.fromArray(S, packed, p + step);
                FloatVector x3 = FloatVector.fromArray(S, packed, p + step + L);
                FloatVector c0 = FloatVector.broadcast(S, c[q]);
                s00 = c0.fma(x0, s00);
                s01 = c0.fma(x1, s01);
                s02 = c0.fma(x2, s02);
                s03 = c0.fma(x3, s03);
                FloatVector c1 = FloatVector.broadcast(S, c[q + 1]);
                s10 = c1.fma(x0, s10);
                s11 = c1.fma(x1, s11);
                s12 = c1.fma(x2, s12);
                s13 = c1.fma(x3, s13);
                FloatVector c2 = FloatVector.broadcast(S, c[q + 2]);
                s20 = c2.fma(x0, s20);
                s21 = c2.fma(x1, s21);
                s22 = c2.fma(x2, s22);
                s23 = c2.fma(x3, s23);
                FloatVector c3 = FloatVector.broadcast(S, c[q + 3]);
                s30 = c3.fma(x0, s30);
                s31 = c3.fma(x1, s31);
                s32 = c3.fma(x2, s32);
                s33 = c3.fma(x3, s33);
                FloatVector c4 = FloatVector.broadcast(S, c[q + 4]);
                s40 = c4.fma(x0, s40);
                s41 = c4.fma(x1, s41);
                s42 = c4.fma(x2, s42);
                s43 = c4.fma(x3, s43);
            }
            FloatVector n0 = IntVector.broadcast(INTS, h).reinterpretAsFloats();
            FloatVector n1 = IntVector.broadcast(INTS, h + 1).reinterpretAsFloats();
            FloatVector n2 = IntVector.broadcast(INTS, h + 2).reinterpretAsFloats();
            FloatVector n3 = IntVector.broadcast(INTS, h + 3).reinterpretAsFloats();
            FloatVector n4 = IntVector.broadcast(INTS, h + 4).reinterpretAsFloats();
            VectorMask<Float> mA0 = s10.lt(s00);
            FloatVector sA0 = s00.blend(s10, mA0);
            FloatVector nA0 = n0.blend(n1, mA0);
            VectorMask<Float> mB0 = s30.lt(s20);
            FloatVector sB0 = s20.blend(s30, mB0);
            FloatVector nB0 = n2.blend(n3, mB0);
            VectorMask<Float> mC0 = sB0.lt(sA0);
            FloatVector sC0 = sA0.blend(sB0, mC0);
            FloatVector nC0 = nA0.blend(nB0, mC0);
            VectorMask<Float> mD0 = s40.lt(sC0);
            FloatVector sD0 = sC0.blend(s40, mD0);
            FloatVector nD0 = nC0.blend(n4, mD0);
            VectorMask<Float> m0 = sD0.lt(best0);
            best0 = best0.blend(sD0, m0);
            which0 = which0.blend(nD0, m0);
            VectorMask<Float> mA1 = s11.lt(s01);
            FloatVector sA1 = s01.blend(s11, mA1);
            FloatVector nA1 = n0.blend(n1, mA1);
            VectorMask<Float> mB1 = s31.lt(s21);
            FloatVector sB1 = s21.blend(s31, mB1);
            FloatVector nB1 = n2.blend(n3, mB1);
            VectorMask<Float> mC1 = sB1.lt(sA1);
            FloatVector sC1 = sA1.blend(sB1, mC1);
            FloatVector nC1 = nA1.blend(nB1, mC1);
            VectorMask<Float> mD1 = s41.lt(sC1);
            FloatVector sD1 = sC1.blend(s41, mD1);
            FloatVector nD1 = nC1.blend(n4, mD1);
            VectorMask<Float> m1 = sD1.lt(best1);
            best1 = best1.blend(sD1, m1);
            which1 = which1.blend(nD1, m1);
            VectorMask<Float> mA2 = s12.lt(s02);
            FloatVector sA2 = s02.blend(s12, mA2);
            FloatVector nA2 = n0.blend(n1, mA2);
            VectorMask<Float> mB2 = s32.lt(s22);
            FloatVector sB2 = s22.blend(s32, mB2);
            FloatVector nB2 = n2.blend(n3, mB2);
            VectorMask<Float> mC2 = sB2.lt(sA2);
            FloatVector sC2 = sA2.blend(sB2, mC2);
            FloatVector nC2 = nA2.blend(nB2, mC2);
            VectorMask<Float> mD2 = s42.lt(sC2);
            FloatVector sD2 = sC2.blend(s42, mD2);
            FloatVector nD2 = nC2.blend(n4, mD2);
            VectorMask<Float> m2 = sD2.lt(best2);
            best2 = best2.blend(sD2, m2);
            which2 = which2.blend(nD2, m2);
            VectorMask<Float> mA3 = s13.lt(s03);
            FloatVector sA3 = s03.blend(s13, mA3);
            FloatVector nA3 = n0.blend(n1, mA3);
            VectorMask<Float> mB3 = s33.lt(s23);
            FloatVector sB3 = s23.blend(s33, mB3);
            FloatVector nB3 = n2.blend(n3, mB3);
            VectorMask<Float> mC3 = sB3.lt(sA3);
            FloatVector sC3 = sA3.blend(sB3, mC3);
            FloatVector nC3 = nA3.blend(nB3, mC3);
            VectorMask<Float> mD3 = s43.lt(sC3);
            FloatVector sD3 = sC3.blend(s43, mD3);
            FloatVector nD3 = nC3.blend(n4, mD3);
            VectorMask<Float> m3 = sD3.lt(best3);
            best3 = best3.blend(sD3, m3);
            which3 = which3.blend(nD3, m3);
        }
        best0.intoArray(scores, sOff);
        best1.intoArray(scores, sOff + L);
        best2.intoArray(scores, sOff + other);
        best3.intoArray(scores, sOff + other + L);
        which0.reinterpretAsInts().intoArray(nearest, nOff);
        which1.reinterpretAsInts().intoArray(nearest, nOff + L);
        which2.reinterpretAsInts().intoArray(nearest, nOff + other);
        which3.reinterpretAsInts().intoArray(nearest, nOff + other + L);
    }

    /** As {@link #least}, and the second least score. */
    static void leastTwo(int depth, float[] packed, int pOff, int other, int points, float[] c, float[] halfNorms,
            int[] nearest, int nOff, float[] scores, float[] second, int sOff) {
        int step = other * depth;
        FloatVector best0 = FloatVector.broadcast(S, Float.POSITIVE_INFINITY);
        FloatVector best1 = best0;
        FloatVector best2 = best0;
        FloatVector best3 = best0;
        FloatVector next0 = best0;
        FloatVector next1 = best0;
        FloatVector next2 = best0;
        FloatVector next3 = best0;
        FloatVector which0 = FloatVector.zero(S);
        FloatVector which1 = which0;
        FloatVector which2 = which0;
        FloatVector which3 = which0;
        float[] last = last(points, halfNorms);
        for (int h = 0; h < points; h += TILE) {
            float[] norms = h + TILE <= points ? halfNorms : last;
            int n = h + TILE <= points ? h : 0;
            FloatVector s00 = FloatVector.broadcast(S, norms[n]);
            FloatVector s01 = s00;
            FloatVector s02 = s00;
            FloatVector s03 = s00;
            FloatVector s10 = FloatVector.broadcast(S, norms[n + 1]);
            FloatVector s11 = s10;
            FloatVector s12 = s10;
            FloatVector s13 = s10;
            FloatVector s20 = FloatVector.broadcast(S, norms[n + 2]);
            FloatVector s21 = s20;
            FloatVector s22 = s20;
            FloatVector s23 = s20;
            FloatVector s30 = FloatVector.broadcast(S, norms[n + 3]);
            FloatVector s31 = s30;
            FloatVector s32 = s30;
            FloatVector s33 = s30;
            FloatVector s40 = FloatVector.broadcast(S, norms[n + 4]);
            FloatVector s41 = s40;
            FloatVector s42 = s40;
            FloatVector s43 = s40;
            for (int k = 0, p = pOff, q = h * depth; k < depth; k++, p += PANEL, q += TILE) {
                FloatVector x0 = FloatVector.fromArray(S, packed, p);
                FloatVector x1 = FloatVector.fromArray(S, packed, p + L);
                FloatVector x2 = FloatVector.fromArray(S, packed, p + step);
                FloatVector x3 = FloatVector.fromArray(S, packed, p + step + L);
                FloatVector c0 = FloatVector.broadcast(S, c[q]);
                s00 = c0.fma(x0, s00);
                s01 = c0.fma(x1, s01);
                s02 = c0.fma(x2, s02);
                s03 = c0.fma(x3, s03);
                FloatVector c1 = FloatVector.broadcast(S, c[q + 1]);
                s10 = c1.fma(x0, s10);
                s11 = c1.fma(x1, s11);
                s12 = c1.fma(x2, s12);
                s13 = c1.fma(x3, s13);
                FloatVector c2 = FloatVector.broadcast(S, c[q + 2]);
                s20 = c2.fma(x0, s20);
                s21 = c2.fma(x1, s21);
                s22 = c2.fma(x2, s22);
                s23 = c2.fma(x3, s23);
                FloatVector c3 = FloatVector.broadcast(S, c[q + 3]);
                s30 = c3.fma(x0, s30);
                s31 = c3.fma(x1, s31);
                s32 = c3.fma(x2, s32);
                s33 = c3.fma(x3, s33);
                FloatVector c4 = FloatVector.broadcast(S, c[q + 4]);
                s40 = c4.fma(x0, s40);
                s41 = c4.fma(x1, s41);
                s42 = c4.fma(x2, s42);
                s43 = c4.fma(x3, s43);
            }
            FloatVector n0 = IntVector.broadcast(INTS, h).reinterpretAsFloats();
            FloatVector n1 = IntVector.broadcast(INTS, h + 1).reinterpretAsFloats();
            FloatVector n2 = IntVector.broadcast(INTS, h + 2).reinterpretAsFloats();
            FloatVector n3 = IntVector.broadcast(INTS, h + 3).reinterpretAsFloats();
            FloatVector n4 = IntVector.broadcast(INTS, h + 4).reinterpretAsFloats();
            VectorMask<Float> mA0 = s10.lt(s00);
            FloatVector sA0 = s00.blend(s10, mA0);
            FloatVector nA0 = n0.blend(n1, mA0);
            FloatVector lA0 = s10.blend(s00, mA0);
            VectorMask<Float> mB0 = s30.lt(s20);
            FloatVector sB0 = s20.blend(s30, mB0);
            FloatVector nB0 = n2.blend(n3, mB0);
            FloatVector lB0 = s30.blend(s20, mB0);
            VectorMask<Float> mC0 = sB0.lt(sA0);
            FloatVector sC0 = sA0.blend(sB0, mC0);
            FloatVector nC0 = nA0.blend(nB0, mC0);
            FloatVector oC0 = sB0.blend(sA0, mC0);
            FloatVector rC0 = lA0.blend(lB0, mC0);
            FloatVector lC0 = oC0.blend(rC0, rC0.lt(oC0));
            VectorMask<Float> mD0 = s40.lt(sC0);
            FloatVector sD0 = sC0.blend(s40, mD0);
            FloatVector nD0 = nC0.blend(n4, mD0);
            FloatVector oD0 = s40.blend(sC0, mD0);
            FloatVector rD0 = lC0;
            FloatVector lD0 = oD0.blend(rD0, rD0.lt(oD0));
            VectorMask<Float> m0 = sD0.lt(best0);
            FloatVector o0 = sD0.blend(best0, m0);
            FloatVector r0 = next0.blend(lD0, m0);
            next0 = o0.blend(r0, r0.lt(o0));
            best0 = best0.blend(sD0, m0);
            which0 = which0.blend(nD0, m0);
            VectorMask<Float> mA1 = s11.lt(s01);
            FloatVector sA1 = s01.blend(s11, mA1);
            FloatVector nA1 = n0.blend(n1, mA1);
            FloatVector lA1 = s11.blend(s01, mA1);
            VectorMask<Float> mB1 = s31.lt(s21);
            FloatVector sB1 = s21.blend(s31, mB1);
            FloatVector nB1 = n2.blend(n3, mB1);
            FloatVector lB1 = s31.blend(s21, mB1);
            VectorMask<Float> mC1 = sB1.lt(sA1);
            FloatVector sC1 = sA1.blend(sB1, mC1);
            FloatVector nC1 = nA1.blend(nB1, mC1);
            FloatVector oC1 = sB1.blend(sA1, mC1);
            FloatVector rC1 = lA1.blend(lB1, mC1);
            FloatVector lC1 = oC1.blend(rC1, rC1.lt(oC1));
            VectorMask<Float> mD1 = s41.lt(sC1);
            FloatVector sD1 = sC1.blend(s41, mD1);
            FloatVector nD1 = nC1.blend(n4, mD1);
            FloatVector oD1 = s41.blend(sC1, mD1);
            FloatVector rD1 = lC1;
            FloatVector lD1 = oD1.blend(rD1, rD1.lt(oD1));
            VectorMask<Float> m1 = sD1.lt(best1);
            FloatVector o1 = sD1.blend(best1, m1);
            FloatVector r1 = next1.blend(lD1, m1);
            next1 = o1.blend(r1, r1.lt(o1));
            best1 = best1.blend(sD1, m1);
            which1 = which1.blend(nD1, m1);
            VectorMask<Float> mA2 = s12.lt(s02);
            FloatVector sA2 = s02.blend(s12, mA2);
            FloatVector nA2 = n0.blend(n1, mA2);
            FloatVector lA2 = s12.blend(s02, mA2);
            VectorMask<Float> mB2 = s32.lt(s22);
            FloatVector sB2 = s22.blend(s32, mB2);
            FloatVector nB2 = n2.blend(n3, mB2);
            FloatVector lB2 = s32.blend(s22, mB2);
            VectorMask<Float> mC2 = sB2.lt(sA2);
            FloatVector sC2 = sA2.blend(sB2, mC2);
            FloatVector nC2 = nA2.blend(nB2, mC2);
            FloatVector oC2 = sB2.blend(sA2, mC2);
            FloatVector rC2 = lA2.blend(lB2, mC2);
            FloatVector lC2 = oC2.blend(rC2, rC2.lt(oC2));
            VectorMask<Float> mD2 = s42.lt(sC2);
            FloatVector sD2 = sC2.blend(s42, mD2);
            FloatVector nD2 = nC2.blend(n4, mD2);
            FloatVector oD2 = s42.blend(sC2, mD2);
            FloatVector rD2 = lC2;
            FloatVector lD2 = oD2.blend(rD2, rD2.lt(oD2));
            VectorMask<Float> m2 = sD2.lt(best2);
            FloatVector o2 = sD2.blend(best2, m2);
            FloatVector r2 = next2.blend(lD2, m2);
            next2 = o2.blend(r2, r2.lt(o2));
            best2 = best2.blend(sD2, m2);
            which2 = which2.blend(nD2, m2);
            VectorMask<Float> mA3 = s13.lt(s03);
            FloatVector sA3 = s03.blend(s13, mA3);
            FloatVector nA3 = n0.blend(n1, mA3);
            FloatVector lA3 = s13.blend(s03, mA3);
            VectorMask<Float> mB3 = s33.lt(s23);
            FloatVector sB3 = s23.blend(s33, mB3);
            FloatVector nB3 = n2.blend(n3, mB3);
            FloatVector lB3 = s33.blend(s23, mB3);
            VectorMask<Float> mC3 = sB3.lt(sA3);
            FloatVector sC3 = sA3.blend(sB3, mC3);
            FloatVector nC3 = nA3.blend(nB3, mC3);
            FloatVector oC3 = sB3.blend(sA3, mC3);
            FloatVector rC3 = lA3.blend(lB3, mC3);
            FloatVector lC3 = oC3.blend(rC3, rC3.lt(oC3));
            VectorMask<Float> mD3 = s43.lt(sC3);
            FloatVector sD3 = sC3.blend(s43, mD3);
            FloatVector nD3 = nC3.blend(n4, mD3);
            FloatVector oD3 = s43.blend(sC3, mD3);
            FloatVector rD3 = lC3;
            FloatVector lD3 = oD3.blend(rD3, rD3.lt(oD3));
            VectorMask<Float> m3 = sD3.lt(best3);
            FloatVector o3 = sD3.blend(best3, m3);
            FloatVector r3 = next3.blend(lD3, m3);
            next3 = o3.blend(r3, r3.lt(o3));
            best3 = best3.blend(sD3, m3);
            which3 = which3.blend(nD3, m3);
        }
        best0.intoArray(scores, sOff);
        best1.intoArray(scores, sOff + L);
        best2.intoArray(scores, sOff + other);
        best3.intoArray(scores, sOff + other + L);
        next0.intoArray(second, sOff);
        next1.intoArray(second, sOff + L);
        next2.intoArray(second, sOff + other);
        next3.intoArray(second, sOff + other + L);
        which0.reinterpretAsInts().intoArray(nearest, nOff);
        which1.reinterpretAsInts().intoArray(nearest, nOff + L);
        which2.reinterpretAsInts().intoArray(nearest, nOff + other);
        which3.reinterpretAsInts().intoArray(nearest, nOff + other + L);
    }
    // @formatter:on
}
