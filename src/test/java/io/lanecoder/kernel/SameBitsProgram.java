package io.lanecoder.kernel;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.nn.Activation;
import io.lanecoder.nn.Initialisation;
import io.lanecoder.nn.Network;
import io.lanecoder.nn.Parameters;
import io.lanecoder.train.Optimizer;
import io.lanecoder.train.Trainer;
import io.lanecoder.train.TrainingConfig;
import io.lanecoder.train.TrainingListener;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Prints a hash of what this JVM computes: every kernel, products of odd sizes, the weights of two short training
 * runs.
 */
final class SameBitsProgram {
    /** Small enough for an interpreter, large enough for every tile: rows, columns, depth. */
    private static final int[][] PRODUCTS = {
        {1, 1, 1}, {5, 7, 3}, {6, 16, 2}, {7, 17, 5}, {8, 33, 3}, {9, 49, 4}, {13, 97, 2},
        {2, 1, Products.DEPTH_BLOCK + 1}};
    private static final int KERNEL_ELEMENTS = 19;

    private SameBitsProgram() {
    }

    public static void main(String[] args) {
        System.out.println(Kernels.get().name() + " " + Kernels.get().lanes() + " " + hash());
    }

    /** The hash, computed with the kernels of this JVM. */
    static String hash() {
        return KernelCases.checksum(Kernels.get(), KERNEL_ELEMENTS) + " " + products() + " " + training();
    }

    private static int products() {
        Products products = Kernels.get().products();
        Random random = new Random(5);
        int hash = 1;
        for (int[] sizes : PRODUCTS) {
            int rows = sizes[0];
            int cols = sizes[1];
            int depth = sizes[2];
            int width = Products.padded(cols);
            float[] a = gaussians(rows * depth, 0, random);
            float[] at = gaussians(depth * rows, 0, random);
            float[] b = new float[depth * width];
            for (int k = 0; k < depth; k++) {
                System.arraycopy(gaussians(cols, 0, random), 0, b, k * width, cols);
            }
            float[] init = gaussians(width, 0, random);
            float[] packed = new float[Products.packedSize(depth, cols)];
            ProductScratch scratch = new ProductScratch(rows);
            float[] c = new float[rows * width];
            products.packRows(0, depth, depth, cols, b, 0, width, packed, 0);
            products.matMul(rows, cols, depth, a, 0, depth, packed, init, 0, 0, c, 0, width, scratch);
            hash = 31 * hash + Arrays.hashCode(c);
            products.rowMul(cols, depth, a, 0, packed, init, 0, c, 0, new int[depth]);
            hash = 31 * hash + Arrays.hashCode(c);
            float[] bt = at(b, depth, cols, width);
            products.packTransposed(depth, cols, bt, 0, depth, packed, 0);
            products.matMul(rows, cols, depth, a, 0, depth, packed, c, 0, width, c, 0, width, scratch);
            hash = 31 * hash + Arrays.hashCode(c);
            float[] left = packed(products, rows, depth, a);
            float[] sums = new float[Products.packedSize(rows, cols)];
            products.matMulPacked(0, rows, rows, cols, depth, left, 0, packed, 0, init, 0, sums, 0, scratch);
            products.unpackRows(0, rows, rows, cols, sums, 0, c, 0, width);
            hash = 31 * hash + Arrays.hashCode(c);
            products.matMulTransB(0, rows, rows, cols, depth, left, 0, packed(products, cols, depth, bt), 0, sums, 0,
                    scratch);
            products.unpackRows(0, rows, rows, cols, sums, 0, c, 0, width);
            hash = 31 * hash + Arrays.hashCode(c);
            products.matMulTransA(0, rows, rows, 0, width, cols, depth, depth, packed(products, depth, rows, at), 0,
                    packed, 0, sums, 0, 0, rows, false, scratch);
            products.unpackRows(0, rows, rows, cols, sums, 0, c, 0, width);
            hash = 31 * hash + Arrays.hashCode(c);
        }
        return hash;
    }

    private static float[] packed(Products products, int rows, int cols, float[] x) {
        int width = Products.padded(cols);
        float[] wide = new float[rows * width];
        for (int i = 0; i < rows; i++) {
            System.arraycopy(x, i * cols, wide, i * width, cols);
        }
        float[] packed = new float[Products.packedSize(rows, cols) + Products.ALIGN];
        products.packRows(0, rows, rows, cols, wide, 0, width, packed, 0);
        return packed;
    }

    private static float[] at(float[] b, int depth, int cols, int width) {
        float[] transposed = new float[cols * depth];
        for (int k = 0; k < depth; k++) {
            for (int j = 0; j < cols; j++) {
                transposed[j * depth + k] = b[k * width + j];
            }
        }
        return transposed;
    }

    private static float[] gaussians(int n, int zeros, Random random) {
        float[] x = new float[n + zeros];
        for (int i = 0; i < n; i++) {
            x[i] = (float) random.nextGaussian();
        }
        return x;
    }

    private static String training() {
        Random random = new Random(6);
        FloatMatrix x = FloatMatrix.zeros(60, 37);
        for (int i = 0; i < x.array().length; i++) {
            x.array()[i] = random.nextFloat();
        }
        StringBuilder text = new StringBuilder();
        for (Optimizer optimizer : List.of(Optimizer.adam(), new Optimizer.Sgd(0.9, true, 0.01))) {
            Network network = Network.autoencoder(37, List.of(21, 13), 5, Activation.leakyRelu(0.2f),
                    Activation.leakyRelu(0.01f), Activation.SIGMOID);
            Parameters parameters = new Parameters(network);
            Initialisation.PYTORCH.draw(parameters, 1);
            TrainingConfig config = TrainingConfig.defaults().toBuilder().epochs(2).batchSize(17).learningRate(1e-2)
                    .optimizer(optimizer).clipNorm(0.1).inputNoise(0.1).validationFraction(0.1).threads(2).build();
            double loss = new Trainer(parameters, config).fit(x, TrainingListener.SILENT).history().getLast()
                    .validationLoss();
            text.append(Arrays.hashCode(parameters.values())).append(' ').append(loss).append(' ');
        }
        return text.toString().strip();
    }
}
