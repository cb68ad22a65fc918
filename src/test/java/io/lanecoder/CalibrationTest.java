package io.lanecoder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.ThresholdRule.ExpectedShare;
import io.lanecoder.ThresholdRule.Fixed;
import io.lanecoder.ThresholdRule.MedianAndMad;
import io.lanecoder.data.SeededRandom;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CalibrationTest {
    /** A handful of double operations. */
    private static final double ROUNDING = 1e-12;

    private static Calibration of(double... scores) {
        return Calibration.of(scores, new float[] {1});
    }

    @Test
    void pValuesAreThoseWorkedByHand() {
        Calibration four = of(3, 1, 4, 2); // p = (1 + #{>= s}) / 5
        assertEquals(1.0, four.pValue(0));
        assertEquals(1.0, four.pValue(1));
        assertEquals(0.8, four.pValue(1.5));
        assertEquals(0.4, four.pValue(4));
        assertEquals(0.2, four.pValue(4.1));
        assertEquals(0.2, four.pValue(Double.NaN));
        assertEquals(0.8, of(1, 2, 2, 2).pValue(2));
    }

    @Test
    void anExpectedShareFlagsWhatHasAtMostThatPValue() {
        Calibration hundred = of(IntStream.rangeClosed(1, 99).mapToDouble(i -> i).toArray());
        // k = floor(0.05 * 100) = 5, the fifth largest is 95
        assertEquals(Math.nextUp(95.0), hundred.threshold(new ExpectedShare(0.05)));
        assertEquals(Math.nextUp(99.0), hundred.threshold(new ExpectedShare(0.01)));
        assertEquals(Double.POSITIVE_INFINITY, hundred.threshold(new ExpectedShare(0.0099)));
        SeededRandom random = SeededRandom.of(5);
        for (int rows : new int[] {1, 2, 19, 20, 100, 9_999, 10_000, 10_001, 31_234}) {
            // few different values, so that ties abound
            Calibration calibration = of(
                    IntStream.range(0, rows).mapToDouble(_ -> random.nextInt(3 * rows) / 4).toArray());
            for (double share : new double[] {0.01, 0.05, 0.07, 0.1, 0.29, 0.5, 0.95}) {
                double threshold = calibration.threshold(new ExpectedShare(share));
                for (double s : new double[] {0, Math.min(threshold, 1e9), Math.nextDown(threshold), rows / 2,
                    rows * 0.7}) {
                    assertEquals(calibration.pValue(s) <= share, s >= threshold, rows + " rows, share " + share);
                }
            }
        }
    }

    @Test
    void equalScoresAreAllNormal() {
        Calibration flat = of(new double[1000]);
        assertTrue(flat.threshold(new ExpectedShare(0.05)) > 0);
        assertEquals(0, flat.threshold(new MedianAndMad(3)));
    }

    @Test
    void medianAndMadAreThoseWorkedByHand() {
        // median 3, distances 2 1 0 1 97: MAD 1
        assertEquals(3 + 2 * 1.4826, of(1, 2, 3, 4, 100).threshold(new MedianAndMad(2)), ROUNDING);
        // median 2.5, distances 1.5 0.5 0.5 7.5: MAD 1
        assertEquals(2.5 + 1.4826, of(1, 2, 3, 10).threshold(new MedianAndMad(1)), ROUNDING);
        assertEquals(7, of(7).threshold(new MedianAndMad(5)));
        assertEquals(0.25, of(7).threshold(new Fixed(0.25)));
    }

    @Test
    void manyScoresAreKeptWithinAGroupAndNeverTooSmall() {
        SeededRandom random = SeededRandom.of(9);
        double[] scores = IntStream.range(0, 25_003).mapToDouble(_ -> random.nextDouble()).toArray();
        double[] sorted = scores.clone();
        Arrays.sort(sorted);
        Calibration calibration = of(scores);
        assertEquals(Calibration.KEPT, calibration.kept().length);
        int group = Math.ceilDiv(scores.length - Calibration.GROUPS, Calibration.GROUPS);
        for (int i = 0; i < 2000; i++) {
            double s = random.nextDouble() * 1.01;
            int exact = (int) Arrays.stream(sorted).filter(v -> v >= s).count();
            int found = calibration.countAtLeast(s);
            boolean kept = exact <= Calibration.GROUPS;
            assertTrue(kept ? found == exact : found >= exact && found < exact + group, s + ": " + found + " " + exact);
        }
        double median = calibration.threshold(new MedianAndMad(0));
        int rank = (int) Arrays.stream(sorted).filter(v -> v < median).count();
        assertTrue(Math.abs(rank - scores.length / 2) <= group);
        Calibration again = new Calibration(scores.length, calibration.kept(), calibration.usualErrors());
        assertEquals(calibration.threshold(new MedianAndMad(3)), again.threshold(new MedianAndMad(3)));
    }

    @Test
    void theShareOfFalseAlarmsStaysWithinTheGuarantee() {
        int splits = 200;
        int calibrated = 199;
        int fresh = 500;
        double level = 0.05;
        double mean = 0;
        int tooMany = 0;
        for (int split = 0; split < splits; split++) {
            SeededRandom random = SeededRandom.of(17, split);
            // heavy tails: nothing may depend on the distribution
            double[] normal = IntStream.range(0, calibrated)
                    .mapToDouble(_ -> Math.abs(random.nextGaussian() / random.nextGaussian())).toArray();
            Calibration calibration = of(normal);
            double threshold = calibration.threshold(new ExpectedShare(level));
            int alarms = 0;
            for (int i = 0; i < fresh; i++) {
                alarms += Math.abs(random.nextGaussian() / random.nextGaussian()) >= threshold ? 1 : 0;
            }
            mean += (double) alarms / fresh / splits;
            tooMany += alarms > 0.11 * fresh ? 1 : 0;
        }
        // One split's share is Beta(10, 190), sd 0.0154, plus 0.0097 of sampling: the mean of 200 has sd 0.0013.
        assertEquals(level, mean, 4 * 0.0013);
        // Beta(10, 190) exceeds 0.11 with probability 0.001, with sampling 0.002.
        assertTrue(tooMany <= 4, tooMany + " of 200 splits");
    }

    @Test
    void rulesAreReadAsTheyAreWritten() {
        for (ThresholdRule rule : new ThresholdRule[] {new ExpectedShare(0.01), new ExpectedShare(1e-9),
            new MedianAndMad(3.5), new MedianAndMad(0), new Fixed(0), new Fixed(1e300), new Fixed(Double.MIN_VALUE)}) {
            assertEquals(rule, ThresholdRule.parse(rule.toString()));
        }
        for (String text : new String[] {"", "share", "share ", "share 0", "share 1", "share NaN", "share -0.1",
            "mad 1f",
            "mad 0x1p3", "value 1E999", "value Infinity", "  value 1", "value 1 ", "other 1", "share 0.1 0.2",
            "value \u0661"}) {
            assertThrows(IllegalArgumentException.class, () -> ThresholdRule.parse(text), text);
        }
    }

    @Test
    void wrongNumbersAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> of());
        assertThrows(IllegalArgumentException.class, () -> of(1, Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> of(1, Double.POSITIVE_INFINITY));
        assertThrows(IllegalArgumentException.class, () -> new Calibration(3, new double[] {1, 2}, new float[1]));
        assertThrows(IllegalArgumentException.class, () -> new Calibration(2, new double[] {2, 1}, new float[1]));
        assertThrows(IllegalArgumentException.class, () -> new Calibration(1, new double[] {1}, new float[] {-1}));
        for (double bad : new double[] {0, 1, -1, Double.NaN}) {
            assertThrows(IllegalArgumentException.class, () -> new ExpectedShare(bad));
        }
        assertThrows(IllegalArgumentException.class, () -> new MedianAndMad(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> new Fixed(Double.POSITIVE_INFINITY));
    }
}
