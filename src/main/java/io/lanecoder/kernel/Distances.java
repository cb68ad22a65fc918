package io.lanecoder.kernel;

import java.util.Arrays;

/**
 * Nearest points, by squared Euclidean distance.
 *
 * <p><b>Panels.</b> The rows x stand side by side in panels of {@link #panelRows} (see {@link #packRows}), so that
 * lanes run across rows and the points c are broadcast: the least score of a row is found lane by lane, without a
 * meeting of lanes. Results have room for whole panels; what stands behind the last row is of no use.
 *
 * <p><b>Score.</b> {@code ||c||^2 / 2 - x.c} orders the points as their distance does:
 * {@code ||x - c||^2 = 2 score + ||x||^2}. It is one chain of fused multiply-adds over the depth, ascending, that
 * begins with half the squared norm. <b>Same bits:</b> neither the implementation, nor the lane width, nor how rows and
 * points are grouped changes a bit of it. The error of the chain is about {@code depth * 2^-24 * |x| |c|}, so move the
 * origin into the data first.
 */
public interface Distances {
    /** Points of a register tile: packed points come in groups of this many. */
    int TILE = 5;

    /** Most points of a group, see {@link #nearestTwoOf}. */
    int GROUP = 32;

    /** Most points of a call of {@link #listBelow}, whole tiles. */
    int LISTED = 16 * TILE;

    /** {@return the number of rows in a panel} */
    int panelRows();

    /**
     * {@return the points rounded up to whole tiles}
     *
     * @param points number of points
     */
    static int padded(int points) {
        return Math.ceilDiv(points, TILE) * TILE;
    }

    /**
     * {@return the number of floats that packed points take}
     *
     * @param points number of points
     * @param depth number of columns
     */
    static int packedSize(int points, int depth) {
        return Math.multiplyExact(padded(points), depth);
    }

    /**
     * {@return the rows rounded up to whole panels}
     *
     * @param rows number of rows
     */
    default int paddedRows(int rows) {
        return Math.ceilDiv(rows, panelRows()) * panelRows();
    }

    /**
     * Packs rows into panels: {@code packed[panel][k][row] = x[row][k] - shift[k]}; missing rows become zeros.
     *
     * @param rows number of rows
     * @param depth number of columns
     * @param x row-major matrix
     * @param xOff where its first row begins
     * @param ldx distance between its rows
     * @param shift what is taken off each row
     * @param packed where to, {@code paddedRows(rows) * depth} floats
     * @param pOff where they begin
     */
    default void packRows(int rows, int depth, float[] x, int xOff, int ldx, float[] shift, float[] packed, int pOff) {
        int width = panelRows();
        for (int row = 0; row < rows; row += width) {
            int panel = pOff + row * depth;
            int used = Math.min(width, rows - row);
            if (used < width) {
                Arrays.fill(packed, panel, panel + width * depth, 0f);
            }
            int r = 0;
            for (; r + 4 <= used; r += 4) { // four at a time: the target is written in groups, not float by float
                int x0 = xOff + (row + r) * ldx;
                int x1 = x0 + ldx;
                int x2 = x1 + ldx;
                int x3 = x2 + ldx;
                for (int k = 0, p = panel + r; k < depth; k++, p += width) {
                    float s = shift[k];
                    packed[p] = x[x0 + k] - s;
                    packed[p + 1] = x[x1 + k] - s;
                    packed[p + 2] = x[x2 + k] - s;
                    packed[p + 3] = x[x3 + k] - s;
                }
            }
            for (; r < used; r++) {
                packRow(depth, x, xOff + (row + r) * ldx, shift, packed, panel + r);
            }
        }
    }

    /**
     * Packs one row into its place in a panel.
     *
     * @param depth number of columns
     * @param x the array of the row
     * @param xOff where it begins
     * @param shift what is taken off it
     * @param packed the panels
     * @param pOff where the row's panel begins, plus its number in the panel
     */
    default void packRow(int depth, float[] x, int xOff, float[] shift, float[] packed, int pOff) {
        int width = panelRows();
        for (int k = 0, p = pOff; k < depth; k++, p += width) {
            packed[p] = x[xOff + k] - shift[k];
        }
    }

    /**
     * As {@link #packRows}, for rows named by their numbers; what stands in the place of missing rows is of no use.
     *
     * @param count number of rows, >= 1
     * @param list their numbers
     * @param lOff where those begin
     * @param depth number of columns
     * @param x row-major matrix
     * @param xOff where its row 0 begins
     * @param ldx distance between its rows
     * @param shift what is taken off each row
     * @param packed where to, {@code paddedRows(count) * depth} floats
     * @param pOff where they begin
     */
    default void packList(int count, int[] list, int lOff, int depth, float[] x, int xOff, int ldx, float[] shift,
            float[] packed, int pOff) {
        int width = panelRows();
        for (int i = 0; i < count; i++) {
            packRow(depth, x, xOff + list[lOff + i] * ldx, shift, packed, pOff + (i - i % width) * depth + i % width);
        }
    }

    /**
     * Packs points, negated, and takes half their squared norms. Missing points of the last tile are zeros infinitely
     * far away.
     *
     * @param points number of points
     * @param depth number of columns
     * @param c row-major matrix of points
     * @param cOff where its first row begins
     * @param ldc distance between its rows
     * @param packed where to, {@code padded(points) * depth} floats
     * @param halfNorms {@code padded(points)} floats
     */
    static void packPoints(int points, int depth, float[] c, int cOff, int ldc, float[] packed, float[] halfNorms) {
        for (int j = 0; j < padded(points); j++) {
            int at = (j - j % TILE) * depth + j % TILE;
            int from = cOff + j * ldc;
            if (j < points) {
                halfNorms[j] = halfSquaredNorm(depth, c, from);
            } else {
                halfNorms[j] = Float.POSITIVE_INFINITY;
            }
            for (int k = 0; k < depth; k++) {
                packed[at + k * TILE] = j < points ? -c[from + k] : 0f;
            }
        }
    }

    /**
     * Packs some of the points that are packed already.
     *
     * @param members their numbers
     * @param depth number of columns
     * @param from packed points
     * @param fromNorms half their squared norms
     * @param packed where to, {@code padded(members.length) * depth} floats
     * @param halfNorms {@code padded(members.length)} floats
     */
    static void selectPoints(int[] members, int depth, float[] from, float[] fromNorms, float[] packed,
            float[] halfNorms) {
        Arrays.fill(halfNorms, members.length, halfNorms.length, Float.POSITIVE_INFINITY);
        for (int j = 0; j < members.length; j++) {
            halfNorms[j] = fromNorms[members[j]];
            int at = (j - j % TILE) * depth + j % TILE;
            int source = (members[j] - members[j] % TILE) * depth + members[j] % TILE;
            for (int k = 0; k < depth; k++) {
                packed[at + k * TILE] = from[source + k * TILE];
            }
        }
    }

    /**
     * {@return {@code ||x||^2 / 2}, one chain of fused multiply-adds}
     *
     * @param depth number of columns
     * @param x the array of the row
     * @param xOff where it begins
     */
    static float halfSquaredNorm(int depth, float[] x, int xOff) {
        float sum = 0f;
        for (int k = 0; k < depth; k++) {
            sum = Math.fma(x[xOff + k], x[xOff + k], sum);
        }
        return 0.5f * sum;
    }

    /**
     * The score of one point for each row, with the bits that {@link #nearest} finds.
     *
     * @param count number of rows
     * @param list their numbers
     * @param depth number of columns
     * @param x row-major matrix
     * @param xOff where its row 0 begins
     * @param ldx distance between its rows
     * @param shift what is taken off each row
     * @param which the point of each row
     * @param c row-major matrix of points, not packed, its rows without gaps
     * @param halfNorms half their squared norms
     * @param scores one a row
     */
    default void scores(int count, int[] list, int depth, float[] x, int xOff, int ldx, float[] shift, int[] which,
            float[] c, float[] halfNorms, float[] scores) {
        int i = 0;
        for (; i + 8 <= count; i += 8) {
            ScalarDistances.scores8(i, list, depth, x, xOff, ldx, shift, which, c, halfNorms, scores);
        }
        for (; i < count; i++) {
            float sum = halfNorms[which[i]];
            int from = xOff + list[i] * ldx;
            for (int k = 0; k < depth; k++) {
                sum = Math.fma(shift[k] - x[from + k], c[which[i] * depth + k], sum);
            }
            scores[i] = sum;
        }
    }

    /**
     * Dot products of one row with points: {@code out[i] = x.c[which[i]]}. Each is summed in 16 lanes, lane
     * {@code k % 16} over the columns ascending, which meet as halves, neighbours, pairs, quarters.
     *
     * @param count number of points
     * @param which their numbers
     * @param ld padded depth, a multiple of 16
     * @param x the row, {@code ld} floats
     * @param c row-major matrix of points, {@code ld} floats each
     * @param out where to; has room for 8 more
     */
    default void dotProducts(int count, int[] which, int ld, float[] x, float[] c, float[] out) {
        for (int i = 0; i < count; i++) {
            out[i] = ScalarDistances.dotProduct(ld, x, c, which[i] * ld);
        }
    }

    /**
     * The nearest point of each row: the least score, of equal ones the lowest number.
     *
     * @param rows number of rows, >= 1
     * @param depth number of columns
     * @param packed packed rows
     * @param pOff where their first panel begins
     * @param points number of points, >= 1
     * @param c packed points
     * @param halfNorms half their squared norms
     * @param nearest the numbers of the points, {@code paddedRows(rows)} of them
     * @param nOff where they begin
     * @param scores their scores, as many
     * @param sOff where they begin
     */
    void nearest(int rows, int depth, float[] packed, int pOff, int points, float[] c, float[] halfNorms, int[] nearest,
            int nOff, float[] scores, int sOff);

    /**
     * As {@link #nearest}, and the least score of all other points, infinite if there are none.
     *
     * @param rows number of rows, >= 1
     * @param depth number of columns
     * @param packed packed rows
     * @param pOff where their first panel begins
     * @param points number of points, >= 1
     * @param c packed points
     * @param halfNorms half their squared norms
     * @param nearest the numbers of the points, {@code paddedRows(rows)} of them
     * @param nOff where they begin
     * @param scores their scores, as many
     * @param second the second least scores, as many
     * @param sOff where both begin
     */
    void nearestTwo(int rows, int depth, float[] packed, int pOff, int points, float[] c, float[] halfNorms,
            int[] nearest, int nOff, float[] scores, float[] second, int sOff);

    /**
     * {@return the number of floats that a packed group of points takes}
     *
     * @param depth number of columns
     */
    static int groupSize(int depth) {
        return Math.multiplyExact(padded(GROUP), depth);
    }

    /**
     * Packs at most {@link #GROUP} points, for {@link #nearestTwoOf}; each implementation in its own way.
     *
     * @param points number of points, >= 1
     * @param depth number of columns
     * @param c row-major matrix of points, its rows without gaps
     * @param packed {@code groupSize(depth)} floats
     * @param halfNorms {@code padded(GROUP)} floats
     */
    default void packGroup(int points, int depth, float[] c, float[] packed, float[] halfNorms) {
        packPoints(points, depth, c, 0, depth, packed, halfNorms);
    }

    /**
     * As {@link #nearestTwo}, for rows named by their numbers, and one group of points. The nearest point and the second
     * least score are of use only where the least score is no more than the row's limit.
     *
     * @param count number of rows, >= 1
     * @param list their numbers
     * @param depth number of columns
     * @param x row-major matrix, its rows without gaps, and with nothing taken off
     * @param points number of points, >= 1 and at most {@link #GROUP}
     * @param group the packed group
     * @param halfNorms half their squared norms
     * @param limits for each row by its number
     * @param nearest the number of the nearest point in the group for each row, {@code paddedRows(count)} of them
     * @param scores the least scores, as many
     * @param second the second least scores, as many
     * @param scratch {@code paddedRows(count) * depth} floats
     */
    default void nearestTwoOf(int count, int[] list, int depth, float[] x, int points, float[] group,
            float[] halfNorms, float[] limits, int[] nearest, float[] scores, float[] second, float[] scratch) {
        int width = panelRows();
        for (int i = 0; i < count; i++) {
            for (int k = 0, p = i / width * width * depth + i % width; k < depth; k++, p += width) {
                scratch[p] = x[list[i] * depth + k];
            }
        }
        nearestTwo(count, depth, scratch, 0, points, group, halfNorms, nearest, 0, scores, second, 0);
    }

    /**
     * Looks for a tile of points in which a row of one panel has a score below its bound.
     *
     * @param fromTile first tile to look at
     * @param toTile end of the tiles, exclusive
     * @param depth number of columns
     * @param packed packed rows
     * @param pOff where the panel begins
     * @param c packed points
     * @param halfNorms half their squared norms
     * @param bounds a bound for each row of the panel
     * @param scores the scores of the tile found: {@code scores[j * panelRows() + row]} for its point j
     * @param below {@link #TILE} ints: bit r of {@code below[j]} says whether the score of its point j for row r is below
     * @return the first such tile, or {@code toTile}
     */
    int nextBelow(int fromTile, int toTile, int depth, float[] packed, int pOff, float[] c, float[] halfNorms,
            float[] bounds, float[] scores, int[] below);

    /**
     * Lists the scores of one panel that are below a limit of the row, points ascending, and rows of a point.
     *
     * @param from first point, begins a tile
     * @param to end of the points, exclusive; at most {@link #LISTED} further
     * @param depth number of columns
     * @param packed packed rows
     * @param pOff where the panel begins
     * @param c packed points
     * @param halfNorms half their squared norms
     * @param limits for each row of the panel
     * @param buffer room for the scores, {@code LISTED * panelRows()} floats
     * @param hits {@code point * panelRows() + row} of those found; has room for all and 16 more
     * @param scores their scores, as many
     * @return how many were found
     */
    int listBelow(int from, int to, int depth, float[] packed, int pOff, float[] c, float[] halfNorms, float[] limits,
            float[] buffer, int[] hits, float[] scores);

    /**
     * Squared distances of one panel to points, from the differences: {@code d = x - c; sum = fma(d, d, sum)}, columns
     * ascending.
     *
     * @param points number of points
     * @param depth number of columns
     * @param packed packed rows
     * @param pOff where the panel begins
     * @param c row-major matrix of points, not packed
     * @param cOff where its first row begins
     * @param ldc distance between its rows
     * @param out {@code out[oOff + j * ldo + row]} for point j
     * @param oOff where they begin
     * @param ldo distance between the rows of out, at least {@link #panelRows}
     */
    void squaredDistances(int points, int depth, float[] packed, int pOff, float[] c, int cOff, int ldc, float[] out,
            int oOff, int ldo);

    /**
     * Adds rows to sums: {@code sums[to[i]][k] += factors[i] * (x[rows[i]][k] - shift[k])}, i ascending. The product of
     * two floats is exact in double, so only the sum is rounded.
     *
     * @param count number of rows
     * @param rows their numbers
     * @param depth number of columns
     * @param x row-major matrix
     * @param xOff where its row 0 begins
     * @param ldx distance between its rows
     * @param shift what is taken off each row, {@code Products.padded(depth)} floats
     * @param to which sums each row is added to
     * @param factors what each row is multiplied by
     * @param sums row-major, {@code Products.padded(depth)} doubles each; what stands in the padding is of no use
     */
    void addToSums(int count, int[] rows, int depth, float[] x, int xOff, int ldx, float[] shift, int[] to,
            float[] factors, double[] sums);

    /**
     * {@code sum min(a[i], b[i])}, in the order of {@link Losses}.
     *
     * @param n number of elements
     * @param a first operand, no NaN
     * @param aOff where it starts
     * @param b second operand, no NaN
     * @param bOff where it starts
     * @return the sum, 0 for {@code n = 0}
     */
    double sumOfMinima(int n, float[] a, int aOff, float[] b, int bOff);
}
