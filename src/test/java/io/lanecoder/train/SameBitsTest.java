package io.lanecoder.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.SeededRandom;
import io.lanecoder.kernel.Workers;
import io.lanecoder.nn.Activation;
import io.lanecoder.nn.DoubleNetwork;
import io.lanecoder.nn.Initialisation;
import io.lanecoder.nn.Loss;
import io.lanecoder.nn.Network;
import io.lanecoder.nn.PackedLayout;
import io.lanecoder.nn.Parameters;
import io.lanecoder.nn.TrainingWorkspace;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The number of threads changes no bit of the weights, the losses, or the course of training. */
@Tag("lanes")
class SameBitsTest {
    /** Gradients of a batch against double, relative to the greatest of their tensor, as for the passes. */
    private static final double GRADIENT = 5e-6;

    private static final int ROWS = 211;
    private static final int COLS = 37;

    /** Wider than a block of weights, so that several threads share a layer. */
    private static Parameters parameters() {
        Network network =
                Network.autoencoder(COLS, List.of(203, 97), 5, Activation.leakyRelu(0.2f), Activation.IDENTITY,
                        Activation.SIGMOID);
        Parameters parameters = new Parameters(network);
        Initialisation.PYTORCH.draw(parameters, 1);
        return parameters;
    }

    private static FloatMatrix data(int rows) {
        SeededRandom random = SeededRandom.of(5);
        FloatMatrix x = FloatMatrix.zeros(rows, COLS);
        for (int i = 0; i < x.array().length; i++) {
            x.array()[i] = random.nextFloat();
        }
        return x;
    }

    private static TrainingConfig.Builder config() {
        return TrainingConfig.defaults().toBuilder().epochs(3).batchSize(67).learningRate(1e-2);
    }

    static Stream<TrainingConfig.Builder> configs() {
        return Stream.of(
                config(),
                config().batchSize(300),
                config().batchSize(1).epochs(1),
                config().loss(Loss.BCE).optimizer(Optimizer.adamW()).schedule(new Schedule.Cosine(0.1)),
                config().optimizer(new Optimizer.Sgd(0.9, true, 0.01)).clipNorm(0.01),
                config().inputMask(0.3).inputNoise(0.1).clipNorm(1e-3),
                config().epochs(12).learningRate(0.1).validationFraction(0.2).patience(2));
    }

    @ParameterizedTest
    @MethodSource("configs")
    void anyNumberOfThreadsGivesTheSameBits(TrainingConfig.Builder builder) {
        sameBits(builder, data(ROWS));
    }

    /** One worker takes a batch in several micro-batches, two in fewer, eight at once; with clipping the whole gradient is at work. */
    @ParameterizedTest
    @ValueSource(doubles = {Double.POSITIVE_INFINITY, 1e-3})
    void microBatchesGiveTheSameBits(double clipNorm) {
        int rows = 3 * TrainingWorkspace.MICRO_BATCH + 77;
        FloatMatrix x = data(rows + 50); // and a batch of 50
        sameBits(config().batchSize(rows).epochs(2).clipNorm(clipNorm), x);
        sameBits(config().loss(Loss.BCE).batchSize(rows).epochs(2).inputNoise(0.1).clipNorm(clipNorm), x);
    }

    @Test
    void microBatchesAreNearlyEqualAndFitTheWorkspace() {
        for (int threads : new int[] {1, 2, 5}) {
            int all = TrainingWorkspace.MICRO_BATCH * threads;
            assertEquals(1, TrainingWorkspace.microBatch(1, threads));
            assertEquals(2 * all - 1, TrainingWorkspace.microBatch(2 * all - 1, threads));
            assertEquals(all, TrainingWorkspace.microBatch(4 * all, threads));
            for (int batch = 1; batch < 5 * all; batch++) {
                int rows = TrainingWorkspace.microBatch(batch, threads);
                assertTrue(rows >= Math.min(batch, all) && rows <= TrainingWorkspace.maxMicroBatch(batch, threads),
                        batch + " rows, " + threads + " threads: " + rows);
            }
        }
    }

    private static void sameBits(TrainingConfig.Builder builder, FloatMatrix x) {
        Parameters alone = parameters();
        TrainingResult expected = new Trainer(alone, builder.threads(1).build()).fit(x, TrainingListener.SILENT);
        for (int threads : new int[] {2, 3, 8}) {
            Parameters together = parameters();
            TrainingResult result =
                    new Trainer(together, builder.threads(threads).build()).fit(x, TrainingListener.SILENT);
            assertArrayEquals(alone.values(), together.values(), threads + " threads");
            assertEquals(expected.end(), result.end());
            assertEquals(expected.bestEpoch(), result.bestEpoch());
            assertEquals(losses(expected), losses(result));
        }
    }

    private static List<List<Double>> losses(TrainingResult result) {
        return result.history().stream().map(r -> List.of(r.trainLoss(), r.validationLoss())).toList();
    }

    /** So many columns that the last layer's weights are divided both ways. */
    @Test
    void manyColumnsToo() {
        int cols = 2100;
        Network network = Network.autoencoder(cols, List.of(60), 5, Activation.leakyRelu(0.2f), Activation.IDENTITY,
                Activation.SIGMOID);
        FloatMatrix x = FloatMatrix.zeros(20, cols);
        SeededRandom random = SeededRandom.of(9);
        for (int i = 0; i < x.array().length; i++) {
            x.array()[i] = random.nextFloat();
        }
        List<float[]> weights = new ArrayList<>();
        for (int threads : new int[] {1, 2, 3, 8}) {
            for (double clipNorm : new double[] {Double.POSITIVE_INFINITY, 1e9}) { // in two phases, or three
                Parameters parameters = new Parameters(network);
                Initialisation.PYTORCH.draw(parameters, 1);
                new Trainer(parameters, config().epochs(2).batchSize(8).threads(threads).clipNorm(clipNorm).build())
                        .fit(x, TrainingListener.SILENT);
                weights.add(parameters.values());
                assertArrayEquals(weights.getFirst(), weights.getLast(), threads + " threads, " + clipNorm);
            }
        }
    }

    @Test
    void theGradientOfABatchIsThatOfTheMeanLoss() {
        FloatMatrix x = data(ROWS);
        int[] order = IntStream.range(0, 101).map(i -> (i * 17) % ROWS).toArray();
        FloatMatrix batch = x.select(order);
        for (Loss loss : Loss.values()) {
            TrainingConfig config = config().loss(loss).build();
            Parameters parameters = parameters();
            DoubleNetwork.Gradient exact = new DoubleNetwork(parameters).gradient(loss, batch, batch);
            for (int threads : new int[] {1, 3}) {
                try (Workers workers = new Workers(threads)) {
                    TrainingStep step = new TrainingStep(parameters, config,
                            new Moments(config.optimizer(), new PackedLayout(parameters.network())), workers, 128);
                    double error = exact.error(parameters.network(), step.gradient(x, order));
                    assertEquals(0, error, GRADIENT, loss + ", " + threads + " threads");
                }
            }
        }
    }
}
