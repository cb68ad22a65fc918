package io.lanecoder.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.SeededRandom;
import io.lanecoder.nn.Activation;
import io.lanecoder.nn.Initialisation;
import io.lanecoder.nn.Network;
import io.lanecoder.nn.Parameters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Small training runs that are stopped and go on, and what they come to. */
final class Runs {
    static final int ROWS = 23;
    static final int COLS = 7;
    static final CheckpointInterval EVERY_EPOCH = new CheckpointInterval.Epochs(1);

    private Runs() {
    }

    /** What a run leaves; the times are left out, they are never the same. */
    record Outcome(float[] weights, OptimizerState optimizer, TrainingResult result) {
        void requireSameBits(Outcome other, String what) {
            assertBits(weights, other.weights, what + ": weights");
            assertBits(optimizer.first(), other.optimizer.first(), what + ": first moment");
            assertBits(optimizer.second(), other.optimizer.second(), what + ": second moment");
            assertEquals(optimizer.steps(), other.optimizer.steps(), what);
            assertEquals(result.end(), other.result.end(), what);
            assertEquals(result.bestEpoch(), other.result.bestEpoch(), what);
            assertEquals(numbers(result), numbers(other.result), what);
        }
    }

    static void assertBits(float[] expected, float[] found, String what) {
        if (expected == null || found == null) {
            assertEquals(expected == null, found == null, what);
            return;
        }
        int[] a = new int[expected.length];
        int[] b = new int[found.length];
        for (int i = 0; i < a.length; i++) {
            a[i] = Float.floatToRawIntBits(expected[i]);
        }
        for (int i = 0; i < b.length; i++) {
            b[i] = Float.floatToRawIntBits(found[i]);
        }
        assertArrayEquals(a, b, what);
    }

    private static List<List<Number>> numbers(TrainingResult result) {
        return result.history().stream().map(e -> List.<Number>of(e.epoch(), e.epochs(), e.trainLoss(),
                e.validationLoss(), e.learningRate())).toList();
    }

    static Parameters parameters() {
        return parameters(Activation.SIGMOID);
    }

    static Parameters parameters(Activation output) {
        Parameters parameters = new Parameters(Network.autoencoder(COLS, List.of(5), 3, Activation.leakyRelu(0.2f),
                Activation.IDENTITY, output));
        Initialisation.PYTORCH.draw(parameters, 4);
        return parameters;
    }

    static FloatMatrix data() {
        SeededRandom random = SeededRandom.of(11);
        FloatMatrix x = FloatMatrix.zeros(ROWS, COLS);
        for (int i = 0; i < x.array().length; i++) {
            x.array()[i] = random.nextFloat();
        }
        return x;
    }

    static TrainingConfig.Builder config() {
        return TrainingConfig.defaults().toBuilder().epochs(5).batchSize(6).learningRate(1e-2).seed(3);
    }

    /** To the end, in one go. */
    static Outcome whole(TrainingConfig config) {
        Parameters parameters = parameters();
        Trainer trainer = new Trainer(parameters, config);
        TrainingResult result = trainer.fit(data(), TrainingListener.SILENT);
        return new Outcome(parameters.values(), trainer.optimizerState(), result);
    }

    /** From the start of the checkpoints, if they have one, up to so many batches of this call, or to the end. */
    static Outcome upTo(int batches, TrainingConfig config, Checkpoints checkpoints) {
        Parameters parameters = parameters();
        Trainer trainer = new Trainer(parameters, config);
        TrainingResult result = trainer.fit(data(), stoppingAfter(batches), checkpoints);
        return new Outcome(parameters.values(), trainer.optimizerState(), result);
    }

    /** From the newest checkpoint to the end. */
    static Outcome rest(TrainingConfig config, Checkpoints checkpoints) throws IOException {
        Optional<Checkpoint> newest = checkpoints.newest(trouble -> {
            throw new AssertionError(trouble);
        });
        return upTo(Integer.MAX_VALUE, config, checkpoints.startingFrom(newest.orElseThrow()));
    }

    static Checkpoints in(Path folder) {
        return Checkpoints.in(folder, EVERY_EPOCH);
    }

    /** Cancels after so many batches. */
    static TrainingListener stoppingAfter(int batches) {
        return new TrainingListener() {
            private int done;

            @Override
            public void epochDone(EpochReport report) {
                assertTrue(report.trainLoss() >= 0);
            }

            @Override
            public void batchDone(int epoch, int rowsDone, int rows) {
                done++;
            }

            @Override
            public boolean cancelled() {
                return done >= batches;
            }
        };
    }
}
