package io.lanecoder.kernel;

/**
 * Quintic B-splines in the plane on a regular grid: values of points are spread over the nodes, and splines read off at
 * points. A point has weights for {@link #NODES} columns and as many rows of nodes, {@link #BEFORE} of them before the node at or
 * next below it.
 *
 * <p>A weight is a polynomial of the distance t to that node, by Horner's scheme, fused. <b>Same bits:</b> neither the
 * implementation nor the lane width changes the order of any operation. Points must lie so that eight columns and six rows of
 * nodes are there.
 */
public interface Splines {
    /** Nodes where the spline of a point is not zero, a direction. */
    int NODES = 6;
    /** How many of them lie before the node at or next below the point. */
    int BEFORE = 2;

    /**
     * Adds the spline of each point to some rows of nodes.
     *
     * @param firstRow first of these rows
     * @param endRow their end, exclusive
     * @param rowStart points {@code order[rowStart[r]]} to {@code order[rowStart[r + 1] - 1]} have r as the first of their rows
     * @param order numbers of the points
     * @param x first coordinate of all points
     * @param y second coordinate
     * @param grid where they are added
     */
    void spread(int firstRow, int endRow, int[] rowStart, int[] order, float[] x, float[] y, SplineGrid grid);

    /**
     * Reads values off, and derivatives by the numbers of the node.
     *
     * @param from first place in {@code order}
     * @param to end of the places, exclusive
     * @param order numbers of the points
     * @param x first coordinate of all points
     * @param y second coordinate
     * @param grid the grid
     * @param factor what derivatives are multiplied by
     * @param outX derivatives along the columns, at the places of the points
     * @param outY derivatives along the rows
     * @param values values
     */
    void read(int from, int to, int[] order, float[] x, float[] y, SplineGrid grid, float factor, float[] outX,
            float[] outY, float[] values);
}
