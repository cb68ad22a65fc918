package io.lanecoder.latent;

import io.lanecoder.kernel.Distances;
import io.lanecoder.kernel.Products;
import io.lanecoder.kernel.Workers;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

/**
 * Leaves out centres that cannot be the nearest. A survey compares every row with all centres and remembers those that are not much
 * further away than the nearest, and how far all others are at least. Until the next survey a row is compared with the centres
 * remembered, except for those that are still too far away whatever they have moved since; and with all that have moved by more than
 * lies between the row's present distance and the others.
 *
 * <p>The latter are taken from one of nested sets, those that moved farthest. The rows of a block are ordered by
 * their sets, so that the kernels get whole panels. It pays from about the third iteration on, when bounds that add up (see
 * {@link Bounds}) still cost more than they save.
 *
 * <p>The labels are those of the kernel that compares all centres, bit for bit. A score {@code ||c||^2 / 2 - x.c} of the kernel is off
 * by at most e (see {@link Bounds}), and {@code ||x - c||^2} is twice the score plus {@code ||x||^2}. So a centre at a distance d has a
 * greater score than one with the score s if {@code d^2 > 2 s + ||x||^2 + 2e}.
 */
final class Survey {
    /** Rows of a block: enough to fill panels with rows of one set; 64 columns take 512 KB. */
    static final int BLOCK = 2048;
    /** With fewer centres, comparing with all of them costs less: at 500 in 64 columns a fit took 1.09 times as long. */
    private static final int MIN_CENTRES = 768;
    /** A remembered centre is a number of 16 bits. */
    private static final int MAX_CENTRES = 1 << 16;
    private static final int LEVELS = 32;
    private static final int STRETCH = KMeansRun.STRETCH;
    private static final int ROOM = Shortlists.ROOM;
    /** Centres a survey aims to remember of a row. */
    private static final int AIM = 24;
    private static final int UPPER = 0xffff0000;
    /** What a row costs besides comparing, and what more in a survey, in multiply-adds. */
    private static final int FIXED_COST = 13_000;
    private static final int SURVEY_COST = 30_000;
    /** What a product with a remembered centre costs, in comparisons: it comes from anywhere. */
    private static final int PRODUCT_COST = 9;
    /** A pass after a survey that compares more than this is not worth the survey. */
    private static final double LIMIT = 0.6;
    private static final double OUT = 0x1p-22;
    /** More than the roundings of a sum and a square in float. */
    private static final float OUTWARDS = 1 + 0x1p-20f;

    private final PackedRows data;
    private final int k;
    private final int depth;
    private final int ld;
    /** For each row its norm; below the squared distance of the nearest centre at the last survey; below that of all not remembered. */
    private final float[] norms;
    private final float[] near;
    private final float[] beyond;
    /**
     * For each row its remembered centres: the upper half of a float, by how much the score of a centre was more than the
     * nearest one's, and the centre.
     */
    private final int[] lists;
    /** Where in the lists that of each row ends; it begins where the one before ends, in a chunk at a place of the chunk's. */
    private final int[] ends;
    /** For each chunk, how much further than the own centre the remembered ones are. */
    private final double[] reach;
    /** The centres at the last survey, and how far each has moved since. */
    private Points surveyed;
    private final float[] moves;
    /** The same, and more than the roundings of sums and squares. */
    private final float[] outwards;
    /** The present centres in rows of {@link #ld}. */
    private final float[] centres;
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
    /** By how much the last pass cost more than the one before. */
    private double growth;

    /** Some centres, in their order, packed. */
    private record Level(int[] members, float[] packed, float[] halfNorms) {
    }

    /** What a thread needs while it works on a block. */
    static final class Scratch {
        private final int[] rows = new int[BLOCK];
        private final int[] which = new int[BLOCK];
        /** The least score of each row. */
        private final float[] best = new float[BLOCK];
        private final byte[] level = new byte[BLOCK];
        private final int[] order = new int[BLOCK];
        private final int[] starts = new int[LEVELS + 1];
        /** One row less the origin, the remembered centres in question for it, and its products with them. */
        private final float[] x;
        private final int[] asked = new int[ROOM];
        private final float[] products = new float[ROOM + 16];
        /** Rows and centres to be compared. */
        private final int[] pairRows = new int[BLOCK + ROOM];
        private final int[] pairCentres = new int[BLOCK + ROOM];
        private final float[] pairScores = new float[BLOCK + ROOM];
        private int pairs;
        private final int[] list = new int[STRETCH];
        private final int[] found = new int[STRETCH];
        private final float[] least = new float[STRETCH];
        private final float[] packed;
        private final Shortlists shortlists;

        Scratch(PackedRows data) {
            packed = new float[STRETCH * data.depth];
            x = new float[Products.padded(data.depth)];
            shortlists = new Shortlists(data.kernels);
        }
    }

    Survey(PackedRows data, int k) {
        this.data = data;
        this.k = k;
        this.depth = data.depth;
        this.ld = Products.padded(depth);
        this.norms = new float[data.rows];
        this.near = new float[data.rows];
        this.beyond = new float[data.rows];
        this.lists = new int[data.rows * AIM];
        this.ends = new int[data.rows];
        this.reach = new double[data.chunks];
        Arrays.fill(reach, 0.5);
        this.moves = new float[k];
        this.outwards = new float[k];
        for (int level = 0; level < LEVELS; level++) {
            int size = (int) ((long) k * level * level / (LEVELS * LEVELS)) / Distances.TILE * Distances.TILE;
            levels[level] = new Level(new int[size], new float[Distances.packedSize(size, depth)], new float[size]);
        }
        this.centres = new float[k * ld];
    }

    /** Whether surveys pay for so many centres, and their lists can be held. */
    static boolean suits(int rows, int k) {
        return k >= MIN_CENTRES && k <= MAX_CENTRES && rows <= Integer.MAX_VALUE / AIM;
    }

    /** Whether the next pass shall be a survey: when it would else cost more than all since the survey on average. */
    boolean isDue() {
        return surveyed == null || passes > 1 && lastCost + growth >= cost / passes;
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
            outwards[j] = moves[j] * OUTWARDS;
            order[j] = (long) Float.floatToRawIntBits(moves[j]) << 32 | j;
            System.arraycopy(now.shifted, j * depth, centres, j * ld, depth);
        }
        Arrays.sort(order);
        Tasks.run(workers, LEVELS, level -> {
            Level set = levels[level];
            int size = set.members.length;
            limits[level] = moves[(int) order[k - 1 - size]];
            Arrays.setAll(set.members, i -> (int) order[k - 1 - i]);
            Arrays.sort(set.members);
            Distances.selectPoints(set.members, depth, now.packed, now.halfNorms, set.packed, set.halfNorms);
        });
    }

    /** A pass is over. */
    void passed() {
        double all = (double) data.rows * k;
        double fixed = (double) FIXED_COST / depth / k;
        double now = passes == 0 ? 1 + (double) SURVEY_COST / depth / k : comparisons.sumThenReset() / all + fixed;
        growth = passes < 2 ? 0 : now - lastCost;
        lastCost = now;
        cost += now;
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

    /** The squared distance of a score, rounded up; and down. */
    private double squareAbove(int row, float score) {
        double norm = norms[row];
        return Math.max(0, 2 * (score + error(norm)) + norm * norm * (1 + OUT));
    }

    private double squareBelow(int row, float score) {
        double norm = norms[row];
        return 2 * (score - error(norm)) + norm * norm * (1 - OUT);
    }

    /** Surveys a block of rows, which have labels. */
    void survey(int first, int size, Points points, int[] labels, int[] fresh, Scratch s) {
        for (int i = 0; i < size; i++) {
            s.rows[i] = first + i;
            s.which[i] = labels[first + i];
            if (!normed) {
                norms[first + i] = data.norm(first + i);
            }
        }
        data.kernels.scores(size, s.rows, depth, data.x.array(), data.x.rowOffset(0), depth, data.origin, s.which,
                points.shifted, points.halfNorms, s.best);
        int width = data.kernels.panelRows();
        int chunk = first / data.chunkRows;
        for (int at = 0; at < size; at += width) {
            int count = Math.min(width, size - at);
            Arrays.fill(s.shortlists.limits, Float.NEGATIVE_INFINITY); // nothing for places without a row
            for (int i = 0; i < count; i++) {
                s.shortlists.limits[i] = limit(first + at + i, s.best[at + i], reach[chunk]);
            }
            data.kernels.packList(count, s.rows, at, depth, data.x.array(), data.x.rowOffset(0), depth, data.origin,
                    s.packed, 0);
            s.shortlists.fill(s.packed, 0, points);
            double all = 0;
            for (int i = 0; i < count; i++) {
                remember(first + at + i, i, s.shortlists);
                fresh[at + i] = s.shortlists.centre(s.shortlists.best(i));
                all += s.shortlists.count(i);
            }
            int done = first + at + count;
            int left = data.first(chunk) + data.rowsOf(chunk) - done;
            double room = end(chunk) - ends[done - 1];
            double goal = left == 0 ? AIM : Math.clamp(room / left, AIM / 2, AIM) * 0.95;
            reach[chunk] *= StrictMath.pow(goal * count / all, 0.2);
        }
    }

    /** The score of a centre that is further away than one of a score, by a reach; above that score. */
    private float limit(int row, float score, double reach) {
        double norm = norms[row];
        double far = Math.sqrt(squareAbove(row, score)) + reach;
        return Math.max(Math.nextUp(score), (float) (0.5 * (far * far - norm * norm)));
    }

    private int start(int row) {
        return row % data.chunkRows == 0 ? row * AIM : ends[row - 1];
    }

    private void remember(int row, int i, Shortlists found) {
        float least = found.score(found.best(i));
        near[row] = Math.nextDown((float) squareBelow(row, least));
        int at = start(row);
        boolean fits = at + found.count(i) <= end(row / data.chunkRows);
        double others = squareBelow(row, fits ? found.limits[i] : least); // else no centre is known to be further away
        beyond[row] = Math.nextDown((float) (Math.sqrt(Math.max(0, others)) * (1 - OUT)));
        for (int c = i * ROOM; fits && c < i * ROOM + found.count(i); c++) {
            float gap = (found.score(c) - least) * (1 - 0x1p-22f);
            lists[at++] = Float.floatToRawIntBits(gap) & UPPER | found.centre(c);
        }
        ends[row] = at;
    }

    /** Where the lists of a chunk end at most. */
    private int end(int chunk) {
        return (data.first(chunk) + data.rowsOf(chunk)) * AIM;
    }

    /** Labels a block of rows. */
    void compare(int first, int size, Points points, int[] labels, int[] fresh, Scratch s) {
        for (int i = 0; i < size; i++) {
            s.rows[i] = first + i;
            fresh[i] = labels[first + i];
        }
        data.kernels.scores(size, s.rows, depth, data.x.array(), data.x.rowOffset(0), depth, data.origin, fresh,
                points.shifted, points.halfNorms, s.best);
        s.pairs = 0;
        long products = 0;
        for (int i = 0; i < size; i++) {
            int count = ask(first + i, fresh[i], s.best[i], s.asked);
            if (count > 0) {
                products += count;
                pair(first + i, s.best[i], count, points, s);
                if (s.pairs >= BLOCK) {
                    comparePairs(first, points, fresh, s);
                }
            }
        }
        comparePairs(first, points, fresh, s);
        comparisons.add(PRODUCT_COST * products);
        int compared = sort(first, size, s);
        for (int at = 0; at < compared; at += STRETCH) {
            compare(at, Math.min(STRETCH, compared - at), first, points, fresh, s);
        }
    }

    /** The remembered centres of a row that may be as near as one of a score. */
    private int ask(int row, int label, float score, int[] asked) {
        float above = (float) (Math.sqrt(squareAbove(row, score)) * OUTWARDS);
        float square = near[row];
        int count = 0;
        for (int i = start(row); i < ends[row]; i++) {
            int centre = lists[i] & ~UPPER;
            float far = above + outwards[centre];
            int nearer = Float.floatToRawIntBits(square + 2 * Float.intBitsToFloat(lists[i] & UPPER) - far * far);
            int other = centre - label | label - centre;
            asked[count] = centre;
            count += (nearer & other) >>> 31; // by signs, without a branch: it could not be foretold
        }
        return count;
    }

    /** Of the centres asked for those whose scores may be no more than one of a row. */
    private void pair(int row, float score, int count, Points points, Scratch s) {
        float[] x = data.x.array();
        int at = data.x.rowOffset(row);
        for (int i = 0; i < depth; i++) {
            s.x[i] = x[at + i] - data.origin[i];
        }
        data.kernels.dotProducts(count, s.asked, ld, s.x, centres, s.products);
        float limit = Math.nextUp((float) (score + 2 * error(norms[row])));
        for (int i = 0; i < count; i++) {
            int centre = s.asked[i];
            s.pairRows[s.pairs] = row;
            s.pairCentres[s.pairs] = centre;
            s.pairs += points.halfNorms[centre] - s.products[i] <= limit ? 1 : 0;
        }
    }

    private void comparePairs(int first, Points points, int[] fresh, Scratch s) {
        data.kernels.scores(s.pairs, s.pairRows, depth, data.x.array(), data.x.rowOffset(0), depth, data.origin,
                s.pairCentres, points.shifted, points.halfNorms, s.pairScores);
        for (int p = 0; p < s.pairs; p++) {
            take(s.pairRows[p] - first, s.pairCentres[p], s.pairScores[p], fresh, s);
        }
        s.pairs = 0;
    }

    private static void take(int i, int centre, float score, int[] fresh, Scratch s) {
        if (score < s.best[i] || score == s.best[i] && centre < fresh[i]) {
            s.best[i] = score;
            fresh[i] = centre;
        }
    }

    /** Orders the rows by their levels, the highest first, and gives the number of those above 0. */
    private int sort(int first, int size, Scratch s) {
        Arrays.fill(s.starts, 0);
        for (int i = 0; i < size; i++) {
            int row = first + i;
            double distance = Math.sqrt(squareAbove(row, s.best[i])) * (1 + OUT);
            float slack = Math.nextDown((float) (beyond[row] - distance));
            int level = 0;
            while (level < LEVELS && slack <= limits[level]) {
                level++;
            }
            s.level[i] = (byte) level;
            s.starts[level]++;
        }
        for (int level = LEVELS, sum = 0; level >= 0; level--) { // from numbers to where each level ends
            sum += s.starts[level];
            s.starts[level] = sum;
        }
        for (int i = size - 1; i >= 0; i--) {
            s.order[--s.starts[s.level[i]]] = i;
        }
        return s.starts[0];
    }

    /** Compares some of the ordered rows with the centres of the first one's level. */
    private void compare(int at, int count, int first, Points points, int[] fresh, Scratch s) {
        int level = s.level[s.order[at]];
        for (int i = 0; i < count; i++) {
            s.list[i] = first + s.order[at + i];
        }
        data.packList(count, s.list, 0, s.packed);
        int compared = level == LEVELS ? k : levels[level].members.length;
        data.kernels.nearest(count, depth, s.packed, 0, compared,
                level == LEVELS ? points.packed : levels[level].packed,
                level == LEVELS ? points.halfNorms : levels[level].halfNorms, s.found, 0, s.least, 0);
        comparisons.add((long) count * compared);
        for (int i = 0; i < count; i++) {
            take(s.order[at + i], level == LEVELS ? s.found[i] : levels[level].members[s.found[i]], s.least[i], fresh,
                    s);
        }
    }
}
