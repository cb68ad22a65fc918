package io.lanecoder.kernel;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Every kernel under one signature, so that the same-bits tests can run them all. */
final class KernelCases {
    /** Rows of the matrices; {@code a} holds them, the other arrays a row. */
    static final int ROWS = 3;
    /** Elements before and after every range that no kernel may touch. */
    static final int MARGIN = 5;

    /** A kernel on the range {@code off .. off + n} of four arrays; the result is 0 if it has none. */
    interface Case {
        double run(Kernels k, int n, int off, float[] a, float[] b, float[] c, float[] d);
    }

    /** Values that a test draws its inputs from. */
    enum Values {
        /** Normal numbers around 0. */
        GAUSSIAN,
        /** 0..1 with the ends and a few denormal numbers. */
        UNIT,
        /** Any bits: denormals, infinities, NaN, huge and tiny numbers. */
        ANY_BITS,
        /** The edges of the ranges that the kernels treat apart. */
        EDGES
    }

    private static final float[] EDGES = {
        0f, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE, -Float.MIN_VALUE,
        Float.MIN_NORMAL, -Float.MIN_NORMAL, Float.MAX_VALUE, -Float.MAX_VALUE, 1f, -1f, 0.5f, 0.70710677f, 0.7071068f,
        87.33599f, 87.336f, 87.33601f, -87.33599f, -87.336f, -87.33601f, 13.199999f, 13.2f, 13.200001f, -13.199999f,
        -13.2f, -13.200001f, 0x1p-100f, 0x1.fffffep-101f, -0x1p-100f, 100f, -100f, 104f, -104f, 9.01f, -9.01f, 0x1p-24f,
        0x1p-50f, 0.99999994f, 1.0000001f
    };

    private KernelCases() {}

    static float[] values(Values kind, int n, Random random) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = switch (kind) {
                case GAUSSIAN -> (float) random.nextGaussian() * 3f;
                case UNIT -> switch (random.nextInt(12)) {
                    case 0 -> 0f;
                    case 1 -> 1f;
                    case 2 -> Float.MIN_VALUE * random.nextInt(1000);
                    default -> random.nextFloat();
                };
                case ANY_BITS -> Float.intBitsToFloat(random.nextInt());
                case EDGES -> EDGES[random.nextInt(EDGES.length)];
            };
        }
        return x;
    }

    static Map<String, Case> all() {
        Map<String, Case> cases = new LinkedHashMap<>();
        for (ActivationOp op : ActivationOp.values()) {
            cases.put(op + " forward", (k, n, off, a, b, c, d) -> {
                k.activations().forward(op, 0.3f, n, a, off, c, off);
                k.activations().forward(op, 0.2f, n, d, off, d, off);
                return 0;
            });
            cases.put(op + " backward", (k, n, off, a, b, c, d) -> {
                k.activations().backward(op, 0.3f, n, a, off, c, off);
                return 0;
            });
        }
        cases.put("squaredError", (k, n, off, a, b, c, d) -> k.losses().squaredError(n, a, off, b, off));
        cases.put("addSquaredErrors", (k, n, off, a, b, c, d) -> {
            float[] lanes = new float[ROWS * Losses.LANES];
            k.losses().addSquaredErrors(ROWS, n / Losses.LANES * Losses.LANES, 0, a, off, n + 2, b, off, 0, lanes);
            double[] sums = new double[ROWS];
            Losses.addBlock(ROWS, lanes, sums, 0);
            return Arrays.hashCode(sums);
        });
        for (boolean sigmoid : new boolean[] {false, true}) {
            cases.put("addSquaredErrorsAndDeltas" + (sigmoid ? " of a sigmoid" : ""), (k, n, off, a, b, c, d) -> {
                float[] lanes = new float[ROWS * Losses.LANES];
                int cols = n / Losses.LANES * Losses.LANES;
                k.losses().addSquaredErrorsAndDeltas(ROWS, cols, 0, 0.7f, sigmoid, a, b, c, off, 0, lanes);
                return Arrays.hashCode(lanes);
            });
        }
        cases.put("binaryCrossEntropy", (k, n, off, a, b, c, d) -> k.losses().binaryCrossEntropy(n, a, off, b, off));
        cases.put("scaledDifference", (k, n, off, a, b, c, d) -> {
            k.losses().scaledDifference(n, 0.7f, a, off, b, off, c, off);
            return 0;
        });
        cases.put("squaredDifferences", (k, n, off, a, b, c, d) -> {
            k.losses().squaredDifferences(n, a, off, b, off, c, off);
            return 0;
        });
        cases.put("addColumnSums", (k, n, off, a, b, c, d) -> {
            k.reductions().addColumnSums(ROWS, n, a, off, n + 2, c, off);
            return 0;
        });
        cases.put("sumOfSquares", (k, n, off, a, b, c, d) -> k.reductions().sumOfSquares(n, a, off));
        cases.put("dot", (k, n, off, a, b, c, d) -> k.reductions().dot(n, a, off, b, off));
        cases.put("axpy", (k, n, off, a, b, c, d) -> {
            k.reductions().axpy(n, 0.7f, a, off, c, off);
            return 0;
        });
        cases.put("scale", (k, n, off, a, b, c, d) -> {
            k.reductions().scale(n, 0.7f, c, off);
            return 0;
        });
        addOptimizers(cases);
        return cases;
    }

    private static void addOptimizers(Map<String, Case> cases) {
        for (boolean decoupled : new boolean[] {false, true}) {
            AdamStep step = new AdamStep().set(1e-3, 0.9, 0.999, 1e-8, 0.01, decoupled, 7, 0.5);
            cases.put(decoupled ? "adamw" : "adam", (k, n, off, a, b, c, d) -> {
                k.optimizers().adam(n, a, off, b, off, c, off, d, off, step);
                return 0;
            });
        }
        for (boolean nesterov : new boolean[] {false, true}) {
            SgdStep step = new SgdStep(0.9, nesterov, 0.01).set(0.1, 0.5);
            cases.put(nesterov ? "sgd nesterov" : "sgd momentum", (k, n, off, a, b, c, d) -> {
                k.optimizers().sgd(n, a, off, b, off, c, off, step);
                return 0;
            });
        }
        SgdStep plain = new SgdStep(0, false, 0.01).set(0.1, 0.5);
        cases.put("sgd plain", (k, n, off, a, b, c, d) -> {
            k.optimizers().sgd(n, a, off, b, off, null, 0, plain);
            return 0;
        });
    }

    /** Hash of everything that all kernels write and return for {@code n} elements of each kind of values. */
    static int checksum(Kernels kernels, int n) {
        int hash = 1;
        for (Values kind : Values.values()) {
            for (Case kernel : all().values()) {
                Random random = new Random(31L * n + kind.ordinal());
                float[] a = values(kind, ROWS * (n + 2), random);
                float[] b = values(kind, n, random);
                float[] c = values(kind, n, random);
                float[] d = values(kind, n, random);
                hash = 31 * hash + Double.hashCode(kernel.run(kernels, n, 0, a, b, c, d));
                for (float[] array : new float[][] {a, b, c, d}) {
                    for (float v : array) {
                        hash = 31 * hash + Float.floatToIntBits(v);
                    }
                }
            }
        }
        return hash;
    }

    /**
     * Prints the checksum of the kernels of this JVM.
     *
     * @param args the number of elements
     */
    public static void main(String[] args) {
        Kernels kernels = Kernels.get();
        System.out.println(kernels.name() + " " + checksum(kernels, Integer.parseInt(args[0])));
    }
}
