package io.lanecoder.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.format.FormatException;
import io.lanecoder.format.Safetensors;
import io.lanecoder.format.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The files of checkpoints: which are kept, and what becomes of wrong ones. */
class CheckpointTest {
    @TempDir Path folder;

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private Path written(String name) throws IOException {
        Path file = folder.resolve(name);
        Runs.upTo(6, Runs.config().patience(3).build(), Runs.in(folder));
        Files.move(folder.resolve("checkpoint-6.safetensors"), file);
        return file;
    }

    @Test
    void theLastTwoAreKept() throws IOException {
        Runs.upTo(17, Runs.config().build(), Runs.in(folder));
        assertEquals(List.of("checkpoint-16.safetensors", "checkpoint-17.safetensors"), files());
        Runs.rest(Runs.config().build(), Checkpoints.in(folder, new CheckpointInterval.Epochs(100)));
        assertEquals(List.of("checkpoint-17.safetensors", "checkpoint-20.safetensors"), files());
    }

    @Test
    void everySecondEpochIsSaved() throws IOException {
        List<List<String>> seen = new ArrayList<>();
        new Trainer(Runs.parameters(), Runs.config().build()).fit(Runs.data(), _ -> {
            try {
                seen.add(files());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }, Checkpoints.in(folder, new CheckpointInterval.Epochs(2)));
        List<String> two = List.of("checkpoint-8.safetensors");
        List<String> four = List.of("checkpoint-16.safetensors", "checkpoint-8.safetensors");
        assertEquals(List.of(List.of(), two, two, four, four), seen);
        assertEquals(List.of("checkpoint-16.safetensors", "checkpoint-20.safetensors"), files());
    }

    @Test
    void aNewRunTakesTheEarlierOnesAwayOnlyWhenItHasItsOwn() throws IOException {
        Runs.upTo(17, Runs.config().build(), Runs.in(folder));
        Runs.upTo(0, Runs.config().build(), Runs.in(folder));
        assertEquals(2, files().size(), "nothing was learned yet");
        Path inTheWay = Files.createDirectory(folder.resolve("checkpoint-3.safetensors"));
        assertThrows(UncheckedIOException.class, () -> Runs.upTo(3, Runs.config().build(), Runs.in(folder)));
        assertEquals(3, files().size(), "it could not be written, so the earlier ones stay");
        Files.delete(inTheWay);
        Runs.upTo(3, Runs.config().build(), Runs.in(folder));
        assertEquals(List.of("checkpoint-3.safetensors"), files());
    }

    @Test
    void whatAKilledRunHasBegunGoesWithTheFirstCheckpointOfTheNextRun() throws IOException {
        String begun = ".checkpoint-99.safetensors.0123456789abc-1x.tmp";
        String another = ".model.safetensors.0123456789abc-1x.tmp";
        Files.writeString(folder.resolve(begun), "half");
        Files.writeString(folder.resolve(another), "half");
        Runs.upTo(3, Runs.config().build(), Runs.in(folder));
        assertEquals(List.of(another, "checkpoint-3.safetensors"), files());
    }

    @Test
    void aFolderIsClearedOfCheckpointsAndOfNothingElse() throws IOException {
        Checkpoints checkpoints = Runs.in(folder);
        assertFalse(checkpoints.anyThere());
        Files.writeString(folder.resolve("model.safetensors"), "");
        assertFalse(checkpoints.anyThere());
        Runs.upTo(17, Runs.config().build(), checkpoints);
        assertTrue(checkpoints.anyThere());
        checkpoints.clear();
        assertFalse(checkpoints.anyThere());
        assertEquals(List.of("model.safetensors"), files());
        assertFalse(Runs.in(folder.resolve("model.safetensors")).anyThere(), "a file is no folder of checkpoints");
    }

    @Test
    void secondsThatHaveNotPassedSaveNothingBeforeTheEnd() throws IOException {
        Runs.upTo(Integer.MAX_VALUE, Runs.config().build(),
                Checkpoints.in(folder, new CheckpointInterval.Seconds(1e9)));
        assertEquals(List.of("checkpoint-20.safetensors"), files());
    }

    @Test
    void notesAndPlaceComeBack() throws IOException {
        Runs.upTo(6, Runs.config().build(), Runs.in(folder).withNotes(Map.of("who", "me", "a", "\u20ac\n")));
        Checkpoint checkpoint = Runs.in(folder).newest(_ -> {
        }).orElseThrow();
        assertEquals(Map.of("who", "me", "a", "\u20ac\n"), checkpoint.notes());
        assertEquals(1, checkpoint.epochsDone());
        assertEquals(12, checkpoint.rowsDone());
        assertEquals(6, checkpoint.steps());
        assertEquals("epoch 1 and 12 rows", checkpoint.position());
        assertEquals(1, checkpoint.history().size());
    }

    @Test
    void anEmptyOrMissingFolderHasNoCheckpoint() throws IOException {
        assertEquals(Optional.empty(), Runs.in(folder).newest(_ -> {
        }));
        assertEquals(Optional.empty(), Runs.in(folder.resolve("missing")).newest(_ -> {
        }));
    }

    @Test
    void aCorruptOneIsPassedOverAndSaid() throws IOException {
        TrainingConfig config = Runs.config().build();
        Runs.upTo(17, config, Runs.in(folder));
        Path newest = folder.resolve("checkpoint-17.safetensors");
        flip(newest, Files.size(newest) - 1);
        List<String> told = new ArrayList<>();
        Checkpoint older = Runs.in(folder).newest(told::add).orElseThrow();
        assertEquals(16, older.steps());
        assertEquals(1, told.size());
        assertTrue(told.getFirst().contains("checkpoint-17.safetensors: the content is not what was written")
                && told.getFirst().contains("checkpoint-16.safetensors, epoch 4"), told.toString());
        Runs.whole(config).requireSameBits(
                Runs.upTo(Integer.MAX_VALUE, config, Runs.in(folder).startingFrom(older)), "from the older one");

        Path last = folder.resolve("checkpoint-20.safetensors");
        flip(last, 100);
        Files.write(folder.resolve("checkpoint-19.safetensors"), new byte[5]);
        Files.delete(folder.resolve("checkpoint-16.safetensors"));
        assertTrue(Files.notExists(newest), "a corrupt one does not count as one of two");
        FormatException e = assertThrows(FormatException.class, () -> Runs.in(folder).newest(told::add));
        assertTrue(e.getMessage().contains("none of the 2 checkpoints can be read")
                && e.getMessage().contains("checkpoint-20.safetensors: "), e.getMessage());
        assertEquals(1, told.size());
    }

    @Test
    void aCorruptOneAheadDoesNotStayTheNewest() throws IOException {
        TrainingConfig config = Runs.config().build();
        Runs.upTo(17, config, Runs.in(folder));
        flip(folder.resolve("checkpoint-17.safetensors"), 2000);
        Checkpoint older = Runs.in(folder).newest(_ -> {
        }).orElseThrow();
        Checkpoints often = Checkpoints.in(folder, new CheckpointInterval.Seconds(1e-9)).startingFrom(older);
        Runs.upTo(2, config, often);
        assertEquals(List.of("checkpoint-17.safetensors", "checkpoint-18.safetensors"), files());
        Checkpoint.read(folder.resolve("checkpoint-17.safetensors"));
    }

    private static void flip(Path file, long at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[(int) at] ^= 0x10;
        Files.write(file, bytes);
    }

    /** A bit, anywhere. */
    @Test
    void everyFlippedBitIsFound() throws IOException {
        Path file = written("whole");
        byte[] whole = Files.readAllBytes(file);
        Checkpoint.read(file);
        for (int i = 0; i < whole.length; i += 3) {
            byte[] bytes = whole.clone();
            bytes[i] ^= (byte) (1 << i % 8);
            Files.write(file, bytes);
            int at = i;
            assertThrows(FormatException.class, () -> Checkpoint.read(file), () -> "a bit of byte " + at);
        }
    }

    @Test
    void everyShorterFileIsRefused() throws IOException {
        Path file = written("whole");
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length += 7) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThrows(FormatException.class, () -> Checkpoint.read(file));
        }
    }

    /** A change of what a file says. */
    private interface Change {
        void make(Map<String, String> metadata, Map<String, Tensor> tensors);
    }

    private static Arguments hostile(String message, Change change) {
        return Arguments.of(message, change);
    }

    private static Arguments state(String message, String from, String to) {
        return hostile(message, (metadata, _) -> {
            String old = metadata.get(CheckpointFile.STATE);
            String now = old.replaceFirst(from, to);
            assertTrue(!old.equals(now), "'" + from + "' is not in " + old);
            metadata.put(CheckpointFile.STATE, now);
        });
    }

    private static Tensor tensor(String name, int... shape) {
        int size = 1;
        for (int n : shape) {
            size *= n;
        }
        return new Tensor(name, shape, new float[size]);
    }

    static Stream<Arguments> hostiles() {
        return Stream.of(
                hostile("no tensor", (_, tensors) -> tensors.remove("weights")),
                hostile("is not finite", (_, tensors) -> tensors.get("weights").values()[5] = Float.NaN),
                hostile("should have one size", (_, tensors) -> tensors.put("weights", tensor("weights", 2, 3))),
                hostile("as the weights have", (_, tensors) -> tensors.put("moment1", tensor("moment1", 3))),
                hostile("as the weights have", (_, tensors) -> tensors.put("moment2", tensor("moment2", 0))),
                hostile("best weights are not finite",
                        (_, tensors) -> tensors.get("best").values()[0] = Float.NEGATIVE_INFINITY),
                hostile("best weights without a best epoch", (_, tensors) -> tensors.remove("best")),
                hostile("the history is", (_, tensors) -> tensors.remove("history")),
                hostile("the history is", (_, tensors) -> tensors.put("history", tensor("history", 1, 21))),
                hostile("the history is", (_, tensors) -> tensors.put("history", tensor("history", 2, 20))),
                hostile("whole number below 65536", (_, tensors) -> tensors.get("history").values()[7] = 0.5f),
                hostile("whole number below 65536", (_, tensors) -> tensors.get("history").values()[7] = Float.NaN),
                hostile("whole number below 65536", (_, tensors) -> tensors.get("history").values()[7] = 65536),
                hostile("other ones were expected", (_, tensors) -> tensors.put("more", tensor("more", 1))),
                hostile("other ones were expected", (metadata, _) -> metadata.put("more", "")),
                hostile("other ones were expected", (metadata, _) -> metadata.remove(CheckpointFile.OPTIONS)),
                hostile("reads version 1", (metadata, _) -> metadata.put("lanecoder.checkpoint", "2")),
                hostile("is not a checkpoint", (metadata, _) -> metadata.remove("lanecoder.checkpoint")),
                hostile("not a JSON object", (metadata, _) -> metadata.put(CheckpointFile.STATE, "[1]")),
                hostile("lanecoder.state", (metadata, _) -> metadata.put(CheckpointFile.STATE, "{")),
                hostile("something else than strings",
                        (metadata, _) -> metadata.put(CheckpointFile.OPTIONS, "{\"seed\":3}")),
                state("epochs_done is -1", "\"epochs_done\":1", "\"epochs_done\":-1"),
                state("epochs_done is 1.5", "\"epochs_done\":1", "\"epochs_done\":1.5"),
                state("epochs_done is 4000000000", "\"epochs_done\":1", "\"epochs_done\":4000000000"),
                state("rows_done is 24", "\"rows_done\":12", "\"rows_done\":24"),
                state("rows_done is null", "\"rows_done\"", "\"rows_gone\""),
                state("best_epoch is 2", "\"best_epoch\":1", "\"best_epoch\":2"),
                state("best weights without", "\"best_epoch\":1", "\"best_epoch\":0"),
                state("steps is 0", "\"steps\":6", "\"steps\":0"),
                state("steps is -1", "\"steps\":6", "\"steps\":\"6\""),
                state("16 hexadecimal digits", "\"best\":\"[0-9a-f]", "\"best\":\""),
                state("out of range", "\"loss_sum\":\"[0-9a-f]{16}", "\"loss_sum\":\"7ff8000000000000"),
                state("out of range", "\"seconds\":\"[0-9a-f]", "\"seconds\":\"b"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostiles")
    void aWrongFileWithARightChecksumIsRefused(String message, Change change) throws IOException {
        Path file = written("file");
        Safetensors.Contents contents = Safetensors.read(file);
        Map<String, String> metadata = new TreeMap<>(contents.metadata());
        Map<String, Tensor> tensors = new TreeMap<>(contents.tensors());
        change.make(metadata, tensors);
        metadata.put(CheckpointFile.CHECKSUM, CheckpointFile.checksum(metadata, tensors));
        Safetensors.write(file, tensors.values(), metadata);
        FormatException e = assertThrows(FormatException.class, () -> Checkpoint.read(file));
        assertTrue(e.getMessage().contains(message), e.getMessage());
        assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
    }

    /** What only the run that it is to start can see. */
    @Test
    void aStateThatDoesNotFitTheRunIsRefused() throws IOException {
        Path file = written("file");
        for (Change change : List.<Change>of(
                (_, tensors) -> tensors.remove("moment2"), (_, tensors) -> tensors.remove("moment1"),
                (metadata, _) -> metadata.compute(CheckpointFile.STATE,
                        (_, old) -> old.replace("\"rows_done\":12", "\"rows_done\":11")))) {
            Safetensors.Contents contents = Safetensors.read(file);
            Map<String, String> metadata = new TreeMap<>(contents.metadata());
            Map<String, Tensor> tensors = new TreeMap<>(contents.tensors());
            change.make(metadata, tensors);
            metadata.put(CheckpointFile.CHECKSUM, CheckpointFile.checksum(metadata, tensors));
            Path wrong = folder.resolve("wrong");
            Safetensors.write(wrong, tensors.values(), metadata);
            Checkpoint checkpoint = Checkpoint.read(wrong);
            assertThrows(IllegalArgumentException.class, () -> Runs.upTo(9, Runs.config().patience(3).build(),
                    Runs.in(folder).startingFrom(checkpoint)));
        }
    }
}
