package io.lanecoder.nn;

import io.lanecoder.kernel.Kernels;
import io.lanecoder.kernel.Losses;
import io.lanecoder.kernel.Products;
import java.util.Arrays;

/**
 * The passes of a training step: forward and backward over the rows of a micro-batch, then the gradient of the weights over all of them.
 *
 * <p>A row's outputs and deltas depend on no other row, so threads may take blocks of rows of one {@link TrainingWorkspace}; what one
 * weight's gradient is depends on no other weight, so threads may take a {@link WeightBlock} each. Neither changes a bit of the
 * result, and the outputs have the bits of {@link Passes}. Stateless but for the parameters; safe for all threads.
 */
public final class TrainingPasses {
    private static final int START = Products.START;

    private final Network network;
    private final PackedLayout layout;
    private final float[] values;

    /**
     * Passes through a network.
     *
     * @param layout where its numbers stand
     * @param values the numbers, read at every pass
     */
    public TrainingPasses(PackedLayout layout, float[] values) {
        this.network = layout.network();
        this.layout = layout;
        this.values = values;
    }

    private static Kernels kernels() {
        return Kernels.ready(); // each time: others may take over
    }

    /** Gives the rows of a micro-batch. */
    @FunctionalInterface
    public interface Rows {
        /**
         * Copies a row.
         *
         * @param i which of the micro-batch
         * @param to where to, as many values as the network has inputs
         * @param off where the row begins there
         */
        void copy(int i, float[] to, int off);
    }

    /**
     * Takes in inputs of the micro-batch; they are also the targets, unless the workspace has targets of its own.
     *
     * @param source gives the rows
     * @param row first row
     * @param rows number of rows
     * @param workspace gets the inputs
     * @param scratch this thread's
     */
    public void inputs(Rows source, int row, int rows, TrainingWorkspace workspace,
            TrainingWorkspace.Scratch scratch) {
        takeIn(source, row, rows, workspace.total(), workspace.inputs, scratch);
    }

    /**
     * Takes in targets of the micro-batch: what the network's outputs should be.
     *
     * @param source gives the rows
     * @param row first row
     * @param rows number of rows
     * @param workspace gets the targets; must have some of its own
     * @param scratch this thread's
     */
    public void targets(Rows source, int row, int rows, TrainingWorkspace workspace,
            TrainingWorkspace.Scratch scratch) {
        takeIn(source, row, rows, workspace.total(), workspace.targets, scratch);
    }

    private void takeIn(Rows source, int row, int rows, int total, float[] packed, TrainingWorkspace.Scratch scratch) {
        int cols = network.inputs();
        int ld = Products.padded(cols);
        for (int i = row, n; i < row + rows; i += n) {
            n = Math.min(TrainingWorkspace.ROWS, row + rows - i);
            for (int j = 0; j < n; j++) {
                source.copy(i + j, scratch.rows, j * ld);
            }
            kernels().products().packRows(i, i + n, total, cols, scratch.rows, 0, ld, packed, START);
        }
    }

    /**
     * Forward: y_l = f_l(y_{l-1} W_l^T + b_l), and the losses of the rows, as sums over their elements.
     *
     * <p>On demand also the gradient of the batch's mean loss by the last layer's sums: for squared errors (2 / n) (y - t) f', for
     * cross-entropies (1 / n) (y - t), because the sigmoid's derivative y (1 - y) cancels; n counts the elements of the batch.
     *
     * @param loss which loss: squared errors, or cross-entropies
     * @param row first row
     * @param rows number of rows, >= 1
     * @param batch number of rows of the whole batch, which the micro-batch is a part of
     * @param workspace with the inputs and targets; gets the outputs
     * @param scratch this thread's, for {@code rows} rows
     * @param sums where the loss of row i goes, at i
     * @param learning whether the workspace also gets the last layer's deltas
     */
    public void forward(Loss loss, int row, int rows, int batch, TrainingWorkspace workspace,
            TrainingWorkspace.Scratch scratch, double[] sums, boolean learning) {
        int last = network.layers().size() - 1;
        for (int l = 0; l < last; l++) {
            product(l, row, rows, workspace, scratch);
            Dense layer = network.layers().get(l);
            int cols = layer.outputs();
            for (int col = 0, width; col < cols; col += width) {
                width = kernels().products().panelWidth(cols, col);
                activate(layer, Math.min(width, cols - col), width, rows, workspace.sums[l], workspace.outputs[l],
                        workspace.at(col, row, width));
            }
        }
        product(last, row, rows, workspace, scratch);
        losses(loss, row, rows, batch, workspace, scratch, sums, learning);
    }

    private void product(int l, int row, int rows, TrainingWorkspace workspace,
            TrainingWorkspace.Scratch scratch) {
        Dense layer = network.layers().get(l);
        kernels().products().matMulPacked(row, rows, workspace.total(), layer.outputs(), layer.inputs(),
                workspace.inputs(l), START, values, layout.weights(l), values, layout.biases(l), workspace.sums[l],
                START, scratch.products);
    }

    /** The used columns of some rows of a panel; zeros in their padding, as the product left them among the sums. */
    private static void activate(Dense layer, int used, int width, int rows, float[] sums, float[] out, int off) {
        Activation activation = layer.activation();
        if (activation.kind() == Activation.Kind.IDENTITY && sums == out) {
            return;
        }
        int together = together(used, width, rows);
        for (int i = 0, at = off; i < rows; i += together, at += together * width) {
            kernels().activations().forward(activation.kind().op, activation.slope(), together * used, sums, at, out,
                    at);
            if (sums != out && used < width) {
                Arrays.fill(out, at + used, at + width, 0f);
            }
        }
    }

    /** Rows of a panel that are one range of numbers: all, or one at a time, because the padding between them must stay zero. */
    private static int together(int used, int width, int rows) {
        return used == width ? rows : 1;
    }

    // The last layer's activation, errors and deltas panel by panel: what one leaves in the cache the next finds there.
    private void losses(Loss loss, int row, int rows, int batch, TrainingWorkspace workspace,
            TrainingWorkspace.Scratch scratch, double[] sums, boolean learning) {
        int last = network.layers().size() - 1;
        Dense layer = network.layers().get(last);
        int cols = layer.outputs();
        float[] out = workspace.outputs[last];
        float scale = (float) ((loss == Loss.MSE ? 2 : 1) / ((double) batch * cols));
        Arrays.fill(sums, row, row + rows, 0.0);
        Arrays.fill(scratch.lanes, 0, rows * Losses.LANES, 0f);
        int paddedCols = Products.padded(cols);
        for (int col = 0, width; col < paddedCols; col += width) {
            width = kernels().products().panelWidth(cols, col);
            int used = Math.clamp(cols - col, 0, width);
            int at = workspace.at(col, row, width);
            activate(layer, used, width, rows, workspace.sums[last], out, at);
            if (loss == Loss.MSE) {
                squaredErrors(col, used, width, row, rows, scale, workspace, scratch.lanes, sums, learning);
            } else if (learning) {
                // The padding, too: it is an operand of the gradient, and held other numbers if the batch before was of another size.
                kernels().losses().scaledDifference(rows * width, scale, out, at, workspace.targets, at,
                        workspace.deltas[last], at);
            }
        }
        switch (loss) {
            case MSE -> Losses.addBlock(rows, scratch.lanes, sums, row);
            case BCE -> crossEntropies(out, row, rows, workspace, scratch, sums);
        }
    }

    /** Those of a panel that begins at a column, and its deltas; where a block of the sums ends, they begin anew. */
    private void squaredErrors(int col, int used, int width, int row, int rows, float scale,
            TrainingWorkspace workspace, float[] lanes, double[] sums, boolean learning) {
        int last = network.layers().size() - 1;
        Dense layer = network.layers().get(last);
        boolean sigmoid = layer.activation().kind() == Activation.Kind.SIGMOID;
        float[] out = workspace.outputs[last];
        float[] deltas = workspace.deltas[last];
        int off = workspace.at(col, row, width);
        for (int from = col, to; from < col + width; from = to) {
            to = Math.min(col + width, (from / Losses.BLOCK + 1) * Losses.BLOCK);
            int at = off + from - col;
            if (learning) {
                kernels().losses().addSquaredErrorsAndDeltas(rows, to - from, from % Losses.LANES, scale, sigmoid,
                        out, workspace.targets, deltas, at, width, lanes);
            } else {
                kernels().losses().addSquaredErrors(rows, to - from, from % Losses.LANES, out, at, width,
                        workspace.targets, at, width, lanes);
            }
            if (to % Losses.BLOCK == 0) {
                Losses.addBlock(rows, lanes, sums, row);
            }
        }
        if (learning && !sigmoid) {
            backThrough(layer, used, width, rows, workspace.sums[last], deltas, off);
        }
    }

    private void crossEntropies(float[] out, int row, int rows, TrainingWorkspace workspace,
            TrainingWorkspace.Scratch scratch, double[] sums) {
        int cols = network.inputs();
        for (int i = row; i < row + rows; i++) {
            unpackRow(i, workspace, out, scratch.rows);
            unpackRow(i, workspace, workspace.targets, scratch.target);
            sums[i] = kernels().losses().binaryCrossEntropy(cols, scratch.rows, 0, scratch.target, 0);
        }
    }

    private void unpackRow(int i, TrainingWorkspace workspace, float[] packed, float[] row) {
        kernels().products().unpackRows(i, i + 1, workspace.total(), network.inputs(), packed, START, row, 0, 0);
    }

    /**
     * Backward: delta_{l-1} = (delta_l W_l) * f'_{l-1}, from the last layer's deltas down to the first layer's.
     *
     * @param row first row of the workspace
     * @param rows number of rows, >= 1
     * @param workspace with the outputs and the last layer's deltas; gets the others
     * @param scratch this thread's, for {@code rows} rows
     */
    public void backward(int row, int rows, TrainingWorkspace workspace, TrainingWorkspace.Scratch scratch) {
        for (int l = network.layers().size() - 1; l > 0; l--) {
            Dense layer = network.layers().get(l);
            kernels().products().matMulTransB(row, rows, workspace.total(), layer.inputs(), layer.outputs(),
                    workspace.deltas[l], START, values, layout.weights(l), workspace.deltas[l - 1], START,
                    scratch.products);
            Dense below = network.layers().get(l - 1);
            int cols = below.outputs();
            for (int col = 0, width; col < cols; col += width) {
                width = kernels().products().panelWidth(cols, col);
                backThrough(below, Math.min(width, cols - col), width, rows, workspace.sums[l - 1],
                        workspace.deltas[l - 1], workspace.at(col, row, width));
            }
        }
    }

    /** The used columns of some rows of a panel. */
    private static void backThrough(Dense layer, int used, int width, int rows, float[] source, float[] deltas,
            int off) {
        Activation activation = layer.activation();
        if (activation.kind() == Activation.Kind.IDENTITY) {
            return;
        }
        int together = together(used, width, rows);
        for (int i = 0, at = off; i < rows; i += together, at += together * width) {
            kernels().activations().backward(activation.kind().op, activation.slope(), together * used, source, at,
                    deltas, at);
        }
    }

    /**
     * The gradient of some weights: those of dW^T = sum_i x_i delta_i^T, rows of the micro-batch in order, packed.
     *
     * @param block which weights
     * @param workspace with the inputs, outputs and deltas
     * @param gradient where to
     * @param offset where the packed matrix that they belong to begins there; below 0 if only its later panels are there
     * @param row which row of it belongs to the block's first input
     * @param total number of its rows
     * @param add whether to go on with the sums that stand there, over the rows before
     * @param scratch this thread's, for the rows of the block
     */
    public void weightGradient(WeightBlock block, TrainingWorkspace workspace, float[] gradient, int offset, int row,
            int total, boolean add, TrainingWorkspace.Scratch scratch) {
        int l = block.layer();
        Dense layer = network.layers().get(l);
        kernels().products().matMulTransA(block.from(), block.to(), layer.inputs(), block.col(), block.toCol(),
                layer.outputs(), workspace.rows(), workspace.total(), workspace.inputs(l), START, workspace.deltas[l],
                START, gradient, offset, row, total, add, scratch.products);
    }

    /**
     * The gradient of some biases of a layer: db = sum_i delta_i, rows of the micro-batch in order.
     *
     * @param l the layer's number
     * @param from first output, where a panel begins
     * @param to end of the outputs, exclusive
     * @param workspace with the deltas
     * @param gradient where to
     * @param offset where that of the first output goes
     * @param add whether to go on with the sums that stand there, over the rows before
     */
    public void biasGradient(int l, int from, int to, TrainingWorkspace workspace, float[] gradient, int offset,
            boolean add) {
        int cols = network.layers().get(l).outputs();
        if (!add) {
            Arrays.fill(gradient, offset, offset + to - from, 0f);
        }
        for (int col = from, width; col < to; col += width) {
            width = kernels().products().panelWidth(cols, col);
            kernels().reductions().addColumnSums(workspace.rows(), Math.min(width, to - col), workspace.deltas[l],
                    workspace.at(col, 0, width), width, gradient, offset + col - from);
        }
    }
}
