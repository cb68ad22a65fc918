package io.lanecoder.bench;

import io.lanecoder.data.SeededRandom;
import io.lanecoder.kernel.Kernels;
import io.lanecoder.kernel.Products;
import io.lanecoder.kernel.Workers;
import io.lanecoder.nn.Dense;
import io.lanecoder.nn.Network;
import io.lanecoder.nn.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One of the products of a training step, as the library computes it: in blocks of rows, its right operand packed anew each time:
 * weights and inputs are others each time. (A step packs a layer's inputs once, and its weights for every block of rows; so does
 * this.) The products of a step share their operands as the step's do: what one writes another reads, out of the same cache.
 */
final class Product {
    /** Rows of a call, as in the library's training step. */
    static final int BLOCK = 256;
    /** Rows of weights of a call, as there. */
    static final int WEIGHT_BLOCK = 48;

    /** Which of a layer's products. */
    enum Kind {
        /** y = x W^T. */
        FORWARD,
        /** dx = dy W. */
        BACKWARD,
        /** dW = dy^T x. */
        WEIGHTS
    }

    /** What a step works on: outputs and deltas of the layers, weights, packed inputs, and each worker's memory. */
    private static final class Operands {
        private final int batch;
        private final float[][] in;
        private final float[][] out;
        private final float[][] delta;
        private final float[][] weights;
        private final float[][] packed;
        private final float[] bias;
        private final float[][] scratch;
        private final float[][] gradient;

        Operands(List<Dense> layers, int batch, int workers) {
            this.batch = batch;
            SeededRandom random = SeededRandom.of(Reference.SEED);
            int n = layers.size();
            in = new float[n][];
            out = new float[n][];
            delta = new float[n][];
            weights = new float[n][];
            packed = new float[n][];
            int widest = 0;
            for (int l = 0; l < n; l++) {
                Dense layer = layers.get(l);
                in[l] = l == 0 ? filled(batch, layer.inputs(), random) : out[l - 1];
                out[l] = filled(batch, layer.outputs(), random);
                delta[l] = filled(batch, layer.outputs(), random);
                weights[l] = filled(layer.outputs(), layer.inputs(), random);
                packed[l] = new float[Products.packedSize(batch, layer.inputs())];
                widest = Math.max(widest, Math.max(layer.inputs(), layer.outputs()));
            }
            bias = new float[Products.padded(widest)];
            scratch = new float[workers][];
            gradient = new float[workers][];
            for (int w = 0; w < workers; w++) {
                scratch[w] = Workspace.newScratch(BLOCK);
                gradient[w] = new float[WEIGHT_BLOCK * Products.padded(widest)];
            }
        }

        private static float[] filled(int rows, int cols, SeededRandom random) {
            float[] values = Workspace.block(rows, cols);
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < cols; j++) {
                    values[i * Products.padded(cols) + j] = random.nextFloat() - 0.5f;
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
    private final Workers.Job pack = this::packAll;
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
            case WEIGHTS -> outputs + "x" + inputs + "x" + batch;
        };
        return kind.name().toLowerCase(Locale.ROOT) + " " + name + " " + shape;
    }

    double flops() {
        return 2.0 * operands.batch * inputs * outputs;
    }

    /** Computes it once, packing included. */
    void run() {
        if (kind == Kind.WEIGHTS) {
            next.set(0);
            workers.run(pack);
        }
        runPacked();
    }

    /** Computes it once; inputs are packed already. */
    void runPacked() {
        next.set(0);
        workers.run(multiply);
    }

    private void packAll(int worker) {
        int batch = operands.batch;
        for (int from = next.getAndAdd(BLOCK); from < batch; from = next.getAndAdd(BLOCK)) {
            pack(from, Math.min(BLOCK, batch - from));
        }
    }

    private void multiplyAll(int worker) {
        int rows = kind == Kind.WEIGHTS ? outputs : operands.batch;
        int block = kind == Kind.WEIGHTS ? WEIGHT_BLOCK : BLOCK;
        for (int from = next.getAndAdd(block); from < rows; from = next.getAndAdd(block)) {
            multiply(from, Math.min(block, rows - from), worker);
        }
    }

    /** Packs the inputs of some rows. */
    void pack(int from, int count) {
        kernels.packRows(from, from + count, operands.batch, inputs, operands.in[layer], 0, Products.padded(inputs),
                operands.packed[layer]);
    }

    /** Some rows of the result: of the batch, or of the weights. */
    void multiply(int from, int count, int worker) {
        int ldx = Products.padded(inputs);
        int ldy = Products.padded(outputs);
        float[] scratch = operands.scratch[worker];
        switch (kind) {
            case FORWARD -> kernels.matMulTransB(count, outputs, inputs, operands.in[layer], from * ldx, ldx,
                    operands.weights[layer], 0, ldx, operands.bias, 0, operands.out[layer], from * ldy, ldy, scratch);
            case BACKWARD -> kernels.matMulRowMajor(count, inputs, outputs, operands.delta[layer], from * ldy, ldy,
                    operands.weights[layer], 0, ldx, operands.delta[layer - 1], from * ldx, ldx, scratch);
            case WEIGHTS -> kernels.matMulTransA(count, inputs, operands.batch, operands.delta[layer], from, ldy,
                    operands.packed[layer], operands.gradient[worker], 0, ldx, scratch);
        }
    }
}
