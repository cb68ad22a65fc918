package io.lanecoder.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Lists the steps of the depth that count: at the others one operand has zeros only, and the other need not be read. Pictures are
 * zeros for the most part; eight rows of MNIST share 55 % of them.
 */
final class VectorSteps {
    private static final VectorSpecies<Float> S = VectorMath.SPECIES;
    private static final VectorSpecies<Integer> INTS = S.withLanes(int.class);
    private static final int L = S.length();
    private static final long EVERY_LANE = (1L << L) - 1;
    /** Lane i holds i. */
    private static final IntVector LANES = IntVector.zero(INTS).addIndex(1);
    private static final int A_STEP = VectorTiles.A_STEP;
    /** What a tile uses of a step of a strip; behind it other columns may stand. */
    private static final long TILE_ROWS = (1L << VectorTiles.ROWS) - 1;
    private static final long LOWEST_OF_BYTES = 0x0101010101010101L;
    /** A step of a strip, or half of it. */
    private static final VectorSpecies<Float> STRIP = L < A_STEP ? S : FloatVector.SPECIES_256;
    /** What a step of a strip has beside its first vector, if anything. */
    private static final int HALF = A_STEP - STRIP.length();
    /** Steps of a strip that are looked at to see whether a list is worth while. */
    private static final int SAMPLE = 16;
    /** Vectors of a row that are. */
    private static final int PLACES = 4;

    private VectorSteps() {
    }

    /** Whether so few of the steps count that the tiles that read a list (nine tenths of the others' speed) are ahead. */
    static boolean few(int count, int steps) {
        return 4 * count <= 3 * steps;
    }

    /**
     * Lists the steps of a strip at which one of its rows is not zero (NaN is not).
     *
     * @return how many there are
     */
    static int ofStrip(int depth, float[] strip, int off, int[] steps, int sOff) {
        int s = sOff;
        int k = 0;
        if (L == 2 * A_STEP) {
            for (int at = off; k + L <= depth; k += L, at += L * A_STEP) { // as many steps as lanes
                long bits = stepsOf(strip, at) | stepsOf(strip, at + L / 2 * A_STEP) << L / 2;
                // What is written too much stands where later steps go.
                LANES.add(k).compress(VectorMask.fromLong(INTS, bits)).intoArray(steps, s);
                s += Long.bitCount(bits);
            }
        }
        for (int at = off + k * A_STEP; k < depth; k++, at += A_STEP) {
            long bits = FloatVector.fromArray(STRIP, strip, at).compare(VectorOperators.NE, 0f).toLong();
            if (HALF > 0) {
                bits |= FloatVector.fromArray(STRIP, strip, at + HALF).compare(VectorOperators.NE, 0f).toLong() << HALF;
            }
            steps[s] = k; // to be overwritten where it does not count: a branch would be guessed wrong too often
            s += (bits & TILE_ROWS) != 0 ? 1 : 0;
        }
        return s - sOff;
    }

    /** Which of eight steps count, the first in the lowest bit; 16 lanes hold two of them. */
    private static long stepsOf(float[] strip, int at) {
        long bits = FloatVector.fromArray(S, strip, at).compare(VectorOperators.NE, 0f).toLong()
                | FloatVector.fromArray(S, strip, at + L).compare(VectorOperators.NE, 0f).toLong() << 16
                | FloatVector.fromArray(S, strip, at + 2 * L).compare(VectorOperators.NE, 0f).toLong() << 32
                | FloatVector.fromArray(S, strip, at + 3 * L).compare(VectorOperators.NE, 0f).toLong() << 48;
        bits |= bits >>> 4;
        bits |= bits >>> 2;
        bits |= bits >>> 1;
        return Long.compress(bits, LOWEST_OF_BYTES);
    }

    /** Whether a list of a strip's steps seems worth while, by the first of them. */
    static boolean fewOfStrip(int depth, float[] strip, int off, int[] steps, int sOff) {
        return depth >= SAMPLE && few(ofStrip(SAMPLE, strip, off, steps, sOff), SAMPLE);
    }

    /** Whether a list of a row's steps seems worth while, by {@value #PLACES} vectors of it. */
    static boolean fewOfRow(int depth, float[] a, int aOff) {
        if (depth < PLACES * L) {
            return depth > 0;
        }
        boolean zeros = false;
        for (int i = 0, at = aOff; i < PLACES; i++, at += depth / PLACES) {
            zeros |= FloatVector.fromArray(S, a, at).compare(VectorOperators.EQ, 0f).anyTrue();
        }
        return zeros;
    }

    /** The same as {@link #ofStrip} of a single row. */
    static int ofRow(int depth, float[] a, int aOff, int[] steps) {
        int s = 0;
        int bound = S.loopBound(depth);
        for (int k = 0; k < bound; k += L) {
            long counts = FloatVector.fromArray(S, a, aOff + k).compare(VectorOperators.NE, 0f).toLong();
            if (counts == EVERY_LANE) {
                LANES.add(k).intoArray(steps, s);
                s += L;
            } else {
                for (; counts != 0; counts &= counts - 1) {
                    steps[s++] = k + Long.numberOfTrailingZeros(counts);
                }
            }
        }
        for (int k = bound; k < depth; k++) {
            if (a[aOff + k] != 0) {
                steps[s++] = k;
            }
        }
        return s;
    }
}
