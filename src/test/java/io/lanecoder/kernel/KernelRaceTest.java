package io.lanecoder.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The places of this package where threads hand something to each other. The timeout turns a lost wake-up into a failure. */
@Timeout(600)
class KernelRaceTest {
    private static final Kernels FIRST = Kernels.scalar();
    private static final Kernels THEN = Kernels.scalar();

    /** Ends a thread that would warm up. */
    private static final class Enough extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Stand-in kernels, asked for by two threads while a third says that the others are ready. */
    private static final class Switch {
        final Set<Thread> warming = ConcurrentHashMap.newKeySet();
        final Standby standby = new Standby(this::others, this::others, FIRST);
        final Kernels[][] seen = new Kernels[2][6];

        private Kernels others() {
            if (Thread.currentThread().getName().equals("lanecoder-warm-up")) {
                warming.add(Thread.currentThread());
                throw new Enough();
            }
            return THEN;
        }

        void ask(int who) {
            for (int i = 0; i < seen[who].length; i++) {
                seen[who][i] = standby.kernels();
            }
        }

        void judge() {
            for (Kernels[] one : seen) {
                boolean switched = false;
                for (Kernels kernels : one) {
                    assertTrue(kernels == THEN || kernels == FIRST && !switched, "back to the stand-ins");
                    switched |= kernels == THEN;
                }
            }
            assertSame(THEN, standby.kernels(), "nobody asks for the stand-ins once they are relieved");
            assertTrue(warming.size() <= 1, warming.size() + " threads warm up");
        }
    }

    @Test
    void standInsAreRelievedOnceAndForAll() throws InterruptedException {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((_, e) -> assertSame(Enough.class, e.getClass()));
        try {
            assertTrue(Race.run(200, Switch::new, Switch::judge, s -> s.ask(0), s -> s.standby.end(),
                    s -> s.ask(1)) > 0);
            assertTrue(Race.<Switch>run(200, Switch::new, s -> {
                s.standby.end();
                s.judge();
            }, s -> s.ask(0), s -> s.ask(1)) > 0);
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    /** A crew that several threads want, or want to end. */
    private static final class Crew {
        static final int COUNT = 2;
        final Workers workers = new Workers(COUNT);
        /** Plain: that the workers' writes are seen is what is tested. */
        final int[] done = new int[COUNT * 16];
        final Thread[] threads = new Thread[COUNT];
        final String[] refusals = new String[2];
        final int[] runs = new int[2];

        void run(int who) {
            attempt(who, () -> {
                workers.run(worker -> {
                    done[worker * 16]++;
                    threads[worker] = Thread.currentThread();
                });
                runs[who]++;
            });
        }

        void close(int who) {
            attempt(who, workers::close);
        }

        private void attempt(int who, Runnable work) {
            try {
                work.run();
            } catch (IllegalStateException e) {
                refusals[who] = e.getMessage();
            }
        }

        void judge() {
            workers.close();
            for (String refusal : refusals) {
                assertTrue(refusal == null || refusal.startsWith("these workers are "), refusal);
            }
            for (int worker = 0; worker < COUNT; worker++) {
                assertEquals(runs[0] + runs[1], done[worker * 16], "worker " + worker);
            }
            if (threads[1] != null) {
                assertFalse(threads[1].isAlive(), "a worker outlives its crew");
            }
        }
    }

    @Test
    void aCrewDoesOneJobAtATimeOrIsClosed() throws InterruptedException {
        Consumer<Crew> first = crew -> crew.run(0);
        assertTrue(Race.run(20, Crew::new, crew -> {
            assertTrue(crew.runs[0] + crew.runs[1] >= 1, "one of two jobs is always done");
            crew.judge();
        }, first, crew -> crew.run(1)) > 0);
        assertTrue(Race.run(20, Crew::new, crew -> {
            assertEquals(crew.runs[0] == 1 ? null : "these workers are closed", crew.refusals[0]);
            crew.judge();
        }, first, crew -> crew.close(1)) > 0);
        assertTrue(Race.run(20, Crew::new, Crew::judge, crew -> crew.close(0), crew -> crew.close(1)) > 0);
    }

    @Test
    void whoIsInterruptedWhileClosingStaysInterrupted() {
        for (int i = 0; i < 200; i++) {
            Workers workers = new Workers(2);
            Thread.currentThread().interrupt();
            workers.close();
            assertTrue(Thread.interrupted(), "close swallowed the interrupt");
        }
    }
}
