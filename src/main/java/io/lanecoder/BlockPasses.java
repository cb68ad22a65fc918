package io.lanecoder;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.Scaler;
import io.lanecoder.kernel.Kernels;
import io.lanecoder.kernel.Products;
import io.lanecoder.kernel.Workers;
import io.lanecoder.nn.Network;
import io.lanecoder.nn.Parameters;
import io.lanecoder.nn.Passes;
import io.lanecoder.nn.Workspace;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes whole matrices through a network, block by block of rows, on one thread or several. */
final class BlockPasses {
    /** Rows of a block: few enough that their activations stay in a second level cache, many enough to use the weights well. */
    static final int ROWS = 96;

    private final Network network;
    private final Scaler scaler;
    private final Passes passes;

    BlockPasses(Parameters parameters, Scaler scaler) {
        this.network = parameters.network();
        this.scaler = scaler;
        this.passes = new Passes(parameters);
    }

    /** What is done with a block once the network has run over it. */
    private interface Sink {
        void accept(int row, int rows, Block block);
    }

    /** One thread's memory. */
    private final class Block {
        final Workspace workspace = new Workspace(network, ROWS, false);
        final float[] scratch = Workspace.newScratch(ROWS);
        /** The block's inputs as the network sees them: scaled into this buffer, or where they are. */
        final float[] scaled;
        float[] inputs;
        int inputOffset;
        int inputStride;

        Block(boolean scales) {
            scaled = scales ? Workspace.block(ROWS, network.inputs()) : null;
        }

        void take(FloatMatrix x, int row, int rows) {
            inputs = x.array();
            inputOffset = x.rowOffset(row);
            inputStride = x.cols();
            if (scaled != null) {
                inputStride = Products.padded(x.cols());
                for (int i = 0; i < rows; i++) {
                    scaler.applyRow(x.cols(), x.array(), x.rowOffset(row + i), scaled, i * inputStride);
                }
                inputs = scaled;
                inputOffset = 0;
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
        boolean scales = from == 0 && !scaler.isIdentity();
        int blocks = Math.ceilDiv(x.rows(), ROWS);
        AtomicInteger next = new AtomicInteger();
        Workers.Job job = _ -> {
            Block block = null;
            for (int b = next.getAndIncrement(); b < blocks; b = next.getAndIncrement()) {
                if (block == null) {
                    block = new Block(scales);
                }
                int row = b * ROWS;
                int rows = Math.min(ROWS, x.rows() - row);
                block.take(x, row, rows);
                passes.forward(from, to, block.inputs, block.inputOffset, block.inputStride, 0, rows, block.workspace,
                        block.scratch);
                sink.accept(row, rows, block);
            }
        };
        try (Workers workers = new Workers(Math.clamp(blocks, 1, threads))) {
            workers.run(job);
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
