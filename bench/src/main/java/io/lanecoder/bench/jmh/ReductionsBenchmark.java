package io.lanecoder.bench.jmh;

import io.lanecoder.kernel.Kernels;
import io.lanecoder.kernel.Reductions;
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

/** Sums over arrays. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class ReductionsBenchmark {
    /** Number of elements, or of columns. */
    @Param({"256", "1003"}) public int n;

    private static final int ROWS = 128;

    private final Reductions reductions = Kernels.get().reductions();
    private float[] x;
    private float[] y;
    private float[] out;

    /** Fills the operands. */
    @Setup
    public void fill() {
        x = Values.random(ROWS * n);
        y = Values.random(n);
        out = new float[n];
    }

    /** {@return the sums of the columns of 128 rows} */
    @Benchmark
    public float[] addColumnSums() {
        reductions.addColumnSums(ROWS, n, x, 0, n, out, 0);
        return out;
    }

    /** {@return sum x^2} */
    @Benchmark
    public double sumOfSquares() {
        return reductions.sumOfSquares(n, x, 0);
    }

    /** {@return sum x y} */
    @Benchmark
    public double dot() {
        return reductions.dot(n, x, 0, y, 0);
    }

    /** {@return out + alpha x} */
    @Benchmark
    public float[] axpy() {
        reductions.axpy(n, 1e-6f, x, 0, out, 0);
        return out;
    }
}
