package io.lanecoder.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops of {@link VectorRowProduct} over listed steps of the depth: of pictures a row reads a fifth of the first layer's weights so.
 * Where every step counts a list takes a fifth longer.
 */
final class VectorSparseRowProduct {
    private static final VectorSpecies<Float> S = VectorMath.SPECIES;
    private static final int L = S.length();
    private static final int COLS = VectorTiles.COLS;

    private VectorSparseRowProduct() {
    }

    /** Two panels of three vectors, or of two, {@code panel} floats apart: the first {@code n} steps that are listed. */
    static void twoPanels(int width, int n, int[] steps, int panel, float[] a, int aOff, float[] b, int bOff,
            float[] init, int iOff, float[] c, int cOff) {
        if (width == 3 * L) {
            rowTimesTwoPanels3(n, steps, panel, a, aOff, b, bOff, init, iOff, c, cOff);
        } else {
            rowTimesTwoPanels2(n, steps, panel, a, aOff, b, bOff, init, iOff, c, cOff);
        }
    }

    private static void rowTimesTwoPanels3(int n, int[] steps, int panel, float[] a, int aOff, float[] b, int bOff,
            float[] init, int iOff, float[] c, int cOff) {
        FloatVector c0 = FloatVector.fromArray(S, init, iOff);
        FloatVector c1 = FloatVector.fromArray(S, init, iOff + L);
        FloatVector c2 = FloatVector.fromArray(S, init, iOff + 2 * L);
        FloatVector c3 = FloatVector.fromArray(S, init, iOff + 3 * L);
        FloatVector c4 = FloatVector.fromArray(S, init, iOff + 4 * L);
        FloatVector c5 = FloatVector.fromArray(S, init, iOff + 5 * L);
        int second = bOff + panel;
        for (int s = 0; s < n; s++) {
            int k = steps[s];
            FloatVector x = FloatVector.broadcast(S, a[aOff + k]);
            int b0 = bOff + k * (3 * L);
            int b1 = second + k * (3 * L);
            c0 = x.fma(FloatVector.fromArray(S, b, b0), c0);
            c1 = x.fma(FloatVector.fromArray(S, b, b0 + L), c1);
            c2 = x.fma(FloatVector.fromArray(S, b, b0 + 2 * L), c2);
            c3 = x.fma(FloatVector.fromArray(S, b, b1), c3);
            c4 = x.fma(FloatVector.fromArray(S, b, b1 + L), c4);
            c5 = x.fma(FloatVector.fromArray(S, b, b1 + 2 * L), c5);
        }
        c0.add(0f).intoArray(c, cOff);
        c1.add(0f).intoArray(c, cOff + L);
        c2.add(0f).intoArray(c, cOff + 2 * L);
        c3.add(0f).intoArray(c, cOff + 3 * L);
        c4.add(0f).intoArray(c, cOff + 4 * L);
        c5.add(0f).intoArray(c, cOff + 5 * L);
    }

    private static void rowTimesTwoPanels2(int n, int[] steps, int panel, float[] a, int aOff, float[] b, int bOff,
            float[] init, int iOff, float[] c, int cOff) {
        FloatVector c0 = FloatVector.fromArray(S, init, iOff);
        FloatVector c1 = FloatVector.fromArray(S, init, iOff + L);
        FloatVector c2 = FloatVector.fromArray(S, init, iOff + 2 * L);
        FloatVector c3 = FloatVector.fromArray(S, init, iOff + 3 * L);
        int second = bOff + panel;
        for (int s = 0; s < n; s++) {
            int k = steps[s];
            FloatVector x = FloatVector.broadcast(S, a[aOff + k]);
            int b0 = bOff + k * (2 * L);
            int b1 = second + k * (2 * L);
            c0 = x.fma(FloatVector.fromArray(S, b, b0), c0);
            c1 = x.fma(FloatVector.fromArray(S, b, b0 + L), c1);
            c2 = x.fma(FloatVector.fromArray(S, b, b1), c2);
            c3 = x.fma(FloatVector.fromArray(S, b, b1 + L), c3);
        }
        c0.add(0f).intoArray(c, cOff);
        c1.add(0f).intoArray(c, cOff + L);
        c2.add(0f).intoArray(c, cOff + 2 * L);
        c3.add(0f).intoArray(c, cOff + 3 * L);
    }

    /** Four panels. */
    static void fourPanels(int n, int[] steps, int panel, float[] a, int aOff, float[] b, int bOff,
            float[] init, int iOff, float[] c, int cOff) {
        FloatVector c0 = FloatVector.fromArray(S, init, iOff);
        FloatVector c1 = FloatVector.fromArray(S, init, iOff + L);
        FloatVector c2 = FloatVector.fromArray(S, init, iOff + 2 * L);
        FloatVector c3 = FloatVector.fromArray(S, init, iOff + 3 * L);
        FloatVector c4 = FloatVector.fromArray(S, init, iOff + 4 * L);
        FloatVector c5 = FloatVector.fromArray(S, init, iOff + 5 * L);
        FloatVector c6 = FloatVector.fromArray(S, init, iOff + 6 * L);
        FloatVector c7 = FloatVector.fromArray(S, init, iOff + 7 * L);
        for (int s = 0; s < n; s++) {
            int k = steps[s];
            FloatVector x = FloatVector.broadcast(S, a[aOff + k]);
            int b0 = bOff + k * COLS;
            int b1 = b0 + panel;
            int b2 = b1 + panel;
            int b3 = b2 + panel;
            c0 = x.fma(FloatVector.fromArray(S, b, b0), c0);
            c1 = x.fma(FloatVector.fromArray(S, b, b0 + L), c1);
            c2 = x.fma(FloatVector.fromArray(S, b, b1), c2);
            c3 = x.fma(FloatVector.fromArray(S, b, b1 + L), c3);
            c4 = x.fma(FloatVector.fromArray(S, b, b2), c4);
            c5 = x.fma(FloatVector.fromArray(S, b, b2 + L), c5);
            c6 = x.fma(FloatVector.fromArray(S, b, b3), c6);
            c7 = x.fma(FloatVector.fromArray(S, b, b3 + L), c7);
        }
        c0.add(0f).intoArray(c, cOff);
        c1.add(0f).intoArray(c, cOff + L);
        c2.add(0f).intoArray(c, cOff + 2 * L);
        c3.add(0f).intoArray(c, cOff + 3 * L);
        c4.add(0f).intoArray(c, cOff + 4 * L);
        c5.add(0f).intoArray(c, cOff + 5 * L);
        c6.add(0f).intoArray(c, cOff + 6 * L);
        c7.add(0f).intoArray(c, cOff + 7 * L);
    }
}
