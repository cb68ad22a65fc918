package io.lanecoder.train;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.kernel.Kernels;
import io.lanecoder.kernel.Shares;
import io.lanecoder.kernel.Workers;
import io.lanecoder.nn.Loss;
import io.lanecoder.nn.Network;
import io.lanecoder.nn.Parameters;
import io.lanecoder.nn.TrainingPasses;
import io.lanecoder.nn.TrainingWorkspace;
import java.util.ArrayList;
import java.util.List;

/**
 * One mini-batch, in two phases between which the workers meet.
 *
 * <p><b>Row phase</b>: each worker takes its share of the rows, block by block, through the whole forward and backward pass; rows
 * do not depend on each other. <b>Weight phase</b>: the workers take blocks of rows of the weight matrices; for each, the gradient
 * is summed over the whole batch in order, and the optimiser runs over it while it is in the cache. No gradients are merged, so the number of workers cannot change a bit. (Clipping needs the whole gradient's norm
 * first: it splits the weight phase in two.)
 */
final class TrainingStep {
    private record Block(int layer, int from, int to) {
    }

    private final Network network;
    private final Parameters parameters;
    private final TrainingPasses passes;
    private final Workers workers;
    private final Loss loss;
    private final double clipNorm;
    private final Corruption corruption;
    private final Moments moments;

    private final TrainingWorkspace workspace;
    private final TrainingWorkspace.Scratch[] scratch;
    /** Each worker's gradient of the block at work, which stays in its cache until the update; the biases' part comes last. */
    private final float[][] blockGradient;
    /** The whole gradient, laid out as the parameters, where its norm is needed before any of it is used. */
    private float[] gradient;
    private final double[] rowLoss;
    private final List<Block> blocks;
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
        this.passes = new TrainingPasses(parameters);
        this.workers = workers;
        this.loss = config.loss();
        this.clipNorm = config.clipNorm();
        this.corruption = new Corruption(config.inputMask(), config.inputNoise(), config.seed());
        this.moments = moments;
        this.workspace = new TrainingWorkspace(network, maxRows, !corruption.isNone());
        this.rowLoss = new double[maxRows];
        this.blocks = new ArrayList<>();
        int widest = 0;
        for (int l = 0; l < network.layers().size(); l++) {
            widest = Math.max(widest, network.weightStride(l));
            int outputs = network.layers().get(l).outputs();
            for (int from = 0; from < outputs; from += TrainingPasses.WEIGHT_BLOCK) {
                blocks.add(new Block(l, from, Math.min(outputs, from + TrainingPasses.WEIGHT_BLOCK)));
            }
        }
        this.shares = new Shares(workers.count(), blocks.size(), b -> cost(blocks.get(b)));
        this.scratch = new TrainingWorkspace.Scratch[workers.count()];
        this.blockGradient = new float[workers.count()][];
        int mostRows = Math.min(TrainingPasses.ROW_BLOCK, Math.ceilDiv(maxRows, workers.count()));
        for (int w = 0; w < scratch.length; w++) {
            scratch[w] = new TrainingWorkspace.Scratch(network, Math.max(mostRows, TrainingPasses.WEIGHT_BLOCK));
            blockGradient[w] = new float[Math.multiplyExact(TrainingPasses.WEIGHT_BLOCK, widest + 1)];
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
            double norm = Math.sqrt(Kernels.get().reductions().sumOfSquares(gradient.length, gradient, 0));
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
        return gradient;
    }

    private void wholeGradient() {
        if (gradient == null) {
            gradient = new float[network.size()];
        }
        workers.run(gradientPhase);
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
            Block block = blocks.get(b);
            int biases = (block.to - block.from) * network.weightStride(block.layer);
            passes.gradient(block.layer, block.from, block.to, rows, workspace, own, 0, biases, scratch[worker]);
            update(block, own, 0, biases);
        }
    }

    private void gradientPhase(int worker) {
        for (int b = shares.take(worker); b >= 0; b = shares.take(worker)) {
            Block block = blocks.get(b);
            passes.gradient(block.layer, block.from, block.to, rows, workspace, gradient, scratch[worker]);
        }
    }

    private void updatePhase(int worker) {
        for (int b = shares.take(worker); b >= 0; b = shares.take(worker)) {
            Block block = blocks.get(b);
            update(block, gradient, weights(block), biases(block));
        }
    }

    private long cost(Block block) {
        return (long) (block.to - block.from) * network.weightStride(block.layer);
    }

    /** Where a block's weights begin among the parameters. */
    private int weights(Block block) {
        return network.weightOffset(block.layer) + block.from * network.weightStride(block.layer);
    }

    /** Where its biases begin. */
    private int biases(Block block) {
        return network.biasOffset(block.layer) + block.from;
    }

    private void update(Block block, float[] source, int weights, int biases) {
        int n = block.to - block.from;
        moments.update(parameters.values(), weights(block), n * network.weightStride(block.layer), source, weights);
        moments.update(parameters.values(), biases(block), n, source, biases);
    }
}
