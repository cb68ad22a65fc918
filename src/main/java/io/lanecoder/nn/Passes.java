package io.lanecoder.nn;

import io.lanecoder.kernel.Kernels;
import io.lanecoder.kernel.Products;

/**
 * The forward passes of a trained network; those of a training step are {@link TrainingPasses}.
 *
 * <p>A row's outputs depend on no other row, so threads may take blocks of rows, each with a {@link Workspace} of its own: that changes
 * no bit of the result. Stateless but for the parameters; safe for all threads.
 */
public final class Passes {
    private final Network network;
    private final Parameters parameters;

    /**
     * Passes through a network.
     *
     * @param parameters its numbers, packed
     */
    public Passes(Parameters parameters) {
        this.network = parameters.network();
        this.parameters = parameters;
    }

    private static Kernels kernels() {
        return Kernels.ready(); // each time: others may take over
    }

    /**
     * Prepares for forward passes over many rows: waits until the kernels for them are compiled, if that is the faster way.
     *
     * @param from first layer
     * @param to end of the layers, exclusive
     * @param rows number of rows of all the passes
     */
    public void warmUp(int from, int to, long rows) {
        double perRow = 0;
        for (Dense layer : network.layers().subList(from, to)) {
            perRow += (double) layer.inputs() * layer.outputs();
        }
        Kernels.warmUpPasses(rows * perRow);
    }

    /**
     * Forward: y_l = f_l(y_{l-1} W_l^T + b_l).
     *
     * @param from first layer
     * @param to end of the layers, exclusive
     * @param x the array of the inputs of layer {@code from}
     * @param xOff where its row 0 begins
     * @param ldx distance between rows of inputs
     * @param rows number of rows, >= 1
     * @param workspace where the outputs go
     */
    public void forward(int from, int to, float[] x, int xOff, int ldx, int rows, Workspace workspace) {
        float[] in = x;
        int inOff = xOff;
        int ld = ldx;
        for (int l = from; l < to; l++) {
            Dense layer = network.layers().get(l);
            int width = Products.padded(layer.outputs());
            float[] out = workspace.outputs[l];
            kernels().products().matMul(rows, layer.outputs(), layer.inputs(), in, inOff, ld, parameters.forward(l),
                    parameters.values(), network.biasOffset(l), 0, out, 0, width, workspace.scratch);
            activate(layer, rows, width, out);
            in = out;
            inOff = 0;
            ld = width;
        }
    }

    /**
     * Forward for a single row: the same bits as {@link #forward}, bound by reading once the weights of the inputs that are not zero.
     *
     * @param from first layer
     * @param to end of the layers, exclusive
     * @param x the array of the inputs of layer {@code from}
     * @param xOff where they begin
     * @param workspace where the outputs go, as its row 0
     */
    public void forwardRow(int from, int to, float[] x, int xOff, Workspace workspace) {
        float[] in = x;
        int inOff = xOff;
        for (int l = from; l < to; l++) {
            Dense layer = network.layers().get(l);
            float[] out = workspace.outputs[l];
            kernels().products().rowMul(layer.outputs(), layer.inputs(), in, inOff, parameters.forward(l),
                    parameters.values(), network.biasOffset(l), out, 0, workspace.steps);
            activate(layer, 1, layer.outputs(), out);
            in = out;
            inOff = 0;
        }
    }

    private void activate(Dense layer, int rows, int width, float[] out) {
        Activation activation = layer.activation();
        if (activation.kind() == Activation.Kind.IDENTITY) {
            return;
        }
        int together = together(layer, rows, width);
        for (int i = 0; i < rows; i += together) {
            kernels().activations().forward(activation.kind().op, activation.slope(), together * layer.outputs(), out,
                    i * width, out, i * width);
        }
    }

    /** Rows that are one range of numbers: all, or one at a time, because the padding between them must stay zero. */
    private static int together(Dense layer, int rows, int width) {
        return width == layer.outputs() ? rows : 1;
    }
}
