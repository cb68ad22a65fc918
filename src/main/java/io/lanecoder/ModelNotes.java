package io.lanecoder;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a model knows beside its numbers.
 *
 * @param provenance notes on its origin
 * @param featureNames a name a feature, or none
 * @param detector what normal rows look like to its weights and scaler, if that is known
 */
record ModelNotes(Map<String, String> provenance, List<String> featureNames,
        Optional<AnomalyDetector.Stored> detector) {
    static final ModelNotes NONE = new ModelNotes(Map.of(), List.of(), Optional.empty());

    ModelNotes {
        provenance = Map.copyOf(provenance);
        featureNames = List.copyOf(featureNames);
    }

    /** For a model whose errors are others. */
    ModelNotes withoutDetector() {
        return new ModelNotes(provenance, featureNames, Optional.empty());
    }

    void requireFit(int inputs) {
        if (!featureNames.isEmpty() && featureNames.size() != inputs) {
            throw new IllegalArgumentException(
                    "there are " + featureNames.size() + " feature names, the network takes " + inputs);
        }
        detector.ifPresent(stored -> {
            if (stored.calibration().features() != inputs) {
                throw new IllegalArgumentException("the detector is for " + stored.calibration().features()
                        + " features, the network takes " + inputs);
            }
        });
    }

    /** The name of a feature, or one made of its number. */
    String featureName(int feature) {
        return featureNames.isEmpty() ? "x" + feature : featureNames.get(feature);
    }
}
