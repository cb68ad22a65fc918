package io.lanecoder;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.RowSource;
import io.lanecoder.data.Scaler;
import io.lanecoder.kernel.Products;
import io.lanecoder.kernel.Workers;
import io.lanecoder.nn.Network;
import io.lanecoder.nn.Parameters;
import io.lanecoder.nn.Passes;
import io.lanecoder.nn.Workspace;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Takes rows of a source through a network. Every thread fetches the block that it is going to work on, so that reading is shared
 * out like the work and a block is still in the cache when it is used. Blocks come in rounds; while a round is worked on, the
 * caller's thread first hands on the outputs of the round before, then works along.
 */
final class StreamPasses {
    /** Outputs of a round: long enough that the wait at its end vanishes. */
    static final int OUTPUT_BYTES = 4 << 20;
    private static final int MAX_BLOCKS = 256;
    private static final int MIN_BLOCKS = 16;

    private final Network network;
    private final Scaler scaler;
    private final Passes passes;
    private final RowSource source;
    private final int layers;
    private final int cols;

    StreamPasses(Parameters parameters, Scaler scaler, RowSource source, int layers) {
        this.network = parameters.network();
        this.scaler = scaler;
        this.passes = new Passes(parameters);
        this.source = source;
        this.layers = layers;
        this.cols = network.layers().get(layers - 1).outputs();
        if (source.cols() != network.inputs()) {
            throw new IllegalArgumentException(
                    "the rows have " + source.cols() + " columns, this encoder takes " + network.inputs());
        }
    }

    /** One thread's memory. */
    private final class Block {
        final Workspace workspace = new Workspace(network, BlockPasses.ROWS);
        final float[] raw = new float[Math.multiplyExact(BlockPasses.ROWS, network.inputs())];

        void encode(long row, int rows, FloatMatrix target, int targetRow) throws IOException {
            int inputs = network.inputs();
            source.read(row, rows, raw, 0);
            if (!scaler.isIdentity()) {
                for (int i = 0; i < rows; i++) {
                    scaler.applyRow(inputs, raw, i * inputs, raw, i * inputs);
                }
            }
            passes.forward(0, layers, raw, 0, inputs, rows, workspace);
            for (int i = 0; i < rows; i++) {
                System.arraycopy(workspace.outputs(layers - 1), i * Products.padded(cols), target.array(),
                        target.rowOffset(targetRow + i), cols);
            }
        }
    }

    void run(int threads, RowSink sink) throws IOException {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be >= 1, got " + threads);
        }
        passes.warmUp(0, layers, source.rows());
        long blockBytes = (long) BlockPasses.ROWS * cols * Float.BYTES;
        int perRound = BlockPasses.ROWS * Math.clamp(OUTPUT_BYTES / blockBytes, MIN_BLOCKS, MAX_BLOCKS);
        int capacity = (int) Math.min(perRound, source.rows());
        FloatMatrix[] outputs = {FloatMatrix.zeros(capacity, cols), FloatMatrix.zeros(capacity, cols)};
        Block[] blocks = new Block[Math.clamp(Math.ceilDiv(capacity, BlockPasses.ROWS), 1, threads)];
        AtomicReference<IOException> failure = new AtomicReference<>();
        FloatMatrix[] waiting = new FloatMatrix[1];
        try (Workers workers = new Workers(blocks.length)) {
            int turn = 0;
            for (long begin = 0; begin < source.rows(); begin += perRound) {
                long first = begin;
                int rows = (int) Math.min(perRound, source.rows() - begin);
                FloatMatrix target = outputs[turn];
                AtomicInteger next = new AtomicInteger();
                workers.run(worker -> {
                    try {
                        if (worker == 0 && waiting[0] != null) {
                            sink.accept(waiting[0]);
                        }
                        if (blocks[worker] == null) {
                            blocks[worker] = new Block();
                        }
                        for (int at = next.getAndAdd(BlockPasses.ROWS); at < rows && failure.get() == null; at =
                                next.getAndAdd(BlockPasses.ROWS)) {
                            blocks[worker].encode(first + at, Math.min(BlockPasses.ROWS, rows - at), target, at);
                        }
                    } catch (IOException e) {
                        failure.compareAndSet(null, e);
                    }
                });
                if (failure.get() != null) {
                    throw failure.get();
                }
                waiting[0] = target.rows(0, rows);
                turn = 1 - turn;
            }
        }
        if (waiting[0] != null) {
            sink.accept(waiting[0]);
        }
    }
}
