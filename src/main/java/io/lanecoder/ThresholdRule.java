package io.lanecoder;

import java.util.Locale;

/**
 * How the threshold of an {@link AnomalyDetector} comes from the scores of normal rows. A score at or above the threshold is
 * anomalous. Changing the rule needs neither training nor scoring again.
 */
public sealed interface ThresholdRule {
    /**
     * Flags a row when its conformal p-value is at most {@code share}: of new normal rows, at most this share is flagged on
     * average. With n calibration rows and k = floor(share * (n + 1)) the threshold is the smallest double above the k-th largest
     * calibration score; with k = 0 (fewer than 1 / share - 1 rows) it is infinite and nothing is flagged.
     *
     * @param share of normal rows that may be flagged, in (0, 1)
     */
    record ExpectedShare(double share) implements ThresholdRule {
        /**
         * Checks the share.
         *
         * @throws IllegalArgumentException unless {@code 0 < share < 1}
         */
        public ExpectedShare {
            if (!(share > 0 && share < 1)) {
                throw new IllegalArgumentException("the expected share must be > 0 and < 1, got " + share);
            }
        }

        @Override
        public String toString() {
            return "share " + share;
        }
    }

    /**
     * Threshold = median + k * 1.4826 * MAD of the calibration scores, MAD being the median of their distances from their median;
     * 1.4826 makes the MAD of normally distributed numbers their standard deviation. Outliers among the calibration rows hardly
     * move it.
     *
     * @param k number of robust standard deviations, finite, >= 0; 3 to 5 is usual
     */
    record MedianAndMad(double k) implements ThresholdRule {
        /**
         * Checks the factor.
         *
         * @throws IllegalArgumentException unless k is finite and >= 0
         */
        public MedianAndMad {
            if (!(k >= 0 && k <= Double.MAX_VALUE)) {
                throw new IllegalArgumentException("k must be finite and >= 0, got " + k);
            }
        }

        @Override
        public String toString() {
            return "mad " + k;
        }
    }

    /**
     * A threshold from elsewhere.
     *
     * @param threshold the score from which rows are anomalous, finite, >= 0
     */
    record Fixed(double threshold) implements ThresholdRule {
        /**
         * Checks the threshold.
         *
         * @throws IllegalArgumentException unless it is finite and >= 0
         */
        public Fixed {
            if (!(threshold >= 0 && threshold <= Double.MAX_VALUE)) {
                throw new IllegalArgumentException("the threshold must be finite and >= 0, got " + threshold);
            }
        }

        @Override
        public String toString() {
            return "value " + threshold;
        }
    }

    /**
     * Reads what {@code toString} of a rule gives: {@code share S}, {@code mad K} or {@code value T}.
     *
     * @param text the rule
     * @return the rule
     * @throws IllegalArgumentException if the text is no rule
     */
    static ThresholdRule parse(String text) {
        String[] words = text.split(" ", -1);
        // narrower than Double.parseDouble: no NaN, no hexadecimal, no suffix
        if (words.length == 2 && words[1].matches("[0-9]{1,20}(\\.[0-9]{1,40})?(E-?[0-9]{1,3})?")) {
            double number = Double.parseDouble(words[1]);
            switch (words[0].toLowerCase(Locale.ROOT)) {
                case "share" -> {
                    return new ExpectedShare(number);
                }
                case "mad" -> {
                    return new MedianAndMad(number);
                }
                case "value" -> {
                    return new Fixed(number);
                }
                default -> {
                    // falls through to the one message
                }
            }
        }
        throw new IllegalArgumentException("a threshold rule is 'share S', 'mad K' or 'value T', got '"
                + (text.length() > 40 ? text.substring(0, 40) + "..." : text).replaceAll("\\p{Cntrl}", "?") + "'");
    }
}
