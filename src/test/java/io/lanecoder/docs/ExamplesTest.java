package io.lanecoder.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.Autoencoder;
import io.lanecoder.cli.InProcess;
import io.lanecoder.data.SeededRandom;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the documentation shows works: calls of {@code ./lanecoder} in blocks of {@code sh} end well, blocks of {@code java}
 * compile, and the README's runs.
 *
 * <p>The comments {@code <!-- not run -->} and {@code <!-- shortened in tests -->} before a block say otherwise.
 */
class ExamplesTest {
    private static final int ROWS = 120;

    @TempDir Path folder;

    static List<Document> pages() throws IOException {
        return Document.all();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void theCommandsWork(Document page) throws IOException {
        writeTable(folder.resolve("your.csv"));
        for (Document.Block block : page.blocks()) {
            for (String line : block.isFor("sh") ? block.commands() : List.<String>of()) {
                Optional<ShellLine> call = ShellLine.parse(line);
                if (call.isPresent()) {
                    ShellLine words = block.note().equals("shortened in tests") ? call.get().shortened() : call.get();
                    succeeds(block.place() + ": " + line, words.in(folder));
                }
            }
        }
    }

    static String succeeds(String what, String... args) {
        InProcess run = InProcess.run(args);
        assertEquals(0, run.status(), what + "\n" + run.err());
        return run.out();
    }

    /** The table that examples call {@code your.csv}: a number that tells rows apart, four measurements, a class. */
    private static void writeTable(Path file) throws IOException {
        SeededRandom random = SeededRandom.of(1);
        StringBuilder text = new StringBuilder("id,temperature,pressure,flow,vibration,class\n");
        for (int i = 0; i < ROWS; i++) {
            double heat = 60 + 5 * random.nextGaussian();
            double flow = 12 + 2 * random.nextGaussian();
            text.append(String.format(Locale.ROOT, "%d,%.2f,%.3f,%.2f,%.4f,%s%n", i, heat, heat / 20, flow, flow / 50,
                    i % 3 == 0 ? "pump" : "valve"));
        }
        Files.writeString(file, text);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void theJavaCompiles(Document page) throws IOException, URISyntaxException {
        for (Document.Block block : page.blocks()) {
            if (block.isFor("java")) {
                compile(block);
            }
        }
    }

    private String compile(Document.Block block) throws IOException, URISyntaxException {
        String name = "Example" + block.line();
        Path source = folder.resolve(name + ".java");
        Files.write(source, block.text());
        StringWriter said = new StringWriter();
        PrintWriter writer = new PrintWriter(said);
        int status = ToolProvider.findFirst("javac").orElseThrow().run(writer, writer, "-Xlint:all", "-cp",
                classes().toString(), "-d", folder.toString(), source.toString());
        assertEquals(0, status, block.place() + "\n" + said);
        assertEquals("", said.toString(), block.place());
        return name;
    }

    /** The folder of the class files that are tested. */
    private static Path classes() throws URISyntaxException {
        Path file = Path.of(Autoencoder.class.getResource("Autoencoder.class").toURI());
        return file.getParent().getParent().getParent();
    }

    @Test
    void theExampleOfTheReadmeRuns() throws IOException, InterruptedException, URISyntaxException {
        List<Document.Block> blocks =
                Document.read("README.md").blocks().stream().filter(b -> b.isFor("java")).toList();
        assertEquals(1, blocks.size());
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", classes() + File.pathSeparator + folder, compile(blocks.getFirst())));
        Process child = new ProcessBuilder(command).directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String printed = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, child.waitFor(), printed);
        assertFalse(printed.contains("NaN"), printed);
        assertTrue(printed.contains("500 x 20"), printed);
        assertTrue(Files.size(folder.resolve("model.safetensors")) > 0);
    }
}
