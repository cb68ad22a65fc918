package io.lanecoder.bench;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.nn.Parameters;
import io.lanecoder.train.EpochReport;
import io.lanecoder.train.Trainer;
import io.lanecoder.train.TrainingConfig;
import io.lanecoder.train.TrainingListener;

/** Whole training steps through the public trainer: the time from one batch's end to the next one's. */
final class StepTask extends Task {
    private static final int SETTLE = 2; // the first steps of a run find cold caches

    private final FloatMatrix data;
    private final int threads;
    private final Parameters parameters = Reference.parameters();

    StepTask(FloatMatrix data, int batch, int threads) {
        super("step", batch, Reference.stepFlops());
        this.data = data.rows(0, data.rows() - data.rows() % batch);
        this.threads = threads;
        if (this.data.rows() == 0) {
            throw new Options.UsageException("--rows must be at least the batch size " + batch);
        }
    }

    private void train(int epochs, TrainingListener listener) {
        TrainingConfig config = TrainingConfig.defaults().toBuilder().batchSize(batch()).threads(threads)
                .epochs(epochs).shuffle(false).build();
        new Trainer(parameters, config).fit(data, listener);
    }

    /** Stops the time of each step until the slice is over. */
    private final class Clock implements TrainingListener {
        private final long length;
        private long begin;
        private long last;
        private int steps = -SETTLE;

        Clock(double seconds) {
            length = (long) (seconds * 1e9);
        }

        @Override
        public void epochDone(EpochReport report) {
            // the end of an epoch is part of the time of the step that follows
        }

        @Override
        public void batchDone(int epoch, int rowsDone, int rows) {
            long now = System.nanoTime();
            if (steps >= 0) {
                times().add(now - last);
            } else {
                begin = now;
            }
            last = now;
            steps++;
        }

        @Override
        public boolean cancelled() {
            return steps >= 3 && last - begin >= length;
        }

        double rowsPerSecond() {
            // the clock starts at the end of the last settling step, which counts as step 0
            return (double) steps * batch() / ((last - begin) * 1e-9);
        }
    }

    @Override
    double slice(double seconds) {
        Clock clock = new Clock(seconds);
        train(Integer.MAX_VALUE, clock);
        return clock.rowsPerSecond();
    }

    /** {@return the loss of the first epoch from the reference's own weights} */
    static double firstLoss(FloatMatrix data, int batch) {
        double[] loss = new double[1];
        new StepTask(data, batch, 1).train(1, report -> loss[0] = report.trainLoss());
        return loss[0];
    }

    @Override
    double allocatedBytes() {
        long[] at = new long[64];
        int[] count = {0};
        train(1, new TrainingListener() {
            @Override
            public void epochDone(EpochReport report) {
                // an epoch has a report of its own, which is not a step's
            }

            @Override
            public void batchDone(int epoch, int rowsDone, int rows) {
                if (count[0] < at.length) {
                    at[count[0]++] = allocated();
                }
            }
        });
        if (count[0] < 3) {
            return Double.NaN;
        }
        double[] deltas = new double[count[0] - 1];
        for (int i = 0; i < deltas.length; i++) {
            deltas[i] = at[i + 1] - at[i];
        }
        return Figures.median(deltas);
    }
}
