package io.lanecoder.kernel;

import java.lang.invoke.VarHandle;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Distances} with the Vector API.
 *
 * <p>The tile is 5 points x 2 vectors of rows: 10 sums + 2 of rows + 1 of points = 13 of AVX2's 16 registers, and
 * enough chains to hide the latency of a multiply-add at any width. The fences are explained in {@link VectorTiles}. The tile does nothing but store its scores in a small buffer that stays in the first level cache: with
 * the comparisons in the same method C2 spills in the inner loop, and the tile runs at less than half the speed (JDK
 * 25, AVX2).
 *
 * <p>The number of the nearest point is kept as the bits of an int in float lanes, so that one mask serves both blends;
 * a blend moves bits only.
 */
final class VectorDistances implements Distances {
    private static final VectorSpecies<Float> S = VectorMath.SPECIES;
    private static final VectorSpecies<Integer> INTS = S.withLanes(int.class);
    private static final VectorSpecies<Double> DOUBLES = S.withLanes(double.class);
    /** As many floats as there are doubles in a vector. */
    private static final VectorSpecies<Float> HALF =
            VectorSpecies.of(float.class, VectorShape.forBitSize(S.vectorBitSize() / 2));
    private static final int L = S.length();
    private static final int PANEL = 2 * L;
    /** Points whose scores are buffered: 6 KB for 16 rows. */
    private static final int BLOCK = 16 * TILE;

    @Override
    public int panelRows() {
        return PANEL;
    }

    @Override
    public void packList(int count, int[] list, int lOff, int depth, float[] x, int xOff, int ldx, float[] shift,
            float[] packed, int pOff) {
        if (VectorRows.FITS) {
            VectorRows.pack(count, list, lOff, depth, x, xOff, ldx, shift, packed, pOff, PANEL);
        } else {
            Distances.super.packList(count, list, lOff, depth, x, xOff, ldx, shift, packed, pOff);
        }
    }

    @Override
    public void dotProducts(int count, int[] which, int ld, float[] x, float[] c, float[] out) {
        if (VectorDotProducts.FITS) {
            VectorDotProducts.dotProducts(count, which, ld, x, c, out);
        } else {
            Distances.super.dotProducts(count, which, ld, x, c, out);
        }
    }

    @Override
    public void nearest(int rows, int depth, float[] packed, int pOff, int points, float[] c, float[] halfNorms,
            int[] nearest, int nOff, float[] scores, int sOff) {
        if (VectorNearest.FITS) {
            for (int row = 0; row < rows; row += 2 * PANEL) {
                VectorNearest.least(depth, packed, pOff + row * depth, row + PANEL < rows ? PANEL : 0, points, c,
                        halfNorms, nearest, nOff + row, scores, sOff + row);
            }
            return;
        }
        int padded = Distances.padded(points);
        float[] buffer = new float[Math.min(BLOCK, padded) * PANEL];
        for (int row = 0; row < rows; row += PANEL) {
            for (int from = 0; from < padded; from += BLOCK) {
                int to = Math.min(from + BLOCK, padded);
                scores(depth, packed, pOff + row * depth, from, to, c, halfNorms, buffer);
                least(from, Math.min(to, points), buffer, nearest, nOff + row, scores, sOff + row);
            }
        }
    }

    @Override
    public void nearestTwo(int rows, int depth, float[] packed, int pOff, int points, float[] c, float[] halfNorms,
            int[] nearest, int nOff, float[] scores, float[] second, int sOff) {
        if (VectorNearest.FITS) {
            for (int row = 0; row < rows; row += 2 * PANEL) {
                VectorNearest.leastTwo(depth, packed, pOff + row * depth, row + PANEL < rows ? PANEL : 0, points, c,
                        halfNorms, nearest, nOff + row, scores, second, sOff + row);
            }
            return;
        }
        int padded = Distances.padded(points);
        float[] buffer = new float[Math.min(BLOCK, padded) * PANEL];
        for (int row = 0; row < rows; row += PANEL) {
            for (int from = 0; from < padded; from += BLOCK) {
                int to = Math.min(from + BLOCK, padded);
                scores(depth, packed, pOff + row * depth, from, to, c, halfNorms, buffer);
                leastTwo(from, Math.min(to, points), buffer, nearest, nOff + row, scores, second, sOff + row);
            }
        }
    }

    @Override
    public void packGroup(int points, int depth, float[] c, float[] packed, float[] halfNorms) {
        if (VectorGroups.FITS) {
            VectorGroups.pack(points, depth, c, packed, halfNorms);
        } else {
            Distances.super.packGroup(points, depth, c, packed, halfNorms);
        }
    }

    @Override
    public void nearestTwoOf(int count, int[] list, int depth, float[] x, int points, float[] group,
            float[] halfNorms, float[] limits, int[] nearest, float[] scores, float[] second, float[] scratch) {
        if (VectorGroups.FITS) {
            VectorGroups.nearestTwo(count, list, depth, x, group, halfNorms, limits, nearest, scores, second);
        } else {
            Distances.super.nearestTwoOf(count, list, depth, x, points, group, halfNorms, limits, nearest, scores,
                    second, scratch);
        }
    }

    @Override
    public int nextBelow(int fromTile, int toTile, int depth, float[] packed, int pOff, float[] c, float[] halfNorms,
            float[] bounds, float[] scores, int[] below) {
        for (int tile = fromTile; tile < toTile; tile++) {
            scores(depth, packed, pOff, tile * TILE, tile * TILE + TILE, c, halfNorms, scores);
            if (anyBelow(bounds, scores, below)) {
                return tile;
            }
        }
        return toTile;
    }

    // @formatter:off
    /**
     * The scores of points for one panel: {@code out[(j - fromPoint) * PANEL + row]}; {@code fromPoint} begins a tile.
     */
    private static void scores(int depth, float[] packed, int pOff, int fromPoint, int toPoint, float[] c,
            float[] halfNorms, float[] out) {
        for (int h = fromPoint, o = 0; h < toPoint; h += TILE, o += TILE * PANEL) {
            FloatVector s00 = FloatVector.broadcast(S, halfNorms[h]);
            FloatVector s01 = s00;
            FloatVector s10 = FloatVector.broadcast(S, halfNorms[h + 1]);
            FloatVector s11 = s10;
            FloatVector s20 = FloatVector.broadcast(S, halfNorms[h + 2]);
            FloatVector s21 = s20;
            FloatVector s30 = FloatVector.broadcast(S, halfNorms[h + 3]);
            FloatVector s31 = s30;
            FloatVector s40 = FloatVector.broadcast(S, halfNorms[h + 4]);
            FloatVector s41 = s40;
            for (int k = 0, p = pOff, q = h * depth; k < depth; k++, p += PANEL, q += TILE) {
                FloatVector x0 = FloatVector.fromArray(S, packed, p);
                FloatVector x1 = FloatVector.fromArray(S, packed, p + L);
                FloatVector c0 = FloatVector.broadcast(S, c[q]);
                s00 = c0.fma(x0, s00);
                s01 = c0.fma(x1, s01);
                if (VectorTiles.X86) VarHandle.loadLoadFence();
                FloatVector c1 = FloatVector.broadcast(S, c[q + 1]);
                s10 = c1.fma(x0, s10);
                s11 = c1.fma(x1, s11);
                if (VectorTiles.X86) VarHandle.loadLoadFence();
                FloatVector c2 = FloatVector.broadcast(S, c[q + 2]);
                s20 = c2.fma(x0, s20);
                s21 = c2.fma(x1, s21);
                if (VectorTiles.X86) VarHandle.loadLoadFence();
                FloatVector c3 = FloatVector.broadcast(S, c[q + 3]);
                s30 = c3.fma(x0, s30);
                s31 = c3.fma(x1, s31);
                if (VectorTiles.X86) VarHandle.loadLoadFence();
                FloatVector c4 = FloatVector.broadcast(S, c[q + 4]);
                s40 = c4.fma(x0, s40);
                s41 = c4.fma(x1, s41);
                if (VectorTiles.X86) VarHandle.loadLoadFence();
            }
            s00.intoArray(out, o);
            s01.intoArray(out, o + L);
            s10.intoArray(out, o + 2 * L);
            s11.intoArray(out, o + 3 * L);
            s20.intoArray(out, o + 4 * L);
            s21.intoArray(out, o + 5 * L);
            s30.intoArray(out, o + 6 * L);
            s31.intoArray(out, o + 7 * L);
            s40.intoArray(out, o + 8 * L);
            s41.intoArray(out, o + 9 * L);
        }
    }
    // @formatter:on

    /** Goes on with the search for the least score; {@code from = 0} begins it. */
    private static void least(int from, int to, float[] buffer, int[] nearest, int nOff, float[] scores, int sOff) {
        FloatVector best0 = FloatVector.broadcast(S, Float.POSITIVE_INFINITY);
        FloatVector best1 = best0;
        FloatVector which0 = FloatVector.zero(S);
        FloatVector which1 = which0;
        if (from > 0) {
            best0 = FloatVector.fromArray(S, scores, sOff);
            best1 = FloatVector.fromArray(S, scores, sOff + L);
            which0 = IntVector.fromArray(INTS, nearest, nOff).reinterpretAsFloats();
            which1 = IntVector.fromArray(INTS, nearest, nOff + L).reinterpretAsFloats();
        }
        for (int j = from, b = 0; j < to; j++, b += PANEL) {
            FloatVector number = IntVector.broadcast(INTS, j).reinterpretAsFloats();
            FloatVector s0 = FloatVector.fromArray(S, buffer, b);
            FloatVector s1 = FloatVector.fromArray(S, buffer, b + L);
            VectorMask<Float> m0 = s0.lt(best0);
            VectorMask<Float> m1 = s1.lt(best1);
            best0 = best0.blend(s0, m0);
            best1 = best1.blend(s1, m1);
            which0 = which0.blend(number, m0);
            which1 = which1.blend(number, m1);
        }
        best0.intoArray(scores, sOff);
        best1.intoArray(scores, sOff + L);
        which0.reinterpretAsInts().intoArray(nearest, nOff);
        which1.reinterpretAsInts().intoArray(nearest, nOff + L);
    }

    /** As {@link #least}, for the two least scores. */
    private static void leastTwo(int from, int to, float[] buffer, int[] nearest, int nOff, float[] scores,
            float[] second, int sOff) {
        FloatVector best0 = FloatVector.broadcast(S, Float.POSITIVE_INFINITY);
        FloatVector best1 = best0;
        FloatVector next0 = best0;
        FloatVector next1 = best0;
        FloatVector which0 = FloatVector.zero(S);
        FloatVector which1 = which0;
        if (from > 0) {
            best0 = FloatVector.fromArray(S, scores, sOff);
            best1 = FloatVector.fromArray(S, scores, sOff + L);
            next0 = FloatVector.fromArray(S, second, sOff);
            next1 = FloatVector.fromArray(S, second, sOff + L);
            which0 = IntVector.fromArray(INTS, nearest, nOff).reinterpretAsFloats();
            which1 = IntVector.fromArray(INTS, nearest, nOff + L).reinterpretAsFloats();
        }
        for (int j = from, b = 0; j < to; j++, b += PANEL) {
            FloatVector number = IntVector.broadcast(INTS, j).reinterpretAsFloats();
            FloatVector s0 = FloatVector.fromArray(S, buffer, b);
            FloatVector s1 = FloatVector.fromArray(S, buffer, b + L);
            VectorMask<Float> m0 = s0.lt(best0);
            VectorMask<Float> m1 = s1.lt(best1);
            FloatVector loser0 = s0.blend(best0, m0);
            FloatVector loser1 = s1.blend(best1, m1);
            next0 = next0.blend(loser0, loser0.lt(next0));
            next1 = next1.blend(loser1, loser1.lt(next1));
            best0 = best0.blend(s0, m0);
            best1 = best1.blend(s1, m1);
            which0 = which0.blend(number, m0);
            which1 = which1.blend(number, m1);
        }
        best0.intoArray(scores, sOff);
        best1.intoArray(scores, sOff + L);
        next0.intoArray(second, sOff);
        next1.intoArray(second, sOff + L);
        which0.reinterpretAsInts().intoArray(nearest, nOff);
        which1.reinterpretAsInts().intoArray(nearest, nOff + L);
    }

    private static boolean anyBelow(float[] bounds, float[] scores, int[] below) {
        FloatVector b0 = FloatVector.fromArray(S, bounds, 0);
        FloatVector b1 = FloatVector.fromArray(S, bounds, L);
        int any = 0;
        for (int j = 0, s = 0; j < TILE; j++, s += PANEL) {
            long m0 = FloatVector.fromArray(S, scores, s).lt(b0).toLong();
            long m1 = FloatVector.fromArray(S, scores, s + L).lt(b1).toLong();
            below[j] = (int) (m0 | m1 << L);
            any |= below[j];
        }
        return any != 0;
    }

    @Override
    public int listBelow(int from, int to, int depth, float[] packed, int pOff, float[] c, float[] halfNorms,
            float[] limits, float[] buffer, int[] hits, float[] scores) {
        scores(depth, packed, pOff, from, Distances.padded(to), c, halfNorms, buffer);
        return L >= 16
                ? compress(from, to, buffer, limits, hits, scores)
                : list(from, to, buffer, limits, hits, scores);
    }

    /** Without a branch: none could be foretold. */
    private static int compress(int from, int to, float[] buffer, float[] limits, int[] hits, float[] scores) {
        FloatVector l0 = FloatVector.fromArray(S, limits, 0);
        FloatVector l1 = FloatVector.fromArray(S, limits, L);
        IntVector lanes = IntVector.zero(INTS).addIndex(1);
        int count = 0;
        for (int j = from, b = 0; j < to; j++, b += PANEL) {
            FloatVector s0 = FloatVector.fromArray(S, buffer, b);
            FloatVector s1 = FloatVector.fromArray(S, buffer, b + L);
            VectorMask<Float> m0 = s0.lt(l0);
            VectorMask<Float> m1 = s1.lt(l1);
            s0.compress(m0).intoArray(scores, count);
            lanes.add(j * PANEL).compress(m0.cast(INTS)).intoArray(hits, count);
            count += m0.trueCount();
            s1.compress(m1).intoArray(scores, count);
            lanes.add(j * PANEL + L).compress(m1.cast(INTS)).intoArray(hits, count);
            count += m1.trueCount();
        }
        return count;
    }

    private static int list(int from, int to, float[] buffer, float[] limits, int[] hits, float[] scores) {
        FloatVector l0 = FloatVector.fromArray(S, limits, 0);
        FloatVector l1 = FloatVector.fromArray(S, limits, L);
        int count = 0;
        for (int j = from, b = 0; j < to; j++, b += PANEL) {
            long m0 = FloatVector.fromArray(S, buffer, b).lt(l0).toLong();
            long m1 = FloatVector.fromArray(S, buffer, b + L).lt(l1).toLong();
            for (long bits = m0 | m1 << L; bits != 0; bits &= bits - 1) {
                int row = Long.numberOfTrailingZeros(bits);
                hits[count] = j * PANEL + row;
                scores[count++] = buffer[b + row];
            }
        }
        return count;
    }

    @Override
    public void squaredDistances(int points, int depth, float[] packed, int pOff, float[] c, int cOff, int ldc,
            float[] out, int oOff, int ldo) {
        for (int j = 0; j < points; j += 4) {
            squaredDistances4(Math.min(4, points - j), depth, packed, pOff, PANEL, c, cOff + j * ldc, ldc, out,
                    oOff + j * ldo, ldo);
        }
    }

    /** Up to 4 points; missing ones repeat the last. */
    private static void squaredDistances4(int points, int depth, float[] packed, int pOff, int rowStep, float[] c,
            int cOff, int ldc, float[] out, int oOff, int ldo) {
        int o1 = Math.min(1, points - 1);
        int o2 = Math.min(2, points - 1);
        int o3 = Math.min(3, points - 1);
        int q1 = cOff + o1 * ldc;
        int q2 = cOff + o2 * ldc;
        int q3 = cOff + o3 * ldc;
        FloatVector s00 = FloatVector.zero(S);
        FloatVector s01 = s00;
        FloatVector s10 = s00;
        FloatVector s11 = s00;
        FloatVector s20 = s00;
        FloatVector s21 = s00;
        FloatVector s30 = s00;
        FloatVector s31 = s00;
        for (int k = 0, p = pOff; k < depth; k++, p += rowStep) {
            FloatVector x0 = FloatVector.fromArray(S, packed, p);
            FloatVector x1 = FloatVector.fromArray(S, packed, p + L);
            FloatVector c0 = FloatVector.broadcast(S, c[cOff + k]);
            FloatVector d00 = x0.sub(c0);
            FloatVector d01 = x1.sub(c0);
            s00 = d00.fma(d00, s00);
            s01 = d01.fma(d01, s01);
            FloatVector c1 = FloatVector.broadcast(S, c[q1 + k]);
            FloatVector d10 = x0.sub(c1);
            FloatVector d11 = x1.sub(c1);
            s10 = d10.fma(d10, s10);
            s11 = d11.fma(d11, s11);
            FloatVector c2 = FloatVector.broadcast(S, c[q2 + k]);
            FloatVector d20 = x0.sub(c2);
            FloatVector d21 = x1.sub(c2);
            s20 = d20.fma(d20, s20);
            s21 = d21.fma(d21, s21);
            FloatVector c3 = FloatVector.broadcast(S, c[q3 + k]);
            FloatVector d30 = x0.sub(c3);
            FloatVector d31 = x1.sub(c3);
            s30 = d30.fma(d30, s30);
            s31 = d31.fma(d31, s31);
        }
        s00.intoArray(out, oOff);
        s01.intoArray(out, oOff + L);
        s10.intoArray(out, oOff + o1 * ldo);
        s11.intoArray(out, oOff + o1 * ldo + L);
        s20.intoArray(out, oOff + o2 * ldo);
        s21.intoArray(out, oOff + o2 * ldo + L);
        s30.intoArray(out, oOff + o3 * ldo);
        s31.intoArray(out, oOff + o3 * ldo + L);
    }

    // Whole vectors although the row ends before: what the next row gives goes into the padding. The last rows of an
    // array have nothing behind them, so they are added one by one.
    @Override
    public void addToSums(int count, int[] rows, int depth, float[] x, int xOff, int ldx, float[] shift, int[] to,
            float[] factors, double[] sums) {
        int ld = Products.padded(depth);
        int whole = Math.ceilDiv(depth, DOUBLES.length()) * DOUBLES.length();
        for (int i = 0; i < count; i++) {
            int from = xOff + rows[i] * ldx;
            if (from + whole <= x.length) {
                addRow(whole, x, from, shift, factors[i], sums, to[i] * ld);
            } else {
                ScalarDistances.addRow(depth, x, from, shift, factors[i], sums, to[i] * ld);
            }
        }
    }

    private static void addRow(int whole, float[] x, int from, float[] shift, double factor, double[] sums, int to) {
        DoubleVector f = DoubleVector.broadcast(DOUBLES, factor);
        for (int k = 0; k < whole; k += DOUBLES.length()) {
            FloatVector d = FloatVector.fromArray(HALF, x, from + k).sub(FloatVector.fromArray(HALF, shift, k));
            DoubleVector wide = (DoubleVector) d.convertShape(VectorOperators.F2D, DOUBLES, 0);
            wide.mul(f).add(DoubleVector.fromArray(DOUBLES, sums, to + k)).intoArray(sums, to + k);
        }
    }

    @Override
    public double sumOfMinima(int n, float[] a, int aOff, float[] b, int bOff) {
        double total = 0;
        for (int from = 0; from < n; from += SumOrder.BLOCK) {
            total += minimaOfBlock(Math.min(SumOrder.BLOCK, n - from), a, aOff + from, b, bOff + from);
        }
        return total;
    }

    private static double minimaOfBlock(int count, float[] a, int aOff, float[] b, int bOff) {
        int full = count - count % SumOrder.LANES;
        double sum = 0;
        for (int group = 0; group < SumOrder.LANES; group += L) {
            FloatVector s = FloatVector.zero(S);
            for (int i = group; i < full; i += SumOrder.LANES) {
                FloatVector va = FloatVector.fromArray(S, a, aOff + i);
                FloatVector vb = FloatVector.fromArray(S, b, bOff + i);
                s = s.add(va.blend(vb, vb.lt(va)));
            }
            for (int lane = 0; lane < L; lane++) {
                float laneSum = s.lane(lane);
                int i = full + group + lane;
                if (i < count) {
                    laneSum += ScalarDistances.least(a[aOff + i], b[bOff + i]);
                }
                sum += laneSum;
            }
        }
        return sum;
    }
}
