package io.lanecoder.report;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;

/**
 * Letters as lines, for pictures made of pixels: the printable characters of ASCII and a few more, drawn with a pen of any width.
 * Accents are left off, other characters become an empty box.
 *
 * <p>A letter is a list of strokes, a stroke a list of points of two hexadecimal digits: x, and y from 0 (top of capitals)
 * over 3 (top of small letters) and 9 (the base line) to 12. A stroke that begins with {@code (} is a curve and one with
 * {@code o} a closed one, of parabolas between the middles of its sides (a quadratic B-spline): four corners make a round O.
 */
final class StrokeFont {
    /** Unit of the letters' grid for a font size of 1: capitals have 9 of them and 0.72 of the size, as in Helvetica. */
    private static final double UNIT = 0.08;
    /** Room on both sides of a letter. */
    private static final double BEARING = 1.15;
    private static final int BASE = 9;
    private static final double SPACE = 1;
    private static final int CURVE_PARTS = 6;
    private static final int FIRST = ' ';
    private static final String UNKNOWN = "0050590900";
    private static final String ELLIPSIS = "0909 2929 4949";

    private static final String[] LETTERS = {
        "", "0006 0909", "0002 2022", "2019 5049 0363 0666", "(6260000465690907 303a", "o00202303 6009 o46666949",
        "(691310404305094965", "0002", "(2003072b", "(0023270b", "2125 0244 4204", "0565 3238", "190b", "0545",
        "0909", "0940", // space to /
        "o00505909", "023039", "(0200505409 0959", "(0200505424 (2454590907", "49400656", "500004 (041353590907",
        "(5250000607 o04545909", "005029", "o00505404 o04545909", "o00505505 (0709595352", // digits
        "0404 0909", "1414 190b", "520558", "0464 0767", "025508", "(0200505426 2929",
        "o34646737 (64678780000a6a", // : to @
        "093069 1656", "0009 (002050542404 (043464693909", "(626000096967", "0009 (003060693909", "60000969 0454",
        "600009 0454", "(626000096965 6535", "0009 6069 0464", "0009", "(4045490906", "0009 6006 2469", "000969",
        "0900478089", "09006960", "o00606909", "0009 (003060653505", "o00606909 476a", "0009 (003060653505 3569",
        "(6260000465690907", "0060 3039", "(000509696560", "003960", "0029406980", "0069 6009", "003460 3439",
        "00600969", // capitals
        "20000b2b", "0049", "00202b0b", "032043", "0b5b", "0012", // [ to `
        "o03535909 5359", "0009 o03535909", "(555303095957", "5059 o03535909", "0656 (565303095958",
        "(30101419 0333", "o03535909 (53595c0c0b", "0009 (0503535659", "0309 0000", "(232a2c0c 2020",
        "0009 5307 2559", "0009", "0309 (0503434649 (4543838689", "0309 (0503535659", "o03535909",
        "030c o03535909", "535c o03535909", "0309 (060333", "(5453030656590908", "(11171939 0333",
        "(0306095957 5359", "032943", "0329436983", "0359 5309", "0329 431c", "03530959", // small letters
        "(30101505 (05151b3b", "000b", "(00202535 (35252b0b", "(06134855"}; // { to ~

    private StrokeFont() {
    }

    /**
     * A text as lines.
     *
     * @param strokes each a list of points (x, y), from the text's left end on its base line, y downwards
     * @param width how far it reaches
     */
    record Line(List<double[][]> strokes, double width) {
    }

    /** Half the width of the pen. */
    static double radius(double size, boolean bold) {
        return size * (bold ? 0.068 : 0.042);
    }

    static Line line(String text, double size) {
        List<double[][]> strokes = new ArrayList<>();
        double unit = UNIT * size;
        double x = 0;
        int[] characters = Normalizer.normalize(text, Normalizer.Form.NFD).codePoints()
                .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK).toArray();
        for (int c : characters) {
            double right = c == ' ' ? SPACE : 0;
            for (String stroke : letter(c).split(" ")) {
                double[][] points = points(stroke);
                for (double[] point : points) {
                    right = Math.max(right, point[0]);
                    point[0] = (x + BEARING + point[0]) * unit;
                    point[1] = (point[1] - BASE) * unit;
                }
                if (points.length > 0) {
                    strokes.add(points);
                }
            }
            x += right + 2 * BEARING;
        }
        return new Line(strokes, x * unit);
    }

    private static String letter(int c) {
        return c == '\u2026' ? ELLIPSIS : c >= FIRST && c < FIRST + LETTERS.length ? LETTERS[c - FIRST] : UNKNOWN;
    }

    private static double[][] points(String stroke) {
        boolean closed = stroke.startsWith("o");
        boolean curved = closed || stroke.startsWith("(");
        int first = curved ? 1 : 0;
        double[][] points = new double[(stroke.length() - first) / 2][];
        for (int i = 0; i < points.length; i++) {
            points[i] = new double[] {Character.digit(stroke.charAt(first + 2 * i), 16),
                Character.digit(stroke.charAt(first + 2 * i + 1), 16)};
        }
        return curved ? curve(points, closed) : points;
    }

    /** A parabola around each point between the ends, or around each point of a closed curve. */
    private static double[][] curve(double[][] points, boolean closed) {
        int n = points.length;
        int begin = closed ? 0 : 1;
        int end = closed ? n : n - 1;
        double[][] curve = new double[(end - begin) * CURVE_PARTS + 1][2];
        for (int i = begin; i < end; i++) {
            double[] before = points[(i + n - 1) % n];
            double[] after = points[(i + 1) % n];
            for (int j = 0; j < 2; j++) {
                double from = i == 1 && !closed ? before[j] : (before[j] + points[i][j]) / 2;
                double to = i == n - 2 && !closed ? after[j] : (points[i][j] + after[j]) / 2;
                for (int part = 0; part <= CURVE_PARTS; part++) {
                    double t = (double) part / CURVE_PARTS;
                    curve[(i - begin) * CURVE_PARTS + part][j] =
                            (1 - t) * (1 - t) * from + 2 * t * (1 - t) * points[i][j] + t * t * to;
                }
            }
        }
        return curve;
    }
}
