package io.lanecoder.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints as the command line has them. */
class ResumeCommandTest {
    @TempDir Path folder;

    private Cli train(Path out, Object... more) {
        Object[] base = {"train", "--data", "digits:60:3", "--out", out, "--hidden", "12", "--latent", "3", "--batch",
            "17", "--seed", "5", "--val", "0.1"};
        return Cli.run(Stream.of(base, more).flatMap(Arrays::stream).toArray());
    }

    private static byte[] model(Path run) throws IOException {
        return Files.readAllBytes(run.resolve("model.safetensors"));
    }

    private static List<String> losses(Path run) throws IOException {
        return Files.readAllLines(run.resolve("history.csv")).stream()
                .map(line -> String.join(",", List.of(line.split(",")).subList(0, 4))).toList();
    }

    private static List<String> checkpoints(Path run) throws IOException {
        try (Stream<Path> files = Files.list(run)) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.startsWith("checkpoint"))
                    .sorted().toList();
        }
    }

    @Test
    void aLongerRunIsTheSameAsOneInOneGo() throws IOException {
        Path whole = folder.resolve("whole");
        Path parts = folder.resolve("parts");
        train(whole, "--epochs", "5", "--threads", "1").succeeds();
        Cli first = train(parts, "--epochs", "2", "--resume", "--threads", "2").succeeds();
        assertTrue(first.err().contains("no checkpoint in " + parts + " yet: beginning afresh"), first.err());
        Map<String, Object> second = train(parts, "--epochs", "5", "--resume", "--threads", "3", "--json").json();
        assertEquals(5L, second.get("epochs"));
        assertArrayEquals(model(whole), model(parts));
        assertEquals(losses(whole), losses(parts));
        assertEquals(List.of("checkpoint-16.safetensors", "checkpoint-20.safetensors"), checkpoints(parts));
        Cli third = train(parts, "--epochs", "5", "--resume").succeeds();
        assertTrue(third.err().contains("going on from the checkpoint in " + parts + " after epoch 5"), third.err());
        assertArrayEquals(model(whole), model(parts));
    }

    @Test
    void aRunStoppedBeforeTheFirstBatchLeavesNothingAndBeginsAfresh() throws IOException {
        Path whole = folder.resolve("whole");
        Path parts = folder.resolve("parts");
        Object[] words = {"train", "--data", "digits:60:3", "--out", parts, "--hidden", "12", "--epochs", "2",
            "--checkpoint-every", "1000s"};
        Interruption stop = Interruption.onRequest();
        Files.createDirectories(parts);
        stop.request();
        assertEquals(130, Cli.stoppable(stop, words).status());
        assertEquals(List.of(), checkpoints(parts), "nothing was learned");
        assertFalse(Files.exists(parts.resolve("model.safetensors")), "nor is there a model that has not learned");
        Cli.run(Stream.concat(Stream.of(words), Stream.of("--resume")).toArray()).succeeds();
        Cli.run("train", "--data", "digits:60:3", "--out", whole, "--hidden", "12", "--epochs", "2").succeeds();
        assertArrayEquals(model(whole), model(parts));
    }

    @ParameterizedTest
    @CsvSource({
        "--lr,0.01,--lr: found 0.01,was made with 0.001", "--batch,16,--batch: found 16,was made with 17",
        "--seed,6,--seed: found 6,was made with 5", "--latent,4,--latent: found 4,was made with 3",
        "--optimizer,sgd,--optimizer: found sgd,was made with adam", "--patience,2,--patience: found 2,with none",
        "--val,0.2,--val: found 0.2,was made with 0.1", "--schedule,cosine,--schedule: found cosine,with constant",
        "--scale,none,--scale: found none,with auto", "--epochs,1,'of epoch 2, there are to be 1',--resume: ",
        "--data,digits:60:4,made on other data,--data: the checkpoint"})
    void optionsThatChangeTheNumbersAreAnError(String option, String value, String part, String other)
            throws IOException {
        Path run = folder.resolve("run");
        train(run, "--epochs", "2", "--checkpoint-every", "1").succeeds();
        byte[] before = model(run);
        List<Object> words = new ArrayList<>(List.of("train", "--data", "digits:60:3", "--out", run,
                "--hidden", "12", "--latent", "3", "--batch", "17", "--seed", "5", "--val", "0.1", "--epochs", "4"));
        int at = words.indexOf(option);
        if (at >= 0) {
            words.set(at + 1, value);
        } else {
            words.addAll(List.of(option, value));
        }
        words.addAll(List.of("--resume", "--quiet"));
        Cli.run(words.toArray()).failsWith(2, part, other);
        assertArrayEquals(before, model(run));
        assertEquals(2, checkpoints(run).size());
    }

    @Test
    void aCorruptCheckpointGivesWayToTheOneBefore() throws IOException {
        Path whole = folder.resolve("whole");
        Path run = folder.resolve("run");
        train(whole, "--epochs", "5").succeeds();
        train(run, "--epochs", "3", "--checkpoint-every", "1").succeeds();
        Path newest = run.resolve("checkpoint-12.safetensors");
        byte[] bytes = Files.readAllBytes(newest);
        bytes[bytes.length / 2] ^= 1;
        Files.write(newest, bytes);
        Cli resumed = train(run, "--epochs", "5", "--resume").succeeds();
        assertTrue(resumed.err().lines().anyMatch(line -> line.startsWith("lanecoder: warning: " + newest)
                && line.contains("going back to " + run.resolve("checkpoint-8.safetensors") + ", epoch 2")),
                resumed.err());
        assertArrayEquals(model(whole), model(run));

        for (String name : checkpoints(run)) {
            Files.write(run.resolve(name), new byte[] {1, 2, 3});
        }
        train(run, "--epochs", "5", "--resume").failsWith(2, "none of the 2 checkpoints can be read",
                "remove them to begin afresh");
    }

    @Test
    void withoutResumeTheEarlierCheckpointsAreReplaced() throws IOException {
        Path run = folder.resolve("run");
        train(run, "--epochs", "3", "--checkpoint-every", "1").succeeds();
        Cli again = train(run, "--epochs", "1", "--checkpoint-every", "1").succeeds();
        assertTrue(again.err().contains("warning: the checkpoints of an earlier run in " + run), again.err());
        assertEquals(List.of("checkpoint-4.safetensors"), checkpoints(run));
        train(run, "--epochs", "1").succeeds();
        assertEquals(List.of(), checkpoints(run), "they would continue another model");
    }

    @Test
    void aRunThatDivergesNamesEpochAndBatchAndKeepsCheckpoints() throws IOException {
        Path run = folder.resolve("run");
        Cli.run("train", "--data", "digits:60:3", "--out", run, "--hidden", "12", "--epochs", "50", "--quiet",
                "--output", "identity", "--optimizer", "sgd", "--lr", "1000", "--batch", "17", "--scale", "zscore",
                "--checkpoint-every", "1").failsWith(1, "training diverged", "batch ", "lower learning rate");
        assertFalse(Files.exists(run.resolve("model.safetensors")));
    }

    @Test
    void aRunThatDivergesSaysWhereTheLastCheckpointsAre() throws IOException {
        Path run = folder.resolve("run");
        train(run, "--epochs", "2", "--checkpoint-every", "1").succeeds();
        byte[] before = model(run);
        Cli cli = Cli.run("train", "--data", "digits:60:3", "--out", run, "--hidden", "12", "--epochs", "50", "--quiet",
                "--output", "identity", "--optimizer", "sgd", "--lr", "1000", "--batch", "17", "--scale", "zscore",
                "--checkpoint-every", "1");
        assertEquals(1, cli.status());
        assertTrue(cli.err().lines().anyMatch(line -> line.startsWith("lanecoder: training diverged")
                && line.endsWith("the last checkpoints stay in " + run)), cli.err());
        assertEquals(List.of("checkpoint-4.safetensors", "checkpoint-8.safetensors"), checkpoints(run));
        assertArrayEquals(before, model(run));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "x", "1.5", "0s", "s", "5m", "9999999999", ""})
    void otherIntervalsAreRefused(String interval) {
        train(folder.resolve("run"), "--checkpoint-every", interval).failsWith(2, "--checkpoint-every", "30s");
        assertFalse(Files.exists(folder.resolve("run")));
    }
}
