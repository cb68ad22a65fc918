package io.lanecoder;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.Scaler;
import io.lanecoder.kernel.Kernels;
import io.lanecoder.kernel.Products;
import io.lanecoder.nn.Network;
import io.lanecoder.nn.Parameters;
import io.lanecoder.nn.Passes;
import io.lanecoder.nn.Workspace;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Takes whole matrices through a network, block by block of rows, on the caller's thread and, where more are asked for, on threads
 * of the common pool: a call is often too short to start threads for it. The memory of a block is kept for the next call.
 */
final class BlockPasses {
    /** The most rows of a block: few enough that a layer's activations stay in a second level cache, many enough to use the weights well. */
    static final int ROWS = 256;
    /** Blocks are a multiple of so many rows: of the tallest register tile's. More would make the threads' shares of few rows unequal. */
    private static final int TILE_ROWS = 8;

    private final Network network;
    private final Scaler scaler;
    private final Passes passes;
    /**
     * Memory of earlier calls. Taken and put back without a lock: before one, virtual threads would queue up with a block each in their
     * hands, thousands of them.
     */
    private final AtomicReferenceArray<Block> idle =
            new AtomicReferenceArray<>(Runtime.getRuntime().availableProcessors());

    BlockPasses(Parameters parameters, Scaler scaler) {
        this.network = parameters.network();
        this.scaler = scaler;
        this.passes = new Passes(parameters);
    }

    /** What is done with a block once the network has run over it. */
    private interface Sink {
        void accept(int row, int rows, Block block);
    }

    /** One thread's memory, for as many rows as its first call wanted: to get more would take longer than to encode a few rows. */
    private final class Block {
        final int capacity;
        final Workspace workspace;
        private final float[] scaled;
        /** The block's inputs as the network sees them: scaled into this memory, or where they are. */
        float[] inputs;
        int inputOffset;
        int inputStride;

        Block(int rows) {
            this.capacity = rows;
            this.workspace = new Workspace(network, rows);
            this.scaled = scaler.isIdentity() ? null : Workspace.block(rows, network.inputs());
        }

        void take(FloatMatrix x, int row, int rows, boolean scale) {
            inputs = x.array();
            inputOffset = x.rowOffset(row);
            inputStride = x.cols();
            if (scale) {
                inputStride = Products.padded(x.cols());
                for (int i = 0; i < rows; i++) {
                    scaler.applyRow(x.cols(), x.array(), x.rowOffset(row + i), scaled, i * inputStride);
                }
                inputs = scaled;
                inputOffset = 0;
            }
        }
    }

    /** Equal blocks, one or more a thread. */
    private static int blockRows(int rows, int threads) {
        int share = Math.max(1, Math.ceilDiv(rows, threads));
        int equal = Math.ceilDiv(share, Math.ceilDiv(share, ROWS));
        return Math.min(ROWS, Math.ceilDiv(equal, TILE_ROWS) * TILE_ROWS);
    }

    /** An idle block for so many rows, or a new one; smaller ones that are met are given up for it. */
    private Block idleBlock(int rows) {
        for (int i = 0; i < idle.length(); i++) {
            Block block = idle.getAndSet(i, null);
            if (block != null && block.capacity >= rows) {
                return block;
            }
        }
        return new Block(rows);
    }

    private void keep(Block block) {
        for (int i = 0; i < idle.length(); i++) {
            if (idle.compareAndSet(i, null, block)) {
                return;
            }
        }
    }

    private void run(FloatMatrix x, int from, int to, int threads, Sink sink) {
        int width = network.layers().get(from).inputs();
        if (x.cols() != width) {
            throw new IllegalArgumentException("the rows have " + x.cols() + " columns, this "
                    + (from == 0 ? "encoder" : "decoder") + " takes " + width);
        }
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be >= 1, got " + threads);
        }
        passes.warmUp(from, to, x.rows());
        boolean scale = from == 0 && !scaler.isIdentity();
        int size = blockRows(x.rows(), threads);
        int blocks = Math.ceilDiv(x.rows(), size);
        AtomicInteger next = new AtomicInteger();
        Runnable work = () -> {
            int b = next.getAndIncrement();
            if (b >= blocks) {
                return;
            }
            Block block = idleBlock(size);
            for (; b < blocks; b = next.getAndIncrement()) {
                int row = b * size;
                int rows = Math.min(size, x.rows() - row);
                block.take(x, row, rows, scale);
                passes.forward(from, to, block.inputs, block.inputOffset, block.inputStride, rows, block.workspace);
                sink.accept(row, rows, block);
            }
            block.inputs = null; // the caller's rows are not kept
            keep(block);
        };
        shareWithPool(work, Math.min(threads, blocks) - 1);
    }

    /**
     * Runs a job on this thread and on as many of the common pool as have time for it meanwhile. Waits for those that have begun, not for
     * the others: the pool may be busy with something else for long.
     */
    private static void shareWithPool(Runnable work, int helpers) {
        Phaser atWork = new Phaser(1);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        AtomicReference<Runnable> job = new AtomicReference<>(work);
        Runnable helper = () -> {
            atWork.register();
            try {
                job.get().run();
            } catch (Throwable e) { // the caller's to throw, whatever it is
                failure.set(e);
            } finally {
                atWork.arriveAndDeregister();
            }
        };
        try {
            for (int t = 0; t < helpers; t++) {
                CompletableFuture.runAsync(helper);
            }
        } catch (OutOfMemoryError _) {
            // The pool has no thread yet, and the system no more: those that came will do, or this one alone.
        }
        try {
            work.run();
        } finally {
            job.set(() -> {}); // who comes late must not find, nor keep, what is the caller's again
            atWork.arriveAndAwaitAdvance();
        }
        if (failure.get() != null) {
            throw new IllegalStateException("a helping thread failed: " + failure, failure.get());
        }
    }

    FloatMatrix outputs(FloatMatrix x, int from, int to, int threads) {
        int cols = network.layers().get(to - 1).outputs();
        FloatMatrix result = FloatMatrix.zeros(x.rows(), cols);
        run(x, from, to, threads, (row, rows, block) -> {
            for (int i = 0; i < rows; i++) {
                System.arraycopy(block.workspace.outputs(to - 1), i * Products.padded(cols), result.array(),
                        result.rowOffset(row + i), cols);
            }
        });
        return result;
    }

    double[] errors(FloatMatrix x, int threads) {
        double[] errors = new double[x.rows()];
        int cols = x.cols();
        int last = network.layers().size() - 1;
        run(x, 0, last + 1, threads, (row, rows, block) -> {
            for (int i = 0; i < rows; i++) {
                errors[row + i] = Kernels.ready().losses().squaredError(cols, block.workspace.outputs(last),
                        i * Products.padded(cols), block.inputs, block.inputOffset + i * block.inputStride) / cols;
            }
        });
        return errors;
    }

    FloatMatrix featureErrors(FloatMatrix x, int threads) {
        FloatMatrix errors = FloatMatrix.zeros(x.rows(), x.cols());
        int cols = x.cols();
        int last = network.layers().size() - 1;
        run(x, 0, last + 1, threads, (row, rows, block) -> {
            for (int i = 0; i < rows; i++) {
                Kernels.ready().losses().squaredDifferences(cols, block.workspace.outputs(last),
                        i * Products.padded(cols),
                        block.inputs, block.inputOffset + i * block.inputStride, errors.array(),
                        errors.rowOffset(row + i));
            }
        });
        return errors;
    }
}
