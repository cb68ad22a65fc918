package io.lanecoder.report;

import io.lanecoder.AnomalyDetector;
import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.Scaler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Rows that the model restores badly, and where. */
final class AnomalySection {
    private static final int STRANGEST = 12;
    private static final int REASONS = 4;
    private static final int BINS = 60;

    private AnomalySection() {
    }

    static Map<String, Object> of(Subject subject) {
        int[] strangest = IntStream.range(0, subject.count()).boxed()
                .sorted((a, b) -> Double.compare(subject.errors[b], subject.errors[a])).limit(STRANGEST)
                .mapToInt(i -> i).toArray();
        FloatMatrix originals = subject.rows.select(strangest);
        FloatMatrix again = subject.network.reconstruct(originals, subject.options.threads());
        subject.sheets.put("strange", subject.look.sheet(originals));
        subject.sheets.put("strangeAgain", subject.look.sheet(again));
        subject.sheets.put("strangeErrors", subject.look.signed(Subject.difference(again, originals)));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("histogram", histogram(subject.errors));
        subject.detector.ifPresent(detector -> {
            json.put("threshold", Subject.rounded(detector.threshold()));
            json.put("rule", detector.rule().toString());
            json.put("calibration_rows", detector.calibrationRows());
            json.put("flagged", Arrays.stream(subject.errors).filter(detector::isAnomaly).count());
        });
        List<Object> rows = new ArrayList<>();
        for (int i = 0; i < strangest.length; i++) {
            Map<String, Object> one = subject.row(strangest[i]);
            double error = subject.errors[strangest[i]];
            subject.detector.ifPresent(detector -> {
                one.put("p", Subject.rounded(detector.pValue(error)));
                one.put("flagged", detector.isAnomaly(error));
            });
            one.put("reasons", reasons(subject, originals, again, i));
            rows.add(one);
        }
        json.put("rows", rows);
        return json;
    }

    /** The features that give a row away, with their values in the user's units. */
    private static List<Object> reasons(Subject subject, FloatMatrix originals, FloatMatrix again, int i) {
        FloatMatrix row = originals.rows(i, i + 1);
        List<AnomalyDetector.Reason> found;
        if (subject.detector.isPresent()) {
            AnomalyDetector scaled = AnomalyDetector
                    .of(subject.detector.get().attachedTo(subject.network)).orElseThrow();
            found = scaled.reasons(row, REASONS, 1).getFirst();
        } else {
            FloatMatrix errors = subject.network.featureErrors(row, 1);
            found = IntStream.range(0, errors.cols()).boxed()
                    .sorted(Comparator.comparing((Integer j) -> errors.get(0, j), Comparator.reverseOrder()))
                    .limit(REASONS).map(j -> new AnomalyDetector.Reason(j, "", Double.NaN, errors.get(0, j))).toList();
        }
        float[] value = inUserUnits(subject, originals, i);
        float[] restored = inUserUnits(subject, again, i);
        List<Object> reasons = new ArrayList<>();
        for (AnomalyDetector.Reason reason : found) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("feature", subject.names.get(reason.feature()));
            one.put("value", Subject.rounded(value[reason.feature()]));
            one.put("restored", Subject.rounded(restored[reason.feature()]));
            one.put("ratio", Subject.rounded(reason.ratio()));
            reasons.add(one);
        }
        return reasons;
    }

    private static float[] inUserUnits(Subject subject, FloatMatrix rows, int i) {
        float[] values = rows.row(i);
        Scaler scaler = subject.model.scaler();
        if (!scaler.isIdentity()) {
            scaler.invertRow(values.length, values, 0, values, 0);
        }
        return values;
    }

    private static Map<String, Object> histogram(double[] errors) {
        double[] known = Arrays.stream(errors).filter(Double::isFinite).toArray();
        double low = Arrays.stream(known).min().orElse(0);
        double high = Arrays.stream(known).max().orElse(1);
        double width = high > low ? (high - low) / BINS : 1.0 / BINS;
        int[] counts = new int[BINS];
        for (double error : known) {
            counts[Math.min(BINS - 1, (int) ((error - low) / width))]++;
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("from", low);
        json.put("width", width);
        json.put("counts", counts);
        return json;
    }
}
