package io.lanecoder.bench.jmh;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs the benchmarks twice, with vector and with scalar kernels, never in one JVM: a call site that has seen both
 * would be slower for either. All options are JMH's own.
 */
public final class Pairs {
    private Pairs() {
    }

    /**
     * Runs and prints the pairs.
     *
     * @param args JMH's command line
     * @throws RunnerException if JMH fails
     */
    public static void run(String[] args) throws RunnerException {
        CommandLineOptions options;
        try {
            options = new CommandLineOptions(args);
        } catch (CommandLineOptionException e) {
            System.err.println("bench: " + e.getMessage());
            System.exit(2);
            return;
        }
        if (options.shouldHelp()) {
            try {
                options.showHelp();
            } catch (java.io.IOException e) {
                throw new RunnerException(e);
            }
            return;
        }
        if (options.shouldList()) {
            new Runner(options).list();
            return;
        }
        Map<String, double[]> pairs = new LinkedHashMap<>();
        String[] kinds = {"vector", "scalar"};
        for (int k = 0; k < kinds.length; k++) {
            Options forked = new OptionsBuilder().parent(options).jvmArgsAppend("-Dlanecoder.kernels=" + kinds[k])
                    .build();
            for (RunResult result : new Runner(forked).run()) {
                pairs.computeIfAbsent(name(result), _ -> new double[] {Double.NaN, Double.NaN})[k] = result
                        .getPrimaryResult().getScore();
            }
        }
        System.out.printf("%n%-78s %12s %12s %8s%n", "us a call (shorter is better)", "vector", "scalar", "ratio");
        pairs.forEach((name, us) -> System.out.printf(Locale.ROOT, "%-78s %12.3f %12.3f %8.2f%n", name, us[0], us[1],
                us[1] / us[0]));
    }

    private static String name(RunResult result) {
        StringBuilder text = new StringBuilder(result.getParams().getBenchmark());
        text.delete(0, text.lastIndexOf(".", text.lastIndexOf(".") - 1) + 1);
        for (String key : result.getParams().getParamsKeys()) {
            text.append(' ').append(key).append('=').append(result.getParams().getParam(key));
        }
        return text.toString();
    }
}
