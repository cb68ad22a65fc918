package io.lanecoder.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
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
    /** A step of a strip, or half of it. */
    private static final VectorSpecies<Float> STRIP = L < A_STEP ? S : FloatVector.SPECIES_256;
    /** What a step of a strip has beside its first vector, if anything. */
    private static final int HALF = A_STEP - STRIP.length();
    /** Rows of a panel that are looked at to see whether a list is worth while. */
    private static final int SAMPLE = 16;
    /** Vectors of a row that are. */
    private static final int PLACES = 4;

    private VectorSteps() {
    }

    /** Whether so few of the steps count that the tiles that read a list (four fifths of the others' speed) are ahead. */
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
        for (int k = 0, at = off; k < depth; k++, at += A_STEP) {
            boolean counts = FloatVector.fromArray(STRIP, strip, at).compare(VectorOperators.NE, 0f).anyTrue()
                    || HALF > 0
                            && FloatVector.fromArray(STRIP, strip, at + HALF).compare(VectorOperators.NE, 0f).anyTrue();
            steps[s] = k; // to be overwritten where it does not count: a branch would be guessed wrong too often
            s += counts ? 1 : 0;
        }
        return s - sOff;
    }

    /** Whether a list of a panel's steps seems worth while, by the first of them. */
    static boolean fewOfPanel(int width, int depth, float[] b, int bOff, int[] steps) {
        return depth >= SAMPLE && few(ofPanel(width, SAMPLE, b, bOff, steps), SAMPLE);
    }

    /** The same as {@link #ofStrip} of a panel of B, which is up to three vectors wide: the rows that are not all zeros. */
    static int ofPanel(int width, int depth, float[] b, int bOff, int[] steps) {
        int second = Math.min(L, width - L);
        int third = Math.min(2 * L, width - L);
        int s = 0;
        for (int k = 0, at = bOff; k < depth; k++, at += width) {
            IntVector bits = FloatVector.fromArray(S, b, at).reinterpretAsInts()
                    .or(FloatVector.fromArray(S, b, at + second).reinterpretAsInts())
                    .or(FloatVector.fromArray(S, b, at + third).reinterpretAsInts());
            boolean counts = bits.lanewise(VectorOperators.LSHL, 1) // without the sign: -0 is a zero, too
                    .compare(VectorOperators.NE, 0).anyTrue();
            steps[s] = k;
            s += counts ? 1 : 0;
        }
        return s;
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
