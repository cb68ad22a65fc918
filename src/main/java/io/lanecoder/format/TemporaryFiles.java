package io.lanecoder.format;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Pattern;

/**
 * The temporary files beside one target. Each is locked by the process that writes it: the system lets go of the lock when the process
 * ends, however it ends, so a file that can be locked is nobody's.
 */
final class TemporaryFiles {
    private static final int NAME_PART = 60;
    private static final int PROCESS_DIGITS = 13; // of a long in base 36

    /** Of this JVM alone: a lock says nothing within one process, and closing a second channel would give up the first one's. */
    private static final String PROCESS = process();

    private final Path folder;
    private final String start;

    private TemporaryFiles(Path folder, String start) {
        this.folder = folder;
        this.start = start;
    }

    private static String process() {
        String digits = Long.toUnsignedString(System.nanoTime() ^ ProcessHandle.current().pid() << 44, 36);
        return "0".repeat(PROCESS_DIGITS - digits.length()) + digits;
    }

    static TemporaryFiles of(Path target) {
        String name = target.getFileName().toString();
        int part = Math.min(name.length(), NAME_PART);
        part -= part < name.length() && Character.isLowSurrogate(name.charAt(part)) ? 1 : 0;
        return new TemporaryFiles(target.getParent(), "." + name.substring(0, part) + ".");
    }

    Path next() {
        return folder.resolve(start + PROCESS + "-" + Long.toUnsignedString(System.nanoTime(), 36) + ".tmp");
    }

    /** Makes a new file ours; false if somebody who removes abandoned files was faster. */
    static boolean claim(Path temporary, FileChannel channel) {
        try {
            FileLock lock = channel.tryLock(); // held until the channel is closed
            return lock != null && Files.exists(temporary);
        } catch (OverlappingFileLockException _) {
            return false;
        } catch (IOException _) {
            return true; // no locks on this file system: then nobody can take it for abandoned either
        }
    }

    /** Removes what killed writers of this target have left. Whatever cannot be removed stays: it is only untidy. */
    void removeAbandoned() {
        Pattern name = Pattern.compile(Pattern.quote(start) + "([0-9a-z]{" + PROCESS_DIGITS + "})-[0-9a-z]+\\.tmp");
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, file -> {
            String found = file.getFileName().toString();
            return found.startsWith(start) && name.matcher(found).matches() && !found.startsWith(start + PROCESS);
        })) {
            for (Path file : files) {
                removeIfAbandoned(file);
            }
        } catch (IOException | DirectoryIteratorException _) {
            // a folder that may be written to, but not listed
        }
    }

    private static void removeIfAbandoned(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | OverlappingFileLockException _) {
            // somebody else's, or gone meanwhile
        }
    }
}
