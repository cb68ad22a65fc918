package io.lanecoder.nn;

import io.lanecoder.kernel.Kernels;
import io.lanecoder.kernel.Losses;
import io.lanecoder.kernel.ProductScratch;
import io.lanecoder.kernel.Products;

/**
 * Memory for the training passes of a micro-batch: what went in, what every layer put out, and how the loss depends on it.
 *
 * <p>A large batch is worked through in micro-batches, of at least {@value #MICRO_BATCH} rows for each thread and fewer than twice as
 * many, one after the other in the same memory, so that it stays in the caches; their gradients are accumulated, in the order of the rows.
 *
 * <p>All of it stays packed, as {@link Products} has it, from {@link Products#START} on: as an operand of the next product a matrix is
 * read as it was written. Not safe for several threads, unless each works on rows of its own and with a {@link Scratch} of its own.
 */
public final class TrainingWorkspace {
    /** The fewest rows of a micro-batch for each thread, where a batch has more than one. */
    public static final int MICRO_BATCH = 256;
    /** Rows that are packed together: what they take stays in the first level cache. */
    static final int ROWS = 8;

    /** The inputs of the network. */
    final float[] inputs;
    /** What its outputs should be. */
    final float[] targets;
    /** Outputs of layer l; what the activation made of the sums. */
    final float[][] outputs;
    /** The sums themselves, where the activation's derivative is taken from them; otherwise the outputs' array. */
    final float[][] sums;
    /** Gradient of the loss by the sums of layer l. */
    final float[][] deltas;
    private int rows;

    /**
     * Takes the memory.
     *
     * @param network the shape
     * @param maxRows the most rows of a micro-batch, >= 1
     * @param ownTargets whether the targets may differ from the inputs
     * @throws IllegalArgumentException if so many rows of a layer are too large for one array
     */
    public TrainingWorkspace(Network network, int maxRows, boolean ownTargets) {
        int layers = network.layers().size();
        begin(maxRows);
        int total = total();
        this.inputs = Workspace.block(total, network.inputs());
        this.targets = ownTargets ? Workspace.block(total, network.inputs()) : inputs;
        this.outputs = new float[layers][];
        this.sums = new float[layers][];
        this.deltas = new float[layers][];
        for (int l = 0; l < layers; l++) {
            Dense layer = network.layers().get(l);
            outputs[l] = Workspace.block(total, layer.outputs());
            boolean keepSums = layer.activation().kind().op.derivativeFromInput();
            sums[l] = keepSums ? Workspace.block(total, layer.outputs()) : outputs[l];
            deltas[l] = Workspace.block(total, layer.outputs());
        }
    }

    /**
     * {@return the rows of each micro-batch of a batch, of the last one perhaps fewer}
     *
     * @param batch rows of the batch, >= 1
     * @param threads threads that share each of them, >= 1
     */
    public static int microBatch(int batch, int threads) {
        int count = Math.max(1, batch / (MICRO_BATCH * threads));
        return Math.min(batch, Products.padded(Math.ceilDiv(batch, count))); // whole register tiles
    }

    /**
     * {@return the most rows of a micro-batch}
     *
     * @param maxBatch the most rows of a batch, >= 1
     * @param threads threads that share each micro-batch, >= 1
     */
    public static int maxMicroBatch(int maxBatch, int threads) {
        return Math.min(maxBatch, 2 * MICRO_BATCH * threads);
    }

    /**
     * Begins a micro-batch.
     *
     * @param newRows its rows, >= 1
     */
    public void begin(int newRows) {
        rows = newRows;
    }

    /** The rows of the micro-batch. */
    int rows() {
        return rows;
    }

    /** Rows of the packed matrices: an odd number, or many panels would begin at the same place of a cache. */
    int total() {
        return rows | 1;
    }

    /** Where a row of the panel that begins at a column begins. */
    int at(int col, int row, int width) {
        return Products.START + col * total() + row * width;
    }

    /** The inputs of a layer. */
    float[] inputs(int layer) {
        return layer == 0 ? inputs : outputs[layer - 1];
    }

    /**
     * A copy of the outputs of a layer, for tests.
     *
     * @param network the shape
     * @param layer the layer's number
     * @return row-major; row i begins at {@code i * padded(outputs)}
     */
    public float[] outputs(Network network, int layer) {
        return rowMajor(network, layer, outputs[layer]);
    }

    /**
     * The same of the gradient of the loss by the sums of a layer.
     *
     * @param network the shape
     * @param layer the layer's number
     * @return row-major; row i begins at {@code i * padded(outputs)}
     */
    float[] deltas(Network network, int layer) {
        return rowMajor(network, layer, deltas[layer]);
    }

    private float[] rowMajor(Network network, int layer, float[] packed) {
        int cols = network.layers().get(layer).outputs();
        float[] unpacked = new float[rows * Products.padded(cols)];
        Kernels.ready().products().unpackRows(0, rows, total(), cols, packed, Products.START, unpacked, 0,
                Products.padded(cols));
        return unpacked;
    }

    /** Scratch memory for one thread. */
    public static final class Scratch {
        final ProductScratch products;
        /** {@link #ROWS} rows of inputs, zeros behind each; later a row of outputs. */
        final float[] rows;
        /** A row of targets. */
        final float[] target;
        /** Sums that the losses of rows are made of. */
        final float[] lanes;

        /**
         * Takes the memory.
         *
         * @param network the shape
         * @param rows the most rows of one call: of the micro-batch, or of a block of weights
         */
        public Scratch(Network network, int rows) {
            this.products = new ProductScratch(rows);
            this.rows = new float[ROWS * Products.padded(network.inputs())];
            this.target = new float[Products.padded(network.inputs())];
            this.lanes = new float[rows * Losses.LANES];
        }
    }
}
