package io.lanecoder.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** {@link Products#rowMul} with the Vector API: one row times a packed matrix, bound by reading it. */
final class VectorRowProduct {
    private static final VectorSpecies<Float> S = VectorMath.SPECIES;
    private static final int L = S.length();
    /** Columns of a full panel. */
    private static final int COLS = VectorTiles.COLS;

    private VectorRowProduct() {
    }

    // Enough chains to hide the latency of a multiply-add, and to read more than one stream at a time: 8 vectors of AVX2 or SSE (4
    // panels), 6 of AVX-512 (2 panels, 4 vectors where they are narrow).
    /** All of {@link Products#rowMul}; {@code leavesOutZeros} says whether to look for zeros. */
    static void multiply(int cols, int depth, float[] a, int aOff, float[] packed, float[] init, int iOff, float[] c,
            int cOff, int[] steps, boolean leavesOutZeros) {
        int n = leavesOutZeros && VectorSteps.fewOfRow(depth, a, aOff) ? VectorSteps.ofRow(depth, a, aOff, steps)
                : depth;
        boolean sparse = VectorSteps.few(n, depth);
        int paddedCols = Products.padded(cols);
        for (int col = 0, panels; col < paddedCols; col += panels) {
            int width = Panels.width(COLS, cols, col);
            int panel = depth * width;
            int at = col * depth;
            if (L >= 16 && col + width < paddedCols && Panels.width(COLS, cols, col + width) == width) {
                panels = 2 * width;
                if (sparse) {
                    VectorSparseRowProduct.twoPanels(width, n, steps, panel, a, aOff, packed, at, init, iOff + col, c,
                            cOff + col);
                } else if (width == 3 * L) {
                    rowTimesTwoPanels3(depth, panel, a, aOff, packed, at, init, iOff + col, c, cOff + col);
                } else {
                    rowTimesTwoPanels2(depth, panel, a, aOff, packed, at, init, iOff + col, c, cOff + col);
                }
            } else if (L < 16 && col + 4 * COLS <= paddedCols) {
                panels = 4 * COLS;
                if (sparse) {
                    VectorSparseRowProduct.fourPanels(n, steps, panel, a, aOff, packed, at, init, iOff + col, c,
                            cOff + col);
                } else {
                    rowTimesFourPanels(depth, panel, a, aOff, packed, at, init, iOff + col, c, cOff + col);
                }
            } else { // all steps: a single panel is soon read
                panels = width;
                for (int j = 0; j < width; j += 2 * L) {
                    rowTimesPanel(Math.min(2, (width - j) / L), depth, a, aOff, packed, at + j, width, init,
                            iOff + col + j, c, cOff + col + j);
                }
            }
        }
    }

    private static void rowTimesTwoPanels3(int depth, int panel, float[] a, int aOff, float[] b, int bOff, float[] init,
            int iOff, float[] c, int cOff) {
        FloatVector c0 = FloatVector.fromArray(S, init, iOff);
        FloatVector c1 = FloatVector.fromArray(S, init, iOff + L);
        FloatVector c2 = FloatVector.fromArray(S, init, iOff + 2 * L);
        FloatVector c3 = FloatVector.fromArray(S, init, iOff + 3 * L);
        FloatVector c4 = FloatVector.fromArray(S, init, iOff + 4 * L);
        FloatVector c5 = FloatVector.fromArray(S, init, iOff + 5 * L);
        int second = bOff + panel;
        for (int k = 0; k < depth; k++) {
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

    private static void rowTimesTwoPanels2(int depth, int panel, float[] a, int aOff, float[] b, int bOff, float[] init,
            int iOff, float[] c, int cOff) {
        FloatVector c0 = FloatVector.fromArray(S, init, iOff);
        FloatVector c1 = FloatVector.fromArray(S, init, iOff + L);
        FloatVector c2 = FloatVector.fromArray(S, init, iOff + 2 * L);
        FloatVector c3 = FloatVector.fromArray(S, init, iOff + 3 * L);
        int second = bOff + panel;
        for (int k = 0; k < depth; k++) {
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

    private static void rowTimesFourPanels(int depth, int panel, float[] a, int aOff, float[] b, int bOff, float[] init,
            int iOff, float[] c, int cOff) {
        FloatVector c0 = FloatVector.fromArray(S, init, iOff);
        FloatVector c1 = FloatVector.fromArray(S, init, iOff + L);
        FloatVector c2 = FloatVector.fromArray(S, init, iOff + 2 * L);
        FloatVector c3 = FloatVector.fromArray(S, init, iOff + 3 * L);
        FloatVector c4 = FloatVector.fromArray(S, init, iOff + 4 * L);
        FloatVector c5 = FloatVector.fromArray(S, init, iOff + 5 * L);
        FloatVector c6 = FloatVector.fromArray(S, init, iOff + 6 * L);
        FloatVector c7 = FloatVector.fromArray(S, init, iOff + 7 * L);
        int b0 = bOff;
        int b1 = b0 + panel;
        int b2 = b1 + panel;
        int b3 = b2 + panel;
        for (int k = 0; k < depth; k++) {
            FloatVector x = FloatVector.broadcast(S, a[aOff + k]);
            c0 = x.fma(FloatVector.fromArray(S, b, b0), c0);
            c1 = x.fma(FloatVector.fromArray(S, b, b0 + L), c1);
            c2 = x.fma(FloatVector.fromArray(S, b, b1), c2);
            c3 = x.fma(FloatVector.fromArray(S, b, b1 + L), c3);
            c4 = x.fma(FloatVector.fromArray(S, b, b2), c4);
            c5 = x.fma(FloatVector.fromArray(S, b, b2 + L), c5);
            c6 = x.fma(FloatVector.fromArray(S, b, b3), c6);
            c7 = x.fma(FloatVector.fromArray(S, b, b3 + L), c7);
            b0 += COLS;
            b1 += COLS;
            b2 += COLS;
            b3 += COLS;
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

    private static void rowTimesPanel(int vectors, int depth, float[] a, int aOff, float[] b, int bOff, int bDepth,
            float[] init, int iOff, float[] c, int cOff) {
        int second = vectors == 2 ? L : 0; // a single vector is computed twice and stored to the same place
        FloatVector c0 = FloatVector.fromArray(S, init, iOff);
        FloatVector c1 = FloatVector.fromArray(S, init, iOff + second);
        for (int k = 0, kb = bOff; k < depth; k++, kb += bDepth) {
            FloatVector x = FloatVector.broadcast(S, a[aOff + k]);
            c0 = x.fma(FloatVector.fromArray(S, b, kb), c0);
            c1 = x.fma(FloatVector.fromArray(S, b, kb + second), c1);
        }
        c0.add(0f).intoArray(c, cOff);
        c1.add(0f).intoArray(c, cOff + second);
    }
}
