package io.lanecoder.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.lanecoder.Autoencoder;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * Java on a page: compiled here, run in a JVM of its own, as the page's reader would.
 *
 * @param folder where sources go, and where programs run
 */
record JavaExample(Path folder) {
    private static final Pattern COMMAND = Pattern.compile("java (?:.* )?\\w+\\.java(?: .*)?");
    private static final Pattern CLASS_PATH = Pattern.compile("-cp (?:\"[^\"]*\"|\\S+) ");

    /** Whether a line of a shell starts a program from its source. */
    static boolean isStartedBy(String line) {
        return COMMAND.matcher(line).matches();
    }

    /** Saves a block under the name that its page gives it, or one of its own, and compiles it. Returns the class. */
    String compile(Document.Block block) throws IOException, URISyntaxException {
        String file = block.fileName().orElse("Example" + block.line() + ".java");
        Path source = folder.resolve(file);
        Files.write(source, block.text());
        StringWriter said = new StringWriter();
        PrintWriter writer = new PrintWriter(said);
        int status = ToolProvider.findFirst("javac").orElseThrow().run(writer, writer, "-Xlint:all", "-cp",
                classes(), "-d", folder.toString(), source.toString());
        assertEquals(0, status, block.place() + "\n" + said);
        assertEquals("", said.toString(), block.place());
        return file.replace(".java", "");
    }

    /** Runs what {@link #compile} has compiled. */
    void run(String place, String name) throws IOException, InterruptedException, URISyntaxException {
        run(place, List.of("--add-modules", "jdk.incubator.vector", "-cp", classes() + File.pathSeparator + folder,
                name));
    }

    /** Runs a line of a shell that starts a program from its source, with the classes under test in place of the jar. */
    void runLine(String place, String line) throws IOException, InterruptedException, URISyntaxException {
        Matcher classPath = CLASS_PATH.matcher(line);
        List<String> words = new ArrayList<>();
        if (classPath.find()) {
            words.addAll(List.of("-cp", classes()));
        }
        words.addAll(Arrays.asList(classPath.replaceFirst("").substring("java ".length()).split(" ")));
        run(place, words);
    }

    private void run(String place, List<String> words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(words);
        Path log = folder.resolve("java.log");
        Process child = new ProcessBuilder(command).directory(folder.toFile()).redirectError(log.toFile()).start();
        String printed = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, child.waitFor(), () -> place + "\n" + words + "\n" + printed + read(log));
        assertFalse(printed.contains("NaN"), place + "\n" + printed);
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** What is tested, and what it needs. */
    private static String classes() throws URISyntaxException {
        Path file = Path.of(Autoencoder.class.getResource("Autoencoder.class").toURI());
        Path math = Path.of(RealMatrix.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        return file.getParent().getParent().getParent() + File.pathSeparator + math;
    }
}
