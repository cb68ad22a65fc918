package io.lanecoder.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Rows in no order against a group of points, for vectors of 16 floats: lanes run across the points, so rows are taken
 * from where they stand.
 *
 * <p>The tile is 8 rows x 2 vectors of points: 16 sums + 2 of points + 1 of rows. To find the least score of a row its
 * lanes have to meet; as ints in the order of floats they do so exactly and in half the instructions. Where it stood,
 * and the second least, are sought only in rows that ask for it: that takes as long as the scores themselves.
 */
final class VectorGroups {
    private static final VectorSpecies<Float> S = VectorMath.SPECIES;
    private static final VectorSpecies<Integer> INTS = S.withLanes(int.class);
    private static final int L = S.length();
    private static final int ROWS = 8;
    private static final int GROUP = Distances.GROUP;
    private static final int MAGNITUDE = 0x7fffffff;

    /** Whether a group is two vectors. */
    static final boolean FITS = 2 * L == GROUP;

    private VectorGroups() {
    }

    /** {@code packed[k][j] = -c[j][k]}; missing points are zeros infinitely far away. */
    static void pack(int points, int depth, float[] c, float[] packed, float[] halfNorms) {
        for (int j = 0; j < GROUP; j++) {
            halfNorms[j] = j < points ? Distances.halfSquaredNorm(depth, c, j * depth) : Float.POSITIVE_INFINITY;
            for (int k = 0; k < depth; k++) {
                packed[k * GROUP + j] = j < points ? -c[j * depth + k] : 0f;
            }
        }
    }

    static void nearestTwo(int count, int[] list, int depth, float[] x, float[] group, float[] halfNorms,
            float[] limits, int[] nearest, float[] scores, float[] second) {
        float[] buffer = new float[ROWS * GROUP];
        for (int i = 0; i < count; i += ROWS) {
            scores(list, i, count - 1, depth, x, group, halfNorms, buffer);
            least(Math.min(ROWS, count - i), list, limits, buffer, nearest, scores, second, i);
        }
    }

    // @formatter:off
    /** The scores of 8 rows; those beyond the last repeat it. */
    private static void scores(int[] list, int i, int last, int depth, float[] x, float[] c, float[] halfNorms,
            float[] out) {
        int a0 = list[i] * depth;
        int a1 = list[Math.min(i + 1, last)] * depth;
        int a2 = list[Math.min(i + 2, last)] * depth;
        int a3 = list[Math.min(i + 3, last)] * depth;
        int a4 = list[Math.min(i + 4, last)] * depth;
        int a5 = list[Math.min(i + 5, last)] * depth;
        int a6 = list[Math.min(i + 6, last)] * depth;
        int a7 = list[Math.min(i + 7, last)] * depth;
        FloatVector s00 = FloatVector.fromArray(S, halfNorms, 0);
        FloatVector s01 = FloatVector.fromArray(S, halfNorms, L);
        FloatVector s10 = s00;
        FloatVector s11 = s01;
        FloatVector s20 = s00;
        FloatVector s21 = s01;
        FloatVector s30 = s00;
        FloatVector s31 = s01;
        FloatVector s40 = s00;
        FloatVector s41 = s01;
        FloatVector s50 = s00;
        FloatVector s51 = s01;
        FloatVector s60 = s00;
        FloatVector s61 = s01;
        FloatVector s70 = s00;
        FloatVector s71 = s01;
        for (int k = 0, q = 0; k < depth; k++, q += GROUP) {
            FloatVector c0 = FloatVector.fromArray(S, c, q);
            FloatVector c1 = FloatVector.fromArray(S, c, q + L);
            FloatVector x0 = FloatVector.broadcast(S, x[a0 + k]);
            s00 = x0.fma(c0, s00);
            s01 = x0.fma(c1, s01);
            FloatVector x1 = FloatVector.broadcast(S, x[a1 + k]);
            s10 = x1.fma(c0, s10);
            s11 = x1.fma(c1, s11);
            FloatVector x2 = FloatVector.broadcast(S, x[a2 + k]);
            s20 = x2.fma(c0, s20);
            s21 = x2.fma(c1, s21);
            FloatVector x3 = FloatVector.broadcast(S, x[a3 + k]);
            s30 = x3.fma(c0, s30);
            s31 = x3.fma(c1, s31);
            FloatVector x4 = FloatVector.broadcast(S, x[a4 + k]);
            s40 = x4.fma(c0, s40);
            s41 = x4.fma(c1, s41);
            FloatVector x5 = FloatVector.broadcast(S, x[a5 + k]);
            s50 = x5.fma(c0, s50);
            s51 = x5.fma(c1, s51);
            FloatVector x6 = FloatVector.broadcast(S, x[a6 + k]);
            s60 = x6.fma(c0, s60);
            s61 = x6.fma(c1, s61);
            FloatVector x7 = FloatVector.broadcast(S, x[a7 + k]);
            s70 = x7.fma(c0, s70);
            s71 = x7.fma(c1, s71);
        }
        s00.intoArray(out, 0);
        s01.intoArray(out, L);
        s10.intoArray(out, 2 * L);
        s11.intoArray(out, 3 * L);
        s20.intoArray(out, 4 * L);
        s21.intoArray(out, 5 * L);
        s30.intoArray(out, 6 * L);
        s31.intoArray(out, 7 * L);
        s40.intoArray(out, 8 * L);
        s41.intoArray(out, 9 * L);
        s50.intoArray(out, 10 * L);
        s51.intoArray(out, 11 * L);
        s60.intoArray(out, 12 * L);
        s61.intoArray(out, 13 * L);
        s70.intoArray(out, 14 * L);
        s71.intoArray(out, 15 * L);
    }
    // @formatter:on

    private static void least(int rows, int[] list, float[] limits, float[] buffer, int[] nearest, float[] scores,
            float[] second, int to) {
        FloatVector zero = FloatVector.zero(S);
        for (int r = 0, b = 0; r < rows; r++, b += GROUP) {
            FloatVector s0 = FloatVector.fromArray(S, buffer, b);
            FloatVector s1 = FloatVector.fromArray(S, buffer, b + L);
            // plus zero: -0 and 0 are the same score, and have to be the same int
            IntVector bits = s0.blend(s1, s1.lt(s0)).add(zero).reinterpretAsInts();
            IntVector keys = bits.lanewise(VectorOperators.XOR, bits.lanewise(VectorOperators.ASHR, 31).and(MAGNITUDE));
            int key = keys.reduceLanes(VectorOperators.MIN);
            float least = Float.intBitsToFloat(key ^ key >> 31 & MAGNITUDE);
            scores[to + r] = least;
            if (least <= limits[list[to + r]]) {
                which(buffer, b, least, nearest, second, to + r);
            }
        }
    }

    /** For the few rows that may have found something nearer. */
    private static void which(float[] buffer, int b, float least, int[] nearest, float[] second, int to) {
        int found = -1;
        float next = Float.POSITIVE_INFINITY;
        for (int j = 0; j < GROUP; j++) {
            float score = buffer[b + j];
            if (found < 0 && score == least) {
                found = j;
            } else if (score < next) {
                next = score;
            }
        }
        nearest[to] = found;
        second[to] = next;
    }
}
