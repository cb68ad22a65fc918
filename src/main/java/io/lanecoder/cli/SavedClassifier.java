package io.lanecoder.cli;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.Labels;
import io.lanecoder.data.Scaler;
import io.lanecoder.format.FormatException;
import io.lanecoder.format.Json;
import io.lanecoder.format.Safetensors;
import io.lanecoder.format.Tensor;
import io.lanecoder.latent.NearestNeighbors;
import io.lanecoder.latent.SoftmaxClassifier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A classifier of codes, and its file: safetensors, with {@code coefficients} [classes, columns] and {@code intercepts} of
 * logistic regression, or {@code rows} and {@code labels} of nearest neighbours; scaler and classes as metadata. It is rounded
 * to floats before it is ever used, so that what is saved is what was measured.
 */
final class SavedClassifier {
    private static final String FORMAT_KEY = "lanecoder.classifier";
    private static final String METHOD = "lanecoder.classifier.method";
    private static final String CLASSES = "lanecoder.classifier.classes";
    private static final String NEIGHBOURS = "lanecoder.classifier.neighbours";
    private static final int MAX_CLASSES = 1 << 24; // a float holds their numbers exactly

    private final Scaler scaler;
    private final List<String> classes;
    private final Map<String, Tensor> tensors;
    private final int neighbours;
    private final int cols;
    private final SoftmaxClassifier logistic;
    private final NearestNeighbors nearest;
    private final int[] labels;

    private SavedClassifier(Scaler scaler, List<String> classes, int neighbours, Map<String, Tensor> tensors) {
        this.scaler = scaler;
        this.classes = classes;
        this.neighbours = neighbours;
        this.tensors = tensors;
        check(classes.size() >= 2, "there are " + classes.size() + " classes, expected two or more");
        if (neighbours == 0) {
            Tensor weights = tensor("coefficients", classes.size(), -1);
            Tensor intercepts = tensor("intercepts", classes.size());
            this.cols = weights.shape()[1];
            double[][] coefficients = new double[classes.size()][cols];
            for (int i = 0; i < weights.values().length; i++) {
                coefficients[i / cols][i % cols] = weights.values()[i];
            }
            double[] free = new double[classes.size()];
            for (int c = 0; c < free.length; c++) {
                free[c] = intercepts.values()[c];
            }
            this.logistic = SoftmaxClassifier.of(coefficients, free);
            this.nearest = null;
            this.labels = null;
        } else {
            FloatMatrix rows = tensor("rows", -1, -1).matrix();
            Tensor numbers = tensor("labels", rows.rows());
            this.cols = rows.cols();
            check(neighbours <= rows.rows(), neighbours + " neighbours of " + rows.rows() + " rows");
            this.labels = new int[rows.rows()];
            for (int i = 0; i < labels.length; i++) {
                labels[i] = (int) numbers.values()[i];
                check(labels[i] == numbers.values()[i] && labels[i] >= 0 && labels[i] < classes.size(),
                        "label " + i + " is " + numbers.values()[i] + ", expected 0 to " + (classes.size() - 1));
            }
            this.nearest = NearestNeighbors.of(rows);
            this.logistic = null;
        }
        check(scaler.features() == 0 || scaler.features() == cols,
                "the scaler is for " + scaler.features() + " columns, the classifier for " + cols);
        check(tensors.size() == 2, "there are " + tensors.size() + " tensors, expected 2");
    }

    private static void check(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException(problem);
        }
    }

    private Tensor tensor(String name, int... shape) {
        Tensor tensor = tensors.get(name);
        check(tensor != null, "there is no tensor \"" + name + "\", which a classifier of this kind has");
        boolean fits = tensor.shape().length == shape.length;
        for (int d = 0; fits && d < shape.length; d++) {
            fits = tensor.shape()[d] == shape[d] || shape[d] < 0 && tensor.shape()[d] > 0;
        }
        check(fits, "the tensor " + tensor + " does not fit " + classes.size() + " classes");
        return tensor;
    }

    static SavedClassifier logistic(FloatMatrix rows, Labels truth, boolean standardise, double c, int threads) {
        Scaler scaler = standardise ? Scaler.fit(Scaler.Kind.ZSCORE, rows) : Scaler.none();
        SoftmaxClassifier.Options defaults = SoftmaxClassifier.Options.defaults();
        SoftmaxClassifier found = SoftmaxClassifier.fit(scaler.apply(rows), truth.codes(),
                new SoftmaxClassifier.Options(c, defaults.maxIterations(), defaults.tolerance(), threads));
        // A class that no training row has gets what the others would leave it: a very small probability.
        int count = truth.names().size();
        FloatMatrix coefficients = FloatMatrix.zeros(count, rows.cols());
        float[] intercepts = new float[count];
        for (int k = 0; k < count; k++) {
            boolean seen = k < found.classes();
            intercepts[k] = seen ? (float) found.intercepts()[k] : -1e30f;
            for (int j = 0; j < rows.cols() && seen; j++) {
                coefficients.set(k, j, (float) found.coefficients()[k][j]);
            }
        }
        return new SavedClassifier(scaler, truth.names(), 0,
                Map.of("coefficients", Tensor.of("coefficients", coefficients),
                        "intercepts", new Tensor("intercepts", new int[] {count}, intercepts)));
    }

    static SavedClassifier nearest(FloatMatrix rows, Labels truth, boolean standardise, int neighbours) {
        Scaler scaler = standardise ? Scaler.fit(Scaler.Kind.ZSCORE, rows) : Scaler.none();
        float[] numbers = new float[truth.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = truth.codes()[i];
        }
        return new SavedClassifier(scaler, truth.names(), neighbours,
                Map.of("rows", Tensor.of("rows", scaler.apply(rows)),
                        "labels", new Tensor("labels", new int[] {numbers.length}, numbers)));
    }

    String method() {
        return neighbours == 0 ? "logistic" : "knn";
    }

    List<String> classes() {
        return classes;
    }

    int cols() {
        return cols;
    }

    int[] predict(FloatMatrix rows, int threads) {
        FloatMatrix scaled = scaler.apply(rows);
        return neighbours == 0 ? logistic.predict(scaled) : nearest.classify(labels, scaled, neighbours, threads);
    }

    /** A column a class; nearest neighbours have none. */
    Optional<FloatMatrix> probabilities(FloatMatrix rows) {
        return neighbours == 0 ? Optional.of(logistic.probabilities(scaler.apply(rows))) : Optional.empty();
    }

    void save(Path file) throws IOException {
        Map<String, String> metadata = new TreeMap<>(scaler.toMetadata());
        metadata.put(FORMAT_KEY, "1");
        metadata.put(METHOD, method());
        metadata.put(CLASSES, Json.write(classes));
        if (neighbours > 0) {
            metadata.put(NEIGHBOURS, Integer.toString(neighbours));
        }
        Collection<Tensor> all = new TreeMap<>(tensors).values();
        Safetensors.write(file, all, metadata);
    }

    static SavedClassifier load(Path file) throws IOException {
        Safetensors.Contents contents = Safetensors.read(file);
        Map<String, String> metadata = new TreeMap<>(contents.metadata());
        try {
            String format = metadata.remove(FORMAT_KEY);
            check(Objects.equals(format, "1"), format == null
                    ? "is no classifier, expected a file that classify train wrote"
                    : "the classifier has the format version " + FormatException.quote(format) + ", expected 1");
            String method = metadata.remove(METHOD);
            String neighbours = metadata.remove(NEIGHBOURS);
            check("logistic".equals(method) && neighbours == null
                    || "knn".equals(method) && neighbours != null && neighbours.matches("[1-9][0-9]{0,8}"),
                    "the method is " + FormatException.quote(method + " " + neighbours)
                            + ", expected logistic, or knn with a number of neighbours");
            String names = metadata.remove(CLASSES);
            check(names != null, "the metadata lack " + CLASSES);
            if (!(Json.parse(file + ", metadata " + CLASSES, names) instanceof List<?> list)
                    || !list.stream().allMatch(String.class::isInstance) || list.size() > MAX_CLASSES) {
                throw new FormatException(file, "the metadata " + CLASSES + " are not a JSON array of texts");
            }
            for (Tensor tensor : contents.tensors().values()) {
                check(tensor.firstNonFinite() < 0, "the tensor " + tensor + " has a value that is not finite");
            }
            return new SavedClassifier(Scaler.fromMetadata(metadata), list.stream().map(String.class::cast).toList(),
                    neighbours == null ? 0 : Integer.parseInt(neighbours), contents.tensors());
        } catch (IllegalArgumentException e) { // a check refused what the file says
            throw new FormatException(file, e.getMessage());
        }
    }
}
