package io.lanecoder.train;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.kernel.Kernels;
import io.lanecoder.kernel.Products;
import io.lanecoder.kernel.Shares;
import io.lanecoder.kernel.Workers;
import io.lanecoder.nn.Dense;
import io.lanecoder.nn.Loss;
import io.lanecoder.nn.Network;
import io.lanecoder.nn.PackedLayout;
import io.lanecoder.nn.Parameters;
import io.lanecoder.nn.TrainingPasses;
import io.lanecoder.nn.TrainingWorkspace;
import io.lanecoder.nn.WeightBlock;
import java.util.List;

/**
 * One mini-batch, in two phases between which the workers meet.
 *
 * <p><b>Row phase</b>: each worker takes its share of the rows through the whole forward and backward pass; rows do not depend on each
 * other. <b>Weight phase</b>: the workers take blocks of weights; a block's gradient is summed over the rows in order, and the
 * optimiser runs over it while it is in the cache. No gradients are merged, so the number of workers cannot change a bit. (Clipping
 * needs the whole gradient's norm first: it splits the weight phase in two.)
 *
 * <p>A large batch takes both phases for each of its micro-batches ({@link TrainingWorkspace}): a gradient goes on where it was, and
 * the optimiser waits for the last one.
 *
 * <p>The step has a packed copy of the weights; {@link #store} brings what it has learned back to the parameters.
 */
final class TrainingStep {
    private static final int START = Products.START;

    private final Network network;
    private final Parameters parameters;
    private final PackedLayout layout;
    /** The weights at work. */
    private final float[] values;
    private final TrainingPasses passes;
    private final Workers workers;
    private final Loss loss;
    private final double clipNorm;
    private final Corruption corruption;
    private final Moments moments;

    private final TrainingWorkspace workspace;
    private final TrainingWorkspace.Scratch[] scratch;
    /** Each worker's gradient of the block at work, which stays in its cache until the update. */
    private final float[][] blockGradient;
    /** The whole gradient, packed, where a batch has several micro-batches, or its norm is needed before any of it is used. */
    private float[] gradient;
    /** The same, laid out as the parameters: an order that no CPU changes. */
    private float[] unpackedGradient;
    private final double[] rowLoss;
    private final List<WeightBlock> blocks;
    private final Shares shares;
    private final TrainingPasses.Rows clean = this::copyRow;
    private final TrainingPasses.Rows corrupted = this::copyCorrupted;
    private final Workers.Job rowPhase = this::rowPhase;
    private final Workers.Job weightPhase = this::weightPhase;
    private final Workers.Job gradientPhase = this::gradientPhase;
    private final Workers.Job updatePhase = this::updatePhase;

    // the batch at work, and the micro-batch of it
    private FloatMatrix data;
    private int[] order;
    private int epoch;
    private int batch;
    private boolean learning;
    private int start;
    private int rows;
    private boolean first;

    TrainingStep(Parameters parameters, TrainingConfig config, Moments moments, Workers workers, int maxRows) {
        this.network = parameters.network();
        this.parameters = parameters;
        this.layout = moments.layout();
        this.values = new float[layout.size()];
        layout.pack(parameters.values(), values);
        this.passes = new TrainingPasses(layout, values);
        this.workers = workers;
        this.loss = config.loss();
        this.clipNorm = config.clipNorm();
        this.corruption = new Corruption(config.inputMask(), config.inputNoise(), config.seed());
        this.moments = moments;
        int mostRows = TrainingWorkspace.maxMicroBatch(maxRows, workers.count());
        this.workspace = new TrainingWorkspace(network, mostRows, !corruption.isNone());
        this.rowLoss = new double[mostRows];
        this.blocks = WeightBlock.of(network);
        int largest = blocks.stream().mapToInt(b -> b.size() + b.toCol() - b.col()).max().orElseThrow(); // and biases
        this.shares = new Shares(workers.count(), blocks.size(), b -> blocks.get(b).size());
        this.scratch = new TrainingWorkspace.Scratch[workers.count()];
        this.blockGradient = new float[workers.count()][];
        int share = Math.ceilDiv(mostRows, workers.count());
        for (int w = 0; w < scratch.length; w++) {
            scratch[w] = new TrainingWorkspace.Scratch(network, Math.max(share, WeightBlock.INPUTS));
            blockGradient[w] = new float[START + largest];
        }
    }

    /**
     * Learns from a batch.
     *
     * @return the sum of the losses of its elements, at the weights before the update
     */
    double learn(FloatMatrix newData, int[] newOrder, int newStart, int newRows, int newEpoch, double learningRate) {
        double sum = forwardAndBackward(newData, newOrder, newStart, newRows, newEpoch, true);
        if (!Double.isFinite(sum)) {
            return sum; // the weights stay those of the last good batch
        }
        if (clipNorm == Double.POSITIVE_INFINITY) {
            moments.begin(learningRate, 1);
            run(weightPhase);
        } else {
            double norm = Math.sqrt(Kernels.get().reductions().sumOfSquares(network.size(), wholeGradient(), 0));
            moments.begin(learningRate, Math.min(1, clipNorm / (norm + 1e-6))); // PyTorch's clip_grad_norm_
            run(updatePhase);
        }
        return sum;
    }

    /** The sum of the losses of a batch's elements; nothing is learned and no input is corrupted. */
    double evaluate(FloatMatrix newData, int[] newOrder, int newStart, int newRows) {
        return forwardAndBackward(newData, newOrder, newStart, newRows, 0, false);
    }

    /** The gradient of a batch's mean loss, laid out as the parameters. For tests. */
    float[] gradient(FloatMatrix newData, int[] newOrder) {
        forwardAndBackward(newData, newOrder, 0, newOrder.length, 0, true);
        return wholeGradient();
    }

    /** Brings the weights to the parameters. */
    void store() {
        layout.unpack(values, parameters.values());
    }

    /**
     * The row phases of all micro-batches, and the gradient of all but the last, which is at work afterwards.
     *
     * @return the sum of the losses, of the rows so far as soon as it is not finite
     */
    private double forwardAndBackward(FloatMatrix newData, int[] newOrder, int newStart, int newRows, int newEpoch,
            boolean learn) {
        data = newData;
        order = newOrder;
        epoch = newEpoch;
        batch = newRows;
        learning = learn;
        int microBatch = TrainingWorkspace.microBatch(batch, workers.count());
        double sum = 0;
        for (int row = 0; row < batch && Double.isFinite(sum); row += microBatch) {
            if (learning && row > 0) {
                accumulate();
            }
            first = row == 0;
            start = newStart + row;
            rows = Math.min(microBatch, batch - row);
            workspace.begin(rows);
            workers.run(rowPhase);
            for (int i = 0; i < rows; i++) { // in the order of the rows, whoever computed them
                sum += rowLoss[i];
            }
        }
        return sum;
    }

    /** The whole gradient so far: the micro-batch's joins those before. */
    private void accumulate() {
        if (gradient == null) {
            gradient = new float[layout.size()];
        }
        run(gradientPhase);
    }

    /** That of all micro-batches, laid out as the parameters. */
    private float[] wholeGradient() {
        accumulate();
        if (unpackedGradient == null) {
            unpackedGradient = new float[network.size()];
        }
        layout.unpack(gradient, unpackedGradient);
        return unpackedGradient;
    }

    private void run(Workers.Job phase) {
        shares.begin();
        workers.run(phase);
    }

    private void rowPhase(int worker) {
        int row = (int) ((long) rows * worker / workers.count());
        int count = (int) ((long) rows * (worker + 1) / workers.count()) - row;
        if (count == 0) {
            return;
        }
        TrainingWorkspace.Scratch own = scratch[worker];
        if (corruption.isNone()) {
            passes.inputs(clean, row, count, workspace, own);
        } else {
            passes.targets(clean, row, count, workspace, own);
            passes.inputs(learning ? corrupted : clean, row, count, workspace, own);
        }
        passes.forward(loss, row, count, batch, workspace, own, rowLoss, learning);
        if (learning) {
            passes.backward(row, count, workspace, own);
        }
    }

    private void copyRow(int i, float[] to, int off) {
        System.arraycopy(data.array(), data.rowOffset(order[start + i]), to, off, data.cols());
    }

    private void copyCorrupted(int i, float[] to, int off) {
        copyRow(i, to, off);
        corruption.apply(epoch, order[start + i], data.cols(), to, off);
    }

    private void weightPhase(int worker) {
        float[] own = blockGradient[worker];
        for (int b = shares.take(worker); b >= 0; b = shares.take(worker)) {
            WeightBlock block = blocks.get(b);
            if (first) {
                int begin = START - block.col() * block.rows(); // of a matrix of which the block is all that is there
                gradient(block, own, begin, 0, block.rows(), START + block.size(), scratch[worker]);
                update(block, own, begin, 0, block.rows(), START + block.size());
            } else {
                accumulate(block, worker);
                updateByWhole(block);
            }
        }
    }

    private void gradientPhase(int worker) {
        for (int b = shares.take(worker); b >= 0; b = shares.take(worker)) {
            accumulate(blocks.get(b), worker);
        }
    }

    private void updatePhase(int worker) {
        for (int b = shares.take(worker); b >= 0; b = shares.take(worker)) {
            updateByWhole(blocks.get(b));
        }
    }

    private void accumulate(WeightBlock block, int worker) {
        gradient(block, gradient, layout.weights(block.layer()), block.from(), layer(block).inputs(), biases(block),
                scratch[worker]);
    }

    private void updateByWhole(WeightBlock block) {
        update(block, gradient, layout.weights(block.layer()), block.from(), layer(block).inputs(), biases(block));
    }

    private Dense layer(WeightBlock block) {
        return network.layers().get(block.layer());
    }

    // A gradient stands in the rows from `row` on of a packed matrix of `total` rows. The biases of a block's outputs go with the block
    // of the first inputs.

    private void gradient(WeightBlock block, float[] to, int offset, int row, int total, int bias,
            TrainingWorkspace.Scratch own) {
        passes.weightGradient(block, workspace, to, offset, row, total, !first, own);
        if (block.from() == 0) {
            passes.biasGradient(block.layer(), block.col(), toBias(block), workspace, to, bias, !first);
        }
    }

    private void update(WeightBlock block, float[] source, int offset, int row, int total, int bias) {
        int inputs = layer(block).inputs();
        int outputs = layer(block).outputs();
        int at = layout.weights(block.layer());
        for (int col = block.col(), width; col < block.toCol(); col += width) {
            width = Kernels.ready().products().panelWidth(outputs, col);
            moments.update(values, at + col * inputs + block.from() * width, block.rows() * width, source,
                    offset + col * total + row * width);
        }
        if (block.from() == 0) {
            moments.update(values, biases(block), toBias(block) - block.col(), source, bias);
        }
    }

    private int biases(WeightBlock block) {
        return layout.biases(block.layer()) + block.col();
    }

    private int toBias(WeightBlock block) {
        return Math.min(block.toCol(), layer(block).outputs());
    }
}
