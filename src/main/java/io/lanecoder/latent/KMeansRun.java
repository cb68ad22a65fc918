package io.lanecoder.latent;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.SeededRandom;
import io.lanecoder.kernel.Distances;
import io.lanecoder.kernel.Products;
import io.lanecoder.kernel.Workers;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The iterations of k-means, for {@link KMeans#fit}.
 *
 * <p>Rows are divided into chunks that depend on the shape alone. Each has its own sums of its clusters, in double,
 * which follow the rows that change, ascending: what such a row adds to one it takes from another. The centres are the
 * sums over the chunks, ascending. So the centres depend on the labels of all iterations and on nothing else: neither
 * threads nor the algorithm show.
 */
final class KMeansRun {
    private static final int BLOCK = PackedRows.BLOCK;
    /** Rows that are packed at a time: a few panels, which stay in the first level cache until they were compared. */
    static final int STRETCH = 64;
    /** With fewer centres, packing takes longer than comparing: with 10 in 20 columns a fit took half as long again. */
    private static final int MIN_UNPACKED = 64;
    /** 8 MB of partial sums at most, as long as that leaves 8 chunks: they are added up in every iteration. */
    private static final long MAX_SUMS = 1L << 20;
    /**
     * With fewer centres, comparing with all of them costs less than looking at bounds: of 100 centres in 32 columns the
     * bounds took 2.7 times as long to the end of 114 iterations.
     */
    private static final int MIN_BOUNDED = 256;
    /** 1 GB of bounds at most. */
    private static final long MAX_BOUNDS = 1L << 28;

    private final PackedRows data;
    private final float[] weights;
    private final KMeans.Options options;
    private final Workers workers;
    private final int k;
    private final int depth;
    private final int ld;
    private final double tolerance;
    private final int[] labels;
    private final double[] sums;
    private final double[][] weightSums;
    private final int[] changed;
    private final double[] totals;
    private final double[] totalWeights;
    private Bounds bounds;
    private Survey survey;
    /** The next pass is a survey. */
    private boolean surveying;
    /** When fewer rows change, a survey is tried. */
    private int surveyBelow;
    private double shift;

    KMeansRun(FloatMatrix rows, float[] weights, KMeans.Options options, Workers workers) {
        this.weights = weights;
        this.options = options;
        this.workers = workers;
        this.k = options.k();
        this.depth = rows.cols();
        this.ld = Products.padded(depth);
        float[] origin = PackedRows.means(rows, workers);
        this.data = new PackedRows(rows, origin, Math.clamp(MAX_SUMS / ((long) k * ld), 8, 64));
        if (k < MIN_UNPACKED) {
            data.pack(workers);
        }
        this.tolerance =
                options.tolerance() == 0 ? 0 : options.tolerance() * PackedRows.meanVariance(rows, origin, workers);
        this.labels = new int[data.room()];
        long room = (long) data.chunks * k * ld;
        Checks.require(room < Integer.MAX_VALUE - 8,
                "%s clusters of %s columns take %s partial sums, more than an array holds", k,
                depth, room);
        this.sums = new double[(int) room];
        this.weightSums = new double[data.chunks][k];
        this.changed = new int[data.chunks];
        this.totals = new double[k * depth];
        this.totalWeights = new double[k];
    }

    KMeans.Result best() {
        if (options.centres() != null) {
            return run(options.centres().array());
        }
        KMeans.Result best = null;
        for (int restart = 0; restart < options.restarts(); restart++) {
            SeededRandom random = SeededRandom.of(options.seed(), restart);
            KMeans.Result result = run(new Seeding(data, weights, workers, random).centres(k, options.init()));
            if (best == null || result.inertia() < best.inertia()) {
                best = result;
            }
        }
        return best;
    }

    private KMeans.Result run(float[] centres) {
        Points points = new Points(k, depth, centres, data.origin);
        Arrays.fill(labels, -1);
        Arrays.fill(changed, Integer.MAX_VALUE);
        Arrays.fill(sums, 0);
        for (int chunk = 0; chunk < data.chunks; chunk++) {
            Arrays.fill(weightSums[chunk], 0);
        }
        bounds = null;
        survey = null;
        surveyBelow = data.rows / 8;
        int moved = data.rows;
        boolean converged = false;
        boolean current = false; // whether the labels are those of the present centres
        int iterations = 0;
        while (iterations < options.maxIterations() && !converged) {
            iterations++;
            plan(points, moved, false);
            moved = assign(points);
            Points old = points;
            boolean relocated = addUp();
            points = average(old, relocated);
            current = moved == 0 && !relocated;
            converged = moved == 0 || shift <= tolerance;
            if (bounds != null) {
                bounds.moved(old, points);
            } else if (!converged && wantsBounds(moved)) {
                bounds = new Bounds(data, points, groups());
                survey = null;
            }
        }
        if (!current) {
            plan(points, moved, true);
            assign(points);
        }
        int[] found = Arrays.copyOf(labels, data.rows);
        return new KMeans.Result(new KMeans(points, data.origin), found, inertia(points), iterations, converged);
    }

    /** Whether and how the next pass makes use of a survey; the last pass makes none for others to use. */
    private void plan(Points points, int moved, boolean last) {
        if (survey != null && survey.failed()) {
            survey = null;
            surveyBelow = moved / 2;
        }
        boolean wanted = options.algorithm() == KMeans.Algorithm.AUTO && bounds == null && Survey.suits(data.rows, k);
        if (survey == null && wanted && moved < surveyBelow) {
            survey = new Survey(data, k);
        }
        surveying = survey != null && survey.isDue();
        if (surveying && last) {
            survey = null;
        } else if (surveying) {
            survey.begin(points);
        } else if (survey != null) {
            survey.moved(points, workers);
        }
    }

    private boolean wantsBounds(int moved) {
        return switch (options.algorithm()) {
            case LLOYD -> false;
            case HAMERLY, YINYANG -> true;
            // Bounds are loose while centres still travel: then they would cost more than they save.
            case AUTO -> k >= MIN_BOUNDED && moved < data.rows / 128;
        };
    }

    /** Groups of up to 32 centres, or a single one if that would be too many bounds. */
    private int groups() {
        int groups = Math.ceilDiv(k, Distances.GROUP);
        boolean one = options.algorithm() == KMeans.Algorithm.HAMERLY || groups > MAX_BOUNDS / data.rows;
        return one ? 1 : groups;
    }

    /** Labels all rows, refreshes the chunks' sums, and gives the number of rows whose label changed. */
    private int assign(Points points) {
        Tasks.run(workers, data.chunks, () -> {
            // of a worker, not of a chunk: memory touched first is slow
            Scratch scratch = new Scratch(data, bounds, survey != null);
            return chunk -> assign(chunk, points, scratch);
        });
        if (bounds != null) {
            bounds.known();
        } else if (survey != null) {
            survey.passed();
        }
        int all = 0;
        for (int count : changed) {
            all += count;
        }
        return all;
    }

    private void assign(int chunk, Points points, Scratch scratch) {
        int rows = data.rowsOf(chunk);
        int[] fresh = scratch.fresh;
        Moves moves = scratch.moves;
        boolean many = changed[chunk] > rows / 16;
        int count = 0;
        int block = survey == null ? BLOCK : Survey.BLOCK;
        for (int from = 0; from < rows; from += block) {
            int size = Math.min(block, rows - from);
            int first = data.first(chunk) + from;
            if (bounds != null) {
                bounds.nearest(chunk, from, size, points, labels, fresh, scratch.bounds);
            } else if (survey == null) {
                nearest(chunk, from, size, points, scratch);
            } else if (surveying) {
                survey.survey(first, size, points, labels, fresh, scratch.survey);
            } else {
                survey.compare(first, size, points, labels, fresh, scratch.survey);
            }
            moves.count = 0;
            count += many ? relabel(chunk, from, size, fresh, moves) : relabelFew(chunk, from, size, fresh, moves);
            data.kernels.addToSums(moves.count, moves.rows, depth, data.x.array(), data.x.rowOffset(0), depth,
                    data.origin, moves.to, moves.factors, sums);
        }
        if (weights != null && count > 0) {
            weigh(chunk);
        }
        changed[chunk] = count;
    }

    /** Compares a block of rows with all centres. */
    private void nearest(int chunk, int from, int size, Points points, Scratch s) {
        if (data.packed(chunk) != null) {
            data.kernels.nearest(size, depth, data.packed(chunk), from * depth, k, points.packed, points.halfNorms,
                    s.fresh, 0, s.scores, 0);
            return;
        }
        int first = data.first(chunk) + from;
        for (int at = 0; at < size; at += STRETCH) {
            int count = Math.min(STRETCH, size - at);
            for (int i = 0; i < count; i++) {
                s.list[i] = first + at + i;
            }
            data.packList(count, s.list, 0, s.packed);
            data.kernels.nearest(count, depth, s.packed, 0, k, points.packed, points.halfNorms, s.fresh, at, s.scores,
                    at);
        }
    }

    /** What a worker needs while it assigns. */
    private static final class Scratch {
        private final int[] fresh;
        private final float[] scores = new float[BLOCK];
        private final int[] list = new int[STRETCH];
        private final float[] packed;
        private final Moves moves;
        private final Survey.Scratch survey;
        private final Bounds.Scratch bounds;

        Scratch(PackedRows data, Bounds bounds, boolean surveyed) {
            this.survey = surveyed ? new Survey.Scratch(data) : null;
            this.fresh = new int[surveyed ? Survey.BLOCK : BLOCK];
            this.moves = new Moves(fresh.length);
            this.packed = new float[STRETCH * data.depth];
            this.bounds = bounds == null ? null : bounds.scratch();
        }
    }

    /** What to add to which sums: for a row that changes its cluster first the new, then the old one. */
    private static final class Moves {
        private int count;
        private final int[] rows;
        private final int[] to;
        private final float[] factors;

        Moves(int block) {
            rows = new int[2 * block];
            to = new int[2 * block];
            factors = new float[2 * block];
        }

        private void add(int row, int cluster, float factor) {
            rows[count] = row;
            to[count] = cluster;
            factors[count++] = factor;
        }
    }

    private int relabel(int chunk, int from, int size, int[] fresh, Moves moves) {
        int first = data.first(chunk) + from;
        int count = 0;
        for (int i = 0; i < size; i++) {
            if (labels[first + i] != fresh[i]) {
                relabel(chunk, first + i, fresh[i], moves);
                count++;
            }
        }
        return count;
    }

    /** The same, for labels that hardly change. */
    private int relabelFew(int chunk, int from, int size, int[] fresh, Moves moves) {
        int first = data.first(chunk) + from;
        int count = 0;
        int next = Arrays.mismatch(labels, first, first + size, fresh, 0, size);
        for (int i = next; next >= 0; i += next) {
            relabel(chunk, first + i, fresh[i], moves);
            count++;
            i++;
            next = Arrays.mismatch(labels, first + i, first + size, fresh, i, size);
        }
        return count;
    }

    /**
     * The weights of clusters follow the changes: whole numbers, so nothing is rounded. Sums of real weights do not.
     */
    private void relabel(int chunk, int row, int label, Moves moves) {
        int old = labels[row];
        float weight = weights == null ? 1 : weights[row];
        labels[row] = label;
        weightSums[chunk][label]++;
        moves.add(row, chunk * k + label, weight);
        if (old >= 0) {
            weightSums[chunk][old]--;
            moves.add(row, chunk * k + old, -weight);
        }
    }

    private void weigh(int chunk) {
        double[] ofChunk = weightSums[chunk];
        Arrays.fill(ofChunk, 0);
        for (int row = data.first(chunk); row < data.first(chunk) + data.rowsOf(chunk); row++) {
            ofChunk[labels[row]] += weights[row];
        }
    }

    /** Adds up the chunks and fills empty clusters; true if there were some. */
    private boolean addUp() {
        int share = Math.ceilDiv(k, 4 * workers.count());
        Tasks.run(workers, Math.ceilDiv(k, share), task -> {
            for (int j = task * share; j < Math.min(k, task * share + share); j++) {
                addUp(j);
            }
        });
        int empty = 0;
        for (double weight : totalWeights) {
            empty += weight == 0 ? 1 : 0;
        }
        return empty > 0;
    }

    private void addUp(int cluster) {
        double weight = 0;
        int at = cluster * depth;
        Arrays.fill(totals, at, at + depth, 0);
        for (int chunk = 0; chunk < data.chunks; chunk++) {
            int part = (chunk * k + cluster) * ld;
            weight += weightSums[chunk][cluster];
            for (int i = 0; i < depth; i++) {
                totals[at + i] += sums[part + i];
            }
        }
        totalWeights[cluster] = weight;
    }

    /** The new centres, and how far they are from the old. */
    private Points average(Points old, boolean relocate) {
        if (relocate) {
            fillEmpty(old);
        }
        int heaviest = 0;
        for (int j = 1; j < k; j++) {
            heaviest = totalWeights[j] > totalWeights[heaviest] ? j : heaviest;
        }
        float[] centres = new float[k * depth];
        for (int j = 0; j < k; j++) {
            int from = totalWeights[j] > 0 ? j : heaviest;
            for (int i = 0; i < depth; i++) {
                centres[j * depth + i] = (float) (data.origin[i] + totals[from * depth + i] / totalWeights[from]);
            }
        }
        double sum = 0;
        for (int i = 0; i < centres.length; i++) {
            double difference = (double) centres[i] - old.centres[i];
            sum += difference * difference;
        }
        shift = sum;
        return new Points(k, depth, centres, data.origin);
    }

    /** Moves the rows farthest from their centres to the empty clusters. */
    private void fillEmpty(Points old) {
        int[] empty = IntStream.range(0, k).filter(j -> totalWeights[j] == 0).toArray();
        int[] farthest = new int[Math.min(empty.length, data.rows)];
        double[] distances = new double[farthest.length];
        int found = 0;
        for (int row = 0; row < data.rows; row++) { // the longest first, of equal ones the first
            double distance = squaredDistance(row, old, labels[row]);
            if (found < farthest.length || distance > distances[found - 1]) {
                int at = found < farthest.length ? found++ : found - 1;
                for (; at > 0 && distances[at - 1] < distance; at--) {
                    distances[at] = distances[at - 1];
                    farthest[at] = farthest[at - 1];
                }
                distances[at] = distance;
                farthest[at] = row;
            }
        }
        if (distances[0] == 0) {
            return; // fewer different rows than clusters: nothing to gain
        }
        for (int e = 0; e < found; e++) {
            int row = farthest[e];
            int from = labels[row];
            double weight = weights == null ? 1 : weights[row];
            for (int i = 0; i < depth; i++) {
                double part = weight * (data.x.array()[data.x.rowOffset(row) + i] - data.origin[i]);
                totals[from * depth + i] -= part;
                totals[empty[e] * depth + i] = part;
            }
            totalWeights[from] -= weight;
            totalWeights[empty[e]] = weight;
        }
    }

    private double squaredDistance(int row, Points points, int label) {
        float[] x = data.x.array();
        int at = data.x.rowOffset(row);
        double sum = 0;
        for (int i = 0; i < depth; i++) {
            double difference = (double) x[at + i] - points.centres[label * depth + i];
            sum += difference * difference;
        }
        return sum;
    }

    private double inertia(Points points) {
        double[] parts = new double[data.chunks];
        Tasks.run(workers, data.chunks, chunk -> {
            double sum = 0;
            for (int row = data.first(chunk); row < data.first(chunk) + data.rowsOf(chunk); row++) {
                sum += (weights == null ? 1 : weights[row]) * squaredDistance(row, points, labels[row]);
            }
            parts[chunk] = sum;
        });
        double inertia = 0;
        for (double part : parts) {
            inertia += part;
        }
        return inertia;
    }
}
