package io.lanecoder.bench;

import io.lanecoder.bench.TracedStep.Part;
import io.lanecoder.data.FloatMatrix;
import io.lanecoder.kernel.Kernels;
import io.lanecoder.kernel.Workers;
import io.lanecoder.nn.Dense;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Where the time of a step goes: by layer, in microseconds of a worker, with the products' share of the peak. Each
 * figure is the median over all steps, so that one step in which another program got the processor does not count.
 */
final class BreakdownBench {
    private final Options options;
    private final FloatMatrix data;
    private final Peak peak;

    BreakdownBench(Options options) {
        this.options = options;
        this.data = Reference.data(Reference.ROWS, options.dense());
        this.peak = new Peak(options.threads());
    }

    List<Line> run() {
        List<Line> lines = new ArrayList<>();
        for (int batch : options.batchesOr(32, 128, 256, 1024)) {
            if (batch > data.rows()) {
                throw new Options.UsageException("breakdown takes batches of up to " + data.rows() + " rows");
            }
            lines.addAll(batch(batch));
        }
        return lines;
    }

    private List<Line> batch(int batch) {
        StepTask library = new StepTask(data, batch, options.threads());
        Rounds.warmUp(library, options.warmUp());
        List<Line> lines = new ArrayList<>();
        try (Workers workers = new Workers(options.threads())) {
            TracedStep traced = new TracedStep(data, batch, workers);
            run(traced, options.warmUp());
            traced.clear();
            double[] limit = new double[options.repeats()];
            for (int r = 0; r < limit.length; r++) {
                limit[r] = peak.limit(Rounds.PEAK_SLICE);
                run(traced, options.seconds());
                library.slice(options.seconds());
            }
            lines.addAll(lines(traced, batch, Figures.median(limit)));
            lines.getLast().put("library_step_us", library.times().percentile(0.5)).put("lanes",
                    Kernels.get().lanes());
        }
        return lines;
    }

    private static void run(TracedStep traced, double seconds) {
        for (double end = Peak.now() + seconds; Peak.now() < end;) {
            traced.step();
        }
    }

    private List<Line> lines(TracedStep traced, int batch, double limit) {
        List<Dense> layers = Reference.network().layers();
        Part[] parts = Part.values();
        double[] sums = new double[parts.length];
        double flops = 0;
        double step = traced.stepMicros();
        double total = 0;
        for (int l = 0; l < layers.size(); l++) {
            for (Part part : parts) {
                total += traced.micros(l, part);
            }
        }
        List<Line> lines = new ArrayList<>();
        for (int l = 0; l < layers.size(); l++) {
            Dense layer = layers.get(l);
            Line line = line(layer.name(), batch).put("shape", layer.inputs() + "->" + layer.outputs());
            double[] micros = new double[parts.length];
            for (Part part : parts) {
                micros[part.ordinal()] = traced.micros(l, part);
                sums[part.ordinal()] += micros[part.ordinal()];
            }
            double work = (l == 0 ? 2 : 3) * 2.0 * batch * layer.inputs() * layer.outputs();
            flops += work;
            lines.add(figures(line, micros, work, total, limit));
        }
        Line all = figures(line("all", batch).put("shape", "step"), sums, flops, total, limit);
        all.put("waiting_us", traced.waitingMicros()).put("step_us", step).put("step_share_of_peak",
                flops * 1e-3 / step / limit);
        lines.add(all);
        return lines;
    }

    private Line line(String task, int batch) {
        return Line.of("breakdown", "step").put("threads", options.threads()).put("batch", batch).put("layer", task);
    }

    private Line figures(Line line, double[] micros, double flops, double total, double limit) {
        double products = micros[Part.FORWARD.ordinal()] + micros[Part.BACKWARD.ordinal()]
                + micros[Part.WEIGHTS.ordinal()];
        double sum = 0;
        for (Part part : Part.values()) {
            line.put(part.name().toLowerCase(Locale.ROOT) + "_us", micros[part.ordinal()]);
            sum += micros[part.ordinal()];
        }
        double gflops = flops * 1e-3 / products; // of all workers together, while they multiply
        return line.put("share_of_work", sum / total).put("products_gflops", gflops).put("share_of_peak",
                gflops / limit);
    }
}
