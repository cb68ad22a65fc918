package io.lanecoder.format;

import io.lanecoder.data.FloatMatrix;
import java.util.Arrays;
import java.util.Objects;

/**
 * A named array of floats, in C order.
 *
 * <p>{@link #shape()} and {@link #values()} give the arrays themselves, not copies: sharing a tensor between threads
 * is safe while nobody writes to them. Two tensors are equal when their names, shapes and the bits of their values are.
 *
 * @param name for example {@code encoder.fc1.weight}
 * @param shape the sizes, each >= 0; empty for a single value
 * @param values as many values as the product of the sizes
 */
public record Tensor(String name, int[] shape, float[] values) {
    /**
     * Checks that values and shape fit.
     *
     * @throws IllegalArgumentException if a size is negative or the product of the sizes is not the number of values
     */
    public Tensor {
        Objects.requireNonNull(name, "name");
        long product = 1;
        for (int size : shape) {
            if (size < 0) {
                throw new IllegalArgumentException(
                        "tensor " + name + " has the shape " + Arrays.toString(shape) + ", sizes must be >= 0");
            }
            // beyond what an array holds the exact product does not matter; zero still makes it zero
            product = size == 0 ? 0 : Math.min(product, Integer.MAX_VALUE) * size;
        }
        if (product != values.length) {
            throw new IllegalArgumentException("tensor " + name + " has the shape " + Arrays.toString(shape) + " and "
                    + values.length + " values, expected " + product);
        }
    }

    /**
     * A tensor of rank 2.
     *
     * @param name its name
     * @param matrix the values, copied
     * @return the tensor, {@code [rows, cols]}
     */
    public static Tensor of(String name, FloatMatrix matrix) {
        return new Tensor(name, new int[] {matrix.rows(), matrix.cols()}, matrix.toArray());
    }

    /**
     * This tensor as a matrix, on the same array.
     *
     * @return a matrix of {@code shape[0]} rows and {@code shape[1]} columns
     * @throws IllegalStateException if the rank is not 2
     */
    public FloatMatrix matrix() {
        if (shape.length != 2) {
            throw new IllegalStateException(
                    "tensor " + name + " has the shape " + Arrays.toString(shape) + ", expected 2 sizes");
        }
        return FloatMatrix.of(shape[0], shape[1], values);
    }

    /** {@return the index of the first value that is NaN or infinite, or -1 if all are finite} */
    public int firstNonFinite() {
        for (int i = 0; i < values.length; i++) {
            if (!(Math.abs(values[i]) <= Float.MAX_VALUE)) {
                return i;
            }
        }
        return -1;
    }

    /** {@inheritDoc} */
    @Override
    public boolean equals(Object other) {
        return other instanceof Tensor that && name.equals(that.name) && Arrays.equals(shape, that.shape)
                && Arrays.equals(values, that.values);
    }

    /** {@inheritDoc} */
    @Override
    public int hashCode() {
        return 31 * (31 * name.hashCode() + Arrays.hashCode(shape)) + Arrays.hashCode(values);
    }

    /** {@return name and shape, for messages: "encoder.fc1.weight [256, 784]"} */
    @Override
    public String toString() {
        return name + " " + Arrays.toString(shape);
    }
}
