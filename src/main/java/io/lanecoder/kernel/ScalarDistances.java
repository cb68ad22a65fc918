package io.lanecoder.kernel;

import java.util.Arrays;

/** The scalar {@link Distances}; the loops over the rows of a panel are left to the JIT compiler to vectorise. */
final class ScalarDistances implements Distances {
    private static final int PANEL = 16;

    @Override
    public int panelRows() {
        return PANEL;
    }

    @Override
    public void nearest(int rows, int depth, float[] packed, int pOff, int points, float[] c, float[] halfNorms,
            int[] nearest, int nOff, float[] scores, int sOff) {
        float[] score = new float[PANEL];
        for (int row = 0; row < rows; row += PANEL) {
            Arrays.fill(scores, sOff + row, sOff + row + PANEL, Float.POSITIVE_INFINITY);
            Arrays.fill(nearest, nOff + row, nOff + row + PANEL, 0);
            for (int j = 0; j < points; j++) {
                scores(depth, packed, pOff + row * depth, c, j, halfNorms[j], score, 0);
                for (int r = 0; r < PANEL; r++) {
                    if (score[r] < scores[sOff + row + r]) {
                        scores[sOff + row + r] = score[r];
                        nearest[nOff + row + r] = j;
                    }
                }
            }
        }
    }

    @Override
    public void nearestTwo(int rows, int depth, float[] packed, int pOff, int points, float[] c, float[] halfNorms,
            int[] nearest, int nOff, float[] scores, float[] second, int sOff) {
        float[] score = new float[PANEL];
        for (int row = 0; row < rows; row += PANEL) {
            Arrays.fill(scores, sOff + row, sOff + row + PANEL, Float.POSITIVE_INFINITY);
            Arrays.fill(second, sOff + row, sOff + row + PANEL, Float.POSITIVE_INFINITY);
            Arrays.fill(nearest, nOff + row, nOff + row + PANEL, 0);
            for (int j = 0; j < points; j++) {
                scores(depth, packed, pOff + row * depth, c, j, halfNorms[j], score, 0);
                for (int r = 0; r < PANEL; r++) {
                    int at = sOff + row + r;
                    if (score[r] < scores[at]) {
                        second[at] = scores[at];
                        scores[at] = score[r];
                        nearest[nOff + row + r] = j;
                    } else if (score[r] < second[at]) {
                        second[at] = score[r];
                    }
                }
            }
        }
    }

    /** The scores of eight rows, see {@link Distances#scores}: eight chains at a time, since each waits for itself. */
    static void scores8(int i, int[] list, int depth, float[] x, int xOff, int ldx, float[] shift, int[] which,
            float[] c,
            float[] halfNorms, float[] scores) {
        int a0 = xOff + list[i] * ldx;
        int c0 = which[i] * depth;
        float s0 = halfNorms[which[i]];
        int a1 = xOff + list[i + 1] * ldx;
        int c1 = which[i + 1] * depth;
        float s1 = halfNorms[which[i + 1]];
        int a2 = xOff + list[i + 2] * ldx;
        int c2 = which[i + 2] * depth;
        float s2 = halfNorms[which[i + 2]];
        int a3 = xOff + list[i + 3] * ldx;
        int c3 = which[i + 3] * depth;
        float s3 = halfNorms[which[i + 3]];
        int a4 = xOff + list[i + 4] * ldx;
        int c4 = which[i + 4] * depth;
        float s4 = halfNorms[which[i + 4]];
        int a5 = xOff + list[i + 5] * ldx;
        int c5 = which[i + 5] * depth;
        float s5 = halfNorms[which[i + 5]];
        int a6 = xOff + list[i + 6] * ldx;
        int c6 = which[i + 6] * depth;
        float s6 = halfNorms[which[i + 6]];
        int a7 = xOff + list[i + 7] * ldx;
        int c7 = which[i + 7] * depth;
        float s7 = halfNorms[which[i + 7]];
        for (int k = 0; k < depth; k++) {
            float s = shift[k];
            s0 = Math.fma(s - x[a0 + k], c[c0 + k], s0);
            s1 = Math.fma(s - x[a1 + k], c[c1 + k], s1);
            s2 = Math.fma(s - x[a2 + k], c[c2 + k], s2);
            s3 = Math.fma(s - x[a3 + k], c[c3 + k], s3);
            s4 = Math.fma(s - x[a4 + k], c[c4 + k], s4);
            s5 = Math.fma(s - x[a5 + k], c[c5 + k], s5);
            s6 = Math.fma(s - x[a6 + k], c[c6 + k], s6);
            s7 = Math.fma(s - x[a7 + k], c[c7 + k], s7);
        }
        scores[i] = s0;
        scores[i + 1] = s1;
        scores[i + 2] = s2;
        scores[i + 3] = s3;
        scores[i + 4] = s4;
        scores[i + 5] = s5;
        scores[i + 6] = s6;
        scores[i + 7] = s7;
    }

    /** See {@link Distances#dotProducts}. */
    static float dotProduct(int ld, float[] x, float[] c, int cOff) {
        float[] lanes = new float[SumOrder.LANES];
        for (int k = 0; k < ld; k += SumOrder.LANES) {
            for (int lane = 0; lane < SumOrder.LANES; lane++) {
                lanes[lane] = Math.fma(x[k + lane], c[cOff + k + lane], lanes[lane]);
            }
        }
        for (int lane = 0; lane < 8; lane++) {
            lanes[lane] += lanes[lane + 8];
        }
        return (lanes[0] + lanes[1] + (lanes[2] + lanes[3])) + (lanes[4] + lanes[5] + (lanes[6] + lanes[7]));
    }

    /** The scores of one point for a panel. */
    private static void scores(int depth, float[] packed, int pOff, float[] c, int j, float halfNorm, float[] out,
            int oOff) {
        int at = (j - j % TILE) * depth + j % TILE;
        Arrays.fill(out, oOff, oOff + PANEL, halfNorm);
        for (int k = 0, p = pOff; k < depth; k++, p += PANEL) {
            float ck = c[at + k * TILE];
            for (int r = 0; r < PANEL; r++) {
                out[oOff + r] = Math.fma(packed[p + r], ck, out[oOff + r]);
            }
        }
    }

    @Override
    public int nextBelow(int fromTile, int toTile, int depth, float[] packed, int pOff, float[] c, float[] halfNorms,
            float[] bounds, float[] scores, int[] below) {
        for (int tile = fromTile; tile < toTile; tile++) {
            int any = 0;
            for (int j = 0; j < TILE; j++) {
                scores(depth, packed, pOff, c, tile * TILE + j, halfNorms[tile * TILE + j], scores, j * PANEL);
                below[j] = 0;
                for (int r = 0; r < PANEL; r++) {
                    if (scores[j * PANEL + r] < bounds[r]) {
                        below[j] |= 1 << r;
                    }
                }
                any |= below[j];
            }
            if (any != 0) {
                return tile;
            }
        }
        return toTile;
    }

    @Override
    public int listBelow(int from, int to, int depth, float[] packed, int pOff, float[] c, float[] halfNorms,
            float[] limits, float[] buffer, int[] hits, float[] scores) {
        int count = 0;
        for (int j = from; j < to; j++) {
            scores(depth, packed, pOff, c, j, halfNorms[j], buffer, 0);
            for (int r = 0; r < PANEL; r++) {
                if (buffer[r] < limits[r]) {
                    hits[count] = j * PANEL + r;
                    scores[count++] = buffer[r];
                }
            }
        }
        return count;
    }

    @Override
    public void squaredDistances(int points, int depth, float[] packed, int pOff, float[] c, int cOff, int ldc,
            float[] out, int oOff, int ldo) {
        for (int j = 0; j < points; j++) {
            int at = oOff + j * ldo;
            Arrays.fill(out, at, at + PANEL, 0f);
            for (int k = 0, p = pOff; k < depth; k++, p += PANEL) {
                float ck = c[cOff + j * ldc + k];
                for (int r = 0; r < PANEL; r++) {
                    float d = packed[p + r] - ck;
                    out[at + r] = Math.fma(d, d, out[at + r]);
                }
            }
        }
    }

    @Override
    public void addToSums(int count, int[] rows, int depth, float[] x, int xOff, int ldx, float[] shift, int[] to,
            float[] factors, double[] sums) {
        int ld = Products.padded(depth);
        for (int i = 0; i < count; i++) {
            addRow(depth, x, xOff + rows[i] * ldx, shift, factors[i], sums, to[i] * ld);
        }
    }

    static void addRow(int depth, float[] x, int xOff, float[] shift, double factor, double[] sums, int sOff) {
        for (int k = 0; k < depth; k++) {
            sums[sOff + k] += factor * (x[xOff + k] - shift[k]);
        }
    }

    @Override
    public double sumOfMinima(int n, float[] a, int aOff, float[] b, int bOff) {
        float[] lanes = new float[SumOrder.LANES];
        double total = 0;
        for (int from = 0; from < n; from += SumOrder.BLOCK) {
            int count = Math.min(SumOrder.BLOCK, n - from);
            Arrays.fill(lanes, 0f);
            for (int i = from; i < from + count; i++) {
                lanes[(i - from) % SumOrder.LANES] += least(a[aOff + i], b[bOff + i]);
            }
            double sum = 0;
            for (float lane : lanes) {
                sum += lane;
            }
            total += sum;
        }
        return total;
    }

    /** One comparison, as the vector kernels do it. */
    static float least(float a, float b) {
        return b < a ? b : a;
    }
}
