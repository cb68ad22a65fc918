package io.lanecoder.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.SeededRandom;
import io.lanecoder.nn.Activation;
import io.lanecoder.nn.DoubleNetwork;
import io.lanecoder.nn.Initialisation;
import io.lanecoder.nn.Loss;
import io.lanecoder.nn.Network;
import io.lanecoder.nn.Parameters;
import io.lanecoder.train.TrainingResult.End;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerTest {
    /**
     * The epoch's loss against its definition in double: rounding of the outputs (2^-24 each) averages out over a
     * row.
     */
    private static final double LOSS = 1e-7;
    /** Too small for any step to change any weight: training at frozen weights. */
    private static final double FROZEN = 1e-30;

    private static final int ROWS = 60;
    private static final int COLS = 37;

    private static Parameters parameters(Activation output) {
        Network network = Network.autoencoder(COLS, List.of(21, 13), 5, Activation.leakyRelu(0.2f),
                Activation.leakyRelu(0.01f), output);
        Parameters parameters = new Parameters(network);
        Initialisation.PYTORCH.draw(parameters, 1);
        return parameters;
    }

    private static Parameters parameters() {
        return parameters(Activation.SIGMOID);
    }

    private static FloatMatrix data(int rows) {
        SeededRandom random = SeededRandom.of(rows);
        FloatMatrix x = FloatMatrix.zeros(rows, COLS);
        for (int i = 0; i < rows; i++) {
            float phase = random.nextFloat() * 6;
            for (int j = 0; j < COLS; j++) { // waves: something that can be learned
                x.set(i, j, (float) (0.5 + 0.45 * StrictMath.sin(phase + j * 0.3)));
            }
        }
        return x;
    }

    private static TrainingConfig.Builder config() {
        return TrainingConfig.defaults().toBuilder().epochs(3).batchSize(17).learningRate(1e-2);
    }

    private static TrainingResult fit(Parameters parameters, TrainingConfig.Builder config, FloatMatrix x) {
        return new Trainer(parameters, config.build()).fit(x, TrainingListener.SILENT);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "60, 1", "60, 7", "60, 16", "60, 59", "60, 60", "60, 61", "60, 100000", "61, 60", "97, 96",
        "193, 192",
        "5, 128"})
    void theLossOfAnEpochIsExact(int rows, int batchSize) {
        FloatMatrix x = data(rows);
        for (Loss loss : Loss.values()) {
            Parameters parameters = parameters();
            float[] before = parameters.values().clone();
            double expected = new DoubleNetwork(parameters).loss(loss, x, x);
            for (Optimizer optimizer : new Optimizer[] {Optimizer.sgd(), Optimizer.adam()}) {
                TrainingResult result = fit(parameters, config().epochs(2).batchSize(batchSize).loss(loss)
                        .optimizer(optimizer).learningRate(FROZEN), x);
                assertArrayEquals(before, parameters.values(), "the weights were to be frozen");
                for (EpochReport report : result.history()) {
                    assertEquals(expected, report.trainLoss(), LOSS * expected, loss + ", batches of " + batchSize);
                    assertTrue(Double.isNaN(report.validationLoss()));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 60, 1000})
    void theLossOfValidationIsExactToo(int batchSize) {
        FloatMatrix x = data(ROWS);
        Parameters parameters = parameters();
        // Corrupted inputs are for training alone.
        TrainingConfig.Builder config = config().batchSize(batchSize).learningRate(FROZEN).validationFraction(0.3)
                .inputMask(0.5).inputNoise(0.1);
        int[] held = config.build().split(ROWS).validation();
        assertEquals(18, held.length);
        FloatMatrix rows = x.select(held);
        double expected = new DoubleNetwork(parameters).loss(Loss.MSE, rows, rows);
        for (EpochReport report : fit(parameters, config, x).history()) {
            assertEquals(expected, report.validationLoss(), LOSS * expected);
            assertNotEquals(expected, report.trainLoss(), 1e-4);
        }
    }

    @Test
    void trainingLearns() {
        TrainingResult result = fit(parameters(), config().epochs(60), data(ROWS));
        double first = result.history().getFirst().trainLoss();
        double last = result.history().getLast().trainLoss();
        assertTrue(last < 0.2 * first, first + " became " + last);
        assertEquals(End.COMPLETED, result.end());
        assertEquals(60, result.bestEpoch());
        assertEquals(60, result.history().size());
    }

    @Test
    void thePaddingStaysZero() {
        for (Optimizer optimizer : new Optimizer[] {Optimizer.adamW(), new Optimizer.Sgd(0.9, true, 0.1)}) {
            Parameters parameters = parameters();
            fit(parameters, config().epochs(5).optimizer(optimizer).inputNoise(0.1).clipNorm(0.1).threads(2),
                    data(ROWS));
            Network network = parameters.network();
            float[] values = parameters.values().clone();
            for (int l = 0; l < network.layers().size(); l++) {
                for (int j = 0; j < network.layers().get(l).outputs(); j++) {
                    int row = network.weightOffset(l) + j * network.weightStride(l);
                    Arrays.fill(values, row, row + network.layers().get(l).inputs(), 0f);
                    values[network.biasOffset(l) + j] = 0f;
                }
            }
            assertArrayEquals(new float[values.length], values);
        }
    }

    @Test
    void theListenerHearsOfEveryBatchAndEpoch() {
        List<String> heard = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void epochDone(EpochReport report) {
                heard.add("epoch " + report.epoch() + "/" + report.epochs());
                assertTrue(report.seconds() >= 0 && report.samplesPerSecond() > 0 && report.learningRate() == 1e-2);
            }

            @Override
            public void batchDone(int epoch, int rowsDone, int rows) {
                heard.add(epoch + ":" + rowsDone + "/" + rows);
            }
        };
        new Trainer(parameters(), config().epochs(2).batchSize(25).validationFraction(0.1).build()).fit(data(ROWS),
                listener);
        assertEquals("[1:25/54, 1:50/54, 1:54/54, epoch 1/2, 2:25/54, 2:50/54, 2:54/54, epoch 2/2]", heard.toString());
    }

    @Test
    void aLongerRunBeginsLikeAShorterOneAndShufflingMatters() {
        FloatMatrix x = data(ROWS);
        List<List<Double>> runs = new ArrayList<>();
        for (int epochs : new int[] {2, 4}) {
            runs.add(
                    fit(parameters(), config().epochs(epochs).inputMask(0.3).learningRate(FROZEN), x).history().stream()
                            .map(EpochReport::trainLoss).toList());
        }
        assertEquals(runs.get(0), runs.get(1).subList(0, 2));
        assertNotEquals(runs.get(1).get(0), runs.get(1).get(1), "each epoch masks anew");

        Parameters shuffled = parameters();
        Parameters inOrder = parameters();
        fit(shuffled, config(), x);
        fit(inOrder, config().shuffle(false), x);
        assertFalse(Arrays.equals(shuffled.values(), inOrder.values()));
    }

    @Test
    void theSeedDecides() {
        FloatMatrix x = data(ROWS);
        Parameters first = parameters();
        Parameters again = parameters();
        Parameters other = parameters();
        fit(first, config().seed(5), x);
        fit(again, config().seed(5), x);
        fit(other, config().seed(6), x);
        assertArrayEquals(first.values(), again.values());
        assertFalse(Arrays.equals(first.values(), other.values()));
    }

    @Test
    void withoutShufflingRowsComeInTheirOrder() {
        FloatMatrix x = data(ROWS);
        Parameters whole = parameters();
        fit(whole, config().epochs(1).batchSize(30).shuffle(false).optimizer(Optimizer.sgd()), x);
        Parameters parts = parameters();
        fit(parts, config().epochs(1).batchSize(30).shuffle(false).optimizer(Optimizer.sgd()), x.rows(0, 30));
        fit(parts, config().epochs(1).batchSize(30).shuffle(false).optimizer(Optimizer.sgd()), x.rows(30, 60));
        assertArrayEquals(whole.values(), parts.values());
    }

    @Test
    void clippingLimitsTheStep() {
        Parameters parameters = parameters();
        float[] before = parameters.values().clone();
        double rate = 0.5;
        double norm = 1e-3;
        fit(parameters, config().epochs(1).batchSize(ROWS).optimizer(Optimizer.sgd()).learningRate(rate).clipNorm(norm),
                data(ROWS));
        double square = 0;
        for (int i = 0; i < before.length; i++) {
            square += Math.pow(before[i] - parameters.values()[i], 2);
        }
        // The gradient is longer than that; its norm becomes norm (less 1e-6 of PyTorch's), but for rounding of the
        // weights.
        assertEquals(rate * norm, Math.sqrt(square), 2e-3 * rate * norm);

        Parameters unclipped = parameters();
        fit(unclipped, config(), data(ROWS));
        Parameters generous = parameters();
        fit(generous, config().clipNorm(1e9), data(ROWS));
        assertArrayEquals(unclipped.values(), generous.values(), "a gradient that is short enough stays as it is");
    }

    @Test
    void anEarlyStopRestoresTheBestWeights() {
        FloatMatrix x = data(ROWS);
        List<float[]> weights = new ArrayList<>();
        Parameters parameters = parameters();
        // So large a rate that the loss jumps up and down.
        TrainingResult result = new Trainer(parameters, config().epochs(200).learningRate(0.3).patience(4)
                .validationFraction(0.25).build()).fit(x, _ -> weights.add(parameters.values().clone()));
        assertEquals(End.EARLY_STOPPED, result.end());
        int epochs = result.history().size();
        int best = result.bestEpoch();
        assertEquals(4, epochs - best);
        for (EpochReport report : result.history()) {
            double bestLoss = result.history().get(best - 1).validationLoss();
            assertTrue(
                    report.epoch() < best ? report.validationLoss() > bestLoss : report.validationLoss() >= bestLoss);
        }
        assertArrayEquals(weights.get(best - 1), parameters.values());
        assertFalse(Arrays.equals(weights.getLast(), parameters.values()));
        // The packed weights are the restored ones too.
        double[] held =
                losses(parameters, x.select(config().validationFraction(0.25).build().split(ROWS).validation()));
        assertEquals(result.history().get(best - 1).validationLoss(), held[0], LOSS * held[0]);
    }

    private static double[] losses(Parameters parameters, FloatMatrix x) {
        return fit(parameters, config().epochs(1).learningRate(FROZEN), x).history().stream()
                .mapToDouble(EpochReport::trainLoss).toArray();
    }

    @Test
    void aPatienceThatIsNotUsedUpStillKeepsTheBest() {
        List<float[]> weights = new ArrayList<>();
        Parameters parameters = parameters();
        TrainingResult result = new Trainer(parameters, config().epochs(30).learningRate(0.3).patience(1000).build())
                .fit(data(ROWS), _ -> weights.add(parameters.values().clone()));
        assertEquals(End.COMPLETED, result.end());
        double least = result.history().stream().mapToDouble(EpochReport::trainLoss).min().orElseThrow();
        assertEquals(least, result.history().get(result.bestEpoch() - 1).trainLoss());
        assertArrayEquals(weights.get(result.bestEpoch() - 1), parameters.values());
    }

    @Test
    void cancellingStopsBeforeTheNextBatch() {
        for (int batches : new int[] {0, 1, 4, 5, 12}) {
            List<String> heard = new ArrayList<>();
            Parameters parameters = parameters();
            Trainer trainer = new Trainer(parameters, config().batchSize(15).build());
            TrainingResult result = trainer.fit(data(ROWS), new TrainingListener() {
                @Override
                public void epochDone(EpochReport report) {
                }

                @Override
                public void batchDone(int epoch, int rowsDone, int rows) {
                    heard.add(epoch + ":" + rowsDone);
                }

                @Override
                public boolean cancelled() {
                    return heard.size() >= batches;
                }
            });
            assertEquals(batches, heard.size());
            assertEquals(batches == 12 ? End.COMPLETED : End.CANCELLED, result.end());
            assertEquals(batches / 4, result.history().size());
            assertEquals(batches / 4, trainer.epochsDone());
            assertEquals(batches / 4, result.bestEpoch());
            assertEquals(batches == 0, Arrays.equals(parameters().values(), parameters.values()));
        }
    }

    @Test
    void anInterruptCancelsAndIsNotSwallowed() {
        Thread.currentThread().interrupt();
        TrainingResult result = fit(parameters(), config().threads(2), data(ROWS));
        assertTrue(Thread.interrupted());
        assertEquals(End.CANCELLED, result.end());
        assertEquals(List.of(), result.history());
    }

    @Test
    void divergenceIsSaidAndLeavesTheLastGoodWeights() {
        Parameters parameters = parameters(Activation.IDENTITY);
        int[] batches = {0};
        TrainingListener counting = new TrainingListener() {
            @Override
            public void epochDone(EpochReport report) {
            }

            @Override
            public void batchDone(int epoch, int rowsDone, int rows) {
                batches[0]++;
            }
        };
        TrainingConfig config = config().epochs(1000).optimizer(Optimizer.sgd()).learningRate(1e4).build();
        DivergedException thrown =
                assertThrows(DivergedException.class, () -> new Trainer(parameters, config).fit(data(ROWS), counting));
        assertTrue(
                thrown.getMessage()
                        .matches("training diverged: the loss became (NaN|Infinity) in epoch \\d+, batch \\d; .*"),
                thrown.getMessage());
        assertTrue(batches[0] > 0, "the first batch diverged already");
        Parameters stopped = parameters(Activation.IDENTITY);
        new Trainer(stopped, config).fit(data(ROWS), Runs.stoppingAfter(batches[0]));
        assertArrayEquals(stopped.values(), parameters.values());
    }

    @Test
    void aLastStepThatMakesTheWeightsInfiniteIsNoticed() {
        FloatMatrix x = data(ROWS);
        for (int i = 0; i < x.array().length; i++) {
            x.array()[i] *= 1e18f; // squares are still finite, products of gradients and inputs are not
        }
        TrainingConfig config = config().epochs(1).batchSize(ROWS).optimizer(Optimizer.sgd()).learningRate(1e6).build();
        assertThrows(DivergedException.class, () -> new Trainer(parameters(Activation.IDENTITY), config).fit(x,
                TrainingListener.SILENT));
    }

    private static String refusal(TrainingConfig.Builder config, Parameters parameters, FloatMatrix x) {
        return assertThrows(IllegalArgumentException.class, () -> fit(parameters, config, x)).getMessage();
    }

    @Test
    void dataThatDoNotFitAreRefused() {
        assertEquals("there are no rows to train on", refusal(config(), parameters(), FloatMatrix.zeros(0, COLS)));
        assertEquals("the rows have 36 columns, this network takes 37",
                refusal(config(), parameters(), FloatMatrix.zeros(5, 36)));
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            FloatMatrix x = data(ROWS);
            x.set(58, 36, bad);
            assertEquals("row 58, column 36 is " + bad + ", training takes finite numbers",
                    refusal(config(), parameters(), x));
            assertEquals("row 57, column 36 is " + bad + ", training takes finite numbers",
                    refusal(config(), parameters(), x.rows(1, ROWS)), "a view counts its own rows");
        }
    }

    @Test
    void crossEntropyTakesASigmoidAndDataInTheUnitRange() {
        assertEquals("binary cross-entropy needs a sigmoid output, this network ends in identity",
                refusal(config().loss(Loss.BCE), parameters(Activation.IDENTITY), data(ROWS)));
        for (float bad : new float[] {-1e-9f, 1.0000001f, Float.NaN}) {
            FloatMatrix x = data(ROWS);
            x.set(3, 0, bad);
            assertEquals("row 3, column 0 is " + bad + ", binary cross-entropy takes values in 0..1",
                    refusal(config().loss(Loss.BCE), parameters(), x));
        }
    }

    @Test
    void tooFewRowsToHoldSomeOutAreRefused() {
        assertThrows(IllegalArgumentException.class,
                () -> fit(parameters(), config().validationFraction(0.9), data(1)));
    }
}
