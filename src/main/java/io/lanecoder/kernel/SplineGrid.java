package io.lanecoder.kernel;

/**
 * A grid of nodes in the plane, for {@link Splines}. Holds the array, not a copy.
 *
 * @param values a value a node, row-major: columns run along the first coordinate
 * @param ld distance of the rows
 * @param originX first coordinate of the first node
 * @param originY its second coordinate
 * @param perUnit nodes a unit of length
 */
public record SplineGrid(float[] values, int ld, double originX, double originY, double perUnit) {
    /**
     * {@return the row of nodes at a second coordinate or next below it}
     *
     * @param y the coordinate, not below the first row
     */
    public int row(float y) {
        return (int) ((y - originY) * perUnit);
    }
}
