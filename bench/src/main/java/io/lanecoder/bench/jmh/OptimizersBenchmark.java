package io.lanecoder.bench.jmh;

import io.lanecoder.kernel.AdamStep;
import io.lanecoder.kernel.Kernels;
import io.lanecoder.kernel.Optimizers;
import io.lanecoder.kernel.SgdStep;
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

/** Updates of a block of weights that fits the cache, of the whole network's, and of an odd number. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class OptimizersBenchmark {
    /** Number of parameters. */
    @Param({"75264", "475856", "1003"}) public int n;

    private final Optimizers optimizers = Kernels.get().optimizers();
    private final AdamStep adam = new AdamStep().set(1e-3, 0.9, 0.999, 1e-8, 0, false, 1000, 1);
    private final SgdStep sgd = new SgdStep(0.9, false, 0).set(1e-3, 1);
    private float[] p;
    private float[] g;
    private float[] m;
    private float[] v;

    /** Fills the operands. */
    @Setup
    public void fill() {
        p = Values.random(n);
        g = Values.random(n);
        m = new float[n];
        v = new float[n];
    }

    /** {@return the parameters after a step of Adam} */
    @Benchmark
    public float[] adam() {
        optimizers.adam(n, p, 0, g, 0, m, 0, v, 0, adam);
        return p;
    }

    /** {@return the parameters after a step with momentum} */
    @Benchmark
    public float[] sgd() {
        optimizers.sgd(n, p, 0, g, 0, m, 0, sgd);
        return p;
    }
}
