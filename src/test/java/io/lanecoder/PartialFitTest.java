package io.lanecoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.data.Dataset;
import io.lanecoder.data.Digits;
import io.lanecoder.data.FloatMatrix;
import io.lanecoder.train.Optimizer;
import io.lanecoder.train.TrainingConfig;
import io.lanecoder.train.TrainingListener;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Training that goes on with new rows. */
class PartialFitTest {
    private static final AutoencoderConfig SHAPE = AutoencoderConfig.defaults().withSizes(List.of(9), 3);
    private static final Dataset DIGITS = Digits.generate(60, 2);

    private static TrainingConfig config(int epochs, Optimizer optimizer) {
        return TrainingConfig.defaults().toBuilder().epochs(epochs).batchSize(20).shuffle(false).optimizer(optimizer)
                .build();
    }

    private static Optimizer optimizer(String name) {
        return name.equals("adam") ? Optimizer.adam() : new Optimizer.Sgd(0.9, false, 0);
    }

    private static float[] weights(Autoencoder.Fit fit) {
        return fit.model().parameters().values();
    }

    @ParameterizedTest
    @ValueSource(strings = {"adam", "momentum"})
    void inPiecesItIsOneTraining(String name) {
        Optimizer optimizer = optimizer(name);
        Autoencoder.Fit whole = Autoencoder.fit(DIGITS, SHAPE, config(1, optimizer), TrainingListener.SILENT);
        Dataset first = new Dataset(DIGITS.features().rows(0, 20), DIGITS.encoding(), Optional.empty(),
                List.of());
        Autoencoder.Fit pieces = Autoencoder.fit(first, SHAPE, config(1, optimizer), TrainingListener.SILENT);
        float[] before = weights(pieces).clone();
        Autoencoder.Fit second =
                pieces.partialFit(DIGITS.features().rows(20, 40), config(1, optimizer), TrainingListener.SILENT);
        Autoencoder.Fit third =
                second.partialFit(DIGITS.features().rows(40, 60), config(1, optimizer), TrainingListener.SILENT);
        assertArrayEquals(weights(whole), weights(third), "20 rows and 20 rows and 20 rows are 60 rows");
        assertEquals(3, third.optimizer().steps());
        assertEquals(1, third.training().history().size());
        assertArrayEquals(before, weights(pieces), "the first model stays as it is");
        assertEquals(pieces.model().scaler(), third.model().scaler());
    }

    @Test
    void withoutTheOptimizersStateItWouldBeAnother() {
        Autoencoder.Fit first = Autoencoder.fit(DIGITS, SHAPE, config(2, Optimizer.adam()), TrainingListener.SILENT);
        Autoencoder.Fit on =
                first.partialFit(DIGITS.features(), config(1, Optimizer.adam()), TrainingListener.SILENT);
        FloatMatrix scaled = first.model().scaler().apply(DIGITS.features());
        Autoencoder.Fit anew =
                first.model().trainScaled(scaled, config(1, Optimizer.adam()), TrainingListener.SILENT);
        assertFalse(Arrays.equals(weights(on), weights(anew)));
    }

    @Test
    void anotherKindOfOptimizerOrOtherRowsAreRefused() {
        Autoencoder.Fit fit = Autoencoder.fit(DIGITS, SHAPE, config(1, Optimizer.adam()), TrainingListener.SILENT);
        String message = assertThrows(IllegalArgumentException.class,
                () -> fit.partialFit(DIGITS.features(), config(1, Optimizer.sgd()), TrainingListener.SILENT))
                .getMessage();
        assertTrue(message.contains("the optimiser's state is not that of Sgd"), message);
        assertThrows(IllegalArgumentException.class, () -> fit.partialFit(FloatMatrix.zeros(3, 5),
                config(1, Optimizer.adam()), TrainingListener.SILENT));
    }
}
