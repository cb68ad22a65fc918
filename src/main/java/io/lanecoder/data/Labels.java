package io.lanecoder.data;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The known classes of the rows of a data set: a class number a row, and a name a class.
 *
 * <p>Class {@code c} is called {@code names().get(c)}; the numbers run from 0 without a gap in the names, but a class may have
 * no row. Immutable, except that {@link #codes()} gives the array itself, not a copy.
 *
 * @param codes the class of each row, each in {@code 0 .. names.size() - 1}
 * @param names the names of the classes
 */
public record Labels(int[] codes, List<String> names) {
    /**
     * Checks that every code has a name.
     *
     * @throws IllegalArgumentException if a code is negative or has no name
     */
    public Labels {
        Objects.requireNonNull(codes, "codes");
        names = List.copyOf(names);
        for (int i = 0; i < codes.length; i++) {
            if (codes[i] < 0 || codes[i] >= names.size()) {
                throw new IllegalArgumentException(
                        "row " + i + " has class " + codes[i] + ", there are " + names.size() + " class names");
            }
        }
    }

    /** {@return the number of rows} */
    public int size() {
        return codes.length;
    }

    /**
     * The labels of consecutive rows.
     *
     * @param from first row, inclusive
     * @param to last row, exclusive
     * @return a copy with the same names
     * @throws IndexOutOfBoundsException unless {@code 0 <= from <= to <= size()}
     */
    public Labels rows(int from, int to) {
        Objects.checkFromToIndex(from, to, codes.length);
        return new Labels(Arrays.copyOfRange(codes, from, to), names);
    }

    /** {@inheritDoc} Two are equal when their codes and names are. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Labels that && Arrays.equals(codes, that.codes) && names.equals(that.names);
    }

    /** {@inheritDoc} */
    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(codes) + names.hashCode();
    }

    /** {@return the number of rows and classes, for messages} */
    @Override
    public String toString() {
        return codes.length + " labels of " + names.size() + " classes";
    }
}
