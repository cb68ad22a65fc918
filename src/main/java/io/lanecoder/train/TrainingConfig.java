package io.lanecoder.train;

import io.lanecoder.data.Split;
import io.lanecoder.nn.Loss;
import java.util.Objects;

/**
 * The options of a training run. {@link #defaults()} and {@link #toBuilder()} make one.
 *
 * @param epochs passes over the training rows, >= 1; default 50
 * @param batchSize rows of a mini-batch, >= 1; default 128. The last batch of an epoch may be shorter
 * @param learningRate finite and > 0; default 0.001
 * @param optimizer default Adam
 * @param schedule default constant
 * @param loss default mean squared error
 * @param clipNorm the gradient is scaled down to this Euclidean norm when it is longer, > 0; infinite (the default) for never
 * @param inputMask share of the inputs set to zero while the target stays clean, in 0..1 without 1; default 0
 * @param inputNoise standard deviation of Gaussian noise added to the inputs while the target stays clean, >= 0; default 0
 * @param shuffle whether each epoch visits the rows in a new order; default true
 * @param validationFraction share of the rows that is held out of training and only measured, in 0..1 without 1; default 0
 * @param patience epochs without improvement before training stops and restores the best weights; 0 (the default) for never. What
 *     has to improve is the validation loss, or the training loss where there are no validation rows
 * @param seed of the order of rows and of the corruption of inputs; default 0. Initial weights are drawn elsewhere
 * @param threads number of threads, >= 1; default 1. It changes the speed, not one bit of the result
 */
public record TrainingConfig(int epochs, int batchSize, double learningRate, Optimizer optimizer, Schedule schedule,
        Loss loss, double clipNorm, double inputMask, double inputNoise, boolean shuffle,
        double validationFraction, int patience, long seed, int threads) {
    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a number is out of its range
     */
    public TrainingConfig {
        Objects.requireNonNull(optimizer, "optimizer");
        Objects.requireNonNull(schedule, "schedule");
        Objects.requireNonNull(loss, "loss");
        Checks.require(epochs >= 1, "epochs must be >= 1, got %s", epochs);
        Checks.require(batchSize >= 1, "the batch size must be >= 1, got %s", batchSize);
        Checks.require(learningRate > 0 && learningRate <= 1e6, "the learning rate must be finite and > 0, got %s",
                learningRate);
        Checks.require(clipNorm > 0, "the norm to clip to must be > 0, got %s", clipNorm);
        Checks.require(inputMask >= 0 && inputMask < 1, "the share of masked inputs must be in [0, 1), got %s",
                inputMask);
        Checks.require(inputNoise >= 0 && inputNoise <= 1e6, "the input noise must be finite and >= 0, got %s",
                inputNoise);
        Checks.require(validationFraction >= 0 && validationFraction < 1,
                "the share of validation rows must be in [0, 1), got %s", validationFraction);
        Checks.require(patience >= 0, "patience must be >= 0, got %s", patience);
        Checks.require(threads >= 1 && threads <= 1024, "threads must be 1 to 1024, got %s", threads);
    }

    /** {@return the defaults} */
    public static TrainingConfig defaults() {
        return new Builder().build();
    }

    /**
     * Which rows are trained on and which are only measured: chosen by the seed.
     *
     * @param rows number of rows
     * @return their numbers, ascending
     * @throws IllegalArgumentException if nothing would be left to train on
     */
    public Split split(int rows) {
        return Split.holdOut(rows, validationFraction, seed);
    }

    /** {@return a builder that begins with these options} */
    public Builder toBuilder() {
        Builder b = new Builder();
        b.epochs = epochs;
        b.batchSize = batchSize;
        b.learningRate = learningRate;
        b.optimizer = optimizer;
        b.schedule = schedule;
        b.loss = loss;
        b.clipNorm = clipNorm;
        b.inputMask = inputMask;
        b.inputNoise = inputNoise;
        b.shuffle = shuffle;
        b.validationFraction = validationFraction;
        b.patience = patience;
        b.seed = seed;
        b.threads = threads;
        return b;
    }

    /** Collects options; each is checked when {@link #build} is called. */
    public static final class Builder {
        private int epochs = 50;
        private int batchSize = 128;
        private double learningRate = 1e-3;
        private Optimizer optimizer = Optimizer.adam();
        private Schedule schedule = new Schedule.Constant();
        private Loss loss = Loss.MSE;
        private double clipNorm = Double.POSITIVE_INFINITY;
        private double inputMask;
        private double inputNoise;
        private boolean shuffle = true;
        private double validationFraction;
        private int patience;
        private long seed;
        private int threads = 1;

        private Builder() {
        }

        /**
         * Sets the number of passes over the rows.
         *
         * @param value >= 1
         * @return this
         */
        public Builder epochs(int value) {
            epochs = value;
            return this;
        }

        /**
         * Sets the rows of a mini-batch.
         *
         * @param value >= 1
         * @return this
         */
        public Builder batchSize(int value) {
            batchSize = value;
            return this;
        }

        /**
         * Sets the learning rate.
         *
         * @param value finite and > 0
         * @return this
         */
        public Builder learningRate(double value) {
            learningRate = value;
            return this;
        }

        /**
         * Sets the optimiser.
         *
         * @param value the optimiser's options
         * @return this
         */
        public Builder optimizer(Optimizer value) {
            optimizer = value;
            return this;
        }

        /**
         * Sets the learning-rate schedule.
         *
         * @param value the schedule
         * @return this
         */
        public Builder schedule(Schedule value) {
            schedule = value;
            return this;
        }

        /**
         * Sets the loss.
         *
         * @param value the loss
         * @return this
         */
        public Builder loss(Loss value) {
            loss = value;
            return this;
        }

        /**
         * Sets the longest gradient.
         *
         * @param value its norm, > 0, or infinite
         * @return this
         */
        public Builder clipNorm(double value) {
            clipNorm = value;
            return this;
        }

        /**
         * Sets the share of inputs that are set to zero.
         *
         * @param value in 0..1 without 1
         * @return this
         */
        public Builder inputMask(double value) {
            inputMask = value;
            return this;
        }

        /**
         * Sets the noise added to the inputs.
         *
         * @param value its standard deviation, >= 0
         * @return this
         */
        public Builder inputNoise(double value) {
            inputNoise = value;
            return this;
        }

        /**
         * Sets whether rows are visited in a new order each epoch.
         *
         * @param value whether
         * @return this
         */
        public Builder shuffle(boolean value) {
            shuffle = value;
            return this;
        }

        /**
         * Sets the share of the rows that is held out of training and only measured.
         *
         * @param value in 0..1 without 1
         * @return this
         */
        public Builder validationFraction(double value) {
            validationFraction = value;
            return this;
        }

        /**
         * Sets after how many epochs without improvement training stops.
         *
         * @param value >= 0; 0 for never
         * @return this
         */
        public Builder patience(int value) {
            patience = value;
            return this;
        }

        /**
         * Sets the seed.
         *
         * @param value any number
         * @return this
         */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /**
         * Sets the number of threads.
         *
         * @param value 1 to 1024
         * @return this
         */
        public Builder threads(int value) {
            threads = value;
            return this;
        }

        /**
         * Checks the options and makes the record.
         *
         * @return the options
         * @throws IllegalArgumentException if one is out of its range
         */
        public TrainingConfig build() {
            return new TrainingConfig(epochs, batchSize, learningRate, optimizer, schedule, loss, clipNorm, inputMask,
                    inputNoise, shuffle, validationFraction, patience, seed, threads);
        }
    }
}
