package io.lanecoder.latent;

import io.lanecoder.kernel.Workers;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * Numbered pieces of work, taken by whichever worker is free. Each writes its own place, so who takes it does not show.
 */
final class Tasks {
    private Tasks() {
    }

    static void run(Workers workers, int count, IntConsumer task) {
        run(workers, count, () -> task);
    }

    /** Each worker asks for its own task, which may keep memory from one piece to the next. */
    static void run(Workers workers, int count, Supplier<IntConsumer> tasks) {
        AtomicInteger next = new AtomicInteger();
        workers.run(_ -> {
            IntConsumer task = tasks.get();
            for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                task.accept(i);
            }
        });
    }
}
