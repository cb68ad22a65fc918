package io.lanecoder.bench.jmh;

import io.lanecoder.kernel.Kernels;
import io.lanecoder.kernel.Losses;
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

/** Losses of a row of the output, and of an odd number of elements. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class LossesBenchmark {
    /** Number of elements. */
    @Param({"784", "1003"}) public int n;

    private final Losses losses = Kernels.get().losses();
    private float[] a;
    private float[] b;
    private float[] d;

    /** Fills the operands, in 0..1. */
    @Setup
    public void fill() {
        a = Values.random(n);
        b = Values.random(n + 1);
        d = new float[n];
        for (int i = 0; i < n; i++) {
            a[i] = Math.abs(a[i]);
            b[i] = Math.abs(b[i]);
        }
    }

    /** {@return sum (a - b)^2} */
    @Benchmark
    public double squaredError() {
        return losses.squaredError(n, a, 0, b, 0);
    }

    /** {@return the cross-entropy} */
    @Benchmark
    public double binaryCrossEntropy() {
        return losses.binaryCrossEntropy(n, a, 0, b, 0);
    }

    /** {@return scale (a - b)} */
    @Benchmark
    public float[] scaledDifference() {
        losses.scaledDifference(n, 0.01f, a, 0, b, 0, d, 0);
        return d;
    }

    /** {@return (a - b)^2} */
    @Benchmark
    public float[] squaredDifferences() {
        losses.squaredDifferences(n, a, 0, b, 0, d, 0);
        return d;
    }
}
