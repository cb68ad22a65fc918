package io.lanecoder.report;

import io.lanecoder.train.EpochReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How training went. */
final class CurvesSection {
    private CurvesSection() {
    }

    static Map<String, Object> of(List<EpochReport> history, Map<String, ?> run) {
        if (history.isEmpty()) {
            return Subject.missing("There is no history of the training; train and demo leave it in history.csv, beside"
                    + " the model.");
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("epoch", history.stream().map(EpochReport::epoch).toList());
        json.put("train", history.stream().map(EpochReport::trainLoss).toList());
        json.put("validation", history.stream().anyMatch(e -> !Double.isNaN(e.validationLoss()))
                ? history.stream().map(EpochReport::validationLoss).toList() : null);
        json.put("rate", history.stream().map(EpochReport::learningRate).toList());
        json.put("seconds", history.stream().map(e -> Subject.rounded(e.seconds())).toList());
        json.put("speed", history.stream().map(e -> Subject.rounded(e.samplesPerSecond())).toList());
        json.put("best", run.get("result") instanceof Map<?, ?> result ? result.get("best_epoch") : null);
        return json;
    }
}
