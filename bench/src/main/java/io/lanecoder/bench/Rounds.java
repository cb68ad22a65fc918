package io.lanecoder.bench;

import io.lanecoder.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleSupplier;

/**
 * Measures tasks in turns, each between two looks at the peak.
 *
 * <p>Rates are by the clock on the wall. Shares of the peak compare rates by processor time if there is one thread:
 * what other programs take then counts neither for the task nor for the peak.
 */
final class Rounds {
    static final double PEAK_SLICE = 0.04;
    private static final double QUIET = 0.95;

    /** A rate, and which part of a processor it was reached with. */
    private record Slice(double rate, double processor) {
        static Slice of(DoubleSupplier work) {
            double wall = Peak.now();
            double processor = Task.processorTime();
            double rate = work.getAsDouble();
            double used = Task.processorTime() - processor;
            return new Slice(rate, Math.min(1, used / (Peak.now() - wall)));
        }

        /** {@return the rate by processor time, or by the wall's where several threads share the work} */
        double own(int threads) {
            return threads == 1 ? rate / processor : rate;
        }
    }

    private Rounds() {
    }

    /**
     * At least so long; on while it still gets faster, four times as long at most: the compiler needs processor time.
     */
    static void warmUp(Task task, double seconds) {
        double slice = Math.min(seconds / 4, 0.25);
        double begin = Peak.now();
        double best = 0;
        boolean faster = true;
        while (Peak.now() - begin < seconds || (faster && Peak.now() - begin < 4 * seconds)) {
            double rate = task.slice(slice);
            faster = rate > 1.03 * best;
            best = Math.max(best, rate);
        }
        task.times().clear();
    }

    static List<Line> measure(String bench, Options options, List<? extends Task> tasks) {
        Peak peak = new Peak(options.threads());
        tasks.forEach(task -> warmUp(task, options.warmUp()));
        double[][] rate = new double[tasks.size()][options.repeats()];
        double[][] share = new double[tasks.size()][options.repeats()];
        List<Double> processor = new ArrayList<>();
        for (int r = 0; r < options.repeats(); r++) {
            double before = peak.limit(PEAK_SLICE);
            for (int t = 0; t < tasks.size(); t++) {
                Task task = tasks.get(t);
                Slice slice = Slice.of(() -> task.slice(options.seconds()));
                double after = peak.limit(PEAK_SLICE);
                rate[t][r] = slice.rate;
                share[t][r] = slice.own(peak.threads()) * task.flopsPerRow() * 1e-9 / ((before + after) / 2);
                processor.add(slice.processor);
                before = after;
            }
        }
        warnIfBusy(processor.stream().mapToDouble(Double::doubleValue).toArray());
        List<Line> lines = new ArrayList<>();
        for (int t = 0; t < tasks.size(); t++) {
            Task task = tasks.get(t);
            double median = Figures.median(rate[t]);
            lines.add(Line.of(bench, task.name()).put("threads", options.threads()).put("batch", task.batch())
                    .put("rows_per_second", median).put("low", Figures.low(rate[t])).put("high", Figures.high(rate[t]))
                    .put("p50_us", task.times().percentile(0.5)).put("p99_us", task.times().percentile(0.99))
                    .put("gflops", median * task.flopsPerRow() * 1e-9).put("share_of_peak", Figures.median(share[t]))
                    .put("allocated_bytes", task.allocatedBytes()).put("lanes", Kernels.get().lanes()));
        }
        return lines;
    }

    private static void warnIfBusy(double... processor) {
        double median = Figures.median(processor);
        if (median < QUIET) {
            System.err.printf(Locale.ROOT, "bench: the machine is busy: the main thread got %.0f %% of a processor,"
                    + " so rates are too low; shares of the peak, ratios within a run and p50 hold better%n",
                    100 * median);
        }
    }

    static List<Line> peak(Options options) {
        Peak peak = new Peak(options.threads());
        double[] rate = new double[options.repeats()];
        double[] processor = new double[options.repeats()];
        for (int r = 0; r < rate.length; r++) {
            Slice slice = Slice.of(() -> peak.slice(options.seconds()));
            rate[r] = slice.rate;
            processor[r] = slice.processor;
        }
        if (options.threads() == 1) {
            warnIfBusy(processor);
        }
        return List.of(Line.of("peak", "fma").put("threads", options.threads()).put("gflops", Figures.median(rate))
                .put("low", Figures.low(rate)).put("high", Figures.high(rate)).put("lanes", Peak.lanes())
                .put("chains", peak.chains()));
    }
}
