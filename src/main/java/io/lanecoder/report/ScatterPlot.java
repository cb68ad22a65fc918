package io.lanecoder.report;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.Labels;
import io.lanecoder.format.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;

/**
 * A map as a picture: a mark for each point, coloured and shaped by its class, with the classes' names on their groups and in a
 * legend. SVG, which any browser shows and no font or graphics library is needed for.
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
    private static final int LEGEND = 190;
    private static final int LINE = 20;
    /** Classes that the legend has lines for; the rest is counted. */
    private static final int MOST_LINES = (MAP - LINE) / LINE;
    /** With more classes, names on the map would hide it. */
    private static final int MOST_NAMES = 30;
    private static final int MOST_CHARACTERS = 18;
    /** Points are drawn in so many layers of all classes, so that no class hides all others. */
    private static final int LAYERS = 16;

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
     * Writes the picture, atomically.
     *
     * @param file the file to be written or replaced
     * @throws IOException if it cannot be written
     */
    public void write(Path file) throws IOException {
        byte[] text = svg().getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(file, out -> out.write(text));
    }

    /** {@return the picture as the text of an SVG file} */
    public String svg() {
        int width = MAP + (labels == null ? 0 : LEGEND);
        int height = MAP + TITLE;
        StringBuilder out = new StringBuilder(1 << 16);
        out.append(String.format(Locale.ROOT, """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" \
                font-family="Helvetica, Arial, sans-serif" font-size="14" role="img">
                <title>%s</title>
                <rect width="%d" height="%d" fill="#ffffff"/>
                <text x="%d" y="28" font-size="18" fill="#222222">%s</text>
                <rect x="4" y="%d" width="%d" height="%d" fill="none" stroke="#dddddd"/>
                """, width, height, width, height, text(title, 200), width, height, EDGE, text(title, 80), TITLE,
                MAP - 8, MAP - 4));
        double size = size(positions.rows());
        layer(out, background, 0, background.rows(), -1, 0, PALE, size(background.rows()));
        if (labels == null) {
            layer(out, positions, 0, positions.rows(), -1, 0, COLOURS[0], size);
        } else {
            int classes = labels.names().size();
            int[] counts = new int[classes];
            for (int code : labels.codes()) {
                counts[code]++;
            }
            for (int part = 0; part < LAYERS; part++) {
                int from = (int) ((long) positions.rows() * part / LAYERS);
                int to = (int) ((long) positions.rows() * (part + 1) / LAYERS);
                for (int c = 0; c < classes; c++) {
                    layer(out, positions, from, to, c, shape(c), colour(c), size);
                }
            }
            names(out, counts);
            legend(out, counts);
        }
        return out.append("</svg>\n").toString();
    }

    /** Half the width of a mark: smaller where there are many. */
    private static double size(int points) {
        return Math.clamp(90 / Math.sqrt(1 + points), 1.4, 4);
    }

    private static String colour(int c) {
        return COLOURS[c % COLOURS.length];
    }

    private static int shape(int c) {
        return c / COLOURS.length % 4;
    }

    private double x(double value) {
        return MAP / 2.0 + (value - middleX) * scale;
    }

    /** Up is up, as on paper. */
    private double y(double value) {
        return TITLE + MAP / 2.0 - (value - middleY) * scale;
    }

    /** The points of a class (of all, if it is below 0) among some rows, as one path. */
    private void layer(StringBuilder out, FloatMatrix points, int from, int to, int c, int shape, String colour,
            double size) {
        boolean any = false;
        for (int i = from; i < to; i++) {
            if (c < 0 || labels.codes()[i] == c) {
                if (!any) {
                    open(out, shape, colour, size);
                    any = true;
                }
                mark(out, shape, x(points.get(i, 0)), y(points.get(i, 1)), size);
            }
        }
        if (any) {
            out.append("\"/>\n");
        }
    }

    /** A circle is the round end of a line without length, which takes a dozen bytes. */
    private static void open(StringBuilder out, int shape, String colour, double size) {
        if (shape == 0) {
            out.append("<path fill=\"none\" stroke-linecap=\"round\" stroke-opacity=\"0.75\" stroke-width=\"")
                    .append(number(2 * size)).append("\" stroke=\"");
        } else {
            out.append("<path fill-opacity=\"0.75\" fill=\"");
        }
        out.append(colour).append("\" d=\"");
    }

    private static void mark(StringBuilder out, int shape, double x, double y, double size) {
        String s = number(size * 1.2);
        String d = number(size * 2.4);
        switch (shape) {
            case 0 -> out.append('M').append(number(x)).append(' ').append(number(y)).append("h0");
            case 1 -> out.append('M').append(number(x)).append(' ').append(number(y - size * 1.4)).append('l')
                    .append(s).append(' ').append(d).append("h-").append(d).append('z');
            case 2 -> out.append('M').append(number(x - size)).append(' ').append(number(y - size)).append('h')
                    .append(number(2 * size)).append('v').append(number(2 * size)).append("h-")
                    .append(number(2 * size)).append('z');
            default -> out.append('M').append(number(x)).append(' ').append(number(y - size * 1.2)).append('l')
                    .append(s).append(' ').append(s).append('l').append('-').append(s).append(' ').append(s)
                    .append('l').append('-').append(s).append(" -").append(s).append('z');
        }
    }

    /** One decimal place is a tenth of a pixel. */
    private static String number(double value) {
        long tenths = Math.round(value * 10);
        String sign = tenths < 0 ? "-" : "";
        tenths = Math.abs(tenths);
        return tenths % 10 == 0 ? sign + tenths / 10 : sign + tenths / 10 + "." + tenths % 10;
    }

    /** Each name at the median of its class: where most of it is, even if some points stray. */
    private void names(StringBuilder out, int[] counts) {
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
            out.append(String.format(Locale.ROOT,
                    "<text x=\"%s\" y=\"%s\" text-anchor=\"middle\" font-size=\"17\" font-weight=\"bold\" "
                            + "fill=\"#111111\" stroke=\"#ffffff\" stroke-width=\"4\" stroke-linejoin=\"round\" "
                            + "paint-order=\"stroke\">%s</text>%n",
                    number(x), number(y(median(c, 1, counts[c])) + 6), name).replace(System.lineSeparator(), "\n"));
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

    private void legend(StringBuilder out, int[] counts) {
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
            open(out, shape(c), colour(c), 5);
            mark(out, shape(c), MAP + 14, y, 5);
            out.append("\"/>\n");
            legendText(out, MAP + 28, y + 5, "#222222", text(labels.names().get(c), MOST_CHARACTERS));
            out.append("<text x=\"").append(MAP + LEGEND - 10).append("\" y=\"").append(y + 5)
                    .append("\" text-anchor=\"end\" fill=\"#777777\" font-size=\"12\">").append(counts[c])
                    .append("</text>\n");
            line++;
        }
        if (hidden > 0) {
            legendText(out, MAP + 28, TITLE + LINE / 2 + line * LINE + 5, "#777777", "and " + hidden + " more");
        }
    }

    private static void legendText(StringBuilder out, int x, int y, String colour, String text) {
        out.append("<text x=\"").append(x).append("\" y=\"").append(y).append("\" fill=\"").append(colour)
                .append("\">").append(text).append("</text>\n");
    }

    /** Text for XML: escaped, without characters that XML does not know, and not too long. */
    private static String text(String raw, int most) {
        int[] points = raw.codePoints().filter(ScatterPlot::allowed).toArray();
        boolean cut = points.length > most;
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < (cut ? most - 1 : points.length); i++) {
            switch (points[i]) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.appendCodePoint(points[i]);
            }
        }
        return cut ? out.append('\u2026').toString() : out.toString();
    }

    private static boolean allowed(int c) {
        return c >= 0x20 && c != 0x7f && !(c >= 0x80 && c < 0xa0) && !(c >= 0xd800 && c < 0xe000) && c != 0xfffe
                && c != 0xffff;
    }
}
