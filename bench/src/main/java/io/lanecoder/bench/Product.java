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
 * this.)
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

    private final Products kernels = Kernels.get().products();
    private final Kind kind;
    private final String layer;
    private final int batch;
    private final int inputs;
    private final int outputs;
    private final float[] x;
    private final float[] y;
    private final float[] weights;
    private final float[] bias;
    private final float[] packed;
    private final float[][] scratch;
    private final Workers workers;
    private final AtomicInteger next = new AtomicInteger();
    private final Workers.Job pack = this::pack;
    private final Workers.Job multiply = this::multiply;

    Product(Kind kind, Dense dense, int batch, Workers workers) {
        this.kind = kind;
        this.layer = dense.name();
        this.batch = batch;
        this.inputs = dense.inputs();
        this.outputs = dense.outputs();
        this.workers = workers;
        SeededRandom random = SeededRandom.of(Reference.SEED);
        x = filled(batch, inputs, random);
        y = filled(batch, outputs, random);
        weights = filled(outputs, inputs, random);
        bias = new float[Products.padded(Math.max(inputs, outputs))];
        packed = new float[switch (kind) {
            case FORWARD, BACKWARD -> 0;
            case WEIGHTS -> Products.packedSize(batch, inputs);
        }];
        scratch = new float[workers.count()][];
        for (int w = 0; w < scratch.length; w++) {
            scratch[w] = Workspace.newScratch(BLOCK);
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

    /** {@return all products of a step, in its order} */
    static List<Product> ofStep(Network network, int batch, Workers workers) {
        List<Product> all = new ArrayList<>();
        List<Dense> layers = network.layers();
        layers.forEach(layer -> all.add(new Product(Kind.FORWARD, layer, batch, workers)));
        for (int l = layers.size() - 1; l > 0; l--) {
            all.add(new Product(Kind.BACKWARD, layers.get(l), batch, workers));
        }
        layers.forEach(layer -> all.add(new Product(Kind.WEIGHTS, layer, batch, workers)));
        return all;
    }

    String name() {
        String shape = switch (kind) {
            case FORWARD -> batch + "x" + outputs + "x" + inputs;
            case BACKWARD -> batch + "x" + inputs + "x" + outputs;
            case WEIGHTS -> outputs + "x" + inputs + "x" + batch;
        };
        return kind.name().toLowerCase(Locale.ROOT) + " " + layer + " " + shape;
    }

    double flops() {
        return 2.0 * batch * inputs * outputs;
    }

    /** Computes it once, packing included. */
    void run() {
        if (kind == Kind.WEIGHTS) {
            next.set(0);
            workers.run(pack);
        }
        next.set(0);
        workers.run(multiply);
    }

    private void pack(int worker) {
        for (int from = next.getAndAdd(BLOCK); from < batch; from = next.getAndAdd(BLOCK)) {
            kernels.packRows(from, Math.min(batch, from + BLOCK), batch, inputs, x, 0, Products.padded(inputs), packed);
        }
    }

    private void multiply(int worker) {
        int ldx = Products.padded(inputs);
        int ldy = Products.padded(outputs);
        int rows = kind == Kind.WEIGHTS ? outputs : batch;
        int block = kind == Kind.WEIGHTS ? WEIGHT_BLOCK : BLOCK;
        for (int from = next.getAndAdd(block); from < rows; from = next.getAndAdd(block)) {
            int n = Math.min(block, rows - from);
            switch (kind) {
                case FORWARD -> kernels.matMulTransB(n, outputs, inputs, x, from * ldx, ldx, weights, 0, ldx, bias, 0, y,
                        from * ldy, ldy, scratch[worker]);
                case BACKWARD -> kernels.matMulRowMajor(n, inputs, outputs, y, from * ldy, ldy, weights, 0, ldx, x,
                        from * ldx, ldx, scratch[worker]);
                case WEIGHTS -> kernels.matMulTransA(n, inputs, batch, y, from, ldy, packed, weights, from * ldx, ldx,
                        scratch[worker]);
            }
        }
    }
}
