package io.lanecoder.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.function.Supplier;

/** Saves the states of one run when they are due. */
final class CheckpointSaver {
    private final Checkpoints checkpoints;
    private final Supplier<Checkpoint> state;
    private boolean first = true;
    private long savedSteps;
    private int savedEpoch;
    private long savedAt = System.nanoTime();

    /** Saves nothing where there are no checkpoints wanted. */
    CheckpointSaver(Checkpoints checkpoints, Supplier<Checkpoint> state) {
        this.checkpoints = checkpoints;
        this.state = state;
        if (checkpoints != null && checkpoints.start().isPresent()) {
            savedSteps = checkpoints.start().get().steps();
            savedEpoch = checkpoints.start().get().epochsDone();
        }
    }

    /** Whether anything is ever saved. */
    boolean active() {
        return checkpoints != null;
    }

    /** Whether the state within an epoch, after a batch, is to be saved. */
    boolean dueAfterBatch() {
        return checkpoints != null && checkpoints.interval() instanceof CheckpointInterval.Seconds(double seconds)
                && System.nanoTime() - savedAt >= seconds * 1e9;
    }

    /** Whether the state between two epochs is to be saved. */
    boolean dueAfterEpoch(int epochsDone) {
        return dueAfterBatch() || checkpoints != null
                && checkpoints.interval() instanceof CheckpointInterval.Epochs(int count)
                && epochsDone - savedEpoch >= count;
    }

    /**
     * Saves the state, unless it was saved before.
     *
     * @throws UncheckedIOException if it cannot be written; what was saved before is then still there
     */
    void save() {
        if (checkpoints == null) {
            return;
        }
        Checkpoint checkpoint = state.get();
        if (checkpoint.steps() == savedSteps && checkpoint.epochsDone() == savedEpoch) {
            return;
        }
        boolean interrupted = Thread.interrupted(); // it would close the file under our hands
        try {
            while (!written(checkpoint)) {
                interrupted = true;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        savedSteps = checkpoint.steps();
        savedEpoch = checkpoint.epochsDone();
        savedAt = System.nanoTime();
    }

    /** {@return whether the state was written; otherwise an interrupt came between} */
    private boolean written(Checkpoint checkpoint) throws IOException {
        try {
            checkpoints.save(checkpoint, first);
            first = false;
            return true;
        } catch (IOException e) {
            // an interrupt sets its mark first and closes the file after that: the mark may have been taken away between the two
            boolean marked = Thread.interrupted();
            if (marked || e instanceof ClosedByInterruptException
                    || e.getCause() instanceof ClosedByInterruptException) {
                return false;
            }
            throw e;
        }
    }
}
