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
    /** In place of a number of listed steps: there is no list, all steps of the depth count. */
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
    public void packRows(int fromRow, int toRow, int total, int cols, float[] b, int bOff, int ldb, float[] packed,
            int pOff) {
        int paddedCols = Products.padded(cols);
        for (int col = 0, width; col < paddedCols; col += width) {
            width = width(cols, col);
            VectorPacking.copyPanel(width, toRow - fromRow, b, bOff + col, ldb, packed,
                    pOff + col * total + fromRow * width, width);
        }
    }

    @Override
    public void unpackRows(int fromRow, int toRow, int total, int cols, float[] packed, int pOff, float[] out, int oOff,
            int ldo) {
        int paddedCols = Products.padded(cols);
        for (int col = 0, width; col < paddedCols; col += width) {
            width = width(cols, col);
            VectorPacking.copyPanel(width, toRow - fromRow, packed, pOff + col * total + fromRow * width, width,
                    out, oOff + col, ldo);
        }
    }

    @Override
    public void packTransposed(int depth, int cols, float[] bt, int bOff, int ldb, float[] packed, int pOff) {
        int paddedCols = Products.padded(cols);
        for (int col = 0, width; col < paddedCols; col += width) {
            width = width(cols, col);
            VectorPacking.transposePanel(width, Math.clamp(cols - col, 0, width), width, depth, bt, bOff + col * ldb,
                    ldb, packed, pOff + col * depth);
        }
    }

    @Override
    public void unpackTransposed(int depth, int cols, float[] packed, int pOff, float[] bt, int bOff, int ldb) {
        for (int col = 0, width; col < cols; col += width) {
            width = width(cols, col);
            VectorPacking.transposeBack(Math.min(width, cols - col), width, depth, packed, pOff + col * depth, bt,
                    bOff + col * ldb, ldb);
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
            listSteps(rows, block, scratch);
            for (int col = 0, width; col < paddedCols; col += width) {
                width = width(cols, col);
                multiplyPanel(rows, width, block, scratch, packed, col * depth + k * width, first ? init : c,
                        (first ? iOff : cOff) + col, first ? iRow : ldc, c, cOff + col, ldc);
            }
        }
    }

    @Override
    public void matMulPacked(int row, int rows, int total, int cols, int depth, float[] a, int aOff, float[] b,
            int bOff, float[] init, int iOff, float[] c, int cOff, ProductScratch scratch) {
        int step = depthStep(depth);
        int paddedCols = Products.padded(cols);
        for (int k = 0; k < depth; k += step) {
            int block = Math.min(step, depth - k);
            packRowsOfTiles(row, rows, total, k, block, depth, a, aOff, scratch.floats);
            listSteps(rows, block, scratch);
            for (int col = 0, width; col < paddedCols; col += width) {
                width = width(cols, col);
                int to = cOff + col * total + row * width;
                boolean first = k == 0;
                multiplyPanel(rows, width, block, scratch, b, bOff + col * depth + k * width, first ? init : c,
                        first ? iOff + col : to, first ? 0 : width, c, to, width);
            }
        }
    }

    // The panels of B^T are made one by one behind the strips of A.
    @Override
    public void matMulTransB(int row, int rows, int total, int cols, int depth, float[] a, int aOff, float[] b,
            int bOff, float[] c, int cOff, ProductScratch scratch) {
        int step = depthStep(depth);
        int paddedCols = Products.padded(cols);
        float[] floats = scratch.floats;
        for (int k = 0; k < depth; k += step) {
            int block = Math.min(step, depth - k);
            int panel = floats.length - TILE_COLS * block;
            packRowsOfTiles(row, rows, total, k, block, depth, a, aOff, floats);
            listSteps(rows, block, scratch);
            for (int col = 0, width; col < paddedCols; col += width) {
                width = width(cols, col);
                transposePacked(col, Math.clamp(cols - col, 0, width), width, k, k + block, cols, depth, b, bOff,
                        floats, panel);
                int to = cOff + col * total + row * width;
                boolean first = k == 0;
                multiplyPanel(rows, width, block, scratch, floats, panel, first ? ZEROS : c, first ? 0 : to,
                        first ? 0 : width, c, to, width);
            }
        }
    }

    /** Rows {@code row .. row + used} of a packed matrix, their columns {@code from .. to}, as a panel of its transpose. */
    private static void transposePacked(int row, int used, int width, int from, int to, int total, int cols, float[] b,
            int bOff, float[] panel, int pOff) {
        for (int col = 0, w; col < to; col += w) {
            w = width(cols, col);
            int first = Math.max(from, col);
            int end = Math.min(to, col + w);
            if (first < end) {
                VectorPacking.transposePanel(width, used, width, end - first, b,
                        bOff + col * total + row * w + first - col, w, panel, pOff + (first - from) * width);
            }
        }
    }

    /** Columns {@code k .. k + block} of a packed A as strips, panel by panel. */
    private void packRowsOfTiles(int row, int rows, int total, int k, int block, int cols, float[] a, int aOff,
            float[] strips) {
        int end = k + block;
        for (int col = 0, width; col < end; col += width) {
            width = width(cols, col);
            int from = Math.max(k, col);
            int to = Math.min(end, col + width);
            if (from < to) {
                int at = aOff + col * total + row * width + from - col;
                for (int i = 0, strip = (from - k) * A_STEP, height; i < rows; i += height, strip += A_STEP * block) {
                    height = VectorTiles.height(rows - i);
                    VectorPacking.packTileRows(refined, Math.min(height, rows - i), to - from, a, at + i * width, width,
                            strips, strip);
                }
            }
        }
    }

    /** Lists the steps of every strip that count, if of the first one few do. */
    private void listSteps(int rows, int block, ProductScratch scratch) {
        boolean few = refined && VectorSteps.few(listStrip(0, block, scratch), block);
        for (int i = 0, t = 0; i < rows; i += VectorTiles.height(rows - i), t++) {
            scratch.counts[t] = few ? listStrip(t, block, scratch) : ALL;
        }
    }

    /** Lists the steps of those strips of which few seem to count. */
    private void listStepsOfEach(int rows, int block, ProductScratch scratch) {
        for (int i = 0, t = 0; i < rows; i += VectorTiles.height(rows - i), t++) {
            boolean few = refined
                    && VectorSteps.fewOfStrip(block, scratch.floats, t * A_STEP * block, scratch.steps, t * block);
            scratch.counts[t] = few ? listStrip(t, block, scratch) : ALL;
        }
    }

    private static int listStrip(int t, int block, ProductScratch scratch) {
        return VectorSteps.ofStrip(block, scratch.floats, t * A_STEP * block, scratch.steps, t * block);
    }

    @Override
    public void matMulTransA(int from, int to, int aCols, int col, int toCol, int cols, int depth, int total, float[] a,
            int aOff, float[] b, int bOff, float[] c, int cOff, int cRow, int cTotal, boolean add,
            ProductScratch scratch) {
        int rows = to - from;
        int step = depthStep(depth);
        for (int k = 0; k < depth; k += step) {
            int block = Math.min(step, depth - k);
            for (int i = 0, strip = 0; i < rows; i += VectorTiles.height(rows - i), strip += A_STEP * block) {
                VectorPacking.packTileCols(from + i, aCols, k, block, total, a, aOff, scratch.floats, strip);
            }
            listStepsOfEach(rows, block, scratch);
            for (int panel = col, width; panel < toCol; panel += width) {
                width = width(cols, panel);
                int at = cOff + panel * cTotal + cRow * width;
                boolean first = k == 0 && !add;
                multiplyPanel(rows, width, block, scratch, b, bOff + panel * total + k * width,
                        first ? ZEROS : c, first ? 0 : at, first ? 0 : width, c, at, width);
            }
        }
    }

    /**
     * All tiles of a panel, A in strips. The first block of the depth begins with the initial values, later ones go on with the sums that
     * stand in C.
     */
    private static void multiplyPanel(int rows, int width, int block, ProductScratch scratch, float[] b, int bOff,
            float[] init, int iOff, int iRow, float[] c, int cOff, int ldc) {
        for (int i = 0, t = 0, height; i < rows; i += height, t++) {
            height = VectorTiles.height(rows - i);
            int used = Math.min(height, rows - i);
            int strip = t * A_STEP * block;
            int count = scratch.counts[t];
            if (count == ALL || !VectorSparseTiles.exists(height, width)) {
                VectorTiles.tile(height, used, width, block, scratch.floats, strip, b, bOff, init, iOff + i * iRow,
                        iRow, c, cOff + i * ldc, ldc);
            } else {
                sparseTile(used, width, count, t, block, scratch, b, bOff, init, iOff + i * iRow, iRow, c,
                        cOff + i * ldc, ldc);
            }
        }
    }

    /** A tile by the list of its strip. Where rows of C or of the initial values do not stand one behind the other, a copy's do. */
    private static void sparseTile(int rows, int width, int count, int t, int block, ProductScratch scratch, float[] b,
            int bOff, float[] init, int iOff, int iRow, float[] c, int cOff, int ldc) {
        boolean inPlace = ldc == width && rows == VectorTiles.ROWS;
        boolean copied = !inPlace || iRow != width;
        float[] tile = scratch.tile;
        if (copied) { // rows that do not exist begin with what is left there
            VectorPacking.copyPanel(width, rows, init, iOff, iRow, tile, 0, width);
        }
        int list = t * block;
        VectorSparseTiles.tile(width, scratch.steps, list, list + count, scratch.floats, list * A_STEP, b, bOff,
                copied ? tile : init, copied ? 0 : iOff, inPlace ? c : tile, inPlace ? cOff : 0);
        if (!inPlace) {
            VectorPacking.copyPanel(width, rows, tile, 0, width, c, cOff, ldc);
        }
    }

    @Override
    public void rowMul(int cols, int depth, float[] a, int aOff, float[] packed, float[] init, int iOff, float[] c,
            int cOff, int[] steps) {
        VectorRowProduct.multiply(cols, depth, a, aOff, packed, init, iOff, c, cOff, steps, refined);
    }
}
