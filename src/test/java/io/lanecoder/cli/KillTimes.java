package io.lanecoder.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.data.SeededRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Kills programs at random moments and counts what they were at: of four kills, one comes while Java starts, one some time after the
 * first change in the program's folder, and two some time after that, once a file has been begun.
 */
final class KillTimes {
    /** Longer than most files take; small parts of it come more often than large ones. */
    private static final double FILE_SECONDS = 0.03;

    private final SeededRandom random;
    private final double startSeconds;
    private final double workSeconds;
    private int before;
    private int between;
    private int within;

    KillTimes(SeededRandom random, double startSeconds, double workSeconds) {
        this.random = random;
        this.startSeconds = startSeconds;
        this.workSeconds = workSeconds;
    }

    int kills() {
        return before + between + within;
    }

    /** Starts a program that writes into a folder; whether it was killed before its end. */
    boolean kill(ChildProgram program, Path folder, Path log) throws IOException, InterruptedException {
        Set<String> old = entries(folder);
        Process process = program.start(log);
        boolean ended;
        try {
            await(process, folder, old);
            ended = !process.isAlive();
        } finally {
            process.destroyForcibly().waitFor();
        }
        if (ended) {
            assertEquals(0, process.exitValue(), Files.readString(log));
            return false;
        }
        Set<String> changed = entries(folder);
        changed.removeAll(old);
        if (changed.stream().anyMatch(KillTimes::isTemporary)) {
            within++;
        } else if (changed.isEmpty()) {
            before++;
        } else {
            between++;
        }
        return true;
    }

    private void await(Process process, Path folder, Set<String> old) throws IOException, InterruptedException {
        int kind = kills() % 4;
        if (kind == 3) {
            pass(process, random.nextDouble() * startSeconds);
            return;
        }
        while (process.isAlive() && old.containsAll(entries(folder))) {
            pass(process, 0.001);
        }
        pass(process, random.nextDouble() * workSeconds);
        if (kind != 1) {
            while (process.isAlive() && !begun(folder, old)) {
                Thread.onSpinWait();
            }
            double part = random.nextDouble();
            pass(process, part * part * part * FILE_SECONDS);
        }
    }

    private static void pass(Process process, double seconds) throws InterruptedException {
        process.waitFor((long) (seconds * 1e9), TimeUnit.NANOSECONDS);
    }

    /** Whether there is a temporary file that another program has not left. */
    private static boolean begun(Path folder, Set<String> old) throws IOException {
        return entries(folder).stream().anyMatch(entry -> isTemporary(entry) && !old.contains(entry));
    }

    private static boolean isTemporary(String entry) {
        return entry.endsWith(".tmp");
    }

    /** Temporary files by name; all others with the time of their last change, as they are replaced. */
    private static Set<String> entries(Path folder) throws IOException {
        Set<String> entries = new HashSet<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = file.getFileName().toString();
                if (isTemporary(name)) {
                    entries.add(name);
                } else {
                    try {
                        entries.add(name + " " + Files.getLastModifiedTime(file));
                    } catch (NoSuchFileException _) {
                        // removed since it was listed
                    }
                }
            }
        }
        return entries;
    }

    /** After so many kills, none within a file means that they do not hit what they should. */
    void requireHits(int many) {
        assertTrue(kills() < many || within > 0, this::toString);
    }

    @Override
    public String toString() {
        return kills() + " kills: " + before + " before anything was written, " + between + " between two files, "
                + within + " within a file";
    }
}
