package io.lanecoder.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The vector {@link Fourier}: the operations of {@link ScalarFourier} lane by lane, one vector a strip. */
final class VectorFourier implements Fourier {
    private static final VectorSpecies<Float> S = VectorMath.SPECIES;
    private static final int L = S.length();
    private static final int E = 2 * L;

    @Override
    public int lanes() {
        return L;
    }

    @Override
    public float[] transform(FourierPlan plan, boolean inverse, float[] a, float[] b) {
        int re = inverse ? L : 0;
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

    private static void pass2(int m, int s, float[] w, float[] x, float[] y, int re, int im) {
        int in = s * m * E;
        int out = s * E;
        for (int p = 0; p < m; p++) {
            FloatVector c = FloatVector.broadcast(S, w[p * 3]);
            FloatVector d = FloatVector.broadcast(S, w[p * 3 + 1]);
            FloatVector e = FloatVector.broadcast(S, w[p * 3 + 2]);
            int i = s * p * E;
            int o = s * 2 * p * E;
            for (int end = i + out; i < end; i += E, o += E) {
                FloatVector a0r = FloatVector.fromArray(S, x, i + re);
                FloatVector a0i = FloatVector.fromArray(S, x, i + im);
                FloatVector a1r = FloatVector.fromArray(S, x, i + in + re);
                FloatVector a1i = FloatVector.fromArray(S, x, i + in + im);
                a0r.add(a1r).intoArray(y, o + re);
                a0i.add(a1i).intoArray(y, o + im);
                FloatVector br = a0r.sub(a1r);
                FloatVector bi = a0i.sub(a1i);
                bi.fma(e, br.mul(c)).intoArray(y, o + out + re);
                bi.fma(c, br.mul(d)).intoArray(y, o + out + im);
            }
        }
    }

    private static void pass3(int m, int s, float[] w, float[] x, float[] y, int re, int im) {
        FloatVector s60 = FloatVector.broadcast(S, ScalarFourier.S60);
        FloatVector half = FloatVector.broadcast(S, -0.5f);
        int in = s * m * E;
        int out = s * E;
        for (int p = 0; p < m; p++) {
            int t = p * 6;
            int i = s * p * E;
            int o = s * 3 * p * E;
            for (int end = i + out; i < end; i += E, o += E) {
                FloatVector a0r = FloatVector.fromArray(S, x, i + re);
                FloatVector a0i = FloatVector.fromArray(S, x, i + im);
                FloatVector a1r = FloatVector.fromArray(S, x, i + in + re);
                FloatVector a1i = FloatVector.fromArray(S, x, i + in + im);
                FloatVector a2r = FloatVector.fromArray(S, x, i + 2 * in + re);
                FloatVector a2i = FloatVector.fromArray(S, x, i + 2 * in + im);
                FloatVector sr = a1r.add(a2r);
                FloatVector si = a1i.add(a2i);
                FloatVector dr = a1r.sub(a2r).mul(s60);
                FloatVector di = a1i.sub(a2i).mul(s60);
                FloatVector tr = sr.fma(half, a0r);
                FloatVector ti = si.fma(half, a0i);
                a0r.add(sr).intoArray(y, o + re);
                a0i.add(si).intoArray(y, o + im);
                FloatVector br = tr.add(di);
                FloatVector bi = ti.sub(dr);
                bi.fma(FloatVector.broadcast(S, w[t + 2]), br.mul(w[t])).intoArray(y, o + out + re);
                bi.fma(FloatVector.broadcast(S, w[t]), br.mul(w[t + 1])).intoArray(y, o + out + im);
                br = tr.sub(di);
                bi = ti.add(dr);
                bi.fma(FloatVector.broadcast(S, w[t + 5]), br.mul(w[t + 3])).intoArray(y, o + 2 * out + re);
                bi.fma(FloatVector.broadcast(S, w[t + 3]), br.mul(w[t + 4])).intoArray(y, o + 2 * out + im);
            }
        }
    }

    private static void pass4(int m, int s, float[] w, float[] x, float[] y, int re, int im) {
        int in = s * m * E;
        int out = s * E;
        for (int p = 0; p < m; p++) {
            int t = p * 9;
            int i = s * p * E;
            int o = s * 4 * p * E;
            for (int end = i + out; i < end; i += E, o += E) {
                FloatVector a0r = FloatVector.fromArray(S, x, i + re);
                FloatVector a0i = FloatVector.fromArray(S, x, i + im);
                FloatVector a2r = FloatVector.fromArray(S, x, i + 2 * in + re);
                FloatVector a2i = FloatVector.fromArray(S, x, i + 2 * in + im);
                FloatVector t0r = a0r.add(a2r);
                FloatVector t0i = a0i.add(a2i);
                FloatVector t1r = a0r.sub(a2r);
                FloatVector t1i = a0i.sub(a2i);
                FloatVector a1r = FloatVector.fromArray(S, x, i + in + re);
                FloatVector a1i = FloatVector.fromArray(S, x, i + in + im);
                FloatVector a3r = FloatVector.fromArray(S, x, i + 3 * in + re);
                FloatVector a3i = FloatVector.fromArray(S, x, i + 3 * in + im);
                FloatVector t2r = a1r.add(a3r);
                FloatVector t2i = a1i.add(a3i);
                FloatVector t3r = a1r.sub(a3r);
                FloatVector t3i = a1i.sub(a3i);
                t0r.add(t2r).intoArray(y, o + re);
                t0i.add(t2i).intoArray(y, o + im);
                FloatVector br = t1r.add(t3i);
                FloatVector bi = t1i.sub(t3r);
                bi.fma(FloatVector.broadcast(S, w[t + 2]), br.mul(w[t])).intoArray(y, o + out + re);
                bi.fma(FloatVector.broadcast(S, w[t]), br.mul(w[t + 1])).intoArray(y, o + out + im);
                br = t0r.sub(t2r);
                bi = t0i.sub(t2i);
                bi.fma(FloatVector.broadcast(S, w[t + 5]), br.mul(w[t + 3])).intoArray(y, o + 2 * out + re);
                bi.fma(FloatVector.broadcast(S, w[t + 3]), br.mul(w[t + 4])).intoArray(y, o + 2 * out + im);
                br = t1r.sub(t3i);
                bi = t1i.add(t3r);
                bi.fma(FloatVector.broadcast(S, w[t + 8]), br.mul(w[t + 6])).intoArray(y, o + 3 * out + re);
                bi.fma(FloatVector.broadcast(S, w[t + 6]), br.mul(w[t + 7])).intoArray(y, o + 3 * out + im);
            }
        }
    }

    private static void pass5(int m, int s, float[] w, float[] x, float[] y, int re, int im) {
        FloatVector c1 = FloatVector.broadcast(S, ScalarFourier.C1);
        FloatVector c2 = FloatVector.broadcast(S, ScalarFourier.C2);
        FloatVector s2 = FloatVector.broadcast(S, ScalarFourier.S2);
        FloatVector minusS1 = FloatVector.broadcast(S, -ScalarFourier.S1);
        int in = s * m * E;
        int out = s * E;
        for (int p = 0; p < m; p++) {
            int t = p * 12;
            int i = s * p * E;
            int o = s * 5 * p * E;
            for (int end = i + out; i < end; i += E, o += E) {
                FloatVector a1r = FloatVector.fromArray(S, x, i + in + re);
                FloatVector a1i = FloatVector.fromArray(S, x, i + in + im);
                FloatVector a4r = FloatVector.fromArray(S, x, i + 4 * in + re);
                FloatVector a4i = FloatVector.fromArray(S, x, i + 4 * in + im);
                FloatVector ar = a1r.add(a4r);
                FloatVector ai = a1i.add(a4i);
                FloatVector br = a1r.sub(a4r);
                FloatVector bi = a1i.sub(a4i);
                FloatVector a2r = FloatVector.fromArray(S, x, i + 2 * in + re);
                FloatVector a2i = FloatVector.fromArray(S, x, i + 2 * in + im);
                FloatVector a3r = FloatVector.fromArray(S, x, i + 3 * in + re);
                FloatVector a3i = FloatVector.fromArray(S, x, i + 3 * in + im);
                FloatVector cr = a2r.add(a3r);
                FloatVector ci = a2i.add(a3i);
                FloatVector dr = a2r.sub(a3r);
                FloatVector di = a2i.sub(a3i);
                FloatVector a0r = FloatVector.fromArray(S, x, i + re);
                FloatVector a0i = FloatVector.fromArray(S, x, i + im);
                a0r.add(ar).add(cr).intoArray(y, o + re);
                a0i.add(ai).add(ci).intoArray(y, o + im);
                FloatVector er = cr.fma(c2, ar.fma(c1, a0r));
                FloatVector ei = ci.fma(c2, ai.fma(c1, a0i));
                FloatVector gr = dr.fma(s2, br.mul(ScalarFourier.S1));
                FloatVector gi = di.fma(s2, bi.mul(ScalarFourier.S1));
                FloatVector zr = er.add(gi);
                FloatVector zi = ei.sub(gr);
                zi.fma(FloatVector.broadcast(S, w[t + 2]), zr.mul(w[t])).intoArray(y, o + out + re);
                zi.fma(FloatVector.broadcast(S, w[t]), zr.mul(w[t + 1])).intoArray(y, o + out + im);
                zr = er.sub(gi);
                zi = ei.add(gr);
                zi.fma(FloatVector.broadcast(S, w[t + 11]), zr.mul(w[t + 9])).intoArray(y, o + 4 * out + re);
                zi.fma(FloatVector.broadcast(S, w[t + 9]), zr.mul(w[t + 10])).intoArray(y, o + 4 * out + im);
                FloatVector fr = cr.fma(c1, ar.fma(c2, a0r));
                FloatVector fi = ci.fma(c1, ai.fma(c2, a0i));
                FloatVector hr = dr.fma(minusS1, br.mul(ScalarFourier.S2));
                FloatVector hi = di.fma(minusS1, bi.mul(ScalarFourier.S2));
                zr = fr.add(hi);
                zi = fi.sub(hr);
                zi.fma(FloatVector.broadcast(S, w[t + 5]), zr.mul(w[t + 3])).intoArray(y, o + 2 * out + re);
                zi.fma(FloatVector.broadcast(S, w[t + 3]), zr.mul(w[t + 4])).intoArray(y, o + 2 * out + im);
                zr = fr.sub(hi);
                zi = fi.add(hr);
                zi.fma(FloatVector.broadcast(S, w[t + 8]), zr.mul(w[t + 6])).intoArray(y, o + 3 * out + re);
                zi.fma(FloatVector.broadcast(S, w[t + 6]), zr.mul(w[t + 7])).intoArray(y, o + 3 * out + im);
            }
        }
    }

    @Override
    public void loadColumns(int n, int rows, float[] x, int xOff, int ld, float[] a) {
        for (int r = 0; r < rows; r++) {
            FloatVector.fromArray(S, x, xOff + r * ld).intoArray(a, r * E);
            FloatVector.fromArray(S, x, xOff + r * ld + APART).intoArray(a, r * E + L);
        }
        Arrays.fill(a, rows * E, n * E, 0f);
    }

    @Override
    public void storeColumns(int rows, float[] a, float[] x, int xOff, int ld) {
        for (int r = 0; r < rows; r++) {
            FloatVector.fromArray(S, a, r * E).intoArray(x, xOff + r * ld);
            FloatVector.fromArray(S, a, r * E + L).intoArray(x, xOff + r * ld + APART);
        }
    }

    @Override
    public void split(int n, float[] a, float[] re, float[] im, int off, int ld) {
        for (int k = 0; k <= n / 2; k++) {
            int z = k * E;
            int c = (k == 0 ? 0 : n - k) * E;
            int o = off + k * ld;
            FloatVector zr = FloatVector.fromArray(S, a, z);
            FloatVector zi = FloatVector.fromArray(S, a, z + L);
            FloatVector cr = FloatVector.fromArray(S, a, c);
            FloatVector ci = FloatVector.fromArray(S, a, c + L);
            zr.add(cr).intoArray(re, o);
            zi.sub(ci).intoArray(im, o);
            zi.add(ci).intoArray(re, o + APART);
            cr.sub(zr).intoArray(im, o + APART);
        }
    }

    @Override
    public void join(int n, float[] re, float[] im, int off, int ld, float[] a) {
        for (int k = 0; k <= n / 2; k++) {
            int o = off + k * ld;
            FloatVector xr = FloatVector.fromArray(S, re, o);
            FloatVector xi = FloatVector.fromArray(S, im, o);
            FloatVector yr = FloatVector.fromArray(S, re, o + APART);
            FloatVector yi = FloatVector.fromArray(S, im, o + APART);
            xr.sub(yi).intoArray(a, k * E);
            xi.add(yr).intoArray(a, k * E + L);
            if (k > 0 && k < n / 2) {
                int c = (n - k) * E;
                xr.add(yi).intoArray(a, c);
                yr.sub(xi).intoArray(a, c + L);
            }
        }
    }

    @Override
    public void loadRows(int n, int cols, float[] re, float[] im, int off, int ld, float[] a) {
        if (L < VectorTranspose.ROWS) {
            ScalarFourier.loadRows(L, n, cols, re, im, off, ld, a);
            return;
        }
        for (int r = 0; r < L; r += VectorTranspose.ROWS) {
            VectorTranspose.strip(VectorTranspose.ROWS, cols, re, off + r * ld, ld, a, r, E);
            VectorTranspose.strip(VectorTranspose.ROWS, cols, im, off + r * ld, ld, a, r + L, E);
        }
        Arrays.fill(a, cols * E, n * E, 0f);
    }

    @Override
    public void storeRows(int cols, float[] a, float[] re, float[] im, int off, int ld) {
        if (L < VectorTranspose.ROWS) {
            ScalarFourier.storeRows(L, 0, cols, a, re, im, off, ld);
            return;
        }
        int bound = cols - cols % VectorTranspose.ROWS;
        for (int j = 0; j < bound; j += VectorTranspose.ROWS) {
            VectorTranspose.strip(VectorTranspose.ROWS, L, a, j * E, E, re, off + j, ld);
            VectorTranspose.strip(VectorTranspose.ROWS, L, a, j * E + L, E, im, off + j, ld);
        }
        // No column more: what it held would mix with that of its partner in `join`, and show in the bits.
        ScalarFourier.storeRows(L, bound, cols, a, re, im, off, ld);
    }

    @Override
    public void multiply(int n, float[] g, int gOff, int ldg, float[] a) {
        for (int j = 0; j < n; j++) {
            FloatVector factor = FloatVector.fromArray(S, g, gOff + Math.min(j, n - j) * ldg);
            FloatVector.fromArray(S, a, j * E).mul(factor).intoArray(a, j * E);
            FloatVector.fromArray(S, a, j * E + L).mul(factor).intoArray(a, j * E + L);
        }
    }
}
