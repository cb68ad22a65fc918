package io.lanecoder.kernel;

/**
 * Gets the vector kernels compiled before they have real work.
 *
 * <p>Until C2 has compiled it, Vector API code is thousands of times slower than after, and C2 counts calls: the first hundreds of
 * calls on full matrices take seconds. The same number of calls on the smallest sizes takes a fraction of that, and C2 does not
 * mind. Nothing is measured and no result is kept, so nothing here can change a bit.
 */
final class WarmUp {
    /** Above the 5,000 calls after which HotSpot hands a method to C2 (Tier4InvocationThreshold). */
    private static final int CALLS = 6000;
    private static final int N = 32;
    private static final int DEPTH = 64;
    private static final int COLS = 256;
    private static final int SECONDS = 10;

    private WarmUp() {
    }

    /**
     * Calls the kernels of a forward pass until they are compiled: until a product takes less time than that of the other kernels,
     * or for {@value #SECONDS} seconds. The clock decides when, never what comes out.
     */
    static void passes(Kernels kernels, Kernels others) {
        float[] a = new float[DEPTH];
        float[] c = new float[COLS];
        float[] zeros = new float[COLS];
        float[] packed = new float[Products.packedSize(DEPTH, COLS)];
        float[] scratch = new float[Products.scratchSize(1)];
        long deadline = System.nanoTime() + SECONDS * 1_000_000_000L;
        int fast = 0;
        for (int round = 0; fast < 3 && System.nanoTime() < deadline; round++) {
            for (int i = 0; i < CALLS / 10; i++) {
                kernels.products().rowMul(8 * N, 1, a, 0, packed, zeros, 0, c, 0);
                kernels.products().rowMul(N / 2, 1, a, 0, packed, zeros, 0, c, 0);
                kernels.products().matMul(1, 48, 1, a, 0, 1, packed, zeros, 0, 0, c, 0, 48, scratch);
                kernels.activations().forward(ActivationOp.LEAKY_RELU, 0.2f, N, zeros, 0, c, 0);
                kernels.activations().forward(ActivationOp.SIGMOID, 0f, N, zeros, 0, c, 0);
                kernels.losses().squaredError(N, zeros, 0, c, 0);
                kernels.reductions().sumOfSquares(N, zeros, 0);
            }
            if (round >= 10) {
                long begin = System.nanoTime();
                product(kernels, a, packed, zeros, c, scratch);
                long middle = System.nanoTime();
                product(others, a, packed, zeros, c, scratch);
                fast = middle - begin < System.nanoTime() - middle ? fast + 1 : 0;
            }
        }
    }

    private static void product(Kernels kernels, float[] a, float[] packed, float[] init, float[] c, float[] scratch) {
        kernels.products().rowMul(COLS, DEPTH, a, 0, packed, init, 0, c, 0);
        kernels.products().matMul(1, COLS, DEPTH, a, 0, DEPTH, packed, init, 0, 0, c, 0, COLS, scratch);
    }

    /** Calls each kernel of a training step often, on next to nothing. */
    static void trainingStep(Kernels kernels) {
        float[] a = new float[8 * N];
        float[] b = new float[8 * N];
        float[] c = new float[8 * N];
        float[] d = new float[8 * N];
        float[] packed = new float[8 * 64];
        float[] scratch = new float[Products.scratchSize(1)];
        AdamStep adam = new AdamStep().set(1e-3, 0.9, 0.999, 1e-8, 0, false, 1, 1);
        for (int i = 0; i < CALLS; i++) {
            kernels.products().matMul(1, 48, 1, a, 0, 1, packed, b, 0, 0, c, 0, 48, scratch);
            kernels.products().packRows(0, 1, 1, 16, a, 0, 16, packed);
            kernels.activations().forward(ActivationOp.LEAKY_RELU, 0.2f, N, a, 0, b, 0);
            kernels.activations().backward(ActivationOp.LEAKY_RELU, 0.2f, N, a, 0, b, 0);
            kernels.activations().forward(ActivationOp.SIGMOID, 0f, N, a, 0, b, 0);
            kernels.activations().backward(ActivationOp.SIGMOID, 0f, N, a, 0, b, 0);
            kernels.losses().squaredError(N, a, 0, b, 0);
            kernels.losses().scaledDifference(N, 1f, a, 0, b, 0, c, 0);
            kernels.reductions().addColumnSums(1, N, a, 0, N, b, 0);
            kernels.optimizers().adam(N, a, 0, b, 0, c, 0, d, 0, adam);
        }
    }
}
