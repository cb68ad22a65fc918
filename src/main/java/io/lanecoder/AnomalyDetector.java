package io.lanecoder;

import io.lanecoder.data.FloatMatrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Finds the rows that a trained model reconstructs unusually badly.
 *
 * <p>The score of a row is its mean squared reconstruction error on the network's scale, >= 0; larger is more anomalous. What is
 * unusual is learned after training, from normal rows that the model was not trained on ({@link #calibrate}). The threshold
 * follows from their scores by a {@link ThresholdRule} that can be changed at any time; the threshold itself counts as anomalous,
 * and so does a score that is NaN. A feature that was constant in training is scaled to a constant: no change of it is seen.
 *
 * <p>With n calibration scores the conformal p-value of a score s is p = (1 + #{calibration scores >= s}) / (n + 1). If a new row
 * is normal, that is, exchangeable with the calibration rows, then {@code P(p <= a) <= a} for every a and every n, whatever the
 * distribution; the probability is over the calibration rows too. For one given calibration set the share of false alarms varies
 * about its mean like a Beta variable: by about sqrt(a (1 - a) / n).
 *
 * <p>Calibration and rule are saved with {@link #model()}. Immutable and safe for all threads.
 *
 * <p>References: V. Vovk, A. Gammerman, G. Shafer, Algorithmic Learning in a Random World, 2005; S. Bates et al., Testing for
 * outliers with conformal p-values, Annals of Statistics 51, 2023.
 */
public final class AnomalyDetector {
    /** The rule of a detector that was not given one: at most 1 % of normal rows are flagged. */
    public static final ThresholdRule DEFAULT_RULE = new ThresholdRule.ExpectedShare(0.01);

    private static final int BLOCK = 1024;

    private final Autoencoder model;
    private final Calibration calibration;
    private final ThresholdRule rule;
    private final double threshold;

    /**
     * What a model's file remembers of a detector.
     *
     * @param calibration the normal rows
     * @param rule the threshold's
     */
    record Stored(Calibration calibration, ThresholdRule rule) {
    }

    /**
     * Why a row is anomalous: a feature that is reconstructed worse than it usually is.
     *
     * @param feature the feature's number, from 0
     * @param name the feature's name, {@code x} and its number where the model knows no names
     * @param ratio the error divided by the feature's mean squared error over the calibration rows, which counts as at least a
     *     hundredth of the mean over all features and at least 2^-48
     * @param error (x' - x)^2 on the network's scale
     */
    public record Reason(int feature, String name, double ratio, double error) {
    }

    AnomalyDetector(Autoencoder model, Calibration calibration, ThresholdRule rule) {
        this.calibration = calibration;
        this.rule = rule;
        this.threshold = calibration.threshold(rule);
        this.model = model.withDetector(Optional.of(new Stored(calibration, rule)));
    }

    /**
     * Calibrates a model on normal rows. They must not be rows that it was trained on, which it reconstructs better than new
     * ones. The rule is {@link #DEFAULT_RULE}.
     *
     * @param model a trained model
     * @param normalRows rows as the model takes them, at least 1; 1 / share - 1 for an expected share to flag anything
     * @param threads number of threads, >= 1
     * @return a detector. Of over 10,000 rows it keeps the 5000 largest scores as they are and the others in 5000 groups of
     *     nearly equal size, rounded up to the largest of their group: p-values are never too small
     * @throws IllegalArgumentException if there is no row, a value is not finite or the rows do not fit the model
     */
    public static AnomalyDetector calibrate(Autoencoder model, FloatMatrix normalRows, int threads) {
        return new AnomalyDetector(model, Calibration.of(model, normalRows, threads), DEFAULT_RULE);
    }

    /**
     * The detector that a model was saved with.
     *
     * @param model a model
     * @return its detector; empty if the model is not calibrated
     */
    public static Optional<AnomalyDetector> of(Autoencoder model) {
        return model.detector().map(stored -> new AnomalyDetector(model, stored.calibration(), stored.rule()));
    }

    /** {@return the model, which carries this calibration and rule: save it to save them} */
    public Autoencoder model() {
        return model;
    }

    /**
     * Another model of the same weights, carrying this calibration and rule: one that {@link Autoencoder#suiting} gave for data
     * in another notation, or the one that it was given of.
     *
     * @param other a model of the same weights
     * @return that model with this detector
     * @throws IllegalArgumentException if the weights are others
     */
    public Autoencoder attachedTo(Autoencoder other) {
        if (other.parameters() != model.parameters()) {
            throw new IllegalArgumentException("the detector was calibrated on another model");
        }
        return other.withDetector(Optional.of(new Stored(calibration, rule)));
    }

    /** {@return the number of rows that the detector was calibrated on} */
    public int calibrationRows() {
        return calibration.rows();
    }

    /** {@return how the threshold comes about} */
    public ThresholdRule rule() {
        return rule;
    }

    /** {@return the score from which rows are anomalous, that score included; infinite if nothing is} */
    public double threshold() {
        return threshold;
    }

    /**
     * The same detector with another rule.
     *
     * @param newRule how the threshold is to come about
     * @return a new detector; nothing is scored again
     */
    public AnomalyDetector withRule(ThresholdRule newRule) {
        return new AnomalyDetector(model, calibration, newRule);
    }

    /**
     * The same detector, flagging rows with a p-value of at most {@code share}: see {@link ThresholdRule.ExpectedShare}.
     *
     * @param share of normal rows that may be flagged, in (0, 1)
     * @return a new detector
     * @throws IllegalArgumentException if the share is out of range
     */
    public AnomalyDetector withExpectedShare(double share) {
        return withRule(new ThresholdRule.ExpectedShare(share));
    }

    /**
     * The same detector with the threshold median + k * 1.4826 * MAD: see {@link ThresholdRule.MedianAndMad}.
     *
     * @param k number of robust standard deviations, finite, >= 0
     * @return a new detector
     * @throws IllegalArgumentException if k is out of range
     */
    public AnomalyDetector withMedianAndMad(double k) {
        return withRule(new ThresholdRule.MedianAndMad(k));
    }

    /**
     * The same detector with a given threshold.
     *
     * @param newThreshold the score from which rows are anomalous, finite, >= 0
     * @return a new detector
     * @throws IllegalArgumentException if the threshold is out of range
     */
    public AnomalyDetector withThreshold(double newThreshold) {
        return withRule(new ThresholdRule.Fixed(newThreshold));
    }

    /**
     * Scores rows; for one row after the other without allocation, {@link RowCoder#reconstructionError} gives the same bits.
     *
     * @param rows rows x inputs, as many at a time as is convenient: a row's score depends on no other row
     * @param threads number of threads, >= 1
     * @return a score a row; NaN for a row with NaN
     * @throws IllegalArgumentException if the rows have another number of columns than the network has inputs
     */
    public double[] scores(FloatMatrix rows, int threads) {
        return model.reconstructionErrors(rows, threads);
    }

    /**
     * Whether a score is anomalous. Allocates nothing.
     *
     * @param score of a row
     * @return whether score >= threshold, or the score is NaN
     */
    public boolean isAnomaly(double score) {
        return !(score < threshold);
    }

    /**
     * The conformal p-value of a score: p = (1 + #{calibration scores >= score}) / (n + 1). Allocates nothing; O(log n).
     *
     * @param score of a row
     * @return p, in [1 / (n + 1), 1]; 1 / (n + 1) for NaN
     */
    public double pValue(double score) {
        return calibration.pValue(score);
    }

    /**
     * The conformal p-values of scores.
     *
     * @param scores of rows
     * @return a p-value a score
     */
    public double[] pValues(double[] scores) {
        return Arrays.stream(scores).map(this::pValue).toArray();
    }

    /**
     * Chooses anomalies in a batch by Benjamini and Hochberg: with m p-values the k smallest are chosen, k being the largest
     * number for which the k-th smallest is at most level * k / m. Of those chosen, at most the share {@code level} is normal, on
     * average; this holds for conformal p-values from one calibration set, although they depend on each other (Bates et al.).
     *
     * @param p p-values, in 0..1
     * @param level share of false alarms among the alarms, in (0, 1)
     * @return whether each is chosen
     * @throws IllegalArgumentException if the level or a p-value is out of range
     */
    public static boolean[] benjaminiHochberg(double[] p, double level) {
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("the level must be > 0 and < 1, got " + level);
        }
        for (int i = 0; i < p.length; i++) {
            if (!(p[i] >= 0 && p[i] <= 1)) {
                throw new IllegalArgumentException("p-value " + i + " is " + p[i] + ", expected 0 to 1");
            }
        }
        double[] sorted = p.clone();
        Arrays.sort(sorted);
        double limit = -1;
        for (int k = sorted.length; k >= 1 && limit < 0; k--) {
            if (sorted[k - 1] <= level * k / sorted.length) {
                limit = sorted[k - 1];
            }
        }
        boolean[] chosen = new boolean[p.length];
        for (int i = 0; i < p.length; i++) {
            chosen[i] = p[i] <= limit;
        }
        return chosen;
    }

    /**
     * The features that make rows anomalous: those whose error is the largest multiple of their usual error.
     *
     * @param rows rows x inputs
     * @param count at most so many reasons a row, >= 1
     * @param threads number of threads, >= 1
     * @return for each row its reasons, the strongest first; of equal ones, and of NaN ones (which come first), the lower feature
     * @throws IllegalArgumentException if the count is below 1 or the rows do not fit the model
     */
    public List<List<Reason>> reasons(FloatMatrix rows, int count, int threads) {
        if (count < 1) {
            throw new IllegalArgumentException("the number of reasons must be >= 1, got " + count);
        }
        List<List<Reason>> all = new ArrayList<>(rows.rows());
        for (int from = 0; from < rows.rows(); from += BLOCK) {
            FloatMatrix errors = model.featureErrors(rows.rows(from, Math.min(rows.rows(), from + BLOCK)), threads);
            for (int i = 0; i < errors.rows(); i++) {
                all.add(strongest(errors, i, count));
            }
        }
        return all;
    }

    private List<Reason> strongest(FloatMatrix errors, int row, int count) {
        double[] ratios = new double[errors.cols()];
        for (int j = 0; j < ratios.length; j++) {
            ratios[j] = errors.get(row, j) / calibration.usual(j);
        }
        // Double.compare puts NaN above all numbers, and the sort keeps equal ones in order
        return IntStream.range(0, ratios.length).boxed()
                .sorted(Comparator.comparing((Integer j) -> ratios[j], Comparator.reverseOrder())).limit(count)
                .map(j -> new Reason(j, model.featureName(j), ratios[j], errors.get(row, j))).toList();
    }

    /** {@return rule, threshold and calibration, for messages} */
    @Override
    public String toString() {
        return "threshold " + threshold + " (" + rule + ", calibrated on " + calibration.rows() + " rows)";
    }
}
