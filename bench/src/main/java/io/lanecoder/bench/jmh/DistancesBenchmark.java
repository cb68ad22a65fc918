package io.lanecoder.bench.jmh;

import io.lanecoder.kernel.Distances;
import io.lanecoder.kernel.Kernels;
import io.lanecoder.kernel.Products;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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

/** Nearest points of a block of rows. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class DistancesBenchmark {
    /** Rows, points, depth. */
    @Param({"960x10x20", "960x100x32", "960x1000x64", "961x13x7"}) public String shape;

    private final Distances distances = Kernels.get().distances();
    private int rows;
    private int points;
    private int depth;
    private float[] x;
    private float[] shift;
    private float[] packed;
    private float[] c;
    private float[] halfNorms;
    private int[] nearest;
    private float[] scores;
    private float[] second;
    private int[] all;
    private double[] sums;

    /** Fills the operands. */
    @Setup
    public void fill() {
        String[] sizes = shape.split("x");
        rows = Integer.parseInt(sizes[0]);
        points = Integer.parseInt(sizes[1]);
        depth = Integer.parseInt(sizes[2]);
        int room = distances.paddedRows(rows);
        x = Values.random(rows * depth + Products.ALIGN);
        shift = new float[Products.padded(depth)];
        packed = new float[room * depth];
        c = new float[Distances.padded(points) * depth];
        halfNorms = new float[Distances.padded(points)];
        nearest = new int[room];
        scores = new float[room];
        second = new float[room];
        all = IntStream.range(0, rows).toArray();
        sums = new double[points * Products.padded(depth)];
        distances.packRows(rows, depth, x, 0, depth, shift, packed, 0);
        Distances.packPoints(points, depth, Values.random(points * depth + 1), 0, depth, c, halfNorms);
        distances.nearest(rows, depth, packed, 0, points, c, halfNorms, nearest, 0, scores, 0);
    }

    /** {@return the nearest points} */
    @Benchmark
    public int[] nearest() {
        distances.nearest(rows, depth, packed, 0, points, c, halfNorms, nearest, 0, scores, 0);
        return nearest;
    }

    /** {@return the nearest points, and the second least scores} */
    @Benchmark
    public int[] nearestTwo() {
        distances.nearestTwo(rows, depth, packed, 0, points, c, halfNorms, nearest, 0, scores, second, 0);
        return nearest;
    }

    /** {@return the rows in panels} */
    @Benchmark
    public float[] packRows() {
        distances.packRows(rows, depth, x, 0, depth, shift, packed, 0);
        return packed;
    }

    /** {@return the sums of the clusters} */
    @Benchmark
    public double[] addToSums() {
        distances.addToSums(rows, all, depth, x, 0, depth, shift, nearest, scores, sums);
        return sums;
    }
}
