package io.lanecoder.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** {@link Products} with the Vector API: packed operands, and a register tile as the only inner loop. */
final class VectorProducts implements Products {
    private static final VectorSpecies<Float> S = VectorMath.SPECIES;
    private static final int L = S.length();
    private static final int TILE_COLS = VectorTiles.COLS;
    private static final int A_STEP = VectorTiles.A_STEP;
    /** A step of a packed A, or half of it where a vector holds no more. */
    private static final VectorSpecies<Float> STRIP = L < A_STEP ? S : FloatVector.SPECIES_256;
    private static final boolean TRANSPOSES = L >= VectorTranspose.ROWS;
    private static final float[] ZEROS = new float[TILE_COLS];

    /** The depth in about equal blocks: a short last one would load and store C for little. */
    private static int depthStep(int depth) {
        return Products.padded(Math.ceilDiv(depth, Math.ceilDiv(depth, DEPTH_BLOCK)));
    }

    // With 4 lanes the last panel may be padding alone; it is computed like any other, because C's padding is to hold the initial
    // value at every width.
    private static int width(int cols, int col) {
        return Panels.width(TILE_COLS, cols, col);
    }

    @Override
    public int panelWidth(int cols, int col) {
        return width(cols, col);
    }

    @Override
    public void packRows(int fromRow, int toRow, int total, int cols, float[] b, int bOff, int ldb, float[] packed) {
        int paddedCols = Products.padded(cols);
        for (int col = 0, width; col < paddedCols; col += width) {
            width = width(cols, col);
            copyPanel(width, toRow - fromRow, b, bOff + col, ldb, packed, col * total + fromRow * width, width);
        }
    }

    @Override
    public void unpackRows(int fromRow, int toRow, int total, int cols, float[] packed, float[] out, int oOff,
            int ldo) {
        int paddedCols = Products.padded(cols);
        for (int col = 0, width; col < paddedCols; col += width) {
            width = width(cols, col);
            copyPanel(width, toRow - fromRow, packed, col * total + fromRow * width, width, out, oOff + col, ldo);
        }
    }

    // Whole panels without an inner loop, which would be as short as its own beginning and end.
    private static void copyPanel(int width, int rows, float[] b, int bOff, int ldb, float[] packed, int pOff,
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

    @Override
    public void packTransposedRows(int fromCol, int toCol, int depth, int cols, float[] bt, int bOff, int ldb,
            float[] packed) {
        int end = toCol == cols ? Products.padded(cols) : toCol;
        int to;
        for (int col = fromCol; col < end; col = to) {
            int panel = Panels.start(TILE_COLS, cols, col);
            int width = width(cols, panel);
            to = Math.min(panel + width, end);
            int used = Math.clamp(cols - col, 0, to - col);
            transposePanel(to - col, used, width, depth, bt, bOff + col * ldb, ldb, packed,
                    panel * depth + col - panel);
        }
    }

    @Override
    public void matMul(int rows, int cols, int depth, float[] a, int aOff, int lda, float[] packed, float[] init,
            int iOff, int iRow, float[] c, int cOff, int ldc, float[] scratch) {
        int step = depthStep(depth);
        for (int k = 0; k < depth; k += step) {
            int block = Math.min(step, depth - k);
            packRowsOfTiles(rows, block, block, a, aOff + k, lda, scratch, 0);
            boolean first = k == 0;
            multiplyBlock(rows, cols, depth, k, block, scratch, packed, first ? init : c, first ? iOff : cOff,
                    first ? iRow : ldc, 1, c, cOff, ldc);
        }
    }

    @Override
    public void matMulRowMajor(int row, int rows, int total, int cols, int depth, float[] a, float[] b, int bOff,
            int ldb, float[] c, float[] scratch) {
        multiplyPacked(row, rows, total, cols, depth, a, b, bOff, ldb, false, ZEROS, 0, 0, c, scratch);
    }

    @Override
    public void matMulTransB(int row, int rows, int total, int cols, int depth, float[] a, float[] bt, int bOff,
            int ldb, float[] init, int iOff, float[] c, float[] scratch) {
        multiplyPacked(row, rows, total, cols, depth, a, bt, bOff, ldb, true, init, iOff, 1, c, scratch);
    }

    // The panels of B are made one by one behind the strips of A, copied or transposed: a packed B would have to be kept in step
    // with every update, and transposed in registers a panel is ready almost as soon as copied.
    private static void multiplyPacked(int row, int rows, int total, int cols, int depth, float[] a, float[] b,
            int bOff, int ldb, boolean transposed, float[] init, int iOff, int iCol, float[] c, float[] scratch) {
        int step = depthStep(depth);
        int paddedCols = Products.padded(cols);
        for (int k = 0; k < depth; k += step) {
            int block = Math.min(step, depth - k);
            int panel = scratch.length - TILE_COLS * block;
            boolean first = k == 0;
            packRowsOfTiles(row, rows, total, k, block, depth, a, scratch);
            for (int col = 0, width; col < paddedCols; col += width) {
                width = width(cols, col);
                if (transposed) {
                    transposePanel(width, Math.clamp(cols - col, 0, width), width, block, b, bOff + col * ldb + k, ldb,
                            scratch, panel);
                } else {
                    copyPanel(width, block, b, bOff + k * ldb + col, ldb, scratch, panel, width);
                }
                int to = col * total + row * width;
                multiplyPanel(rows, width, block, scratch, scratch, panel, first ? init : c,
                        first ? iOff + col * iCol : to, first ? 0 : width, c, to, width);
            }
        }
    }

    /** Columns of a panel that is {@code width} wide: {@code used} of them rows of a transpose, the others zeros. */
    private static void transposePanel(int cols, int used, int width, int depth, float[] bt, int bOff, int ldb,
            float[] packed, int pOff) {
        int j = 0;
        for (; TRANSPOSES && j + VectorTranspose.ROWS <= used; j += VectorTranspose.ROWS) {
            VectorTranspose.strip(VectorTranspose.ROWS, depth, bt, bOff + j * ldb, ldb, packed, pOff + j, width);
        }
        ScalarProducts.packTransposedPanel(cols - j, width, used - j, depth, bt, bOff + j * ldb, ldb, packed, pOff + j);
    }

    /**
     * One block of the depth, A in {@code strips}, B a packed matrix of {@code total} rows. The first block begins with the initial values, later ones
     * go on with the sums that stand in C. {@code iCol} is 0 where all columns begin with the same vector of values.
     */
    private static void multiplyBlock(int rows, int cols, int total, int k, int block, float[] strips, float[] packed,
            float[] init, int iOff, int iRow, int iCol, float[] c, int cOff, int ldc) {
        int paddedCols = Products.padded(cols);
        for (int col = 0, width; col < paddedCols; col += width) {
            width = width(cols, col);
            multiplyPanel(rows, width, block, strips, packed, col * total + k * width, init, iOff + col * iCol, iRow, c,
                    cOff + col, ldc);
        }
    }

    /** All tiles of a panel. */
    private static void multiplyPanel(int rows, int width, int block, float[] strips, float[] b, int bOff, float[] init,
            int iOff, int iRow, float[] c, int cOff, int ldc) {
        for (int i = 0, strip = 0, height; i < rows; i += height, strip += A_STEP * block) {
            height = VectorTiles.height(rows - i);
            VectorTiles.tile(height, Math.min(height, rows - i), width, block, strips, strip, b, bOff, init,
                    iOff + i * iRow, iRow, c, cOff + i * ldc, ldc);
        }
    }

    /** Columns {@code k .. k + block} of a packed A, panel by panel. */
    private static void packRowsOfTiles(int row, int rows, int total, int k, int block, int cols, float[] a,
            float[] strips) {
        int end = k + block;
        for (int col = 0, width; col < end; col += width) {
            width = width(cols, col);
            int from = Math.max(k, col);
            int to = Math.min(end, col + width);
            if (from < to) {
                packRowsOfTiles(rows, to - from, block, a, col * total + row * width + from - col, width, strips,
                        (from - k) * A_STEP);
            }
        }
    }

    /** {@code cols} columns of a row-major A, as a part of strips of {@code block} columns that begins at {@code sOff}. */
    private static void packRowsOfTiles(int rows, int cols, int block, float[] a, int aOff, int lda, float[] strips,
            int sOff) {
        for (int i = 0, strip = sOff, height; i < rows; i += height, strip += A_STEP * block) {
            height = VectorTiles.height(rows - i);
            packTileRows(Math.min(height, rows - i), cols, a, aOff + i * lda, lda, strips, strip);
        }
    }

    /** The rows of a tile side by side: {@code packed[k * A_STEP + row]}. Missing rows repeat the last. */
    private static void packTileRows(int rows, int depth, float[] a, int aOff, int lda, float[] packed, int pOff) {
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

    @Override
    public void matMulTransA(int from, int to, int aCols, int cols, int depth, int total, float[] a, float[] b,
            float[] c, int cOff, int ldc, float[] scratch) {
        int rows = to - from;
        int step = depthStep(depth);
        for (int k = 0; k < depth; k += step) {
            int block = Math.min(step, depth - k);
            for (int i = 0, strip = 0; i < rows; i += VectorTiles.height(rows - i), strip += A_STEP * block) {
                packTileCols(from + i, aCols, k, block, total, a, scratch, strip);
            }
            boolean first = k == 0;
            multiplyBlock(rows, cols, total, k, block, scratch, b, first ? ZEROS : c, first ? 0 : cOff,
                    first ? 0 : ldc, first ? 0 : 1, c, cOff, ldc);
        }
    }

    /** Columns of a packed A become the rows of a tile: eight floats a step, whatever the tile uses of them. */
    private static void packTileCols(int col, int cols, int k, int depth, int total, float[] a, float[] packed,
            int pOff) {
        int panel = Panels.start(TILE_COLS, cols, col);
        int width = width(cols, panel);
        int next = panel + width;
        int at = panel * total + k * width + col - panel;
        if (col + VectorTiles.ROWS <= next || next == Products.padded(cols)) {
            copyCols(depth, a, at, width, packed, pOff);
        } else {
            int nextWidth = width(cols, next);
            copyCols(depth, a, at, width, next - col, next * total + k * nextWidth, nextWidth, packed, pOff);
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

    @Override
    public void rowMul(int cols, int depth, float[] a, int aOff, float[] packed, float[] init, int iOff, float[] c,
            int cOff) {
        VectorRowProduct.multiply(cols, depth, a, aOff, packed, init, iOff, c, cOff);
    }
}
