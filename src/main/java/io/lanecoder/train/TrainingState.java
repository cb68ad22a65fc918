package io.lanecoder.train;

import java.util.ArrayList;
import java.util.List;

/** How far a run has come, but for the weights and what the optimiser remembers. */
final class TrainingState {
    /** Whole epochs done. */
    int epochsDone;
    /** Rows of the epoch after those that are done, and what they have come to so far. */
    int rowsDone;
    double lossSum;
    double seconds;
    /** The learning rate of the epoch at work. */
    double rate;
    final List<EpochReport> history = new ArrayList<>();
    double best = Double.POSITIVE_INFINITY;
    int bestEpoch;
    /** The weights of the best epoch; null without patience, or before the first epoch. */
    float[] bestValues;
    /** The rows it is about; 0 before the first one. */
    int rows;

    TrainingState copy() {
        TrainingState copy = new TrainingState();
        copy.epochsDone = epochsDone;
        copy.rowsDone = rowsDone;
        copy.lossSum = lossSum;
        copy.seconds = seconds;
        copy.rate = rate;
        copy.history.addAll(history);
        copy.best = best;
        copy.bestEpoch = bestEpoch;
        copy.bestValues = bestValues; // replaced, never written to
        copy.rows = rows;
        return copy;
    }
}
