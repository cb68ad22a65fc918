package io.lanecoder.bench;

import io.lanecoder.bench.jmh.Pairs;
import io.lanecoder.data.FloatMatrix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** {@code bench/run COMMAND}. */
final class Main {
    private static final String USAGE = """
            usage: bench/run COMMAND [OPTION ...]
              peak        fused multiply-adds on registers: the limit of this machine
              gemm        the 17 products of a training step, each and together, packing included
              train       whole training steps
              infer       encoding and scoring, single rows and batches
              breakdown   where the time of a training step goes, by layer
              kmeans      k-means: --rows N --columns N --clusters N --iterations N --tolerance T
              coldstart   new processes until their first encoded row, and their first 1,000 calls
              jmh [REGEX] JMH on every family of kernels, vector and scalar; -prof gc and all other options of JMH
            options
              --threads N       threads (default 1)
              --batch N,N,...   batch sizes
              --json            a JSON object a line
              --repeats N       rounds, the median of which is shown (default 7)
              --seconds S       length of a slice (default 0.25)
              --warm-up S       seconds that each task is warmed up for (default 3)
              --rows N          rows of data (default 10240, or as many as the largest batch)
              --data D          digits (default: four fifths of their pixels are zeros), or dense: without a zero
            bench/compare runs the peers beside it. bench/README.md says what the numbers mean.
            """;

    private Main() {
    }

    public static void main(String[] args) throws Exception {
        String command = args.length == 0 ? "help" : args[0];
        try {
            if (command.equals("jmh")) {
                Pairs.run(Arrays.copyOfRange(args, 1, args.length));
                return;
            }
            Options options = Options.parse(args, Math.min(1, args.length));
            switch (command) {
                case "peak" -> Line.print(Rounds.peak(options), options.json());
                case "gemm" -> Line.print(GemmBench.run(options), options.json());
                case "train" -> Line.print(train(options), options.json());
                case "infer" -> Line.print(infer(options), options.json());
                case "breakdown" -> Line.print(new BreakdownBench(options).run(), options.json());
                case "kmeans" -> Line.print(KMeansBench.run(options), options.json());
                case "coldstart" -> Line.print(ColdStart.run(options), options.json());
                // for bench/compare
                case "prepare" -> Exchange.write(out(options),
                        Reference.data(options.rowsOr(Reference.ROWS), options.dense()));
                case "serve" -> new Serve(out(options), options.threads()).run();
                case "child-command" -> ColdStart.command(out(options)).forEach(System.out::println);
                case "help", "--help", "-h" -> System.out.print(USAGE);
                default ->
                        throw new Options.UsageException("unknown command " + command + "; bench/run help lists them");
            }
        } catch (Options.UsageException e) {
            System.err.println("bench: " + e.getMessage());
            System.exit(2);
        }
    }

    private static Path out(Options options) {
        if (options.out() == null) {
            throw new Options.UsageException("--out FOLDER is missing");
        }
        return options.out();
    }

    private static List<Line> train(Options options) throws IOException {
        List<Integer> batches = options.batchesOr(1, 32, 128, 256, 512, 1024);
        FloatMatrix data = data(options, batches);
        return Rounds.measure("train", options,
                batches.stream().map(batch -> new StepTask(data, batch, options.threads())).toList());
    }

    private static List<Line> infer(Options options) {
        List<Integer> batches = options.batchesOr(1, 256, 1024, 10_000);
        FloatMatrix data = data(options, batches);
        List<Task> tasks = new ArrayList<>();
        for (boolean scores : new boolean[] {false, true}) {
            batches.forEach(batch -> tasks.add(new InferTask(data, scores, batch, options.threads())));
        }
        return Rounds.measure("infer", options, tasks);
    }

    private static FloatMatrix data(Options options, List<Integer> batches) {
        int largest = batches.stream().mapToInt(Integer::intValue).max().orElse(1);
        return Reference.data(options.rowsOr(Math.max(Reference.ROWS, largest)), options.dense());
    }
}
