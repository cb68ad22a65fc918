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
    /** More than four: for the larger tile (see {@link VectorTiles#height}); one row takes the smaller. */
    private static final int ROWS = 5;
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
        float[] a = new float[ROWS * DEPTH];
        float[] c = new float[ROWS * COLS];
        float[] zeros = new float[COLS];
        float[] packed = new float[Products.packedSize(DEPTH, COLS)];
        float[] scratch = new float[Products.scratchSize(ROWS)];
        long deadline = System.nanoTime() + SECONDS * 1_000_000_000L;
        int fast = 0;
        for (int round = 0; fast < 3 && System.nanoTime() < deadline; round++) {
            for (int i = 0; i < CALLS / 10; i++) {
                kernels.products().rowMul(8 * N, 1, a, 0, packed, zeros, 0, c, 0);
                kernels.products().rowMul(N / 2, 1, a, 0, packed, zeros, 0, c, 0);
                kernels.products().matMul(1, 48, 1, a, 0, 1, packed, zeros, 0, 0, c, 0, 48, scratch);
                kernels.products().matMul(ROWS, 48, 1, a, 0, 1, packed, zeros, 0, 0, c, 0, 48, scratch);
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
        kernels.products().matMul(ROWS, COLS, DEPTH, a, 0, DEPTH, packed, init, 0, 0, c, 0, COLS, scratch);
    }

    /** Calls each kernel of a training step often, on next to nothing. */
    static void trainingStep(Kernels kernels) {
        float[] a = new float[8 * N];
        float[] b = new float[8 * N];
        float[] c = new float[8 * N];
        float[] d = new float[8 * N];
        float[] packed = new float[8 * 64];
        float[] scratch = new float[Products.scratchSize(ROWS)];
        AdamStep adam = new AdamStep().set(1e-3, 0.9, 0.999, 1e-8, 0, false, 1, 1);
        for (int i = 0; i < CALLS; i++) {
            kernels.products().matMul(1, 48, 1, a, 0, 1, packed, b, 0, 0, c, 0, 48, scratch);
            kernels.products().matMul(ROWS, 48, 1, a, 0, 1, packed, b, 0, 0, c, 0, 48, scratch);
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

    /** Calls each kernel of a map often, on next to nothing: the nearest neighbours, the transforms, the forces. */
    static void map(Kernels kernels) {
        Fourier fourier = kernels.fourier();
        int width = kernels.distances().panelRows();
        int ld = Fourier.COLUMNS;
        float[] a = new float[8 * 2 * fourier.lanes()];
        float[] b = new float[a.length];
        float[] re = new float[2 * Fourier.ROWS * ld];
        float[] im = new float[re.length];
        float[] scores = new float[Distances.TILE * width];
        float[] bounds = new float[width];
        int[] below = new int[Distances.TILE];
        int[] groups = {0, 1};
        int[] neighbours = new int[MapForces.GROUP];
        FourierPlan[] plans = {FourierPlan.of(2), FourierPlan.of(3), FourierPlan.of(4), FourierPlan.of(5)};
        for (int i = 0; i < CALLS; i++) {
            kernels.distances().nextBelow(0, 1, 2, a, 0, b, bounds, bounds, scores, below);
            kernels.mapForces().attract(0, 1, groups, neighbours, re, re, im, re, im);
            for (FourierPlan plan : plans) {
                fourier.transform(plan, (i & 1) != 0, a, b);
            }
            fourier.loadColumns(2, 2, re, 0, ld, a);
            fourier.split(2, a, re, im, 0, ld);
            fourier.loadRows(8, 8, re, im, 0, ld, a);
            fourier.multiply(2, re, 0, ld, a);
            fourier.storeRows(8, a, re, im, 0, ld);
            fourier.join(2, re, im, 0, ld, a);
            fourier.storeColumns(2, a, re, 0, ld);
        }
    }
}
