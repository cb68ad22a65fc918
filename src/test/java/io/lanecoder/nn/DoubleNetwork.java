package io.lanecoder.nn;

import io.lanecoder.data.FloatMatrix;

/**
 * The same network in double precision, written as the formulas stand in a textbook: what the passes are measured
 * against.
 */
public final class DoubleNetwork {
    private final Network network;
    /** Weights of layer l, [outputs][inputs], and biases. */
    final double[][][] weights;
    final double[][] biases;

    /**
     * Takes a copy of the parameters.
     *
     * @param parameters the parameters
     */
    public DoubleNetwork(Parameters parameters) {
        network = parameters.network();
        int layers = network.layers().size();
        weights = new double[layers][][];
        biases = new double[layers][];
        for (int l = 0; l < layers; l++) {
            Dense layer = network.layers().get(l);
            weights[l] = new double[layer.outputs()][layer.inputs()];
            biases[l] = new double[layer.outputs()];
            float[] w = parameters.weights(l);
            for (int j = 0; j < layer.outputs(); j++) {
                biases[l][j] = parameters.biases(l)[j];
                for (int k = 0; k < layer.inputs(); k++) {
                    weights[l][j][k] = w[j * layer.inputs() + k];
                }
            }
        }
    }

    /** What the layers made of one row: sums and outputs, input first. */
    private record Trace(double[][] sums, double[][] outputs) {
    }

    private Trace trace(double[] x) {
        int layers = network.layers().size();
        double[][] sums = new double[layers][];
        double[][] outputs = new double[layers + 1][];
        outputs[0] = x;
        for (int l = 0; l < layers; l++) {
            int n = network.layers().get(l).outputs();
            sums[l] = new double[n];
            outputs[l + 1] = new double[n];
            for (int j = 0; j < n; j++) {
                double sum = biases[l][j];
                for (int k = 0; k < outputs[l].length; k++) {
                    sum += weights[l][j][k] * outputs[l][k];
                }
                sums[l][j] = sum;
                outputs[l + 1][j] = value(network.layers().get(l).activation(), sum);
            }
        }
        return new Trace(sums, outputs);
    }

    /**
     * The output of a layer for one row.
     *
     * @param x the row
     * @param layer the layer's number
     * @return its output
     */
    public double[] outputs(double[] x, int layer) {
        return trace(x).outputs[layer + 1];
    }

    /**
     * The mean loss of rows.
     *
     * @param loss which
     * @param x what goes in
     * @param target what should come out
     * @return the mean over all elements
     */
    public double loss(Loss loss, FloatMatrix x, FloatMatrix target) {
        double sum = 0;
        for (int i = 0; i < x.rows(); i++) {
            double[] out = outputs(row(x, i), network.layers().size() - 1);
            for (int j = 0; j < out.length; j++) {
                double t = target.get(i, j);
                sum += switch (loss) {
                    case MSE -> (out[j] - t) * (out[j] - t);
                    case BCE ->
                            -(t * Math.max(-100, Math.log(out[j])) + (1 - t) * Math.max(-100, Math.log(1 - out[j])));
                };
            }
        }
        return sum / ((double) x.rows() * network.inputs());
    }

    /** The gradient of the mean loss. */
    public static final class Gradient {
        final double[][][] weights;
        final double[][] biases;

        private Gradient(Network network) {
            int layers = network.layers().size();
            weights = new double[layers][][];
            biases = new double[layers][];
            for (int l = 0; l < layers; l++) {
                weights[l] = new double[network.layers().get(l).outputs()][network.layers().get(l).inputs()];
                biases[l] = new double[network.layers().get(l).outputs()];
            }
        }

        /**
         * The greatest difference of a flat gradient from this one, by the greatest value of its tensor; the worst
         * tensor counts.
         *
         * @param network the shape
         * @param flat a gradient laid out as the parameters
         * @return the relative error
         */
        public double error(Network network, float[] flat) {
            double worst = 0;
            for (int l = 0; l < weights.length; l++) {
                double[] difference = new double[2];
                double[] greatest = new double[2];
                for (int j = 0; j < weights[l].length; j++) {
                    for (int k = 0; k < weights[l][j].length; k++) {
                        float actual = flat[network.weightOffset(l) + j * network.weightStride(l) + k];
                        difference[0] = Math.max(difference[0], Math.abs(weights[l][j][k] - actual));
                        greatest[0] = Math.max(greatest[0], Math.abs(weights[l][j][k]));
                    }
                    float actual = flat[network.biasOffset(l) + j];
                    difference[1] = Math.max(difference[1], Math.abs(biases[l][j] - actual));
                    greatest[1] = Math.max(greatest[1], Math.abs(biases[l][j]));
                }
                worst = Math.max(worst, Math.max(difference[0] / greatest[0], difference[1] / greatest[1]));
            }
            return worst;
        }
    }

    /**
     * The gradient of the mean loss, by the chain rule, with the sigmoid not yet cancelled against the cross-entropy.
     *
     * @param loss which
     * @param x what goes in
     * @param target what should come out
     * @return the gradient
     */
    public Gradient gradient(Loss loss, FloatMatrix x, FloatMatrix target) {
        Gradient gradient = new Gradient(network);
        double count = (double) x.rows() * network.inputs();
        for (int i = 0; i < x.rows(); i++) {
            Trace trace = trace(row(x, i));
            int last = network.layers().size() - 1;
            double[] byOutput = new double[network.inputs()];
            for (int j = 0; j < byOutput.length; j++) {
                double o = trace.outputs[last + 1][j];
                double t = target.get(i, j);
                byOutput[j] = (loss == Loss.MSE ? 2 * (o - t) : (o - t) / (o * (1 - o))) / count;
            }
            for (int l = last; l >= 0; l--) {
                byOutput = backThrough(l, trace, byOutput, gradient);
            }
        }
        return gradient;
    }

    private double[] backThrough(int l, Trace trace, double[] byOutput, Gradient gradient) {
        double[] byInput = new double[network.layers().get(l).inputs()];
        for (int j = 0; j < byOutput.length; j++) {
            double delta = byOutput[j] * derivative(network.layers().get(l).activation(), trace.sums[l][j]);
            gradient.biases[l][j] += delta;
            for (int k = 0; k < byInput.length; k++) {
                gradient.weights[l][j][k] += delta * trace.outputs[l][k];
                byInput[k] += delta * weights[l][j][k];
            }
        }
        return byInput;
    }

    private static double[] row(FloatMatrix x, int i) {
        double[] row = new double[x.cols()];
        for (int j = 0; j < row.length; j++) {
            row[j] = x.get(i, j);
        }
        return row;
    }

    private static double value(Activation f, double x) {
        return switch (f.kind()) {
            case IDENTITY -> x;
            case LEAKY_RELU -> x > 0 ? x : f.slope() * x;
            case RELU -> Math.max(x, 0);
            case SIGMOID -> sigmoid(x);
            case TANH -> Math.tanh(x);
            case ELU -> x > 0 ? x : f.slope() * Math.expm1(x);
            case GELU -> x * normalDistribution(x);
            case SILU -> x * sigmoid(x);
            case SOFTPLUS -> Math.log1p(Math.exp(x));
        };
    }

    private static double derivative(Activation f, double x) {
        return switch (f.kind()) {
            case IDENTITY -> 1;
            case LEAKY_RELU -> x > 0 ? 1 : f.slope();
            case RELU -> x > 0 ? 1 : 0;
            case SIGMOID -> sigmoid(x) * (1 - sigmoid(x));
            case TANH -> 1 - Math.tanh(x) * Math.tanh(x);
            case ELU -> x > 0 ? 1 : f.slope() * Math.exp(x);
            case GELU -> normalDistribution(x) + x * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
            case SILU -> sigmoid(x) * (1 + x * (1 - sigmoid(x)));
            case SOFTPLUS -> sigmoid(x);
        };
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /**
     * Phi(x) = 1/2 + phi(x) (x + x^3/3 + x^5/(3 5) + ...), which converges fast for the few units that sums come to
     * here.
     */
    private static double normalDistribution(double x) {
        double term = x;
        double sum = x;
        for (int n = 3; Math.abs(term) > 1e-18 * Math.abs(sum); n += 2) {
            term *= x * x / n;
            sum += term;
        }
        return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }
}
