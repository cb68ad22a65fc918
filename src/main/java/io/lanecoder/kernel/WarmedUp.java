package io.lanecoder.kernel;

/**
 * What this JVM has warmed up besides the passes, which are {@link Standby}'s. A warm-up runs when it is first asked for; one that
 * failed, out of memory say, is tried again.
 */
final class WarmedUp {
    private static boolean training;
    private static Thread maps;

    private WarmedUp() {
    }

    /** The kernels of a training step; {@code standIns} are done with then, if there are any. */
    static synchronized void training(Kernels kernels, Standby standIns) {
        if (!training) {
            WarmUp.trainingStep(kernels);
            if (standIns != null) {
                standIns.end();
            } else {
                WarmUp.refinements(Kernels.get());
            }
            training = true;
        }
    }

    /** Those of a search for nearest neighbours. {@return the thread that warms up the rest of a map} */
    static synchronized Thread maps(Kernels kernels) {
        if (maps == null) {
            WarmUp.nearest(kernels);
            Thread rest = Thread.ofPlatform().daemon().name("lanecoder-warm-up-maps")
                    .unstarted(() -> WarmUp.map(kernels));
            try {
                rest.start();
            } catch (OutOfMemoryError _) {
                // The system has no more threads: the kernels get compiled as they are called, and nobody waits.
            }
            maps = rest;
        }
        return maps;
    }
}
