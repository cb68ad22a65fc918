package io.lanecoder.bench.jmh;

import io.lanecoder.kernel.Kernels;
import io.lanecoder.kernel.ProductScratch;
import io.lanecoder.kernel.Products;
import io.lanecoder.nn.Workspace;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Products of a block of rows at the layer shapes (rows x columns x depth), and at sizes that fit no tile. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class ProductsBenchmark {
    private static final int START = Products.START;

    /** Rows, columns, depth of C = A B. */
    @Param({"96x256x784", "96x128x256", "96x20x128", "96x128x20", "96x784x256", "7x37x131",
        "95x97x401"}) public String shape;
    /** Per cent of the columns of A that hold zeros only, which the vector kernels leave out. */
    @Param("0") public int zeros;

    private final Products products = Kernels.get().products();
    private int rows;
    private int cols;
    private int depth;
    private int ldc;
    private int ldd;
    private float[] a;
    private float[] packedA;
    private float[] b;
    private float[] bt;
    private float[] packed;
    private float[] init;
    private float[] c;
    private float[] at;
    private ProductScratch scratch;
    private int[] steps;

    /** Fills the operands. */
    @Setup
    public void fill() {
        String[] sizes = shape.split("x");
        rows = Integer.parseInt(sizes[0]);
        cols = Integer.parseInt(sizes[1]);
        depth = Integer.parseInt(sizes[2]);
        ldc = Products.padded(cols);
        ldd = Products.padded(depth);
        a = Values.random(Workspace.block(rows, depth).length);
        for (int i = 0; i < rows; i++) {
            for (int k = 0; k < depth; k++) {
                if (k * 37 % 100 < zeros) {
                    a[i * ldd + k] = 0;
                }
            }
        }
        packedA = Workspace.block(rows, depth);
        products.packRows(0, rows, rows, depth, a, 0, ldd, packedA, START);
        at = Values.random(Workspace.block(depth, rows).length); // packed: any numbers will do
        b = Values.random(Workspace.block(depth, cols).length);
        for (int k = 0; k < depth; k++) { // padding holds zeros
            Arrays.fill(b, k * ldc + cols, (k + 1) * ldc, 0f);
        }
        bt = Values.random(Workspace.block(cols, depth).length); // packed, too
        packed = new float[Products.packedSize(depth, cols)];
        init = new float[ldc];
        c = Workspace.block(Math.max(rows, 1), cols);
        steps = new int[depth];
        scratch = new ProductScratch(rows);
        products.packRows(0, depth, depth, cols, b, 0, ldc, packed, 0);
    }

    /** {@return C = init + A B, B packed} */
    @Benchmark
    public float[] matMul() {
        products.matMul(rows, cols, depth, a, 0, ldd, packed, init, 0, 0, c, 0, ldc, scratch);
        return c;
    }

    /** {@return C = init + A B, all packed} */
    @Benchmark
    public float[] matMulPacked() {
        products.matMulPacked(0, rows, rows, cols, depth, packedA, START, packed, 0, init, 0, c, START, scratch);
        return c;
    }

    /** {@return C = A B^T, all packed} */
    @Benchmark
    public float[] matMulTransB() {
        products.matMulTransB(0, rows, rows, cols, depth, packedA, START, bt, START, c, START, scratch);
        return c;
    }

    /** {@return C = A^T B, all packed} */
    @Benchmark
    public float[] matMulTransA() {
        products.matMulTransA(0, rows, rows, 0, ldc, cols, depth, depth, at, START, packed, 0, c, START, 0, rows, false,
                scratch);
        return c;
    }

    /** {@return c = init + a B} */
    @Benchmark
    public float[] rowMul() {
        products.rowMul(cols, depth, a, 0, packed, init, 0, c, 0, steps);
        return c;
    }

    /** {@return B packed} */
    @Benchmark
    public float[] packRows() {
        products.packRows(0, depth, depth, cols, b, 0, ldc, packed, 0);
        return packed;
    }

    /** {@return B packed from its transpose} */
    @Benchmark
    public float[] packTransposed() {
        products.packTransposed(depth, cols, bt, 0, ldd, packed, 0);
        return packed;
    }
}
