package io.lanecoder.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.packaging.Packaged;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who reads the README can use the library: its program, in the project {@code src/it/consumer}, is compiled and run with the
 * packaged jar and Commons Math, nothing else, in every way there is, and gives the same codes in all of them.
 */
class ReadmeProgramIT {
    private static final Path PROJECT = Path.of("src/it/consumer");
    private static final List<String> FLAG = List.of("--add-modules", "jdk.incubator.vector");
    private static final String WITHOUT_FLAG = "the module jdk.incubator.vector is missing";

    @TempDir Path folder;

    private static List<String> program() {
        List<Document.Block> blocks =
                Document.read("README.md").blocks().stream().filter(block -> block.isFor("java")).toList();
        assertEquals(1, blocks.size());
        return blocks.getFirst().text();
    }

    private static String libraries() throws URISyntaxException {
        return Packaged.file(".jar") + File.pathSeparator + Packaged.commonsMath();
    }

    private static String java() {
        return Packaged.jdk().resolve("bin").resolve("java").toString();
    }

    @Test
    void theCodesAreTheSameOnBothPathsWithAndWithoutTheFlag() throws Exception {
        Path byPath = compile("--class-path");
        Path byModule = compile("--module-path");
        List<String> onClassPath =
                List.of("--class-path", byPath + File.pathSeparator + libraries(), "consumer.Codes");
        List<String> onModulePath =
                List.of("--module-path", byModule + File.pathSeparator + libraries(), "-m", "consumer/consumer.Codes");
        String expected = codes("class-path", List.of(), onClassPath);
        assertEquals(500, expected.lines().filter(line -> line.matches("codes( [0-9a-f]+){20}")).count(), expected);
        assertEquals(expected, codes("class-path-flag", FLAG, onClassPath));
        assertEquals(expected, codes("module-path", List.of(), onModulePath));
        assertEquals(expected, codes("module-path-flag", FLAG, onModulePath));
    }

    /** The project with the README's program in a class of its own, compiled for one of the two paths. */
    private Path compile(String path) throws IOException, URISyntaxException {
        Path sources = Files.createDirectory(folder.resolve("sources" + path));
        Path classes = Files.createDirectory(folder.resolve("classes" + path));
        // On the module path javac says that a module which ours may use is incubating.
        List<String> words = new ArrayList<>(List.of("-Xlint:all,-incubating", "-Werror", path, libraries(), "-d",
                classes.toString(), PROJECT.resolve("consumer/Codes.java").toString()));
        if (path.equals("--module-path")) {
            words.add(PROJECT.resolve("module-info.java").toString());
        }
        String text = String.join("\n", program());
        int main = text.indexOf("void main()");
        assertTrue(main > 0, text);
        Path example = sources.resolve("Example.java");
        // A file without a class, as the README's, has the JDK's base imported.
        Files.writeString(example,
                "package consumer;\nimport module java.base;\n" + text.substring(0, main) + "final class Example {\n"
                        + text.substring(main) + "\n}\n");
        words.add(example.toString());
        StringWriter said = new StringWriter();
        PrintWriter writer = new PrintWriter(said);
        int status = ToolProvider.findFirst("javac").orElseThrow().run(writer, writer, words.toArray(String[]::new));
        assertEquals(0, status, said.toString());
        assertEquals("", said.toString());
        return classes;
    }

    private String codes(String run, List<String> flag, List<String> words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(flag);
        command.addAll(words);
        Packaged.Run ran = Packaged.run(Files.createDirectory(folder.resolve(run)), Map.of(), command);
        String printed = ran.succeeds();
        assertEquals(flag.isEmpty(), ran.err().contains(WITHOUT_FLAG), ran.err());
        return printed;
    }

    /** The line with which the README starts its program, word for word, but for the folder of the jars. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theLineOfTheReadmeStartsItsProgram() throws IOException, InterruptedException {
        String line = Document.read("README.md").blocks().stream().filter(block -> block.isFor("sh"))
                .flatMap(block -> block.commands().stream()).filter(command -> command.startsWith("java "))
                .findFirst().orElseThrow();
        Files.write(folder.resolve("Example.java"), program());
        String target = Packaged.file(".jar").getParent().toString();
        Packaged.Run run = Packaged.run(folder, Map.of(), List.of("sh", "-c",
                line.replace("target/", target + "/").replaceFirst("^java", "'" + java() + "'")));
        assertTrue(run.succeeds().contains("codes 500 x 20, error of row 0: "), run.out());
    }
}
