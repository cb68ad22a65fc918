package io.lanecoder.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The kernels that stand in until others are compiled: who is asked when, and that nobody can tell the difference. */
class StandbyTest {
    @Test
    @Timeout(60)
    void theOthersTakeOver() throws InterruptedException {
        Kernels first = Kernels.scalar();
        Kernels then = Kernels.scalar();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Standby standby = new Standby(() -> {
            asked.countDown();
            await(go);
            return then;
        }, () -> then, first);
        assertSame(first, standby.kernels());
        assertEquals(true, asked.await(30, TimeUnit.SECONDS), "nobody prepares the others");
        assertSame(first, standby.kernels());
        go.countDown();
        while (standby.kernels() == first) { // the timeout is the test's
            Thread.onSpinWait();
        }
        assertSame(then, standby.kernels());
    }

    /** Those that leave out zeros. */
    @Test
    @Timeout(60)
    void theLastTakeOverInTheEnd() throws InterruptedException {
        Kernels others = Kernels.scalar();
        Kernels last = Kernels.scalar();
        Standby standby = new Standby(() -> others, () -> last, Kernels.scalar());
        standby.await();
        assertSame(others, standby.kernels());
        while (standby.kernels() == others) { // the timeout is the test's
            Thread.sleep(1);
        }
        assertSame(last, standby.kernels());
        standby.end(); // a warm-up of training that was begun before, and ends after
        assertSame(last, standby.kernels());
    }

    @Test
    void whoHasWarmedUpHimselfNeedNotWait() {
        Kernels first = Kernels.scalar();
        Kernels then = Kernels.scalar();
        assertNotSame(first, then);
        Standby standby = new Standby(() -> then, () -> then, first);
        standby.end();
        assertSame(then, standby.kernels());
        standby.await(); // nobody else has to come
    }

    @Test
    @Timeout(60)
    void whoWaitsGetsTheOthers() {
        Kernels then = Kernels.scalar();
        Standby standby = new Standby(() -> then, () -> then, Kernels.scalar());
        standby.await();
        assertSame(then, standby.kernels());
    }

    @Test
    @Timeout(60)
    void nobodyWaitsForKernelsThatCannotCome() {
        Kernels first = Kernels.scalar();
        Standby standby = new Standby(() -> {
            throw new NoClassDefFoundError("as if the module were broken");
        }, Kernels::scalar, first);
        standby.await();
        assertSame(first, standby.kernels());
    }

    @Test
    @Timeout(60)
    void withoutAThreadToPrepareThemTheOthersTakeOverAtOnce() {
        Kernels then = Kernels.scalar();
        Standby standby = new Standby(() -> then, () -> then, Kernels.scalar(), job -> new Thread(job) {
            @Override
            public void start() {
                throw new OutOfMemoryError("unable to create native thread, as it were");
            }
        });
        standby.kernels();
        assertSame(then, standby.kernels());
        standby.await();
    }

    @Test
    @Timeout(60)
    void nobodyWaitsIfThereIsNeitherAThreadNorKernels() {
        Kernels first = Kernels.scalar();
        Standby standby = new Standby(Kernels::scalar, () -> {
            throw new NoClassDefFoundError("as if the module were broken");
        }, first, job -> new Thread(job) {
            @Override
            public void start() {
                throw new OutOfMemoryError("unable to create native thread, as it were");
            }
        });
        assertThrows(NoClassDefFoundError.class, standby::kernels);
        standby.await();
        assertSame(first, standby.kernels());
    }

    @Test
    void whoIsInterruptedDoesNotWait() {
        CountDownLatch never = new CountDownLatch(1);
        Kernels first = Kernels.scalar();
        Standby standby = new Standby(() -> {
            await(never);
            return first;
        }, () -> first, first);
        Thread.currentThread().interrupt();
        standby.await();
        assertEquals(true, Thread.interrupted(), "the interruption was lost");
        never.countDown();
    }

    @Test
    void bothUnderstandWhatEitherPacked() {
        assumeTrue(ModuleLayer.boot().findModule(KernelChoice.MODULE).isPresent(), "no Vector API in this JVM");
        Kernels vector = Kernels.vector();
        Products standIn = ScalarProducts.packedFor(vector.lanes());
        Random random = new Random(3);
        for (int cols : new int[] {1, 16, 17, 48, 64, 100, 112, 257}) {
            int depth = 41;
            int ldb = Products.padded(cols);
            float[] transposed = randoms(random, cols * depth + Products.ALIGN);
            float[] b = new float[depth * ldb];
            for (int k = 0; k < depth; k++) {
                for (int j = 0; j < cols; j++) {
                    b[k * ldb + j] = transposed[j * depth + k];
                }
            }
            float[] packed = packed(vector.products(), depth, cols, transposed);
            assertArrayEquals(packed, packed(standIn, depth, cols, transposed), cols + " columns");
            float[] rows = new float[packed.length];
            standIn.packRows(0, depth, depth, cols, b, 0, ldb, rows, 0);
            assertArrayEquals(packed, rows, cols + " columns, packed by rows");
            float[] a = randoms(random, depth);
            float[] init = randoms(random, ldb);
            float[] c = new float[ldb];
            float[] d = new float[ldb];
            vector.products().rowMul(cols, depth, a, 0, packed, init, 0, c, 0, new int[depth]);
            standIn.rowMul(cols, depth, a, 0, packed, init, 0, d, 0, new int[depth]);
            assertArrayEquals(bits(c), bits(d), cols + " columns");
        }
    }

    private static float[] packed(Products products, int depth, int cols, float[] transposed) {
        float[] packed = new float[Products.packedSize(depth, cols)];
        Arrays.fill(packed, Float.NaN);
        products.packTransposed(depth, cols, transposed, 0, depth, packed, 0);
        return packed;
    }

    private static float[] randoms(Random random, int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            bits[i] = Float.floatToRawIntBits(values[i]);
        }
        return bits;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
