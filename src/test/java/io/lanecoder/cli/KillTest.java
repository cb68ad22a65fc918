package io.lanecoder.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.data.SeededRandom;
import io.lanecoder.train.Checkpoint;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Kills the program, as the system does when the power goes (SIGKILL: no handler runs), at random moments of its work. After each
 * kill every file is whole, and the run that goes on ends with the bits of one that was left in peace.
 *
 * <p>{@code -Dlanecoder.kills=200 -Dlanecoder.killSeed=1} asks for another number of kills than {@value #KILLS} or other moments.
 */
@DisabledIfSystemProperty(named = "lanecoder.expectedKernels", matches = "scalar",
        disabledReason = "the programs that are killed choose their kernels themselves: once is enough")
class KillTest {
    private static final int KILLS = 2;
    /** Java has started by then, and a file takes some milliseconds. */
    private static final double WRITING_FROM = 0.3;
    private static final double WRITING_FOR = 0.3;
    /** Java starts sooner, so that more of the moments lie in the work. */
    private static final List<String> FAST = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    private static final String[] TRAIN = {"train", "--data", "digits:200:3", "--hidden", "32", "--latent", "4",
        "--batch", "20", "--val", "0.1", "--input-noise", "0.1", "--patience", "30", "--epochs", "150",
        "--checkpoint-every", "1", "--resume", "--threads", "2"};

    @TempDir Path folder;

    private final int kills = Integer.getInteger("lanecoder.kills", KILLS);
    private final SeededRandom random = SeededRandom.of(Long.getLong("lanecoder.killSeed", 1));

    private static ChildProgram train(Path run) throws URISyntaxException {
        return ChildProgram.of(FAST, Main.class,
                Stream.concat(Stream.of(TRAIN), Stream.of("--out", run.toString())).toArray(String[]::new));
    }

    private Path log() {
        return folder.resolve("log");
    }

    private double timed(ChildProgram program) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        program.succeeds(log());
        return (System.nanoTime() - begin) / 1e9;
    }

    private static List<String> files(Path in, String part) throws IOException {
        try (Stream<Path> files = Files.list(in)) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.contains(part)).sorted()
                    .toList();
        }
    }

    @Test
    void aKilledTrainingGoesOnToTheSameBits() throws Exception {
        Path undisturbed = folder.resolve("undisturbed");
        double wholeSeconds = timed(train(undisturbed));
        double startSeconds = timed(train(undisturbed)); // all is done: nothing but Java's start is left
        byte[] model = Files.readAllBytes(undisturbed.resolve("model.safetensors"));
        int done = 0;
        int runs = 0;
        int withCheckpoint = 0;
        int within = 0;
        while (done < kills) {
            Path run = folder.resolve("run-" + runs++);
            ChildProgram program = train(run);
            while (program.killedAfter(startSeconds / 2 + random.nextDouble() * wholeSeconds, log())) {
                done++;
                withCheckpoint += requireWhole(run, model) ? 1 : 0;
                within += Files.exists(run) && !files(run, ".tmp").isEmpty() ? 1 : 0;
                if (done % 25 == 0) {
                    System.out.println(done + " kills of training, " + runs + " runs");
                }
                if (done >= kills) {
                    program.succeeds(log());
                    break;
                }
            }
            assertArrayEquals(model, Files.readAllBytes(run.resolve("model.safetensors")), "run " + runs);
            assertEquals(losses(undisturbed), losses(run));
            assertEquals(List.of(), files(run, ".tmp").stream().filter(name -> name.startsWith(".model")).toList());
        }
        System.out.println("training: " + done + " kills, " + withCheckpoint + " of them with a checkpoint there and "
                + within + " with a file half written, "
                + runs + " runs to the end, all with the bits of the undisturbed one");
    }

    private static List<String> losses(Path run) throws IOException {
        return Files.readAllLines(run.resolve("history.csv")).stream()
                .map(line -> String.join(",", Arrays.copyOf(line.split(",", -1), 4))).toList();
    }

    /** Every file that is there can be read; whether there is a checkpoint. */
    private static boolean requireWhole(Path run, byte[] model) throws IOException {
        if (!Files.exists(run)) {
            return false;
        }
        List<String> checkpoints = files(run, "checkpoint-").stream().filter(name -> !name.startsWith(".")).toList();
        for (String name : checkpoints) {
            Checkpoint.read(run.resolve(name));
        }
        assertTrue(checkpoints.size() <= 3, "two, and one just written: " + checkpoints);
        if (Files.exists(run.resolve("model.safetensors"))) {
            assertArrayEquals(model, Files.readAllBytes(run.resolve("model.safetensors")));
        }
        return !checkpoints.isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"npy", "csv", "png", "json", "safetensors"})
    void aKilledWriterLeavesTheOldFileOrTheNewOne(String ending) throws Exception {
        Path place = Files.createDirectory(folder.resolve(ending));
        Path file = place.resolve("file." + ending);
        List<byte[]> whole = new ArrayList<>();
        for (int which : new int[] {0, 1}) {
            WriteLoop.write(file, WriteLoop.content(which));
            whole.add(Files.readAllBytes(file));
        }
        int within = 0;
        for (int kill = 0; kill < kills; kill++) {
            assertTrue(
                    ChildProgram.of(FAST, WriteLoop.class, file.toString())
                            .killedAfter(WRITING_FROM + random.nextDouble() * WRITING_FOR, log()),
                    () -> "the writer ended by itself");
            byte[] found = Files.readAllBytes(file);
            assertTrue(whole.stream().anyMatch(content -> Arrays.equals(content, found)),
                    found.length + " bytes are neither the one nor the other content");
            within += files(place, ".tmp").isEmpty() ? 0 : 1;
        }
        WriteLoop.write(file, WriteLoop.content(0));
        assertEquals(List.of(file.getFileName().toString()), files(place, ""), "leftovers of killed writers are gone");
        System.out.println(ending + ": " + kills + " kills, " + within + " of them while a file was being written");
    }
}
