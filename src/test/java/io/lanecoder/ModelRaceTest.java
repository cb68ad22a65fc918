package io.lanecoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.RowSource;
import io.lanecoder.data.Scaler;
import io.lanecoder.data.SeededRandom;
import io.lanecoder.kernel.Race;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Models and detectors that threads hand to each other through plain fields, and that meet their first calls all at once. */
@Timeout(600)
class ModelRaceTest {
    private static final int COLS = 9;
    /** More than two blocks of rows, so that two threads share a call. */
    private static final int ROWS = 2 * BlockPasses.ROWS + 7;

    private final FloatMatrix x = data();
    private final Autoencoder template =
            Autoencoder.untrained(COLS, AutoencoderConfig.defaults().withSizes(List.of(7), 3), 1)
                    .withScaler(Scaler.fit(Scaler.Kind.MINMAX, x));
    private final float[] codes = template.encode(x).toArray();
    private final float[] reconstructions = template.reconstruct(x, 1).toArray();
    private final double[] errors = template.reconstructionErrors(x, 1);

    private static FloatMatrix data() {
        SeededRandom random = SeededRandom.of(2);
        FloatMatrix rows = FloatMatrix.zeros(ROWS, COLS);
        for (int i = 0; i < rows.array().length; i++) {
            rows.array()[i] = random.nextFloat() * 4 - 1;
        }
        return rows;
    }

    /** A model on its first day. */
    private final class Fresh {
        final Autoencoder model = template.withProvenance(Map.of());

        void encode() {
            assertArrayEquals(codes, model.encode(x, 2).toArray());
        }

        void reconstruct() {
            assertArrayEquals(reconstructions, model.reconstruct(x, 2).toArray());
        }

        void score() {
            assertArrayEquals(errors, model.reconstructionErrors(x, 2));
        }
    }

    /** Next to no work, so that the threads meet where they fetch and bring back the memory for it. */
    private void encodeRows(Fresh fresh) {
        for (int i = 0; i < 40; i++) {
            float[] code = fresh.model.encode(x.rows(i, i + 1)).toArray();
            assertTrue(Arrays.equals(codes, 3 * i, 3 * i + 3, code, 0, 3), () -> Arrays.toString(code));
        }
    }

    @Test
    void manySmallCallsShareAModel() throws InterruptedException {
        assertTrue(Race.<Fresh>run(50, Fresh::new, this::encodeRows, this::encodeRows, this::encodeRows) > 0);
    }

    @Test
    void theFirstCallsOfAModelComeAllAtOnce() throws InterruptedException {
        assertTrue(Race.run(50, Fresh::new, fresh -> fresh.encode(), Fresh::encode, Fresh::score,
                Fresh::reconstruct) > 0);
    }

    /** What one thread makes and another takes, with nothing between them. */
    private static final class Handover<T> {
        private static final int LOOKS = 200;
        T plain;
        boolean taken;

        /** What the other thread has put there by now, if this one gets to see it. */
        T take() {
            for (int i = 0; i < LOOKS && plain == null; i++) {
                Thread.onSpinWait();
            }
            T found = plain;
            taken = found != null;
            return found;
        }
    }

    @Test
    void aModelIsWholeHoweverItIsHandedOver() throws InterruptedException {
        int[] taken = new int[1];
        float[] row = x.rows(0, 1).toArray();
        Race.<Handover<Autoencoder>>run(200, Handover::new, one -> taken[0] += one.taken ? 1 : 0,
                one -> one.plain = template.withActivations(template.network().layers().getFirst().activation(),
                        template.network().layers().get(1).activation(), template.network().layers().getLast()
                                .activation()),
                one -> {
                    Autoencoder model = one.take();
                    if (model != null) {
                        float[] code = new float[3];
                        model.newRowCoder().encode(row, 0, code, 0);
                        assertArrayEquals(Arrays.copyOf(codes, 3), code);
                        assertEquals(errors[0], model.reconstructionErrors(x.rows(0, 1), 1)[0]);
                    }
                });
        assertTrue(taken[0] > 0, "nothing was ever handed over");
    }

    /** A detector whose threshold one thread changes, while others score with whichever they find. */
    private static final class Changing {
        AnomalyDetector plain;

        Changing(AnomalyDetector start) {
            plain = start;
        }
    }

    @Test
    void aThresholdAndItsRuleChangeTogether() throws InterruptedException {
        AnomalyDetector start = AnomalyDetector.calibrate(template, x, 1);
        List<ThresholdRule> rules = List.of(start.rule(), new ThresholdRule.Fixed(0.01),
                new ThresholdRule.MedianAndMad(2), new ThresholdRule.ExpectedShare(0.3));
        List<Double> thresholds = rules.stream().map(rule -> start.withRule(rule).threshold()).toList();
        assertEquals(4, thresholds.stream().distinct().count());
        Race.<Changing>run(100, () -> new Changing(start), one -> assertEquals(rules.getLast(), one.plain.rule()),
                one -> {
                    for (ThresholdRule rule : rules) {
                        one.plain = one.plain.withRule(rule);
                    }
                }, one -> {
                    for (int i = 0; i < 10; i++) {
                        AnomalyDetector found = one.plain;
                        double threshold = thresholds.get(rules.indexOf(found.rule()));
                        assertEquals(threshold, found.threshold());
                        double score = found.scores(x.rows(i, i + 1), 1)[0];
                        assertEquals(errors[i], score);
                        assertEquals(score >= threshold, found.isAnomaly(score));
                        assertEquals(found.rule(), AnomalyDetector.of(found.model()).orElseThrow().rule());
                    }
                });
        assertEquals(AnomalyDetector.DEFAULT_RULE, start.rule(), "the first detector stays as it is");
    }

    @Test
    void streamsOfOneModelDoNotMeet() throws InterruptedException {
        Race.<Fresh>run(5, Fresh::new, fresh -> {
        }, this::stream, this::stream);
    }

    private void stream(Fresh fresh) {
        float[] found = new float[codes.length];
        int[] at = new int[1];
        try {
            fresh.model.encodeAt(RowSource.of(x), "encoder.fc_mean", 2, block -> {
                float[] values = block.toArray();
                System.arraycopy(values, 0, found, at[0], values.length);
                at[0] += values.length;
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertArrayEquals(codes, found);
    }
}
