package io.lanecoder.nn;

import io.lanecoder.kernel.Kernels;
import io.lanecoder.kernel.Products;
import java.util.Arrays;

/**
 * The passes through a network: forward and backward over rows, then the gradient of the weights over the whole batch.
 *
 * <p>A row's outputs and deltas depend on no other row, so threads may take blocks of rows of one {@link Workspace}; rows of a
 * gradient depend on no other row of it, so threads may take rows of a layer's weights. Neither changes a bit of the result.
 * Stateless but for the parameters; safe for all threads.
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
     * Forward: y_l = f_l(y_{l-1} W_l^T + b_l), rows {@code row .. row + rows} of the workspace.
     *
     * <p>With a workspace for training the weights are read where they stand: the next step changes them, and a packed copy would
     * have to be made anew, which other processors then read. Otherwise their packed copy is.
     *
     * @param from first layer
     * @param to end of the layers, exclusive
     * @param x the array of the inputs of layer {@code from}
     * @param xOff where the inputs of row {@code row} begin
     * @param ldx distance between rows of inputs
     * @param row first row of the workspace to write
     * @param rows number of rows, >= 1
     * @param workspace where the outputs go
     * @param scratch this thread's scratch memory for {@code rows} rows
     */
    public void forward(int from, int to, float[] x, int xOff, int ldx, int row, int rows, Workspace workspace,
            float[] scratch) {
        float[] in = x;
        int inOff = xOff;
        int ld = ldx;
        for (int l = from; l < to; l++) {
            Dense layer = network.layers().get(l);
            int width = Products.padded(layer.outputs());
            int off = row * width;
            float[] sums = workspace.sums[l];
            float[] values = parameters.values();
            if (workspace.forTraining()) {
                kernels().products().matMulTransB(rows, layer.outputs(), layer.inputs(), in, inOff, ld, values,
                        network.weightOffset(l), network.weightStride(l), values, network.biasOffset(l), sums, off,
                        width,
                        scratch);
            } else {
                kernels().products().matMul(rows, layer.outputs(), layer.inputs(), in, inOff, ld, parameters.forward(l),
                        values, network.biasOffset(l), 0, sums, off, width, scratch);
            }
            activate(layer, rows, width, sums, off, workspace.outputs[l], off);
            in = workspace.outputs[l];
            inOff = off;
            ld = width;
        }
    }

    /**
     * Forward for a single row: the same bits as {@link #forward}, bound by reading the weights once.
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
            kernels().products().rowMul(layer.outputs(), layer.inputs(), in, inOff, parameters.forward(l),
                    parameters.values(),
                    network.biasOffset(l), workspace.sums[l], 0);
            activate(layer, 1, layer.outputs(), workspace.sums[l], 0, workspace.outputs[l], 0);
            in = workspace.outputs[l];
            inOff = 0;
        }
    }

    private void activate(Dense layer, int rows, int width, float[] sums, int sOff, float[] out, int oOff) {
        Activation activation = layer.activation();
        if (activation.kind() == Activation.Kind.IDENTITY && sums == out) {
            return;
        }
        int together = together(layer, rows, width);
        for (int i = 0; i < rows; i += together) {
            kernels().activations().forward(activation.kind().op, activation.slope(), together * layer.outputs(), sums,
                    sOff + i * width, out, oOff + i * width);
        }
    }

    /** Rows that are one range of numbers: all, or one at a time, because the padding between them must stay zero. */
    private static int together(Dense layer, int rows, int width) {
        return width == layer.outputs() ? rows : 1;
    }

    /**
     * The loss of one row, as a sum over its elements, and its gradient by the last layer's sums.
     *
     * @param loss which loss
     * @param target the array of the targets
     * @param tOff where the targets of this row begin
     * @param row the row of the workspace
     * @param scale what the mean divides by: the number of elements of the batch
     * @param workspace with the outputs; gets the deltas
     * @return the sum over the elements: squared errors, or cross-entropies
     */
    public double lossAndDelta(Loss loss, float[] target, int tOff, int row, double scale, Workspace workspace) {
        int last = network.layers().size() - 1;
        Dense layer = network.layers().get(last);
        int off = row * Products.padded(layer.outputs());
        float[] out = workspace.outputs[last];
        float[] delta = workspace.deltas[last];
        int n = layer.outputs();
        if (loss == Loss.BCE) { // the sigmoid's derivative o (1 - o) cancels against the loss's
            kernels().losses().scaledDifference(n, (float) (1 / scale), out, off, target, tOff, delta, off);
        } else {
            kernels().losses().scaledDifference(n, (float) (2 / scale), out, off, target, tOff, delta, off);
            backThrough(layer, n, workspace.sums[last], off, delta, off);
        }
        return loss(loss, target, tOff, row, workspace);
    }

    /**
     * The loss of one row, as a sum over its elements.
     *
     * @param loss which loss
     * @param target the array of the targets
     * @param tOff where the targets of this row begin
     * @param row the row of the workspace
     * @param workspace with the outputs
     * @return the sum over the elements: squared errors, or cross-entropies
     */
    public double loss(Loss loss, float[] target, int tOff, int row, Workspace workspace) {
        int last = network.layers().size() - 1;
        int n = network.layers().get(last).outputs();
        float[] out = workspace.outputs[last];
        int off = row * Products.padded(n);
        return switch (loss) {
            case MSE -> kernels().losses().squaredError(n, out, off, target, tOff);
            case BCE -> kernels().losses().binaryCrossEntropy(n, out, off, target, tOff);
        };
    }

    /**
     * Backward: delta_{l-1} = (delta_l W_l) * f'_{l-1}, from the last layer's deltas down to the first layer's.
     *
     * @param row first row of the workspace
     * @param rows number of rows, >= 1
     * @param workspace with the outputs and the last layer's deltas; gets the others
     * @param scratch this thread's scratch memory for {@code rows} rows
     */
    public void backward(int row, int rows, Workspace workspace, float[] scratch) {
        for (int l = network.layers().size() - 1; l > 0; l--) {
            Dense layer = network.layers().get(l);
            Dense below = network.layers().get(l - 1);
            int ld = Products.padded(layer.outputs());
            int width = Products.padded(layer.inputs());
            float[] delta = workspace.deltas[l - 1];
            kernels().products().matMulRowMajor(rows, layer.inputs(), layer.outputs(), workspace.deltas[l], row * ld,
                    ld,
                    parameters.values(), network.weightOffset(l), network.weightStride(l), delta, row * width, width,
                    scratch);
            int together = together(below, rows, width);
            for (int i = row; i < row + rows; i += together) {
                backThrough(below, together * layer.inputs(), workspace.sums[l - 1], i * width, delta, i * width);
            }
        }
    }

    private void backThrough(Dense layer, int n, float[] source, int sOff, float[] delta, int dOff) {
        Activation activation = layer.activation();
        if (activation.kind() != Activation.Kind.IDENTITY) {
            kernels().activations().backward(activation.kind().op, activation.slope(), n, source, sOff, delta, dOff);
        }
    }

    /**
     * Packs the inputs of every layer for {@link #gradient}, after the forward pass of these rows.
     *
     * @param x the array of the inputs of the network, {@code padded(inputs)} apart, row {@code row} at its place
     * @param row first row of the workspace
     * @param rows number of rows, >= 1
     * @param batch number of rows of the whole batch
     * @param workspace with the outputs; gets the packed inputs
     */
    public void packInputs(float[] x, int row, int rows, int batch, Workspace workspace) {
        for (int l = 0; l < network.layers().size(); l++) {
            int inputs = network.layers().get(l).inputs();
            kernels().products().packRows(row, row + rows, batch, inputs, l == 0 ? x : workspace.outputs[l - 1], 0,
                    Products.padded(inputs), workspace.packedInputs[l]);
        }
    }

    /**
     * The gradient of some rows of a layer: dW_j = sum_i delta_ij x_i and db_j = sum_i delta_ij, rows of the batch in order.
     *
     * @param l the layer's number
     * @param from first row of the weights
     * @param to end of the rows, exclusive
     * @param rows number of rows of the batch
     * @param workspace with the deltas and the packed inputs
     * @param gradient a flat array laid out as the parameters
     * @param scratch this thread's scratch memory for {@code to - from} rows
     */
    public void gradient(int l, int from, int to, int rows, Workspace workspace, float[] gradient,
            float[] scratch) {
        gradient(l, from, to, rows, workspace, gradient, network.weightOffset(l) + from * network.weightStride(l),
                network.biasOffset(l) + from, scratch);
    }

    /**
     * The same, written elsewhere.
     *
     * @param l the layer's number
     * @param from first row of the weights
     * @param to end of the rows, exclusive
     * @param rows number of rows of the batch
     * @param workspace with the deltas and the packed inputs
     * @param gradient where to
     * @param weights where the weights' part begins, row after row {@link Network#weightStride} apart
     * @param biases where the biases' part begins
     * @param scratch this thread's scratch memory for {@code to - from} rows
     */
    public void gradient(int l, int from, int to, int rows, Workspace workspace, float[] gradient, int weights,
            int biases, float[] scratch) {
        Dense layer = network.layers().get(l);
        int ldd = Products.padded(layer.outputs());
        kernels().products().matMulTransA(to - from, layer.inputs(), rows, workspace.deltas[l], from, ldd,
                workspace.packedInputs[l], gradient, weights, network.weightStride(l), scratch);
        Arrays.fill(gradient, biases, biases + to - from, 0f);
        kernels().reductions().addColumnSums(rows, to - from, workspace.deltas[l], from, ldd, gradient, biases);
    }
}
