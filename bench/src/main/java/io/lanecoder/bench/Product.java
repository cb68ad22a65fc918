package io.lanecoder.bench;

import io.lanecoder.data.SeededRandom;
import io.lanecoder.kernel.Kernels;
import io.lanecoder.kernel.ProductScratch;
import io.lanecoder.kernel.Products;
import io.lanecoder.kernel.Workers;
import io.lanecoder.nn.Dense;
import io.lanecoder.nn.Network;
import io.lanecoder.nn.TrainingWorkspace;
import io.lanecoder.nn.WeightBlock;
import io.lanecoder.nn.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One of the products of a training step, as the library computes it: micro-batch by micro-batch, in blocks of rows, or of the weights'
 * rows. The products of a step share their operands as the step's do: what one writes another reads, packed as it was written, out of
 * the same cache.
 */
final class Product {
    private static final int START = Products.START;

    /** Which of a layer's products. */
    enum Kind {
        /** y = x W^T. */
        FORWARD,
        /** dx = dy W. */
        BACKWARD,
        /** dW^T = x^T dy. */
        WEIGHTS
    }

    /** What a step works on: inputs, outputs and deltas of the layers, weights, and each worker's memory. */
    private static final class Operands {
        private final int batch;
        private final int microBatch;
        /** Where the micro-batch at work begins, and its rows. */
        private int start;
        private int rows;
        private final float[][] in;
        private final float[][] out;
        private final float[][] delta;
        private final float[][] weights;
        private final float[] bias;
        private final ProductScratch[] scratch;
        private final float[][] gradient;
        /** The whole gradient of each layer, where several micro-batches add to it. */
        private final float[][] whole;

        Operands(List<Dense> layers, int batch, int workers) {
            this.batch = batch;
            this.microBatch = TrainingWorkspace.microBatch(batch, workers);
            begin(0);
            int total = total();
            SeededRandom random = SeededRandom.of(Reference.SEED);
            int n = layers.size();
            in = new float[n][];
            out = new float[n][];
            whole = new float[n][];
            delta = new float[n][];
            weights = new float[n][];
            int widest = 0;
            for (int l = 0; l < n; l++) {
                Dense layer = layers.get(l);
                in[l] = l == 0 ? filled(total, layer.inputs(), random) : out[l - 1];
                out[l] = filled(total, layer.outputs(), random);
                delta[l] = filled(total, layer.outputs(), random);
                weights[l] = filled(layer.inputs(), layer.outputs(), random);
                whole[l] = microBatch < batch ? new float[weights[l].length] : null;
                widest = Math.max(widest, Math.max(layer.inputs(), layer.outputs()));
            }
            bias = new float[Products.padded(widest)];
            scratch = new ProductScratch[workers];
            gradient = new float[workers][];
            for (int w = 0; w < workers; w++) {
                scratch[w] = new ProductScratch(Math.max(WeightBlock.INPUTS, Math.ceilDiv(microBatch, workers)));
                gradient[w] = Workspace.block(WeightBlock.INPUTS, widest);
            }
        }

        void begin(int row) {
            start = row;
            rows = Math.min(microBatch, batch - row);
        }

        /** Rows of the packed matrices: as in the library, an odd number. */
        int total() {
            return rows | 1;
        }

        /** Numbers, laid out row-major; where they are taken for a packed matrix its padding holds some too, which takes as long. */
        private static float[] filled(int rows, int cols, SeededRandom random) {
            float[] values = Workspace.block(rows, cols);
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < cols; j++) {
                    values[START + i * Products.padded(cols) + j] = random.nextFloat() - 0.5f;
                }
            }
            return values;
        }
    }

    private final Products kernels = Kernels.get().products();
    private final Kind kind;
    private final String name;
    private final int inputs;
    private final int outputs;
    private final int layer;
    private final Operands operands;
    private final Workers workers;
    private final AtomicInteger next = new AtomicInteger();
    private final Workers.Job multiply = this::multiplyAll;

    private Product(Kind kind, Dense dense, int layer, Operands operands, Workers workers) {
        this.kind = kind;
        this.name = dense.name();
        this.inputs = dense.inputs();
        this.outputs = dense.outputs();
        this.layer = layer;
        this.operands = operands;
        this.workers = workers;
    }

    /** {@return all products of a step, in its order} */
    static List<Product> ofStep(Network network, int batch, Workers workers) {
        List<Dense> layers = network.layers();
        Operands operands = new Operands(layers, batch, workers.count());
        List<Product> all = new ArrayList<>();
        for (int l = 0; l < layers.size(); l++) {
            all.add(new Product(Kind.FORWARD, layers.get(l), l, operands, workers));
        }
        for (int l = layers.size() - 1; l > 0; l--) {
            all.add(new Product(Kind.BACKWARD, layers.get(l), l, operands, workers));
        }
        for (int l = 0; l < layers.size(); l++) {
            all.add(new Product(Kind.WEIGHTS, layers.get(l), l, operands, workers));
        }
        return all;
    }

    Kind kind() {
        return kind;
    }

    String name() {
        int batch = operands.batch;
        String shape = switch (kind) {
            case FORWARD -> batch + "x" + outputs + "x" + inputs;
            case BACKWARD -> batch + "x" + inputs + "x" + outputs;
            case WEIGHTS -> inputs + "x" + outputs + "x" + batch;
        };
        return kind.name().toLowerCase(Locale.ROOT) + " " + name + " " + shape;
    }

    double flops() {
        return 2.0 * operands.batch * inputs * outputs;
    }

    /** {@return the rows of a micro-batch; of the last one perhaps fewer} */
    int microBatch() {
        return operands.microBatch;
    }

    /** {@return the rows of the micro-batch at work} */
    int rows() {
        return operands.rows;
    }

    /** Begins the micro-batch that begins with a row, for all products of the step. */
    void begin(int row) {
        operands.begin(row);
    }

    /** Computes it once, for the micro-batch at work. */
    void run() {
        next.set(0);
        workers.run(multiply);
    }

    private void multiplyAll(int worker) {
        int rows = kind == Kind.WEIGHTS ? inputs : operands.rows;
        int block = kind == Kind.WEIGHTS ? WeightBlock.INPUTS : Math.ceilDiv(rows, workers.count());
        for (int from = next.getAndAdd(block); from < rows; from = next.getAndAdd(block)) {
            multiply(from, Math.min(block, rows - from), worker);
        }
    }

    /** Some rows of the result: of the micro-batch, or of the weights. */
    void multiply(int from, int count, int worker) {
        int total = operands.total();
        float[] x = operands.in[layer];
        float[] dy = operands.delta[layer];
        ProductScratch scratch = operands.scratch[worker];
        switch (kind) {
            case FORWARD -> kernels.matMulPacked(from, count, total, outputs, inputs, x, START, operands.weights[layer],
                    START, operands.bias, 0, operands.out[layer], START, scratch);
            case BACKWARD -> kernels.matMulTransB(from, count, total, inputs, outputs, dy, START, operands.weights[layer],
                    START, operands.delta[layer - 1], START, scratch);
            case WEIGHTS -> {
                boolean several = operands.whole[layer] != null;
                kernels.matMulTransA(from, from + count, inputs, 0, Products.padded(outputs), outputs, operands.rows,
                        total, x, START, dy, START, several ? operands.whole[layer] : operands.gradient[worker], START,
                        several ? from : 0, several ? inputs : count, operands.start > 0, scratch);
            }
        }
    }
}
