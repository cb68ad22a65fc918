package io.lanecoder.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class DigitsTest {
    private static int[] codes(Dataset digits) {
        return digits.labels().orElseThrow().codes();
    }

    private static double squaredDistance(float[] values, int a, int b, double limit) {
        double sum = 0;
        for (int p = 0; p < Digits.PIXELS && sum < limit; p++) {
            double difference = values[a * Digits.PIXELS + p] - values[b * Digits.PIXELS + p];
            sum += difference * difference;
        }
        return sum;
    }

    @Test
    void isADataSetOfBytes() {
        Dataset digits = Digits.generate(25, 3);
        assertEquals("25 x 784", digits.features().toString());
        assertEquals(Dataset.Encoding.BYTES, digits.encoding());
        assertTrue(digits.featureNames().isEmpty());
        assertEquals(List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"), digits.labels().orElseThrow().names());
        for (float value : digits.features().toArray()) {
            assertTrue(value >= 0 && value <= 255 && value == (int) value, "pixel " + value);
        }
    }

    /** SHA-256 of the pixels as bytes, then the labels as bytes. A change here breaks everyone's recorded results. */
    @Test
    void picturesNeverChange() throws Exception {
        Dataset digits = Digits.generate(100, 1);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (float value : digits.features().toArray()) {
            digest.update((byte) value);
        }
        for (int code : codes(digits)) {
            digest.update((byte) code);
        }
        assertEquals("3ef08e68f58d6e5aaa6e41e147cfc108b9d91d191373f259dce7f86648f87f63",
                HexFormat.of().formatHex(digest.digest()));
    }

    @Test
    void rowsDoNotDependOnHowManyAreAskedFor() {
        Dataset all = Digits.generate(157, 42);
        for (int rows : new int[] {1, 9, 10, 11, 100}) {
            Dataset some = Digits.generate(rows, 42);
            assertArrayEquals(all.features().rows(0, rows).toArray(), some.features().toArray());
            assertArrayEquals(Arrays.copyOf(codes(all), rows), codes(some));
        }
    }

    @Test
    void seedsAndRowsDiffer() {
        FloatMatrix one = Digits.generate(200, 1).features();
        FloatMatrix two = Digits.generate(200, 2).features();
        for (int i = 0; i < 200; i++) {
            assertFalse(Arrays.equals(one.row(i), two.row(i)));
            for (int j = 0; j < i; j++) {
                assertFalse(Arrays.equals(one.row(i), one.row(j)), i + " and " + j);
            }
        }
    }

    @Test
    void labelsAreBalancedAndNotInOrder() {
        int[] codes = codes(Digits.generate(1000, 5));
        int inOrder = 0;
        for (int from = 0; from < 1000; from += 10) {
            int[] block = Arrays.copyOfRange(codes, from, from + 10);
            for (int k = 0; k < 10; k++) {
                inOrder += block[k] == k ? 1 : 0;
            }
            Arrays.sort(block);
            assertArrayEquals(new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, block);
        }
        // By chance 100 of 1000 labels stand at their own place.
        assertTrue(inOrder > 50 && inOrder < 150, "labels in order: " + inOrder);
    }

    /** As MNIST's pictures are: bright on black, a box of about 20 x 20, in the middle. */
    @Test
    void lookLikeMnist() {
        int n = 2000;
        FloatMatrix pictures = Digits.generate(n, 9).features();
        double sum = 0;
        for (int i = 0; i < n; i++) {
            int top = Digits.SIDE;
            int bottom = -1;
            int left = Digits.SIDE;
            int right = -1;
            float brightest = 0;
            for (int p = 0; p < Digits.PIXELS; p++) {
                float value = pictures.get(i, p);
                sum += value;
                brightest = Math.max(brightest, value);
                if (value > 20) {
                    top = Math.min(top, p / Digits.SIDE);
                    bottom = Math.max(bottom, p / Digits.SIDE);
                    left = Math.min(left, p % Digits.SIDE);
                    right = Math.max(right, p % Digits.SIDE);
                }
            }
            int extent = 1 + Math.max(bottom - top, right - left);
            assertTrue(brightest >= 180, "row " + i + " is at most " + brightest);
            assertTrue(extent >= 12 && extent <= 23, "row " + i + " extends over " + extent + " pixels");
            assertTrue(top >= 1 && left >= 1 && bottom <= 26 && right <= 26, "row " + i + " touches the border");
        }
        double mean = sum / n / Digits.PIXELS / 255;
        assertTrue(mean > 0.09 && mean < 0.15, "mean ink " + mean + ", MNIST has 0.131");
    }

    /** Learnable, but not by heart: a nearest neighbour among 2000 knows most of 1000 others, not all. */
    @Test
    void nearestNeighbourIsGoodButNotPerfect() {
        Dataset digits = Digits.generate(3000, 0);
        float[] values = digits.features().array();
        int[] codes = codes(digits);
        int right = 0;
        int[] rightOf = new int[10];
        for (int i = 2000; i < 3000; i++) {
            double nearest = Double.POSITIVE_INFINITY;
            int found = -1;
            for (int j = 0; j < 2000; j++) {
                double distance = squaredDistance(values, i, j, nearest);
                if (distance < nearest) {
                    nearest = distance;
                    found = codes[j];
                }
            }
            if (found == codes[i]) {
                right++;
                rightOf[found]++;
            }
        }
        assertTrue(right >= 930 && right <= 980, "1-NN knows " + right + " of 1000");
        for (int digit = 0; digit < 10; digit++) {
            assertTrue(rightOf[digit] >= 80, "1-NN knows " + rightOf[digit] + " of 100 of digit " + digit);
        }
    }

    @Test
    void wrongNumbersOfRowsAreRefused() {
        for (int rows : new int[] {0, -1, Integer.MIN_VALUE}) {
            var error = assertThrows(IllegalArgumentException.class, () -> Digits.generate(rows, 1));
            assertEquals("the number of digits must be >= 1, got " + rows, error.getMessage());
        }
        assertThrows(IllegalArgumentException.class, () -> Digits.generate(2_739_138, 1));
        assertThrows(IllegalArgumentException.class, () -> Digits.generate(Integer.MAX_VALUE, 1));
    }
}
