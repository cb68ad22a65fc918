package io.lanecoder.latent;

import io.lanecoder.kernel.Distances;

/**
 * Hamerly's bounds: one above a row's distance to its centre, one below its distance to every other centre. While they
 * do not meet, the row keeps its label without being measured.
 *
 * <p>The labels are those of the kernel that compares all centres, bit for bit: a row is left alone only if the bounds
 * are so far apart that no rounding of the kernel's scores could order them otherwise. A score {@code ||c||^2 / 2 -
 * x.c} of depth d is off by at most {@code e = (2d + 6) 2^-24 (C^2 / 2 + |x| C)}, C the greatest norm of a centre; so
 * labels are sure if {@code lower^2 - upper^2 > 4e}.
 */
final class Bounds {
    /** Rounds bounds outwards; a float has 2^-24. */
    private static final double OUT = 0x1p-22;

    private final PackedRows data;
    private final int k;
    private final float[] upper;
    private final float[] lower;
    private final float[] norms;
    private final double[] moves;
    private final double[] gaps;
    private boolean known;
    private double greatestMove;
    private double secondMove;
    private int farthestMoved;
    private double greatestNorm;

    Bounds(PackedRows data, Points points) {
        this.data = data;
        this.k = points.count;
        this.upper = new float[data.room()];
        this.lower = new float[data.room()];
        this.norms = new float[data.room()];
        this.moves = new double[k];
        this.gaps = new double[k];
        measure(points);
    }

    /** From now on the bounds of all rows are there. */
    void known() {
        known = true;
    }

    /** The centres moved. */
    void moved(Points old, Points now) {
        greatestMove = 0;
        secondMove = 0;
        farthestMoved = 0;
        for (int j = 0; j < k; j++) {
            double sum = 0;
            for (int i = j * now.depth; i < (j + 1) * now.depth; i++) {
                double difference = (double) now.shifted[i] - old.shifted[i];
                sum += difference * difference;
            }
            moves[j] = Math.sqrt(sum) * (1 + OUT);
            if (moves[j] > greatestMove) {
                secondMove = greatestMove;
                greatestMove = moves[j];
                farthestMoved = j;
            } else {
                secondMove = Math.max(secondMove, moves[j]);
            }
        }
        measure(now);
    }

    /** Norms of the centres, and from each the distance to the nearest other one, rounded down. */
    private void measure(Points points) {
        int depth = points.depth;
        double greatest = 0;
        double[] squares = new double[k];
        for (int j = 0; j < k; j++) {
            for (int i = 0; i < depth; i++) {
                double value = points.shifted[j * depth + i];
                squares[j] += value * value;
            }
            greatest = Math.max(greatest, squares[j]);
        }
        greatestNorm = Math.sqrt(greatest) * (1 + OUT);
        Distances kernels = data.kernels;
        float[] rows = new float[kernels.paddedRows(k) * depth];
        kernels.packRows(k, depth, points.shifted, 0, depth, new float[depth], rows, 0);
        int[] itself = new int[kernels.paddedRows(k)];
        float[] scores = new float[itself.length];
        float[] second = new float[itself.length];
        kernels.nearestTwo(k, depth, rows, 0, k, points.packed, points.halfNorms, itself, 0, scores, second, 0);
        double error = error(greatestNorm);
        for (int j = 0; j < k; j++) {
            gaps[j] = Math.sqrt(Math.max(0, 2 * (second[j] - error) + squares[j])) * (1 - OUT);
        }
    }

    private double error(double norm) {
        return (2 * data.depth + 6) * 0x1.03p-24 * greatestNorm * (0.5 * greatestNorm + norm);
    }

    /** The nearest centres of a block of rows; {@code labels} holds the present ones. */
    void nearest(int chunk, int from, int size, Points points, int[] labels, int[] fresh) {
        int first = data.first(chunk) + from;
        if (!known) {
            float[] scores = new float[PackedRows.BLOCK];
            float[] second = new float[PackedRows.BLOCK];
            data.kernels.nearestTwo(size, data.depth, data.packed(chunk), from * data.depth, k, points.packed,
                    points.halfNorms, fresh, 0, scores, second, 0);
            for (int i = 0; i < size; i++) {
                norms[first + i] = norm(first + i);
                set(first + i, scores[i], second[i]);
            }
            return;
        }
        int[] unsure = new int[PackedRows.BLOCK];
        int count = 0;
        for (int i = 0; i < size; i++) {
            int row = first + i;
            int label = labels[row];
            fresh[i] = label;
            double above = upper[row] + moves[label];
            double below = lower[row] - (label == farthestMoved ? secondMove : greatestMove);
            double error = error(norms[row]);
            if (!sure(above, Math.max(below, gaps[label] - above), error)) {
                above = distance(row, points, label);
                if (!sure(above, Math.max(below, gaps[label] - above), error)) {
                    unsure[count++] = row;
                }
            }
            upper[row] = (float) (above * (1 + OUT));
            lower[row] = (float) (below * (1 - Math.copySign(OUT, below)));
        }
        compare(first, unsure, count, points, fresh);
    }

    private static boolean sure(double above, double below, double error) {
        return below > above && (below - above) * (below + above) > 4 * error;
    }

    /** Compares the rows that are left with all centres. */
    private void compare(int first, int[] unsure, int count, Points points, int[] fresh) {
        if (count == 0) {
            return;
        }
        int depth = data.depth;
        int width = data.kernels.panelRows();
        int room = data.kernels.paddedRows(count);
        float[] packed = new float[room * depth];
        for (int i = 0; i < count; i++) {
            data.kernels.packRow(depth, data.x.array(), data.x.rowOffset(unsure[i]), data.origin, packed,
                    i / width * width * depth + i % width);
        }
        int[] nearest = new int[room];
        float[] scores = new float[room];
        float[] second = new float[room];
        data.kernels.nearestTwo(count, depth, packed, 0, k, points.packed, points.halfNorms, nearest, 0, scores, second,
                0);
        for (int i = 0; i < count; i++) {
            fresh[unsure[i] - first] = nearest[i];
            set(unsure[i], scores[i], second[i]);
        }
    }

    private void set(int row, float score, float second) {
        double error = error(norms[row]);
        double square = (double) norms[row] * norms[row];
        upper[row] = (float) (Math.sqrt(Math.max(0, 2 * (score + error) + square * (1 + OUT))) * (1 + OUT));
        lower[row] = (float) (Math.sqrt(Math.max(0, 2 * (second - error) + square * (1 - OUT))) * (1 - OUT));
    }

    private float norm(int row) {
        float[] x = data.x.array();
        int at = data.x.rowOffset(row);
        double sum = 0;
        for (int i = 0; i < data.depth; i++) {
            double value = x[at + i] - data.origin[i];
            sum += value * value;
        }
        return (float) Math.sqrt(sum);
    }

    /** The distance to a centre, rounded up. */
    private double distance(int row, Points points, int label) {
        float[] x = data.x.array();
        int at = data.x.rowOffset(row);
        double sum = 0;
        for (int i = 0; i < data.depth; i++) {
            double difference = (double) (x[at + i] - data.origin[i]) - points.shifted[label * data.depth + i];
            sum += difference * difference;
        }
        return Math.sqrt(sum) * (1 + OUT);
    }
}
