package io.lanecoder.report;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;

/**
 * Draws on pixels, for PNG. A pixel is covered as far as its middle lies within a form, edges are a pixel wide: circles, polygons
 * and the lines of letters are all told by their distance, so that no graphics library is needed. Owned by one thread.
 */
final class PixelCanvas implements Canvas {
    private static final int CHANNELS = 3;
    /** Of white around letters on marks. */
    private static final double RIM = 2;
    /** A point of the pen's own width would look thin. */
    private static final double DOT = 1.4;

    private final int width;
    private final int height;
    private final double scale;
    private final byte[] pixels;
    /** How far the forms of one drawing cover each pixel; empty between drawings. */
    private final float[] mask;

    /**
     * A white canvas.
     *
     * @param width in pixels of the SVG
     * @param height in pixels of the SVG
     * @param scale pixels of this canvas on one of the SVG
     */
    PixelCanvas(int width, int height, int scale) {
        this.width = width * scale;
        this.height = height * scale;
        this.scale = scale;
        this.pixels = new byte[Math.multiplyExact(CHANNELS, this.width * this.height)];
        this.mask = new float[this.width * this.height];
        Arrays.fill(pixels, (byte) 0xff);
    }

    void writePng(OutputStream out) throws IOException {
        PngWriter.write(out, width, CHANNELS, pixels);
    }

    /** {@return the colour of a pixel, as 0xrrggbb} */
    int get(int x, int y) {
        int at = CHANNELS * (y * width + x);
        return (pixels[at] & 0xff) << 16 | (pixels[at + 1] & 0xff) << 8 | pixels[at + 2] & 0xff;
    }

    @Override
    public void frame(int x, int y, int w, int h, String colour) {
        double[][] corners = {{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}, {x, y}};
        Box box = Box.NONE;
        for (int i = 0; i + 1 < corners.length; i++) {
            box = box.with(segment(corners[i], corners[i + 1], 0.5));
        }
        paint(List.of(box), colour, 1);
    }

    @Override
    public void marks(Shape shape, String colour, double size, double[] x, double[] y, int count) {
        Box[] boxes = new Box[count];
        for (int i = 0; i < count; i++) {
            boxes[i] = mark(shape, x[i] * scale, y[i] * scale, size * scale);
        }
        paint(List.of(boxes), colour, MARK_OPACITY);
    }

    private Box mark(Shape shape, double centreX, double centreY, double size) {
        Box box = box(centreX, centreY, centreX, centreY, 1.5 * size);
        for (int py = box.top; py < box.bottom; py++) {
            double dy = py + 0.5 - centreY;
            for (int px = box.left; px < box.right; px++) {
                double dx = Math.abs(px + 0.5 - centreX);
                cover(px, py, switch (shape) {
                    case CIRCLE -> Math.sqrt(dx * dx + dy * dy) - size;
                    // sides as in the SVG: 1.2 across and 2.4 down from a tip that is 1.4 above the middle
                    case TRIANGLE -> Math.max(dy - size, (2 * dx - dy - 1.4 * size) / Math.sqrt(5));
                    case SQUARE -> Math.max(dx, Math.abs(dy)) - size;
                    case DIAMOND -> (dx + Math.abs(dy) - 1.2 * size) / Math.sqrt(2);
                });
            }
        }
        return box;
    }

    @Override
    public void text(String text, double x, double y, TextStyle style) {
        StrokeFont.Line line = StrokeFont.line(text, style.size());
        double left = switch (style.anchor()) {
            case START -> x;
            case MIDDLE -> x - line.width() / 2;
            case END -> x - line.width();
        };
        double radius = StrokeFont.radius(style.size(), style.strong());
        if (style.strong()) {
            letters(line, left, y, radius + RIM, "#ffffff");
        }
        letters(line, left, y, radius, style.colour());
    }

    private void letters(StrokeFont.Line line, double left, double base, double radius, String colour) {
        Box box = Box.NONE;
        for (double[][] stroke : line.strokes()) {
            boolean dot = stroke.length == 2 && Arrays.equals(stroke[0], stroke[1]);
            for (int i = 0; i + 1 < stroke.length; i++) {
                box = box.with(segment(new double[] {left + stroke[i][0], base + stroke[i][1]},
                        new double[] {left + stroke[i + 1][0], base + stroke[i + 1][1]}, dot ? DOT * radius : radius));
            }
        }
        paint(List.of(box), colour, 1);
    }

    /** Covers a line with round ends; everything still in pixels of the SVG. */
    private Box segment(double[] from, double[] to, double radius) {
        double x = from[0] * scale;
        double y = from[1] * scale;
        double dx = to[0] * scale - x;
        double dy = to[1] * scale - y;
        double length2 = dx * dx + dy * dy;
        Box box = box(x, y, x + dx, y + dy, radius * scale);
        for (int py = box.top; py < box.bottom; py++) {
            for (int px = box.left; px < box.right; px++) {
                double ax = px + 0.5 - x;
                double ay = py + 0.5 - y;
                double share = length2 > 0 ? Math.clamp((ax * dx + ay * dy) / length2, 0.0, 1.0) : 0;
                double ox = ax - share * dx;
                double oy = ay - share * dy;
                cover(px, py, Math.sqrt(ox * ox + oy * oy) - radius * scale);
            }
        }
        return box;
    }

    /** The pixel's middle lies so far outside the form, or inside if below zero. */
    private void cover(int x, int y, double distance) {
        int at = y * width + x;
        mask[at] = (float) Math.max(mask[at], Math.clamp(0.5 - distance, 0.0, 1.0));
    }

    /** Colours what is covered and uncovers it. */
    private void paint(List<Box> boxes, String colour, double opacity) {
        int rgb = Integer.parseInt(colour, 1, 7, 16);
        for (Box box : boxes) {
            for (int y = box.top; y < box.bottom; y++) {
                for (int at = y * width + box.left; at < y * width + box.right; at++) {
                    double share = mask[at] * opacity;
                    if (share > 0) {
                        mask[at] = 0;
                        for (int c = 0; c < CHANNELS; c++) {
                            int old = pixels[CHANNELS * at + c] & 0xff;
                            int ink = rgb >> 16 - 8 * c & 0xff;
                            pixels[CHANNELS * at + c] = (byte) Math.round(old + share * (ink - old));
                        }
                    }
                }
            }
        }
    }

    /** The pixels around a line, within the picture. */
    private Box box(double x1, double y1, double x2, double y2, double around) {
        return new Box((int) Math.clamp(Math.min(x1, x2) - around - 1, 0, width),
                (int) Math.clamp(Math.min(y1, y2) - around - 1, 0, height),
                (int) Math.clamp(Math.max(x1, x2) + around + 2, 0, width),
                (int) Math.clamp(Math.max(y1, y2) + around + 2, 0, height));
    }

    private record Box(int left, int top, int right, int bottom) {
        static final Box NONE = new Box(Integer.MAX_VALUE, Integer.MAX_VALUE, 0, 0);

        Box with(Box other) {
            return new Box(Math.min(left, other.left), Math.min(top, other.top), Math.max(right, other.right),
                    Math.max(bottom, other.bottom));
        }
    }
}
