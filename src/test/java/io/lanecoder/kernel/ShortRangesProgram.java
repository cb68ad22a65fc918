package io.lanecoder.kernel;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/** Prints the activations that allocate in long ranges after many short ones: vectors that are boxed. */
final class ShortRangesProgram {
    /** Shorter than a vector of any width but the narrowest. */
    private static final int SHORT = 3;
    private static final int LONG = 37;
    /** Far more than C2 needs to take notice. */
    private static final int CALLS = 200_000;
    /** However long C2 may be about it; boxed vectors take all of it for each function. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Activations activations = Kernels.get().activations();
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final float[] x = new float[LONG];
    private final float[] y = new float[LONG];

    private ShortRangesProgram() {
        for (int i = 0; i < LONG; i++) {
            x[i] = i * 0.1f - 2;
        }
    }

    public static void main(String[] args) {
        ShortRangesProgram program = new ShortRangesProgram();
        StringBuilder allocating = new StringBuilder(Kernels.get().name());
        for (ActivationOp op : ActivationOp.values()) {
            for (boolean forward : new boolean[] {true, false}) {
                long bytes = program.leastAllocated(op, forward);
                if (bytes > 0) {
                    allocating.append(", ").append(op).append(forward ? " forward " : " backward ").append(bytes);
                }
            }
        }
        System.out.println(allocating);
    }

    private long leastAllocated(ActivationOp op, boolean forward) {
        for (int i = 0; i < CALLS; i++) {
            call(op, forward, i % 64 == 0 ? LONG : SHORT);
        }
        long least = Long.MAX_VALUE;
        long start = System.nanoTime();
        while (least > 0 && System.nanoTime() - start < PATIENCE.toNanos()) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 200; i++) {
                call(op, forward, LONG);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }

    private void call(ActivationOp op, boolean forward, int n) {
        if (forward) {
            activations.forward(op, 0.1f, n, x, 0, y, 0);
        } else {
            activations.backward(op, 0.1f, n, x, 0, y, 0);
        }
    }
}
