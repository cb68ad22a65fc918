package io.lanecoder.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.report.Canvas.Anchor;
import io.lanecoder.report.Canvas.Shape;
import io.lanecoder.report.Canvas.TextStyle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Forms cover the area that they have, stand where they should, and end at the picture's edge. */
class PixelCanvasTest {
    private static final int SIDE = 60;
    private static final int WHITE = 0xffffff;
    /** Pixels on the edge count by the distance of their middle, which is not quite the area covered. */
    private static final double AREA = 0.03;

    /** Blackness of the picture in pixels. */
    private static double ink(PixelCanvas canvas) {
        double sum = 0;
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                sum += 1 - (canvas.get(x, y) & 0xff) / 255.0;
            }
        }
        return sum;
    }

    /** First and last column and line that are not white. */
    private static int[] extent(PixelCanvas canvas) {
        int[] extent = {SIDE, -1, SIDE, -1};
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                if (canvas.get(x, y) != WHITE) {
                    extent[0] = Math.min(extent[0], x);
                    extent[1] = Math.max(extent[1], x);
                    extent[2] = Math.min(extent[2], y);
                    extent[3] = Math.max(extent[3], y);
                }
            }
        }
        return extent;
    }

    private static PixelCanvas marked(Shape shape, double size, double... places) {
        PixelCanvas canvas = new PixelCanvas(SIDE, SIDE, 1);
        canvas.marks(shape, "#000000", size, places, places, places.length);
        return canvas;
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void aMarkCoversItsArea(Shape shape) {
        double size = 12;
        double area = size * size * switch (shape) {
            case CIRCLE -> Math.PI;
            case TRIANGLE, DIAMOND -> 2.88; // half of 2.4 x 2.4
            case SQUARE -> 4;
        };
        for (double middle : new double[] {30, 30.25, 29.5}) {
            assertEquals(0.75 * area, ink(marked(shape, size, middle)), AREA * area);
        }
        int[] extent = extent(marked(shape, size, 30));
        assertEquals(59, extent[0] + extent[1], 1e-12, "left and right of the middle alike");
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void marksOfOneDrawingDoNotAddUpAndThoseBeyondTheEdgeAreCut(Shape shape) {
        double once = ink(marked(shape, 5, 30));
        assertEquals(once, ink(marked(shape, 5, 30, 30, 30)), 1e-9);
        PixelCanvas twice = marked(shape, 5, 30);
        twice.marks(shape, "#000000", 5, new double[] {30}, new double[] {30}, 1);
        assertTrue(ink(twice) > 1.2 * once, "a second drawing is laid on the first");
        assertEquals(0, ink(marked(shape, 5, -20, 90, 1e9, -1e9)), 0);
        assertTrue(ink(marked(shape, 5, 0)) < 0.5 * once);
    }

    @Test
    void aTextStandsAtItsAnchor() {
        PixelCanvas[] drawn = new PixelCanvas[Anchor.values().length];
        for (Anchor anchor : Anchor.values()) {
            drawn[anchor.ordinal()] = new PixelCanvas(SIDE, SIDE, 1);
            drawn[anchor.ordinal()].text("HOH", 30, 40, new TextStyle(14, "#000000", anchor, false));
        }
        assertTrue(extent(drawn[0])[0] >= 30 && extent(drawn[2])[1] <= 30);
        assertEquals(59, extent(drawn[1])[0] + extent(drawn[1])[1], 1);
        for (PixelCanvas canvas : drawn) {
            assertEquals(40, extent(canvas)[3], 1, "capitals stand on the base line");
            assertEquals(40 - 0.72 * 14, extent(canvas)[2], 1.5, "as high as those of Helvetica");
        }
    }

    @Test
    void aStrongTextHasAWhiteRim() {
        PixelCanvas canvas = new PixelCanvas(SIDE, SIDE, 1);
        canvas.marks(Shape.SQUARE, "#000000", 60, new double[] {30}, new double[] {30}, 1);
        double dark = ink(canvas);
        canvas.text("7", 30, 40, new TextStyle(17, "#111111", Anchor.MIDDLE, true));
        assertTrue(ink(canvas) < dark - 20, "more white than letter");
        assertTrue(canvas.get(30, 30) != 0x404040 || canvas.get(31, 30) != 0x404040, "something is drawn");
    }

    @Test
    void theScaleMagnifies() {
        PixelCanvas canvas = new PixelCanvas(10, 10, 6);
        canvas.marks(Shape.SQUARE, "#000000", 1, new double[] {5}, new double[] {5}, 1);
        assertEquals(0.75 * 144, ink(canvas), 1);
        canvas.frame(1, 1, 8, 8, "#dddddd");
        assertEquals(0xdddddd, canvas.get(6, 30));
        assertEquals(WHITE, canvas.get(12, 30));
    }

    @Test
    void thePngHoldsThePixels() throws IOException {
        PixelCanvas canvas = new PixelCanvas(150, 70, 2);
        canvas.text("Everything: %&@", 3, 40, TextStyle.of(18, "#0072b2"));
        canvas.marks(Shape.DIAMOND, "#d55e00", 9, new double[] {100}, new double[] {30}, 1);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        canvas.writePng(file);
        Png png = Png.read(file.toByteArray());
        assertEquals(300, png.width());
        assertEquals(140, png.height());
        for (int y = 0; y < 140; y++) {
            for (int x = 0; x < 300; x++) {
                assertEquals(canvas.get(x, y), png.get(x, y));
            }
        }
        assertEquals(0xe08640, png.get(200, 60), "three quarters of d55e00, a quarter of white");
    }
}
