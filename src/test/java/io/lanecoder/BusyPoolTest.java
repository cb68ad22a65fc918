package io.lanecoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.lanecoder.data.FloatMatrix;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;

/** The common pool belongs to the whole process: what others do there must not hold up a pass that could do without it. */
class BusyPoolTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void aPassDoesNotWaitForThreadsThatAreBusyWithSomethingElse() throws InterruptedException {
        FloatMatrix x = AutoencoderTest.data(3000, -3, 7);
        Autoencoder model = Autoencoder.untrained(x.cols(), AutoencoderConfig.defaults().withSizes(List.of(21, 13), 5),
                3);
        float[] expected = model.encode(x, 1).toArray();
        int threads = ForkJoinPool.getCommonPoolParallelism();
        CountDownLatch busy = new CountDownLatch(threads);
        CountDownLatch release = new CountDownLatch(1);
        for (int i = 0; i < threads; i++) {
            CompletableFuture.runAsync(() -> {
                busy.countDown();
                try {
                    release.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
        }
        busy.await();
        try {
            float[] found = assertTimeoutPreemptively(PATIENCE, () -> model.encode(x, 4).toArray());
            assertArrayEquals(expected, found);
        } finally {
            release.countDown();
        }
    }
}
