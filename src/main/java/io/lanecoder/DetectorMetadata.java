package io.lanecoder;

import io.lanecoder.format.FormatException;
import io.lanecoder.format.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A detector and the names of the features as metadata of a model file: texts, because tensors of ours would be strangers in a
 * {@code state_dict}.
 */
final class DetectorMetadata {
    static final String PREFIX = "lanecoder.anomaly.";
    private static final String ROWS = PREFIX + "rows";
    private static final String SCORES = PREFIX + "scores";
    private static final String USUAL_ERRORS = PREFIX + "usual_errors";
    private static final String THRESHOLD = PREFIX + "threshold";
    private static final String NAMES = "lanecoder.feature_names";
    /** A header holds no more than that anyway. */
    private static final Json.Limits LIMITS = new Json.Limits(1 << 24, 2, 1 << 23);

    private DetectorMetadata() {
    }

    static void write(Autoencoder model, Map<String, String> metadata) {
        if (!model.featureNames().isEmpty()) {
            metadata.put(NAMES, Json.write(model.featureNames()));
        }
        model.detector().ifPresent(stored -> {
            metadata.put(ROWS, Integer.toString(stored.calibration().rows()));
            metadata.put(SCORES, Json.write(stored.calibration().kept()));
            metadata.put(USUAL_ERRORS, Json.write(stored.calibration().usualErrors()));
            metadata.put(THRESHOLD, stored.rule().toString());
        });
    }

    static List<String> names(Path file, Map<String, String> metadata) throws FormatException {
        if (!metadata.containsKey(NAMES)) {
            return List.of();
        }
        List<?> names = array(file, metadata, NAMES);
        for (Object name : names) {
            if (!(name instanceof String)) {
                throw new FormatException(file, "the metadata " + NAMES + " hold something that is no text");
            }
        }
        return names.stream().map(String.class::cast).toList();
    }

    /** The detector; empty if no entry speaks of one, an error if some are missing or strange. */
    static Optional<AnomalyDetector.Stored> detector(Path file, Map<String, String> metadata) throws FormatException {
        boolean any = false;
        for (String key : metadata.keySet()) {
            if (key.startsWith(PREFIX)) {
                any = true;
                if (!List.of(ROWS, SCORES, USUAL_ERRORS, THRESHOLD).contains(key)) {
                    throw new FormatException(file, "the metadata have the entry " + FormatException.quote(key)
                            + ", a detector has rows, scores, usual_errors and threshold");
                }
            }
        }
        if (!any) {
            return Optional.empty();
        }
        String rows = entry(file, metadata, ROWS);
        if (!rows.matches("[1-9][0-9]{0,9}") || Long.parseLong(rows) > Integer.MAX_VALUE) {
            throw new FormatException(file, "the metadata " + ROWS + " are " + FormatException.quote(rows)
                    + ", expected a whole number from 1 to " + Integer.MAX_VALUE);
        }
        double[] scores = numbers(file, metadata, SCORES);
        double[] usual = numbers(file, metadata, USUAL_ERRORS);
        float[] usualErrors = new float[usual.length];
        for (int j = 0; j < usual.length; j++) {
            usualErrors[j] = (float) usual[j];
        }
        ThresholdRule rule = ThresholdRule.parse(entry(file, metadata, THRESHOLD));
        return Optional.of(new AnomalyDetector.Stored(new Calibration(Integer.parseInt(rows), scores, usualErrors),
                rule));
    }

    private static String entry(Path file, Map<String, String> metadata, String key) throws FormatException {
        String text = metadata.get(key);
        if (text == null) {
            throw new FormatException(file, "the metadata lack " + key + ", which belongs to a detector");
        }
        return text;
    }

    private static List<?> array(Path file, Map<String, String> metadata, String key) throws FormatException {
        String text = entry(file, metadata, key);
        if (!(Json.parse(file + ", metadata " + key, text.getBytes(StandardCharsets.UTF_8),
                LIMITS) instanceof List<?> list)) {
            throw new FormatException(file, "the metadata " + key + " are not a JSON array");
        }
        return list;
    }

    private static double[] numbers(Path file, Map<String, String> metadata, String key) throws FormatException {
        List<?> list = array(file, metadata, key);
        double[] numbers = new double[list.size()];
        for (int i = 0; i < numbers.length; i++) {
            if (!(list.get(i) instanceof Number number)) {
                throw new FormatException(file, "element " + i + " of the metadata " + key + " is not a number");
            }
            numbers[i] = number.doubleValue();
        }
        return numbers;
    }
}
