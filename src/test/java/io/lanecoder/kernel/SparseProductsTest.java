package io.lanecoder.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Products of which one operand has many zeros, some of them negative: whether their terms are computed or left out must not
 * show, least of all in the sign of a zero.
 */
@Tag("lanes")
class SparseProductsTest {
    private static final int[] ROWS = {1, 7, 8, 17, 24};
    private static final int[] COLS = {16, 20, 48, 80, 97};
    private static final int[] DEPTHS = {9, 100, Products.DEPTH_BLOCK + 40};

    /** Where zeros stand. */
    private enum Zeros {
        /** Everywhere. */
        ALL,
        /** In columns that all rows share, in runs, and in others. */
        SHARED,
        /** In rows of their own: no two rows have the same. */
        OWN,
        /** As shared ones, but not in the first eight rows. */
        LATER,
        /** As shared ones, in the first eight rows only. */
        EARLIER
    }

    private static Products of(String name) {
        switch (name) {
            case "scalar" :
                return Kernels.scalar().products();
            case "stand-in" :
                return ScalarProducts.packedFor(16);
            default : // vector
        }
        assumeTrue(ModuleLayer.boot().findModule(KernelChoice.MODULE).isPresent(), "no Vector API in this JVM");
        return Kernels.vector().products();
    }

    /** C = init + A B, all matrices row-major, their rows {@code padded} apart. */
    private record Case(String name, int rows, int cols, int depth, float[] a, float[] b, float[] init) {
        static Case of(Zeros zeros, int rows, int cols, int depth) {
            Random random = new Random(31L * rows + 1009L * cols + depth);
            int lda = Products.padded(depth);
            int ldb = Products.padded(cols);
            float[] a = new float[rows * lda];
            float[] b = new float[depth * ldb];
            float[] init = new float[ldb];
            for (int i = 0; i < rows; i++) {
                for (int k = 0; k < depth; k++) {
                    boolean shared = k / 7 % 3 != 0 || k % 5 == 0;
                    boolean zero = switch (zeros) {
                        case ALL -> true;
                        case SHARED -> shared;
                        case OWN -> (k + i) % 9 == 0;
                        case LATER -> shared && i >= 8;
                        case EARLIER -> shared && i < 8;
                    };
                    a[i * lda + k] = zero ? random.nextBoolean() ? 0f : -0f : value(random);
                }
            }
            for (int k = 0; k < depth; k++) {
                for (int j = 0; j < cols; j++) {
                    b[k * ldb + j] = value(random);
                }
            }
            for (int j = 0; j < cols; j++) {
                init[j] = j % 3 == 0 ? -0f : j % 3 == 1 ? 0f : value(random);
            }
            return new Case(zeros + " " + rows + " x " + depth + " x " + cols, rows, cols, depth, a, b, init);
        }

        /** Of any sign, and sometimes so small that a product of two rounds to a zero with a sign. */
        private static float value(Random random) {
            return (float) random.nextGaussian() * (random.nextInt(4) == 0 ? 1e-30f : 1f);
        }

        int lda() {
            return Products.padded(depth);
        }

        int ldc() {
            return Products.padded(cols);
        }

        float expected(int i, int j, float first) {
            float sum = first;
            for (int k = 0; k < depth; k++) {
                sum = Math.fma(a[i * lda() + k], b[k * ldc() + j], sum);
            }
            return sum + 0f;
        }

        void check(String what, float[] c, boolean fromInit) {
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < cols; j++) {
                    assertEquals(Float.floatToIntBits(expected(i, j, fromInit ? init[j] : 0f)),
                            Float.floatToIntBits(c[i * ldc() + j]),
                            what + ", " + name + ", element " + i + ", " + j + ": " + c[i * ldc() + j]);
                }
            }
        }

        float[] packedB(Products products) {
            return pack(products, depth, cols, b);
        }

        private static float[] pack(Products products, int n, int width, float[] x) {
            float[] packed = new float[Products.packedSize(n, width) + Products.ALIGN];
            products.packRows(0, n, n, width, x, 0, Products.padded(width), packed, 0);
            return packed;
        }

        float[] unpack(Products products, float[] packed) {
            float[] c = new float[rows * ldc()];
            products.unpackRows(0, rows, rows, cols, packed, 0, c, 0, ldc());
            return c;
        }

        float[] matMul(Products products) {
            float[] c = new float[rows * ldc()];
            products.matMul(rows, cols, depth, a, 0, lda(), packedB(products), init, 0, 0, c, 0, ldc(),
                    new ProductScratch(rows));
            return c;
        }

        float[] rowMul(Products products) {
            float[] c = new float[rows * ldc()];
            float[] packed = packedB(products);
            int[] steps = new int[depth];
            for (int i = 0; i < rows; i++) {
                products.rowMul(cols, depth, a, i * lda(), packed, init, 0, c, i * ldc(), steps);
            }
            return c;
        }

        float[] matMulPacked(Products products) {
            float[] c = new float[Products.packedSize(rows, cols) + Products.ALIGN];
            products.matMulPacked(0, rows, rows, cols, depth, pack(products, rows, depth, a), 0,
                    packedB(products), 0, init, 0, c, 0, new ProductScratch(rows));
            return unpack(products, c);
        }

        float[] matMulTransB(Products products) {
            float[] c = new float[Products.packedSize(rows, cols) + Products.ALIGN];
            products.matMulTransB(0, rows, rows, cols, depth, pack(products, rows, depth, a), 0,
                    pack(products, cols, depth, transposed(depth, cols, b)), 0, c, 0, new ProductScratch(rows));
            return unpack(products, c);
        }

        /** Of A as it is, so with zeros on the left, or of B^T A^T: with the same zeros on the right. */
        float[] matMulTransA(Products products, boolean zerosLeft) {
            float[] at = pack(products, depth, rows, transposed(rows, depth, a));
            float[] packed = packedB(products);
            float[] c = new float[Products.packedSize(zerosLeft ? rows : cols, zerosLeft ? cols : rows)];
            if (zerosLeft) {
                products.matMulTransA(0, rows, rows, 0, ldc(), cols, depth, depth, at, 0, packed, 0, c, 0, 0, rows,
                        false, new ProductScratch(rows));
                return unpack(products, c);
            }
            products.matMulTransA(0, cols, cols, 0, Products.padded(rows), rows, depth, depth, packed, 0, at, 0, c, 0,
                    0, cols, false, new ProductScratch(cols));
            float[] ct = new float[cols * Products.padded(rows)];
            products.unpackRows(0, cols, cols, rows, c, 0, ct, 0, Products.padded(rows));
            return transposed(cols, rows, ct);
        }

        private static float[] transposed(int rows, int cols, float[] x) {
            float[] t = new float[cols * Products.padded(rows) + Products.ALIGN];
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < cols; j++) {
                    t[j * Products.padded(rows) + i] = x[i * Products.padded(cols) + j];
                }
            }
            return t;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"scalar", "stand-in", "vector"})
    void zerosDoNotChangeABit(String name) {
        Products products = of(name);
        for (Zeros zeros : Zeros.values()) {
            for (int rows : ROWS) {
                for (int cols : COLS) {
                    for (int depth : DEPTHS) {
                        Case m = Case.of(zeros, rows, cols, depth);
                        m.check("matMul", m.matMul(products), true);
                        m.check("rowMul", m.rowMul(products), true);
                        m.check("matMulPacked", m.matMulPacked(products), true);
                        m.check("matMulTransB", m.matMulTransB(products), false);
                        m.check("matMulTransA, zeros left", m.matMulTransA(products, true), false);
                        m.check("matMulTransA, zeros right", m.matMulTransA(products, false), false);
                    }
                }
            }
        }
    }

    /** Otherwise all of the above would hold if every term were computed. */
    @Test
    void whatMeetsZerosIsNotRead() {
        Products products = of("vector");
        int wide = 12 * Products.ALIGN; // a whole number of pairs, and of fours, of panels at any width of the lanes
        Case m = Case.of(Zeros.SHARED, 24, wide, 100);
        for (int k = 0; k < m.depth; k++) {
            if (m.a[k] == 0) {
                Arrays.fill(m.b, k * m.ldc(), k * m.ldc() + wide, Float.NaN);
            }
        }
        List<float[]> all = List.of(m.matMul(products), m.rowMul(products), m.matMulPacked(products),
                m.matMulTransB(products), m.matMulTransA(products, true));
        for (int i = 0; i < all.size(); i++) {
            for (float value : all.get(i)) {
                assertTrue(Float.isFinite(value), "product " + i + ": " + value);
            }
        }
    }
}
