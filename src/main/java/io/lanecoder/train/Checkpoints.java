package io.lanecoder.train;

import io.lanecoder.format.FormatException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where and how often a run saves its state, and the state it begins with. The files are {@code checkpoint-N.safetensors}, N being
 * the batches learned from; the last {@value #KEPT} are kept, also after the end of the run, so that it can go on for more epochs.
 *
 * <p>A run that begins afresh removes the checkpoints of an earlier run when it writes its own first one. One run at a time may use a
 * folder.
 *
 * @param folder where the files go; it has to exist when training begins
 * @param interval how often; the end of a run is always saved
 * @param notes the caller's own, kept in each checkpoint
 * @param start the state to go on from; empty to begin afresh
 */
public record Checkpoints(Path folder, CheckpointInterval interval, Map<String, String> notes,
        Optional<Checkpoint> start) {
    /** How many checkpoints are kept: when one cannot be read, there is the one before. */
    public static final int KEPT = 2;

    private static final Pattern NAME = Pattern.compile("checkpoint-([0-9]{1,18})\\.safetensors");

    /** Copies the notes. */
    public Checkpoints {
        Objects.requireNonNull(folder, "folder");
        Objects.requireNonNull(interval, "interval");
        Objects.requireNonNull(start, "start");
        notes = Map.copyOf(notes);
    }

    /**
     * Begins afresh.
     *
     * @param folder where the files go
     * @param interval how often
     * @return the options, without notes
     */
    public static Checkpoints in(Path folder, CheckpointInterval interval) {
        return new Checkpoints(folder, interval, Map.of(), Optional.empty());
    }

    /**
     * The same with notes.
     *
     * @param newNotes kept in each checkpoint
     * @return the options
     */
    public Checkpoints withNotes(Map<String, String> newNotes) {
        return new Checkpoints(folder, interval, newNotes, start);
    }

    /**
     * The same, to go on from a state.
     *
     * @param checkpoint the state; its file may be anywhere
     * @return the options
     */
    public Checkpoints startingFrom(Checkpoint checkpoint) {
        return new Checkpoints(folder, interval, notes, Optional.of(checkpoint));
    }

    /**
     * Reads the newest checkpoint in the folder, or, if it cannot be read, the one before.
     *
     * @param trouble is told in a sentence of every checkpoint that cannot be read, when an older one takes its place
     * @return the checkpoint; empty if the folder has none, or does not exist
     * @throws IOException if there are checkpoints, but none can be read
     */
    public Optional<Checkpoint> newest(Consumer<String> trouble) throws IOException {
        NavigableMap<Long, Path> files = files();
        IOException first = null;
        for (Path file : files.descendingMap().values()) {
            try {
                Checkpoint checkpoint = Checkpoint.read(file);
                if (first != null) {
                    trouble.accept(first.getMessage() + "; going back to " + file + ", " + checkpoint.position());
                }
                return Optional.of(checkpoint);
            } catch (IOException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw new FormatException(folder, "none of the " + files.size() + " checkpoints can be read, remove "
                    + "them to begin afresh: " + first.getMessage());
        }
        return Optional.empty();
    }

    /** {@return whether the folder holds checkpoints} */
    public boolean anyThere() {
        try {
            return !files().isEmpty();
        } catch (IOException _) {
            return false; // who writes to it will hear of it
        }
    }

    /**
     * Removes all checkpoints from the folder.
     *
     * @throws IOException if one cannot be removed
     */
    public void clear() throws IOException {
        remove(files());
    }

    /**
     * Writes a checkpoint, then removes those that are too old; with the first one of a run also all that it would not have come
     * by: of another run, or ahead of the start because they could not be read. Last, so that a disk that is full costs none.
     */
    void save(Checkpoint checkpoint, boolean first) throws IOException {
        checkpoint.write(folder.resolve("checkpoint-" + checkpoint.steps() + ".safetensors"));
        NavigableMap<Long, Path> others = files();
        others.remove(checkpoint.steps());
        if (first) {
            NavigableMap<Long, Path> foreign =
                    others.tailMap(start.map(Checkpoint::steps).orElse(Long.MIN_VALUE), false);
            remove(foreign);
            foreign.clear();
        }
        for (int kept = 1; kept < KEPT && !others.isEmpty(); kept++) {
            others.pollLastEntry();
        }
        remove(others);
    }

    private static void remove(Map<Long, Path> files) throws IOException {
        for (Path file : files.values()) {
            Files.deleteIfExists(file);
        }
    }

    private NavigableMap<Long, Path> files() throws IOException {
        NavigableMap<Long, Path> found = new TreeMap<>();
        if (!Files.exists(folder)) {
            return found;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                Matcher name = NAME.matcher(entry.getFileName().toString());
                if (name.matches()) {
                    found.put(Long.parseLong(name.group(1)), entry);
                }
            }
        } catch (NotDirectoryException e) {
            throw new NotDirectoryException(folder + ": is not a folder");
        }
        return found;
    }
}
