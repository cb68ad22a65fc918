package io.lanecoder.latent;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * How well scores put positive rows (anomalies, say) before the others. Only the order of the scores matters.
 * Definitions as in scikit-learn. Stateless, safe for all threads.
 */
public final class RankMeasures {
    private RankMeasures() {
    }

    /**
     * The area under the ROC curve: the probability that a positive row scores higher than a negative one, equal scores
     * counted as half. 0.5 for chance, 1 for a perfect order.
     *
     * @param positive whether a row is positive; both kinds are there
     * @param scores its score, larger is more positive; not NaN
     * @return the area, in 0..1
     * @throws IllegalArgumentException if the lengths differ, one kind is missing, or a score is NaN
     */
    public static double auroc(boolean[] positive, double[] scores) {
        int[] order = order(positive, scores);
        int n = order.length;
        int positives = count(positive);
        Checks.require(positives < n, "all %s rows are positive, expected negative ones too", n);
        // Twice the number of pairs in the right order, so that halves are whole; below 2^63 for any array.
        long pairs = 0;
        long negativesAbove = 0;
        for (int from = 0; from < n;) {
            int to = groupEnd(order, scores, from);
            long positivesHere = 0;
            for (int i = from; i < to; i++) {
                positivesHere += positive[order[i]] ? 1 : 0;
            }
            long negativesHere = to - from - positivesHere;
            pairs += positivesHere * (2 * (n - positives - negativesAbove - negativesHere) + negativesHere);
            negativesAbove += negativesHere;
            from = to;
        }
        return pairs / (2.0 * positives * (n - positives));
    }

    /**
     * Average precision: {@code sum_t (recall_t - recall_(t-1)) precision_t} over the thresholds from high to low, one
     * for each different score. The share of positive rows for chance, 1 for a perfect order.
     *
     * @param positive whether a row is positive; at least one is
     * @param scores its score, larger is more positive; not NaN
     * @return the average, in 0..1
     * @throws IllegalArgumentException if the lengths differ, no row is positive, or a score is NaN
     */
    public static double averagePrecision(boolean[] positive, double[] scores) {
        int[] order = order(positive, scores);
        double sum = 0;
        int found = 0;
        for (int from = 0; from < order.length;) {
            int to = groupEnd(order, scores, from);
            int here = 0;
            for (int i = from; i < to; i++) {
                here += positive[order[i]] ? 1 : 0;
            }
            found += here;
            sum += (double) here * found / to;
            from = to;
        }
        return sum / found;
    }

    /** Row numbers by falling score. */
    private static int[] order(boolean[] positive, double[] scores) {
        Checks.require(positive.length == scores.length, "%s scores for %s rows, expected one a row", scores.length,
                positive.length);
        for (int i = 0; i < scores.length; i++) {
            Checks.require(scores[i] == scores[i], "score %s is NaN, expected a number", i);
        }
        Checks.require(count(positive) > 0, "none of %s rows is positive, expected at least one", positive.length);
        return IntStream.range(0, scores.length).boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -scores[i])).mapToInt(Integer::intValue).toArray();
    }

    private static int count(boolean[] positive) {
        int count = 0;
        for (boolean p : positive) {
            count += p ? 1 : 0;
        }
        return count;
    }

    private static int groupEnd(int[] order, double[] scores, int from) {
        int to = from + 1;
        while (to < order.length && scores[order[to]] == scores[order[from]]) {
            to++;
        }
        return to;
    }
}
