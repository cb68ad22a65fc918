package io.lanecoder.latent;

import io.lanecoder.kernel.Workers;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * Numbered pieces of work, taken by whichever worker is free. Each writes its own place, so who takes it does not show.
 */
final class Tasks {
    private Tasks() {
    }

    static void run(Workers workers, int count, IntConsumer task) {
        AtomicInteger next = new AtomicInteger();
        workers.run(_ -> {
            for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                task.accept(i);
            }
        });
    }
}
