package io.lanecoder.kernel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * A crew of threads that run the same job together and wait for each other at its end.
 *
 * <p>The caller is worker 0; the others are daemon threads that live until {@link #close}. Meeting costs no
 * allocation: a waiting
 * worker spins for some tens of microseconds, because the phases of a training step follow each other that closely,
 * and then
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

    private enum State {
        IDLE,
        AT_WORK,
        CLOSED
    }

    private static final int SPINS = 2000; // 20 to 60 microseconds, longer than the unevenness of a phase

    private final int count;
    private final int spins;
    private final Thread[] threads;
    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
    private volatile int generation;
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
        try {
            for (int i = 0; i < threads.length; i++) {
                int worker = i + 1;
                threads[i] = Thread.ofPlatform().daemon().name("lanecoder-worker-" + worker).start(() -> serve(worker));
            }
        } catch (Throwable e) { // the system has no more threads: those it gave must not wait for ever
            close();
            throw e;
        }
    }

    /** {@return the number of workers, the caller included} */
    public int count() {
        return count;
    }

    /**
     * Runs a job on every worker and waits until all have done it.
     *
     * <p>An exception of worker 0, the caller itself, is thrown as it is, once the others are done.
     *
     * @param newJob the job; what it writes is visible to the caller afterwards
     * @throws IllegalStateException if the crew is closed or at work, or if another worker failed (its exception is
     * the cause)
     */
    public void run(Job newJob) {
        State found = state.compareAndExchange(State.IDLE, State.AT_WORK);
        if (found != State.IDLE) {
            throw new IllegalStateException(
                    found == State.CLOSED ? "these workers are closed" : "these workers are at work on another job");
        }
        caller = Thread.currentThread();
        job = newJob;
        failure = null;
        pending.set(count - 1);
        generation++; // publishes job, caller and pending; only the one who set AT_WORK writes it
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
        try {
            newJob.run(0);
        } finally { // whatever the caller's own share came to, the others still work on the caller's arrays
            for (int spin = 0; pending.get() > 0; spin++) {
                pause(spin);
            }
            job = null;
            caller = null;
            state.set(State.IDLE);
        }
        if (failure != null) {
            throw new IllegalStateException("a worker failed: " + failure, failure);
        }
    }

    private void serve(int worker) {
        int seen = 0;
        while (true) {
            for (int spin = 0; generation == seen; spin++) {
                if (state.get() == State.CLOSED) {
                    return;
                }
                pause(spin);
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
            LockSupport.park(this); // comes back at once in an interrupted thread, which then spins on
        }
    }

    /**
     * Ends the threads and waits for them. Closing twice does nothing.
     *
     * @throws IllegalStateException if a job is at work
     */
    @Override
    public void close() {
        if (state.compareAndExchange(State.IDLE, State.CLOSED) == State.AT_WORK) {
            throw new IllegalStateException("these workers are at work, close them afterwards");
        }
        boolean interrupted = false;
        for (Thread thread : threads) {
            LockSupport.unpark(thread); // null where the constructor failed
            while (thread != null && thread.isAlive()) {
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
