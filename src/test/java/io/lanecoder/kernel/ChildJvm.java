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

/** Another JVM of the same JDK on the classes under test, for what cannot be changed in a running one. */
final class ChildJvm {
    private ChildJvm() {
    }

    /** What a program prints to standard output, stripped; it must end with status 0. */
    static String run(List<String> options, Class<?> program, String... arguments)
            throws IOException, InterruptedException, URISyntaxException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-cp");
        command.add(folderOf(Kernels.class) + File.pathSeparator + folderOf(program));
        command.add(program.getName());
        command.addAll(List.of(arguments));
        Process child = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
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
