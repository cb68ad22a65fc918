package io.lanecoder.kernel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntToLongFunction;

/**
 * Numbered pieces of work for a crew: each worker has a stretch of them to itself, the same every time, and helps the others once it is
 * through.
 *
 * <p>So what a piece reads and writes is still in the caches of the processor that had it the last time. Processors of one machine need
 * not share a third level cache: numbers that the other one wrote come three times as slowly. Who takes a piece must not show in the
 * result.
 */
public final class Shares {
    private final int[] ends;
    private final AtomicInteger[] next;

    /**
     * Stretches of about equal cost.
     *
     * @param workers number of workers, >= 1
     * @param pieces number of pieces
     * @param cost the cost of a piece, in any unit, >= 0
     */
    public Shares(int workers, int pieces, IntToLongFunction cost) {
        long total = 0;
        for (int i = 0; i < pieces; i++) {
            total += cost.applyAsLong(i);
        }
        this.ends = new int[workers];
        this.next = new AtomicInteger[workers];
        long sum = 0;
        int piece = 0;
        for (int w = 0; w < workers; w++) {
            while (piece < pieces && (2 * sum + cost.applyAsLong(piece)) * workers < 2 * total * (w + 1)) {
                sum += cost.applyAsLong(piece++);
            }
            ends[w] = piece;
            next[w] = new AtomicInteger();
        }
        ends[workers - 1] = pieces; // also those at the end that cost nothing
        begin();
    }

    /**
     * Stretches of equal length.
     *
     * @param workers number of workers, >= 1
     * @param pieces number of pieces
     */
    public Shares(int workers, int pieces) {
        this(workers, pieces, _ -> 1);
    }

    /** Gives all pieces back, for the next time; not while a worker takes any. */
    public void begin() {
        for (int w = 0; w < next.length; w++) {
            next[w].set(w == 0 ? 0 : ends[w - 1]);
        }
    }

    /**
     * {@return a piece nobody has taken, or -1}
     *
     * @param worker the worker's number
     */
    public int take(int worker) {
        for (int w = 0; w < next.length; w++) {
            int owner = (worker + w) % next.length;
            if (next[owner].get() < ends[owner]) {
                int piece = next[owner].getAndIncrement();
                if (piece < ends[owner]) {
                    return piece;
                }
            }
        }
        return -1;
    }
}
