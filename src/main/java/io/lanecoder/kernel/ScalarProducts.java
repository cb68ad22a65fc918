package io.lanecoder.kernel;

import java.util.Arrays;

/**
 * {@link Products} without the Vector API. A packed B is one panel as wide as B, so simply row-major, or stands in panels of a
 * given width: those of the vector kernels, for which this class can so stand in. The inner loop runs over columns and takes four
 * steps of the depth at a time, so that a JIT compiler may vectorise it by itself and loads and stores C a quarter as often.
 */
final class ScalarProducts implements Products {
    private final int panelCols;

    /** Packs B row-major. */
    ScalarProducts() {
        this(0);
    }

    /** Packs B in panels of so many columns; 0 stands for all columns. */
    private ScalarProducts(int panelCols) {
        this.panelCols = panelCols;
    }

    /** Packs B as the vector kernels do at a lane width; says so without their classes, which take long to load. */
    static ScalarProducts packedFor(int lanes) {
        return new ScalarProducts(Panels.cols(lanes));
    }

    @Override
    public int panelWidth(int cols, int col) {
        return panelCols == 0 ? Products.padded(cols) - col : Panels.width(panelCols, cols, col);
    }

    /** First column of the panel that a column stands in. */
    private int panelStart(int cols, int col) {
        return panelCols == 0 ? 0 : Panels.start(panelCols, cols, col);
    }

    @Override
    public void packRows(int fromRow, int toRow, int total, int cols, float[] b, int bOff, int ldb, float[] packed,
            int pOff) {
        int paddedCols = Products.padded(cols);
        int width;
        for (int col = 0; col < paddedCols; col += width) {
            width = panelWidth(cols, col);
            for (int k = fromRow; k < toRow; k++) {
                System.arraycopy(b, bOff + (k - fromRow) * ldb + col, packed, pOff + col * total + k * width,
                        width);
            }
        }
    }

    @Override
    public void unpackRows(int fromRow, int toRow, int total, int cols, float[] packed, int pOff, float[] out, int oOff,
            int ldo) {
        int paddedCols = Products.padded(cols);
        for (int col = 0, width; col < paddedCols; col += width) {
            width = panelWidth(cols, col);
            for (int k = fromRow; k < toRow; k++) {
                System.arraycopy(packed, pOff + col * total + k * width, out, oOff + (k - fromRow) * ldo + col, width);
            }
        }
    }

    @Override
    public void packTransposed(int depth, int cols, float[] bt, int bOff, int ldb, float[] packed, int pOff) {
        int paddedCols = Products.padded(cols);
        for (int col = 0, width; col < paddedCols; col += width) {
            width = panelWidth(cols, col);
            packTransposedPanel(width, width, Math.clamp(cols - col, 0, width), depth, bt, bOff + col * ldb, ldb,
                    packed, pOff + col * depth);
        }
    }

    @Override
    public void unpackTransposed(int depth, int cols, float[] packed, int pOff, float[] bt, int bOff, int ldb) {
        for (int col = 0, width; col < cols; col += width) {
            width = panelWidth(cols, col);
            unpackTransposedRows(0, depth, Math.min(width, cols - col), packed, pOff + col * depth, width, bt,
                    bOff + col * ldb, ldb);
        }
    }

    /** Rows {@code from .. to} of a panel become columns of a transpose. */
    static void unpackTransposedRows(int from, int to, int cols, float[] panel, int pOff, int width, float[] bt,
            int bOff, int ldb) {
        for (int j = 0; j < cols; j++) {
            for (int k = from; k < to; k++) {
                bt[bOff + j * ldb + k] = panel[pOff + k * width + j];
            }
        }
    }

    /**
     * Rows of a transpose become columns: {@code packed[pOff + k * ldp + j] = bt[bOff + j * ldb + k]} for j below {@code used};
     * from there to {@code width} come zeros.
     */
    static void packTransposedPanel(int width, int ldp, int used, int depth, float[] bt, int bOff, int ldb,
            float[] packed, int pOff) {
        int j = 0;
        for (; j + 4 <= used; j += 4) { // four at a time: the target is written in groups, not float by float
            int r0 = bOff + j * ldb;
            int r1 = r0 + ldb;
            int r2 = r1 + ldb;
            int r3 = r2 + ldb;
            for (int k = 0, p = pOff + j; k < depth; k++, p += ldp) {
                packed[p] = bt[r0 + k];
                packed[p + 1] = bt[r1 + k];
                packed[p + 2] = bt[r2 + k];
                packed[p + 3] = bt[r3 + k];
            }
        }
        for (; j < used; j++) {
            for (int k = 0, p = pOff + j; k < depth; k++, p += ldp) {
                packed[p] = bt[bOff + j * ldb + k];
            }
        }
        if (used < width) {
            for (int k = 0; k < depth; k++) {
                Arrays.fill(packed, pOff + k * ldp + used, pOff + k * ldp + width, 0f);
            }
        }
    }

    @Override
    public void matMul(int rows, int cols, int depth, float[] a, int aOff, int lda, float[] packed, float[] init,
            int iOff, int iRow, float[] c, int cOff, int ldc, ProductScratch scratch) {
        for (int i = 0; i < rows; i++) {
            rowMul(cols, depth, a, aOff + i * lda, packed, init, iOff + i * iRow, c, cOff + i * ldc, scratch.steps);
        }
    }

    @Override
    public void matMulPacked(int row, int rows, int total, int cols, int depth, float[] a, int aOff, float[] b,
            int bOff, float[] init, int iOff, float[] c, int cOff, ProductScratch scratch) {
        int paddedCols = Products.padded(cols);
        for (int col = 0, width; col < paddedCols; col += width) {
            width = panelWidth(cols, col);
            for (int i = row; i < row + rows; i++) {
                int to = cOff + col * total + i * width;
                System.arraycopy(init, iOff + col, c, to, width);
                multiplyAddPacked(width, 0, depth, depth, a, aOff, i, total, b, bOff + col * depth, width, c, to);
                positiveZeros(width, c, to);
            }
        }
    }

    @Override
    public void matMulTransB(int row, int rows, int total, int cols, int depth, float[] a, int aOff, float[] b,
            int bOff, float[] c, int cOff, ProductScratch scratch) {
        int paddedCols = Products.padded(cols);
        for (int col = 0, width; col < paddedCols; col += width) {
            width = Math.min(panelWidth(cols, col), 3 * ALIGN); // what scratch has room for
            int panel = panelStart(cols, col);
            int ldc = panelWidth(cols, panel);
            for (int k = 0; k < depth; k += DEPTH_BLOCK) {
                int end = Math.min(depth, k + DEPTH_BLOCK);
                transposePacked(Math.clamp(cols - col, 0, width), width, col, k, end, cols, depth, b, bOff,
                        scratch.floats);
                for (int i = row; i < row + rows; i++) {
                    int to = cOff + panel * total + i * ldc + col - panel;
                    if (k == 0) {
                        Arrays.fill(c, to, to + width, 0f);
                    }
                    multiplyAddPacked(width, k, end, depth, a, aOff, i, total, scratch.floats, 0, width, c, to);
                    positiveZeros(width, c, to);
                }
            }
        }
    }

    /** Rows {@code row ..} of a packed matrix, their columns {@code from .. to}, as a panel of its transpose. */
    private void transposePacked(int used, int width, int row, int from, int to, int total, int cols, float[] b,
            int bOff, float[] panel) {
        for (int col = 0, w; col < to; col += w) {
            w = panelWidth(cols, col);
            int first = Math.max(from, col);
            int end = Math.min(to, col + w);
            if (first < end) {
                packTransposedPanel(width, width, used, end - first, b, bOff + col * total + row * w + first - col, w,
                        panel, (first - from) * width);
            }
        }
    }

    @Override
    public void matMulTransA(int from, int to, int aCols, int col, int toCol, int cols, int depth, int total, float[] a,
            int aOff, float[] b, int bOff, float[] c, int cOff, int cRow, int cTotal, boolean add,
            ProductScratch scratch) {
        for (int i = from; i < to; i++) {
            int aPanel = panelStart(aCols, i);
            int left = aOff + aPanel * total + i - aPanel;
            int lda = panelWidth(aCols, aPanel);
            for (int panel = col, width; panel < toCol; panel += width) {
                width = panelWidth(cols, panel);
                int row = cOff + panel * cTotal + (cRow + i - from) * width;
                if (!add) {
                    Arrays.fill(c, row, row + width, 0f);
                }
                multiplyAddRows(width, depth, a, left, lda, b, bOff + panel * total, width, c, row);
                positiveZeros(width, c, row);
            }
        }
    }

    /** One row of a packed A, its columns {@code from .. to} of {@code cols}, times rows of B that begin at {@code bOff}. */
    private void multiplyAddPacked(int n, int from, int to, int cols, float[] a, int aOff, int row, int total,
            float[] b, int bOff, int ldb, float[] c, int cOff) {
        for (int col = 0, width; col < to; col += width) {
            width = panelWidth(cols, col);
            int first = Math.max(from, col);
            int end = Math.min(to, col + width);
            if (first < end) {
                multiplyAddRows(n, end - first, a, aOff + col * total + row * width + first - col, 1, b,
                        bOff + (first - from) * ldb, ldb, c, cOff);
            }
        }
    }

    @Override
    public void rowMul(int cols, int depth, float[] a, int aOff, float[] packed, float[] init, int iOff, float[] c,
            int cOff, int[] steps) {
        System.arraycopy(init, iOff, c, cOff, Products.padded(cols));
        int paddedCols = Products.padded(cols);
        for (int col = 0, width; col < paddedCols; col += width) {
            width = panelWidth(cols, col);
            multiplyAddRows(width, depth, a, aOff, 1, packed, col * depth, width, c, cOff + col);
        }
        positiveZeros(paddedCols, c, cOff);
    }

    /** The end of a chain: plus 0. */
    private static void positiveZeros(int n, float[] c, int cOff) {
        for (int j = 0; j < n; j++) {
            c[cOff + j] += 0f;
        }
    }

    /** {@code c[j] = fma(a_k, b_kj, c[j])} for k ascending. */
    private static void multiplyAddRows(int n, int depth, float[] a, int aOff, int aDepth, float[] b, int bOff, int ldb,
            float[] c, int cOff) {
        int k = 0;
        for (; k + 4 <= depth; k += 4) {
            int ka = aOff + k * aDepth;
            float a0 = a[ka];
            float a1 = a[ka + aDepth];
            float a2 = a[ka + 2 * aDepth];
            float a3 = a[ka + 3 * aDepth];
            if (a0 == 0 && a1 == 0 && a2 == 0 && a3 == 0) {
                continue; // pictures are zeros for the most part
            }
            int b0 = bOff + k * ldb;
            int b1 = b0 + ldb;
            int b2 = b1 + ldb;
            int b3 = b2 + ldb;
            for (int j = 0; j < n; j++) {
                float sum = Math.fma(a0, b[b0 + j], c[cOff + j]);
                sum = Math.fma(a1, b[b1 + j], sum);
                sum = Math.fma(a2, b[b2 + j], sum);
                c[cOff + j] = Math.fma(a3, b[b3 + j], sum);
            }
        }
        for (; k < depth; k++) {
            float ak = a[aOff + k * aDepth];
            for (int j = 0; j < n; j++) {
                c[cOff + j] = Math.fma(ak, b[bOff + k * ldb + j], c[cOff + j]);
            }
        }
    }
}
