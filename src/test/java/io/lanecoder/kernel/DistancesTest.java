package io.lanecoder.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The distances against a double oracle, and the vector kernels against the scalar ones bit for bit. */
@Tag("lanes")
class DistancesTest {
    private static final float CANARY = -12345.678f;
    private static final int MARGIN = 7;
    /** Relative error of a chain of n fused multiply-adds: n half units in the last place, on the sum of magnitudes. */
    private static final double UNIT = 0x1p-24;

    @BeforeEach
    void needsTheModule() {
        assumeTrue(ModuleLayer.boot().findModule(KernelChoice.MODULE).isPresent());
    }

    private static List<Distances> both() {
        return List.of(Kernels.scalar().distances(), Kernels.vector().distances());
    }

    /** Inputs of one size, and everything the kernels make of them, in an order that does not depend on panels. */
    private static final class Run {
        final int rows;
        final int depth;
        final int points;
        final float[] x;
        final float[] c;
        final float[] shift;
        final int xOff = 5;
        final int[] nearest;
        final float[] scores;
        final float[] second;
        final float[] squared;
        final double[] sums;
        final boolean[] below;

        Run(Distances d, int rows, int depth, int points, boolean ties) {
            this.rows = rows;
            this.depth = depth;
            this.points = points;
            Random random = new Random(31L * rows + depth + points);
            x = values(xOff + rows * depth, random, ties);
            c = values(points * depth, random, ties);
            shift = values(Products.padded(depth), random, ties);
            int panel = d.panelRows();
            int room = d.paddedRows(rows);
            float[] packed = canaries(room * depth + 2 * MARGIN);
            d.packRows(rows, depth, x, xOff, depth, shift, packed, MARGIN);
            checkCanaries(packed);
            int[] numbers = new int[rows + 1];
            Arrays.setAll(numbers, i -> i - 1);
            float[] listed = canaries(packed.length);
            d.packList(rows, numbers, 1, depth, x, xOff, depth, shift, listed, MARGIN);
            checkCanaries(listed);
            for (int i = 0; i < rows; i++) {
                for (int k = 0; k < depth; k++) {
                    int at = MARGIN + (i - i % panel) * depth + k * panel + i % panel;
                    assertEquals(packed[at], listed[at]);
                }
            }
            float[] packedPoints = new float[Distances.padded(points) * depth];
            float[] halfNorms = new float[Distances.padded(points)];
            Distances.packPoints(points, depth, c, 0, depth, packedPoints, halfNorms);
            int[] labels = new int[room];
            float[] best = canaries(room + 2 * MARGIN);
            d.nearest(rows, depth, packed, MARGIN, points, packedPoints, halfNorms, labels, 0, best, MARGIN);
            checkCanaries(best);
            nearest = Arrays.copyOf(labels, rows);
            scores = Arrays.copyOfRange(best, MARGIN, MARGIN + rows);
            float[] two = canaries(room + 2 * MARGIN);
            d.nearestTwo(rows, depth, packed, MARGIN, points, packedPoints, halfNorms, labels, 0, best, two, MARGIN);
            checkCanaries(two);
            assertArrayEquals(nearest, Arrays.copyOf(labels, rows));
            assertArrayEquals(scores, Arrays.copyOfRange(best, MARGIN, MARGIN + rows));
            second = Arrays.copyOfRange(two, MARGIN, MARGIN + rows);
            float[] ofOne = canaries(rows + 1);
            d.scores(rows, Arrays.copyOfRange(numbers, 1, rows + 1), depth, x, xOff, depth, shift, nearest, c,
                    halfNorms,
                    ofOne);
            assertArrayEquals(scores, Arrays.copyOf(ofOne, rows));
            assertEquals(CANARY, ofOne[rows]);
            squared = new float[rows * points];
            float[] block = canaries(points * panel + 2 * MARGIN);
            for (int row = 0; row < rows; row += panel) {
                d.squaredDistances(points, depth, packed, MARGIN + row * depth, c, 0, depth, block, MARGIN,
                        panel);
                checkCanaries(block);
                for (int i = 0; i < Math.min(panel, rows - row) * points; i++) {
                    squared[row * points + i] = block[MARGIN + i % points * panel + i / points];
                }
            }
            sums = new double[points * Products.padded(depth)];
            int[] all = new int[rows];
            Arrays.setAll(all, i -> i);
            d.addToSums(rows, all, depth, x, xOff, depth, shift, nearest, scores, sums);
            Arrays.setAll(all, i -> rows - 1 - i);
            d.addToSums(rows, all, depth, x, xOff, depth, shift, nearest, scores, sums);
            for (int j = 0; j < points; j++) { // the padding is of no use
                Arrays.fill(sums, j * Products.padded(depth) + depth, (j + 1) * Products.padded(depth), 0);
            }
            below = new boolean[rows];
            float[] tile = new float[Distances.TILE * panel];
            int tiles = Distances.padded(points) / Distances.TILE;
            float bound = 0.25f * depth;
            float[] bounds = new float[panel];
            for (int row = 0; row < rows; row += panel) {
                for (int r = 0; r < Math.min(panel, rows - row); r++) {
                    Arrays.fill(bounds, Float.NEGATIVE_INFINITY); // one row at a time
                    bounds[r] = bound;
                    int found = d.nextBelow(0, tiles, depth, packed, MARGIN + row * depth, packedPoints, halfNorms,
                            bounds, tile, new int[Distances.TILE]);
                    below[row + r] = found < tiles;
                }
            }
        }

        double squared(int row, int point) {
            double sum = 0;
            for (int k = 0; k < depth; k++) {
                double difference = x[xOff + row * depth + k] - shift[k] - c[point * depth + k];
                sum += difference * difference;
            }
            return sum;
        }

        double halfNorm(int row) {
            double sum = 0;
            for (int k = 0; k < depth; k++) {
                float value = x[xOff + row * depth + k] - shift[k];
                sum += 0.5 * value * value;
            }
            return sum;
        }
    }

    private static float[] values(int n, Random random, boolean ties) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = ties ? random.nextInt(3) : (float) random.nextGaussian();
        }
        return values;
    }

    private static float[] canaries(int n) {
        float[] values = new float[n];
        Arrays.fill(values, CANARY);
        return values;
    }

    private static void checkCanaries(float[] values) {
        for (int i = 0; i < MARGIN; i++) {
            assertEquals(CANARY, values[i], "before the range");
            assertEquals(CANARY, values[values.length - 1 - i], "behind the range");
        }
    }

    @Test
    void sameBitsForAllSizesAndTies() {
        for (int rows : new int[] {1, 7, 8, 9, 16, 17, 33, 67}) {
            for (int depth : new int[] {1, 2, 7, 16, 20, 33}) {
                for (int points : new int[] {1, 2, 5, 6, 7, 13, 97, 101}) {
                    for (boolean ties : new boolean[] {false, true}) {
                        Run s = new Run(Kernels.scalar().distances(), rows, depth, points, ties);
                        Run v = new Run(Kernels.vector().distances(), rows, depth, points, ties);
                        String what = rows + " x " + depth + ", " + points + " points";
                        assertArrayEquals(s.nearest, v.nearest, what);
                        assertArrayEquals(s.scores, v.scores, what);
                        assertArrayEquals(s.second, v.second, what);
                        assertArrayEquals(s.squared, v.squared, what);
                        assertArrayEquals(s.sums, v.sums, what);
                        assertArrayEquals(s.below, v.below, what);
                    }
                }
            }
        }
    }

    @Test
    void agreesWithADoubleOracle() {
        for (Distances d : both()) {
            Run run = new Run(d, 50, 20, 37, false);
            for (int row = 0; row < run.rows; row++) {
                double best = Double.POSITIVE_INFINITY;
                double second = Double.POSITIVE_INFINITY;
                for (int j = 0; j < run.points; j++) {
                    double exact = run.squared(row, j);
                    assertEquals(exact, run.squared[row * run.points + j], 4 * run.depth * UNIT * (exact + 1));
                    if (exact < best) {
                        second = best;
                        best = exact;
                    } else {
                        second = Math.min(second, exact);
                    }
                }
                // norms of about sqrt(40) and sqrt(20): magnitudes below 200
                double tolerance = run.depth * UNIT * 200;
                assertEquals(best, run.squared(row, run.nearest[row]), 2 * tolerance);
                assertEquals(best, 2 * (run.scores[row] + run.halfNorm(row)), 2 * tolerance);
                assertEquals(second, 2 * (run.second[row] + run.halfNorm(row)), 2 * tolerance);
                assertEquals(run.scores[row] < 5f, run.below[row]);
            }
        }
    }

    @Test
    void dotProductsAndListsHaveTheSameBits() {
        Random random = new Random(5);
        for (int depth : new int[] {1, 16, 33}) {
            int ld = Products.padded(depth);
            float[] c = values(13 * ld, random, false);
            float[] x = Arrays.copyOf(values(depth, random, false), ld);
            int[] which = {12, 0, 3, 3, 7, 1, 11};
            float[] limits = values(32, random, false);
            float[] rows = values(32 * depth, random, false);
            for (int count = 0; count <= which.length; count++) {
                float[] s = new float[count + 8];
                float[] v = new float[count + 8];
                Kernels.scalar().distances().dotProducts(count, which, ld, x, c, s);
                Kernels.vector().distances().dotProducts(count, which, ld, x, c, v);
                assertArrayEquals(Arrays.copyOf(s, count), Arrays.copyOf(v, count));
            }
            for (int points : new int[] {1, 5, 13}) {
                assertEquals(listed(Kernels.scalar().distances(), depth, points, c, rows, limits),
                        listed(Kernels.vector().distances(), depth, points, c, rows, limits));
            }
        }
    }

    /** Row, point and score of all that are below their limits. */
    private static List<String> listed(Distances d, int depth, int points, float[] c, float[] rows, float[] limits) {
        float[] packedPoints = new float[Distances.packedSize(points, depth)];
        float[] halfNorms = new float[Distances.padded(points)];
        Distances.packPoints(points, depth, c, 0, depth, packedPoints, halfNorms);
        int width = d.panelRows();
        List<String> all = new ArrayList<>();
        for (int row = 0; row < 32; row += width) {
            float[] packed = new float[width * depth];
            d.packRows(width, depth, rows, row * depth, depth, new float[Products.padded(depth)], packed, 0);
            int[] hits = new int[Distances.LISTED * width + 16];
            float[] scores = new float[hits.length];
            int found = d.listBelow(0, points, depth, packed, 0, packedPoints, halfNorms,
                    Arrays.copyOfRange(limits, row, row + width), new float[Distances.LISTED * width], hits, scores);
            for (int i = 0; i < found; i++) {
                all.add(row + hits[i] % width + " " + hits[i] / width + " " + scores[i]);
            }
        }
        all.sort(null);
        assertTrue(points == 1 || !all.isEmpty());
        return all;
    }

    @Test
    void equalPointsGiveTheLowestNumberAndAnEqualSecond() {
        for (Distances d : both()) {
            float[] packed = new float[d.paddedRows(1)];
            d.packRows(1, 1, new float[] {2}, 0, 1, new float[16], packed, 0);
            int points = 200;
            float[] c = new float[points];
            Arrays.fill(c, 9f);
            c[150] = 3; // distance 1: the score is 9/2 - 6
            c[120] = 3;
            c[199] = 1; // distance 1 too: 1/2 - 2
            float[] packedPoints = new float[Distances.padded(points)];
            float[] halfNorms = new float[Distances.padded(points)];
            Distances.packPoints(points, 1, c, 0, 1, packedPoints, halfNorms);
            int[] nearest = new int[d.paddedRows(1)];
            float[] scores = new float[nearest.length];
            float[] second = new float[nearest.length];
            d.nearestTwo(1, 1, packed, 0, points, packedPoints, halfNorms, nearest, 0, scores, second, 0);
            assertEquals(120, nearest[0]);
            assertEquals(-1.5f, scores[0]);
            assertEquals(-1.5f, second[0]);
            d.nearestTwo(1, 1, packed, 0, 1, packedPoints, halfNorms, nearest, 0, scores, second, 0);
            assertEquals(0, nearest[0]);
            assertEquals(Float.POSITIVE_INFINITY, second[0]);
        }
    }

    @Test
    void nextBelowGoesOnFromTileToTile() {
        for (Distances d : both()) {
            float[] packed = new float[d.paddedRows(1)];
            d.packRows(1, 1, new float[] {0}, 0, 1, new float[16], packed, 0);
            int tile = Distances.TILE;
            float[] c = new float[3 * tile + 2]; // scores are c^2 / 2
            Arrays.fill(c, 10f);
            c[tile + 1] = 1;
            c[3 * tile + 1] = 2;
            float[] packedPoints = new float[4 * tile];
            float[] halfNorms = new float[4 * tile];
            Distances.packPoints(c.length, 1, c, 0, 1, packedPoints, halfNorms);
            float[] bounds = new float[d.panelRows()];
            bounds[0] = 3;
            float[] scores = new float[Distances.TILE * d.panelRows()];
            int[] hits = new int[Distances.TILE];
            assertEquals(1, d.nextBelow(0, 4, 1, packed, 0, packedPoints, halfNorms, bounds, scores, hits));
            assertEquals(0.5f, scores[d.panelRows()]);
            int[] expected = new int[tile];
            expected[1] = 1;
            assertArrayEquals(expected, hits);
            assertEquals(3, d.nextBelow(2, 4, 1, packed, 0, packedPoints, halfNorms, bounds, scores, hits));
            assertEquals(2f, scores[d.panelRows()]);
            assertEquals(Float.POSITIVE_INFINITY, scores[2 * d.panelRows()]);
            assertEquals(3, d.nextBelow(2, 3, 1, packed, 0, packedPoints, halfNorms, bounds, scores, hits));
            bounds[0] = 0.5f;
            assertEquals(4, d.nextBelow(0, 4, 1, packed, 0, packedPoints, halfNorms, bounds, scores, hits));
        }
    }

    @Test
    void groupsGiveTheBitsOfTheOtherKernels() {
        for (int[] size : new int[][] {{1, 1, 1}, {7, 2, 3}, {8, 17, 20}, {9, 31, 33}, {50, 32, 64}}) {
            int count = size[0];
            int points = size[1];
            int depth = size[2];
            Random random = new Random(count);
            float[] x = values(2 * count * depth, random, false);
            float[] c = values(points * depth, random, false);
            System.arraycopy(c, 0, c, (points - 1) * depth, depth); // two are equal
            int[] list = new int[count];
            Arrays.setAll(list, i -> 2 * count - 1 - 2 * i);
            float[] limits = new float[2 * count];
            for (int i = 0; i < limits.length; i++) {
                limits[i] = i % 4 < 2 ? Float.POSITIVE_INFINITY : Float.NEGATIVE_INFINITY;
            }
            float[] packedPoints = new float[Distances.packedSize(points, depth)];
            float[] halfNorms = new float[Distances.padded(points)];
            Distances.packPoints(points, depth, c, 0, depth, packedPoints, halfNorms);
            for (Distances d : both()) {
                int room = d.paddedRows(count);
                float[] group = new float[Distances.groupSize(depth)];
                float[] groupNorms = new float[Distances.padded(Distances.GROUP)];
                d.packGroup(points, depth, c, group, groupNorms);
                int[] nearest = new int[room];
                float[] scores = new float[room];
                float[] second = new float[room];
                d.nearestTwoOf(count, list, depth, x, points, group, groupNorms, limits, nearest, scores, second,
                        new float[room * depth]);
                for (int i = 0; i < count; i++) {
                    float[] panel = new float[d.paddedRows(1) * depth];
                    d.packRows(1, depth, x, list[i] * depth, depth, new float[Products.padded(depth)], panel, 0);
                    int[] expected = new int[d.paddedRows(1)];
                    float[] least = new float[expected.length];
                    float[] next = new float[expected.length];
                    d.nearestTwo(1, depth, panel, 0, points, packedPoints, halfNorms, expected, 0, least, next, 0);
                    assertEquals(least[0], scores[i]);
                    if (scores[i] <= limits[list[i]]) {
                        assertEquals(expected[0], nearest[i]);
                        assertEquals(next[0], second[i]);
                    }
                }
            }
        }
    }

    @Test
    void sumsTakeTheRowsNamedTimesTheirFactors() {
        for (Distances d : both()) {
            double[] sums = new double[2 * 16];
            float[] shift = new float[16];
            shift[1] = 1;
            d.addToSums(3, new int[] {2, 0, 2}, 2, new float[] {1, 2, 10, 20, 100, 200}, 0, 2, shift,
                    new int[] {1, 1, 0}, new float[] {0.5f, 1, -2}, sums);
            assertArrayEquals(new double[] {-200, -398, 51, 100.5},
                    new double[] {sums[0], sums[1], sums[16], sums[17]});
        }
    }

    @Test
    void sumOfMinimaIsInTheOrderOfTheLosses() {
        for (int n : new int[] {0, 1, 15, 16, 17, 1023, 1024, 1025, 3000}) {
            Random random = new Random(n);
            float[] a = values(n + 3, random, false);
            float[] b = values(n + 3, random, false);
            double exact = 0;
            double magnitude = 0;
            for (int i = 0; i < n; i++) {
                exact += Math.min(a[i + 3], b[i + 3]);
                magnitude += Math.abs(Math.min(a[i + 3], b[i + 3]));
            }
            double scalar = Kernels.scalar().distances().sumOfMinima(n, a, 3, b, 3);
            assertEquals(scalar, Kernels.vector().distances().sumOfMinima(n, a, 3, b, 3));
            assertEquals(exact, scalar, 64 * UNIT * magnitude);
        }
    }

    @Test
    void compiledCodeGivesTheBitsOfTheFirstCall() {
        Distances d = Kernels.vector().distances();
        Run first = new Run(d, 33, 20, 13, false);
        for (int call = 0; call < 300; call++) { // enough for C2
            Run later = new Run(d, 33, 20, 13, false);
            assertArrayEquals(first.scores, later.scores);
            assertTrue(Arrays.equals(first.nearest, later.nearest) && Arrays.equals(first.squared, later.squared));
            assertArrayEquals(first.sums, later.sums);
        }
    }
}
