package io.lanecoder.report;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.Labels;
import io.lanecoder.format.AtomicFile;
import io.lanecoder.report.Canvas.Anchor;
import io.lanecoder.report.Canvas.Shape;
import io.lanecoder.report.Canvas.TextStyle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;

/**
 * A map as a picture: a mark for each point, coloured and shaped by its class, with the classes' names on their groups and in a
 * legend; as SVG or PNG.
 *
 * <p>Both axes have one scale, as distances on a map are all that counts. Colours are the eight of Okabe and Ito, which people with
 * any colour vision tell apart, and a wine red and a grey that differ from them in lightness; classes beyond the tenth take them
 * again with another shape. The same points give the same bytes.
 */
public final class ScatterPlot {
    /** M. Okabe, K. Ito: Color Universal Design (2008); the yellow darkened so that it shows on white. */
    private static final String[] COLOURS =
            {"#0072b2", "#e69f00", "#009e73", "#d55e00", "#56b4e9", "#cc79a7", "#c9b800", "#000000", "#882255",
                "#888888"};
    private static final String PALE = "#dddddd";
    private static final int MAP = 760;
    private static final int EDGE = 20;
    private static final int TITLE = 44;
    private static final int LINE = 20;
    /** Classes that the legend has lines for; the rest is counted. */
    private static final int MOST_LINES = (MAP - LINE) / LINE;
    /** With more classes, names on the map would hide it. */
    private static final int MOST_NAMES = 30;
    private static final int MOST_CHARACTERS = 18;
    private static final int LEAST_CHARACTERS = 5;
    private static final int MOST_TITLE = 80;
    /** Of the legend: width of a letter, and what else a line has, its mark and its count. */
    private static final int LETTER = 8;
    private static final int MARK_AND_COUNT = 86;
    /** Points are drawn in so many layers of all classes, so that no class hides all others. */
    private static final int LAYERS = 16;
    /** Pixels of a PNG on one of the SVG: sharp on screens of today, and in print. */
    private static final int ZOOM = 2;
    private static final String INK = "#222222";
    private static final String GREY = "#777777";

    private final FloatMatrix positions;
    private final Labels labels;
    private final FloatMatrix background;
    private final String title;
    private final double scale;
    private final double middleX;
    private final double middleY;

    private ScatterPlot(FloatMatrix positions, Labels labels, FloatMatrix background, String title) {
        this.positions = positions;
        this.labels = labels;
        this.background = background;
        this.title = title;
        double[] range = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY};
        widen(range, positions);
        widen(range, background);
        double extent = Math.max(range[1] - range[0], range[3] - range[2]);
        this.scale = extent > 0 ? (MAP - 2 * EDGE) / extent : 1;
        this.middleX = positions.rows() + background.rows() > 0 ? (range[0] + range[1]) / 2 : 0;
        this.middleY = positions.rows() + background.rows() > 0 ? (range[2] + range[3]) / 2 : 0;
    }

    private static void widen(double[] range, FloatMatrix points) {
        for (int i = 0; i < points.rows(); i++) {
            for (int j = 0; j < 2; j++) {
                float value = points.get(i, j);
                if (!Float.isFinite(value)) {
                    throw new IllegalArgumentException("point " + i + " stands at " + value + ", expected a number");
                }
                range[2 * j] = Math.min(range[2 * j], value);
                range[2 * j + 1] = Math.max(range[2 * j + 1], value);
            }
        }
    }

    /**
     * Plans a picture.
     *
     * @param positions where the points stand, two columns, finite
     * @param labels the class of each point, or null for points of one colour
     * @param background points to be drawn pale behind them, two columns; or null
     * @param title the line above; may be empty
     * @return the picture
     * @throws IllegalArgumentException if the shapes do not match or a value is not finite
     */
    public static ScatterPlot of(FloatMatrix positions, Labels labels, FloatMatrix background, String title) {
        Objects.requireNonNull(title, "title");
        FloatMatrix behind = background == null ? FloatMatrix.zeros(0, 2) : background;
        if (positions.cols() != 2 || behind.cols() != 2) {
            throw new IllegalArgumentException(
                    "positions have " + (positions.cols() != 2 ? positions : behind).cols() + " columns, expected 2");
        }
        if (labels != null && labels.size() != positions.rows()) {
            throw new IllegalArgumentException(
                    labels.size() + " labels for " + positions.rows() + " points, expected one a point");
        }
        return new ScatterPlot(positions, labels, behind, title);
    }

    /**
     * Writes the picture, atomically: as PNG if the name ends in {@code .png}, else as SVG.
     *
     * @param file the file to be written or replaced
     * @throws IOException if it cannot be written
     */
    public void write(Path file) throws IOException {
        if (file.toString().toLowerCase(Locale.ROOT).endsWith(".png")) {
            PixelCanvas canvas = pixels();
            AtomicFile.write(file, canvas::writePng);
        } else {
            byte[] text = svg().getBytes(StandardCharsets.UTF_8);
            AtomicFile.write(file, out -> out.write(text));
        }
    }

    /** {@return the picture as the text of an SVG file} */
    public String svg() {
        SvgCanvas canvas = new SvgCanvas(width(), MAP + TITLE, text(title, MOST_TITLE));
        draw(canvas);
        return canvas.finish();
    }

    /** {@return the picture as pixels} */
    PixelCanvas pixels() {
        PixelCanvas canvas = new PixelCanvas(width(), MAP + TITLE, ZOOM);
        draw(canvas);
        return canvas;
    }

    private int width() {
        if (labels == null) {
            return MAP;
        }
        int longest = labels.names().stream().mapToInt(String::length).max().orElse(0);
        return MAP + MARK_AND_COUNT + LETTER * Math.clamp(longest, LEAST_CHARACTERS, MOST_CHARACTERS);
    }

    private void draw(Canvas canvas) {
        canvas.text(text(title, MOST_TITLE), EDGE, 28, TextStyle.of(18, INK));
        canvas.frame(4, TITLE, MAP - 8, MAP - 4, PALE);
        double size = size(positions.rows());
        layer(canvas, background, 0, background.rows(), -1, PALE, size(background.rows()));
        if (labels == null) {
            layer(canvas, positions, 0, positions.rows(), -1, COLOURS[0], size);
            return;
        }
        int classes = labels.names().size();
        int[] counts = new int[classes];
        for (int code : labels.codes()) {
            counts[code]++;
        }
        for (int part = 0; part < LAYERS; part++) {
            int from = (int) ((long) positions.rows() * part / LAYERS);
            int to = (int) ((long) positions.rows() * (part + 1) / LAYERS);
            for (int c = 0; c < classes; c++) {
                layer(canvas, positions, from, to, c, colour(c), size);
            }
        }
        names(canvas, counts);
        legend(canvas, counts);
    }

    /** Half the width of a mark: smaller where there are many. */
    private static double size(int points) {
        return Math.clamp(90 / Math.sqrt(1 + points), 1.4, 4);
    }

    private static String colour(int c) {
        return COLOURS[c % COLOURS.length];
    }

    private static Shape shape(int c) {
        return c < 0 ? Shape.CIRCLE : Shape.values()[c / COLOURS.length % Shape.values().length];
    }

    private double x(double value) {
        return MAP / 2.0 + (value - middleX) * scale;
    }

    /** Up is up, as on paper. */
    private double y(double value) {
        return TITLE + MAP / 2.0 - (value - middleY) * scale;
    }

    /** The points of a class (of all, if it is below 0) among some rows. */
    private void layer(Canvas canvas, FloatMatrix points, int from, int to, int c, String colour, double size) {
        double[] x = new double[to - from];
        double[] y = new double[to - from];
        int count = 0;
        for (int i = from; i < to; i++) {
            if (c < 0 || labels.codes()[i] == c) {
                x[count] = x(points.get(i, 0));
                y[count++] = y(points.get(i, 1));
            }
        }
        canvas.marks(shape(c), colour, size, x, y, count);
    }

    /** Each name at the median of its class: where most of it is, even if some points stray. */
    private void names(Canvas canvas, int[] counts) {
        if (counts.length > MOST_NAMES) {
            return;
        }
        for (int c = 0; c < counts.length; c++) {
            if (counts[c] == 0) {
                continue;
            }
            String name = text(labels.names().get(c), MOST_CHARACTERS);
            double half = name.length() * 5;
            double x = Math.clamp(x(median(c, 0, counts[c])), Math.min(half + 8, MAP / 2.0),
                    Math.max(MAP - half - 8, MAP / 2.0));
            canvas.text(name, x, y(median(c, 1, counts[c])) + 6, new TextStyle(17, "#111111", Anchor.MIDDLE, true));
        }
    }

    private float median(int c, int column, int count) {
        float[] values = new float[count];
        int n = 0;
        for (int i = 0; i < positions.rows(); i++) {
            if (labels.codes()[i] == c) {
                values[n++] = positions.get(i, column);
            }
        }
        Arrays.sort(values);
        return values[count / 2];
    }

    private void legend(Canvas canvas, int[] counts) {
        int line = 0;
        int hidden = 0;
        for (int c = 0; c < counts.length; c++) {
            if (counts[c] == 0) {
                continue;
            }
            if (line >= MOST_LINES) {
                hidden++;
                continue;
            }
            int y = TITLE + LINE / 2 + line * LINE;
            canvas.marks(shape(c), colour(c), 5, new double[] {MAP + 14}, new double[] {y}, 1);
            canvas.text(text(labels.names().get(c), MOST_CHARACTERS), MAP + 28, y + 5, TextStyle.of(14, INK));
            canvas.text(Integer.toString(counts[c]), width() - 10, y + 5,
                    new TextStyle(12, GREY, Anchor.END, false));
            line++;
        }
        if (hidden > 0) {
            canvas.text("and " + hidden + " more", MAP + 28, TITLE + LINE / 2 + line * LINE + 5,
                    TextStyle.of(14, GREY));
        }
    }

    /** Without characters that XML does not know, and not too long. */
    private static String text(String raw, int most) {
        int[] points = raw.codePoints().filter(ScatterPlot::allowed).toArray();
        return points.length <= most ? new String(points, 0, points.length)
                : new String(points, 0, most - 1) + '\u2026';
    }

    private static boolean allowed(int c) {
        return c >= 0x20 && c != 0x7f && !(c >= 0x80 && c < 0xa0) && !(c >= 0xd800 && c < 0xe000) && c != 0xfffe
                && c != 0xffff;
    }
}
