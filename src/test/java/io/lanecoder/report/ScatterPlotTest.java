package io.lanecoder.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.Labels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The picture of a map is well-formed, complete, within its frame, and cannot be broken by names. */
class ScatterPlotTest {
    private static final FloatMatrix SQUARE = FloatMatrix.of(4, 2, new float[] {-50, -50, 50, -50, -50, 50, 50, 50});
    private static final Pattern CIRCLE = Pattern.compile("M([-0-9.]+) ([-0-9.]+)h0");

    private static final Pattern TAG = Pattern.compile("<(/?)([a-z]+)((?: [A-Za-z-]+=\"[^\"<&]*\")*)(/?)>");
    private static final Pattern RAW = Pattern.compile("[<>]|&(?!(amp|lt|gt|quot|#39);)|[\\x00-\\x09\\x0b-\\x1f\\x7f]");

    /** The text between the tags, if these are nested rightly and nothing else needs escaping: what is XML in our pictures. */
    private static String text(String svg) {
        Deque<String> open = new ArrayDeque<>();
        StringBuilder text = new StringBuilder();
        Matcher tags = TAG.matcher(svg);
        int end = 0;
        while (tags.find()) {
            text.append(svg, end, tags.start());
            end = tags.end();
            if (!tags.group(1).isEmpty()) {
                assertEquals(open.pop(), tags.group(2));
            } else if (tags.group(4).isEmpty()) {
                open.push(tags.group(2));
            }
        }
        text.append(svg.substring(end));
        assertTrue(open.isEmpty(), open.toString());
        assertFalse(RAW.matcher(text).find(), text.toString());
        assertTrue(StandardCharsets.UTF_8.newEncoder().canEncode(text));
        return text.toString().replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'")
                .replace("&amp;", "&");
    }

    private static Labels labels(int points, int classes) {
        return new Labels(IntStream.range(0, points).map(i -> i % classes).toArray(),
                IntStream.range(0, classes).mapToObj(c -> "class " + c).toList());
    }

    @Test
    void cornersStandInTheFrameAndUpIsUp() {
        String svg = ScatterPlot.of(SQUARE, null, null, "square").svg();
        text(svg);
        Matcher circles = CIRCLE.matcher(svg);
        String[] expected = {"20 784", "740 784", "20 64", "740 64"};
        for (String place : expected) {
            assertTrue(circles.find());
            assertEquals(place, circles.group(1) + " " + circles.group(2));
        }
        assertFalse(circles.find());
    }

    @Test
    void everyPointAndEveryClassIsThere() {
        int n = 570;
        FloatMatrix points = FloatMatrix.zeros(n, 2);
        for (int i = 0; i < n; i++) {
            points.set(i, 0, i % 31);
            points.set(i, 1, i % 17 * 0.1f);
        }
        String svg = ScatterPlot.of(points, labels(n, 10), SQUARE, "ten").svg();
        assertEquals(n + 10 + 4, CIRCLE.matcher(svg).results().count()); // points, legend, background
        String text = text(svg);
        for (int c = 0; c < 10; c++) {
            assertEquals(3, text.split("class " + c, -1).length,
                    "class " + c + ": once in the legend, once on the map");
        }
        long colours = Pattern.compile("stroke=\"(#[0-9a-f]{6})\" d=").matcher(svg).results().map(m -> m.group(1))
                .distinct().count();
        assertEquals(11, colours);
        assertEquals(svg, ScatterPlot.of(points, labels(n, 10), SQUARE, "ten").svg());
    }

    @Test
    void manyClassesTakeShapesAndTheLegendHasAnEnd() {
        FloatMatrix points = FloatMatrix.zeros(400, 2);
        String svg = ScatterPlot.of(points, labels(400, 100), null, "").svg();
        String text = text(svg);
        assertTrue(text.contains("class 36") && !text.contains("class 37"), text);
        assertTrue(text.contains("and 63 more"), text);
        assertTrue(svg.contains("h-") && svg.contains("v"), "triangles and squares");
        assertFalse(svg.contains("NaN"), "all points on one place");
    }

    @Test
    void namesAreEscapedAndCut() {
        Labels odd = new Labels(new int[] {0, 1, 2, 3}, List.of("<script>\"&'", "a\u0000b\u001b[1mc\ud800",
                "a name that goes on and on and on", "\ud83d\ude00 \u00e9"));
        String svg = ScatterPlot.of(SQUARE, odd, null, "</svg> & \u0007more").svg();
        String text = text(svg);
        assertTrue(text.contains("<script>\"&'") && text.contains("ab[1mc") && text.contains("\ud83d\ude00 \u00e9"));
        assertTrue(text.contains("a name that goes \u2026") && text.contains("</svg> & more"), text);
        assertFalse(svg.contains("<script"));
    }

    @Test
    void nothingToShowAndBadInput() {
        FloatMatrix none = FloatMatrix.zeros(0, 2);
        text(ScatterPlot.of(none, new Labels(new int[0], List.of("a")), null, "empty").svg());
        assertThrows(IllegalArgumentException.class, () -> ScatterPlot.of(FloatMatrix.zeros(3, 3), null, null, ""));
        assertThrows(IllegalArgumentException.class, () -> ScatterPlot.of(SQUARE, labels(3, 2), null, ""));
        FloatMatrix broken = FloatMatrix.zeros(2, 2);
        broken.set(1, 0, Float.NaN);
        assertThrows(IllegalArgumentException.class, () -> ScatterPlot.of(broken, null, null, ""));
    }

    @Test
    void aFileIsWritten(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("map.svg");
        ScatterPlot plot = ScatterPlot.of(SQUARE, labels(4, 2), null, "file");
        plot.write(file);
        assertEquals(plot.svg(), Files.readString(file));
    }

    /** In the PNG: the frame's corners, every class's colour, all at twice the size, and nothing that reaches the edge. */
    @Test
    void thePngShowsTheSame(@TempDir Path folder) throws IOException {
        int n = 300;
        FloatMatrix points = FloatMatrix.zeros(n, 2);
        for (int i = 0; i < n; i++) {
            points.set(i, 0, i % 10 * 10);
            points.set(i, 1, i / 10 * 3);
        }
        Labels unnamed = new Labels(labels(n, 10).codes(), Collections.nCopies(10, "")); // names would hide marks
        ScatterPlot plot = ScatterPlot.of(points, unnamed, null, "A title that is as long as titles can be, "
                + "and then goes on for some more letters than fit");
        Path file = folder.resolve("MAP.PNG");
        plot.write(file);
        Png png = Png.read(Files.readAllBytes(file));
        Matcher size = Pattern.compile("width=\"(\\d+)\" height=\"(\\d+)\"").matcher(plot.svg());
        assertTrue(size.find());
        assertEquals(2 * Integer.parseInt(size.group(1)), png.width());
        assertEquals(2 * Integer.parseInt(size.group(2)), png.height());
        Matcher circle = Pattern.compile("stroke=\"#(\\w{6})\" d=\"M([-0-9.]+) ([-0-9.]+)h0").matcher(plot.svg());
        int checked = 0;
        while (circle.find()) {
            int colour = Integer.parseInt(circle.group(1), 16);
            int found = png.get((int) Math.round(2 * Double.parseDouble(circle.group(2))),
                    (int) Math.round(2 * Double.parseDouble(circle.group(3))));
            for (int shift = 0; shift <= 16; shift += 8) {
                assertEquals(255 - 0.75 * (255 - (colour >> shift & 255)), found >> shift & 255, 1);
            }
            checked++;
        }
        assertTrue(checked >= 20, "the first of each layer, and the legend");
        for (int y = 0; y < png.height(); y++) {
            assertEquals(0xffffff, png.get(0, y));
            assertEquals(0xffffff, png.get(png.width() - 1, y));
        }
        for (int x = 0; x < png.width(); x++) {
            assertEquals(0xffffff, png.get(x, 0));
        }
    }
}
