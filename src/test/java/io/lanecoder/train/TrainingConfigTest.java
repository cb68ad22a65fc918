package io.lanecoder.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lanecoder.nn.Loss;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class TrainingConfigTest {
    private static TrainingConfig.Builder config() {
        return TrainingConfig.defaults().toBuilder();
    }

    private static String refusal(Executable executable) {
        return assertThrows(IllegalArgumentException.class, executable).getMessage();
    }

    @Test
    void theDefaultsAreThoseOfTheDocumentation() {
        assertEquals(new TrainingConfig(50, 128, 1e-3, Optimizer.adam(), new Schedule.Constant(), Loss.MSE,
                Double.POSITIVE_INFINITY, 0, 0, true, 0, 0, 0, 1), TrainingConfig.defaults());
        assertEquals(new Optimizer.Adam(0.9, 0.999, 1e-8, 0, false), Optimizer.adam());
        assertEquals(new Optimizer.Adam(0.9, 0.999, 1e-8, 0.01, true), Optimizer.adamW());
        assertEquals(new Optimizer.Sgd(0, false, 0), Optimizer.sgd());
    }

    @Test
    void theBuilderKeepsEverything() {
        TrainingConfig all = config().epochs(1).batchSize(2).learningRate(3).optimizer(Optimizer.sgd())
                .schedule(new Schedule.Cosine(0.5)).loss(Loss.BCE).clipNorm(4).inputMask(0.25).inputNoise(0.5)
                .shuffle(false)
                .validationFraction(0.75).patience(6).seed(7).threads(8).build();
        assertEquals(new TrainingConfig(1, 2, 3, Optimizer.sgd(), new Schedule.Cosine(0.5), Loss.BCE, 4, 0.25, 0.5,
                false, 0.75,
                6, 7, 8), all);
        assertEquals(all, all.toBuilder().build());
    }

    @Test
    void numbersOutOfRangeAreRefusedWithWhatWasFound() {
        assertEquals("epochs must be >= 1, got 0", refusal(() -> config().epochs(0).build()));
        assertEquals("the batch size must be >= 1, got -1", refusal(() -> config().batchSize(-1).build()));
        assertEquals("patience must be >= 0, got -1", refusal(() -> config().patience(-1).build()));
        for (int threads : List.of(0, -1, 1025)) {
            assertEquals("threads must be 1 to 1024, got " + threads, refusal(() -> config().threads(threads).build()));
        }
        for (double bad : new double[] {Double.NaN, -1, Double.NEGATIVE_INFINITY}) {
            assertEquals("the learning rate must be finite and > 0, got " + bad,
                    refusal(() -> config().learningRate(bad).build()));
            assertEquals("the norm to clip to must be > 0, got " + bad, refusal(() -> config().clipNorm(bad).build()));
            assertEquals("the share of masked inputs must be in [0, 1), got " + bad,
                    refusal(() -> config().inputMask(bad).build()));
            assertEquals("the input noise must be finite and >= 0, got " + bad,
                    refusal(() -> config().inputNoise(bad).build()));
            assertEquals("the share of validation rows must be in [0, 1), got " + bad,
                    refusal(() -> config().validationFraction(bad).build()));
        }
        refusal(() -> config().learningRate(0).build());
        refusal(() -> config().learningRate(Double.POSITIVE_INFINITY).build());
        refusal(() -> config().clipNorm(0).build());
        refusal(() -> config().inputMask(1).build());
        refusal(() -> config().inputNoise(Double.POSITIVE_INFINITY).build());
        refusal(() -> config().validationFraction(1).build());
        assertThrows(NullPointerException.class, () -> config().loss(null).build());
    }

    @Test
    void optimisersCheckTheirNumbers() {
        for (double bad : new double[] {Double.NaN, -0.1, 1, Double.POSITIVE_INFINITY}) {
            refusal(() -> new Optimizer.Adam(bad, 0.999, 1e-8, 0, false));
            refusal(() -> new Optimizer.Adam(0.9, bad, 1e-8, 0, false));
            refusal(() -> new Optimizer.Sgd(bad, false, 0));
        }
        for (double bad : new double[] {Double.NaN, -0.1, Double.POSITIVE_INFINITY}) {
            refusal(() -> new Optimizer.Adam(0.9, 0.999, bad, 0, false));
            refusal(() -> new Optimizer.Adam(0.9, 0.999, 1e-8, bad, false));
            refusal(() -> new Optimizer.Sgd(0.9, false, bad));
        }
        refusal(() -> new Optimizer.Adam(0.9, 0.999, 0, 0, false));
        assertEquals("nesterov needs a momentum > 0, got 0.0", refusal(() -> new Optimizer.Sgd(0, true, 0)));
    }

    @Test
    void schedulesFollowTheirFormulas() {
        Schedule step = new Schedule.Step(3, 0.1);
        Schedule cosine = new Schedule.Cosine(0.2);
        // PyTorch's StepLR(step_size=3, gamma=0.1) and CosineAnnealingLR(T_max=8, eta_min=0.1) at a rate of 0.5
        double[] steps = {0.5, 0.5, 0.5, 0.05, 0.05, 0.05, 0.005, 0.005};
        double[] cosines = {0.5, 0.48477590650225735, 0.4414213562373095, 0.37653668647301795, 0.3, 0.22346331352698204,
            0.15857864376269048, 0.11522409349774267};
        for (int epoch = 0; epoch < 8; epoch++) {
            assertEquals(0.5, new Schedule.Constant().rate(0.5, epoch, 8));
            assertEquals(steps[epoch], step.rate(0.5, epoch, 8), 1e-15);
            assertEquals(cosines[epoch], cosine.rate(0.5, epoch, 8), 1e-15);
        }
        assertEquals(0.5, cosine.rate(0.5, 0, 1));
        refusal(() -> new Schedule.Step(0, 0.1));
        for (double bad : new double[] {Double.NaN, -0.1, 1.1}) {
            refusal(() -> new Schedule.Step(1, bad));
            refusal(() -> new Schedule.Cosine(bad));
        }
        refusal(() -> new Schedule.Step(1, 0));
    }

    /** The last number that is allowed at each end; the first that is not is in the tests above. */
    @Test
    void theEndsOfTheRangesBelongToThemAsTheDocumentationSays() {
        assertEquals(1e6, config().learningRate(1e6).build().learningRate());
        assertEquals(1e6, config().inputNoise(1e6).build().inputNoise());
        refusal(() -> config().learningRate(Math.nextUp(1e6)).build());
        refusal(() -> config().inputNoise(Math.nextUp(1e6)).build());
        assertEquals(1024, config().threads(1024).build().threads());
        Optimizer.Adam adam = new Optimizer.Adam(0, 0, 1e-30, 0, false);
        assertEquals(0, adam.beta1() + adam.beta2());
        refusal(() -> new Optimizer.Adam(0, 0, Math.nextDown(1e-30), 0, false));
        refusal(() -> new Optimizer.Adam(0, 0, 1, 0, false));
        refusal(() -> new Optimizer.Adam(0, 0, 1e-8, 1e6, false));
        refusal(() -> new Optimizer.Sgd(0, false, 1e6));
        assertEquals(1, new Schedule.Step(1, 1).every());
        assertEquals(1, new Schedule.Cosine(1).floor());
        assertEquals(0, new Schedule.Cosine(0).floor());
        assertEquals(1, new CheckpointInterval.Epochs(1).count());
        assertEquals("the epochs between two checkpoints must be >= 1, got 0",
                refusal(() -> new CheckpointInterval.Epochs(0)));
        assertEquals(1e9, new CheckpointInterval.Seconds(1e9).seconds());
        for (double bad : new double[] {0, -1, Math.nextUp(1e9), Double.NaN}) {
            assertEquals("the seconds between two checkpoints must be > 0 and at most 1e9, got " + bad,
                    refusal(() -> new CheckpointInterval.Seconds(bad)));
        }
    }
}
