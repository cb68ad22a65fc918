package io.lanecoder.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.data.SeededRandom;
import io.lanecoder.format.Json;
import io.lanecoder.train.Checkpoint;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Kills the program, as the system does when the power goes (SIGKILL: no handler runs), at random moments of its work, half of them
 * while a file is being written. After each kill every file is whole, and the run that goes on ends with the bits of one that was
 * left in peace.
 *
 * <p>{@code -Dlanecoder.kills=200 -Dlanecoder.killSeed=1} asks for another number of kills than {@value #KILLS} or other moments.
 */
@DisabledIfSystemProperty(named = "lanecoder.expectedKernels", matches = "scalar",
        disabledReason = "the programs that are killed choose their kernels themselves: once is enough")
class KillTest {
    private static final int KILLS = 2;
    /** With so many kills, none within a file means that the hunt is at fault. */
    private static final int MANY = 40;
    private static final double WRITING_SECONDS = 0.2;
    /** Of the training after its first checkpoint, the part that a kill may fall into: so that a run is killed some times. */
    private static final double PART = 0.25;
    /** Java starts sooner, so that more of the time is work. */
    private static final List<String> FAST = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    /** Little to learn and large checkpoints, so that a good part of the time goes into writing them. */
    private static final String[] TRAIN = {"train", "--data", "digits:20:3", "--hidden", "128", "--latent", "4",
        "--batch", "6", "--val", "0.1", "--input-noise", "0.1", "--patience", "30", "--epochs", "60",
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

    private static List<String> checkpoints(Path run) throws IOException {
        return files(run, "checkpoint-").stream().filter(name -> !name.startsWith(".")).toList();
    }

    @Test
    void aKilledTrainingGoesOnToTheSameBits() throws Exception {
        Path undisturbed = folder.resolve("undisturbed");
        double wholeSeconds = timed(train(undisturbed));
        double startSeconds = timed(train(undisturbed)); // all is done: nothing but Java's start is left
        byte[] model = Files.readAllBytes(undisturbed.resolve("model.safetensors"));
        List<String> losses = losses(undisturbed.resolve("history.csv"));
        KillTimes times = new KillTimes(random, startSeconds, PART * Math.max(0, wholeSeconds - startSeconds));
        int runs = 0;
        while (times.kills() < kills) {
            Path run = Files.createDirectory(folder.resolve("run-" + runs++));
            ChildProgram program = train(run);
            long reached = 0;
            while (times.kills() < kills && times.kill(program, run, log())) {
                reached = requireWhole(run, reached);
                if (Files.exists(run.resolve("model.safetensors"))) {
                    assertArrayEquals(model, Files.readAllBytes(run.resolve("model.safetensors")));
                }
                if (Files.exists(run.resolve("history.csv"))) {
                    assertEquals(losses, losses(run.resolve("history.csv")));
                }
            }
            program.succeeds(log());
            assertArrayEquals(model, Files.readAllBytes(run.resolve("model.safetensors")), "run " + runs);
            assertEquals(losses, losses(run.resolve("history.csv")));
            assertEquals(List.of(), files(run, ".tmp"), "leftovers of killed runs are gone");
        }
        System.out.println("training: " + times + "; " + runs + " runs to the end, all with the bits of the "
                + "undisturbed one, which took " + wholeSeconds + " s");
        times.requireHits(MANY);
    }

    private static List<String> losses(Path history) throws IOException {
        String text = Files.readString(history);
        assertTrue(text.endsWith("\n"), "the last line is cut");
        return text.lines().map(line -> String.join(",", Arrays.copyOf(line.split(",", -1), 4))).toList();
    }

    /** Every file that is there can be read, and nothing that was saved is lost; how many batches are saved now. */
    private static long requireWhole(Path run, long before) throws IOException {
        long steps = 0;
        for (String name : checkpoints(run)) {
            steps = Math.max(steps, Checkpoint.read(run.resolve(name)).steps());
        }
        assertTrue(checkpoints(run).size() <= 3, "two, and one just written: " + checkpoints(run));
        assertTrue(steps >= before, before + " batches were saved, now " + steps);
        if (Files.exists(run.resolve("run.json"))) {
            Json.read(run.resolve("run.json"));
        }
        return steps;
    }

    /** In peace, by the program that is killed otherwise: some contents name the JVM they come from. */
    private void write(Path file, int which) throws Exception {
        ChildProgram.of(FAST, WriteLoop.class, file.toString(), Integer.toString(which)).succeeds(log());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "codes.npy", "streamed.npy", "codes.csv", "values.json", "pictures.png", "map.svg", "map.png", "report.html",
        "classifier.safetensors", "model.safetensors", "checkpoint-4.safetensors"})
    void aKilledWriterLeavesTheOldFileOrTheNewOne(String name) throws Exception {
        Path place = Files.createDirectory(folder.resolve("place"));
        Path file = place.resolve(name);
        WriteLoop.prepare(place);
        List<byte[]> whole = new ArrayList<>();
        for (int which : new int[] {1, 0}) {
            write(file, which);
            whole.add(Files.readAllBytes(file));
        }
        KillTimes times = new KillTimes(random, WRITING_SECONDS, WRITING_SECONDS);
        while (times.kills() < kills) {
            ChildProgram program = ChildProgram.of(FAST, WriteLoop.class, file.toString());
            assertTrue(times.kill(program, place, log()), "the writer ended by itself");
            byte[] found = Files.readAllBytes(file);
            assertTrue(whole.stream().anyMatch(content -> Arrays.equals(content, found)),
                    () -> found.length + " bytes are neither the one nor the other content");
        }
        write(file, 0);
        assertArrayEquals(whole.getLast(), Files.readAllBytes(file));
        assertEquals(List.of(), files(place, ".tmp"), "leftovers of killed writers are gone");
        System.out.println(name + ": " + times);
        times.requireHits(MANY);
    }

    /** What a run leaves at its end: model, history and description. Each is of the one run or of the other. */
    @Test
    void aKilledRunLeavesTheOldFilesOrTheNewOnes() throws Exception {
        Path run = Files.createDirectory(folder.resolve("run"));
        List<List<Object>> each = new ArrayList<>();
        for (int which : new int[] {1, 0}) {
            write(run, which);
            each.add(contents(run));
        }
        KillTimes times = new KillTimes(random, WRITING_SECONDS, WRITING_SECONDS);
        while (times.kills() < kills) {
            ChildProgram program = ChildProgram.of(FAST, WriteLoop.class, run.toString());
            assertTrue(times.kill(program, run, log()), "the writer ended by itself");
            List<Object> found = contents(run);
            for (int part = 0; part < found.size(); part++) {
                Object one = found.get(part);
                int at = part;
                assertTrue(each.stream().anyMatch(content -> content.get(at).equals(one)), () -> "neither: " + one);
            }
        }
        write(run, 0);
        assertEquals(each.getLast(), contents(run));
        assertEquals(List.of(), files(run, ".tmp"), "leftovers of killed runs are gone");
        System.out.println("model, history and description of a run: " + times);
        times.requireHits(MANY);
    }

    /** Without the times, which are never the same. */
    private static List<Object> contents(Path run) throws IOException {
        return List.of(Arrays.toString(Files.readAllBytes(run.resolve("model.safetensors"))),
                losses(run.resolve("history.csv")),
                ((Map<?, ?>) Json.read(run.resolve("run.json"))).get("options"));
    }
}
