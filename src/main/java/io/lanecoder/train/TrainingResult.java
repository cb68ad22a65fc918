package io.lanecoder.train;

import java.util.List;

/**
 * How a training run went.
 *
 * @param history a report an epoch, in order
 * @param end why it ended
 * @param bestEpoch the epoch whose weights were kept, from 1: the best one where there is a patience and training was not
 *     cancelled, otherwise the last whole one
 */
public record TrainingResult(List<EpochReport> history, End end, int bestEpoch) {
    /** Why training ended. */
    public enum End {
        /** All epochs were done. */
        COMPLETED,
        /** The loss had not improved for as many epochs as the patience says; the best weights are restored. */
        EARLY_STOPPED,
        /** The listener asked for it, or the thread was interrupted; the weights are those of the last whole batch. */
        CANCELLED
    }

    /** Takes a copy of the history. */
    public TrainingResult {
        history = List.copyOf(history);
    }
}
