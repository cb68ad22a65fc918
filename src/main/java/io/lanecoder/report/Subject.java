package io.lanecoder.report;

import io.lanecoder.AnomalyDetector;
import io.lanecoder.Autoencoder;
import io.lanecoder.data.Dataset;
import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.Labels;
import io.lanecoder.data.Scaler;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** What all sections look at: the rows as the network sees them, their codes and errors. Computed once. */
final class Subject {
    private static final MathContext DIGITS = new MathContext(5);

    final ReportOptions options;
    /** Takes rows as the user has them. */
    final Autoencoder model;
    /** Takes {@link #rows}. */
    final Autoencoder network;
    final FloatMatrix rows;
    final FloatMatrix codes;
    /** A row's mean squared error. */
    final double[] errors;
    final Optional<Labels> labels;
    /** A name a feature. */
    final List<String> names;
    final Optional<AnomalyDetector> detector;
    final Look look;
    /** Pictures, by the names that the sections give them. */
    final Map<String, Object> sheets = new LinkedHashMap<>();

    Subject(Autoencoder given, Dataset data, ReportOptions options) {
        this.options = options;
        this.model = given.suiting(data);
        this.network = given.withScaler(Scaler.none());
        this.rows = model.scaler().isIdentity() ? data.features() : model.scaler().apply(data.features());
        this.codes = network.encode(rows, options.threads());
        this.errors = network.reconstructionErrors(rows, options.threads());
        this.labels = data.labels();
        PictureShape shape = options.shape().orElseGet(() -> PictureShape.of(data));
        this.names = names(data, model, shape);
        this.detector = AnomalyDetector.of(model);
        this.look = Look.of(shape, rows);
    }

    private static List<String> names(Dataset data, Autoencoder model, PictureShape shape) {
        if (!data.featureNames().isEmpty()) {
            return data.featureNames();
        }
        if (!model.featureNames().isEmpty()) {
            return model.featureNames();
        }
        return IntStream.range(0, data.features().cols()).mapToObj(j -> shape.isTable()
                ? "x" + j : "line " + j / shape.columns() + ", column " + j % shape.columns()).toList();
    }

    int count() {
        return rows.rows();
    }

    /** A row as the page names it: its number, its error, its label if there are labels. */
    Map<String, Object> row(int row) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("row", options.firstRow() + row);
        json.put("error", rounded(errors[row]));
        labels.ifPresent(known -> json.put("label", known.codes()[row]));
        return json;
    }

    /** Fewer digits, as pages are read by people and sent by mail. */
    static Double rounded(double value) {
        return Double.isFinite(value) ? Double.valueOf(new BigDecimal(value).round(DIGITS).doubleValue()) : null;
    }

    static List<Double> rounded(double[] values) {
        return Arrays.stream(values).mapToObj(Subject::rounded).toList();
    }

    /** A section that is not there, and why. */
    static Map<String, Object> missing(String sentence) {
        return new LinkedHashMap<>(Map.of("missing", sentence));
    }

    /** Differences of rows of the same shape, x' - x. */
    static FloatMatrix difference(FloatMatrix reconstructed, FloatMatrix original) {
        float[] values = reconstructed.toArray();
        float[] from = original.toArray();
        for (int i = 0; i < values.length; i++) {
            values[i] -= from[i];
        }
        return FloatMatrix.of(reconstructed.rows(), reconstructed.cols(), values);
    }
}
