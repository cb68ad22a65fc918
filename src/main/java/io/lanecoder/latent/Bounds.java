package io.lanecoder.latent;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.kernel.Distances;
import java.util.Arrays;
import java.util.Comparator;
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
    /** As much inwards: more than the roundings of a sum and a root. */
    private static final float INWARDS = 1 - 0x1p-22f;
    private static final int BLOCK = PackedRows.BLOCK;

    private final PackedRows data;
    private final int k;
    private final int groups;
    /** The centres of each group, ascending. */
    private final int[][] members;
    private final int[] groupOf;
    /** The packed centres of each group, and half their squared norms; null for a single group. */
    private final float[][] packed;
    private final float[][] halfNorms;
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
        private final int[] list = new int[BLOCK];
        private final int[] nearest = new int[BLOCK];
        private final float[] scores = new float[BLOCK];
        private final float[] second = new float[BLOCK];
        /** The rows of the block, less the origin; and room to pack some of them. */
        private final float[] rows;
        private final float[] packed;
        private final int[] winner = new int[BLOCK];
        private final float[] best = new float[BLOCK];
        private final float[] ofOwn = new float[BLOCK];
        private final float[] threshold = new float[BLOCK];
        /** What {@link #below} adds to twice a score. */
        private final double[] base = new double[BLOCK];
        private final float[] runnerUp = new float[BLOCK];

        private Scratch(int groups, int depth) {
            lists = new int[groups][BLOCK + 1]; // one place more than needed, see compareOthers
            counts = new int[groups];
            rows = new float[BLOCK * depth];
            packed = new float[BLOCK * depth];
        }
    }

    Bounds(PackedRows data, Points points, int groups) {
        this.data = data;
        this.k = points.count;
        this.members = members(points, groups);
        this.groups = members.length;
        this.groupOf = new int[k];
        for (int g = 0; g < this.groups; g++) {
            for (int j : members[g]) {
                groupOf[j] = g;
            }
        }
        this.packed = new float[this.groups][Distances.groupSize(data.depth)];
        this.halfNorms = new float[this.groups][Distances.padded(Distances.GROUP)];
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

    /**
     * Neighbouring centres belong together: a few iterations of k-means on them give an order, and that is cut where a
     * group is full.
     */
    private static int[][] members(Points points, int groups) {
        if (groups <= 1) {
            return new int[][] {IntStream.range(0, points.count).toArray()};
        }
        KMeans.Options options = KMeans.Options.of(groups).withInit(KMeans.Init.RANDOM).withRestarts(1)
                .withMaxIterations(5).withAlgorithm(KMeans.Algorithm.LLOYD);
        int[] near = KMeans.fit(points.matrix(), options).labels();
        int[] order = IntStream.range(0, points.count).boxed().sorted(Comparator.comparingInt(j -> near[j]))
                .mapToInt(j -> j).toArray();
        int[][] members = new int[groups][];
        for (int g = 0; g < groups; g++) { // as even as can be
            members[g] = Arrays.copyOfRange(order, (int) ((long) order.length * g / groups),
                    (int) ((long) order.length * (g + 1) / groups));
            Arrays.sort(members[g]);
        }
        return members;
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
        FloatMatrix all = FloatMatrix.of(k, depth, points.shifted);
        for (int g = 0; g < groups && groups > 1; g++) {
            data.kernels.packGroup(members[g].length, depth, all.select(members[g]).array(), packed[g], halfNorms[g]);
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
        int count = 0;
        for (int i = 0; i < size; i++) {
            int row = first + i;
            if (!known) {
                norms[row] = data.norm(row);
                s.unsure[count++] = i;
            } else if (loosen(row, labels[row], points)) {
                fresh[i] = labels[row];
            } else {
                s.unsure[count++] = i;
            }
        }
        for (int u = 0; u < count; u++) {
            int i = s.unsure[u];
            s.base[i] = base(first + i);
            s.best[i] = Float.POSITIVE_INFINITY;
            s.winner[i] = -1;
        }
        if (groups == 1) {
            compareAll(count, chunk, from, points, s);
        } else {
            compareOwn(count, first, labels, s);
            compareOthers(count, first, labels, s);
        }
        for (int u = 0; u < count; u++) {
            int i = s.unsure[u];
            settle(first + i, i, s);
            fresh[i] = s.winner[i];
        }
    }

    /** Compares each unsure row with its own group: what it finds there limits how many others come into question. */
    private void compareOwn(int count, int first, int[] labels, Scratch s) {
        float[] x = data.x.array();
        int depth = data.depth;
        Arrays.fill(s.counts, 0);
        for (int u = 0; u < count; u++) {
            int i = s.unsure[u];
            int at = data.x.rowOffset(first + i);
            for (int c = 0; c < depth; c++) {
                s.rows[i * depth + c] = x[at + c] - data.origin[c];
            }
            if (known) {
                int own = groupOf[labels[first + i]];
                s.lists[own][s.counts[own]++] = i;
            }
        }
        compareLists(first, s);
    }

    private void compareOthers(int count, int first, int[] labels, Scratch s) {
        for (int u = 0; u < count && known; u++) {
            int i = s.unsure[u];
            int own = (first + i) * groups + groupOf[labels[first + i]];
            s.ofOwn[i] = lower[own];
            lower[own] = Float.POSITIVE_INFINITY; // it is done
            s.threshold[i] = threshold(first + i, s.best[i]);
        }
        for (int g = 0; g < groups; g++) {
            int[] list = s.lists[g];
            int listed = 0;
            for (int u = 0; u < count; u++) { // without a branch: it could not be foretold
                int i = s.unsure[u];
                list[listed] = i;
                listed += !known || lower[(first + i) * groups + g] <= s.threshold[i] ? 1 : 0;
            }
            s.counts[g] = listed;
        }
        for (int u = 0; u < count && known; u++) {
            int i = s.unsure[u];
            lower[(first + i) * groups + groupOf[labels[first + i]]] = s.ofOwn[i];
        }
        compareLists(first, s);
    }

    /** Centres whose distance is above this are further away than one of a score, whatever was rounded. */
    private float threshold(int row, float score) {
        double error = error(norms[row]);
        double above = upper(row, score);
        return Math.nextUp((float) (Math.sqrt(above * above + 4 * error) * (1 + OUT)));
    }

    private void compareLists(int first, Scratch s) {
        for (int g = 0; g < groups; g++) {
            if (s.counts[g] > 0) {
                data.kernels.nearestTwoOf(s.counts[g], s.lists[g], data.depth, s.rows, members[g].length, packed[g],
                        halfNorms[g], s.best, s.nearest, s.scores, s.second, s.packed);
                for (int u = 0; u < s.counts[g]; u++) {
                    take(first, s.lists[g][u], g, u, s);
                }
            }
        }
    }

    /** Takes what was found for a row in a group. */
    private void take(int first, int i, int g, int found, Scratch s) {
        float score = s.scores[found];
        lower[(first + i) * groups + g] = below(s.base[i], score); // the winner's group gets its second in the end
        if (score <= s.best[i]) {
            int centre = members[g][s.nearest[found]];
            if (score < s.best[i] || centre < s.winner[i]) {
                s.winner[i] = centre;
                s.best[i] = score;
                s.runnerUp[i] = s.second[found];
            }
        }
    }

    /** Compares rows of a block with all centres, which are a single group. */
    private void compareAll(int count, int chunk, int from, Points points, Scratch s) {
        if (count == 0) {
            return;
        }
        for (int u = 0; u < count; u++) {
            s.list[u] = data.first(chunk) + from + s.unsure[u];
        }
        data.packList(count, s.list, 0, s.packed);
        data.kernels.nearestTwo(count, data.depth, s.packed, 0, k, points.packed, points.halfNorms, s.nearest, 0,
                s.scores, s.second, 0);
        for (int u = 0; u < count; u++) {
            take(data.first(chunk) + from, s.unsure[u], 0, u, s);
        }
    }

    /** The bounds of a row after all groups in question were looked at. */
    private void settle(int row, int i, Scratch s) {
        int winner = s.winner[i];
        upper[row] = (float) (upper(row, s.best[i]) * (1 + OUT));
        lower[row * groups + groupOf[winner]] = below(s.base[i], s.runnerUp[i]);
    }

    /** The distance of a score, rounded up. */
    private double upper(int row, float score) {
        double square = (double) norms[row] * norms[row];
        return Math.sqrt(Math.max(0, 2 * (score + error(norms[row])) + square * (1 + OUT))) * (1 + OUT);
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
        if (!sure && groups == 1) { // with several it costs as much to compare the own group
            above = distance(row, points, label);
            sure = sure(above * (1 + OUT), Math.max(least, gaps[label] - above), error);
        }
        upper[row] = (float) (above * (1 + OUT));
        return sure;
    }

    private static boolean sure(double above, double below, double error) {
        return below > above && (below - above) * (below + above) > 4 * error;
    }

    private double base(int row) {
        double square = (double) norms[row] * norms[row];
        return square * (1 - OUT) - 2 * error(norms[row]);
    }

    /** The distance of a score, rounded down. */
    private static float below(double base, float score) {
        float square = (float) Math.max(0, base + 2 * score);
        return (float) Math.sqrt(square) * INWARDS;
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
