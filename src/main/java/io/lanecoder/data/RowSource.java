package io.lanecoder.data;

import java.io.IOException;

/** Rows that are fetched piece by piece, because there may be more of them than the heap holds. Safe for all threads. */
public interface RowSource {
    /** {@return the number of rows} */
    long rows();

    /** {@return the number of columns} */
    int cols();

    /**
     * Fetches consecutive rows. Called by several threads at once.
     *
     * @param row the first, >= 0
     * @param count how many, >= 1; {@code row + count <= rows()}
     * @param target takes {@code count * cols()} values, row after row
     * @param offset where in it they begin
     * @throws IOException if they cannot be read or are not what they must be
     */
    void read(long row, int count, float[] target, int offset) throws IOException;

    /**
     * The rows of a matrix as a source.
     *
     * @param matrix the rows; not copied
     * @return the source
     */
    static RowSource of(FloatMatrix matrix) {
        return new RowSource() {
            @Override
            public long rows() {
                return matrix.rows();
            }

            @Override
            public int cols() {
                return matrix.cols();
            }

            @Override
            public void read(long row, int count, float[] target, int offset) {
                System.arraycopy(matrix.array(), matrix.rowOffset((int) row), target, offset, count * matrix.cols());
            }
        };
    }
}
