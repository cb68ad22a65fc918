package io.lanecoder.cli;

import io.lanecoder.kernel.Kernels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is known of the machine and its Java.
 *
 * @param java the version of the JDK
 * @param kernels "vector", "scalar", or "none" if what was asked for cannot be had
 * @param lanes floats in a vector
 * @param reason why these kernels
 * @param asked whether the user chose the kernels
 * @param processor the processor's name, empty if not known
 * @param flags what the processor can do, as Linux names it; empty if not known
 * @param processors how many this JVM may use
 * @param load processes that want a processor, a mean over a minute; NaN if not known
 * @param heapMegabytes how much memory the JVM may take for data
 */
record Machine(String java, String kernels, int lanes, String reason, boolean asked, String processor,
        Set<String> flags, int processors, double load, long heapMegabytes) {
    private static final String NONE = "none";
    private static final int FEATURES = 784;
    private static final int MEGABYTE = 1 << 20;

    static Machine found() {
        String name = NONE;
        int lanes = 0;
        try {
            Kernels kernels = Kernels.get();
            name = kernels.name();
            lanes = kernels.lanes();
        } catch (IllegalStateException _) {
            // refused: reason() says why
        }
        Runtime runtime = Runtime.getRuntime();
        return new Machine(System.getProperty("java.runtime.version", ""), name, lanes, Kernels.reason(),
                System.getProperty("lanecoder.kernels") != null, cpu("model name").orElse(""),
                Arrays.stream(cpu("flags").orElse("").split(" ")).collect(Collectors.toSet()),
                runtime.availableProcessors(), busy(), runtime.maxMemory() / MEGABYTE);
    }

    boolean refused() {
        return kernels.equals(NONE);
    }

    /** Half of the heap for the data: the rest is room for results and reading. */
    long rowsThatFit() {
        return heapMegabytes * MEGABYTE / 2 / (FEATURES * Float.BYTES);
    }

    /** A line of Linux's description of the first processor. */
    private static Optional<String> cpu(String key) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith(key) && line.contains(":")).findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip());
        } catch (IOException | UncheckedIOException _) {
            return Optional.empty(); // another system than Linux
        }
    }

    private static double busy() {
        try {
            return Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
        } catch (IOException | NumberFormatException _) {
            return Double.NaN;
        }
    }
}
