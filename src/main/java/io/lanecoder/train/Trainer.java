package io.lanecoder.train;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.SeededRandom;
import io.lanecoder.kernel.Workers;
import io.lanecoder.nn.Loss;
import io.lanecoder.nn.Network;
import io.lanecoder.nn.Parameters;
import io.lanecoder.nn.Activation;
import java.util.ArrayList;
import java.util.List;

/**
 * Trains the parameters of a network to reproduce rows of data.
 *
 * <p>The result depends on the initial parameters, the data, and the options but for the number of threads: same bits on any
 * number of threads, any CPU, any lane width. A training step allocates nothing once it is warm (corrupted inputs excepted).
 * Memory: about {@code 2 * batchSize * sum of layer widths} floats beside 4 copies of the parameters. Not safe for several
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
     * Trains for the configured epochs.
     *
     * @param training the training rows, on the scale the network sees, finite
     * @param validation rows that are only measured; may have no rows
     * @param listener is told of every batch and epoch
     * @return how it went
     * @throws IllegalArgumentException if there is no training row, a matrix has not as many columns as the network inputs, or a
     *     target of the cross-entropy lies outside of 0..1
     * @throws DivergedException if the loss of a batch is not finite; the parameters are those before that batch
     */
    public TrainingResult fit(FloatMatrix training, FloatMatrix validation, TrainingListener listener) {
        check(training, "training");
        check(validation, "validation");
        if (training.rows() == 0) {
            throw new IllegalArgumentException("there are no rows to train on");
        }
        int maxRows = Math.max(1, Math.min(config.batchSize(), Math.max(training.rows(), validation.rows())));
        try (Workers workers = new Workers(config.threads())) {
            TrainingStep step = new TrainingStep(parameters, config, moments, workers, maxRows);
            return new Run(training, validation, listener, step).go();
        }
    }

    private void check(FloatMatrix matrix, String name) {
        Network network = parameters.network();
        if (matrix.cols() != network.inputs()) {
            throw new IllegalArgumentException("the " + name + " rows have " + matrix.cols()
                    + " columns, this network takes " + network.inputs());
        }
        if (config.loss() == Loss.BCE) {
            for (int i = matrix.offset(); i < matrix.rowOffset(matrix.rows()); i++) {
                float value = matrix.array()[i];
                if (!(value >= 0f && value <= 1f)) {
                    throw new IllegalArgumentException("binary cross-entropy takes values in 0..1, the " + name
                            + " rows hold " + value + "; scale them to that range");
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
        private final FloatMatrix training;
        private final FloatMatrix validation;
        private final TrainingListener listener;
        private final TrainingStep step;
        private final int[] order;
        private final int[] validationOrder;
        private final List<EpochReport> history = new ArrayList<>();
        private double best = Double.POSITIVE_INFINITY;
        private int bestEpoch;
        private float[] bestValues;

        Run(FloatMatrix training, FloatMatrix validation, TrainingListener listener, TrainingStep step) {
            this.training = training;
            this.validation = validation;
            this.listener = listener;
            this.step = step;
            this.order = new int[training.rows()];
            this.validationOrder = new int[validation.rows()];
            inOrder(validationOrder);
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
            inOrder(order);
            if (config.shuffle()) { // from the identity, so that an epoch's order does not depend on the ones before it
                SeededRandom.of(config.seed(), SHUFFLE_STREAM, epoch).shuffle(order);
            }
            double sum = 0;
            int batch = 0;
            for (int start = 0; start < order.length; start += config.batchSize()) {
                if (listener.cancelled() || Thread.currentThread().isInterrupted()) {
                    return false;
                }
                int rows = Math.min(config.batchSize(), order.length - start);
                double batchSum = step.learn(training, order, start, rows, epoch, rate);
                batch++;
                if (!Double.isFinite(batchSum)) {
                    throw new DivergedException(epoch, batch, batchSum / ((double) rows * training.cols()));
                }
                sum += batchSum;
                listener.batchDone(epoch, start + rows, order.length);
            }
            double trainSeconds = (System.nanoTime() - begin) / 1e9;
            double trainLoss = sum / ((double) training.rows() * training.cols());
            double validationLoss = validation.rows() == 0 ? Double.NaN : validationLoss();
            epochsDone = epoch;
            keepBest(validation.rows() == 0 ? trainLoss : validationLoss);
            EpochReport report = new EpochReport(epoch, config.epochs(), trainLoss, validationLoss, rate,
                    (System.nanoTime() - begin) / 1e9, training.rows() / trainSeconds);
            history.add(report);
            listener.epochDone(report);
            return true;
        }

        private double validationLoss() {
            double sum = 0;
            for (int start = 0; start < validationOrder.length; start += config.batchSize()) {
                sum += step.evaluate(validation, validationOrder, start,
                        Math.min(config.batchSize(), validationOrder.length - start));
            }
            return sum / ((double) validation.rows() * validation.cols());
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

    private static void inOrder(int[] order) {
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
    }
}
