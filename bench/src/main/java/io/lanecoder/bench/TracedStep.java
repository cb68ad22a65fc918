package io.lanecoder.bench;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.kernel.ActivationOp;
import io.lanecoder.kernel.AdamStep;
import io.lanecoder.kernel.Kernels;
import io.lanecoder.kernel.Losses;
import io.lanecoder.kernel.ProductScratch;
import io.lanecoder.kernel.Products;
import io.lanecoder.kernel.Shares;
import io.lanecoder.kernel.Workers;
import io.lanecoder.nn.Activation;
import io.lanecoder.nn.Dense;
import io.lanecoder.nn.Network;
import io.lanecoder.nn.PackedLayout;
import io.lanecoder.nn.TrainingWorkspace;
import io.lanecoder.nn.WeightBlock;
import io.lanecoder.nn.Workspace;

import java.util.Arrays;
import java.util.List;

/**
 * A training step taken apart: the same kernels in the same two phases as the library's own, with a clock around every
 * part. What it computes is the library's step; {@link BreakdownBench} prints how long that one takes beside it.
 */
final class TracedStep {
    /** What time goes to. */
    enum Part {
        /** Copying the batch's rows, packed. */
        GATHER,
        /** y = x W^T + b. */
        FORWARD,
        /** dx = dy W. */
        BACKWARD,
        /** dW^T = x^T dy. */
        WEIGHTS,
        /** Activations, and the derivatives of all but the last. */
        ACTIVATION,
        /** Loss and its gradient, by the sums of the last layer. */
        LOSS,
        /** Sums of the deltas, for the biases. */
        BIAS,
        /** Adam. */
        OPTIMISER
    }

    /** Rows that are packed together, as in the library. */
    private static final int START = Products.START;
    private static final int ROWS = 8;
    private static final int STEPS = 4096; // the last so many are kept

    private final Kernels kernels = Kernels.get();
    private final Products products = kernels.products();
    private final Network network = Reference.network();
    private final PackedLayout layout = new PackedLayout(network);
    private final int layers = network.layers().size();
    private final FloatMatrix data;
    private final int batch;
    private final int microBatch;
    private final Workers workers;
    private final float[] values;
    private final float[][] gradient;
    /** The whole gradient, where several micro-batches add to it. */
    private final float[] whole;
    private final float[] first;
    private final float[] second;
    private final float[][] out = new float[layers][];
    private final float[][] delta = new float[layers][];
    private final float[] inputs;
    private final ProductScratch[] scratch;
    private final float[][] rows;
    private final float[][] sums;
    private final List<WeightBlock> blocks = WeightBlock.of(network);
    private final Shares shares;
    private final Workers.Job rowPhase = this::rowPhase;
    private final Workers.Job weightPhase = this::weightPhase;
    private final double[] rowLoss;
    private final long[][][] nanos;
    private final long[] busy;
    private final double[][] samples = new double[layers * Part.values().length][STEPS];
    private final double[] wall = new double[STEPS];
    private final double[] waiting = new double[STEPS];
    private int steps;
    private long stepsEver;
    private int start;
    /** Rows of the micro-batch at work. */
    private int microRows;
    /** Rows of the packed matrices: as in the library, an odd number. */
    private int total;
    private boolean isFirst;
    private boolean isLast;
    private final AdamStep adam = new AdamStep();

    TracedStep(FloatMatrix data, int batch, Workers workers) {
        this.data = data;
        this.batch = batch;
        this.microBatch = TrainingWorkspace.microBatch(batch, workers.count());
        this.workers = workers;
        values = new float[layout.size()];
        layout.pack(Reference.parameters().values(), values);
        first = new float[values.length];
        second = new float[values.length];
        total = microBatch | 1;
        inputs = Workspace.block(total, network.inputs());
        rowLoss = new double[microBatch];
        whole = microBatch < batch ? new float[values.length] : null;
        for (int l = 0; l < layers; l++) {
            Dense layer = network.layers().get(l);
            out[l] = Workspace.block(total, layer.outputs());
            delta[l] = Workspace.block(total, layer.outputs());
        }
        shares = new Shares(workers.count(), blocks.size(), b -> blocks.get(b).size());
        scratch = new ProductScratch[workers.count()];
        rows = new float[workers.count()][ROWS * Products.padded(network.inputs())];
        int share = Math.max(WeightBlock.INPUTS, Math.ceilDiv(microBatch, workers.count()));
        sums = new float[workers.count()][share * Losses.LANES];
        gradient = new float[workers.count()][];
        for (int w = 0; w < scratch.length; w++) {
            scratch[w] = new ProductScratch(share);
            gradient[w] = Workspace.block(WeightBlock.INPUTS, network.inputs());
        }
        nanos = new long[workers.count()][layers][Part.values().length];
        busy = new long[workers.count()];
    }

    /** Forgets the times. */
    void clear() {
        steps = 0;
    }

    /** {@return microseconds a step and worker spent on a part of a layer, the median over the steps} */
    double micros(int layer, Part part) {
        return median(samples[layer * Part.values().length + part.ordinal()]);
    }

    /** {@return microseconds of a step, the median} */
    double stepMicros() {
        return median(wall);
    }

    /** {@return microseconds a step and worker waited for other workers, the median} */
    double waitingMicros() {
        return median(waiting);
    }

    private double median(double[] values) {
        return Figures.median(Arrays.copyOf(values, Math.min(steps, STEPS)));
    }

    void step() {
        start = start + 2 * batch > data.rows() ? 0 : start + batch;
        adam.set(1e-3, 0.9, 0.999, 1e-8, 0, false, ++stepsEver, 1);
        long begin = System.nanoTime();
        int begun = start;
        for (int row = 0; row < batch; row += microBatch) {
            start = begun + row;
            microRows = Math.min(microBatch, batch - row);
            total = microRows | 1;
            isFirst = row == 0;
            isLast = row + microRows == batch;
            workers.run(rowPhase);
            shares.begin();
            workers.run(weightPhase);
        }
        start = begun;
        record(System.nanoTime() - begin);
    }

    private void record(long nanosOfStep) {
        int at = steps++ % STEPS;
        int parts = Part.values().length;
        double scale = 1e-3 / workers.count();
        double worked = 0;
        for (int w = 0; w < nanos.length; w++) {
            worked += busy[w] * scale;
            busy[w] = 0;
        }
        for (int i = 0; i < samples.length; i++) {
            long sum = 0;
            for (long[][] worker : nanos) {
                sum += worker[i / parts][i % parts];
                worker[i / parts][i % parts] = 0;
            }
            samples[i][at] = sum * scale;
        }
        wall[at] = nanosOfStep * 1e-3;
        waiting[at] = wall[at] - worked;
    }

    private long stop(int worker, int layer, Part part, long since) {
        long now = System.nanoTime();
        nanos[worker][layer][part.ordinal()] += now - since;
        return now;
    }

    private void rowPhase(int worker) {
        long begin = System.nanoTime();
        int from = (int) ((long) microRows * worker / workers.count());
        int to = (int) ((long) microRows * (worker + 1) / workers.count());
        if (from < to) {
            rows(worker, from, to - from);
        }
        busy[worker] += System.nanoTime() - begin;
    }

    private void rows(int worker, int row, int count) {
        long t = System.nanoTime();
        int cols = data.cols();
        int ld = Products.padded(cols);
        for (int i = row, n; i < row + count; i += n) {
            n = Math.min(ROWS, row + count - i);
            for (int j = 0; j < n; j++) {
                System.arraycopy(data.array(), data.rowOffset(start + i + j), rows[worker], j * ld, cols);
            }
            products.packRows(i, i + n, total, cols, rows[worker], 0, ld, inputs, START);
        }
        t = stop(worker, 0, Part.GATHER, t);
        int last = layers - 1;
        for (int l = 0; l < layers; l++) {
            Dense layer = network.layers().get(l);
            products.matMulPacked(row, count, total, layer.outputs(), layer.inputs(), inputs(l), START, values,
                    layout.weights(l), values, layout.biases(l), out[l], START, scratch[worker]);
            t = stop(worker, l, Part.FORWARD, t);
            for (int col = 0, width; l < last && col < layer.outputs(); col += width) {
                width = products.panelWidth(layer.outputs(), col);
                activate(l, Math.min(width, layer.outputs() - col), width, count, at(col, row, width));
            }
            t = stop(worker, l, Part.ACTIVATION, t);
        }
        float[] lanes = sums[worker];
        Arrays.fill(lanes, 0, count * Losses.LANES, 0f);
        Arrays.fill(rowLoss, row, row + count, 0.0);
        float scale = (float) (2.0 / ((double) batch * cols));
        for (int col = 0, width; col < cols; col += width) { // whole panels: 784 columns need no padding
            width = products.panelWidth(cols, col);
            int at = at(col, row, width);
            activate(last, width, width, count, at);
            t = stop(worker, last, Part.ACTIVATION, t);
            kernels.losses().addSquaredErrorsAndDeltas(count, width, col % Losses.LANES, scale, true, out[last],
                    inputs, delta[last], at, width, lanes);
            t = stop(worker, last, Part.LOSS, t);
        }
        Losses.addBlock(count, lanes, rowLoss, row);
        t = stop(worker, last, Part.LOSS, t);
        for (int l = last; l > 0; l--) {
            Dense layer = network.layers().get(l);
            products.matMulTransB(row, count, total, layer.inputs(), layer.outputs(), delta[l], START,
                    values, layout.weights(l), delta[l - 1], START, scratch[worker]);
            t = stop(worker, l, Part.BACKWARD, t);
            int below = layer.inputs();
            for (int col = 0, width; col < below; col += width) {
                width = products.panelWidth(below, col);
                derivative(l - 1, Math.min(width, below - col), width, count, at(col, row, width));
            }
            t = stop(worker, l - 1, Part.ACTIVATION, t);
        }
    }

    /** Where a row of a panel begins. */
    private int at(int col, int row, int width) {
        return START + col * total + row * width;
    }

    private float[] inputs(int l) {
        return l == 0 ? inputs : out[l - 1];
    }

    private ActivationOp op(int l) {
        return network.layers().get(l).activation().kind() == Activation.Kind.SIGMOID ? ActivationOp.SIGMOID
                : ActivationOp.LEAKY_RELU;
    }

    private float slope(int l) {
        return network.layers().get(l).activation().slope();
    }

    /** The used columns of a panel; the padding between its rows stays zero. */
    private void activate(int l, int used, int width, int count, int off) {
        int together = used == width ? count : 1;
        for (int i = 0, at = off; i < count; i += together, at += together * width) {
            kernels.activations().forward(op(l), slope(l), together * used, out[l], at, out[l], at);
        }
    }

    private void derivative(int l, int used, int width, int count, int off) {
        int together = used == width ? count : 1;
        for (int i = 0, at = off; i < count; i += together, at += together * width) {
            kernels.activations().backward(op(l), slope(l), together * used, out[l], at, delta[l], at);
        }
    }

    private void weightPhase(int worker) {
        long begin = System.nanoTime();
        for (int b = shares.take(worker); b >= 0; b = shares.take(worker)) {
            weights(worker, blocks.get(b));
        }
        busy[worker] += System.nanoTime() - begin;
    }

    private void weights(int worker, WeightBlock block) {
        int l = block.layer();
        int n = block.rows();
        int inputs = network.layers().get(l).inputs();
        int outputs = network.layers().get(l).outputs();
        long t = System.nanoTime();
        // A block's gradient by itself, or where it stands in the whole one.
        float[] to = whole == null ? gradient[worker] : whole;
        int begin = whole == null ? START - block.col() * n : layout.weights(l);
        int row = whole == null ? 0 : block.from();
        int rows = whole == null ? n : inputs;
        products.matMulTransA(block.from(), block.to(), inputs, block.col(), block.toCol(), outputs, microRows, total,
                inputs(l), START, delta[l], START, to, begin, row, rows, !isFirst, scratch[worker]);
        t = stop(worker, l, Part.WEIGHTS, t);
        for (int col = block.col(), width; isLast && col < block.toCol(); col += width) {
            width = products.panelWidth(outputs, col);
            int at = layout.weights(l) + col * inputs + block.from() * width;
            kernels.optimizers().adam(n * width, values, at, to, begin + col * rows + row * width, first, at, second, at,
                    adam);
        }
        t = stop(worker, l, Part.OPTIMISER, t);
        if (block.from() == 0) {
            int biases = Math.min(block.toCol(), outputs) - block.col();
            int bias = layout.biases(l) + block.col();
            int at = whole == null ? 0 : bias;
            if (isFirst) {
                Arrays.fill(to, at, at + biases, 0f);
            }
            for (int col = block.col(), width; col < block.col() + biases; col += width) {
                width = products.panelWidth(outputs, col);
                kernels.reductions().addColumnSums(microRows, Math.min(width, outputs - col), delta[l],
                        at(col, 0, width), width, to, at + col - block.col());
            }
            t = stop(worker, l, Part.BIAS, t);
            if (isLast) {
                kernels.optimizers().adam(biases, values, bias, to, at, first, bias, second, bias, adam);
            }
            stop(worker, l, Part.OPTIMISER, t);
        }
    }
}
