package io.lanecoder.bench.jmh;

import io.lanecoder.kernel.ActivationOp;
import io.lanecoder.kernel.Activations;
import io.lanecoder.kernel.Kernels;
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

/** Activations of a row of the widest layer, and of an odd number of elements. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class ActivationsBenchmark {
    /** The function. */
    @Param public ActivationOp op;
    /** Number of elements. */
    @Param({"784", "1003"}) public int n;

    private final Activations activations = Kernels.get().activations();
    private float[] x;
    private float[] y;
    private float[] delta;

    /** Fills the operands. */
    @Setup
    public void fill() {
        x = Values.random(n);
        y = new float[n];
        delta = Values.random(n);
    }

    /** {@return y = f(x)} */
    @Benchmark
    public float[] forward() {
        activations.forward(op, 0.2f, n, x, 0, y, 0);
        return y;
    }

    /** {@return delta times f'(x), on a copy: a delta multiplied again and again would become denormal} */
    @Benchmark
    public float[] backward() {
        System.arraycopy(delta, 0, y, 0, n);
        activations.backward(op, 0.2f, n, x, 0, y, 0);
        return y;
    }
}
