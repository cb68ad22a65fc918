package io.lanecoder.latent;

import io.lanecoder.kernel.Distances;
import java.util.Arrays;

/** For each row of a panel the centres whose scores are below a limit, and in any case the nearest one. */
final class Shortlists {
    /** Most centres of a list; a list that is full is cut to those below its mean. */
    static final int ROOM = 64;

    /** What scores have to be below, for each row of the panel; lowered where a list was cut. */
    final float[] limits;
    private final Distances kernels;
    private final int width;
    private final int shift;
    private final int[] counts;
    /** The place of the least score of each row, of equal ones the first. */
    private final int[] best;
    /** The lists, {@value #ROOM} places each, centres ascending. */
    private final int[] centres;
    private final float[] scores;
    private final float[] buffer;
    private final int[] hits;
    private final float[] hitScores;

    Shortlists(Distances kernels) {
        this.kernels = kernels;
        this.width = kernels.panelRows();
        this.shift = Integer.numberOfTrailingZeros(width);
        this.limits = new float[width];
        this.counts = new int[width];
        this.best = new int[width];
        this.centres = new int[width * ROOM];
        this.scores = new float[width * ROOM];
        this.buffer = new float[Distances.LISTED * width];
        this.hits = new int[Distances.LISTED * width + 16];
        this.hitScores = new float[hits.length];
    }

    /** Makes the lists of one panel anew; its limits are set, and above the least score. */
    void fill(float[] packed, int pOff, Points points) {
        Arrays.fill(counts, 0);
        for (int from = 0; from < points.count; from += Distances.LISTED) {
            int found = kernels.listBelow(from, Math.min(from + Distances.LISTED, points.count), points.depth, packed,
                    pOff, points.packed, points.halfNorms, limits, buffer, hits, hitScores);
            for (int i = 0; i < found; i++) {
                add(hits[i] & width - 1, hits[i] >>> shift, hitScores[i]);
            }
        }
    }

    private void add(int row, int centre, float score) {
        int at = row * ROOM + counts[row]++;
        centres[at] = centre;
        scores[at] = score;
        if (counts[row] == 1 || score < scores[best[row]]) {
            best[row] = at;
        }
        if (counts[row] == ROOM) {
            cut(row);
        }
    }

    private void cut(int row) {
        int from = row * ROOM;
        double sum = 0;
        float greatest = Float.NEGATIVE_INFINITY;
        for (int i = from; i < from + ROOM; i++) {
            sum += scores[i];
            greatest = Math.max(greatest, scores[i]);
        }
        float limit = Math.min(greatest, (float) (sum / ROOM));
        int nearest = best[row];
        int to = from;
        for (int i = from; i < from + ROOM; i++) {
            if (scores[i] < limit || i == nearest) {
                best[row] = i == nearest ? to : best[row];
                centres[to] = centres[i];
                scores[to++] = scores[i];
            }
        }
        counts[row] = to - from;
        limits[row] = limit;
    }

    int count(int row) {
        return counts[row];
    }

    /** The place of the nearest centre of a row. */
    int best(int row) {
        return best[row];
    }

    int centre(int place) {
        return centres[place];
    }

    float score(int place) {
        return scores[place];
    }
}
