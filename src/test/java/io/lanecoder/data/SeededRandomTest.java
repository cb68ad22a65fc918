package io.lanecoder.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeededRandomTest {
    /** Six standard errors of what is counted: a sound generator would pass for all but one seed in a billion. */
    private static final double SIGMAS = 6;

    private static long[] longs(SeededRandom random, int n) {
        long[] values = new long[n];
        for (int i = 0; i < n; i++) {
            values[i] = random.nextLong();
        }
        return values;
    }

    /** The reference implementation's outputs from the state 1, 2, 3, 4. */
    @Test
    void longsAreThoseOfTheReferenceImplementation() {
        String[] unsigned = {"41943041", "58720359", "3588806011781223", "3591011842654386", "9228616714210784205",
            "9973669472204895162", "14011001112246962877", "12406186145184390807", "15849039046786891736",
            "10450023813501588000"};
        long[] expected = Arrays.stream(unsigned).mapToLong(Long::parseUnsignedLong).toArray();
        assertArrayEquals(expected, longs(SeededRandom.restore(new long[] {1, 2, 3, 4, 0, 0}), expected.length));
    }

    /** Four outputs of the reference SplitMix64 started at 1234567, and its first output from 0. */
    @Test
    void stateIsFilledBySplitMix64() {
        long[] expected = {6457827717110365317L, 3203168211198807973L, Long.parseUnsignedLong("9817491932198370423"),
            4593380528125082431L, 0, 0};
        assertArrayEquals(expected, SeededRandom.of(1234567).state());
        assertEquals(Long.parseUnsignedLong("16294208416658607535"), SeededRandom.of(0).state()[0]);
    }

    /** What other implementations of xoshiro256++ give for the seed 0 when they fill the state alike. */
    @Test
    void seedZeroIsThatOfOthers() {
        long[] expected = {5987356902031041503L, 7051070477665621255L, 6633766593972829180L, 211316841551650330L};
        assertArrayEquals(expected, longs(SeededRandom.of(0), 4));
    }

    /** Values of this project: whatever changes them changes every model that was ever trained with a seed. */
    @Test
    void drawsNeverChange() {
        SeededRandom random = SeededRandom.of(42, 7);
        assertEquals(-8062806409226056305L, random.nextLong());
        assertEquals(617, random.nextInt(1000));
        assertEquals(0x1.33466p-5f, random.nextFloat());
        assertEquals(0x1.a33b6fca60d18p-3, random.nextDouble());
        assertEquals(0x1.16fd3587c4009p-1, random.nextGaussian());
        assertEquals(0x1.66052f73b1e24p-2, random.nextGaussian());
        assertEquals(-0x1.5fe1d33b1244p-4, random.uniform(-3, 5));
        assertArrayEquals(new int[] {1, 5, 9, 8, 7, 0, 6, 4, 2, 3}, random.permutation(10));
        assertEquals(-6106339280277319213L, random.split(3).nextLong());
    }

    @Test
    void streamsDifferAndRepeat() {
        long[][] streams = {{}, {0}, {1}, {0, 0}, {0, 1}, {1, 0}, {1, 2}, {2, 1}, {-1}, {Long.MIN_VALUE}};
        Set<Long> firsts = new HashSet<>();
        for (long seed : new long[] {0, 1, -1}) {
            for (long[] stream : streams) {
                assertTrue(firsts.add(SeededRandom.of(seed, stream).nextLong()), seed + " " + Arrays.toString(stream));
                assertArrayEquals(SeededRandom.of(seed, stream).state(), SeededRandom.of(seed, stream).state());
            }
        }
    }

    @Test
    void splitLeavesTheParentAloneAndDependsOnItsState() {
        SeededRandom random = SeededRandom.of(5);
        long[] before = random.state();
        long[] third = random.split(3).state();
        random.split(1);
        assertArrayEquals(before, random.state());
        assertArrayEquals(third, random.split(3).state());
        assertFalse(Arrays.equals(third, random.split(4).state()));
        random.nextLong();
        assertFalse(Arrays.equals(third, random.split(3).state()));
    }

    @Test
    void restoredGoesOnFromAnyPlace() {
        SeededRandom random = SeededRandom.of(9);
        for (int step = 0; step < 20; step++) {
            SeededRandom copy = SeededRandom.restore(random.state());
            assertEquals(random.nextGaussian(), copy.nextGaussian());
            assertEquals(random.nextInt(17), copy.nextInt(17));
            assertArrayEquals(random.state(), copy.state());
        }
    }

    @Test
    void impossibleStatesAreRefused() {
        long one = Double.doubleToRawLongBits(1.0);
        long nan = Double.doubleToRawLongBits(Double.NaN);
        long[][] wrong = {{}, {1, 2, 3, 4}, {1, 2, 3, 4, 0, 0, 0}, {0, 0, 0, 0, 0, 0}, {1, 2, 3, 4, 0, one},
            {1, 2, 3, 4, 2, one}, {1, 2, 3, 4, 1, nan}};
        for (long[] state : wrong) {
            assertThrows(IllegalArgumentException.class, () -> SeededRandom.restore(state), Arrays.toString(state));
        }
        long[] right = {1, 2, 3, 4, 1, one};
        assertEquals(1.0, SeededRandom.restore(right).nextGaussian());
    }

    @Test
    void integersAreEquallyLikely() {
        SeededRandom random = SeededRandom.of(3);
        for (int bound : new int[] {1, 2, 3, 7, 10, 64}) {
            int draws = 20_000 * bound;
            int[] counts = new int[bound];
            for (int i = 0; i < draws; i++) {
                counts[random.nextInt(bound)]++;
            }
            double deviation = Math.sqrt(20_000 * (1 - 1.0 / bound));
            for (int count : counts) {
                assertEquals(20_000, count, SIGMAS * deviation, "bound " + bound);
            }
        }
    }

    /** A bound of 3/8 of 2^32: without rejection two of every three integers had 3 chances and the third one 2. */
    @Test
    void largeBoundsAreUnbiased() {
        SeededRandom random = SeededRandom.of(4);
        int bound = 0x6000_0000;
        int draws = 300_000;
        int third = 0;
        for (int i = 0; i < draws; i++) {
            int value = random.nextInt(bound);
            assertTrue(value >= 0 && value < bound);
            third += value % 3 == 0 ? 1 : 0;
        }
        assertEquals(draws / 3.0, third, SIGMAS * Math.sqrt(draws * 2.0 / 9));
        assertTrue(random.nextInt(Integer.MAX_VALUE) >= 0);
        for (int wrong : new int[] {0, -1, Integer.MIN_VALUE}) {
            assertThrows(IllegalArgumentException.class, () -> random.nextInt(wrong));
        }
    }

    @Test
    void realNumbersHaveTheirMoments() {
        SeededRandom random = SeededRandom.of(6);
        int n = 200_000;
        double[] sums = new double[6];
        for (int i = 0; i < n; i++) {
            float f = random.nextFloat();
            double d = random.nextDouble();
            double u = random.uniform(-2, 4);
            double g = random.nextGaussian();
            assertTrue(f >= 0 && f < 1 && d >= 0 && d < 1 && u >= -2 && u < 4);
            sums[0] += f;
            sums[1] += d;
            sums[2] += u;
            sums[3] += g;
            sums[4] += g * g;
            sums[5] += Math.abs(g) > 1.959963985 ? 1 : 0;
        }
        double[] expected = {0.5, 0.5, 1, 0, 1, 0.05};
        double[] deviation = {0.2887, 0.2887, 6 * 0.2887, 1, Math.sqrt(2), Math.sqrt(0.05 * 0.95)};
        for (int k = 0; k < sums.length; k++) {
            assertEquals(expected[k], sums[k] / n, SIGMAS * deviation[k] / Math.sqrt(n), "moment " + k);
        }
    }

    @Test
    void uniformRefusesWhatIsNoRange() {
        SeededRandom random = SeededRandom.of(1);
        assertEquals(2.0, random.uniform(2, 2));
        double[][] wrong = {{1, 0}, {Double.NaN, 1}, {0, Double.NaN}, {0, Double.POSITIVE_INFINITY},
            {-Double.MAX_VALUE, Double.MAX_VALUE}, {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY}};
        for (double[] ends : wrong) {
            assertThrows(IllegalArgumentException.class, () -> random.uniform(ends[0], ends[1]), Arrays.toString(ends));
        }
    }

    @Test
    void everyOrderIsEquallyLikely() {
        SeededRandom random = SeededRandom.of(8);
        int[] counts = new int[27];
        for (int i = 0; i < 60_000; i++) {
            int[] order = random.permutation(3);
            counts[order[0] * 9 + order[1] * 3 + order[2]]++;
        }
        int orders = 0;
        for (int count : counts) {
            if (count > 0) {
                orders++;
                assertEquals(10_000, count, SIGMAS * Math.sqrt(10_000 * 5.0 / 6));
            }
        }
        assertEquals(6, orders);
    }

    @Test
    void permutationHoldsEveryNumberOnce() {
        SeededRandom random = SeededRandom.of(8);
        for (int n : new int[] {0, 1, 2, 31, 1000}) {
            int[] order = random.permutation(n);
            Arrays.sort(order);
            for (int i = 0; i < n; i++) {
                assertEquals(i, order[i]);
            }
        }
        assertThrows(IllegalArgumentException.class, () -> random.permutation(-1));
    }
}
