package io.lanecoder.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lanecoder.format.Json;
import io.lanecoder.packaging.Packaged;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command of the docs that puts a JDK of a few modules into the distribution works, and the program runs on that JDK. */
class ImageIT {
    @TempDir Path folder;

    @Test
    void theDistributionRunsOnTheJdkInsideIt() throws IOException, InterruptedException {
        Path jlink = Packaged.jdk().resolve("bin").resolve(Packaged.onWindows() ? "jlink.exe" : "jlink");
        assumeTrue(Files.exists(jlink), "skipped: the JDK has no jlink");
        String help = Packaged.run(folder, Map.of(), List.of(jlink.toString(), "--help")).succeeds();
        assumeTrue(Files.exists(Packaged.jdk().resolve("jmods")) || help.contains("run-time image enabled"),
                "skipped: the JDK has no modules to link");
        Packaged.run(folder, Map.of(), List.of("tar", "-xzf", Packaged.file(".tar.gz").toString())).succeeds();
        Path home = folder.resolve(Packaged.name());
        Packaged.run(home, Map.of(), command(jlink)).succeeds();

        String launcher = home.resolve(Packaged.onWindows() ? "bin\\lanecoder.cmd" : "bin/lanecoder").toString();
        // With a JDK elsewhere, too: the one inside comes first.
        Map<String, String> elsewhere = Map.of("JAVA_HOME", Packaged.jdk().toString());
        Map<?, ?> facts = (Map<?, ?>) Json.parse("doctor",
                Packaged.run(folder, elsewhere, List.of(launcher, "doctor", "--json")).succeeds().strip());
        assertEquals(home.resolve("jdk").toRealPath(), Path.of(facts.get("java_home").toString()).toRealPath());
        assertTrue(facts.get("self_check").toString().startsWith("passed"), facts::toString);
        Packaged.run(folder, Map.of(),
                List.of(launcher, "demo", "--rows", "150", "--quiet", "--out", "out")).succeeds();
        assertTrue(Files.size(folder.resolve("out").resolve("report.html")) > 0);
        System.out.printf("the image has %,d bytes, the archive %,d%n", size(home.resolve("jdk")),
                Files.size(Packaged.file(".tar.gz")));
    }

    private static List<String> command(Path jlink) {
        List<String> words = new ArrayList<>(List.of(Document.read("docs/distribution.md").blocks().stream()
                .filter(block -> block.isFor("sh")).flatMap(block -> block.commands().stream())
                .filter(line -> line.startsWith("jlink ")).findFirst().orElseThrow().split(" ")));
        words.set(0, jlink.toString());
        return words;
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
        }
    }
}
