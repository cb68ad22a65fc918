package io.lanecoder.bench;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.DoubleAdder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The machine's limit: fused multiply-adds on registers alone, at the preferred width, in independent chains.
 *
 * <p>A chain waits for the latency of an instruction (4 or 5 cycles), and 2 to 4 of them start each cycle: so 8 to 16
 * chains keep the units busy. 12 chains and two constants fit the 16 registers of AVX2; with 32 registers 24 are safe.
 * Both loops are tried, and the faster one is kept.
 */
final class Peak {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int STEPS = 20_000; // a tenth of a millisecond: at 2,000 the calls themselves cost a tenth
    private static final double SETTLED = 1;
    private static final int SETTLED_SLICES = 20;

    private final int threads;
    private boolean wide;
    private volatile float sink;

    /** Warms up, until it gets no faster, and chooses the loop. */
    Peak(int threads) {
        this.threads = threads;
        double[] best = new double[2];
        double improved = now();
        int since = 0; // slices: one of interpreted code can take a second by itself
        while (now() - improved < SETTLED || since < SETTLED_SLICES) {
            since++;
            for (int w = 0; w < 2; w++) {
                wide = w == 1;
                double rate = limit(0.02);
                if (rate > 1.02 * best[w]) {
                    best[w] = rate;
                    improved = now();
                    since = 0;
                }
            }
        }
        wide = best[1] > 1.02 * best[0];
    }

    /** {@return floats of a vector} */
    static int lanes() {
        return S.length();
    }

    static double now() {
        return System.nanoTime() * 1e-9;
    }

    int threads() {
        return threads;
    }

    int chains() {
        return wide ? 24 : 12;
    }

    /** {@return GFLOP/s of all threads together, over about so many seconds by the clock on the wall} */
    double slice(double seconds) {
        return slice(seconds, false);
    }

    /**
     * {@return GFLOP/s of all threads together by their own processor time: what they reach when nobody disturbs them}
     */
    double limit(double seconds) {
        return slice(seconds, true);
    }

    private double slice(double seconds, boolean own) {
        if (threads == 1) {
            return oneThread(seconds, own);
        }
        DoubleAdder sum = new DoubleAdder();
        CountDownLatch ready = new CountDownLatch(threads);
        Thread[] crew = new Thread[threads];
        for (int t = 0; t < threads; t++) {
            crew[t] = Thread.ofPlatform().daemon().start(() -> {
                ready.countDown();
                await(ready);
                sum.add(oneThread(seconds, own));
            });
        }
        for (Thread thread : crew) {
            join(thread);
        }
        return sum.sum();
    }

    private double oneThread(double seconds, boolean own) {
        double processor = Task.processorTime();
        long begin = System.nanoTime();
        long end = begin + (long) (seconds * 1e9);
        long calls = 0;
        float sum = 0f;
        long now = begin;
        while (now < end) {
            sum += wide ? chains24(STEPS) : chains12(STEPS);
            calls++;
            now = System.nanoTime();
        }
        double used = own ? Task.processorTime() - processor : (now - begin) * 1e-9;
        sink = sum;
        return 2e-9 * S.length() * chains() * STEPS * calls / used;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    // The chain runs through the addend, as in a product: then the instruction overwrites it, and no register is
    // copied. Sums stay below 100: no denormal number and no infinity can slow them down.
    // Two steps in the loop make the method too large (325 bytes) to be inlined: inside its caller C2 gave it half the speed, sometimes.
    private static float chains12(int steps) {
        FloatVector h = FloatVector.broadcast(S, 0.5f);
        FloatVector small = FloatVector.broadcast(S, 0x1p-20f);
        FloatVector a = FloatVector.broadcast(S, 1f);
        FloatVector b = FloatVector.broadcast(S, 2f);
        FloatVector c = FloatVector.broadcast(S, 3f);
        FloatVector d = FloatVector.broadcast(S, 4f);
        FloatVector e = FloatVector.broadcast(S, 5f);
        FloatVector f = FloatVector.broadcast(S, 6f);
        FloatVector g = FloatVector.broadcast(S, 7f);
        FloatVector i = FloatVector.broadcast(S, 8f);
        FloatVector j = FloatVector.broadcast(S, 9f);
        FloatVector k = FloatVector.broadcast(S, 10f);
        FloatVector l = FloatVector.broadcast(S, 11f);
        FloatVector m = FloatVector.broadcast(S, 12f);
        for (int step = 0; step < steps; step += 2) {
            a = h.fma(small, a);
            b = h.fma(small, b);
            c = h.fma(small, c);
            d = h.fma(small, d);
            e = h.fma(small, e);
            f = h.fma(small, f);
            g = h.fma(small, g);
            i = h.fma(small, i);
            j = h.fma(small, j);
            k = h.fma(small, k);
            l = h.fma(small, l);
            m = h.fma(small, m);
            a = h.fma(small, a);
            b = h.fma(small, b);
            c = h.fma(small, c);
            d = h.fma(small, d);
            e = h.fma(small, e);
            f = h.fma(small, f);
            g = h.fma(small, g);
            i = h.fma(small, i);
            j = h.fma(small, j);
            k = h.fma(small, k);
            l = h.fma(small, l);
            m = h.fma(small, m);
        }
        return a.add(b).add(c).add(d).add(e).add(f).add(g).add(i).add(j).add(k).add(l).add(m).lane(0);
    }

    private static float chains24(int steps) {
        FloatVector h = FloatVector.broadcast(S, 0.5f);
        FloatVector small = FloatVector.broadcast(S, 0x1p-20f);
        FloatVector a = FloatVector.broadcast(S, 1f);
        FloatVector b = FloatVector.broadcast(S, 2f);
        FloatVector c = FloatVector.broadcast(S, 3f);
        FloatVector d = FloatVector.broadcast(S, 4f);
        FloatVector e = FloatVector.broadcast(S, 5f);
        FloatVector f = FloatVector.broadcast(S, 6f);
        FloatVector g = FloatVector.broadcast(S, 7f);
        FloatVector i = FloatVector.broadcast(S, 8f);
        FloatVector j = FloatVector.broadcast(S, 9f);
        FloatVector k = FloatVector.broadcast(S, 10f);
        FloatVector l = FloatVector.broadcast(S, 11f);
        FloatVector m = FloatVector.broadcast(S, 12f);
        FloatVector n = FloatVector.broadcast(S, 13f);
        FloatVector o = FloatVector.broadcast(S, 14f);
        FloatVector p = FloatVector.broadcast(S, 15f);
        FloatVector q = FloatVector.broadcast(S, 16f);
        FloatVector r = FloatVector.broadcast(S, 17f);
        FloatVector s = FloatVector.broadcast(S, 18f);
        FloatVector t = FloatVector.broadcast(S, 19f);
        FloatVector u = FloatVector.broadcast(S, 20f);
        FloatVector v = FloatVector.broadcast(S, 21f);
        FloatVector w = FloatVector.broadcast(S, 22f);
        FloatVector x = FloatVector.broadcast(S, 23f);
        FloatVector y = FloatVector.broadcast(S, 24f);
        for (int step = 0; step < steps; step++) {
            a = h.fma(small, a);
            b = h.fma(small, b);
            c = h.fma(small, c);
            d = h.fma(small, d);
            e = h.fma(small, e);
            f = h.fma(small, f);
            g = h.fma(small, g);
            i = h.fma(small, i);
            j = h.fma(small, j);
            k = h.fma(small, k);
            l = h.fma(small, l);
            m = h.fma(small, m);
            n = h.fma(small, n);
            o = h.fma(small, o);
            p = h.fma(small, p);
            q = h.fma(small, q);
            r = h.fma(small, r);
            s = h.fma(small, s);
            t = h.fma(small, t);
            u = h.fma(small, u);
            v = h.fma(small, v);
            w = h.fma(small, w);
            x = h.fma(small, x);
            y = h.fma(small, y);
        }
        FloatVector lower = a.add(b).add(c).add(d).add(e).add(f).add(g).add(i).add(j).add(k).add(l).add(m);
        FloatVector upper = n.add(o).add(p).add(q).add(r).add(s).add(t).add(u).add(v).add(w).add(x).add(y);
        return lower.add(upper).lane(0);
    }
}
