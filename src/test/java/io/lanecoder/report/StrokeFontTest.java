package io.lanecoder.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every letter is there, within its line, and no other letter. */
class StrokeFontTest {
    private static final double SIZE = 100;
    /** Distance of the base line from the top of capitals, and of the deepest letters from it. */
    private static final double CAPITALS = 72;
    private static final double DEPTH = 24;

    private static String drawn(String text) {
        return StrokeFont.line(text, SIZE).strokes().stream().map(Arrays::deepToString).toList().toString();
    }

    @Test
    void everyLetterIsThereAndItself() {
        Set<String> all = new HashSet<>();
        List<String> letters = IntStream.concat(IntStream.rangeClosed('!', '~'), IntStream.of('\u2026'))
                .mapToObj(Character::toString).toList();
        for (String letter : letters) {
            StrokeFont.Line line = StrokeFont.line(letter, SIZE);
            assertTrue(!line.strokes().isEmpty(), letter);
            for (double[][] stroke : line.strokes()) {
                assertTrue(stroke.length >= 2, letter);
                for (double[] point : stroke) {
                    assertTrue(point[0] > 0 && point[0] < line.width(), letter);
                    assertTrue(point[1] >= -CAPITALS - 1e-9 && point[1] <= DEPTH + 1e-9, letter);
                }
            }
            assertTrue(all.add(drawn(letter)) || letter.equals("|") || letter.equals("l"), letter);
        }
        assertTrue(all.size() >= letters.size() - 1, "I and l look alike, as in many fonts");
    }

    @Test
    void aTextIsItsLettersInARow() {
        assertEquals(StrokeFont.line("Lane", SIZE).width() + StrokeFont.line(" 7", SIZE).width(),
                StrokeFont.line("Lane 7", SIZE).width(), 1e-9);
        assertEquals(0, StrokeFont.line("", SIZE).width());
        assertTrue(StrokeFont.line(" ", SIZE).strokes().isEmpty() && StrokeFont.line(" ", SIZE).width() > 0);
        double helvetica = 0.5 * SIZE * 26; // its mean letter is half as wide as the size
        assertEquals(helvetica, StrokeFont.line("abcdefghijklmnopqrstuvwxyz", SIZE).width(), 0.1 * helvetica);
    }

    @Test
    void accentsAreLeftOffAndTheRestIsABox() {
        assertEquals(drawn("aeU"), drawn("\u00e4\u00e9\u00dc"));
        assertEquals(drawn("\u6f22"), drawn("\ud83d\ude00"), "one box for a character of two chars");
        assertTrue(!drawn("\u6f22").equals(drawn("D")));
        assertEquals(drawn("\u6f22"), drawn("\u0007"));
    }

    /** The curve of an O touches the middles of its box, and bulges nearly as a circle there. */
    @Test
    void anOIsRound() {
        double[][] stroke = StrokeFont.line("O", SIZE).strokes().getFirst();
        double[] x = Arrays.stream(stroke).mapToDouble(p -> p[0]).toArray();
        double left = Arrays.stream(x).min().orElseThrow();
        double width = Arrays.stream(x).max().orElseThrow() - left;
        double height = CAPITALS;
        for (double[] point : stroke) {
            double dx = (point[0] - left - width / 2) / (width / 2);
            double dy = (point[1] + height / 2) / (height / 2);
            assertEquals(1, Math.hypot(dx, dy), 0.07);
        }
    }
}
