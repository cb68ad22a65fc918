package io.lanecoder.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The products: the scalar ones against double precision, the vector ones against the scalar ones bit for bit, and
 * neither
 * writes where it has no room.
 */
@Tag("lanes")
class ProductsTest {
    /** Around the tiles' 6 and 8 rows. */
    private static final int[] ROWS = {1, 2, 5, 6, 7, 8, 9, 13};
    /** Around the lanes (4, 8, 16), the panels (8, 16, 48) and four panels. */
    private static final int[] COLS = {1, 7, 15, 16, 17, 20, 31, 32, 33, 47, 48, 49, 64, 97, 256};
    private static final int BLOCK = Products.DEPTH_BLOCK;
    /** One block of the depth, two, three. */
    private static final int[] DEPTHS = {1, 2, BLOCK - 1, BLOCK, BLOCK + 1, 784, 2 * BLOCK + 1};

    private static final float CANARY = 123456.79f;
    /** Floats before every matrix: odd, so that no matrix begins at a multiple of the lanes. */
    private static final int OFFSET = 5;

    private static Products of(String name) {
        switch (name) {
            case "scalar" :
                return Kernels.scalar().products();
            case "stand-in" :
                return ScalarProducts.packedFor(8);
            default : // vector
        }
        assumeTrue(ModuleLayer.boot().findModule(KernelChoice.MODULE).isPresent(), "no Vector API in this JVM");
        return Kernels.vector().products();
    }

    /** The operands of C = init + A B, with more between the rows than has to be. */
    private record Case(int rows, int cols, int depth, int lda, int ldb, int ldc, float[] a, float[] b, float[] init) {
        static Case random(int rows, int cols, int depth) {
            Random random = new Random(1_000_003L * rows + 1009L * cols + depth);
            int lda = depth + 3;
            int ldb = Products.padded(cols) + 1;
            int ldc = Products.padded(cols) + 4;
            float[] a = new float[OFFSET + rows * lda];
            float[] b = new float[OFFSET + depth * ldb];
            float[] init = new float[OFFSET + rows * ldc];
            for (int i = 0; i < a.length; i++) {
                a[i] = (float) random.nextGaussian();
            }
            for (int k = 0; k < depth; k++) {
                for (int j = 0; j < cols; j++) {
                    b[OFFSET + k * ldb + j] = (float) random.nextGaussian();
                }
                b[OFFSET + k * ldb + ldb - 1] = CANARY; // beyond the padding: nobody's
            }
            for (int i = 0; i < init.length; i++) {
                init[i] = (float) random.nextGaussian();
            }
            return new Case(rows, cols, depth, lda, ldb, ldc, a, b, init);
        }

        double exact(int i, int j, boolean oneInit) {
            double sum = init[OFFSET + (oneInit ? 0 : i * ldc) + j];
            for (int k = 0; k < depth; k++) {
                sum += (double) a[OFFSET + i * lda + k] * b[OFFSET + k * ldb + j];
            }
            return sum;
        }

        /**
         * Bound of the rounding error of one chain of n fused multiply-adds: n 2^-24 sum |a b|, the initial value
         * included.
         */
        double bound(int i, int j, boolean oneInit) {
            double magnitude = Math.abs(init[OFFSET + (oneInit ? 0 : i * ldc) + j]);
            for (int k = 0; k < depth; k++) {
                magnitude += Math.abs((double) a[OFFSET + i * lda + k] * b[OFFSET + k * ldb + j]);
            }
            // The bound of first order, and what the second adds to it at these depths (n 2^-24 < 2^-14).
            return depth * 0x1p-24 * magnitude * (1 + 0x1p-13);
        }

        float[] packed(Products products) {
            float[] packed = canaries(Products.packedSize(depth, cols) + OFFSET);
            products.packRows(0, depth, depth, cols, b, OFFSET, ldb, packed, 0);
            for (int i = Products.packedSize(depth, cols); i < packed.length; i++) {
                assertEquals(CANARY, packed[i], "wrote behind the packed matrix");
            }
            return packed;
        }

        /** B^T, its rows {@code ld} apart. */
        float[] transposed(int ld) {
            float[] bt = canaries(OFFSET + cols * ld);
            for (int k = 0; k < depth; k++) {
                for (int j = 0; j < cols; j++) {
                    bt[OFFSET + j * ld + k] = b[OFFSET + k * ldb + j];
                }
            }
            return bt;
        }

        /** B^T packed, at {@link #OFFSET}; its padding is not to be read. */
        float[] packedTranspose(Products products) {
            int ld = Products.padded(depth);
            float[] bt = transposed(ld);
            for (int j = 0; j < cols; j++) {
                Arrays.fill(bt, OFFSET + j * ld + depth, OFFSET + (j + 1) * ld, Float.NaN);
            }
            float[] packed = canaries(OFFSET + Products.packedSize(cols, depth));
            products.packRows(0, cols, cols, depth, bt, OFFSET, ld, packed, OFFSET);
            return packed;
        }

        float[] product(Products products, boolean oneInit) {
            float[] c = canaries(OFFSET + rows * ldc + OFFSET);
            products.matMul(rows, cols, depth, a, OFFSET, lda, packed(products), init, OFFSET, oneInit ? 0 : ldc, c,
                    OFFSET,
                    ldc, new ProductScratch(rows));
            return c;
        }

        String name() {
            return rows + " x " + depth + " times " + depth + " x " + cols;
        }
    }

    private static float[] canaries(int n) {
        float[] x = new float[n];
        Arrays.fill(x, CANARY);
        return x;
    }

    private static int[] bits(float[] x) {
        return IntStream.range(0, x.length).map(i -> Float.floatToIntBits(x[i])).toArray();
    }

    /** Outside of the padded rows nothing may change; in the padding stands the initial value. */
    private static void checkSurroundings(Case m, float[] c, float[] initial, String what) {
        int width = Products.padded(m.cols);
        for (int i = 0; i < c.length; i++) {
            int row = Math.floorDiv(i - OFFSET, m.ldc);
            int col = i - OFFSET - row * m.ldc;
            if (i < OFFSET || row >= m.rows || col >= width) {
                assertEquals(CANARY, c[i], what + ": wrote outside, element " + i);
            } else if (col >= m.cols) {
                assertEquals(initial[row * width + col], c[i], what + ": padding of row " + row + ", column " + col);
            }
        }
    }

    /** The initial values of every row, padding included, without gaps. */
    private static float[] initial(Case m, boolean oneInit) {
        int width = Products.padded(m.cols);
        float[] initial = new float[m.rows * width];
        for (int i = 0; i < m.rows; i++) {
            System.arraycopy(m.init, OFFSET + (oneInit ? 0 : i * m.ldc), initial, i * width, width);
        }
        return initial;
    }

    @Test
    void aProductWorkedByHand() {
        for (String name : new String[] {"scalar", "vector"}) {
            Products products = of(name);
            float[] b = new float[32]; // [5 6; 7 8], rows 16 apart
            b[0] = 5;
            b[1] = 6;
            b[16] = 7;
            b[17] = 8;
            float[] packed = new float[Products.packedSize(2, 2)];
            products.packRows(0, 2, 2, 2, b, 0, 16, packed, 0);
            float[] init = new float[16];
            init[0] = 100;
            init[1] = 200;
            float[] c = new float[32];
            products.matMul(2, 2, 2, new float[] {1, 2, 3, 4}, 0, 2, packed, init, 0, 0, c, 0, 16,
                    new ProductScratch(2));
            assertEquals("119.0 222.0 143.0 250.0", c[0] + " " + c[1] + " " + c[16] + " " + c[17], name);
            ProductScratch scratch = new ProductScratch(2);
            float[] rows = {1, 2, 3, 4};
            float[] a = new float[Products.packedSize(2, 2) + Products.ALIGN];
            products.packRows(0, 2, 2, 2, Arrays.copyOf(rows, 18), 0, 2, a, 0);
            float[] d = new float[a.length];
            // The transpose of [1 2; 3 4] times the same: [1 3; 2 4] [5 6; 7 8]
            products.matMulTransA(0, 2, 2, 0, 16, 2, 2, 2, a, 0, packed, 0, d, 0, 0, 2, false, scratch);
            products.unpackRows(0, 2, 2, 2, d, 0, c, 0, 16);
            assertEquals("26.0 30.0 38.0 44.0", c[0] + " " + c[1] + " " + c[16] + " " + c[17], name);
            // [1 2; 3 4] [5 6; 7 8] and the initial values
            products.matMulPacked(0, 2, 2, 2, 2, a, 0, packed, 0, init, 0, d, 0, scratch);
            products.unpackRows(0, 2, 2, 2, d, 0, c, 0, 16);
            assertEquals("119.0 222.0 143.0 250.0", c[0] + " " + c[1] + " " + c[16] + " " + c[17], name);
            // [1 2; 3 4] [5 7; 6 8]
            products.matMulTransB(0, 2, 2, 2, 2, a, 0, packed, 0, d, 0, scratch);
            products.unpackRows(0, 2, 2, 2, d, 0, c, 0, 16);
            assertEquals("17.0 23.0 39.0 53.0", c[0] + " " + c[1] + " " + c[16] + " " + c[17], name);
        }
    }

    @Test
    void scalarProductsKeepTheErrorBound() {
        Products products = of("scalar");
        for (int depth : DEPTHS) {
            for (int cols : new int[] {1, 17, 48}) {
                Case m = Case.random(3, cols, depth);
                for (boolean oneInit : new boolean[] {true, false}) {
                    float[] c = m.product(products, oneInit);
                    for (int i = 0; i < m.rows; i++) {
                        for (int j = 0; j < cols; j++) {
                            double error = Math.abs(m.exact(i, j, oneInit) - c[OFFSET + i * m.ldc + j]);
                            assertTrue(error <= m.bound(i, j, oneInit),
                                    m.name() + " at " + i + ", " + j + ": " + error);
                        }
                    }
                    checkSurroundings(m, c, initial(m, oneInit), m.name());
                }
            }
        }
    }

    @Test
    void vectorProductsGiveTheScalarBits() {
        for (int depth : DEPTHS) {
            for (int cols : COLS) {
                for (int rows : ROWS) {
                    Case m = Case.random(rows, cols, depth);
                    for (boolean oneInit : new boolean[] {true, false}) {
                        float[] scalar = m.product(of("scalar"), oneInit);
                        float[] vector = m.product(of("vector"), oneInit);
                        assertArrayEquals(bits(scalar), bits(vector), m.name());
                        checkSurroundings(m, vector, initial(m, oneInit), m.name());
                    }
                }
            }
        }
    }

    /**
     * As many rows as training and encoding take at a time, and blocks of the greatest depth: the scratch memory is
     * just enough.
     */
    @Test
    void manyRowsFitTheScratchMemory() {
        for (int rows : new int[] {90, 95, 96, 97}) {
            for (int depth : new int[] {BLOCK, 2 * BLOCK}) {
                Case m = Case.random(rows, 17, depth);
                assertArrayEquals(bits(m.product(of("scalar"), true)), bits(m.product(of("vector"), true)), m.name());
                checkOtherProducts(of("vector"), m, "vector");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"scalar", "stand-in", "vector"})
    void inPlaceIsTheSame(String name) {
        Products products = of(name);
        for (int depth : new int[] {2, BLOCK, 2 * BLOCK + 1}) {
            for (int cols : COLS) {
                Case m = Case.random(9, cols, depth);
                float[] expected = m.product(products, false);
                float[] c = canaries(expected.length);
                System.arraycopy(m.init, OFFSET, c, OFFSET, m.rows * m.ldc);
                products.matMul(m.rows, cols, depth, m.a, OFFSET, m.lda, m.packed(products), c, OFFSET, m.ldc, c,
                        OFFSET,
                        m.ldc, new ProductScratch(m.rows));
                for (int i = 0; i < m.rows; i++) {
                    int row = OFFSET + i * m.ldc;
                    int end = row + Products.padded(cols);
                    assertArrayEquals(Arrays.copyOfRange(expected, row, end), Arrays.copyOfRange(c, row, end),
                            m.name());
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"scalar", "stand-in", "vector"})
    void aRowHasTheBitsOfTheMatrix(String name) {
        Products products = of(name);
        for (int depth : DEPTHS) {
            for (int cols : COLS) {
                Case m = Case.random(6, cols, depth);
                float[] packed = m.packed(products);
                float[] expected = m.product(products, false);
                float[] c = canaries(expected.length);
                for (int i = 0; i < m.rows; i++) {
                    products.rowMul(cols, depth, m.a, OFFSET + i * m.lda, packed, m.init, OFFSET + i * m.ldc, c,
                            OFFSET + i * m.ldc, new int[depth]);
                }
                assertArrayEquals(bits(expected), bits(c), m.name());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"scalar", "stand-in", "vector"})
    void rowsMayBeTakenInAnyGroups(String name) {
        Products products = of(name);
        Case m = Case.random(23, 49, 401);
        float[] packed = m.packed(products);
        float[] expected = m.product(products, true);
        for (int group : new int[] {1, 2, 5, 7, 22}) {
            float[] c = canaries(expected.length);
            for (int i = 0; i < m.rows; i += group) {
                int rows = Math.min(group, m.rows - i);
                products.matMul(rows, m.cols, m.depth, m.a, OFFSET + i * m.lda, m.lda, packed, m.init, OFFSET, 0, c,
                        OFFSET + i * m.ldc, m.ldc, new ProductScratch(rows));
            }
            assertArrayEquals(bits(expected), bits(c), "groups of " + group);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"scalar", "stand-in", "vector"})
    void theProductsOfPackedMatricesGiveTheBitsOfTheProduct(String name) {
        Products products = of(name);
        for (int depth : DEPTHS) {
            for (int cols : COLS) {
                for (int rows : ROWS) {
                    checkOtherProducts(products, Case.random(rows, cols, depth), name);
                }
            }
        }
    }

    /** A matrix with one row more before those asked for and two behind them, packed, at {@link #OFFSET}; what else it holds is NaN. */
    private static float[] packed(Products products, int rows, int cols, float[] x, int ld) {
        int padded = Products.padded(cols);
        float[] wide = new float[rows * padded];
        Arrays.fill(wide, Float.NaN); // what stands in the padding of A must not show
        for (int i = 0; i < rows; i++) {
            System.arraycopy(x, OFFSET + i * ld, wide, i * padded, cols);
        }
        float[] packed = new float[OFFSET + Products.packedSize(rows + 3, cols) + Products.ALIGN];
        Arrays.fill(packed, Float.NaN);
        products.packRows(1, rows + 1, rows + 3, cols, wide, 0, padded, packed, OFFSET);
        return packed;
    }

    /** The rows of a packed C at {@link #OFFSET}, as {@link Case#product} gives them. Nothing else of its array may have changed. */
    private static float[] unpacked(Products products, Case m, float[] packed) {
        int width = Products.padded(m.cols);
        float[] all = new float[(m.rows + 3) * width];
        products.unpackRows(0, m.rows + 3, m.rows + 3, m.cols, packed, OFFSET, all, 0, width);
        float[] c = canaries(OFFSET + m.rows * m.ldc + OFFSET);
        for (int i = 0; i < m.rows + 3; i++) {
            if (i >= 1 && i <= m.rows) {
                System.arraycopy(all, i * width, c, OFFSET + (i - 1) * m.ldc, width);
            } else {
                for (int j = 0; j < width; j++) {
                    assertEquals(CANARY, all[i * width + j], "wrote into row " + i + " of " + m.name());
                }
            }
        }
        for (int i = 0; i < packed.length; i++) {
            if (i < OFFSET || i >= OFFSET + Products.packedSize(m.rows + 3, m.cols)) {
                assertEquals(CANARY, packed[i], "wrote before or behind " + m.name());
            }
        }
        return c;
    }

    private static void checkOtherProducts(Products products, Case m, String name) {
        ProductScratch scratch = new ProductScratch(m.rows);
        float[] a = packed(products, m.rows, m.depth, m.a, m.lda);
        int total = m.rows + 3;
        int packedSize = OFFSET + Products.packedSize(total, m.cols) + Products.ALIGN;
        Case zero = new Case(m.rows, m.cols, m.depth, m.lda, m.ldb, m.ldc, m.a, m.b, new float[m.init.length]);
        float[] expected = zero.product(Kernels.scalar().products(), false);
        float[] c = canaries(packedSize);
        products.matMulPacked(1, m.rows, total, m.cols, m.depth, a, OFFSET, atOffset(m.packed(products), m), OFFSET,
                m.init, OFFSET, c, OFFSET, scratch);
        float[] d = unpacked(products, m, c);
        assertArrayEquals(bits(m.product(Kernels.scalar().products(), true)), bits(d), name + ", packed " + m.name());
        checkSurroundings(m, d, initial(m, true), name + ", packed " + m.name());

        c = canaries(packedSize);
        products.matMulTransB(1, m.rows, total, m.cols, m.depth, a, OFFSET, m.packedTranspose(products), OFFSET, c,
                OFFSET, scratch);
        float[] e = unpacked(products, m, c);
        assertArrayEquals(bits(expected), bits(e), name + ", of a transpose " + m.name());
        checkSurroundings(zero, e, initial(zero, false), name + ", of a transpose " + m.name());

        // Some columns of an A of more, at places where panels of any width begin, and at others; all rows at once, or first a third.
        for (int before : new int[] {0, 3, 16}) {
            c = canaries(packedSize);
            int third = before == 0 ? 0 : m.depth / 3;
            if (third > 0) {
                transposed(products, m, before, 0, third, c, total, false);
            }
            transposed(products, m, before, third, m.depth, c, total, third > 0);
            float[] f = unpacked(products, m, c);
            assertArrayEquals(bits(expected), bits(f), name + ", transposed " + m.name() + " from " + before);
            checkSurroundings(zero, f, initial(zero, false), name + ", transposed " + m.name());
        }
    }

    /** The steps {@code from .. to} of A^T B, A with columns before and behind those that count and both with rows behind. */
    private static void transposed(Products products, Case m, int before, int from, int to, float[] c, int cTotal,
            boolean add) {
        int aCols = before + m.rows + 5;
        int steps = to - from;
        int total = steps + 2;
        float[] at = new float[total * Products.padded(aCols)];
        Arrays.fill(at, Float.NaN);
        for (int k = 0; k < steps; k++) {
            for (int i = 0; i < m.rows; i++) {
                at[k * Products.padded(aCols) + before + i] = m.a[OFFSET + i * m.lda + from + k];
            }
        }
        float[] left = new float[OFFSET + Products.packedSize(total, aCols) + Products.ALIGN];
        products.packRows(0, total, total, aCols, at, 0, Products.padded(aCols), left, OFFSET);
        float[] right = new float[OFFSET + Products.packedSize(total, m.cols)];
        Arrays.fill(right, Float.NaN);
        products.packRows(0, steps, total, m.cols, m.b, OFFSET + from * m.ldb, m.ldb, right, OFFSET);
        ProductScratch scratch = new ProductScratch(m.rows);
        int padded = Products.padded(m.cols); // all at once, or panel by panel; of C one row before them, and two behind
        for (int col = 0, end; col < padded; col = end) {
            end = before == 3 ? col + products.panelWidth(m.cols, col) : padded;
            products.matMulTransA(before, before + m.rows, aCols, col, end, m.cols, steps, total, left, OFFSET, right,
                    OFFSET, c, OFFSET, 1, cTotal, add, scratch);
        }
    }

    /** A packed B moved to where another begins. */
    private static float[] atOffset(float[] packed, Case m) {
        float[] moved = canaries(OFFSET + packed.length);
        System.arraycopy(packed, 0, moved, OFFSET, Products.packedSize(m.depth, m.cols));
        return moved;
    }

    @ParameterizedTest
    @ValueSource(strings = {"scalar", "stand-in", "vector"})
    void packingInPartsIsPackingAtOnce(String name) {
        Products products = of(name);
        for (int cols : COLS) {
            for (int depth : new int[] {1, 7, BLOCK + 1}) {
                Case m = Case.random(1, cols, depth);
                float[] whole = m.packed(products);
                float[] parts = canaries(whole.length);
                int middle = depth / 2;
                products.packRows(middle, depth, depth, cols, m.b, OFFSET + middle * m.ldb, m.ldb, parts, 0);
                products.packRows(0, middle, depth, cols, m.b, OFFSET, m.ldb, parts, 0);
                assertArrayEquals(bits(whole), bits(parts), "rows of " + m.name());
                float[] back = canaries(m.b.length);
                products.unpackRows(middle, depth, depth, cols, whole, 0, back, OFFSET + middle * m.ldb, m.ldb);
                for (int k = middle; k < depth; k++) {
                    int from = OFFSET + k * m.ldb;
                    assertArrayEquals(Arrays.copyOfRange(m.b, from, from + Products.padded(cols)),
                            Arrays.copyOfRange(back, from, from + Products.padded(cols)), "row " + k);
                    assertEquals(CANARY, back[from + Products.padded(cols)], "behind row " + k);
                }

                int ldt = depth + 2;
                float[] bt = m.transposed(ldt);
                float[] transposed = canaries(whole.length);
                products.packTransposed(depth, cols, bt, OFFSET, ldt, transposed, 0);
                assertArrayEquals(bits(whole), bits(transposed), "transpose of " + m.name());
                float[] again = canaries(bt.length);
                products.unpackTransposed(depth, cols, atOffset(whole, m), OFFSET, again, OFFSET, ldt);
                assertArrayEquals(bits(bt), bits(again), "and back: " + m.name());
            }
        }
    }

    @Test
    void nanAndInfinitiesStayInTheirRowsAndColumns() {
        for (int cols : new int[] {17, 49}) {
            Case m = Case.random(13, cols, BLOCK + 1);
            m.a[OFFSET + 4 * m.lda + BLOCK] = Float.NaN;
            m.a[OFFSET + 7 * m.lda + 1] = Float.POSITIVE_INFINITY;
            m.b[OFFSET + 200 * m.ldb + 3] = Float.NEGATIVE_INFINITY;
            float[] scalar = m.product(of("scalar"), true);
            assertArrayEquals(bits(scalar), bits(m.product(of("vector"), true)), m.name());
            for (int i = 0; i < m.rows; i++) {
                for (int j = 0; j < cols; j++) {
                    boolean finite = i != 4 && i != 7 && j != 3;
                    assertEquals(finite, Float.isFinite(scalar[OFFSET + i * m.ldc + j]), "row " + i + ", column " + j);
                }
            }
        }
    }

    @Test
    void sizesAreRoundedUpAndRefusedWhenTooLarge() {
        assertEquals("0 16 16 16 32", Products.padded(0) + " " + Products.padded(1) + " " + Products.padded(15) + " "
                + Products.padded(16) + " " + Products.padded(17));
        assertEquals(96, Products.packedSize(3, 20));
        assertThrows(ArithmeticException.class, () -> Products.packedSize(1 << 20, 1 << 12));
    }
}
