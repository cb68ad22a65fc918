package io.lanecoder.kernel;

/**
 * {@link Products} with the Vector API: packed operands, and register tiles as the only inner loops.
 *
 * <p>Where one operand has zeros only at enough steps of the depth, the tiles go by a list of the others ({@link VectorSteps}).
 */
final class VectorProducts implements Products {
    private static final int TILE_COLS = VectorTiles.COLS;
    private static final int A_STEP = VectorTiles.A_STEP;
    private static final float[] ZEROS = new float[TILE_COLS];
    /** In place of the distance between two strips' lists: there are none, all steps of the depth count. */
    private static final int ALL = -1;

    private final boolean refined;

    /**
     * Products.
     *
     * @param refined whether steps of the depth are left out at all, and wide vectors transposed with: the code for that takes time to
     *     compile, and the rest can do without
     */
    VectorProducts(boolean refined) {
        this.refined = refined;
    }

    /** The depth in about equal blocks: a short last one would load and store C for little. */
    private static int depthStep(int depth) {
        return Products.padded(Math.ceilDiv(depth, Math.ceilDiv(depth, DEPTH_BLOCK)));
    }

    private static int width(int cols, int col) {
        return VectorPacking.width(cols, col);
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
            VectorPacking.copyPanel(width, toRow - fromRow, b, bOff + col, ldb, packed, col * total + fromRow * width,
                    width);
        }
    }

    @Override
    public void unpackRows(int fromRow, int toRow, int total, int cols, float[] packed, float[] out, int oOff,
            int ldo) {
        int paddedCols = Products.padded(cols);
        for (int col = 0, width; col < paddedCols; col += width) {
            width = width(cols, col);
            VectorPacking.copyPanel(width, toRow - fromRow, packed, col * total + fromRow * width, width, out,
                    oOff + col, ldo);
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
            VectorPacking.transposePanel(to - col, used, width, depth, bt, bOff + col * ldb, ldb, packed,
                    panel * depth + col - panel);
        }
    }

    @Override
    public void matMul(int rows, int cols, int depth, float[] a, int aOff, int lda, float[] packed, float[] init,
            int iOff, int iRow, float[] c, int cOff, int ldc, ProductScratch scratch) {
        int step = depthStep(depth);
        int paddedCols = Products.padded(cols);
        for (int k = 0; k < depth; k += step) {
            int block = Math.min(step, depth - k);
            boolean first = k == 0;
            for (int i = 0, strip = 0, height; i < rows; i += height, strip += A_STEP * block) {
                height = VectorTiles.height(rows - i);
                VectorPacking.packTileRows(refined, Math.min(height, rows - i), block, a, aOff + k + i * lda, lda,
                        scratch.floats, strip);
            }
            int lists = listSteps(rows, block, scratch);
            for (int col = 0, width; col < paddedCols; col += width) {
                width = width(cols, col);
                multiplyPanel(rows, width, block, lists, scratch, packed, col * depth + k * width, first ? init : c,
                        (first ? iOff : cOff) + col, first ? iRow : ldc, c, cOff + col, ldc);
            }
        }
    }

    @Override
    public void matMulRowMajor(int row, int rows, int total, int cols, int depth, float[] a, float[] b, int bOff,
            int ldb, float[] c, ProductScratch scratch) {
        multiplyPacked(row, rows, total, cols, depth, a, b, bOff, ldb, false, ZEROS, 0, 0, c, scratch);
    }

    @Override
    public void matMulTransB(int row, int rows, int total, int cols, int depth, float[] a, float[] bt, int bOff,
            int ldb, float[] init, int iOff, float[] c, ProductScratch scratch) {
        multiplyPacked(row, rows, total, cols, depth, a, bt, bOff, ldb, true, init, iOff, 1, c, scratch);
    }

    // The panels of B are made one by one behind the strips of A, copied or transposed: a packed B would have to be kept in step
    // with every update, and transposed in registers a panel is ready almost as soon as copied.
    private void multiplyPacked(int row, int rows, int total, int cols, int depth, float[] a, float[] b,
            int bOff, int ldb, boolean transposed, float[] init, int iOff, int iCol, float[] c,
            ProductScratch scratch) {
        int step = depthStep(depth);
        int paddedCols = Products.padded(cols);
        float[] floats = scratch.floats;
        for (int k = 0; k < depth; k += step) {
            int block = Math.min(step, depth - k);
            int panel = floats.length - TILE_COLS * block;
            boolean first = k == 0;
            packRowsOfTiles(row, rows, total, k, block, depth, a, floats);
            int lists = listSteps(rows, block, scratch);
            for (int col = 0, width; col < paddedCols; col += width) {
                width = width(cols, col);
                if (transposed) {
                    VectorPacking.transposePanel(width, Math.clamp(cols - col, 0, width), width, block, b,
                            bOff + col * ldb + k, ldb, floats, panel);
                } else {
                    VectorPacking.copyPanel(width, block, b, bOff + k * ldb + col, ldb, floats, panel, width);
                }
                int to = col * total + row * width;
                multiplyPanel(rows, width, block, lists, scratch, floats, panel, first ? init : c,
                        first ? iOff + col * iCol : to, first ? 0 : width, c, to, width);
            }
        }
    }

    /** Columns {@code k .. k + block} of a packed A as strips, panel by panel. */
    private void packRowsOfTiles(int row, int rows, int total, int k, int block, int cols, float[] a,
            float[] strips) {
        int end = k + block;
        for (int col = 0, width; col < end; col += width) {
            width = width(cols, col);
            int from = Math.max(k, col);
            int to = Math.min(end, col + width);
            if (from < to) {
                int at = col * total + row * width + from - col;
                for (int i = 0, strip = (from - k) * A_STEP, height; i < rows; i += height, strip += A_STEP * block) {
                    height = VectorTiles.height(rows - i);
                    VectorPacking.packTileRows(refined, Math.min(height, rows - i), to - from, a, at + i * width, width,
                            strips, strip);
                }
            }
        }
    }

    /**
     * Lists the steps of every strip that count, if of the first one few do.
     *
     * @return the distance from one strip's list to the next one's, or {@link #ALL}
     */
    private int listSteps(int rows, int block, ProductScratch scratch) {
        if (!refined) {
            return ALL;
        }
        for (int i = 0, t = 0; i < rows; i += VectorTiles.height(rows - i), t++) {
            scratch.counts[t] =
                    VectorSteps.ofStrip(block, scratch.floats, t * A_STEP * block, scratch.steps, t * block);
            if (t == 0 && !VectorSteps.few(scratch.counts[0], block)) {
                return ALL;
            }
        }
        return block;
    }

    @Override
    public void matMulTransA(int from, int to, int aCols, int cols, int depth, int total, float[] a, float[] b,
            float[] c, int cOff, int ldc, ProductScratch scratch) {
        int rows = to - from;
        int step = depthStep(depth);
        int paddedCols = Products.padded(cols);
        for (int k = 0; k < depth; k += step) {
            int block = Math.min(step, depth - k);
            boolean first = k == 0;
            for (int i = 0, strip = 0; i < rows; i += VectorTiles.height(rows - i), strip += A_STEP * block) {
                VectorPacking.packTileCols(from + i, aCols, k, block, total, a, scratch.floats, strip);
            }
            for (int col = 0, width; col < paddedCols; col += width) {
                width = width(cols, col);
                int panel = col * total + k * width;
                int lists = ALL;
                if (refined && VectorSteps.fewOfPanel(width, block, b, panel, scratch.steps)) {
                    scratch.counts[0] = VectorSteps.ofPanel(width, block, b, panel, scratch.steps);
                    lists = 0; // the same for all strips
                }
                multiplyPanel(rows, width, block, lists, scratch, b, panel, first ? ZEROS : c,
                        first ? 0 : cOff + col, first ? 0 : ldc, c, cOff + col, ldc);
            }
        }
    }

    /**
     * All tiles of a panel, A in strips. The first block of the depth begins with the initial values, later ones go on with the sums that
     * stand in C.
     */
    private static void multiplyPanel(int rows, int width, int block, int lists, ProductScratch scratch, float[] b,
            int bOff, float[] init, int iOff, int iRow, float[] c, int cOff, int ldc) {
        for (int i = 0, t = 0, height; i < rows; i += height, t++) {
            height = VectorTiles.height(rows - i);
            int used = Math.min(height, rows - i);
            int strip = t * A_STEP * block;
            if (lists == ALL || !VectorSparseTiles.exists(height, width)) {
                VectorTiles.tile(height, used, width, block, scratch.floats, strip, b, bOff, init, iOff + i * iRow,
                        iRow, c, cOff + i * ldc, ldc);
            } else {
                int list = t * lists;
                int end = list + scratch.counts[lists == 0 ? 0 : t];
                VectorSparseTiles.tile(used, width, scratch.steps, list, end, scratch.floats, strip, b, bOff,
                        init, iOff + i * iRow, iRow, c, cOff + i * ldc, ldc);
            }
        }
    }

    @Override
    public void rowMul(int cols, int depth, float[] a, int aOff, float[] packed, float[] init, int iOff, float[] c,
            int cOff, int[] steps) {
        VectorRowProduct.multiply(cols, depth, a, aOff, packed, init, iOff, c, cOff, steps, refined);
    }
}
