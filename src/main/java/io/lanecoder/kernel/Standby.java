package io.lanecoder.kernel;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Kernels that stand in for others until those are compiled.
 *
 * <p>Vector code that the JVM has not compiled yet is thousands of times slower than afterwards: the first row that a service
 * encodes would take a tenth of a second, the model's weights half a second to pack. The stand-ins give the same bits and are
 * fast enough. When they are first asked for, a daemon thread begins to call the others until they are compiled ({@link
 * WarmUp#passes}); then those take over, and the thread ends. Safe for all threads.
 */
final class Standby {
    private final Supplier<Kernels> others;
    private final ThreadFactory threads;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Kernels now;

    Standby(Supplier<Kernels> others, Kernels standIn) {
        this(others, standIn, Thread.ofPlatform().daemon().name("lanecoder-warm-up").factory());
    }

    Standby(Supplier<Kernels> others, Kernels standIn, ThreadFactory threads) {
        this.others = others;
        this.threads = threads;
        this.now = standIn;
    }

    /** {@return the kernels to use now} */
    Kernels kernels() {
        Kernels kernels = now;
        if (!begun.get() && begun.compareAndSet(false, true)) {
            try {
                threads.newThread(this::prepare).start();
            } catch (OutOfMemoryError _) { // the system has no more threads: the others get compiled as they are called
                end();
            }
        }
        return kernels;
    }

    private void prepare() {
        try {
            WarmUp.passes(others.get());
            end();
        } finally { // nobody waits for kernels that cannot come
            ended.countDown();
        }
    }

    /** The others take over. */
    void end() {
        begun.set(true);
        try {
            now = others.get();
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
