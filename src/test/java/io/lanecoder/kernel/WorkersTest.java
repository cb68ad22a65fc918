package io.lanecoder.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The crew meets, every time, whatever its members throw. The timeout turns a lost wake-up into a failure. */
@Timeout(60)
class WorkersTest {
    private static final int MEETINGS = 10_000;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void everyWorkerRunsOnceEachTimeAndWhatItWroteIsSeen(int count) {
        int[] plain = new int[count * 16]; // no volatile: visibility is what is tested; a cache line each
        try (Workers workers = new Workers(count)) {
            assertEquals(count, workers.count());
            Workers.Job job = worker -> plain[worker * 16]++;
            for (int meeting = 1; meeting <= MEETINGS; meeting++) {
                workers.run(job);
                for (int worker = 0; worker < count; worker++) {
                    assertEquals(meeting, plain[worker * 16], "worker " + worker);
                }
            }
        }
    }

    @Test
    void theCallerIsWorkerZeroAndTheOthersAreDaemons() {
        Thread[] threads = new Thread[3];
        try (Workers workers = new Workers(3)) {
            workers.run(worker -> threads[worker] = Thread.currentThread());
        }
        assertSame(Thread.currentThread(), threads[0]);
        assertTrue(threads[1].isDaemon() && threads[2].isDaemon());
        assertEquals(3, Arrays.stream(threads).distinct().count());
    }

    @Test
    void aSlowWorkerIsWaitedForBothAwakeAndParked() {
        try (Workers workers = new Workers(2)) {
            for (int slow = 0; slow < 2; slow++) {
                int slowWorker = slow;
                AtomicInteger done = new AtomicInteger();
                for (int meeting = 1; meeting <= 50; meeting++) {
                    workers.run(worker -> {
                        if (worker == slowWorker) {
                            work(2_000_000); // milliseconds: far beyond the spinning
                        }
                        done.incrementAndGet();
                    });
                    assertEquals(2 * meeting, done.get());
                }
            }
        }
    }

    private static void work(int steps) {
        AtomicInteger sum = new AtomicInteger();
        for (int i = 0; i < steps; i++) {
            sum.setPlain(sum.getPlain() + i);
        }
        assertTrue(sum.getPlain() != 1);
    }

    @Test
    void anExceptionOfAnotherWorkerReachesTheCaller() {
        try (Workers workers = new Workers(3)) {
            Error error = new OutOfMemoryError("made up");
            IllegalStateException thrown = assertThrows(IllegalStateException.class, () -> workers.run(worker -> {
                if (worker == 2) {
                    throw error;
                }
            }));
            assertSame(error, thrown.getCause());
            assertTrue(thrown.getMessage().contains("made up"), thrown.getMessage());
            assertRunsAgain(workers);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void anExceptionOfTheCallersShareIsThrownOnceTheOthersAreDone(int count) {
        try (Workers workers = new Workers(count)) {
            AtomicInteger done = new AtomicInteger();
            CountDownLatch thrown = new CountDownLatch(1);
            RuntimeException own = new UnsupportedOperationException("made up");
            assertSame(own, assertThrows(UnsupportedOperationException.class, () -> workers.run(worker -> {
                if (worker == 0) {
                    thrown.countDown();
                    throw own;
                }
                await(thrown);
                work(2_000_000);
                done.incrementAndGet();
            })));
            assertEquals(count - 1, done.get());
            assertRunsAgain(workers);
        }
    }

    @Test
    void allMayFailAtOnce() {
        try (Workers workers = new Workers(3)) {
            for (int i = 0; i < 100; i++) {
                String expected = "worker 0, time " + i;
                int time = i;
                assertEquals(expected, assertThrows(UnsupportedOperationException.class, () -> workers.run(worker -> {
                    throw new UnsupportedOperationException("worker " + worker + ", time " + time);
                })).getMessage());
            }
            assertRunsAgain(workers);
        }
    }

    private static void assertRunsAgain(Workers workers) {
        int[] ran = new int[workers.count()];
        workers.run(worker -> ran[worker]++);
        int[] expected = new int[workers.count()];
        Arrays.fill(expected, 1);
        assertArrayEquals(expected, ran);
    }

    private static void close(AutoCloseable workers) {
        try {
            workers.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void closedIsClosed() {
        AtomicReference<Thread> other = new AtomicReference<>();
        Workers workers = new Workers(2);
        workers.run(worker -> {
            if (worker == 1) {
                other.set(Thread.currentThread());
            }
        });
        workers.close();
        assertFalse(other.get().isAlive());
        workers.close();
        IllegalStateException thrown = assertThrows(IllegalStateException.class, () -> workers.run(_ -> {
        }));
        assertEquals("these workers are closed", thrown.getMessage());
        Workers alone = new Workers(1);
        alone.close();
        assertThrows(IllegalStateException.class, () -> alone.run(_ -> {
        }));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aJobThatStartsAJobOrClosesItsWorkersIsRefused(int count) {
        try (Workers workers = new Workers(count)) {
            Workers.Job nothing = _ -> {
            };
            assertThrows(IllegalStateException.class, () -> workers.run(_ -> workers.run(nothing)));
            assertThrows(IllegalStateException.class, () -> workers.run(_ -> close(workers)));
            assertThrows(IllegalStateException.class, () -> workers.run(worker -> {
                if (worker == count - 1) {
                    workers.run(nothing);
                }
            }));
            assertRunsAgain(workers);
        }
    }

    @Test
    void anInterruptChangesNothingAndIsNotLost() {
        Workers workers = new Workers(3);
        int[] ran = new int[3 * 16];
        for (int i = 0; i < 100; i++) {
            Thread.currentThread().interrupt();
            workers.run(worker -> {
                if (worker > 0) {
                    work(50_000);
                }
                ran[worker * 16]++;
            });
            assertTrue(Thread.interrupted(), "the caller's interrupt was swallowed");
        }
        assertEquals("100 100 100", ran[0] + " " + ran[16] + " " + ran[32]);
        Thread.currentThread().interrupt();
        workers.close();
        assertTrue(Thread.interrupted(), "close swallowed the interrupt");
    }

    @Test
    void anInterruptedWorkerWorksOn() {
        try (Workers workers = new Workers(2)) {
            workers.run(_ -> Thread.currentThread().interrupt());
            assertTrue(Thread.interrupted());
            for (int i = 0; i < 100; i++) {
                assertRunsAgain(workers);
            }
        }
    }

    @Test
    void callersMayTakeTurns() throws InterruptedException {
        int[] plain = new int[2];
        try (Workers workers = new Workers(2)) {
            for (int turn = 0; turn < 100; turn++) {
                Thread caller = new Thread(() -> workers.run(worker -> plain[worker]++));
                caller.start();
                caller.join();
                workers.run(worker -> plain[worker]++);
            }
        }
        assertArrayEquals(new int[] {200, 200}, plain);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void thereIsAtLeastOneWorker(int count) {
        IllegalArgumentException thrown = assertThrows(IllegalArgumentException.class, () -> new Workers(count));
        assertEquals("threads must be >= 1, got " + count, thrown.getMessage());
    }
}
