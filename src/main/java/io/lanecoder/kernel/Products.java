package io.lanecoder.kernel;

/**
 * The matrix products of a dense layer.
 *
 * <p><b>Same bits.</b> Every output element is one chain of fused multiply-adds over the depth, ascending, that begins with the
 * initial value: {@code c = init; for k: c = fma(a[k], b[k], c)}, and ends with {@code c + 0}. Blocking over the depth continues the
 * same chain. So neither the implementation, nor the lane width, nor how rows are grouped changes a bit.
 *
 * <p><b>Zeros.</b> A term with a zero in one operand and a finite number in the other changes nothing but, at most, the sign of a
 * zero, and that sign is lost in the end: a zero plus 0 is a positive zero. So such terms may be left out without being missed. Where
 * the other number is infinite or NaN it is not defined whether the result is NaN.
 *
 * <p><b>Room.</b> The columns of B, C and of the initial values are handled in whole groups of {@value #ALIGN}: each of their
 * rows has room up to {@link #padded}, and B holds zeros there. What stands in the padding of C afterwards is the initial value
 * found in the padding, plus 0.
 *
 * <p><b>Packing.</b> A packed matrix of {@code total} rows stands in panels of columns, each panel row after row: element (i, j)
 * of the panel that begins at column p at {@code p * total + i * panelWidth(cols, p) + j - p}. Panels are as wide as a register
 * tile: the innermost loop reads B as one contiguous stream, and what a tile writes as a part of C stands together, whatever it is
 * an operand of next. The size does not depend on the implementation, the order does. A packed matrix has {@link #packedSize}
 * floats and {@value #ALIGN} readable ones behind them. In a training step everything stays packed:
 * {@link #matMulPacked}, {@link #matMulTransB} and {@link #matMulTransA} are its forward pass, its backward pass and its gradient.
 */
public interface Products {
    /** Rows of matrices begin at multiples of this many floats: the lanes of the widest vector, a cache line. */
    int ALIGN = 16;

    /**
     * Where matrices that are read and written all the time begin in arrays of their own. An array's numbers stand behind a header of
     * 16 bytes, so this is the start of a cache line wherever the array is at one ({@code -XX:ObjectAlignmentInBytes=64}): no vector is
     * then read or written in two halves.
     */
    int START = 12;

    /**
     * {@return the columns rounded up to whole groups of {@value #ALIGN}}
     *
     * @param cols number of columns
     */
    static int padded(int cols) {
        return Math.ceilDiv(cols, ALIGN) * ALIGN;
    }

    /**
     * {@return the number of floats a packed matrix takes}
     *
     * @param rows its rows
     * @param cols its columns
     */
    static int packedSize(int rows, int cols) {
        return Math.multiplyExact(rows, padded(cols));
    }

    /**
     * The greatest depth of one block of a product, a multiple of {@value #ALIGN}. Every block loads and stores C again and begins its
     * tiles anew, which takes as long as a depth of 5 to 10. A panel of B of this depth takes 32 KB (two vectors of 8 lanes) or 98 KB
     * (three of 16): it streams from the second level cache fast enough.
     */
    int DEPTH_BLOCK = 512;

    /**
     * {@return the width of the panel that begins at a column}
     *
     * @param cols number of columns of the matrix
     * @param col first column of a panel: 0, or where the one before ends, below {@code padded(cols)}
     */
    int panelWidth(int cols, int col);

    /**
     * Packs some rows of a matrix, or all.
     *
     * @param fromRow first row to pack
     * @param toRow end of the rows to pack, exclusive
     * @param total number of rows of the whole matrix
     * @param cols number of its columns
     * @param b an array with these rows, row-major
     * @param bOff where row {@code fromRow} begins
     * @param ldb distance between rows, at least {@code padded(cols)}
     * @param packed the array of the packed matrix
     * @param pOff where that begins
     */
    void packRows(int fromRow, int toRow, int total, int cols, float[] b, int bOff, int ldb, float[] packed, int pOff);

    /**
     * Some rows of a packed matrix, row-major again.
     *
     * @param fromRow first row
     * @param toRow end of the rows, exclusive
     * @param total number of rows of the whole matrix
     * @param cols number of its columns
     * @param packed the array of the packed matrix
     * @param pOff where that begins
     * @param out where to
     * @param oOff where row {@code fromRow} begins there
     * @param ldo distance between rows there, at least {@code padded(cols)}
     */
    void unpackRows(int fromRow, int toRow, int total, int cols, float[] packed, int pOff, float[] out, int oOff,
            int ldo);

    /**
     * Packs B, given as its transpose.
     *
     * @param depth number of rows of B
     * @param cols number of columns of B
     * @param bt the array of the transpose (cols x depth, row-major)
     * @param bOff where its row 0 begins
     * @param ldb distance between rows of the transpose, at least {@code depth}
     * @param packed where to, {@code packedSize(depth, cols)} floats; the padding becomes zero
     * @param pOff where the packed matrix begins there
     */
    void packTransposed(int depth, int cols, float[] bt, int bOff, int ldb, float[] packed, int pOff);

    /**
     * The transpose of a packed B, row-major: undoes {@link #packTransposed}.
     *
     * @param depth number of rows of B
     * @param cols number of columns of B
     * @param packed the array of B
     * @param pOff where B begins there
     * @param bt where to (cols x depth)
     * @param bOff where row 0 begins there
     * @param ldb distance between rows there, at least {@code depth}
     */
    void unpackTransposed(int depth, int cols, float[] packed, int pOff, float[] bt, int bOff, int ldb);

    /**
     * C = init + A B for a packed B.
     *
     * @param rows rows of A and C, >= 1
     * @param cols columns of B and C
     * @param depth columns of A, rows of B
     * @param a the array of A, row-major
     * @param aOff where its row 0 begins
     * @param lda distance between rows of A
     * @param packed B, packed
     * @param init the initial values, a bias for example
     * @param iOff where they begin
     * @param iRow distance between rows of initial values; 0 gives all rows the same
     * @param c the array of C; may be {@code init}, in place, but not A
     * @param cOff where its row 0 begins
     * @param ldc distance between rows of C
     * @param scratch this thread's, for {@code rows} rows
     */
    void matMul(int rows, int cols, int depth, float[] a, int aOff, int lda, float[] packed, float[] init, int iOff,
            int iRow, float[] c, int cOff, int ldc, ProductScratch scratch);

    /**
     * C = init + A B, all of them packed: rows {@code row .. row + rows} of A and C.
     *
     * @param row first row
     * @param rows number of rows, >= 1
     * @param total number of rows of the whole A and C
     * @param cols columns of B and C
     * @param depth columns of A, rows of B
     * @param a the array of A
     * @param aOff where A begins
     * @param b the array of B
     * @param bOff where B begins
     * @param init the initial values, the same for all rows
     * @param iOff where they begin
     * @param c the array of C, neither A's nor B's
     * @param cOff where C begins
     * @param scratch this thread's, for {@code rows} rows
     */
    void matMulPacked(int row, int rows, int total, int cols, int depth, float[] a, int aOff, float[] b, int bOff,
            float[] init, int iOff, float[] c, int cOff, ProductScratch scratch);

    /**
     * C = A B^T, all of them packed, initial values zero: rows {@code row .. row + rows} of A and C.
     *
     * @param row first row
     * @param rows number of rows, >= 1
     * @param total number of rows of the whole A and C
     * @param cols columns of C, rows of B
     * @param depth columns of A and B
     * @param a the array of A
     * @param aOff where A begins
     * @param b the array of B
     * @param bOff where B begins
     * @param c the array of C, neither A's nor B's
     * @param cOff where C begins
     * @param scratch this thread's, for {@code rows} rows
     */
    void matMulTransB(int row, int rows, int total, int cols, int depth, float[] a, int aOff, float[] b, int bOff,
            float[] c, int cOff, ProductScratch scratch);

    /**
     * C = A^T B or C + A^T B, all of them packed: of C those rows that belong to the columns {@code from .. to} of A, and of these
     * the columns {@code col .. toCol}, whole panels. Adding goes on with the same chains: the rows of A and B may come in parts, one
     * after the other, for the same bits.
     *
     * @param from first column of A
     * @param to end of the columns of A, exclusive
     * @param aCols columns of the whole A
     * @param col first column of B and C, where a panel begins
     * @param toCol end of the columns of B and C, exclusive, where a panel ends
     * @param cols columns of the whole B and C
     * @param depth rows of A and B that count, the first ones
     * @param total number of rows of the whole A and B
     * @param a the array of A
     * @param aOff where A begins
     * @param b the array of B
     * @param bOff where B begins
     * @param c the array of C
     * @param cOff where C begins; below 0 if the array has only its later panels
     * @param cRow which row of C belongs to the column {@code from}
     * @param cTotal number of rows of C
     * @param add whether the initial values stand in C; otherwise they are zero
     * @param scratch this thread's, for {@code to - from} rows
     */
    void matMulTransA(int from, int to, int aCols, int col, int toCol, int cols, int depth, int total, float[] a,
            int aOff, float[] b, int bOff, float[] c, int cOff, int cRow, int cTotal, boolean add,
            ProductScratch scratch);

    /**
     * One row: c = init + a B for a packed B; the bits of {@link #matMul}, at the speed of reading once those rows of B that meet no zero.
     *
     * @param cols columns of B
     * @param depth rows of B
     * @param a the array of the row
     * @param aOff where it begins
     * @param packed B, packed
     * @param init the initial values
     * @param iOff where they begin
     * @param c the array of the result
     * @param cOff where it begins; the result must not overlap a
     * @param steps memory for {@code depth} numbers
     */
    void rowMul(int cols, int depth, float[] a, int aOff, float[] packed, float[] init, int iOff, float[] c, int cOff,
            int[] steps);
}
