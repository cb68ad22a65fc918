package io.lanecoder.cli;

import io.lanecoder.format.FormatException;
import io.lanecoder.format.Json;
import io.lanecoder.train.Checkpoint;
import io.lanecoder.train.CheckpointInterval;
import io.lanecoder.train.Checkpoints;
import io.lanecoder.train.TrainingConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** Whether and how often a run saves its state, and whether it goes on from one. */
final class CheckpointOptions {
    private static final Pattern INTERVAL = Pattern.compile("([0-9]{1,9})(s?)");
    /** The note that holds the options of the run. */
    private static final String OPTIONS = "options";
    /** What may differ: a longer run is fine, and of the data the content decides, not the name. */
    private static final Set<String> FREE = Set.of("epochs", "data");

    @Option(names = "--checkpoint-every", paramLabel = "N[s]",
            description = "Saves the state of training after every N epochs, or every N seconds: 30s.") String every;

    @Option(names = "--resume",
            description = "Goes on from the newest checkpoint in the folder, or begins afresh where there is none. "
                    + "Saves the state every epoch unless --checkpoint-every says otherwise.") boolean resume;

    /** Checks the options before the data are read. */
    Optional<CheckpointInterval> interval() {
        if (every == null) {
            return resume ? Optional.of(new CheckpointInterval.Epochs(1)) : Optional.empty();
        }
        Matcher m = INTERVAL.matcher(every);
        Arguments.require(m.matches() && Integer.parseInt(m.group(1)) >= 1, "--checkpoint-every", every,
                "epochs as in 5, or seconds as in 30s, at least 1");
        int count = Integer.parseInt(m.group(1));
        return Optional.of(m.group(2).isEmpty() ? new CheckpointInterval.Epochs(count)
                : new CheckpointInterval.Seconds(count));
    }

    /** Looks for the state to go on from, and says what it found. */
    Optional<Checkpoints> checkpoints(Terminal terminal, boolean quiet, Path folder, Map<String, Object> options,
            TrainingConfig config) throws IOException {
        Optional<CheckpointInterval> interval = interval();
        Checkpoints all = Checkpoints.in(folder, interval.orElseGet(() -> new CheckpointInterval.Epochs(1)))
                .withNotes(Map.of(OPTIONS, Json.write(options)));
        if (!resume) {
            if (all.anyThere()) {
                terminal.warn("the checkpoints of an earlier run in " + folder
                        + " will be replaced; --resume goes on from them");
            }
            return interval.map(_ -> all);
        }
        Optional<Checkpoint> newest = all.newest(terminal::warn);
        if (newest.isEmpty()) {
            note(terminal, quiet, "there is no checkpoint in " + folder + " yet: beginning afresh");
            return Optional.of(all);
        }
        requireSame(folder, newest.get(), options);
        Arguments.naming("--resume", () -> {
            newest.get().requireSame(config);
            return null;
        });
        note(terminal, quiet, "going on from the checkpoint in " + folder + " after " + newest.get().position());
        return Optional.of(all.startingFrom(newest.get()));
    }

    private static void note(Terminal terminal, boolean quiet, String sentence) {
        if (!quiet) {
            terminal.err().println("lanecoder: " + Failure.oneLine(sentence));
        }
    }

    private static void requireSame(Path folder, Checkpoint checkpoint, Map<String, Object> options)
            throws IOException {
        String text = checkpoint.notes().getOrDefault(OPTIONS, "");
        if (!(Json.parse(folder + ", options of the checkpoint", text) instanceof Map<?, ?> before)) {
            throw new FormatException(folder, "the checkpoint does not hold the options of a run of this program");
        }
        Map<?, ?> now = (Map<?, ?>) Json.parse("options", Json.write(options)); // as they come back from JSON
        Set<Object> names = new LinkedHashSet<>(now.keySet());
        names.addAll(before.keySet());
        for (Object name : names) {
            Object old = before.get(name);
            if (!FREE.contains(name.toString()) && !Objects.equals(old, now.get(name))) {
                throw Arguments.wrong("--" + name, "found " + shown(now.get(name)) + ", the checkpoint in " + folder
                        + " was made with " + shown(old)
                        + "; give the same options, or leave out --resume to begin afresh");
            }
        }
    }

    private static String shown(Object value) {
        return value == null ? "none" : value.toString();
    }
}
