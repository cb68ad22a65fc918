package io.lanecoder.train;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.SeededRandom;
import io.lanecoder.data.Split;
import io.lanecoder.kernel.Kernels;
import io.lanecoder.kernel.Workers;
import io.lanecoder.nn.Activation;
import io.lanecoder.nn.Loss;
import io.lanecoder.nn.PackedLayout;
import io.lanecoder.nn.Parameters;
import java.util.ArrayList;
import java.util.List;

/**
 * Trains the parameters of a network to reproduce rows of data.
 *
 * <p>The result depends on the initial parameters, the data, and the options but for the number of threads: same bits on any
 * number of threads, any CPU, any lane width. A training step allocates nothing once it is warm (corrupted inputs excepted).
 * Memory: about {@code 3 * batchSize * sum of layer widths} floats beside 7 copies of the parameters. Not safe for several
 * threads at once; several trainers are.
 */
public final class Trainer {
    private static final long SHUFFLE_STREAM = 1;

    private final Parameters parameters;
    private final TrainingConfig config;
    private final Moments moments;
    private TrainingState state = new TrainingState();

    /**
     * A trainer at the start of its run.
     *
     * @param parameters the initial parameters; they are brought up to date at the end of every epoch and of a call of {@code fit},
     *     however that ends
     * @param config the options
     * @throws IllegalArgumentException if the loss is cross-entropy and the network does not end in a sigmoid
     */
    public Trainer(Parameters parameters, TrainingConfig config) {
        Activation output = parameters.network().layers().getLast().activation();
        if (config.loss() == Loss.BCE && output.kind() != Activation.Kind.SIGMOID) {
            throw new IllegalArgumentException(
                    "binary cross-entropy needs a sigmoid output, this network ends in " + output);
        }
        this.parameters = parameters;
        this.config = config;
        this.moments = new Moments(config.optimizer(), new PackedLayout(parameters.network()));
    }

    /**
     * Trains for the configured epochs. The rows are not copied.
     *
     * @param data the rows, on the scale the network sees
     * @param listener is told of every batch and epoch
     * @return how it went
     * @throws IllegalArgumentException if there is no row, the matrix has not as many columns as the network inputs, a value is not
     *     finite, or the loss is cross-entropy and a value lies outside of 0..1
     * @throws DivergedException if the loss of a batch is not finite: the parameters are then those before that batch; or if
     *     they are not finite themselves at the end of an epoch
     */
    public TrainingResult fit(FloatMatrix data, TrainingListener listener) {
        check(data);
        return fit(data, listener, null, "");
    }

    /**
     * Trains as {@link #fit(FloatMatrix, TrainingListener)} does, and saves its state in between; where the checkpoints have a start,
     * goes on from there: weights, moments and losses become those of a run that was never stopped, bit for bit.
     *
     * @param data the rows, on the scale the network sees
     * @param listener is told of every batch and epoch that is still to be done
     * @param checkpoints where and how often
     * @return how it went, the epochs before the start included
     * @throws IllegalArgumentException as the other method; and if the start is that of another network, of other data, or of
     *     options that would have led to other numbers ({@link Checkpoint#requireSame(TrainingConfig)})
     * @throws DivergedException as the other method; the last checkpoint stays
     * @throws java.io.UncheckedIOException if a checkpoint cannot be written; the ones before it stay
     */
    public TrainingResult fit(FloatMatrix data, TrainingListener listener, Checkpoints checkpoints) {
        check(data);
        String fingerprint = Fingerprint.of(data);
        checkpoints.start().ifPresent(start -> goOnFrom(start, fingerprint));
        return fit(data, listener, checkpoints, fingerprint);
    }

    private void goOnFrom(Checkpoint start, String fingerprint) {
        start.requireSame(parameters.network());
        start.requireSame(config);
        start.requireSame(fingerprint);
        moments.restore(start.optimizer());
        System.arraycopy(start.weights(), 0, parameters.values(), 0, start.weights().length);
        state = start.state().copy();
        state.history.replaceAll(e -> new EpochReport(e.epoch(), config.epochs(), e.trainLoss(), e.validationLoss(),
                e.learningRate(), e.seconds(), e.samplesPerSecond()));
    }

    /**
     * Takes over what an optimiser remembers from another run, before the first epoch.
     *
     * @param optimizer the state; the options of its optimiser may have been others, its kind and momentum not
     * @throws IllegalArgumentException if it is that of another kind of optimiser, or of another number of parameters
     */
    public void continueWith(OptimizerState optimizer) {
        moments.restore(optimizer);
    }

    /** {@return a copy of what the optimiser remembers} */
    public OptimizerState optimizerState() {
        return moments.state();
    }

    private TrainingResult fit(FloatMatrix data, TrainingListener listener, Checkpoints checkpoints,
            String fingerprint) {
        if (state.rows != 0 && state.rows != data.rows()) {
            throw new IllegalArgumentException(
                    "this trainer has begun with " + state.rows + " rows, it cannot go on with " + data.rows());
        }
        state.rows = data.rows();
        Split split = config.split(data.rows());
        Checks.require(state.rowsDone % config.batchSize() == 0 && state.rowsDone <= split.training().length,
                "the state to go on from is within an epoch, at a row where no batch ends: %s", state.rowsDone);
        Kernels.warmUpTraining();
        try (Workers workers = new Workers(config.threads())) {
            int maxRows = Math.min(config.batchSize(), data.rows());
            TrainingStep step = new TrainingStep(parameters, config, moments, workers, maxRows);
            CheckpointSaver saver = new CheckpointSaver(checkpoints, () -> checkpoint(checkpoints, fingerprint));
            return new Run(data, split, listener, step, saver).go();
        }
    }

    private Checkpoint checkpoint(Checkpoints checkpoints, String fingerprint) {
        return new Checkpoint(Checkpoint.layersOf(parameters.network()), Checkpoint.optionsOf(config),
                checkpoints.notes(), fingerprint, parameters.values().clone(), moments.state(), state.copy());
    }

    private void check(FloatMatrix data) {
        if (data.rows() == 0) {
            throw new IllegalArgumentException("there are no rows to train on");
        }
        if (data.cols() != parameters.network().inputs()) {
            throw new IllegalArgumentException(
                    "the rows have " + data.cols() + " columns, this network takes " + parameters.network().inputs());
        }
        boolean unit = config.loss() == Loss.BCE;
        float low = unit ? 0f : -Float.MAX_VALUE;
        float high = unit ? 1f : Float.MAX_VALUE;
        for (int i = 0; i < data.rows(); i++) {
            for (int j = 0; j < data.cols(); j++) {
                float value = data.array()[data.rowOffset(i) + j];
                if (!(value >= low && value <= high)) {
                    throw new IllegalArgumentException("row " + i + ", column " + j + " is " + value + ", "
                            + (unit ? "binary cross-entropy takes values in 0..1" : "training takes finite numbers"));
                }
            }
        }
    }

    /** {@return the number of epochs done so far} */
    public int epochsDone() {
        return state.epochsDone;
    }

    /** The work of one call of fit. */
    private final class Run {
        private final FloatMatrix data;
        private final Split split;
        private final TrainingListener listener;
        private final TrainingStep step;
        private final CheckpointSaver saver;
        private final int[] order;

        Run(FloatMatrix data, Split split, TrainingListener listener, TrainingStep step, CheckpointSaver saver) {
            this.data = data;
            this.split = split;
            this.listener = listener;
            this.step = step;
            this.saver = saver;
            this.order = split.training().clone();
        }

        TrainingResult go() {
            try {
                while (!stoppedEarly() && state.epochsDone < config.epochs()) {
                    if (!epoch()) {
                        return result(TrainingResult.End.CANCELLED);
                    }
                }
            } finally {
                step.store(); // however it ended
            }
            saver.save();
            TrainingResult.End end = stoppedEarly() ? TrainingResult.End.EARLY_STOPPED : TrainingResult.End.COMPLETED;
            restoreBest();
            return result(end);
        }

        private boolean stoppedEarly() {
            return config.patience() > 0 && state.epochsDone - state.bestEpoch >= config.patience();
        }

        private TrainingResult result(TrainingResult.End end) {
            boolean restored = config.patience() > 0 && end != TrainingResult.End.CANCELLED;
            return new TrainingResult(state.history, end, restored ? state.bestEpoch : state.epochsDone);
        }

        /** The rest of the epoch at work, or all of the next one; false when it was cancelled before its end. */
        private boolean epoch() {
            long begin = System.nanoTime();
            double secondsBefore = state.seconds;
            int epoch = state.epochsDone + 1;
            state.rate = config.schedule().rate(config.learningRate(), state.epochsDone, config.epochs());
            if (config.shuffle()) { // from the same start, so that an epoch's order does not depend on the ones before it
                System.arraycopy(split.training(), 0, order, 0, order.length);
                SeededRandom.of(config.seed(), SHUFFLE_STREAM, epoch).shuffle(order);
            }
            while (state.rowsDone < order.length) {
                if (listener.cancelled() || Thread.currentThread().isInterrupted()) {
                    saveWithin(epoch);
                    return false;
                }
                int start = state.rowsDone;
                int rows = Math.min(config.batchSize(), order.length - start);
                double batchSum = step.learn(data, order, start, rows, epoch, state.rate);
                if (!Double.isFinite(batchSum)) {
                    throw new DivergedException(epoch, batch(), batchSum / ((double) rows * data.cols()));
                }
                state.lossSum += batchSum;
                state.rowsDone += rows;
                state.seconds = secondsBefore + (System.nanoTime() - begin) / 1e9;
                listener.batchDone(epoch, state.rowsDone, order.length);
                if (state.rowsDone < order.length && saver.dueAfterBatch()) {
                    saveWithin(epoch);
                }
            }
            step.store();
            requireFiniteParameters(epoch);
            double trainSeconds = secondsBefore + (System.nanoTime() - begin) / 1e9;
            double trainLoss = state.lossSum / ((double) order.length * data.cols());
            boolean validated = split.validation().length > 0;
            double validationLoss = validated ? validationLoss() : Double.NaN;
            state.epochsDone = epoch;
            state.rowsDone = 0;
            state.lossSum = 0;
            state.seconds = 0;
            keepBest(validated ? validationLoss : trainLoss);
            EpochReport report = new EpochReport(epoch, config.epochs(), trainLoss, validationLoss, state.rate,
                    secondsBefore + (System.nanoTime() - begin) / 1e9, order.length / trainSeconds);
            state.history.add(report);
            if (saver.dueAfterEpoch(epoch)) {
                saver.save();
            }
            listener.epochDone(report);
            return true;
        }

        /** The number, from 1, of the batch that the next row belongs to. */
        private int batch() {
            return state.rowsDone / config.batchSize() + 1;
        }

        private void saveWithin(int epoch) {
            if (saver.active() && moments.steps() > 0) {
                step.store();
                requireFiniteParameters(epoch); // a checkpoint of a run that has run away would replace a good one
                saver.save();
            }
        }

        /** The loss of a batch is taken before its step, so what the last step did has not been seen yet. */
        private void requireFiniteParameters(int epoch) {
            for (float value : parameters.values()) {
                if (!Float.isFinite(value)) {
                    throw new DivergedException(epoch, Math.ceilDiv(state.rowsDone, config.batchSize()), value);
                }
            }
        }

        private double validationLoss() {
            int[] rows = split.validation();
            double sum = 0;
            for (int start = 0; start < rows.length; start += config.batchSize()) {
                sum += step.evaluate(data, rows, start, Math.min(config.batchSize(), rows.length - start));
            }
            return sum / ((double) rows.length * data.cols());
        }

        private void keepBest(double loss) {
            if (config.patience() > 0 && loss < state.best) {
                state.best = loss;
                state.bestEpoch = state.epochsDone;
                state.bestValues = parameters.values().clone();
            }
        }

        private void restoreBest() {
            if (state.bestValues != null) {
                System.arraycopy(state.bestValues, 0, parameters.values(), 0, state.bestValues.length);
            }
        }
    }
}
