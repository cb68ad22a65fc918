package io.lanecoder.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.nn.Activation;
import io.lanecoder.nn.Initialisation;
import io.lanecoder.nn.Loss;
import io.lanecoder.nn.Network;
import io.lanecoder.nn.Parameters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A run that was stopped and goes on ends with the bits of one that was not. */
@Tag("lanes")
class ResumeTest {
    /** Batches of an epoch of {@link Runs#config()} without validation. */
    private static final int BATCHES = 4;

    @TempDir Path folder;

    static Stream<Arguments> configs() {
        return Stream.of(
                Arguments.of("adam", Runs.config()),
                Arguments.of("adamw, cosine, cross-entropy", Runs.config().optimizer(Optimizer.adamW())
                        .schedule(new Schedule.Cosine(0.1)).loss(Loss.BCE)),
                Arguments.of("sgd", Runs.config().optimizer(Optimizer.sgd())),
                Arguments.of("momentum, step, clipping", Runs.config().optimizer(new Optimizer.Sgd(0.9, true, 0.01))
                        .schedule(new Schedule.Step(2, 0.5)).clipNorm(0.01)),
                Arguments.of("mask, noise", Runs.config().inputMask(0.3).inputNoise(0.1)),
                Arguments.of("validation, patience", Runs.config().validationFraction(0.2).patience(3)),
                Arguments.of("stops early", Runs.config().epochs(12).learningRate(0.5).patience(2)),
                Arguments.of("in order", Runs.config().shuffle(false).batchSize(100)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("configs")
    void stoppedAfterAnyBatchARunGoesOnToTheSameBits(String what, TrainingConfig.Builder builder) throws IOException {
        Runs.Outcome whole = Runs.whole(builder.threads(1).build());
        for (int batches = 1; batches < whole.optimizer().steps(); batches++) {
            Path place = Files.createDirectory(folder.resolve("after-" + batches));
            Runs.Outcome part = Runs.upTo(batches, builder.threads(1).build(), Runs.in(place));
            assertEquals(TrainingResult.End.CANCELLED, part.result().end());
            Runs.Outcome rest = Runs.rest(builder.threads(1 + batches % 3).build(), Runs.in(place));
            whole.requireSameBits(rest, what + ", stopped after " + batches);
        }
        assertTrue(whole.optimizer().steps() > 3, "this run cannot be stopped anywhere");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("configs")
    void aFinishedRunIsNotTrainedAgain(String what, TrainingConfig.Builder builder) throws IOException {
        TrainingConfig config = builder.threads(1).build();
        Runs.Outcome whole = Runs.upTo(Integer.MAX_VALUE, config, Runs.in(folder));
        whole.requireSameBits(Runs.whole(config), what);
        whole.requireSameBits(Runs.rest(config, Runs.in(folder)), what);
    }

    @Test
    void aRunThatIsKilledLosesOnlyWhatCameAfterTheCheckpoint() throws IOException {
        TrainingConfig config = Runs.config().validationFraction(0.2).build();
        Runs.Outcome whole = Runs.whole(config);
        Checkpoints often = Checkpoints.in(folder, new CheckpointInterval.Seconds(1e-9));
        for (int killed = 0; killed < 7; killed++) {
            int last = killed;
            TrainingListener dying = new TrainingListener() {
                private int done;

                @Override
                public void epochDone(EpochReport report) {
                    throw new IllegalStateException("killed");
                }

                @Override
                public void batchDone(int epoch, int rowsDone, int rows) {
                    if (done++ == last) {
                        throw new IllegalStateException("killed");
                    }
                }
            };
            Trainer trainer = new Trainer(Runs.parameters(), config);
            Checkpoints from = often.newest(_ -> {
            }).map(often::startingFrom).orElse(often);
            assertThrows(IllegalStateException.class, () -> trainer.fit(Runs.data(), dying, from));
        }
        whole.requireSameBits(Runs.rest(config, often), "after seven deaths");
    }

    @Test
    void moreEpochsAreThoseOfALongerRun() throws IOException {
        Runs.upTo(Integer.MAX_VALUE, Runs.config().patience(4).build(), Runs.in(folder));
        TrainingConfig longer = Runs.config().patience(4).epochs(9).build();
        Runs.whole(longer).requireSameBits(Runs.rest(longer, Runs.in(folder)), "5 and 4 epochs");
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                change("batchSize 6, now it is 7", b -> b.batchSize(7)),
                change("learningRate", b -> b.learningRate(0.02)),
                change("optimizer", b -> b.optimizer(new Optimizer.Adam(0.9, 0.99, 1e-8, 0, false))),
                change("loss MSE, now it is BCE", b -> b.loss(Loss.BCE)), change("clipNorm", b -> b.clipNorm(1)),
                change("inputMask", b -> b.inputMask(0.1)), change("inputNoise", b -> b.inputNoise(0.1)),
                change("shuffle", b -> b.shuffle(false)),
                change("validationFraction", b -> b.validationFraction(0.1)), change("patience", b -> b.patience(1)),
                change("seed 3, now it is 4", b -> b.seed(4)),
                change("is of epoch 2 and 6 rows, there are to be 2 epochs", b -> b.epochs(2)),
                change("the learning rate of epoch 2 was 0.01", b -> b.schedule(new Schedule.Cosine(0))));
    }

    private static Arguments change(String message, UnaryOperator<TrainingConfig.Builder> change) {
        return Arguments.of(message, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void optionsThatChangeTheNumbersAreRefused(String message, UnaryOperator<TrainingConfig.Builder> change)
            throws IOException {
        Runs.upTo(2 * BATCHES + 1, Runs.config().build(), Runs.in(folder));
        TrainingConfig other = change.apply(Runs.config()).build();
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> Runs.rest(other, Runs.in(folder)));
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    @Test
    void aScheduleThatWouldHaveGivenTheSameRatesIsFine() throws IOException {
        Runs.upTo(2 * BATCHES + 1, Runs.config().build(), Runs.in(folder));
        TrainingConfig falling = Runs.config().schedule(new Schedule.Step(3, 0.1)).build();
        Runs.whole(falling).requireSameBits(Runs.rest(falling, Runs.in(folder)), "the rate falls later");
    }

    @Test
    void otherDataAndOtherNetworksAreRefused() throws IOException {
        TrainingConfig config = Runs.config().build();
        Runs.upTo(3, config, Runs.in(folder));
        Checkpoint checkpoint = Runs.in(folder).newest(_ -> {
        }).orElseThrow();
        Checkpoints from = Runs.in(folder).startingFrom(checkpoint);
        FloatMatrix other = Runs.data();
        other.array()[37] = Math.nextUp(other.array()[37]);
        for (FloatMatrix data : List.of(other, Runs.data().rows(1, Runs.ROWS))) {
            assertMessage("was made on other data: the rows were 23 x 7", () -> new Trainer(Runs.parameters(), config)
                    .fit(data, TrainingListener.SILENT, from));
        }
        Parameters wider = new Parameters(Network.autoencoder(Runs.COLS, List.of(6), 3, Activation.leakyRelu(0.2f),
                Activation.IDENTITY, Activation.SIGMOID));
        Initialisation.PYTORCH.draw(wider, 4);
        assertMessage("of another network, encoder.fc1 7 -> 5 leaky_relu(0.2)", () -> new Trainer(wider, config)
                .fit(Runs.data(), TrainingListener.SILENT, from));
    }

    private static void assertMessage(String part, Runnable work) {
        String message = assertThrows(IllegalArgumentException.class, work::run).getMessage();
        assertTrue(message.contains(part), message);
    }

    @Test
    void aRunThatDivergesKeepsTheLastGoodCheckpoint() throws IOException {
        TrainingConfig config = Runs.config().learningRate(1e6).epochs(50).optimizer(Optimizer.sgd()).build();
        Checkpoints often = Checkpoints.in(folder, new CheckpointInterval.Seconds(1e-9));
        DivergedException e = assertThrows(DivergedException.class,
                () -> new Trainer(Runs.parameters(Activation.IDENTITY), config).fit(Runs.data(),
                        TrainingListener.SILENT, often));
        String where = "epoch " + e.epoch() + ", batch " + e.batch();
        assertTrue(e.getMessage().contains(where), e.getMessage());
        assertTrue(e.getMessage().contains("lower learning rate"), e.getMessage());
        Checkpoint kept = often.newest(trouble -> {
            throw new AssertionError(trouble);
        }).orElseThrow();
        long batchesBefore = (e.epoch() - 1) * BATCHES + e.batch() - 1L;
        assertTrue(kept.steps() <= batchesBefore && kept.steps() >= batchesBefore - 1,
                kept.steps() + " steps saved, " + where);
    }

    /** The loss of the first batch is fine, its step is not: that would be seen with the next batch, after the checkpoint. */
    @Test
    void weightsThatAreNotFiniteAreNotSaved() throws IOException {
        FloatMatrix x = Runs.data();
        for (int i = 0; i < x.array().length; i++) {
            x.array()[i] *= 1e18f; // squares are still finite, products of gradients and inputs are not
        }
        TrainingConfig config = Runs.config().learningRate(1e6).optimizer(Optimizer.sgd()).build();
        Checkpoints often = Checkpoints.in(folder, new CheckpointInterval.Seconds(1e-9));
        DivergedException e = assertThrows(DivergedException.class,
                () -> new Trainer(Runs.parameters(Activation.IDENTITY), config).fit(x, TrainingListener.SILENT, often));
        assertEquals("epoch 1, batch 1", "epoch " + e.epoch() + ", batch " + e.batch());
        assertFalse(often.anyThere());
    }

    @Test
    void anInterruptEndsARunAtOnceAndSavesIt() throws IOException {
        TrainingConfig config = Runs.config().epochs(1_000_000).threads(3).build();
        TrainingListener interrupting = new TrainingListener() {
            @Override
            public void epochDone(EpochReport report) {
                Thread.currentThread().interrupt();
            }
        };
        TrainingResult result =
                new Trainer(Runs.parameters(), config).fit(Runs.data(), interrupting, Runs.in(folder));
        assertTrue(Thread.interrupted(), "the interrupt is the caller's to see");
        assertEquals(TrainingResult.End.CANCELLED, result.end());
        assertEquals(1, result.history().size());
        assertEquals(1, Runs.in(folder).newest(_ -> {
        }).orElseThrow().epochsDone());
        assertTrue(Thread.getAllStackTraces().keySet().stream().noneMatch(
                thread -> thread.getName().startsWith("lanecoder-worker")), "the workers are gone");
    }

    @Test
    void aCheckpointThatCannotBeWrittenEndsTheRun() {
        Checkpoints nowhere = Runs.in(folder.resolve("missing"));
        UncheckedIOException e = assertThrows(UncheckedIOException.class,
                () -> Runs.upTo(Integer.MAX_VALUE, Runs.config().build(), nowhere));
        assertTrue(e.getCause().getMessage().contains("missing"), e.getMessage());
    }
}
