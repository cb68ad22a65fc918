package io.lanecoder.latent;

import io.lanecoder.kernel.Distances;
import io.lanecoder.kernel.Workers;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

/**
 * Leaves out centres that have not moved far. A survey compares every row with all centres and remembers how far away the second
 * nearest is. Until the next survey a row is compared with the centre that was nearest then, and with those that have moved since by
 * more than lies between that one and the second: no other can be the nearest now.
 *
 * <p>The centres in question are taken from one of {@value #LEVELS} nested sets, those that moved farthest. The rows of a block are
 * ordered by their sets, so that the kernels get whole panels, and it pays where few are left out: from about the fifth iteration
 * on, when bounds that add up (see {@link Bounds}) still cost more than they save.
 *
 * <p>The labels are those of the kernel that compares all centres, bit for bit. A score {@code ||c||^2 / 2 - x.c} of the kernel is off
 * by at most e (see {@link Bounds}), and {@code ||x - c||^2} is twice the score plus {@code ||x||^2}. So a centre at a distance d has a
 * greater score than one with the score s if {@code d^2 > 2 s + ||x||^2 + 2e}.
 */
final class Survey {
    /** Rows of a block: enough to fill panels with rows of one set; 64 columns take 256 KB. */
    static final int BLOCK = 1024;
    /** With fewer centres, comparing with all of them costs less: at 100 the passes took 1.2 to 1.7 times as long. */
    static final int MIN_CENTRES = 256;
    private static final int LEVELS = 8;
    private static final int STRETCH = KMeansRun.STRETCH;
    /** What a row costs besides comparing, in comparisons. */
    private static final int FIXED_COST = 100;
    /** A pass after a survey that compares more than this is not worth the survey. */
    private static final double LIMIT = 0.85;
    private static final double OUT = 0x1p-22;

    private final PackedRows data;
    private final int k;
    private final int depth;
    /** For each row: its norm, its nearest centre at the last survey, above how far that was, and below the second nearest. */
    private final float[] norms;
    private final int[] home;
    private final float[] near;
    private final float[] second;
    /** The centres at the last survey, and how far each has moved since. */
    private Points surveyed;
    private final double[] moves;
    private double greatestNorm;
    private final Level[] levels = new Level[LEVELS];
    /** For each set the farthest move of a centre outside of it. */
    private final float[] limits = new float[LEVELS];
    private final LongAdder comparisons = new LongAdder();
    /** Since the last survey, in comparisons of all rows with all centres. */
    private double cost;
    private int passes;
    private boolean normed;
    private double lastCost;

    /** Some centres, in their order, packed. */
    private record Level(int[] members, float[] packed, float[] halfNorms) {
    }

    /** What a thread needs while it works on a block. */
    static final class Scratch {
        private final int[] unsure = new int[BLOCK];
        private final int[] homes = new int[BLOCK];
        private final float[] scores = new float[BLOCK];
        private final byte[] level = new byte[BLOCK];
        private final int[] order = new int[BLOCK];
        private final int[] starts = new int[LEVELS + 1];
        private final int[] list = new int[STRETCH];
        private final int[] found = new int[STRETCH];
        private final float[] least = new float[STRETCH];
        private final float[] next = new float[STRETCH];
        private final float[] packed;

        Scratch(int depth) {
            packed = new float[STRETCH * depth];
        }
    }

    Survey(PackedRows data, int k) {
        this.data = data;
        this.k = k;
        this.depth = data.depth;
        this.norms = new float[data.rows];
        this.home = new int[data.rows];
        this.near = new float[data.rows];
        this.second = new float[data.rows];
        this.moves = new double[k];
    }

    /** Whether the next pass shall be a survey: when the last one cost more than all since the survey on average. */
    boolean isDue() {
        return surveyed == null || passes > 1 && lastCost >= cost / passes;
    }

    /** Whether there was so little to leave out that surveys are not worth their while now. */
    boolean failed() {
        return passes == 2 && lastCost > LIMIT;
    }

    /** The next pass is a survey of these centres. */
    void begin(Points points) {
        surveyed = points;
        greatestNorm = greatestNorm(points);
        cost = 0;
        passes = 0;
    }

    /** The next pass compares with these centres. */
    void moved(Points now, Workers workers) {
        greatestNorm = Math.max(greatestNorm(surveyed), greatestNorm(now));
        long[] order = new long[k]; // by distance, then by number
        for (int j = 0; j < k; j++) {
            double sum = 0;
            for (int i = j * depth; i < (j + 1) * depth; i++) {
                double difference = (double) now.shifted[i] - surveyed.shifted[i];
                sum += difference * difference;
            }
            moves[j] = Math.nextUp((float) (Math.sqrt(sum) * (1 + OUT)));
            order[j] = (long) Float.floatToRawIntBits((float) moves[j]) << 32 | j;
        }
        Arrays.sort(order);
        Tasks.run(workers, LEVELS, level -> {
            int size = k * level / LEVELS;
            limits[level] = (float) moves[(int) order[k - 1 - size]];
            int[] members = new int[size];
            Arrays.setAll(members, i -> (int) order[k - 1 - i]);
            Arrays.sort(members);
            float[] packed = new float[Distances.packedSize(size, depth)];
            float[] halfNorms = new float[Distances.padded(size)];
            Distances.selectPoints(members, depth, now.packed, now.halfNorms, packed, halfNorms);
            levels[level] = new Level(members, packed, halfNorms);
        });
    }

    /** A pass is over. */
    void passed() {
        double all = (double) data.rows * k;
        lastCost = passes == 0 ? 1 : (comparisons.sumThenReset() + (double) FIXED_COST * data.rows) / all;
        cost += lastCost;
        normed = true;
        passes++;
    }

    private double greatestNorm(Points points) {
        double greatest = 0;
        for (int j = 0; j < k; j++) {
            double square = 0;
            for (int i = j * depth; i < (j + 1) * depth; i++) {
                square += (double) points.shifted[i] * points.shifted[i];
            }
            greatest = Math.max(greatest, square);
        }
        return Math.sqrt(greatest) * (1 + OUT);
    }

    private double error(double norm) {
        return (2 * depth + 6) * 0x1.03p-24 * greatestNorm * (0.5 * greatestNorm + norm);
    }

    /** Surveys a block of rows. */
    void survey(int first, int size, Points points, int[] fresh, Scratch s) {
        for (int at = 0; at < size; at += STRETCH) {
            int count = Math.min(STRETCH, size - at);
            for (int i = 0; i < count; i++) {
                s.list[i] = first + at + i;
            }
            data.packList(count, s.list, 0, s.packed);
            data.kernels.nearestTwo(count, depth, s.packed, 0, k, points.packed, points.halfNorms, s.found, 0, s.least,
                    s.next, 0);
            for (int i = 0; i < count; i++) {
                int row = first + at + i;
                if (!normed) {
                    norms[row] = data.norm(row);
                }
                double square = (double) norms[row] * norms[row];
                double error = error(norms[row]);
                near[row] = (float) (Math.sqrt(Math.max(0, 2 * (s.least[i] + error) + square * (1 + OUT))) * (1 + OUT));
                second[row] =
                        (float) (Math.sqrt(Math.max(0, 2 * (s.next[i] - error) + square * (1 - OUT))) * (1 - OUT));
                home[row] = s.found[i];
                fresh[at + i] = s.found[i];
            }
        }
    }

    /** Labels a block of rows. */
    void compare(int first, int size, Points points, int[] fresh, Scratch s) {
        int count = 0;
        for (int i = 0; i < size; i++) {
            int row = first + i;
            fresh[i] = home[row];
            s.unsure[count] = row;
            s.homes[count] = home[row];
            count += staysHome(row) ? 0 : 1;
        }
        data.kernels.scores(count, s.unsure, depth, data.x.array(), data.x.rowOffset(0), depth, data.origin, s.homes,
                points.shifted, points.halfNorms, s.scores);
        int compared = sort(count, s);
        for (int at = 0; at < compared; at += STRETCH) {
            compare(at, Math.min(STRETCH, compared - at), first, points, fresh, s);
        }
    }

    private boolean staysHome(int row) {
        double above = near[row] + moves[home[row]];
        double below = (double) second[row] - limits[0];
        return below > above && (below - above) * (below + above) > 4 * error(norms[row]);
    }

    /** Orders the unsure rows by their levels, the highest first, and gives the number of those above 0. */
    private int sort(int count, Scratch s) {
        Arrays.fill(s.starts, 0);
        for (int u = 0; u < count; u++) {
            int row = s.unsure[u];
            double square = (double) norms[row] * norms[row] * (1 + OUT);
            double distance = Math.sqrt(Math.max(0, 2 * (s.scores[u] + error(norms[row])) + square)) * (1 + OUT);
            float slack = Math.nextDown((float) (second[row] - distance));
            int level = 0;
            for (float limit : limits) {
                level += slack <= limit ? 1 : 0;
            }
            s.level[u] = (byte) level;
            s.starts[level]++;
        }
        for (int level = LEVELS, sum = 0; level >= 0; level--) { // from numbers to where each level ends
            sum += s.starts[level];
            s.starts[level] = sum;
        }
        for (int u = count - 1; u >= 0; u--) {
            s.order[--s.starts[s.level[u]]] = u;
        }
        return s.starts[0];
    }

    /** Compares some of the ordered rows with the centres of the first one's level. */
    private void compare(int at, int count, int first, Points points, int[] fresh, Scratch s) {
        int level = s.level[s.order[at]];
        for (int i = 0; i < count; i++) {
            s.list[i] = s.unsure[s.order[at + i]];
        }
        data.packList(count, s.list, 0, s.packed);
        int compared = level == LEVELS ? k : levels[level].members.length;
        data.kernels.nearest(count, depth, s.packed, 0, compared,
                level == LEVELS ? points.packed : levels[level].packed,
                level == LEVELS ? points.halfNorms : levels[level].halfNorms, s.found, 0, s.least, 0);
        comparisons.add((long) count * compared);
        for (int i = 0; i < count; i++) {
            int u = s.order[at + i];
            int found = level == LEVELS ? s.found[i] : levels[level].members[s.found[i]];
            if (s.least[i] < s.scores[u] || s.least[i] == s.scores[u] && found < s.homes[u]) {
                fresh[s.unsure[u] - first] = found;
            }
        }
    }
}
