package io.lanecoder.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Fetches files from the first mirror that gives the right bytes. What has come is kept beside the file's place under a name that ends
 * in {@code .part}, and the next attempt goes on from there; the file appears when its sum is right.
 *
 * @param terminal where progress goes
 * @param quiet whether there is to be none
 * @param mirrors where the files are, each ends where a file's name begins
 * @param folder where they go
 * @param patienceMillis the longest wait for the next byte
 */
record Download(Terminal terminal, boolean quiet, List<String> mirrors, Path folder, int patienceMillis) {
    /** How often all mirrors are asked, as long as that brings more bytes. */
    private static final int ROUNDS = 3;

    /**
     * Fetches a file, unless it is there.
     *
     * @return where it came from; empty if it was there
     * @throws IOException if a file here cannot be read or written
     * @throws RunFailure if no mirror gives the file
     */
    Optional<String> get(RemoteFile file) throws IOException {
        Path target = folder.resolve(file.name());
        if (file.is(target)) {
            return Optional.empty();
        }
        Path part = folder.resolve(file.name() + ".part");
        Map<String, String> failures = new LinkedHashMap<>();
        Optional<String> source;
        long kept;
        try (FileChannel out = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = out.tryLock();
                Bar bar = Bar.ofBytes(terminal, quiet, file.name(), file.bytes())) {
            if (lock == null) {
                throw new RunFailure(part + ": another process is fetching this file", null);
            }
            source = fromAny(file, part, out, bar, failures);
            out.force(true);
            kept = out.size();
        }
        if (source.isPresent()) {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            return source;
        }
        if (kept == 0) {
            Files.delete(part);
        }
        StringBuilder all = new StringBuilder();
        failures.forEach((mirror, why) -> all.append(all.isEmpty() ? "" : "; ").append(mirror).append(' ').append(why));
        throw new RunFailure(target + ": could not be fetched: " + all
                + (kept == 0 ? "" : "; the same command goes on from there"), null);
    }

    private Optional<String> fromAny(RemoteFile file, Path part, FileChannel out, Bar bar,
            Map<String, String> failures) throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            long before = out.size();
            for (int i = 0; i < mirrors.size(); i++) {
                String address = mirrors.get(i) + file.name();
                try {
                    fromOne(new Mirror(URI.create(address), patienceMillis), file, part, out, bar);
                    return Optional.of(address);
                } catch (Mirror.Failed e) {
                    failures.put(address, e.getMessage());
                    bar.close();
                    if (!quiet && i + 1 < mirrors.size()) {
                        terminal.err().println(Failure.oneLine(address + " " + e.getMessage() + ": trying another"));
                    }
                }
            }
            if (out.size() <= before) {
                break;
            }
        }
        return Optional.empty();
    }

    /** Ends well if the right bytes are there. */
    private static void fromOne(Mirror mirror, RemoteFile file, Path part, FileChannel out, Bar bar)
            throws IOException {
        // of bytes that came from elsewhere before, some may be wrong: then all of them are fetched once more
        for (boolean resumed = out.size() > 0;; resumed = false) {
            if (out.size() < file.bytes()) {
                mirror.fetch(file, out, bar);
            }
            if (file.is(part)) {
                return;
            }
            out.truncate(0);
            if (!resumed) {
                throw new Mirror.Failed("has another file: its SHA-256 sum is not the one published");
            }
        }
    }
}
