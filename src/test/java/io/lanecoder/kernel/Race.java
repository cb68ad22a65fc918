package io.lanecoder.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Lets threads meet at one state at the same moment, over and over, each time at a fresh one, as jcstress does. What they saw and left
 * is judged afterwards, when they are through with it.
 *
 * <p>{@code -Dlanecoder.raceMillis=60000} makes each race last that long instead of {@value #MILLIS} ms.
 */
public final class Race {
    private static final long MILLIS = 300;
    /** Then the others get the processor: there may be more threads than processors. */
    private static final int SPINS = 200;

    private Race() {
    }

    /**
     * Runs a race.
     *
     * @param batch states that are made, raced at one after the other, and judged, in one go
     * @param fresh makes a state
     * @param judge throws for a state that no order of the actors' steps explains
     * @param actors what the threads do, one each
     * @return how many states were judged
     * @throws InterruptedException if the caller is interrupted: a timeout
     */
    @SafeVarargs
    public static <S> long run(int batch, Supplier<S> fresh, Consumer<S> judge, Consumer<S>... actors)
            throws InterruptedException {
        long until = System.nanoTime() + Long.getLong("lanecoder.raceMillis", MILLIS) * 1_000_000;
        AtomicReference<Throwable> failure = new AtomicReference<>();
        long judged = 0;
        do {
            List<S> states = new ArrayList<>();
            List<AtomicInteger> gates = new ArrayList<>();
            for (int i = 0; i < batch; i++) {
                states.add(fresh.get());
                gates.add(new AtomicInteger());
            }
            List<Thread> threads = new ArrayList<>();
            for (Consumer<S> actor : actors) {
                threads.add(Thread.ofPlatform().daemon().name("race-" + threads.size()).start(() -> {
                    for (int i = 0; i < batch; i++) {
                        meet(gates.get(i), actors.length);
                        try {
                            actor.accept(states.get(i));
                        } catch (Throwable e) { // told by the caller; the others go on to the end
                            failure.compareAndSet(null, e);
                        }
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            if (failure.get() != null) {
                throw new AssertionError("after " + judged + " states: " + failure.get(), failure.get());
            }
            states.forEach(judge);
            judged += batch;
        } while (System.nanoTime() < until);
        return judged;
    }

    private static void meet(AtomicInteger gate, int parties) {
        gate.incrementAndGet();
        for (int spin = 0; gate.get() < parties; spin++) {
            if (spin < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }
}
