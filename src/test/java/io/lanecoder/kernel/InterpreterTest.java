package io.lanecoder.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A JVM that only interprets computes the bits of this one. */
class InterpreterTest {
    private static final int SIZE = 37;

    @ParameterizedTest
    @ValueSource(strings = {"scalar", "vector"})
    void anInterpretingJvmComputesTheSameBits(String kernels) throws Exception {
        String printed = run(
                "-Xint",
                "--add-modules",
                "jdk.incubator.vector",
                "-Dlanecoder.kernels=" + kernels);
        assertEquals(kernels + " " + KernelCases.checksum(Kernels.get(), SIZE), printed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"scalar", "auto"})
    void withoutTheModuleTheScalarKernelsRun(String kernels) throws Exception {
        String printed = run("-XX:TieredStopAtLevel=1", "-Dlanecoder.kernels=" + kernels);
        assertEquals("scalar " + KernelCases.checksum(Kernels.get(), SIZE), printed);
    }

    private static String run(String... options) throws IOException, InterruptedException, URISyntaxException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.add("-cp");
        command.add(folderOf(Kernels.class) + File.pathSeparator + folderOf(KernelCases.class));
        command.add(KernelCases.class.getName());
        command.add(Integer.toString(SIZE));
        Process child = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (InputStream out = child.getInputStream()) {
            String printed = new String(out.readAllBytes(), StandardCharsets.UTF_8).strip();
            assertEquals(0, child.waitFor(), () -> "exit status of " + command);
            return printed;
        }
    }

    /** The root folder of the class files that a class was loaded from. */
    private static Path folderOf(Class<?> type) throws URISyntaxException {
        Path file = Path.of(type.getResource(type.getSimpleName() + ".class").toURI());
        for (int i = type.getName().split("\\.").length; i > 0; i--) {
            file = file.getParent();
        }
        return file;
    }
}
