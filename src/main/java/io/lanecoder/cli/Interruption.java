package io.lanecoder.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C, for commands that keep what is done: the JVM's end waits until the command has saved it. A command that does not
 * {@link #arm} it ends at once.
 */
final class Interruption {
    /** Longer than a batch and a file take. */
    private static final long PATIENCE_SECONDS = 60;

    private final boolean process;
    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile boolean requested;

    private Interruption(boolean process) {
        this.process = process;
    }

    /** Of the program, which ends when it has done its command. */
    static Interruption ofProcess() {
        return new Interruption(true);
    }

    /** For a command that runs within something else: only {@link #request} stops it. */
    static Interruption onRequest() {
        return new Interruption(false);
    }

    /** From now on the JVM waits. */
    void arm() {
        if (process) {
            Runtime.getRuntime().addShutdownHook(
                    Thread.ofPlatform().name("lanecoder-interruption").unstarted(this::hold));
        }
    }

    private void hold() {
        requested = true;
        try {
            if (!finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("lanecoder: stopped before the model was saved");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // somebody ends the JVM harder than we can hold it
        }
    }

    void request() {
        requested = true;
    }

    boolean requested() {
        return requested;
    }

    /** Everything is saved and said: the JVM may end. */
    void finished() {
        finished.countDown();
    }
}
