package io.lanecoder.bench;

import io.lanecoder.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;

/** Measures tasks in turns, each between two looks at the peak. */
final class Rounds {
    private static final double PEAK_SLICE = 0.04;

    private Rounds() {
    }

    static void warmUp(Task task, double seconds) {
        for (double end = Peak.now() + seconds; Peak.now() < end;) {
            task.slice(Math.min(seconds / 4, 0.25));
        }
        task.times().clear();
    }

    static List<Line> measure(String bench, Options options, List<? extends Task> tasks) {
        Peak peak = new Peak(options.threads());
        tasks.forEach(task -> warmUp(task, options.warmUp()));
        double[][] rate = new double[tasks.size()][options.repeats()];
        double[][] share = new double[tasks.size()][options.repeats()];
        for (int r = 0; r < options.repeats(); r++) {
            double before = peak.slice(PEAK_SLICE);
            for (int t = 0; t < tasks.size(); t++) {
                rate[t][r] = tasks.get(t).slice(options.seconds());
                double after = peak.slice(PEAK_SLICE);
                share[t][r] = rate[t][r] * tasks.get(t).flopsPerRow() * 1e-9 / ((before + after) / 2);
                before = after;
            }
        }
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

    static List<Line> peak(Options options) {
        Peak peak = new Peak(options.threads());
        double[] rate = new double[options.repeats()];
        for (int r = 0; r < rate.length; r++) {
            rate[r] = peak.slice(options.seconds());
        }
        return List.of(Line.of("peak", "fma").put("threads", options.threads()).put("gflops", Figures.median(rate))
                .put("low", Figures.low(rate)).put("high", Figures.high(rate)).put("lanes", Peak.lanes())
                .put("chains", peak.chains()));
    }
}
