package io.lanecoder.latent;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.kernel.Distances;
import java.util.Arrays;

/**
 * The search of one thread in {@link NearestNeighbors}: group after group of queries, all rows are scored and the best kept as
 * {@link Candidates}, and those are measured in double.
 */
final class NeighborSearch {
    /** Panels of a group: they share a stretch of rows while it is in the second level cache. */
    static final int PANELS = 8;
    private static final int CACHED_FLOATS = 1 << 16;

    private final FloatMatrix rows;
    private final Points points;
    private final double greatestNorm;
    private final PackedRows queries;
    private final NearestNeighbors.Neighbors found;
    private final int width;
    private final Candidates[] candidates;
    private final float[][] bounds;
    private final float[] scores;
    private final int[] below = new int[Distances.TILE];

    /**
     * Prepares.
     *
     * @param rows what is searched
     * @param points the same, packed
     * @param greatestNorm no row is further from the origin
     * @param queries packed less the same origin
     * @param found where the results go
     */
    NeighborSearch(FloatMatrix rows, Points points, double greatestNorm, PackedRows queries,
            NearestNeighbors.Neighbors found) {
        this.rows = rows;
        this.points = points;
        this.greatestNorm = greatestNorm;
        this.queries = queries;
        this.found = found;
        this.width = queries.kernels.panelRows();
        this.candidates = new Candidates[PANELS * width];
        Arrays.setAll(candidates, _ -> new Candidates(found.k(), rows.rows()));
        this.bounds = new float[PANELS][width];
        this.scores = new float[Distances.TILE * width];
    }

    /** Finds the neighbours of the queries {@code from} to {@code from + count - 1}, a group at most. */
    void run(int from, int count) {
        int depth = rows.cols();
        int chunk = from / queries.chunkRows;
        int panels = Math.ceilDiv(count, width);
        begin(from, count);
        int tiles = Distances.padded(rows.rows()) / Distances.TILE;
        int stretch = Math.max(1, CACHED_FLOATS / (Distances.TILE * depth));
        for (int begin = 0; begin < tiles; begin += stretch) {
            int end = Math.min(begin + stretch, tiles);
            for (int p = 0; p < panels; p++) {
                int panel = (from - queries.first(chunk) + p * width) * depth;
                for (int tile = begin; tile < end; tile++) {
                    tile = queries.kernels.nextBelow(tile, end, depth, queries.packed(chunk), panel, points.packed,
                            points.halfNorms, bounds[p], scores, below);
                    if (tile < end) {
                        take(tile, bounds[p], p * width);
                    }
                }
            }
        }
        for (int i = 0; i < count; i++) {
            measure(candidates[i], from + i);
        }
    }

    private void begin(int from, int count) {
        for (float[] bound : bounds) {
            Arrays.fill(bound, Float.NEGATIVE_INFINITY); // the empty places of the last panel find nothing
        }
        for (int i = 0; i < count; i++) {
            bounds[i / width][i % width] = Float.POSITIVE_INFINITY;
            candidates[i].begin(scoreError(from + i));
        }
    }

    /**
     * How far a score of a query can be from half the squared distance less half the squared norm of the query: by no more than
     * {@code (2d + 6) 2^-24 (C^2 / 2 + |x| C)}, and taking off the origin moves a row by no more than 2^-24 of its norm.
     */
    private double scoreError(int query) {
        double squaredNorm = 0;
        for (int k = 0; k < queries.depth; k++) {
            double value = queries.x.array()[queries.x.rowOffset(query) + k] - queries.origin[k];
            squaredNorm += value * value;
        }
        double reach = Math.sqrt(squaredNorm) + greatestNorm;
        return (2 * rows.cols() + 10) * 0x1.1p-24 * reach * reach;
    }

    /** Takes what a tile has below the bounds, and tightens them. */
    private void take(int tile, float[] bound, int place) {
        for (int j = 0; j < Distances.TILE; j++) { // a point that fills up the last tile is infinitely far away
            for (int rest = below[j]; rest != 0; rest &= rest - 1) {
                int r = Integer.numberOfTrailingZeros(rest);
                bound[r] = candidates[place + r].add(scores[j * width + r], tile * Distances.TILE + j, bound[r]);
            }
        }
    }

    private void measure(Candidates candidate, int query) {
        int first = query * found.k();
        int count = candidate.end();
        int have = 0;
        for (int i = 0; i < count; i++) {
            int row = candidate.row(i);
            have = insert(squaredDistance(query, row), row, first, have);
        }
        for (int i = first; i < first + found.k(); i++) {
            found.distances()[i] = Math.sqrt(found.distances()[i]);
        }
    }

    private double squaredDistance(int query, int row) {
        int a = queries.x.rowOffset(query);
        int b = rows.rowOffset(row);
        double sum = 0;
        for (int k = 0; k < rows.cols(); k++) {
            double difference = (double) queries.x.array()[a + k] - rows.array()[b + k];
            sum += difference * difference;
        }
        return sum;
    }

    /** Puts a row where it belongs, of equally near ones the lowest first; gives the number of neighbours then. */
    private int insert(double square, int row, int first, int have) {
        int k = found.k();
        double[] distances = found.distances();
        int[] indices = found.indices();
        int at = first + have;
        if (have == k && !before(square, row, distances[--at], indices[at])) {
            return have;
        }
        for (; at > first && before(square, row, distances[at - 1], indices[at - 1]); at--) {
            distances[at] = distances[at - 1];
            indices[at] = indices[at - 1];
        }
        distances[at] = square;
        indices[at] = row;
        return Math.min(have + 1, k);
    }

    private static boolean before(double square, int row, double otherSquare, int otherRow) {
        return square < otherSquare || square == otherSquare && row < otherRow;
    }
}
