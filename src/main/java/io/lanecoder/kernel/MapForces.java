package io.lanecoder.kernel;

/**
 * The forces between the points of a map in the plane, with the weights {@code w = 1 / (1 + d^2)} of the t-distribution
 * with one degree of freedom.
 *
 * <p>Neighbours come in groups of {@link #GROUP}. A sum over a row's groups is taken in {@code GROUP} float sums, one for
 * each place in a group, groups ascending, fused multiply-adds; then in halves: places 8 to 15 are added to 0 to 7, 4 to 7
 * to 0 to 3, and so on. <b>Same bits:</b> neither the implementation nor the lane width changes that.
 */
public interface MapForces {
    /** Neighbours in a group. */
    int GROUP = SumOrder.LANES;
    /** A coordinate so far away that a point there has no influence on any other; fills up the last group. */
    float FAR = 0x1p60f;

    /**
     * Attraction of each row by its neighbours: {@code out[i] = sum p w (point i - neighbour)}.
     *
     * @param from first row
     * @param to end of the rows, exclusive
     * @param groups row i has the groups {@code groups[i]} to {@code groups[i + 1] - 1}
     * @param neighbours point numbers, {@code GROUP} a group
     * @param p their affinities; 0 where a group is filled up
     * @param x first coordinate of all points
     * @param y second coordinate
     * @param pairs both of them, as {@link #pair} puts them together
     * @param outX first component of the sums, at the place of the row
     * @param outY second component
     */
    void attract(int from, int to, int[] groups, int[] neighbours, float[] p, float[] x, float[] y, long[] pairs,
            float[] outX, float[] outY);

    /**
     * Puts the coordinates of points together, the bits of the first in the lower half: one load fetches both.
     *
     * @param points number of points
     * @param x first coordinate
     * @param y second coordinate
     * @param pairs a number a point
     */
    static void pair(int points, float[] x, float[] y, long[] pairs) {
        for (int i = 0; i < points; i++) {
            pairs[i] = (long) Float.floatToRawIntBits(y[i]) << 32 | Float.floatToRawIntBits(x[i]) & 0xFFFF_FFFFL;
        }
    }

    /**
     * Repulsion of points by sources, exactly: {@code outX[i], outY[i] = sum w^2 (point i - source)},
     * {@code weights[i] = sum w}.
     *
     * @param from first point
     * @param to end of the points, exclusive
     * @param x first coordinate of the points
     * @param y second coordinate
     * @param sources number of sources, a multiple of {@code GROUP}, filled up with {@link #FAR}
     * @param sx first coordinate of the sources
     * @param sy second coordinate
     * @param outX first component of the sums, at the place of the point
     * @param outY second component
     * @param weights the sums of the weights, at the place of the point
     */
    void repel(int from, int to, float[] x, float[] y, int sources, float[] sx, float[] sy, float[] outX, float[] outY,
            float[] weights);
}
