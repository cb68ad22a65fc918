package io.lanecoder.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class SplitTest {
    private static void assertPartition(int rows, Split split) {
        int t = 0;
        int v = 0;
        for (int row = 0; row < rows; row++) {
            if (t < split.training().length && split.training()[t] == row) {
                t++;
            } else {
                assertEquals(row, split.validation()[v++]);
            }
        }
        assertEquals(split.training().length, t);
        assertEquals(split.validation().length, v);
    }

    @Test
    void everyRowIsInOnePartAndAscending() {
        for (int rows : new int[] {2, 3, 10, 101, 1000}) {
            for (double fraction : new double[] {0, 0.1, 1.0 / 3, 0.5}) {
                assertPartition(rows, Split.holdOut(rows, fraction, 11));
            }
        }
    }

    @Test
    void sizesAreRounded() {
        assertEquals(0, Split.holdOut(10, 0, 1).validation().length);
        assertEquals(1, Split.holdOut(10, 0.001, 1).validation().length);
        assertEquals(2, Split.holdOut(10, 0.24, 1).validation().length);
        assertEquals(3, Split.holdOut(10, 0.25, 1).validation().length);
        assertEquals(9, Split.holdOut(10, 0.94, 1).validation().length);
        assertEquals(1, Split.holdOut(1, 0, 1).training().length);
    }

    @Test
    void seedChoosesTheRows() {
        Split split = Split.holdOut(1000, 0.2, 7);
        assertEquals(split, Split.holdOut(1000, 0.2, 7));
        assertEquals(split.hashCode(), Split.holdOut(1000, 0.2, 7).hashCode());
        assertNotEquals(split, Split.holdOut(1000, 0.2, 8));
        // Spread over the whole: of 200 rows some are in each quarter.
        int[] quarters = new int[4];
        for (int row : split.validation()) {
            quarters[row / 250]++;
        }
        for (int count : quarters) {
            assertTrue(count > 20 && count < 80, "held out of a quarter: " + count);
        }
    }

    @Test
    void chosenRowsNeverChange() {
        assertArrayEquals(new int[] {4, 5, 10, 18, 19}, Split.holdOut(20, 0.25, 1).validation());
    }

    @Test
    void wrongArgumentsAreRefused() {
        for (double fraction : new double[] {-0.1, 1, 1.5, Double.NaN, Double.POSITIVE_INFINITY}) {
            var error = assertThrows(IllegalArgumentException.class, () -> Split.holdOut(10, fraction, 1));
            assertTrue(error.getMessage().contains(String.valueOf(fraction)), error.getMessage());
        }
        assertThrows(IllegalArgumentException.class, () -> Split.holdOut(0, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> Split.holdOut(-1, 0.5, 1));
        var error = assertThrows(IllegalArgumentException.class, () -> Split.holdOut(1, 0.5, 1));
        assertEquals("holding out a fraction of 0.5 of 1 row leaves none for training, expected at least 1",
                error.getMessage());
        assertThrows(IllegalArgumentException.class, () -> Split.holdOut(10, 0.96, 1));
        assertThrows(IllegalArgumentException.class,
                () -> Split.stratified(new Labels(new int[0], List.of("a")), 0.5, 1));
    }

    /** 8 a, 4 b, 0 c, 3 d, a third held out: 5 rows; shares 2.67, 1.33, 0, 1, so a gets the row left over. */
    @Test
    void stratifiedHoldsOutOfEveryClass() {
        int[] codes = {0, 1, 0, 3, 0, 1, 0, 0, 3, 1, 0, 0, 3, 1, 0};
        Labels labels = new Labels(codes, List.of("a", "b", "c", "d"));
        for (long seed = 0; seed < 20; seed++) {
            Split split = Split.stratified(labels, 1.0 / 3, seed);
            assertPartition(15, split);
            int[] held = new int[4];
            for (int row : split.validation()) {
                held[codes[row]]++;
            }
            assertArrayEquals(new int[] {3, 1, 0, 1}, held);
        }
        assertEquals(Split.stratified(labels, 0.4, 3), Split.stratified(labels, 0.4, 3));
        assertNotEquals(Split.stratified(labels, 0.4, 3), Split.stratified(labels, 0.4, 4));
    }

    @Test
    void stratifiedDigitsAreBalanced() {
        Labels labels = Digits.generate(1000, 2).labels().orElseThrow();
        int[] held = new int[10];
        for (int row : Split.stratified(labels, 0.2, 1).validation()) {
            held[labels.codes()[row]]++;
        }
        for (int count : held) {
            assertEquals(20, count);
        }
    }
}
