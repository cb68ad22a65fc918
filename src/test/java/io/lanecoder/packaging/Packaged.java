package io.lanecoder.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.math3.linear.RealMatrix;

/** What the phase {@code package} left, and programs that are started on it with an environment emptied of settings. */
public final class Packaged {
    private static final Path BASE = Path.of(Objects.requireNonNull(System.getProperty("lanecoder.packaged"),
            "the property lanecoder.packaged is set by the build: run this test with ./mvnw verify"));
    private static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");

    private Packaged() {
    }

    /**
     * One of the files.
     *
     * @param ending what its name has after the version, {@code .jar} for example
     * @return its place
     */
    public static Path file(String ending) {
        return BASE.resolveSibling(BASE.getFileName() + ending);
    }

    /** {@return the name that archives and their folder have, with the version} */
    public static String name() {
        return BASE.getFileName().toString();
    }

    /** {@return the one library that a program using ours needs} */
    public static Path commonsMath() throws URISyntaxException {
        return Path.of(RealMatrix.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    /** {@return the JDK of this JVM, which is the one that the build has chosen} */
    public static Path jdk() {
        return Path.of(System.getProperty("java.home"));
    }

    /** {@return whether scripts end in {@code .cmd}} */
    public static boolean onWindows() {
        return WINDOWS;
    }

    /**
     * What a program did.
     *
     * @param command the words that started it
     * @param status its exit status
     * @param out what it printed to standard output
     * @param err what it printed to standard error
     */
    public record Run(List<String> command, int status, String out, String err) {
        /** {@return what it printed to standard output; it has to have ended with status 0} */
        public String succeeds() {
            assertEquals(0, status, () -> command + "\n" + out + err);
            return out;
        }
    }

    /**
     * Runs a program to its end.
     *
     * @param folder where it runs
     * @param settings its environment, but for what the system's own programs need
     * @param command the program and its arguments
     * @return what it did
     */
    public static Run run(Path folder, Map<String, String> settings, List<String> command)
            throws IOException, InterruptedException {
        Path err = Files.createTempFile("lanecoder", ".err");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).directory(folder.toFile()).redirectError(err.toFile());
            Map<String, String> environment = builder.environment();
            if (WINDOWS) {
                environment.keySet().removeIf(name -> !name.equalsIgnoreCase("SystemRoot")
                        && !name.equalsIgnoreCase("ComSpec") && !name.equalsIgnoreCase("TEMP"));
                environment.put("PATH", System.getenv("SystemRoot") + "\\System32");
            } else {
                environment.clear();
                environment.put("PATH", "/usr/bin:/bin");
            }
            environment.putAll(settings);
            Process process = builder.start();
            process.getOutputStream().close();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Run(command, process.waitFor(), out, Files.readString(err));
        } finally {
            Files.deleteIfExists(err);
        }
    }
}
