package io.lanecoder.latent;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.kernel.Workers;
import java.util.Arrays;

/**
 * What {@link SoftmaxClassifier} minimises, per row: {@code (1 / n) (sum_i -log P(y_i | x_i) + ||W||^2 / (2 C))}. Rows
 * are divided into chunks that depend on their number alone, whose parts are added in order.
 */
final class SoftmaxObjective implements Lbfgs.Objective {
    private static final int CHUNK = 1024;
    private static final int MAX_CHUNKS = 64;

    private final FloatMatrix rows;
    private final int[] labels;
    private final int classes;
    private final int firstFree;
    private final double c;
    private final Workers workers;
    private final int chunk;
    private final double[][] parts;
    private final double[] losses;

    SoftmaxObjective(FloatMatrix rows, int[] labels, int classes, double c, Workers workers) {
        this.rows = rows;
        this.labels = labels;
        this.classes = classes;
        this.firstFree = classes == 2 ? 1 : 0;
        this.c = c;
        this.workers = workers;
        this.chunk = Math.max(CHUNK, Math.ceilDiv(rows.rows(), MAX_CHUNKS));
        this.losses = new double[Math.ceilDiv(rows.rows(), chunk)];
        this.parts = new double[losses.length][size()];
    }

    int size() {
        return (rows.cols() + 1) * classes;
    }

    /** {@code W x + b}. */
    static void scores(FloatMatrix rows, int row, double[] weights, double[] scores) {
        int classes = scores.length;
        int cols = rows.cols();
        System.arraycopy(weights, cols * classes, scores, 0, classes);
        int at = rows.rowOffset(row);
        for (int j = 0; j < cols; j++) {
            double x = rows.array()[at + j];
            for (int k = 0; k < classes; k++) {
                scores[k] += x * weights[j * classes + k];
            }
        }
    }

    /** Scores become probabilities; the result is {@code log sum exp}. */
    static double softmax(double[] scores) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (double score : scores) {
            greatest = Math.max(greatest, score);
        }
        double sum = 0;
        for (int k = 0; k < scores.length; k++) {
            scores[k] = StrictMath.exp(scores[k] - greatest);
            sum += scores[k];
        }
        for (int k = 0; k < scores.length; k++) {
            scores[k] /= sum;
        }
        return greatest + StrictMath.log(sum);
    }

    @Override
    public double value(double[] weights, double[] gradient) {
        Tasks.run(workers, losses.length, task -> losses[task] = part(task, weights, parts[task]));
        Arrays.fill(gradient, 0);
        double sum = 0;
        for (int task = 0; task < losses.length; task++) {
            sum += losses[task];
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] += parts[task][i];
            }
        }
        int regularised = rows.cols() * classes;
        double squares = 0;
        for (int i = 0; i < gradient.length; i++) {
            if (i % classes < firstFree) {
                gradient[i] = 0; // the first of two classes stays at 0
            } else if (i < regularised) {
                squares += weights[i] * weights[i];
                gradient[i] += weights[i] / c;
            }
            gradient[i] /= rows.rows();
        }
        return (sum + squares / (2 * c)) / rows.rows();
    }

    private double part(int task, double[] weights, double[] gradient) {
        Arrays.fill(gradient, 0);
        double[] scores = new double[classes];
        int cols = rows.cols();
        double loss = 0;
        for (int row = task * chunk; row < Math.min(rows.rows(), (task + 1) * chunk); row++) {
            scores(rows, row, weights, scores);
            double right = scores[labels[row]];
            loss += softmax(scores) - right;
            scores[labels[row]] -= 1;
            int at = rows.rowOffset(row);
            for (int j = 0; j < cols; j++) {
                double x = rows.array()[at + j];
                for (int k = 0; k < classes; k++) {
                    gradient[j * classes + k] += x * scores[k];
                }
            }
            for (int k = 0; k < classes; k++) {
                gradient[cols * classes + k] += scores[k];
            }
        }
        return loss;
    }
}
