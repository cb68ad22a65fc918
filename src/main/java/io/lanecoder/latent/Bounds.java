package io.lanecoder.latent;

import io.lanecoder.kernel.Distances;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Bounds on the distances of rows: one above that to the own centre and, for each group of centres, one below those to
 * all others of the group. Groups whose bound lies beyond the first are not looked at. One group makes Hamerly's
 * algorithm, more make Yinyang k-means (Ding et al. 2015).
 *
 * <p>The labels are those of the kernel that compares all centres, bit for bit: a group is left alone only if the
 * bounds are so far apart that no rounding of the kernel's scores could order them otherwise. A score {@code ||c||^2 /
 * 2 - x.c} of depth d is off by at most {@code e = (2d + 6) 2^-24 (C^2 / 2 + |x| C)}, C the greatest norm of a centre;
 * so the order is sure if {@code lower^2 - upper^2 > 4e}.
 */
final class Bounds {
    /** Rounds bounds outwards; a float has 2^-24. */
    private static final double OUT = 0x1p-22;
    private static final float INWARDS = 1 - 0x1p-22f;
    private static final int BLOCK = PackedRows.BLOCK;

    private final PackedRows data;
    private final int k;
    private final int groups;
    /** The centres of each group, ascending. */
    private final int[][] members;
    private final int[] groupOf;
    private final Points[] parts;
    private final float[] upper;
    /** For each row a bound a group. */
    private final float[] lower;
    private final float[] norms;
    private final double[] moves;
    private final double[] gaps;
    /** How far the centres of each group moved at most; without the one that moved most; and which that is. */
    private final float[] drifts;
    private final float[] otherDrifts;
    private final int[] farthest;
    private boolean known;
    private double greatestNorm;

    /** What a thread needs while it works on a chunk. */
    static final class Scratch {
        private final int[][] lists;
        private final int[] counts;
        private final int[] unsure = new int[BLOCK];
        private final int[] nearest = new int[BLOCK];
        private final float[] scores = new float[BLOCK];
        private final float[] second = new float[BLOCK];
        private final float[] packed;
        private final int[] winner = new int[BLOCK];
        private final float[] best = new float[BLOCK];
        private final float[] own = new float[BLOCK];
        private final float[] runnerUp = new float[BLOCK];

        private Scratch(int groups, int depth) {
            lists = new int[groups][BLOCK];
            counts = new int[groups];
            packed = new float[BLOCK * depth];
        }
    }

    Bounds(PackedRows data, Points points, int groups) {
        this.data = data;
        this.k = points.count;
        this.groupOf = groupOf(points, groups);
        this.groups = 1 + Arrays.stream(groupOf).max().orElseThrow();
        this.members = new int[this.groups][];
        for (int g = 0; g < this.groups; g++) {
            int group = g;
            members[g] = IntStream.range(0, k).filter(j -> groupOf[j] == group).toArray();
        }
        this.parts = new Points[this.groups];
        this.upper = new float[data.room()];
        this.lower = new float[Math.multiplyExact(data.rows, this.groups)];
        this.norms = new float[data.room()];
        this.moves = new double[k];
        this.gaps = new double[k];
        this.drifts = new float[this.groups];
        this.otherDrifts = new float[this.groups];
        this.farthest = new int[this.groups];
        measure(points);
    }

    /** Neighbouring centres belong together: a few iterations of k-means on them. */
    private static int[] groupOf(Points points, int groups) {
        if (groups <= 1) {
            return new int[points.count];
        }
        KMeans.Options options = KMeans.Options.of(groups).withInit(KMeans.Init.RANDOM).withRestarts(1)
                .withMaxIterations(5).withAlgorithm(KMeans.Algorithm.LLOYD);
        return Agreement.dense(KMeans.fit(points.matrix(), options).labels());
    }

    Scratch scratch() {
        return new Scratch(groups, data.depth);
    }

    /** From now on the bounds of all rows are there. */
    void known() {
        known = true;
    }

    /** The centres moved. */
    void moved(Points old, Points now) {
        double[] greatest = new double[groups];
        double[] others = new double[groups];
        for (int j = 0; j < k; j++) {
            double sum = 0;
            for (int i = j * now.depth; i < (j + 1) * now.depth; i++) {
                double difference = (double) now.shifted[i] - old.shifted[i];
                sum += difference * difference;
            }
            moves[j] = Math.sqrt(sum) * (1 + OUT);
            int g = groupOf[j];
            if (moves[j] > greatest[g]) {
                others[g] = greatest[g];
                greatest[g] = moves[j];
                farthest[g] = j;
            } else {
                others[g] = Math.max(others[g], moves[j]);
            }
        }
        for (int g = 0; g < groups; g++) {
            drifts[g] = Math.nextUp((float) greatest[g]);
            otherDrifts[g] = Math.nextUp((float) others[g]);
        }
        measure(now);
    }

    /**
     * Packs the groups, and takes norms of the centres, and from each the distance to the nearest other one, rounded
     * down.
     */
    private void measure(Points points) {
        int depth = points.depth;
        for (int g = 0; g < groups; g++) {
            parts[g] = groups == 1 ? points : points.some(members[g]);
        }
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
    void nearest(int chunk, int from, int size, Points points, int[] labels, int[] fresh, Scratch s) {
        int first = data.first(chunk) + from;
        Arrays.fill(s.counts, 0);
        int count = 0;
        for (int i = 0; i < size; i++) {
            int row = first + i;
            if (!known) {
                norms[row] = norm(row);
                begin(s, i, -1, Float.POSITIVE_INFINITY);
                for (int g = 0; g < groups; g++) {
                    s.lists[g][i] = i;
                }
                s.unsure[count++] = i;
            } else {
                fresh[i] = labels[row];
                if (!loosen(row, labels[row], points)) {
                    begin(s, i, labels[row], score(row, labels[row], points));
                    s.unsure[count++] = i;
                    double error = error(norms[row]);
                    for (int g = 0; g < groups; g++) {
                        if (!sure(upper[row], lower[row * groups + g], error)) {
                            s.lists[g][s.counts[g]++] = i;
                        }
                    }
                }
            }
        }
        if (!known) {
            Arrays.fill(s.counts, size);
        }
        for (int g = 0; g < groups; g++) {
            if (s.counts[g] > 0) {
                compare(g, chunk, from, size, s);
            }
        }
        for (int u = 0; u < count; u++) {
            int i = s.unsure[u];
            settle(first + i, known ? labels[first + i] : -1, i, s);
            fresh[i] = s.winner[i];
        }
    }

    private static void begin(Scratch s, int i, int label, float score) {
        s.winner[i] = label;
        s.best[i] = score;
        s.own[i] = score;
        s.runnerUp[i] = Float.NaN; // not known until the winner's group is looked at
    }

    /** Moves the bounds of a row by what the centres moved; true if they still rule a change out. */
    private boolean loosen(int row, int label, Points points) {
        int at = row * groups;
        int own = groupOf[label];
        float ofOwn = lower[at + own];
        for (int g = 0; g < groups; g++) {
            lower[at + g] = (lower[at + g] - drifts[g]) * INWARDS;
        }
        if (farthest[own] == label) {
            lower[at + own] = (ofOwn - otherDrifts[own]) * INWARDS;
        }
        float least = Float.POSITIVE_INFINITY;
        for (int g = 0; g < groups; g++) {
            least = Math.min(least, lower[at + g]);
        }
        double error = error(norms[row]);
        double above = upper[row] + moves[label];
        boolean sure = sure(above, Math.max(least, gaps[label] - above), error);
        if (!sure) {
            above = distance(row, points, label);
            sure = sure(above * (1 + OUT), Math.max(least, gaps[label] - above), error);
        }
        upper[row] = (float) (above * (1 + OUT));
        return sure;
    }

    private static boolean sure(double above, double below, double error) {
        return below > above && (below - above) * (below + above) > 4 * error;
    }

    /** Compares rows of a block with the centres of a group. */
    private void compare(int g, int chunk, int from, int size, Scratch s) {
        int count = s.counts[g];
        int depth = data.depth;
        Points part = parts[g];
        boolean all = count > size / 2; // cheaper than packing those that are left
        if (!all) {
            int width = data.kernels.panelRows();
            for (int u = 0; u < count; u++) {
                int row = data.first(chunk) + from + s.lists[g][u];
                data.kernels.packRow(depth, data.x.array(), data.x.rowOffset(row), data.origin, s.packed,
                        u / width * width * depth + u % width);
            }
        }
        data.kernels.nearestTwo(all ? size : count, depth, all ? data.packed(chunk) : s.packed, all ? from * depth : 0,
                part.count, part.packed, part.halfNorms, s.nearest, 0, s.scores, s.second, 0);
        for (int u = 0; u < count; u++) {
            int i = s.lists[g][u];
            int found = all ? i : u;
            int row = data.first(chunk) + from + i;
            int centre = members[g][s.nearest[found]];
            float score = s.scores[found];
            lower[row * groups + g] = below(row, score); // the winner's group gets its second in the end
            if (centre == s.winner[i]) {
                s.runnerUp[i] = s.second[found];
            } else if (score < s.best[i] || score == s.best[i] && centre < s.winner[i]) {
                s.winner[i] = centre;
                s.best[i] = score;
                s.runnerUp[i] = s.second[found];
            }
        }
    }

    /** The bounds of a row after all groups in question were looked at. */
    private void settle(int row, int label, int i, Scratch s) {
        int winner = s.winner[i];
        int at = row * groups;
        double square = (double) norms[row] * norms[row];
        double error = error(norms[row]);
        upper[row] = (float) (Math.sqrt(Math.max(0, 2 * (s.best[i] + error) + square * (1 + OUT))) * (1 + OUT));
        if (s.runnerUp[i] == s.runnerUp[i]) {
            lower[at + groupOf[winner]] = below(row, s.runnerUp[i]);
        }
        if (label >= 0 && label != winner) {
            int left = at + groupOf[label];
            lower[left] = Math.min(lower[left], below(row, s.own[i]));
        }
    }

    private float below(int row, float score) {
        double square = (double) norms[row] * norms[row];
        return (float) (Math.sqrt(Math.max(0, 2 * (score - error(norms[row])) + square * (1 - OUT))) * (1 - OUT));
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

    /** The kernel's score of one centre. */
    private float score(int row, int label, Points points) {
        float[] x = data.x.array();
        int at = data.x.rowOffset(row);
        float score = points.halfNorms[label];
        for (int i = 0; i < data.depth; i++) {
            score = Math.fma(x[at + i] - data.origin[i], -points.shifted[label * data.depth + i], score);
        }
        return score;
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
