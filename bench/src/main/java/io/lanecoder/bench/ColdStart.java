package io.lanecoder.bench;

import io.lanecoder.kernel.Kernels;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * New processes, started as the launcher starts them: how long until the first row is encoded, and the first thousand.
 */
final class ColdStart {
    private static final int AT_LEAST = 7;
    private static final String OWN = "-Dlanecoder.bench.";

    private ColdStart() {
    }

    /**
     * {@return the command of a new process: this JVM's own options, which are the launcher's, and no class path but
     * its own}
     */
    static List<String> command(Path folder) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream().filter(option -> !option.startsWith(OWN))
                .forEach(command::add);
        StringBuilder path = new StringBuilder();
        for (String part : System.getProperty("java.class.path").split(File.pathSeparator)) {
            path.append(path.isEmpty() ? "" : File.pathSeparator).append(part);
            if (Path.of(part).getFileName().toString().startsWith("lanecoder-bench")) {
                break; // what follows is the measuring tool's own
            }
        }
        command.addAll(List.of("-cp", path.toString(), ColdStartChild.class.getName(), folder.toString()));
        return command;
    }

    static List<Line> run(Options options) throws IOException {
        Path folder = Files.createTempDirectory("lanecoder-bench");
        try {
            Exchange.write(folder, Reference.data(1, false));
            return measure(options, folder);
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static List<Line> measure(Options options, Path folder) throws IOException {
        int repeats = Math.max(AT_LEAST, options.repeats());
        double[][] millis = new double[5][repeats];
        String root = System.getProperty("lanecoder.bench.root");
        List<String> program = List.of(Path.of(root, "lanecoder").toString(), "encode", "--model",
                folder.resolve("model.safetensors").toString(), "--data", "digits:1", "--out",
                folder.resolve("codes.npy").toString());
        for (int r = -1; r < repeats; r++) { // the first round fills the system's file cache and is not counted
            double[] child = child(command(folder));
            double whole = program(program);
            if (r >= 0) {
                for (int i = 0; i < 4; i++) {
                    millis[i][r] = child[i];
                }
                millis[4][r] = whole;
            }
        }
        return List.of(line("process start to first encoded row", millis[0]), line("of it: load the model", millis[1]),
                line("of it: first call", millis[2]), line("first 1000 single-row calls", millis[3]),
                line("the program: lanecoder encode, one row", millis[4]));
    }

    private static Line line(String task, double[] millis) {
        return Line.of("coldstart", task).put("threads", 1).put("batch", 1).put("ms", Figures.median(millis))
                .put("low", Figures.low(millis)).put("high", Figures.high(millis))
                .put("lanes", Kernels.get().lanes());
    }

    private static Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    private static double[] child(List<String> command) throws IOException {
        long begin = System.nanoTime();
        Process process = start(command);
        try (BufferedReader out = process.inputReader()) {
            String first = out.readLine();
            long at = System.nanoTime();
            String nanos = out.readLine();
            if (first == null || nanos == null) {
                throw new IOException("the new process ended without a result: " + String.join(" ", command));
            }
            String[] words = nanos.split(" ");
            return new double[] {(at - begin) * 1e-6, Long.parseLong(words[1]) * 1e-6, Long.parseLong(words[2]) * 1e-6,
                Long.parseLong(words[3]) * 1e-6};
        }
    }

    private static double program(List<String> command) throws IOException {
        long begin = System.nanoTime();
        Process process = start(command);
        try {
            process.getInputStream().readAllBytes();
            if (process.waitFor() != 0) {
                throw new IOException("failed: " + String.join(" ", command));
            }
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
        return (System.nanoTime() - begin) * 1e-6;
    }
}
