package io.lanecoder.kernel;

import java.util.Arrays;

/** The scalar {@link Fourier}. */
final class ScalarFourier implements Fourier {
    /** Any number gives the same bits; with this many the inner loops are worth their overhead. */
    private static final int L = 8;

    private static final int E = 2 * L;

    /** cos 72, cos 144, sin 72 and sin 144 degrees. */
    static final float C1 = 0.309016994374947424f;

    static final float C2 = -0.809016994374947424f;
    static final float S1 = 0.951056516295153572f;
    static final float S2 = 0.587785252292473129f;
    /** sin 60 degrees. */
    static final float S60 = 0.866025403784438647f;

    @Override
    public int lanes() {
        return L;
    }

    @Override
    public float[] transform(FourierPlan plan, boolean inverse, float[] a, float[] b) {
        int re = inverse ? L : 0; // the inverse transform of x is the transform with real and imaginary part swapped
        int im = inverse ? 0 : L;
        float[] x = a;
        float[] y = b;
        int n = plan.length();
        int s = 1;
        for (int pass = 0; pass < plan.passes(); pass++) {
            int radix = plan.radix(pass);
            int m = n / radix;
            float[] w = plan.twiddles(pass);
            switch (radix) {
                case 2 -> pass2(m, s, w, x, y, re, im);
                case 3 -> pass3(m, s, w, x, y, re, im);
                case 4 -> pass4(m, s, w, x, y, re, im);
                default -> pass5(m, s, w, x, y, re, im);
            }
            n = m;
            s *= radix;
            float[] t = x;
            x = y;
            y = t;
        }
        return x;
    }

    private static void put(float[] y, int at, int re, int im, float br, float bi, float[] w, int t) {
        y[at + re] = Math.fma(bi, w[t + 2], br * w[t]);
        y[at + im] = Math.fma(bi, w[t], br * w[t + 1]);
    }

    private static void pass2(int m, int s, float[] w, float[] x, float[] y, int re, int im) {
        for (int p = 0; p < m; p++) {
            for (int i = 0; i < s * E; i += i % E == L - 1 ? L + 1 : 1) {
                int i0 = i + s * p * E;
                int i1 = i0 + s * m * E;
                int o = i + s * 2 * p * E;
                y[o + re] = x[i0 + re] + x[i1 + re];
                y[o + im] = x[i0 + im] + x[i1 + im];
                put(y, o + s * E, re, im, x[i0 + re] - x[i1 + re], x[i0 + im] - x[i1 + im], w, p * 3);
            }
        }
    }

    private static void pass3(int m, int s, float[] w, float[] x, float[] y, int re, int im) {
        for (int p = 0; p < m; p++) {
            for (int i = 0; i < s * E; i += i % E == L - 1 ? L + 1 : 1) {
                int i0 = i + s * p * E;
                int i1 = i0 + s * m * E;
                int i2 = i1 + s * m * E;
                int o = i + s * 3 * p * E;
                float sr = x[i1 + re] + x[i2 + re];
                float si = x[i1 + im] + x[i2 + im];
                float dr = (x[i1 + re] - x[i2 + re]) * S60;
                float di = (x[i1 + im] - x[i2 + im]) * S60;
                float tr = Math.fma(sr, -0.5f, x[i0 + re]);
                float ti = Math.fma(si, -0.5f, x[i0 + im]);
                y[o + re] = x[i0 + re] + sr;
                y[o + im] = x[i0 + im] + si;
                put(y, o + s * E, re, im, tr + di, ti - dr, w, p * 6);
                put(y, o + 2 * s * E, re, im, tr - di, ti + dr, w, p * 6 + 3);
            }
        }
    }

    private static void pass4(int m, int s, float[] w, float[] x, float[] y, int re, int im) {
        for (int p = 0; p < m; p++) {
            for (int i = 0; i < s * E; i += i % E == L - 1 ? L + 1 : 1) {
                int i0 = i + s * p * E;
                int i1 = i0 + s * m * E;
                int i2 = i1 + s * m * E;
                int i3 = i2 + s * m * E;
                int o = i + s * 4 * p * E;
                float t0r = x[i0 + re] + x[i2 + re];
                float t0i = x[i0 + im] + x[i2 + im];
                float t1r = x[i0 + re] - x[i2 + re];
                float t1i = x[i0 + im] - x[i2 + im];
                float t2r = x[i1 + re] + x[i3 + re];
                float t2i = x[i1 + im] + x[i3 + im];
                float t3r = x[i1 + re] - x[i3 + re];
                float t3i = x[i1 + im] - x[i3 + im];
                y[o + re] = t0r + t2r;
                y[o + im] = t0i + t2i;
                put(y, o + s * E, re, im, t1r + t3i, t1i - t3r, w, p * 9);
                put(y, o + 2 * s * E, re, im, t0r - t2r, t0i - t2i, w, p * 9 + 3);
                put(y, o + 3 * s * E, re, im, t1r - t3i, t1i + t3r, w, p * 9 + 6);
            }
        }
    }

    private static void pass5(int m, int s, float[] w, float[] x, float[] y, int re, int im) {
        for (int p = 0; p < m; p++) {
            for (int i = 0; i < s * E; i += i % E == L - 1 ? L + 1 : 1) {
                int i0 = i + s * p * E;
                int i1 = i0 + s * m * E;
                int i2 = i1 + s * m * E;
                int i3 = i2 + s * m * E;
                int i4 = i3 + s * m * E;
                int o = i + s * 5 * p * E;
                float ar = x[i1 + re] + x[i4 + re];
                float ai = x[i1 + im] + x[i4 + im];
                float br = x[i1 + re] - x[i4 + re];
                float bi = x[i1 + im] - x[i4 + im];
                float cr = x[i2 + re] + x[i3 + re];
                float ci = x[i2 + im] + x[i3 + im];
                float dr = x[i2 + re] - x[i3 + re];
                float di = x[i2 + im] - x[i3 + im];
                float er = Math.fma(cr, C2, Math.fma(ar, C1, x[i0 + re]));
                float ei = Math.fma(ci, C2, Math.fma(ai, C1, x[i0 + im]));
                float fr = Math.fma(cr, C1, Math.fma(ar, C2, x[i0 + re]));
                float fi = Math.fma(ci, C1, Math.fma(ai, C2, x[i0 + im]));
                float gr = Math.fma(dr, S2, br * S1);
                float gi = Math.fma(di, S2, bi * S1);
                float hr = Math.fma(dr, -S1, br * S2);
                float hi = Math.fma(di, -S1, bi * S2);
                y[o + re] = x[i0 + re] + ar + cr;
                y[o + im] = x[i0 + im] + ai + ci;
                put(y, o + s * E, re, im, er + gi, ei - gr, w, p * 12);
                put(y, o + 2 * s * E, re, im, fr + hi, fi - hr, w, p * 12 + 3);
                put(y, o + 3 * s * E, re, im, fr - hi, fi + hr, w, p * 12 + 6);
                put(y, o + 4 * s * E, re, im, er - gi, ei + gr, w, p * 12 + 9);
            }
        }
    }

    @Override
    public void loadColumns(int n, int rows, float[] x, int xOff, int ld, float[] a) {
        for (int r = 0; r < rows; r++) {
            System.arraycopy(x, xOff + r * ld, a, r * E, L);
            System.arraycopy(x, xOff + r * ld + APART, a, r * E + L, L);
        }
        Arrays.fill(a, rows * E, n * E, 0f);
    }

    @Override
    public void storeColumns(int rows, float[] a, float[] x, int xOff, int ld) {
        for (int r = 0; r < rows; r++) {
            System.arraycopy(a, r * E, x, xOff + r * ld, L);
            System.arraycopy(a, r * E + L, x, xOff + r * ld + APART, L);
        }
    }

    @Override
    public void split(int n, float[] a, float[] re, float[] im, int off, int ld) {
        for (int k = 0; k <= n / 2; k++) {
            int z = k * E;
            int c = (k == 0 ? 0 : n - k) * E;
            int o = off + k * ld;
            for (int i = 0; i < L; i++) {
                re[o + i] = a[z + i] + a[c + i];
                im[o + i] = a[z + L + i] - a[c + L + i];
                re[o + APART + i] = a[z + L + i] + a[c + L + i];
                im[o + APART + i] = a[c + i] - a[z + i];
            }
        }
    }

    @Override
    public void join(int n, float[] re, float[] im, int off, int ld, float[] a) {
        for (int k = 0; k <= n / 2; k++) {
            int z = k * E;
            int o = off + k * ld;
            for (int i = 0; i < L; i++) {
                a[z + i] = re[o + i] - im[o + APART + i];
                a[z + L + i] = im[o + i] + re[o + APART + i];
            }
            if (k > 0 && k < n / 2) {
                int c = (n - k) * E;
                for (int i = 0; i < L; i++) {
                    a[c + i] = re[o + i] + im[o + APART + i];
                    a[c + L + i] = re[o + APART + i] - im[o + i];
                }
            }
        }
    }

    @Override
    public void loadRows(int n, int cols, float[] re, float[] im, int off, int ld, float[] a) {
        loadRows(L, n, cols, re, im, off, ld, a);
    }

    static void loadRows(int lanes, int n, int cols, float[] re, float[] im, int off, int ld, float[] a) {
        for (int j = 0; j < cols; j++) {
            for (int i = 0; i < lanes; i++) {
                a[j * 2 * lanes + i] = re[off + i * ld + j];
                a[j * 2 * lanes + lanes + i] = im[off + i * ld + j];
            }
        }
        Arrays.fill(a, cols * 2 * lanes, n * 2 * lanes, 0f);
    }

    @Override
    public void storeRows(int cols, float[] a, float[] re, float[] im, int off, int ld) {
        storeRows(L, 0, cols, a, re, im, off, ld);
    }

    static void storeRows(int lanes, int from, int cols, float[] a, float[] re, float[] im, int off, int ld) {
        for (int i = 0; i < lanes; i++) {
            for (int j = from; j < cols; j++) {
                re[off + i * ld + j] = a[j * 2 * lanes + i];
                im[off + i * ld + j] = a[j * 2 * lanes + lanes + i];
            }
        }
    }

    @Override
    public void multiply(int n, float[] g, int gOff, int ldg, float[] a) {
        for (int j = 0; j < n; j++) {
            int from = gOff + Math.min(j, n - j) * ldg;
            for (int i = 0; i < L; i++) {
                a[j * E + i] *= g[from + i];
                a[j * E + L + i] *= g[from + i];
            }
        }
    }
}
