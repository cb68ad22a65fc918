package io.lanecoder.kernel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A crew of threads that run the same job together and wait for each other at its end.
 *
 * <p>The caller is worker 0; the others are daemon threads that live until {@link #close}. Meeting costs no allocation: a waiting
 * worker spins for some tens of microseconds, because the phases of a training step follow each other that closely, and then
 * parks. One thread at a time may call {@link #run}.
 */
public final class Workers implements AutoCloseable {
    /** What each worker does. */
    @FunctionalInterface
    public interface Job {
        /**
         * Does one worker's share.
         *
         * @param worker the worker's number, 0 to count - 1
         */
        void run(int worker);
    }

    private static final int SPINS = 2000; // 20 to 60 microseconds, longer than the unevenness of a phase

    private final int count;
    private final int spins;
    private final Thread[] threads;
    private final AtomicInteger pending = new AtomicInteger();
    private volatile int generation;
    private volatile boolean closed;
    private volatile Thread caller;
    private volatile Throwable failure;
    private Job job;

    /**
     * Starts the crew.
     *
     * @param count number of workers, the caller included, >= 1
     * @throws IllegalArgumentException if the count is below 1
     */
    public Workers(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("threads must be >= 1, got " + count);
        }
        this.count = count;
        // More workers than processors: one that spins takes the time of one that works.
        this.spins = count <= Runtime.getRuntime().availableProcessors() ? SPINS : 0;
        this.threads = new Thread[count - 1];
        for (int i = 0; i < threads.length; i++) {
            int worker = i + 1;
            threads[i] = Thread.ofPlatform().daemon().name("lanecoder-worker-" + worker).start(() -> serve(worker));
        }
    }

    /** {@return the number of workers, the caller included} */
    public int count() {
        return count;
    }

    /**
     * Runs a job on every worker and waits until all have done it.
     *
     * @param newJob the job; what it writes is visible to the caller afterwards
     * @throws IllegalStateException if the crew is closed, or if a worker failed (its exception is the cause)
     */
    public void run(Job newJob) {
        if (closed) {
            throw new IllegalStateException("these workers are closed");
        }
        if (count == 1) {
            newJob.run(0);
            return;
        }
        caller = Thread.currentThread();
        job = newJob;
        failure = null;
        pending.set(count - 1);
        generation++; // publishes job and pending; only the caller writes it
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
        Throwable own = null;
        try {
            newJob.run(0);
        } catch (RuntimeException | Error e) {
            own = e;
        }
        for (int spin = 0; pending.get() > 0; spin++) {
            pause(spin);
        }
        job = null;
        caller = null;
        if (own instanceof RuntimeException e) {
            throw e;
        }
        if (own instanceof Error e) {
            throw e;
        }
        if (failure != null) {
            throw new IllegalStateException("a worker failed: " + failure, failure);
        }
    }

    private void serve(int worker) {
        int seen = 0;
        while (true) {
            for (int spin = 0; generation == seen && !closed; spin++) {
                pause(spin);
            }
            if (closed) {
                return;
            }
            seen = generation;
            try {
                job.run(worker);
            } catch (Throwable e) { // handed to the caller, whatever it is: a lost one would leave it waiting
                failure = e;
            }
            Thread waiting = caller; // read before the count falls: after that the caller may be gone
            if (pending.decrementAndGet() == 0) {
                LockSupport.unpark(waiting);
            }
        }
    }

    private void pause(int spin) {
        if (spin < spins) {
            Thread.onSpinWait();
        } else {
            LockSupport.park(this);
        }
    }

    /** Ends the threads and waits for them. Closing twice does nothing. */
    @Override
    public void close() {
        closed = true;
        boolean interrupted = false;
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException _) {
                    interrupted = true; // the threads end on their own; the interrupt is the caller's to see
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
