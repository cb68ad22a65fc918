package io.lanecoder.data;

import java.util.Arrays;
import java.util.Objects;

/**
 * A dense matrix of floats: {@code rows x cols} values in one flat array, row-major and contiguous.
 *
 * <p>Element (i, j) stands at {@code array()[offset() + i * cols() + j]}. {@link #rows(int, int)} gives a view on the same
 * array; nothing else shares memory. The matrix is a plain container: its values may be changed through {@link #array()} or
 * {@link #set}, and sharing one between threads is safe only while nobody writes.
 */
public final class FloatMatrix {
    private final float[] array;
    private final int offset;
    private final int rows;
    private final int cols;

    private FloatMatrix(float[] array, int offset, int rows, int cols) {
        this.array = array;
        this.offset = offset;
        this.rows = rows;
        this.cols = cols;
    }

    /**
     * A new matrix of zeros.
     *
     * @param rows number of rows, >= 0
     * @param cols number of columns, >= 0
     * @return the matrix
     * @throws IllegalArgumentException if a size is negative or {@code rows * cols} is over {@link Integer#MAX_VALUE}
     */
    public static FloatMatrix zeros(int rows, int cols) {
        return new FloatMatrix(new float[size(rows, cols)], 0, rows, cols);
    }

    /**
     * Wraps an array without copying it.
     *
     * @param rows number of rows, >= 0
     * @param cols number of columns, >= 0
     * @param values exactly {@code rows * cols} values, row after row
     * @return a matrix on that very array
     * @throws IllegalArgumentException if the array's length is not {@code rows * cols}
     */
    public static FloatMatrix of(int rows, int cols, float[] values) {
        int size = size(rows, cols);
        if (values.length != size) {
            throw new IllegalArgumentException(
                    "a " + rows + " x " + cols + " matrix takes " + size + " values, got " + values.length);
        }
        return new FloatMatrix(values, 0, rows, cols);
    }

    private static int size(int rows, int cols) {
        if (rows < 0 || cols < 0) {
            throw new IllegalArgumentException("rows and cols must be >= 0, got " + rows + " x " + cols);
        }
        long size = (long) rows * cols;
        if (size > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "a " + rows + " x " + cols + " matrix has " + size + " values, one array holds at most "
                            + (Integer.MAX_VALUE - 8));
        }
        return (int) size;
    }

    /** {@return the number of rows} */
    public int rows() {
        return rows;
    }

    /** {@return the number of columns} */
    public int cols() {
        return cols;
    }

    /** {@return the array that holds the values, not a copy; the matrix begins at {@link #offset()}} */
    public float[] array() {
        return array;
    }

    /** {@return the index in {@link #array()} of element (0, 0)} */
    public int offset() {
        return offset;
    }

    /**
     * The index in {@link #array()} of a row's first element.
     *
     * @param row row number, 0 to {@code rows()} (the end is allowed, as the exclusive bound of the last row)
     * @return {@code offset() + row * cols()}
     */
    public int rowOffset(int row) {
        return offset + row * cols;
    }

    /**
     * One element.
     *
     * @param row row number
     * @param col column number
     * @return its value
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public float get(int row, int col) {
        return array[index(row, col)];
    }

    /**
     * Sets one element.
     *
     * @param row row number
     * @param col column number
     * @param value the new value
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public void set(int row, int col, float value) {
        array[index(row, col)] = value;
    }

    private int index(int row, int col) {
        Objects.checkIndex(row, rows);
        Objects.checkIndex(col, cols);
        return offset + row * cols + col;
    }

    /**
     * A view of consecutive rows, on the same array.
     *
     * @param from first row, inclusive
     * @param to last row, exclusive
     * @return the view, {@code to - from} rows
     * @throws IndexOutOfBoundsException unless {@code 0 <= from <= to <= rows()}
     */
    public FloatMatrix rows(int from, int to) {
        Objects.checkFromToIndex(from, to, rows);
        return new FloatMatrix(array, rowOffset(from), to - from, cols);
    }

    /**
     * A copy of chosen rows.
     *
     * @param rowNumbers the rows, in the order wanted; a row may be named twice
     * @return a new matrix, {@code rowNumbers.length x cols()}
     * @throws IndexOutOfBoundsException if there is no such row
     */
    public FloatMatrix select(int[] rowNumbers) {
        FloatMatrix copy = zeros(rowNumbers.length, cols);
        for (int i = 0; i < rowNumbers.length; i++) {
            Objects.checkIndex(rowNumbers[i], rows);
            System.arraycopy(array, rowOffset(rowNumbers[i]), copy.array, i * cols, cols);
        }
        return copy;
    }

    /**
     * A copy of one row.
     *
     * @param row row number
     * @return a new array of {@code cols()} values
     * @throws IndexOutOfBoundsException if there is no such row
     */
    public float[] row(int row) {
        Objects.checkIndex(row, rows);
        return Arrays.copyOfRange(array, rowOffset(row), rowOffset(row + 1));
    }

    /** {@return a copy of all values, row after row} */
    public float[] toArray() {
        return Arrays.copyOfRange(array, offset, offset + rows * cols);
    }

    /** {@return the shape, for messages: "60000 x 784"} */
    @Override
    public String toString() {
        return rows + " x " + cols;
    }
}
