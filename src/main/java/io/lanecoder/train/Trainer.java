package io.lanecoder.train;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.SeededRandom;
import io.lanecoder.data.Split;
import io.lanecoder.kernel.Kernels;
import io.lanecoder.kernel.Workers;
import io.lanecoder.nn.Activation;
import io.lanecoder.nn.Loss;
import io.lanecoder.nn.Parameters;
import java.util.ArrayList;
import java.util.List;

/**
 * Trains the parameters of a network to reproduce rows of data.
 *
 * <p>The result depends on the initial parameters, the data, and the options but for the number of threads: same bits on any
 * number of threads, any CPU, any lane width. A training step allocates nothing once it is warm (corrupted inputs excepted).
 * Memory: about {@code 3 * batchSize * sum of layer widths} floats beside 6 copies of the parameters. Not safe for several
 * threads at once; several trainers are.
 */
public final class Trainer {
    private static final long SHUFFLE_STREAM = 1;

    private final Parameters parameters;
    private final TrainingConfig config;
    private final Moments moments;
    private int epochsDone;

    /**
     * A trainer at the start of its run.
     *
     * @param parameters the initial parameters, made for training and packed; they are changed in place
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
        this.moments = new Moments(config.optimizer(), parameters.network().size());
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
        Split split = config.split(data.rows());
        Kernels.warmUpTraining();
        try (Workers workers = new Workers(config.threads())) {
            int maxRows = Math.min(config.batchSize(), data.rows());
            TrainingStep step = new TrainingStep(parameters, config, moments, workers, maxRows);
            return new Run(data, split, listener, step).go();
        }
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
        return epochsDone;
    }

    /** The state of one call of fit. */
    private final class Run {
        private final FloatMatrix data;
        private final Split split;
        private final TrainingListener listener;
        private final TrainingStep step;
        private final int[] order;
        private final List<EpochReport> history = new ArrayList<>();
        private double best = Double.POSITIVE_INFINITY;
        private int bestEpoch;
        private float[] bestValues;

        Run(FloatMatrix data, Split split, TrainingListener listener, TrainingStep step) {
            this.data = data;
            this.split = split;
            this.listener = listener;
            this.step = step;
            this.order = split.training().clone();
        }

        TrainingResult go() {
            while (epochsDone < config.epochs()) {
                if (!epoch()) {
                    return result(TrainingResult.End.CANCELLED);
                }
                if (config.patience() > 0 && epochsDone - bestEpoch >= config.patience()) {
                    restoreBest();
                    return result(TrainingResult.End.EARLY_STOPPED);
                }
            }
            restoreBest();
            return result(TrainingResult.End.COMPLETED);
        }

        private TrainingResult result(TrainingResult.End end) {
            boolean restored = config.patience() > 0 && end != TrainingResult.End.CANCELLED;
            return new TrainingResult(history, end, restored ? bestEpoch : epochsDone);
        }

        /** One epoch; false when it was cancelled before its end. */
        private boolean epoch() {
            long begin = System.nanoTime();
            int epoch = epochsDone + 1;
            double rate = config.schedule().rate(config.learningRate(), epochsDone, config.epochs());
            if (config.shuffle()) { // from the same start, so that an epoch's order does not depend on the ones before it
                System.arraycopy(split.training(), 0, order, 0, order.length);
                SeededRandom.of(config.seed(), SHUFFLE_STREAM, epoch).shuffle(order);
            }
            double sum = 0;
            int batch = 0;
            for (int start = 0; start < order.length; start += config.batchSize()) {
                if (listener.cancelled() || Thread.currentThread().isInterrupted()) {
                    return false;
                }
                int rows = Math.min(config.batchSize(), order.length - start);
                double batchSum = step.learn(data, order, start, rows, epoch, rate);
                batch++;
                if (!Double.isFinite(batchSum)) {
                    throw new DivergedException(epoch, batch, batchSum / ((double) rows * data.cols()));
                }
                sum += batchSum;
                listener.batchDone(epoch, start + rows, order.length);
            }
            requireFiniteParameters(epoch, batch);
            double trainSeconds = (System.nanoTime() - begin) / 1e9;
            double trainLoss = sum / ((double) order.length * data.cols());
            boolean validated = split.validation().length > 0;
            double validationLoss = validated ? validationLoss() : Double.NaN;
            epochsDone = epoch;
            keepBest(validated ? validationLoss : trainLoss);
            EpochReport report = new EpochReport(epoch, config.epochs(), trainLoss, validationLoss, rate,
                    (System.nanoTime() - begin) / 1e9, order.length / trainSeconds);
            history.add(report);
            listener.epochDone(report);
            return true;
        }

        /** The loss of a batch is taken before its step, so what the last step of an epoch did has not been seen yet. */
        private void requireFiniteParameters(int epoch, int batch) {
            for (float value : parameters.values()) {
                if (!Float.isFinite(value)) {
                    throw new DivergedException(epoch, batch, value);
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
            if (config.patience() > 0 && loss < best) {
                best = loss;
                bestEpoch = epochsDone;
                bestValues = parameters.values().clone();
            }
        }

        private void restoreBest() {
            if (bestValues != null) {
                System.arraycopy(bestValues, 0, parameters.values(), 0, bestValues.length);
                parameters.pack();
            }
        }
    }
}
