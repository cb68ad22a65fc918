package io.lanecoder.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.data.SeededRandom;
import io.lanecoder.kernel.Race;
import io.lanecoder.nn.Parameters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An interrupt at any moment: training ends after a whole batch, is saved, and no thread is left. */
@Timeout(600)
class InterruptRaceTest {
    private static final int EPOCHS = 30;

    @TempDir Path folder;

    private final List<float[]> afterBatches = afterBatches();
    private final SeededRandom random = SeededRandom.of(6);
    private int number;
    private int cancelled;

    private static TrainingConfig config() {
        return Runs.config().epochs(EPOCHS).threads(2).build();
    }

    /** The weights at the start and after each batch, of runs that are asked to stop there. */
    private static List<float[]> afterBatches() {
        List<float[]> weights = new ArrayList<>();
        TrainingResult.End end = TrainingResult.End.CANCELLED;
        while (end == TrainingResult.End.CANCELLED) {
            Parameters parameters = Runs.parameters();
            TrainingListener stopping = Runs.stoppingAfter(weights.size());
            end = new Trainer(parameters, config()).fit(Runs.data(), stopping).end();
            weights.add(parameters.values());
        }
        return weights;
    }

    /** One training and the one who interrupts it. */
    private static final class Interrupted {
        final Parameters parameters = Runs.parameters();
        final Trainer trainer = new Trainer(parameters, config());
        final Checkpoints checkpoints;
        final int spins;
        volatile Thread training;
        volatile boolean told;
        TrainingResult result;

        Interrupted(Path place, int spins) {
            this.checkpoints = place == null ? null : Runs.in(place);
            this.spins = spins;
        }

        void train() {
            training = Thread.currentThread();
            result = checkpoints == null ? trainer.fit(Runs.data(), TrainingListener.SILENT)
                    : trainer.fit(Runs.data(), TrainingListener.SILENT, checkpoints);
            while (!told) { // it may come after the end
                Thread.onSpinWait();
            }
            assertTrue(Thread.interrupted(), "the interrupt was swallowed");
        }

        void interrupt() {
            while (training == null) {
                Thread.onSpinWait();
            }
            for (int i = 0; i < spins; i++) {
                Thread.onSpinWait();
            }
            training.interrupt();
            told = true;
        }
    }

    private void judge(Interrupted one) {
        int steps = (int) one.trainer.optimizerState().steps();
        Runs.assertBits(afterBatches.get(steps), one.parameters.values(), "after " + steps + " batches");
        boolean whole = steps == afterBatches.size() - 1;
        assertEquals(whole ? TrainingResult.End.COMPLETED : TrainingResult.End.CANCELLED, one.result.end());
        cancelled += whole ? 0 : 1;
        assertTrue(Thread.getAllStackTraces().keySet().stream().noneMatch(
                thread -> thread.getName().startsWith("lanecoder-worker")), "the workers are gone");
        if (one.checkpoints != null && steps > 0) {
            try {
                assertEquals(steps, one.checkpoints.newest(trouble -> {
                    throw new AssertionError(trouble);
                }).orElseThrow().steps());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    void itEndsAfterAWholeBatch() throws InterruptedException {
        Race.run(10, () -> new Interrupted(null, random.nextInt(100_000)), this::judge, Interrupted::train,
                Interrupted::interrupt);
        assertTrue(cancelled > 0, "no training was ever interrupted");
    }

    @Test
    void itEndsAfterAWholeBatchWhichIsSaved() throws InterruptedException {
        Race.run(5, () -> {
            try {
                Path place = Files.createDirectory(folder.resolve("place-" + number++));
                return new Interrupted(place, random.nextInt(1_000_000));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }, this::judge, Interrupted::train, Interrupted::interrupt);
        assertTrue(cancelled > 0, "no training was ever interrupted");
    }
}
