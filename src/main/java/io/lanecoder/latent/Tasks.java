package io.lanecoder.latent;

import io.lanecoder.kernel.Shares;
import io.lanecoder.kernel.Workers;
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
        Shares shares = new Shares(workers.count(), count);
        workers.run(worker -> {
            IntConsumer task = tasks.get();
            for (int i = shares.take(worker); i >= 0; i = shares.take(worker)) {
                task.accept(i);
            }
        });
    }
}
