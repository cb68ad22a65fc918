package io.lanecoder.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lanecoder.data.Labels;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LabelCodesTest {
    private static Labels of(String... names) {
        LabelCodes codes = new LabelCodes();
        for (String name : names) {
            codes.add(name);
        }
        assertEquals(names.length, codes.size());
        return codes.toLabels();
    }

    @Test
    void namesAreNumberedInTheirOrderWhateverTheFirstRowIs() {
        Labels labels = of("dog", "cat", "emu", "cat");
        assertEquals(List.of("cat", "dog", "emu"), labels.names());
        assertArrayEquals(new int[] {1, 0, 2, 0}, labels.codes());
    }

    @Test
    void integersSortAsNumbersAndNothingElseDoes() {
        assertEquals(List.of("-10", "-2", "0", "9", "10"), of("10", "9", "0", "-2", "-10").names());
        assertEquals(List.of("01", "1", "2"), of("2", "1", "01").names(), "equal numbers as text");
        assertEquals(List.of("999999999999999999", "1000000000000000000").reversed(),
                of("999999999999999999", "1000000000000000000").names(), "19 digits are text");
        assertEquals(List.of("-999999999999999999", "7"), of("7", "-999999999999999999").names());
        for (String word : new String[] {"-", "x", "1.5", "+1", " 1", "--1", "1-", "/", ":"}) {
            assertEquals(List.of("10", "9", word).stream().sorted().toList(), of("9", "10", word).names(), word);
        }
    }

    @Test
    void growsWithoutLosingRows() {
        String[] names = IntStream.range(0, 5000).mapToObj(i -> Integer.toString(i % 1700)).toArray(String[]::new);
        Labels labels = of(names);
        assertEquals(1700, labels.names().size());
        assertArrayEquals(IntStream.range(0, 5000).map(i -> i % 1700).toArray(), labels.codes());
    }

    @Test
    void integersOfAFileKeepTheirValueAsName() {
        Labels labels = LabelCodes.ofInts(new int[] {7, -1, 7, Integer.MIN_VALUE});
        assertEquals(List.of("-2147483648", "-1", "7"), labels.names());
        assertArrayEquals(new int[] {2, 1, 2, 0}, labels.codes());
        assertEquals(0, LabelCodes.ofInts(new int[0]).size());
    }
}
