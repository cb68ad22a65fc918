package io.lanecoder.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Brings operands into the order in which the register tiles read them: B into panels, rows or columns of A into strips. */
final class VectorPacking {
    private static final VectorSpecies<Float> S = VectorMath.SPECIES;
    private static final int L = S.length();
    private static final int A_STEP = VectorTiles.A_STEP;
    /** A step of a strip, or half of it where a vector holds no more. */
    private static final VectorSpecies<Float> STRIP = L < A_STEP ? S : FloatVector.SPECIES_256;
    private static final boolean TRANSPOSES = L >= VectorTranspose.ROWS;
    private static final boolean TRANSPOSES_WIDE = L >= VectorStrips.COLS;

    private VectorPacking() {
    }

    // With 4 lanes the last panel may be padding alone; it is computed like any other, because C's padding is to hold the initial
    // value at every width.
    static int width(int cols, int col) {
        return Panels.width(VectorTiles.COLS, cols, col);
    }

    // Whole panels without an inner loop, which would be as short as its own beginning and end.
    static void copyPanel(int width, int rows, float[] b, int bOff, int ldb, float[] packed, int pOff,
            int ldp) {
        if (width == 3 * L) {
            for (int k = 0, from = bOff, to = pOff; k < rows; k++, from += ldb, to += ldp) {
                FloatVector.fromArray(S, b, from).intoArray(packed, to);
                FloatVector.fromArray(S, b, from + L).intoArray(packed, to + L);
                FloatVector.fromArray(S, b, from + 2 * L).intoArray(packed, to + 2 * L);
            }
        } else if (width == 2 * L) {
            for (int k = 0, from = bOff, to = pOff; k < rows; k++, from += ldb, to += ldp) {
                FloatVector.fromArray(S, b, from).intoArray(packed, to);
                FloatVector.fromArray(S, b, from + L).intoArray(packed, to + L);
            }
        } else {
            for (int k = 0; k < rows; k++) {
                for (int j = 0; j < width; j += L) {
                    FloatVector.fromArray(S, b, bOff + k * ldb + j).intoArray(packed, pOff + k * ldp + j);
                }
            }
        }
    }

    /** Columns of a panel that is {@code width} wide: {@code used} of them rows of a transpose, the others zeros. */
    static void transposePanel(int cols, int used, int width, int depth, float[] bt, int bOff, int ldb,
            float[] packed, int pOff) {
        int j = 0;
        for (; TRANSPOSES && j + VectorTranspose.ROWS <= used; j += VectorTranspose.ROWS) {
            VectorTranspose.strip(VectorTranspose.ROWS, depth, bt, bOff + j * ldb, ldb, packed, pOff + j, width);
        }
        ScalarProducts.packTransposedPanel(cols - j, width, used - j, depth, bt, bOff + j * ldb, ldb, packed, pOff + j);
    }

    /** Undoes {@link #transposePanel}: {@code bt[bOff + j * ldb + k] = panel[pOff + k * width + j]} for j below {@code used}. */
    static void transposeBack(int used, int width, int depth, float[] panel, int pOff, float[] bt, int bOff, int ldb) {
        int k = 0;
        for (; TRANSPOSES && k + VectorTranspose.ROWS <= depth; k += VectorTranspose.ROWS) {
            VectorTranspose.strip(VectorTranspose.ROWS, used, panel, pOff + k * width, width, bt, bOff + k, ldb);
        }
        ScalarProducts.unpackTransposedRows(k, depth, used, panel, pOff, width, bt, bOff, ldb);
    }

    /**
     * The rows of a tile side by side: {@code packed[k * A_STEP + row]}. Missing rows repeat the last.
     *
     * @param wide whether to use vectors of 16 floats, where they are there
     */
    static void packTileRows(boolean wide, int rows, int depth, float[] a, int aOff, int lda, float[] packed,
            int pOff) {
        if (wide && TRANSPOSES_WIDE) {
            VectorStrips.transpose(rows, depth, a, aOff, lda, packed, pOff);
            return;
        }
        if (TRANSPOSES) {
            VectorTranspose.strip(rows, depth, a, aOff, lda, packed, pOff, A_STEP);
            return;
        }
        for (int r = 0; r < VectorTiles.ROWS; r++) {
            int row = aOff + Math.min(r, rows - 1) * lda;
            for (int k = 0, p = pOff + r; k < depth; k++, p += A_STEP) {
                packed[p] = a[row + k];
            }
        }
    }

    /** Columns of a packed A become the rows of a tile: eight floats a step, whatever the tile uses of them. */
    static void packTileCols(int col, int cols, int k, int depth, int total, float[] a, int aOff, float[] packed,
            int pOff) {
        int panel = Panels.start(VectorTiles.COLS, cols, col);
        int width = width(cols, panel);
        int next = panel + width;
        int at = aOff + panel * total + k * width + col - panel;
        if (col + VectorTiles.ROWS <= next || next == Products.padded(cols)) {
            copyCols(depth, a, at, width, packed, pOff);
        } else {
            int nextWidth = width(cols, next);
            copyCols(depth, a, at, width, next - col, aOff + next * total + k * nextWidth, nextWidth, packed,
                    pOff);
        }
    }

    private static void copyCols(int depth, float[] a, int aOff, int lda, float[] packed, int pOff) {
        for (int k = 0; k < depth; k++) {
            for (int j = 0; j < A_STEP; j += STRIP.length()) {
                FloatVector.fromArray(STRIP, a, aOff + k * lda + j).intoArray(packed, pOff + k * A_STEP + j);
            }
        }
    }

    /** The first {@code n} columns from one panel, the rest from another. What is copied too much, the next copy overwrites. */
    private static void copyCols(int depth, float[] a, int aOff, int lda, int n, int aNext, int ldNext, float[] packed,
            int pOff) {
        for (int k = 0; k < depth; k++) {
            for (int j = 0; j < A_STEP; j += STRIP.length()) {
                FloatVector.fromArray(STRIP, a, aOff + k * lda + j).intoArray(packed, pOff + k * A_STEP + j);
            }
            for (int j = 0; j < A_STEP; j += STRIP.length()) {
                FloatVector.fromArray(STRIP, a, aNext + k * ldNext + j).intoArray(packed, pOff + k * A_STEP + n + j);
            }
        }
    }
}
