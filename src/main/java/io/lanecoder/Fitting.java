package io.lanecoder;

import io.lanecoder.data.Dataset;
import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.Scaler;
import io.lanecoder.nn.Parameters;
import io.lanecoder.train.Checkpoints;
import io.lanecoder.train.OptimizerState;
import io.lanecoder.train.Trainer;
import io.lanecoder.train.TrainingConfig;
import io.lanecoder.train.TrainingListener;
import io.lanecoder.train.TrainingResult;
import java.util.Optional;

/**
 * Makes trained models of untrained ones, which stay as they are.
 *
 * @param start the model to start from
 * @param training the options
 * @param listener is told how it goes
 */
record Fitting(Autoencoder start, TrainingConfig training, TrainingListener listener) {
    static Autoencoder.Fit fit(Dataset data, AutoencoderConfig config, TrainingConfig training,
            TrainingListener listener) {
        if (data.size() == 0) {
            throw new IllegalArgumentException("there are no rows to train on");
        }
        requireFinite(data.features()); // before rows are selected: the message names the row as the caller counts
        Dataset rows = data;
        if (training.validationFraction() > 0) {
            FloatMatrix seen = data.features().select(training.split(data.size()).training());
            rows = new Dataset(seen, data.encoding(), Optional.empty(), data.featureNames());
        }
        Dataset fitted = rows;
        Scaler scaler = config.scaling().map(kind -> Scaler.fit(kind, fitted.features()))
                .orElseGet(() -> Scaler.auto(fitted));
        FloatMatrix scaled = scaler.isIdentity() ? data.features() : scaler.apply(data.features());
        Autoencoder untrained = Autoencoder.untrained(data.features().cols(), config, training.seed())
                .withScaler(scaler).withFeatureNames(data.featureNames());
        return new Fitting(untrained, training, listener).train(scaled, Optional.empty());
    }

    private static void requireFinite(FloatMatrix rows) {
        for (int i = 0; i < rows.rows(); i++) {
            for (int j = 0; j < rows.cols(); j++) {
                float value = rows.array()[rows.rowOffset(i) + j];
                if (!Float.isFinite(value)) {
                    throw new IllegalArgumentException(
                            "row " + i + ", column " + j + " is " + value + ", training takes finite numbers");
                }
            }
        }
    }

    Autoencoder.Fit train(FloatMatrix scaled, Optional<Checkpoints> checkpoints) {
        Parameters learning = start.copyOf(start.network());
        Trainer trainer = new Trainer(learning, training);
        TrainingResult result = checkpoints.map(where -> trainer.fit(scaled, listener, where))
                .orElseGet(() -> trainer.fit(scaled, listener));
        return fit(learning, trainer, result);
    }

    Autoencoder.Fit goOn(FloatMatrix scaled, OptimizerState optimizer) {
        Parameters learning = start.copyOf(start.network());
        Trainer trainer = new Trainer(learning, training);
        trainer.continueWith(optimizer);
        return fit(learning, trainer, trainer.fit(scaled, listener));
    }

    private Autoencoder.Fit fit(Parameters learning, Trainer trainer, TrainingResult result) {
        learning.pack();
        return new Autoencoder.Fit(start.withWeights(learning), result, trainer.optimizerState());
    }
}
