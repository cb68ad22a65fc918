package io.lanecoder.train;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.kernel.Kernels;
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
 * <p><b>Row phase</b>: each worker takes its share of the rows, block by block, through the whole forward and backward pass; rows
 * do not depend on each other. <b>Weight phase</b>: the workers take blocks of weights; a block's gradient is
 * summed over the whole batch in order, and the optimiser runs over it while it is in the cache. No gradients are merged, so the
 * number of workers cannot change a bit. (Clipping needs the whole gradient's norm first: it splits the weight phase in two.)
 *
 * <p>The step has a packed copy of the weights; {@link #store} brings what it has learned back to the parameters.
 */
final class TrainingStep {
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
    /** The whole gradient, packed, where its norm is needed before any of it is used. */
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

    // the batch at work
    private FloatMatrix data;
    private int[] order;
    private int start;
    private int rows;
    private int epoch;
    private boolean learning;

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
        this.workspace = new TrainingWorkspace(network, maxRows, !corruption.isNone());
        this.rowLoss = new double[maxRows];
        this.blocks = WeightBlock.of(network);
        int largest = blocks.stream().mapToInt(WeightBlock::size).max().orElseThrow();
        this.shares = new Shares(workers.count(), blocks.size(), b -> blocks.get(b).size());
        this.scratch = new TrainingWorkspace.Scratch[workers.count()];
        this.blockGradient = new float[workers.count()][];
        int mostRows = Math.min(TrainingPasses.ROW_BLOCK, Math.ceilDiv(maxRows, workers.count()));
        for (int w = 0; w < scratch.length; w++) {
            scratch[w] = new TrainingWorkspace.Scratch(network, Math.max(mostRows, WeightBlock.INPUTS));
            blockGradient[w] = new float[largest];
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
        shares.begin();
        if (clipNorm == Double.POSITIVE_INFINITY) {
            moments.begin(learningRate, 1);
            workers.run(weightPhase);
        } else {
            wholeGradient();
            double norm = Math.sqrt(Kernels.get().reductions().sumOfSquares(network.size(), unpackedGradient, 0));
            moments.begin(learningRate, Math.min(1, clipNorm / (norm + 1e-6))); // PyTorch's clip_grad_norm_
            shares.begin();
            workers.run(updatePhase);
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
        shares.begin();
        wholeGradient();
        return unpackedGradient;
    }

    /** Brings the weights to the parameters. */
    void store() {
        layout.unpack(values, parameters.values());
    }

    private void wholeGradient() {
        if (gradient == null) {
            gradient = new float[layout.size()];
            unpackedGradient = new float[network.size()];
        }
        workers.run(gradientPhase);
        layout.unpack(gradient, unpackedGradient);
    }

    private double forwardAndBackward(FloatMatrix newData, int[] newOrder, int newStart, int newRows, int newEpoch,
            boolean learn) {
        data = newData;
        order = newOrder;
        start = newStart;
        rows = newRows;
        epoch = newEpoch;
        learning = learn;
        workers.run(rowPhase);
        double sum = 0;
        for (int i = 0; i < rows; i++) { // in the order of the rows, whoever computed them
            sum += rowLoss[i];
        }
        return sum;
    }

    private void rowPhase(int worker) {
        int from = (int) ((long) rows * worker / workers.count());
        int to = (int) ((long) rows * (worker + 1) / workers.count());
        for (int row = from; row < to; row += TrainingPasses.ROW_BLOCK) {
            rowBlock(row, Math.min(TrainingPasses.ROW_BLOCK, to - row), scratch[worker]);
        }
    }

    private void rowBlock(int row, int count, TrainingWorkspace.Scratch own) {
        if (corruption.isNone()) {
            passes.inputs(clean, row, count, rows, workspace, own);
        } else {
            passes.targets(clean, row, count, rows, workspace, own);
            passes.inputs(learning ? corrupted : clean, row, count, rows, workspace, own);
        }
        passes.forward(loss, row, count, rows, workspace, own, rowLoss, learning);
        if (learning) {
            passes.backward(row, count, rows, workspace, own);
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
            int begin = -block.col() * block.rows(); // of a matrix of which the block is all that is there
            passes.weightGradient(block, rows, workspace, own, begin, 0, block.rows(), scratch[worker]);
            updateWeights(block, own, begin, 0, block.rows());
            if (block.from() == 0) {
                biasGradient(block, own, 0);
                updateBiases(block, own, 0);
            }
        }
    }

    private void gradientPhase(int worker) {
        for (int b = shares.take(worker); b >= 0; b = shares.take(worker)) {
            WeightBlock block = blocks.get(b);
            passes.weightGradient(block, rows, workspace, gradient, layout.weights(block.layer()), block.from(),
                    layer(block).inputs(), scratch[worker]);
            if (block.from() == 0) {
                biasGradient(block, gradient, biases(block));
            }
        }
    }

    private void updatePhase(int worker) {
        for (int b = shares.take(worker); b >= 0; b = shares.take(worker)) {
            WeightBlock block = blocks.get(b);
            updateWeights(block, gradient, layout.weights(block.layer()), block.from(), layer(block).inputs());
            if (block.from() == 0) {
                updateBiases(block, gradient, biases(block));
            }
        }
    }

    private Dense layer(WeightBlock block) {
        return network.layers().get(block.layer());
    }

    /** Panel by panel; the gradient stands in the rows from {@code row} on of a packed matrix of {@code total} rows. */
    private void updateWeights(WeightBlock block, float[] source, int offset, int row, int total) {
        int inputs = layer(block).inputs();
        int outputs = layer(block).outputs();
        int at = layout.weights(block.layer());
        for (int col = block.col(), width; col < block.toCol(); col += width) {
            width = Kernels.ready().products().panelWidth(outputs, col);
            moments.update(values, at + col * inputs + block.from() * width, block.rows() * width, source,
                    offset + col * total + row * width);
        }
    }

    // The biases of a block's outputs go with the block of the first inputs.

    private void biasGradient(WeightBlock block, float[] to, int offset) {
        passes.biasGradient(block.layer(), block.col(), toBias(block), rows, workspace, to, offset);
    }

    private void updateBiases(WeightBlock block, float[] source, int offset) {
        moments.update(values, biases(block), toBias(block) - block.col(), source, offset);
    }

    private int biases(WeightBlock block) {
        return layout.biases(block.layer()) + block.col();
    }

    private int toBias(WeightBlock block) {
        return Math.min(block.toCol(), layer(block).outputs());
    }
}
