package io.lanecoder.kernel;

import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

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
    /** Columns for a tile of every width: at 16 lanes a panel of three vectors and one of two. */
    private static final int TILES = 80;
    /** A depth at which rows are transposed in registers of every width, with a rest. */
    private static final int TRANSPOSED = VectorStrips.COLS + VectorTranspose.ROWS + 1;
    /** A length at which zeros are listed a vector at a time, with a rest. */
    private static final int MIXED = 2 * N + 1;
    private static final int SECONDS = 10;
    /**
     * One call in so many has something to do. Only for kernels that call nothing but the Vector API: C2 takes another method in only
     * if every fourth call comes there, and otherwise boxes the vectors it is given, for good.
     */
    private static final int SELDOM = 16;
    /** Nanoseconds that no hundred operations on vectors take once they are compiled: until then it is ten times as long. */
    private static final int COMPILED = 2000;
    /** Nanoseconds that {@link #product} does not take once compiled: that is 5 to 50 microseconds, and before it a millisecond or more. */
    private static final int COMPILED_PRODUCT = 100_000;
    private static final int ROUNDS = 60;
    private static final int PAUSE = 1_000_000;

    private WarmUp() {
    }

    /**
     * Calls the kernels of a forward pass until they are compiled: until a product takes no more time than it then can, or for
     * {@value #SECONDS} seconds. The clock decides when, never what comes out.
     */
    static void passes(Kernels kernels) {
        float[] a = ones(ROWS * DEPTH);
        float[] c = new float[ROWS * COLS];
        float[] zeros = new float[COLS];
        float[] packed = new float[Products.packedSize(DEPTH, COLS)];
        ProductScratch scratch = new ProductScratch(ROWS);
        long deadline = System.nanoTime() + SECONDS * 1_000_000_000L;
        int fast = 0;
        for (int round = 0; fast < 3 && System.nanoTime() < deadline; round++) {
            for (int i = 0; i < CALLS / 10; i++) {
                int depth = i % SELDOM == 0 ? TRANSPOSED : 1;
                kernels.products().rowMul(8 * N, 1, a, 0, packed, zeros, 0, c, 0, scratch.steps);
                kernels.products().rowMul(N / 2, 1, a, 0, packed, zeros, 0, c, 0, scratch.steps);
                kernels.products().matMul(1, TILES, depth, a, 0, depth, packed, zeros, 0, 0, c, 0, TILES, scratch);
                kernels.products().matMul(ROWS, TILES, depth, a, 0, depth, packed, zeros, 0, 0, c, 0, TILES, scratch);
                kernels.activations().forward(ActivationOp.LEAKY_RELU, 0.2f, N, zeros, 0, c, 0);
                kernels.activations().forward(ActivationOp.SIGMOID, 0f, N, zeros, 0, c, 0);
                kernels.losses().squaredError(N, zeros, 0, c, 0);
                kernels.reductions().sumOfSquares(N, zeros, 0);
            }
            if (round >= 10) {
                LockSupport.parkNanos(PAUSE); // C2 shall have the processor
                long begin = System.nanoTime();
                product(kernels, a, packed, zeros, c, scratch);
                fast = System.nanoTime() - begin <= COMPILED_PRODUCT ? fast + 1 : 0;
            }
        }
    }

    private static float[] ones(int n) {
        float[] x = new float[n];
        Arrays.fill(x, 1f);
        return x;
    }

    private static void product(Kernels kernels, float[] a, float[] packed, float[] init, float[] c,
            ProductScratch scratch) {
        kernels.products().rowMul(COLS, DEPTH, a, 0, packed, init, 0, c, 0, scratch.steps);
        kernels.products().matMul(ROWS, COLS, DEPTH, a, 0, DEPTH, packed, init, 0, 0, c, 0, COLS, scratch);
    }

    /** Calls each kernel of a training step often, on next to nothing. */
    static void trainingStep(Kernels kernels) {
        float[] a = ones(8 * N);
        float[] b = new float[8 * N];
        float[] c = new float[ROWS * TILES];
        float[] d = new float[8 * N];
        float[] weights = new float[TILES * Products.padded(TRANSPOSED) + Products.ALIGN];
        float[] lanes = new float[Losses.LANES];
        ProductScratch scratch = new ProductScratch(ROWS);
        AdamStep adam = new AdamStep().set(1e-3, 0.9, 0.999, 1e-8, 0, false, 1, 1);
        for (int i = 0; i < CALLS; i++) {
            int depth = i % SELDOM == 0 ? TRANSPOSED : 1;
            kernels.products().matMulPacked(0, 1, 1, TILES, depth, a, 0, weights, 0, b, 0, c, 0, scratch);
            kernels.products().matMulPacked(0, ROWS, ROWS, TILES, depth, a, 0, weights, 0, b, 0, c, 0, scratch);
            kernels.products().packRows(0, 1, 1, TILES, b, 0, 0, c, 0);
            kernels.products().matMulTransB(0, ROWS, ROWS, TILES, depth, a, 0, weights, 0, c, 0, scratch);
            kernels.products().matMulTransA(0, 1, ROWS, 0, TILES, TILES, 1, 1, a, 0, b, 0, c, 0, 0, 1, i % 2 > 0,
                    scratch);
            kernels.activations().forward(ActivationOp.LEAKY_RELU, 0.2f, N, a, 0, b, 0);
            kernels.activations().backward(ActivationOp.LEAKY_RELU, 0.2f, N, a, 0, b, 0);
            kernels.activations().forward(ActivationOp.SIGMOID, 0f, N, a, 0, b, 0);
            kernels.activations().backward(ActivationOp.SIGMOID, 0f, N, a, 0, b, 0);
            kernels.losses().addSquaredErrors(1, N, 0, a, 0, N, b, 0, N, lanes);
            kernels.losses().addSquaredErrorsAndDeltas(1, N, 0, 1f, i % 2 > 0, a, b, c, 0, N, lanes);
            kernels.losses().scaledDifference(N, 1f, a, 0, b, 0, c, 0);
            kernels.reductions().addColumnSums(1, N, a, 0, N, b, 0);
            kernels.optimizers().adam(N, a, 0, b, 0, c, 0, d, 0, adam);
        }
    }

    /**
     * Calls the kernels that leave out zeros, and those that transpose with wide vectors, often and on next to nothing. The other products
     * must have been called before.
     */
    static void refinements(Kernels kernels) {
        float[] x = new float[COLS * MIXED];
        x[7] = 1; // in the first row, where rows are that long
        float[] row = ones(MIXED);
        row[0] = 0;
        Arrays.fill(row, N + 1, MIXED - 1, 0f); // vectors with zeros and without
        float[] init = new float[COLS];
        float[] c = new float[ROWS * COLS];
        ProductScratch scratch = new ProductScratch(ROWS);
        int tile = VectorTiles.ROWS; // a full one stores its rows where they go, the others into a copy
        for (int i = 0; i < CALLS; i++) {
            int depth = i % SELDOM == 0 ? TRANSPOSED : 1;
            int batch = i % SELDOM == 0 ? MIXED : 1;
            kernels.products().matMul(ROWS, TILES, depth, x, 0, depth, x, init, 0, 0, c, 0, TILES, scratch);
            kernels.products().rowMul(COLS, batch, row, 0, x, init, 0, c, 0, scratch.steps);
            kernels.products().matMulTransA(0, tile, tile, 0, TILES, TILES, batch, batch, x, 0, x, 0, c, 0, 0, tile,
                    i % 2 > 0, scratch);
        }
    }

    /** Calls the kernels of a search for nearest neighbours until they are compiled. */
    static void nearest(Kernels kernels) {
        NearestCalls calls = new NearestCalls();
        long deadline = System.nanoTime() + 1_000_000_000L;
        int fast = 0;
        while (fast < 3 && System.nanoTime() < deadline) {
            make(calls, kernels);
            long begin = System.nanoTime();
            calls.make(kernels, true);
            fast = System.nanoTime() - begin <= COMPILED ? fast + 1 : 0;
        }
    }

    /** Calls the kernels of a map, the transforms and the forces, until C2 has surely taken notice of them. */
    static void map(Kernels kernels) {
        MapCalls calls = new MapCalls();
        for (int round = 0; round < ROUNDS; round++) {
            make(calls, kernels);
            LockSupport.parkNanos(PAUSE); // C2 shall have the processor
        }
    }

    /** Calls of some kernels: on a little of everything, or on nothing at all. */
    private interface Calls {
        void make(Kernels kernels, boolean all);
    }

    /**
     * Makes some hundred calls. Most are on nothing at all: C2 counts calls, and only has to see now and then where the loops lead. With
     * more to do the Vector API's own methods would be compiled one by one before the kernels they belong in.
     */
    private static void make(Calls calls, Kernels kernels) {
        for (int i = 0; i < CALLS / 10; i++) {
            calls.make(kernels, i % SELDOM == 0);
        }
    }

    private static final class NearestCalls implements Calls {
        private final float[] x = new float[64];
        private final float[] points = new float[2 * Distances.TILE];
        private final float[] scores = new float[Distances.TILE * x.length / 2];
        private final float[] bounds = new float[x.length];
        private final int[] below = new int[Distances.TILE];

        @Override
        public void make(Kernels kernels, boolean all) {
            bounds[0] = all ? 1 : 0; // one is below, or none
            kernels.distances().nextBelow(0, 1, all ? 2 : 0, x, 0, points, points, bounds, scores, below);
        }
    }

    private static final class MapCalls implements Calls {
        private static final int LD = Fourier.COLUMNS;
        private final float[] a = new float[16 * 2 * Fourier.ROWS];
        private final float[] b = new float[a.length];
        private final float[] re = new float[2 * Fourier.ROWS * LD];
        private final float[] im = new float[re.length];
        private final int[] noGroup = {0, 0};
        private final int[] group = {0, 1};
        private final int[] neighbours = new int[MapForces.GROUP];
        private final long[] pairs = new long[1];
        private final SplineGrid grid = new SplineGrid(new float[8 * 8], 8, -2, -2, 1);
        private final int[] rowStart = {0, 1, 1, 1, 1};
        private final int[] order = new int[1];
        private final float[] points = new float[1];
        private final FourierPlan[] nothing = {FourierPlan.ofNothing()};
        private final FourierPlan[] plans = {FourierPlan.of(8), FourierPlan.of(15)};

        @Override
        public void make(Kernels kernels, boolean all) {
            Fourier fourier = kernels.fourier();
            int n = all ? 4 : 0; // four is the least that leads everywhere in `join`
            int rest = all ? VectorTranspose.ROWS + 1 : 0; // a strip, and what remains
            for (FourierPlan plan : all ? plans : nothing) {
                fourier.transform(plan, all, a, b);
            }
            kernels.mapForces().attract(0, 1, all ? group : noGroup, neighbours, re, re, im, pairs, re, im);
            kernels.splines().spread(0, all ? 4 : 0, rowStart, order, points, points, grid);
            kernels.splines().read(0, all ? 1 : 0, order, points, points, grid, 1, re, re, re);
            fourier.loadRows(rest, rest, re, im, 0, LD, a);
            fourier.storeRows(rest, a, re, im, 0, LD);
            fourier.loadColumns(n, n, re, 0, LD, a);
            fourier.split(n, a, re, im, 0, LD);
            fourier.multiply(n, re, 0, LD, a);
            fourier.join(n, re, im, 0, LD, a);
            fourier.storeColumns(n, a, re, 0, LD);
        }
    }
}
