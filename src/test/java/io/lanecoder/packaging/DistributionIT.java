package io.lanecoder.packaging;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.format.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The archives: unpacked into a folder with a space in its name, the program runs and finds what it needs. */
class DistributionIT {
    private static final Map<String, String> WITH_A_JDK = Map.of("JAVA_HOME", Packaged.jdk().toString());

    @TempDir static Path folder;
    private static Path home;

    @TempDir Path work;

    @BeforeAll
    static void unpack() throws IOException, InterruptedException {
        Path place = Files.createDirectory(folder.resolve("a place"));
        Packaged.run(place, Map.of(), List.of("tar", "-xzf", Packaged.file(".tar.gz").toString())).succeeds();
        home = place.resolve(Packaged.name());
        assertEquals(List.of(home), list(place));
    }

    private static List<Path> list(Path place) throws IOException {
        try (Stream<Path> files = Files.list(place)) {
            return files.sorted().toList();
        }
    }

    private Packaged.Run lanecoder(String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(home.resolve(Packaged.onWindows() ? "bin\\lanecoder.cmd" : "bin/lanecoder").toString());
        command.addAll(List.of(args));
        return Packaged.run(work, WITH_A_JDK, command);
    }

    @Test
    void theVersionIsThatOfTheArchive() throws IOException, InterruptedException {
        String version = lanecoder("--version").succeeds().strip();
        assertEquals(Packaged.name(), version.replace(' ', '-'));
    }

    @Test
    void doctorFindsTheMachineInHealth() throws IOException, InterruptedException {
        Map<?, ?> facts = (Map<?, ?>) Json.parse("doctor", lanecoder("doctor", "--json").succeeds().strip());
        assertTrue(facts.get("self_check").toString().startsWith("passed"), facts::toString);
        assertEquals(Packaged.jdk().toRealPath(), Path.of(facts.get("java_home").toString()).toRealPath());
    }

    @Test
    void aModelIsTrainedAndUsed() throws IOException, InterruptedException {
        lanecoder("train", "--data", "digits:60", "--hidden", "16", "--latent", "4", "--epochs", "2", "--quiet",
                "--out", "run").succeeds();
        lanecoder("encode", "--model", "run/model.safetensors", "--data", "digits:60", "--out", "codes.csv").succeeds();
        List<String> codes = Files.readAllLines(work.resolve("codes.csv"));
        assertEquals("z0,z1,z2,z3", codes.getFirst());
        assertEquals(61, codes.size());
    }

    @Test
    void whatIsInsideIsWhatTheProgramNeeds() throws IOException {
        assertEquals(List.of("commons-math3", "echarts", "lanecoder", "picocli"),
                list(home.resolve("lib")).stream()
                        .map(jar -> jar.getFileName().toString().replaceFirst("-\\d.*\\.jar", "")).toList());
        for (String file : List.of("LICENSE", "NOTICE", "README.md", "docs/command-line.md",
                "docs/images/report-light.png")) {
            assertArrayEquals(Files.readAllBytes(Path.of(file)), Files.readAllBytes(home.resolve(file)), file);
        }
        assertArrayEquals(Files.readAllBytes(Packaged.file(".jar")),
                Files.readAllBytes(home.resolve("lib").resolve(Packaged.name() + ".jar")));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void bothArchivesHoldTheSame() throws IOException {
        URI zip = URI.create("jar:" + Packaged.file(".zip").toUri());
        try (FileSystem other = FileSystems.newFileSystem(zip, Map.of("enablePosixFileAttributes", true))) {
            SortedMap<String, String> here = tree(home);
            assertEquals(here, tree(other.getPath("/" + Packaged.name())));
            assertEquals("rwxr-xr-x", here.get("bin/lanecoder").split(" ")[0]);
        }
    }

    /** Every file with its permissions, its size and a hash of its content. */
    private static SortedMap<String, String> tree(Path root) throws IOException {
        SortedMap<String, String> files = new TreeMap<>();
        try (Stream<Path> found = Files.walk(root)) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                byte[] content = Files.readAllBytes(file);
                files.put(root.relativize(file).toString(),
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(file)) + " " + content.length + " "
                                + Arrays.hashCode(content));
            }
        }
        return files;
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theLauncherWorksThroughALink() throws IOException, InterruptedException {
        Path link = Files.createSymbolicLink(work.resolve("lc"), home.resolve("bin/lanecoder"));
        Packaged.run(work, WITH_A_JDK, List.of(link.toString(), "--version")).succeeds();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aLauncherThatStandsAloneSaysWhereItBelongs() throws IOException, InterruptedException {
        Path alone = Files.copy(home.resolve("bin/lanecoder"), work.resolve("lanecoder"));
        Packaged.Run run = Packaged.run(work, WITH_A_JDK, List.of("sh", alone.toString(), "--version"));
        assertEquals(2, run.status());
        assertTrue(run.err().matches("lanecoder: .* has lost its place: .*\\R"), run.err());
    }
}
