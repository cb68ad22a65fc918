package io.lanecoder.kernel;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Kernels that stand in for others until those are compiled.
 *
 * <p>Vector code that the JVM has not compiled yet is thousands of times slower than afterwards: the first row that a service
 * encodes would take a tenth of a second, the model's weights half a second to pack. The stand-ins give the same bits and are
 * fast enough. When they are first asked for, a daemon thread begins to call the others until they are compiled ({@link
 * WarmUp#passes}); then those take over. Those with all refinements, such as leaving out zeros, come last ({@link
 * WarmUp#refinements}), for which nobody waits. Then the thread ends. Safe for all threads.
 */
final class Standby {
    /** Nanoseconds before the last: what is over by then shall not be slowed down by a compiler, and would not gain from it. */
    private static final long PAUSE = 2_000_000_000;

    private final Supplier<Kernels> others;
    private final Supplier<Kernels> last;
    private final ThreadFactory threads;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Kernels now;
    private boolean complete;

    Standby(Supplier<Kernels> others, Supplier<Kernels> last, Kernels standIn) {
        this(others, last, standIn, Thread.ofPlatform().daemon().name("lanecoder-warm-up").factory());
    }

    Standby(Supplier<Kernels> others, Supplier<Kernels> last, Kernels standIn, ThreadFactory threads) {
        this.others = others;
        this.last = last;
        this.threads = threads;
        this.now = standIn;
    }

    /** {@return the kernels to use now} */
    Kernels kernels() {
        Kernels kernels = now;
        if (!begun.get() && begun.compareAndSet(false, true)) {
            try {
                threads.newThread(this::prepare).start();
            } catch (OutOfMemoryError _) { // the system has no more threads: the last get compiled as they are called
                complete();
            }
        }
        return kernels;
    }

    private void prepare() {
        try {
            WarmUp.passes(others.get());
            end();
            LockSupport.parkNanos(PAUSE);
            WarmUp.refinements(last.get());
            complete();
        } finally { // nobody waits for kernels that cannot come
            ended.countDown();
        }
    }

    /** The others take over from the stand-ins. */
    synchronized void end() {
        try {
            if (!complete) {
                now = others.get();
            }
        } finally { // see prepare
            ended.countDown();
        }
    }

    /** The last take over. */
    private synchronized void complete() {
        try {
            now = last.get();
            complete = true;
        } finally { // see prepare
            ended.countDown();
        }
    }

    /** Waits until the others have taken over, or cannot. An interrupted thread does not wait. */
    void await() {
        kernels();
        try {
            ended.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
