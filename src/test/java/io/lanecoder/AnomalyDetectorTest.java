package io.lanecoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.data.Dataset;
import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.SeededRandom;
import io.lanecoder.format.FormatException;
import io.lanecoder.format.Safetensors;
import io.lanecoder.nn.Activation;
import io.lanecoder.train.TrainingConfig;
import io.lanecoder.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnomalyDetectorTest {
    private static final int FEATURES = 12;
    private static final List<String> NAMES = IntStream.range(0, FEATURES).mapToObj(j -> "sensor " + j).toList();

    /** Rows near a plane of two dimensions; feature 0 is constant. */
    private static FloatMatrix rows(int count, long stream) {
        SeededRandom random = SeededRandom.of(3, stream);
        FloatMatrix rows = FloatMatrix.zeros(count, FEATURES);
        for (int i = 0; i < count; i++) {
            double a = random.nextDouble();
            double b = random.nextDouble();
            rows.set(i, 0, 0.5f);
            for (int j = 1; j < FEATURES; j++) {
                double share = (double) j / FEATURES;
                rows.set(i, j, (float) (share * a + (1 - share) * b + 0.02 * random.nextGaussian()));
            }
        }
        return rows;
    }

    private static Autoencoder trained() {
        AutoencoderConfig config = AutoencoderConfig.defaults();
        AutoencoderConfig small = new AutoencoderConfig(List.of(16), 3, config.hiddenActivation(),
                config.latentActivation(), Activation.IDENTITY, config.initialisation(), config.scaling());
        Dataset data = new Dataset(rows(800, 1), Dataset.Encoding.NUMBERS, Optional.empty(), NAMES);
        TrainingConfig training = TrainingConfig.defaults().toBuilder().epochs(30).batchSize(50).learningRate(0.003f)
                .build();
        return Autoencoder.fit(data, small, training, TrainingListener.SILENT).model();
    }

    private static final Autoencoder MODEL = trained();

    private static AnomalyDetector calibrated() {
        return AnomalyDetector.calibrate(MODEL, rows(499, 2), 2);
    }

    @Test
    void aPlantedFaultIsFlaggedAndItsFeatureIsTheFirstReason() {
        AnomalyDetector detector = calibrated();
        for (int j = 1; j < FEATURES; j++) { // feature 0 was constant in training: its scaler hides it
            FloatMatrix row = rows(1, 100 + j);
            row.set(0, j, row.get(0, j) + 1.5f);
            double score = detector.scores(row, 1)[0];
            assertTrue(detector.isAnomaly(score), "feature " + j);
            assertEquals(1 / 500.0, detector.pValue(score));
            List<AnomalyDetector.Reason> reasons = detector.reasons(row, 3, 1).getFirst();
            assertEquals(3, reasons.size());
            assertEquals(j, reasons.getFirst().feature());
            assertEquals("sensor " + j, reasons.getFirst().name());
            assertTrue(reasons.get(0).ratio() >= reasons.get(1).ratio() && reasons.get(1).ratio() > 0);
            assertEquals(MODEL.featureErrors(row, 1).get(0, j), (float) reasons.getFirst().error());
        }
    }

    @Test
    void normalRowsAreFlaggedAsOftenAsExpected() {
        AnomalyDetector detector = calibrated().withExpectedShare(0.05);
        double[] scores = detector.scores(rows(4000, 4), 2);
        long alarms = IntStream.range(0, scores.length).filter(i -> detector.isAnomaly(scores[i])).count();
        // Beta(25, 475) has sd 0.0097, sampling adds 0.0034
        assertEquals(0.05, alarms / 4000.0, 4 * 0.0103);
    }

    @Test
    void rulesChangeFlagsAndNotScores() {
        AnomalyDetector detector = calibrated();
        double[] scores = detector.scores(rows(200, 5), 1);
        double middle = scores[17];
        AnomalyDetector strict = detector.withThreshold(middle);
        assertTrue(strict.isAnomaly(middle), "the threshold itself is anomalous");
        assertFalse(strict.isAnomaly(Math.nextDown(middle)));
        assertTrue(strict.isAnomaly(Double.NaN));
        assertTrue(detector.withExpectedShare(0.2).threshold() < detector.withExpectedShare(0.01).threshold());
        assertEquals(detector.threshold(), strict.withRule(AnomalyDetector.DEFAULT_RULE).threshold());
        assertTrue(detector.withMedianAndMad(1).threshold() < detector.withMedianAndMad(4).threshold());
        assertArrayEquals(scores, strict.scores(rows(200, 5), 2));
        RowCoder coder = strict.model().newRowCoder();
        FloatMatrix all = rows(200, 5);
        for (int i = 0; i < scores.length; i++) {
            assertEquals(scores[i], coder.reconstructionError(all.array(), all.rowOffset(i)));
            assertEquals(detector.pValue(scores[i]), detector.pValues(scores)[i]);
        }
    }

    @Test
    void benjaminiAndHochbergChooseAsWorkedByHand() {
        // limits 0.05 * k / 5: 0.01 0.02 0.03 0.04 0.05; the third is the last within its own
        assertArrayEquals(new boolean[] {true, false, true, true, false},
                AnomalyDetector.benjaminiHochberg(new double[] {0.029, 0.9, 0.001, 0.025, 0.045}, 0.05));
        assertArrayEquals(new boolean[] {false, false},
                AnomalyDetector.benjaminiHochberg(new double[] {0.051, 0.06}, 0.05));
        assertArrayEquals(new boolean[] {true, true},
                AnomalyDetector.benjaminiHochberg(new double[] {0.05, 0.05}, 0.05));
        assertEquals(0, AnomalyDetector.benjaminiHochberg(new double[0], 0.05).length);
        assertThrows(IllegalArgumentException.class,
                () -> AnomalyDetector.benjaminiHochberg(new double[] {Double.NaN}, 0.05));
        assertThrows(IllegalArgumentException.class, () -> AnomalyDetector.benjaminiHochberg(new double[1], 0));
    }

    @Test
    void aSavedDetectorIsTheSame(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("model.safetensors");
        AnomalyDetector detector = calibrated().withMedianAndMad(3.25);
        detector.model().save(file);
        Autoencoder loaded = Autoencoder.load(file);
        AnomalyDetector again = AnomalyDetector.of(loaded).orElseThrow();
        assertEquals(detector.rule(), again.rule());
        assertEquals(detector.threshold(), again.threshold());
        assertEquals(detector.calibrationRows(), again.calibrationRows());
        assertEquals(NAMES, loaded.featureNames());
        FloatMatrix rows = rows(50, 6);
        double[] scores = again.scores(rows, 1);
        assertArrayEquals(detector.pValues(scores), again.pValues(scores));
        assertEquals(detector.reasons(rows, 4, 1), again.reasons(rows, 4, 2));
        // nothing but the layers' tensors, as load_state_dict wants it
        assertEquals(2 * loaded.layerNames().size(), Safetensors.readHeader(file).tensors().size());
    }

    @Test
    void aModelWithOtherErrorsForgetsTheDetector() {
        Autoencoder model = calibrated().model();
        assertTrue(AnomalyDetector.of(model).isPresent());
        assertTrue(AnomalyDetector.of(model.withProvenance(Map.of("a", "b")).withFeatureNames(List.of())).isPresent());
        assertTrue(AnomalyDetector.of(model.suiting(Dataset.of(rows(3, 1)))).isPresent());
        assertTrue(AnomalyDetector.of(model.withScaler(model.scaler())).isEmpty());
        assertTrue(AnomalyDetector.of(MODEL).isEmpty());
        assertEquals("x3", AnomalyDetector.of(model.withFeatureNames(List.of())).orElseThrow()
                .reasons(withFault(3), 1, 1).getFirst().getFirst().name());
    }

    private static FloatMatrix withFault(int feature) {
        FloatMatrix row = rows(1, 77);
        row.set(0, feature, 9f);
        return row;
    }

    @Test
    void strangeMetadataAreRefused(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("model.safetensors");
        AnomalyDetector.calibrate(MODEL, rows(3, 2), 1).model().save(file);
        Safetensors.Contents contents = Safetensors.read(file);
        List<String> accepted = new ArrayList<>();
        Map<String, String[]> hostile = Map.of(
                "lanecoder.anomaly.rows", new String[] {null, "", "0", "4", "-3", "3.0", "99999999999", "\u0663"},
                "lanecoder.anomaly.scores", new String[] {null, "", "[]", "[1,2]", "[3,2,1]", "[1,2,null]",
                    "[1,2,\"3\"]", "[1,2,3", "{}", "[-1,2,3]", "[[1],2,3]", "[1,2,1e400]", "[1,2,3] "},
                "lanecoder.anomaly.usual_errors", new String[] {null, "[]", "[1]", "[" + "1,".repeat(11) + "-1]",
                    "[" + "1,".repeat(11) + "1e39]", "[" + "1,".repeat(12) + "1]", "[" + "1,".repeat(11) + "true]"},
                "lanecoder.anomaly.threshold", new String[] {null, "", "share 2", "share NaN", "0.1"},
                "lanecoder.anomaly.other", new String[] {"1"},
                "lanecoder.feature_names", new String[] {"", "[\"a\"]", "[1,2]", "{}", "\"abc\""});
        hostile.forEach((key, values) -> {
            for (String value : values) {
                Map<String, String> metadata = new HashMap<>(contents.metadata());
                if (value == null) {
                    metadata.remove(key);
                } else {
                    metadata.put(key, value);
                }
                try {
                    Safetensors.write(file, contents.tensors().values(), metadata);
                    Autoencoder.load(file);
                    accepted.add(key + " = " + value);
                } catch (FormatException e) {
                    assertTrue(e.getMessage().contains("model.safetensors"), e.getMessage());
                    assertFalse(e.getMessage().contains("\n"));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        });
        assertEquals(List.of("lanecoder.anomaly.scores = [1,2,3] "), accepted, "white space alone is harmless");
    }

    @Test
    void wrongArgumentsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> AnomalyDetector.calibrate(MODEL, rows(0, 1), 1));
        assertThrows(IllegalArgumentException.class,
                () -> AnomalyDetector.calibrate(MODEL, FloatMatrix.zeros(3, FEATURES - 1), 1));
        FloatMatrix bad = rows(5, 1);
        bad.set(3, 2, Float.NaN);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> AnomalyDetector.calibrate(MODEL, bad, 1))
                .getMessage().contains("row 3"));
        assertThrows(IllegalArgumentException.class, () -> calibrated().reasons(rows(1, 1), 0, 1));
        assertThrows(IllegalArgumentException.class, () -> MODEL.withFeatureNames(List.of("one")));
    }

    @Test
    void anyLayerEncodes() {
        FloatMatrix rows = rows(131, 8);
        assertEquals(List.of("encoder.fc1", "encoder.fc_mean", "decoder.fc1", "decoder.fc2"), MODEL.layerNames());
        assertArrayEquals(MODEL.encode(rows).toArray(), MODEL.encodeAt(rows, "encoder.fc_mean", 2).toArray());
        assertArrayEquals(MODEL.reconstruct(rows, 1).toArray(), MODEL.encodeAt(rows, "decoder.fc2", 2).toArray());
        assertEquals(16, MODEL.encodeAt(rows, "encoder.fc1", 1).cols());
        assertTrue(assertThrows(IllegalArgumentException.class, () -> MODEL.encodeAt(rows, "fc9", 1)).getMessage()
                .contains("encoder.fc1, encoder.fc_mean"));
    }
}
