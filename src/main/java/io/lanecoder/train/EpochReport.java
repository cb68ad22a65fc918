package io.lanecoder.train;

/**
 * What one epoch came to.
 *
 * @param epoch its number, from 1
 * @param epochs how many there will be at the most
 * @param trainLoss the mean loss of the training rows, each seen with the weights of its batch: the batches' losses weighted by
 *     the rows really in them, summed in double
 * @param validationLoss the mean loss of the validation rows at the end of the epoch; NaN where there are none
 * @param learningRate the rate of this epoch
 * @param seconds the time it took, validation included
 * @param samplesPerSecond training rows by the time of the training part
 */
public record EpochReport(int epoch, int epochs, double trainLoss, double validationLoss, double learningRate,
        double seconds, double samplesPerSecond) {
}
