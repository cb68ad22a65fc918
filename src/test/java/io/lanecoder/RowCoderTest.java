package io.lanecoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.Scaler;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Its results are those of {@link Autoencoder}, which {@link AutoencoderTest} checks. */
class RowCoderTest {
    private static final int COLS = 37;
    private static final int CALLS = 200;
    /** Far more than C2 ever needs; vectors of code that is not compiled yet are objects. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static Autoencoder model(Scaler.Kind kind) {
        AutoencoderConfig config = AutoencoderConfig.defaults().withSizes(List.of(21, 13), 5);
        return Autoencoder.untrained(COLS, config, 3).withScaler(Scaler.fit(kind, AutoencoderTest.data(200, -3, 7)));
    }

    @ParameterizedTest
    @EnumSource
    void onceWarmNoCallAllocatesAnything(Scaler.Kind kind) {
        ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
        assumeTrue(
                threads != null && threads.isThreadAllocatedMemorySupported()
                        && threads.isThreadAllocatedMemoryEnabled(),
                "this JVM does not count allocated bytes");
        RowCoder coder = model(kind).newRowCoder();
        float[] x = AutoencoderTest.data(1, -3, 7).array();
        float[] code = new float[5];
        float[] restored = new float[COLS];
        long least = Long.MAX_VALUE;
        long start = System.nanoTime();
        while (least > 0 && System.nanoTime() - start < PATIENCE.toNanos()) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int call = 0; call < CALLS; call++) {
                coder.encode(x, 0, code, 0);
                coder.reconstruct(x, 0, restored, 0);
                coder.reconstructionError(x, 0);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertEquals(0, least, "bytes that " + CALLS + " calls allocate at best");
    }

    @Test
    void onlyTheResultIsWritten() {
        RowCoder coder = model(Scaler.Kind.MINMAX).newRowCoder();
        FloatMatrix x = AutoencoderTest.data(3, -3, 7);
        float[] before = x.array().clone();
        float[] code = new float[12];
        float[] restored = new float[COLS + 6];
        Arrays.fill(code, 99f);
        Arrays.fill(restored, 99f);
        coder.encode(x.array(), COLS, code, 4);
        coder.reconstruct(x.array(), COLS, restored, 3);
        assertArrayEquals(before, x.array());
        for (int i = 0; i < code.length; i++) {
            assertEquals(i < 4 || i >= 9, code[i] == 99f, "code " + i);
        }
        for (int i = 0; i < restored.length; i++) {
            assertEquals(i < 3 || i >= COLS + 3, restored[i] == 99f, "reconstruction " + i);
        }
    }

    @Test
    void arraysThatAreTooShortAreRefusedAndNotTouched() {
        RowCoder coder = model(Scaler.Kind.NONE).newRowCoder();
        float[] x = new float[COLS];
        float[] code = new float[5];
        assertThrows(IndexOutOfBoundsException.class, () -> coder.encode(x, 1, code, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> coder.encode(x, -1, code, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> coder.encode(x, 0, code, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> coder.encode(x, 0, code, -1));
        assertThrows(IndexOutOfBoundsException.class, () -> coder.reconstruct(x, 0, new float[COLS - 1], 0));
        assertThrows(IndexOutOfBoundsException.class, () -> coder.reconstructionError(x, Integer.MAX_VALUE));
        assertArrayEquals(new float[5], code);
    }

    @Test
    void manyCodersShareAModel() throws Exception {
        Autoencoder model = model(Scaler.Kind.ZSCORE);
        FloatMatrix x = AutoencoderTest.data(500, -3, 7);
        double[] expected = model.reconstructionErrors(x, 1);
        try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
            List<Future<double[]>> results = IntStream.range(0, 8).mapToObj(_ -> pool.submit(() -> {
                RowCoder coder = model.newRowCoder();
                return IntStream.range(0, x.rows()).mapToDouble(
                        i -> coder.reconstructionError(x.array(), x.rowOffset(i))).toArray();
            })).toList();
            for (Future<double[]> result : results) {
                assertArrayEquals(expected, result.get());
            }
        }
        assertTrue(expected[0] > 0);
    }
}
