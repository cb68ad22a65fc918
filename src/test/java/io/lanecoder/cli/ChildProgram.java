package io.lanecoder.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.math3.linear.RealMatrix;
import picocli.CommandLine;

/**
 * A program in a JVM of its own, on the classes under test.
 *
 * @param words the command that starts it
 */
record ChildProgram(List<String> words) {
    static ChildProgram of(List<String> options, Class<?> main, String... args) throws URISyntaxException {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(options);
        words.add("-cp");
        words.add(String.join(File.pathSeparator, place(Main.class).toString(), testClasses().toString(),
                place(CommandLine.class).toString(), place(RealMatrix.class).toString(), charts().toString()));
        words.add(main.getName());
        words.addAll(List.of(args));
        return new ChildProgram(words);
    }

    private static Path place(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    /** The jar of a report's charts, which holds no class. */
    private static Path charts() throws URISyntaxException {
        URL inside = Main.class.getClassLoader().getResource("META-INF/maven/org.webjars/echarts/pom.properties");
        String jar = inside.getPath(); // file:/the/jar!/what/is/in/it
        return Path.of(new URI(jar.substring(0, jar.indexOf('!'))));
    }

    /** Patched into the module under test, so their place is not that of their protection domain. */
    private static Path testClasses() throws URISyntaxException {
        Path file = Path.of(WriteLoop.class.getResource("WriteLoop.class").toURI());
        return file.resolve("../../../..").normalize();
    }

    /** The same after a command of the shell, which has to end well. */
    ChildProgram after(String command) {
        List<String> shell = new ArrayList<>(List.of("sh", "-c", command + " && exec \"$@\"", "sh"));
        shell.addAll(words);
        return new ChildProgram(shell);
    }

    Process start(Path log) throws IOException {
        return new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }

    void succeeds(Path log) throws IOException, InterruptedException {
        int status = start(log).waitFor();
        assertEquals(0, status, Files.readString(log));
    }

    /** The one line that it fails with, but for a warning that is expected. */
    String failure(int status, Path log, String... warnings) throws IOException, InterruptedException {
        int found = start(log).waitFor();
        List<String> lines = Files.readAllLines(log).stream()
                .filter(line -> !line.startsWith("lanecoder: warning: using the scalar kernels")
                        && Stream.of(warnings).noneMatch(line::contains))
                .toList();
        assertEquals(status, found, lines.toString());
        assertEquals(1, lines.size(), lines.toString());
        return lines.getFirst();
    }
}
