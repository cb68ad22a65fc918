package io.lanecoder.data;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Rows of features, and what is known about them.
 *
 * @param features the values as they were read, unscaled, one sample a row
 * @param encoding what the values were in the source; decides the scaler that {@code auto} chooses
 * @param labels the classes of the rows, or empty
 * @param featureNames a name a column, or an empty list where the source has none
 */
public record Dataset(FloatMatrix features, Encoding encoding, Optional<Labels> labels, List<String> featureNames) {
    /** What the values were in the source. */
    public enum Encoding {
        /** Unsigned bytes, 0..255, as pixels are. */
        BYTES,
        /** Anything else: floating point, wider integers, text. */
        NUMBERS
    }

    /**
     * Checks that the parts fit each other.
     *
     * @throws IllegalArgumentException if the number of labels is not that of rows, or the number of names is neither 0 nor that
     *     of columns
     */
    public Dataset {
        Objects.requireNonNull(features, "features");
        Objects.requireNonNull(encoding, "encoding");
        featureNames = List.copyOf(featureNames);
        if (labels.isPresent() && labels.get().size() != features.rows()) {
            throw new IllegalArgumentException(
                    labels.get().size() + " labels for " + features.rows() + " rows, expected one a row");
        }
        if (!featureNames.isEmpty() && featureNames.size() != features.cols()) {
            throw new IllegalArgumentException(
                    featureNames.size() + " feature names for " + features.cols() + " columns, expected one a column");
        }
    }

    /**
     * A data set of bare numbers.
     *
     * @param features one sample a row
     * @return the data set, without labels and names
     */
    public static Dataset of(FloatMatrix features) {
        return new Dataset(features, Encoding.NUMBERS, Optional.empty(), List.of());
    }

    /** {@return the number of samples} */
    public int size() {
        return features.rows();
    }

    /**
     * Consecutive rows, with their labels. The features are a view, not a copy.
     *
     * @param from first row, inclusive
     * @param to last row, exclusive
     * @return the slice
     * @throws IndexOutOfBoundsException unless {@code 0 <= from <= to <= size()}
     */
    public Dataset rows(int from, int to) {
        return new Dataset(features.rows(from, to), encoding, labels.map(l -> l.rows(from, to)), featureNames);
    }

    /**
     * The same rows with other labels.
     *
     * @param newLabels one label a row
     * @return the data set
     * @throws IllegalArgumentException if the number of labels is not that of rows
     */
    public Dataset withLabels(Labels newLabels) {
        return new Dataset(features, encoding, Optional.of(newLabels), featureNames);
    }
}
