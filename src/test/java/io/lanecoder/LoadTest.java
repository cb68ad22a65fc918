package io.lanecoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.data.Dataset;
import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.SeededRandom;
import io.lanecoder.train.TrainingConfig;
import io.lanecoder.train.TrainingListener;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/**
 * One model, many threads: every answer has the bits of the one that a single thread gets, no thread is left, the heap stays small
 * while they work and does not grow.
 *
 * <p>{@code -Dlanecoder.loadSeconds=600} makes each of the two crowds work that long instead of {@value #SECONDS} s.
 */
class LoadTest {
    private static final int SECONDS = 10;
    private static final int ROWS = 300;
    private static final int COLS = 37;
    private static final int PLATFORM = 64;
    private static final int VIRTUAL = 10_000;
    /** More than garbage collectors differ by from one count to the next, far less than a buffer a call would come to. */
    private static final long HEAP_GROWTH = 24L << 20;
    /** What all clients at work may hold together: their own few KB each, and a block of rows for each that really computes. */
    private static final long HEAP_AT_WORK = 256L << 20;

    private final FloatMatrix x = data();
    private final Autoencoder model = Autoencoder.fit(Dataset.of(x), AutoencoderConfig.defaults().withSizes(
            List.of(29, 17), 5), config(2).build(), TrainingListener.SILENT).model();
    private final float[] codes = model.encode(x).toArray();
    private final float[] reconstructions = model.reconstruct(x, 1).toArray();
    private final double[] errors = model.reconstructionErrors(x, 1);
    private final LongAdder answers = new LongAdder();
    private final AtomicReference<String> difference = new AtomicReference<>();

    private static FloatMatrix data() {
        SeededRandom random = SeededRandom.of(8);
        FloatMatrix rows = FloatMatrix.zeros(ROWS, COLS);
        for (int i = 0; i < rows.array().length; i++) {
            rows.array()[i] = (float) random.nextGaussian() * 3;
        }
        return rows;
    }

    private static TrainingConfig.Builder config(int epochs) {
        return TrainingConfig.defaults().toBuilder().epochs(epochs).batchSize(50).learningRate(0.01);
    }

    /** One client of the service: asks in its own order, until the time is over, but at least once for each kind. */
    private final class Client implements Runnable {
        private final SeededRandom random;
        private final long until;
        private final RowCoder coder = model.newRowCoder();
        private final float[] code = new float[5];
        private final float[] row = new float[COLS];

        Client(int number, long until) {
            this.random = SeededRandom.of(77, number);
            this.until = until;
        }

        @Override
        public void run() {
            try {
                int kind = random.nextInt(4);
                for (int i = 0; i < 4 || System.nanoTime() < until; i++) {
                    ask(kind++ % 4);
                    answers.increment();
                    Thread.yield(); // virtual threads take turns only where they wait
                }
            } catch (RuntimeException | Error e) {
                difference.compareAndSet(null, e.toString());
            }
        }

        private void ask(int kind) {
            int from = random.nextInt(ROWS);
            int to = from + 1 + random.nextInt(Math.min(ROWS - from, 7));
            switch (kind) {
                case 0 -> {
                    coder.encode(x.array(), x.rowOffset(from), code, 0);
                    compare("encode a row", codes, from * 5, code);
                }
                case 1 -> {
                    coder.reconstruct(x.array(), x.rowOffset(from), row, 0);
                    compare("reconstruct a row", reconstructions, from * COLS, row);
                }
                case 2 -> {
                    if (random.nextInt(20) == 0) { // more than one block, on two threads
                        compare("encode all", codes, 0, model.encode(x, 2).toArray());
                    } else {
                        compare("encode", codes, from * 5, model.encode(x.rows(from, to)).toArray());
                    }
                }
                default -> {
                    double[] found = model.reconstructionErrors(x.rows(from, to), 1);
                    double one = coder.reconstructionError(x.array(), x.rowOffset(from));
                    if (!Arrays.equals(found, Arrays.copyOfRange(errors, from, to)) || one != errors[from]) {
                        difference.compareAndSet(null, "errors of the rows " + from + " to " + to);
                    }
                }
            }
        }

        private void compare(String what, float[] expected, int at, float[] found) {
            if (!Arrays.equals(expected, at, at + found.length, found, 0, found.length)) {
                difference.compareAndSet(null, what + " at " + at + ": " + Arrays.toString(found));
            }
        }
    }

    private void crowd(String name, ThreadFactory factory, int count) throws InterruptedException {
        long seconds = Long.getLong("lanecoder.loadSeconds", SECONDS);
        long heapBefore = heap();
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        long until = System.nanoTime() + seconds * 1_000_000_000L;
        for (int i = 0; i < count; i++) {
            int number = i;
            Thread thread = factory.newThread(() -> {
                try {
                    start.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                new Client(number, until).run();
            });
            thread.start();
            threads.add(thread);
        }
        start.countDown();
        long heapAtWork = 0;
        while (System.nanoTime() < until) {
            Thread.sleep(1000);
            heapAtWork = Math.max(heapAtWork, heap());
        }
        for (Thread thread : threads) {
            thread.join();
        }
        threads.clear();
        assertNull(difference.get());
        assertTrue(answers.sum() >= 4L * count, answers.sum() + " answers");
        long heapAfter = heap();
        System.out.printf("%s: %,d answers, no difference; heap %,d KB before, %,d KB at work, %,d KB after%n", name,
                answers.sum(), heapBefore >> 10, heapAtWork >> 10, heapAfter >> 10);
        assertTrue(heapAtWork - heapBefore < HEAP_AT_WORK, heapBefore + " -> " + heapAtWork + " bytes");
        assertTrue(heapAfter - heapBefore < HEAP_GROWTH, heapBefore + " -> " + heapAfter + " bytes");
        assertEquals(List.of(), workers());
    }

    private static long heap() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(least, Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }

    private static List<String> workers() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName)
                .filter(name -> name.startsWith("lanecoder-worker")).toList();
    }

    @Test
    void platformThreadsShareAModel() throws InterruptedException {
        crowd(PLATFORM + " platform threads", Thread.ofPlatform().factory(), PLATFORM);
    }

    @Test
    void virtualThreadsShareAModel() throws InterruptedException {
        crowd(VIRTUAL + " virtual threads", Thread.ofVirtual().factory(), VIRTUAL);
    }

    @Test
    void twoTrainingsAtOnceAreAsTwoAlone() throws InterruptedException {
        List<TrainingConfig> configs = List.of(config(6).seed(1).threads(2).build(),
                config(6).seed(2).threads(3).inputNoise(0.1).build(), config(6).seed(1).threads(1).build());
        List<float[]> alone = new ArrayList<>();
        for (TrainingConfig config : configs) {
            alone.add(trained(config));
        }
        float[][] together = new float[configs.size()][];
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < configs.size(); i++) {
            int number = i;
            threads.add(Thread.ofPlatform().start(() -> together[number] = trained(configs.get(number))));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        for (int i = 0; i < together.length; i++) {
            assertArrayEquals(alone.get(i), together[i], "training " + i);
        }
        assertEquals(List.of(), workers());
    }

    private float[] trained(TrainingConfig config) {
        return Autoencoder.fit(Dataset.of(x), AutoencoderConfig.defaults().withSizes(List.of(29), 5), config,
                TrainingListener.SILENT).model().parameters().values();
    }
}
