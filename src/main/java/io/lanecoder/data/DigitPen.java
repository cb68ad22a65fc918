package io.lanecoder.data;

import java.util.Arrays;

/**
 * Draws one digit at a time: shapes the strokes at random, places them, and inks the pixels near them.
 *
 * <p>Only additions, multiplications, divisions and square roots of doubles, and {@link StrictMath}: the same bits
 * everywhere. Holds scratch memory, so one thread at a time.
 */
final class DigitPen {
    /** Pieces of the curve between two of a stroke's points: at 20 pixels a digit a piece is about a pixel long. */
    private static final int PIECES = 6;
    /** More than any way of writing needs: 2 strokes of up to 12 points. */
    private static final int MAX_POINTS = 192;
    private static final int GRID = 3;

    private final double[] x = new double[MAX_POINTS];
    private final double[] y = new double[MAX_POINTS];
    private final double[] radius = new double[MAX_POINTS];
    /** Whether ink runs from the point before to this one. */
    private final boolean[] drawn = new boolean[MAX_POINTS];
    private int points;

    private final double[] gridX = new double[GRID * GRID];
    private final double[] gridY = new double[GRID * GRID];
    private final double[] knotX = new double[MAX_POINTS];
    private final double[] knotY = new double[MAX_POINTS];
    private final double[] depth = new double[Digits.PIXELS];

    /** Writes {@code Digits.PIXELS} whole numbers 0..255 from {@code offset} on. */
    void draw(int digit, SeededRandom random, float[] out, int offset) {
        int[][] strokes = DigitStrokes.strokes(digit, random.nextInt(DigitStrokes.ways(digit)));
        shape(strokes, random);
        place(random);
        ink(random, out, offset);
    }

    private static double normal(SeededRandom random, double deviation, double limit) {
        return Math.clamp(random.nextGaussian() * deviation, -limit, limit);
    }

    /** The curves of the strokes, in a box of about 1 x 1 around the origin, every time a little different. */
    private void shape(int[][] strokes, SeededRandom random) {
        // A smooth bend of the whole plane moves points that coincide alike: joints stay joined, rings stay closed.
        double bend = random.uniform(0.02, 0.075);
        for (int i = 0; i < GRID * GRID; i++) {
            gridX[i] = normal(random, bend, 0.16);
            gridY[i] = normal(random, bend, 0.16);
        }
        // Moving each point by itself makes a shaky hand.
        double shake = random.uniform(0.0, 0.028);
        points = 0;
        for (int[] stroke : strokes) {
            int knots = stroke.length / 2;
            for (int k = 0; k < knots; k++) {
                boolean corner = k > 0 && stroke[2 * k] == stroke[2 * k - 2] && stroke[2 * k + 1] == stroke[2 * k - 1];
                if (corner) {
                    knotX[k] = knotX[k - 1];
                    knotY[k] = knotY[k - 1];
                } else {
                    double px = stroke[2 * k] / 100.0;
                    double py = stroke[2 * k + 1] / 100.0;
                    knotX[k] = px - 0.5 + bent(gridX, px, py) + normal(random, shake, 0.08);
                    knotY[k] = py - 0.5 + bent(gridY, px, py) + normal(random, shake, 0.08);
                }
            }
            int first = points;
            curve(knots);
            shorten(first, random);
        }
    }

    private static double bent(double[] grid, double px, double py) {
        double gx = px * (GRID - 1);
        double gy = py * (GRID - 1);
        int ix = Math.min((int) gx, GRID - 2);
        int iy = Math.min((int) gy, GRID - 2);
        double fx = smoothStep(gx - ix);
        double fy = smoothStep(gy - iy);
        int at = iy * GRID + ix;
        double top = grid[at] + fx * (grid[at + 1] - grid[at]);
        double bottom = grid[at + GRID] + fx * (grid[at + GRID + 1] - grid[at + GRID]);
        return top + fy * (bottom - top);
    }

    private static double smoothStep(double t) {
        return t * t * (3 - 2 * t);
    }

    /** Catmull-Rom curves through the knots; at a corner one ends and the next begins. */
    private void curve(int knots) {
        add(knotX[0], knotY[0], false);
        for (int k = 1; k < knots; k++) {
            if (same(k - 1, k)) {
                continue;
            }
            int before = k >= 2 && !same(k - 2, k - 1) ? k - 2 : k - 1;
            int after = k + 1 < knots && !same(k, k + 1) ? k + 1 : k;
            for (int piece = 1; piece <= PIECES; piece++) {
                double t = piece / (double) PIECES;
                add(catmullRom(knotX, before, k, after, t), catmullRom(knotY, before, k, after, t), true);
            }
        }
    }

    private boolean same(int j, int k) {
        return knotX[j] == knotX[k] && knotY[j] == knotY[k];
    }

    private static double catmullRom(double[] knot, int before, int k, int after, double t) {
        double a = knot[before];
        double b = knot[k - 1];
        double c = knot[k];
        double d = knot[after];
        return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
    }

    private void add(double px, double py, boolean ink) {
        x[points] = px;
        y[points] = py;
        drawn[points] = ink;
        points++;
    }

    /** Some strokes end early, begin late or have a gap where the pen left the paper. */
    private void shorten(int first, SeededRandom random) {
        int length = points - first;
        double chance = random.nextDouble();
        int cut = 1 + (int) (length * random.uniform(0.02, 0.16));
        if (chance < 0.10) {
            Arrays.fill(drawn, first, first + 1 + cut, false);
        } else if (chance < 0.22) {
            points -= cut;
        } else if (chance < 0.26) {
            int from = first + 1 + random.nextInt(length - cut);
            Arrays.fill(drawn, from, Math.min(from + Math.min(cut, 4), points), false);
        }
    }

    /** Slants, turns, stretches; then fits the digit into a box of about 20 x 20 near the middle of the picture. */
    private void place(SeededRandom random) {
        double slant = StrictMath.tan(StrictMath.toRadians(6 + normal(random, 10, 19)));
        double turn = StrictMath.toRadians(normal(random, 4, 12));
        double sin = StrictMath.sin(turn);
        double cos = StrictMath.cos(turn);
        double stretch = random.uniform(0.8, 1.2);
        double minX = Double.POSITIVE_INFINITY;
        double maxX = Double.NEGATIVE_INFINITY;
        double minY = Double.POSITIVE_INFINITY;
        double maxY = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < points; i++) {
            double sx = stretch * x[i] - slant * y[i];
            double sy = y[i];
            x[i] = cos * sx - sin * sy;
            y[i] = sin * sx + cos * sy;
            minX = Math.min(minX, x[i]);
            maxX = Math.max(maxX, x[i]);
            minY = Math.min(minY, y[i]);
            maxY = Math.max(maxY, y[i]);
        }
        double pen = Math.clamp(1.25 + 0.3 * random.nextGaussian(), 0.7, 1.9);
        double box = random.uniform(17.5, 20.5);
        double scale = (box - 2 * pen) / Math.max(maxX - minX, maxY - minY);
        double middle = (Digits.SIDE - 1) / 2.0;
        double shiftX = middle - scale * (minX + maxX) / 2 + normal(random, 0.45, 1.5);
        double shiftY = middle - scale * (minY + maxY) / 2 + normal(random, 0.45, 1.5);
        double pressure = normal(random, 0.15, 0.35);
        for (int i = 0; i < points; i++) {
            x[i] = scale * x[i] + shiftX;
            y[i] = scale * y[i] + shiftY;
            radius[i] = pen * (1 + pressure * (2.0 * i / points - 1));
        }
    }

    /**
     * A pixel's ink falls smoothly from full to none where its distance to the nearest stroke passes the pen's
     * radius.
     */
    private void ink(SeededRandom random, float[] out, int offset) {
        Arrays.fill(depth, -100);
        for (int i = 1; i < points; i++) {
            if (drawn[i]) {
                segment(i);
            }
        }
        double softness = random.uniform(1.1, 1.9);
        double full = random.uniform(228, 262);
        for (int p = 0; p < Digits.PIXELS; p++) {
            double t = Math.clamp(0.5 + depth[p] / softness, 0.0, 1.0);
            out[offset + p] = Math.min(255, (int) (full * smoothStep(t) + 0.5));
        }
    }

    /** Raises {@link #depth}, how far inside the ink a pixel lies, by the piece that ends at point {@code i}. */
    private void segment(int i) {
        double ax = x[i - 1];
        double ay = y[i - 1];
        double dx = x[i] - ax;
        double dy = y[i] - ay;
        double length2 = dx * dx + dy * dy;
        double inverse = length2 > 0 ? 1 / length2 : 0;
        double r = radius[i];
        double reach = r + 1;
        int left = Math.max(0, (int) (Math.min(ax, x[i]) - reach));
        int right = Math.min(Digits.SIDE - 1, (int) (Math.max(ax, x[i]) + reach) + 1);
        int top = Math.max(0, (int) (Math.min(ay, y[i]) - reach));
        int bottom = Math.min(Digits.SIDE - 1, (int) (Math.max(ay, y[i]) + reach) + 1);
        for (int row = top; row <= bottom; row++) {
            for (int col = left; col <= right; col++) {
                double px = col - ax;
                double py = row - ay;
                double t = Math.clamp((px * dx + py * dy) * inverse, 0.0, 1.0);
                double ex = px - t * dx;
                double ey = py - t * dy;
                double inside = r - Math.sqrt(ex * ex + ey * ey);
                int p = row * Digits.SIDE + col;
                if (inside > depth[p]) {
                    depth[p] = inside;
                }
            }
        }
    }
}
