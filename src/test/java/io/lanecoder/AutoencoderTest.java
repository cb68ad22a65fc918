package io.lanecoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.data.Dataset;
import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.Scaler;
import io.lanecoder.data.SeededRandom;
import io.lanecoder.nn.Activation;
import io.lanecoder.nn.Dense;
import io.lanecoder.nn.Initialisation;
import io.lanecoder.train.TrainingConfig;
import io.lanecoder.train.TrainingListener;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("lanes")
class AutoencoderTest {
    /** Means of 37 squares in another order of summation. */
    private static final double SUMS = 1e-6;

    private static final int COLS = 37;
    private static final AutoencoderConfig SMALL = AutoencoderConfig.defaults().withSizes(List.of(21, 13), 5);

    static FloatMatrix data(int rows, double low, double high) {
        SeededRandom random = SeededRandom.of(rows, 1);
        FloatMatrix x = FloatMatrix.zeros(rows, COLS);
        for (int i = 0; i < x.array().length; i++) {
            x.array()[i] = (float) random.uniform(low, high);
        }
        return x;
    }

    private static Autoencoder model(Scaler.Kind kind) {
        return Autoencoder.untrained(COLS, SMALL, 3).withScaler(Scaler.fit(kind, data(200, -3, 7)));
    }

    @ParameterizedTest
    @EnumSource
    void aRowsResultsDoNotDependOnItsCompanyNorOnThreads(Scaler.Kind kind) {
        Autoencoder model = model(kind);
        FloatMatrix x = data(1000, -3, 7);
        FloatMatrix codes = model.encode(x);
        FloatMatrix restored = model.reconstruct(x, 1);
        double[] errors = model.reconstructionErrors(x, 1);
        FloatMatrix featureErrors = model.featureErrors(x, 1);
        for (int threads : new int[] {2, 3, 64}) {
            assertArrayEquals(codes.array(), model.encode(x, threads).array());
            assertArrayEquals(restored.array(), model.reconstruct(x, threads).array());
            assertArrayEquals(errors, model.reconstructionErrors(x, threads));
            assertArrayEquals(featureErrors.array(), model.featureErrors(x, threads).array());
        }
        RowCoder coder = model.newRowCoder();
        float[] code = new float[5];
        float[] row = new float[COLS];
        for (int i : new int[] {0, 1, 95, 96, 500, 993, 999}) {
            FloatMatrix alone = x.rows(i, i + 1);
            assertArrayEquals(codes.row(i), model.encode(alone).array(), "row " + i + " alone");
            assertArrayEquals(restored.row(i), model.reconstruct(alone, 3).array());
            assertEquals(errors[i], model.reconstructionErrors(alone, 1)[0]);
            assertArrayEquals(featureErrors.row(i), model.featureErrors(alone, 1).array());
            int from = Math.min(i, 993);
            assertArrayEquals(codes.row(i), model.encode(x.rows(from, from + 7)).row(i - from),
                    "row " + i + " among seven");
            coder.encode(x.array(), x.rowOffset(i), code, 0);
            assertArrayEquals(codes.row(i), code, "row " + i + " by a coder");
            coder.reconstruct(x.array(), x.rowOffset(i), row, 0);
            assertArrayEquals(restored.row(i), row);
            assertEquals(errors[i], coder.reconstructionError(x.array(), x.rowOffset(i)));
        }
        assertArrayEquals(restored.array(), model.decode(codes).array());
        Autoencoder other = model(kind);
        for (int rows : new int[] {3, 100, 1000, 3}) { // memory is kept from call to call
            assertArrayEquals(codes.rows(0, rows).toArray(), other.encode(x.rows(0, rows), 1).array(), rows + " rows");
        }
    }

    @Test
    void errorsAreMeansOfSquaredDifferencesOnTheNetworksScale() {
        Autoencoder model = model(Scaler.Kind.MINMAX);
        FloatMatrix x = data(100, -3, 7);
        FloatMatrix scaled = model.scaler().apply(x);
        FloatMatrix restored = model.reconstruct(x, 1);
        FloatMatrix byFeature = model.featureErrors(x, 1);
        double[] errors = model.reconstructionErrors(x, 1);
        for (int i = 0; i < x.rows(); i++) {
            double sum = 0;
            for (int j = 0; j < COLS; j++) {
                double d = (double) restored.get(i, j) - scaled.get(i, j);
                assertEquals(d * d, byFeature.get(i, j), 1e-6 * d * d + 1e-9);
                sum += d * d;
            }
            assertEquals(sum / COLS, errors[i], SUMS * errors[i]);
        }
    }

    @Test
    void aMissingValueSpoilsItsOwnRowOnly() {
        Autoencoder model = model(Scaler.Kind.ZSCORE);
        FloatMatrix x = data(20, -3, 7);
        FloatMatrix good = model.encode(x);
        x.set(7, 3, Float.NaN);
        FloatMatrix codes = model.encode(x);
        double[] errors = model.reconstructionErrors(x, 1);
        for (int i = 0; i < 20; i++) {
            if (i == 7) {
                for (float value : codes.row(i)) {
                    assertTrue(Float.isNaN(value));
                }
            } else {
                assertArrayEquals(good.row(i), codes.row(i));
            }
            assertEquals(i == 7, Double.isNaN(errors[i]));
        }
    }

    @Test
    void noRowsGiveNoResults() {
        Autoencoder model = model(Scaler.Kind.MINMAX);
        FloatMatrix none = FloatMatrix.zeros(0, COLS);
        assertEquals("0 x 5", model.encode(none, 3).toString());
        assertEquals("0 x 37", model.reconstruct(none, 1).toString());
        assertEquals(0, model.reconstructionErrors(none, 2).length);
    }

    private static String refusal(Executable executable) {
        return assertThrows(IllegalArgumentException.class, executable).getMessage();
    }

    @Test
    void whatDoesNotFitIsRefused() {
        Autoencoder model = model(Scaler.Kind.NONE);
        FloatMatrix narrow = FloatMatrix.zeros(2, 36);
        assertEquals("the rows have 36 columns, this encoder takes 37", refusal(() -> model.encode(narrow)));
        assertEquals("the rows have 36 columns, this encoder takes 37", refusal(() -> model.reconstruct(narrow, 1)));
        assertEquals("the rows have 36 columns, this encoder takes 37", refusal(() -> model.featureErrors(narrow, 1)));
        assertEquals("the rows have 36 columns, this decoder takes 5", refusal(() -> model.decode(narrow)));
        for (int threads : new int[] {0, -1}) {
            assertEquals("threads must be >= 1, got " + threads, refusal(() -> model.encode(data(3, 0, 1), threads)));
        }
        assertEquals("the scaler is for 36 features, the network takes 37",
                refusal(() -> model.withScaler(Scaler.fit(Scaler.Kind.MINMAX, narrow))));
        assertEquals("hidden layers need at least one unit, got [3, 0]",
                refusal(() -> AutoencoderConfig.defaults().withSizes(List.of(3, 0), 2)));
        assertEquals("the latent size must be >= 1, got 0",
                refusal(() -> AutoencoderConfig.defaults().withSizes(List.of(), 0)));
        assertThrows(IllegalArgumentException.class, () -> Autoencoder.untrained(0, SMALL, 1));
    }

    private static Dataset bytes(FloatMatrix x) {
        return new Dataset(x, Dataset.Encoding.BYTES, Optional.empty(), List.of());
    }

    private static TrainingConfig.Builder training() {
        return TrainingConfig.defaults().toBuilder().epochs(4).batchSize(17);
    }

    @Test
    void fittingChoosesAScalerByTheData() {
        TrainingConfig config = training().build();
        FloatMatrix unit = data(50, 0, 1);
        FloatMatrix wide = data(50, -3, 7);
        assertEquals(Scaler.Kind.NONE, fit(Dataset.of(unit), SMALL, config).model().scaler().kind());
        assertEquals(Scaler.Kind.MINMAX, fit(Dataset.of(wide), SMALL, config).model().scaler().kind());
        assertEquals(Scaler.Kind.UNIT, fit(bytes(data(50, 0, 255)), SMALL, config).model().scaler().kind());
        assertEquals(Scaler.fit(Scaler.Kind.ZSCORE, wide),
                fit(Dataset.of(wide), SMALL.withScaling(Scaler.Kind.ZSCORE), config).model().scaler());
    }

    private static Autoencoder.Fit fit(Dataset data, AutoencoderConfig config, TrainingConfig training) {
        return Autoencoder.fit(data, config, training, TrainingListener.SILENT);
    }

    @Test
    void theScalerHasNotSeenTheValidationRows() {
        FloatMatrix wide = data(50, -3, 7);
        TrainingConfig config = training().validationFraction(0.4).build();
        Scaler expected = Scaler.fit(Scaler.Kind.MINMAX, wide.select(config.split(50).training()));
        assertEquals(expected, fit(Dataset.of(wide), SMALL, config).model().scaler());
    }

    @Test
    void fittingTwiceGivesTheSameModelAndLeavesTheDataAlone() {
        FloatMatrix wide = data(50, -3, 7);
        float[] before = wide.array().clone();
        Autoencoder.Fit first = fit(Dataset.of(wide), SMALL, training().seed(9).build());
        Autoencoder.Fit again = fit(Dataset.of(wide), SMALL, training().seed(9).threads(3).build());
        assertArrayEquals(first.model().parameters().values(), again.model().parameters().values());
        assertArrayEquals(before, wide.array());
        Autoencoder.Fit other = fit(Dataset.of(wide), SMALL, training().seed(10).build());
        assertFalse(Arrays.equals(first.model().parameters().values(), other.model().parameters().values()));
        assertEquals(4, first.training().history().size());
    }

    @Test
    void theReportedLossIsTheModelsErrorOnItsRows() {
        FloatMatrix wide = data(50, -3, 7);
        TrainingConfig config = training().validationFraction(0.4).build();
        Autoencoder.Fit fit = fit(Dataset.of(wide), SMALL, config);
        double mean = Arrays.stream(fit.model().reconstructionErrors(wide.select(config.split(50).validation()), 1))
                .average().orElseThrow();
        assertEquals(fit.training().history().getLast().validationLoss(), mean, 1e-12);
    }

    @Test
    void aValueThatIsNotFiniteIsNamedByTheRowTheCallerGave() {
        FloatMatrix wide = data(50, -3, 7);
        wide.set(49, 36, Float.NaN);
        for (double held : new double[] {0, 0.5}) {
            for (AutoencoderConfig config : List.of(SMALL, SMALL.withScaling(Scaler.Kind.NONE))) {
                TrainingConfig training = training().validationFraction(held).build();
                assertEquals("row 49, column 36 is NaN, training takes finite numbers",
                        refusal(() -> fit(Dataset.of(wide), config, training)));
            }
        }
        assertEquals("there are no rows to train on",
                refusal(() -> fit(Dataset.of(FloatMatrix.zeros(0, COLS)), SMALL, training().build())));
    }

    @Test
    void trainingOnLeavesTheModelAsItWas() {
        Autoencoder model = Autoencoder.untrained(COLS, SMALL, 1).withProvenance(Map.of("seed", "1"));
        float[] before = model.parameters().values().clone();
        Autoencoder.Fit fit = model.trainScaled(data(50, 0, 1), training().build(), TrainingListener.SILENT);
        assertArrayEquals(before, model.parameters().values());
        assertFalse(Arrays.equals(before, fit.model().parameters().values()));
        assertEquals(Map.of("seed", "1"), fit.model().provenance());
        assertSame(model.scaler(), fit.model().scaler());
    }

    @Test
    void otherActivationsOnTheSameWeights() {
        Autoencoder model = Autoencoder.untrained(COLS, SMALL, 1);
        Autoencoder other =
                model.withActivations(Activation.parse("gelu"), Activation.IDENTITY, Activation.parse("tanh"));
        assertEquals("[gelu, gelu, identity, gelu, gelu, tanh]",
                other.network().layers().stream().map(Dense::activation).toList().toString());
        assertArrayEquals(model.parameters().values(), other.parameters().values());
        Autoencoder back =
                other.withActivations(Activation.leakyRelu(0.2f), Activation.leakyRelu(0.01f), Activation.SIGMOID);
        FloatMatrix x = data(9, 0, 1);
        assertArrayEquals(model.reconstruct(x, 1).array(), back.reconstruct(x, 1).array());
        assertFalse(Arrays.equals(model.reconstruct(x, 1).array(), other.reconstruct(x, 1).array()));
    }

    @Test
    void aModelSuitsItselfToBytesAndNumbers() {
        Dataset bytes = bytes(data(9, 0, 255));
        Dataset unit = Dataset.of(data(9, 0, 1));
        Dataset wide = Dataset.of(data(9, -3, 7));
        Autoencoder none = model(Scaler.Kind.NONE);
        Autoencoder unitScaled = model(Scaler.Kind.UNIT);
        assertEquals(Scaler.Kind.UNIT, none.suiting(bytes).scaler().kind());
        assertSame(none, none.suiting(unit));
        assertSame(none, none.suiting(wide));
        Autoencoder unscaled = none.withProvenance(Map.of("scale", "none"));
        assertSame(unscaled, unscaled.suiting(bytes));
        assertSame(unitScaled, unitScaled.suiting(bytes));
        assertEquals(Scaler.Kind.NONE, unitScaled.suiting(unit).scaler().kind());
        assertSame(unitScaled, unitScaled.suiting(wide));
        for (Scaler.Kind kind : new Scaler.Kind[] {Scaler.Kind.MINMAX, Scaler.Kind.ZSCORE}) {
            Autoencoder fitted = model(kind);
            assertSame(fitted, fitted.suiting(bytes));
            assertSame(fitted, fitted.suiting(unit));
        }
    }

    @Test
    void suitingTakesNoRowsAndMissingValues() {
        Autoencoder unitScaled = model(Scaler.Kind.UNIT);
        assertEquals(Scaler.Kind.NONE, unitScaled.suiting(Dataset.of(FloatMatrix.zeros(0, COLS))).scaler().kind());
        assertEquals(Scaler.Kind.UNIT,
                model(Scaler.Kind.NONE).suiting(bytes(FloatMatrix.zeros(0, COLS))).scaler().kind());
        FloatMatrix x = data(9, 0, 1);
        x.set(4, 4, Float.NaN);
        assertEquals(Scaler.Kind.NONE, unitScaled.suiting(Dataset.of(x)).scaler().kind());
        x.set(8, 36, 1.5f);
        assertSame(unitScaled, unitScaled.suiting(Dataset.of(x)));
        assertEquals(Scaler.Kind.NONE, unitScaled.suiting(Dataset.of(x.rows(0, 8))).scaler().kind());
    }

    @Test
    void theSummaryIsATable() {
        Autoencoder reference = Autoencoder.untrained(784, AutoencoderConfig.defaults(), 1);
        assertEquals("""
                layer                       shape   activation           parameters
                encoder.fc1            784 -> 256   leaky_relu(0.2)         200,960
                encoder.fc2            256 -> 128   leaky_relu(0.2)          32,896
                encoder.fc_mean         128 -> 20   leaky_relu(0.01)          2,580
                decoder.fc1             20 -> 128   leaky_relu(0.2)           2,688
                decoder.fc2            128 -> 256   leaky_relu(0.2)          33,024
                decoder.fc3            256 -> 784   sigmoid                 201,488
                total                   784 -> 20                           473,636
                """, reference.summary().replace(System.lineSeparator(), "\n"));
        assertEquals("784 - 256 - 128 - 20 - 128 - 256 - 784", reference.toString());
    }

    @Test
    void configurationsAreChangedOneThingAtATime() {
        AutoencoderConfig config = AutoencoderConfig.defaults();
        assertEquals(List.of(256, 128), config.hidden());
        assertEquals(config, config.withSizes(List.of(256, 128), 20));
        assertEquals(Initialisation.HE, config.withInitialisation(Initialisation.HE).initialisation());
        assertEquals(Optional.of(Scaler.Kind.NONE), config.withScaling(Scaler.Kind.NONE).scaling());
        AutoencoderConfig other = config.withActivations(Activation.SIGMOID, Activation.IDENTITY, Activation.SIGMOID);
        assertEquals("sigmoid identity sigmoid",
                other.hiddenActivation() + " " + other.latentActivation() + " " + other.outputActivation());
        assertNotSame(config, other);
    }

    @Test
    void provenanceIsSortedAndCannotBeChangedFromOutside() {
        Autoencoder model = model(Scaler.Kind.NONE).withProvenance(Map.of("b", "2", "a", "1", "c", "3"));
        assertEquals("{a=1, b=2, c=3}", model.provenance().toString());
        model.provenance().put("d", "4");
        assertEquals("{a=1, b=2, c=3}", model.provenance().toString());
    }
}
