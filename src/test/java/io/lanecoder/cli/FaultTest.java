package io.lanecoder.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.format.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What can only be seen from outside of the program: what it asks of the disk, and how it takes being told to end. */
@DisabledIfSystemProperty(named = "lanecoder.expectedKernels", matches = "scalar",
        disabledReason = "the programs choose their kernels themselves: once is enough")
class FaultTest {
    private static final Pattern FORCED = Pattern.compile("path = \"([^\"]+)\"");

    @TempDir Path folder;

    private Path log() {
        return folder.resolve("log");
    }

    private static String[] train(Path out, String... more) {
        return Stream.of(new String[] {"train", "--data", "digits:12:3", "--hidden", "6", "--latent", "3", "--batch",
            "5", "--quiet", "--out", out.toString()}, more).flatMap(Stream::of).toArray(String[]::new);
    }

    private static Set<String> files(Path run) throws IOException {
        try (Stream<Path> files = Files.list(run)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    /** Renaming a file whose content the disk has not got yet would leave an empty one after a power cut. */
    @Test
    void everyFileAndItsNameAreForcedToTheDisk() throws Exception {
        Path run = folder.resolve("run");
        Path recording = folder.resolve("recording.jfr");
        ChildProgram.of(List.of("-XX:StartFlightRecording:filename=" + recording
                + ",jdk.FileForce#enabled=true,jdk.FileForce#threshold=0ms"), Main.class,
                train(run, "--epochs", "2", "--checkpoint-every", "1")).succeeds(log());
        new ChildProgram(List.of(Path.of(System.getProperty("java.home"), "bin", "jfr").toString(), "print",
                "--events", "jdk.FileForce", recording.toString())).succeeds(log());
        Set<String> forced = FORCED.matcher(Files.readString(log())).results().map(found -> found.group(1))
                .collect(Collectors.toSet());
        assertTrue(forced.stream().anyMatch(path -> Path.of(path).endsWith("run")), "the folder: " + forced);
        assertEquals(Set.of("model.safetensors", "history.csv", "run.json", "checkpoint-3.safetensors",
                "checkpoint-6.safetensors"), files(run));
        for (String name : files(run)) {
            Pattern temporary = Pattern.compile(".*\\W\\." + Pattern.quote(name) + "\\.[^.]+\\.tmp");
            assertTrue(forced.stream().map(temporary::matcher).anyMatch(Matcher::matches),
                    () -> name + " is not among " + forced);
        }
    }

    /** A night's training is not lost at its end to a name that was taken at its beginning. */
    @Test
    void whereTheModelCannotGoNothingIsTrained() throws IOException {
        Path run = folder.resolve("run");
        Files.createDirectories(run.resolve("model.safetensors"));
        Cli.run((Object[]) train(run, "--epochs", "2", "--checkpoint-every", "1")).failsWith(1, "model.safetensors",
                "is a folder");
        assertEquals(Set.of("model.safetensors"), files(run));
    }

    /** A pipe, a device: renaming over it would take it away from whoever it belongs to. */
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "folders hold no pipes there")
    void whatIsNoFileIsNotReplaced() throws Exception {
        Path pipe = folder.resolve("pipe.npy");
        new ChildProgram(List.of("mkfifo", pipe.toString())).succeeds(log());
        IOException e = assertThrows(IOException.class, () -> AtomicFile.write(pipe, out -> out.write('1')));
        assertTrue(e.getMessage().contains("is not a regular file"), e.getMessage());
        assertFalse(Files.isRegularFile(pipe));
    }

    /** A second writer in this process must not cost the first one the lock by which other processes know it is alive. */
    @Test
    void aFileAtWorkIsLeftAloneByOtherProcesses() throws Exception {
        Path file = folder.resolve("values.json");
        try (AtomicFile first = AtomicFile.open(file)) {
            AtomicFile.write(file, out -> out.write('2'));
            ChildProgram.of(List.of(), WriteLoop.class, file.toString(), "0").succeeds(log());
            first.stream().write('1');
            first.commit();
        }
        assertEquals("1", Files.readString(file));
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no such signal")
    void aProgramThatIsToldToEndSavesWhatItHas() throws Exception {
        Path whole = folder.resolve("whole");
        Path run = Files.createDirectory(folder.resolve("run"));
        String[] epochs = {"--epochs", "2000", "--checkpoint-every", "1000"};
        Cli.run((Object[]) train(whole, epochs)).succeeds();
        Process process = ChildProgram.of(List.of(), Main.class, train(run, epochs)).start(log());
        while (process.isAlive() && !Files.exists(run.resolve("checkpoint-3000.safetensors"))) {
            Thread.onSpinWait();
        }
        process.destroy();
        process.waitFor();
        assertEquals("", Files.readString(log()).lines().filter(line -> !line.contains("warning"))
                .filter(line -> line.contains("lanecoder: ")).collect(Collectors.joining()));
        assertTrue(files(run).containsAll(List.of("model.safetensors", "history.csv", "run.json")),
                files(run)::toString);
        Cli.run((Object[]) train(run, Stream.concat(Arrays.stream(epochs), Stream.of("--resume"))
                .toArray(String[]::new))).succeeds();
        assertArrayEquals(Files.readAllBytes(whole.resolve("model.safetensors")),
                Files.readAllBytes(run.resolve("model.safetensors")));
    }
}
