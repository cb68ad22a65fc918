package io.lanecoder.latent;

import java.util.Arrays;

/**
 * The rows that may be among the k nearest of one query, by their scores.
 *
 * <p>A score may be wrong by an error, so a row is out of the question only when k others have scores that are less by more than
 * twice the error. Rows are collected until there is no more room, then those out of the question are dropped: a few operations
 * a row, where keeping a list in order would take a walk through it.
 */
final class Candidates {
    private static final int ROOM = 64;

    private final int k;
    private double twiceError;
    private float[] scores;
    private int[] rows;
    private int count;

    /** @param all number of rows there are */
    Candidates(int k, int all) {
        this.k = k;
        this.scores = new float[Math.min(all, 2 * k + ROOM)];
        this.rows = new int[scores.length];
    }

    /** Begins with another query, whose scores can be wrong by an error. */
    void begin(double error) {
        twiceError = 2 * error;
        count = 0;
    }

    /**
     * Adds a row.
     *
     * @param score its score, below the bound
     * @param bound what {@link #add} returned the last time, infinite at first
     * @return what a score has to be below from now on
     */
    float add(float score, int row, float bound) {
        scores[count] = score;
        rows[count++] = row;
        return count == scores.length && count > k ? drop() : bound;
    }

    private float drop() {
        float limit = Math.nextUp((float) (kthScore() + twiceError));
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (scores[i] <= limit) {
                scores[kept] = scores[i];
                rows[kept++] = rows[i];
            }
        }
        count = kept;
        if (kept > scores.length / 4 * 3) { // many are as near: with so little room they would be gone through again and again
            scores = Arrays.copyOf(scores, 2 * scores.length);
            rows = Arrays.copyOf(rows, scores.length);
        }
        return Math.nextUp(limit);
    }

    /** The k-th least score; the lesser ones come to stand before it (C. A. R. Hoare: Algorithm 65, Find). */
    private float kthScore() {
        int low = 0;
        int high = count - 1;
        while (low < high) {
            float pivot = scores[(low + high) >>> 1];
            int i = low;
            int j = high;
            while (i <= j) {
                while (scores[i] < pivot) {
                    i++;
                }
                while (scores[j] > pivot) {
                    j--;
                }
                if (i <= j) {
                    swap(i++, j--);
                }
            }
            if (k - 1 <= j) {
                high = j;
            } else if (k - 1 >= i) {
                low = i;
            } else {
                break;
            }
        }
        return scores[k - 1];
    }

    private void swap(int i, int j) {
        float score = scores[i];
        scores[i] = scores[j];
        scores[j] = score;
        int row = rows[i];
        rows[i] = rows[j];
        rows[j] = row;
    }

    /** Ends with this query: drops what is out of the question; gives the number of those left. */
    int end() {
        if (count > k) {
            drop();
        }
        return count;
    }

    /** After {@link #end}: a row; they come in no order. */
    int row(int i) {
        return rows[i];
    }
}
