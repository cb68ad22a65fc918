package io.lanecoder.format;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * A file that appears whole or not at all.
 *
 * <p>The content goes to a temporary file beside the target ({@code .NAME.PROCESS-NUMBER.tmp}), is forced to the disk and then
 * renamed over the target. Until {@link #commit()} has done that, the old file stays as it was; {@link #close()}
 * without a commit removes the temporary file. Only a killed process can leave a temporary file behind; the next writer of
 * that target removes it, which the lock tells from one that is at work. An existing file's permissions are kept, a symbolic link is followed, and what is not a regular file is never replaced.
 *
 * <p>Owned by one thread.
 */
public final class AtomicFile implements Closeable {
    private static final int BUFFER = 1 << 16;
    private static final int ATTEMPTS = 100;

    private final Path shown;
    private final Path target;
    private final Path temporary;
    private final FileChannel channel;
    private final OutputStream stream = new Stream();
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    private boolean open = true;

    private AtomicFile(Path shown, Path target, Path temporary, FileChannel channel) {
        this.shown = shown;
        this.target = target;
        this.temporary = temporary;
        this.channel = channel;
    }

    /** Writes the content of a file. */
    @FunctionalInterface
    public interface Body {
        /**
         * Writes everything; need not close the stream.
         *
         * @param out where to; buffered
         * @throws IOException if writing fails, or for a reason of the writer's own
         */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes a file at once: when {@code body} throws, the old file stays.
     *
     * @param target the file to be written or replaced
     * @param body writes the content
     * @throws IOException if the file cannot be written (the message names it and the reason), or what {@code body}
     *     throws
     */
    public static void write(Path target, Body body) throws IOException {
        try (AtomicFile file = open(target)) {
            body.writeTo(file.stream());
            file.commit();
        }
    }

    /**
     * Begins a file.
     *
     * @param target the file to be written or replaced by {@link #commit()}
     * @return the open file
     * @throws IOException if the folder does not exist or cannot be written to, or the target is not a regular file
     */
    public static AtomicFile open(Path target) throws IOException {
        Path real =
                Files.isSymbolicLink(target) && Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
        if (Files.isDirectory(real)) {
            throw new FileSystemException(show(target), null, "is a folder, expected the name of a file to write");
        }
        if (Files.exists(real, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(real)
                && !Files.isSymbolicLink(real)) {
            throw new FileSystemException(show(target), null, "is not a regular file, will not be replaced");
        }
        Path folder = real.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            boolean there = folder != null && Files.exists(folder);
            throw there
                    ? new NotDirectoryException(
                            show(target) + ": cannot be written, " + show(folder) + " is not a folder")
                    : new NoSuchFileException(show(target), null,
                            "cannot be written, the folder " + show(folder) + " does not exist");
        }
        TemporaryFiles temporaries = TemporaryFiles.of(real);
        temporaries.removeAbandoned();
        for (int i = 0;; i++) {
            try {
                Path temporary = temporaries.next();
                // CREATE_NEW follows no link and takes nobody's file; the mode is that of the user's umask
                FileChannel channel =
                        FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                if (TemporaryFiles.claim(temporary, channel) || i == ATTEMPTS) {
                    return new AtomicFile(target, real, temporary, channel);
                }
                channel.close(); // somebody took it for abandoned before it was locked
                Files.deleteIfExists(temporary);
            } catch (FileAlreadyExistsException e) {
                if (i == ATTEMPTS) {
                    throw failure(target, e);
                }
            } catch (AccessDeniedException e) {
                AccessDeniedException denied = new AccessDeniedException(show(target), null,
                        "cannot be written, no permission to write in the folder " + show(folder));
                denied.initCause(e);
                throw denied;
            } catch (IOException e) {
                throw failure(target, e);
            }
        }
    }

    /** {@return the stream to write to, buffered; closing it does nothing} */
    public OutputStream stream() {
        return stream;
    }

    /**
     * Puts the file in its place.
     *
     * @throws IOException if the rest cannot be written or the file cannot be renamed; the old file is then still there
     * @throws IllegalStateException if the file was committed or closed before
     */
    public void commit() throws IOException {
        if (!open) {
            throw new IllegalStateException("the file was committed or closed before");
        }
        try {
            drain();
            keepPermissions();
            channel.force(true);
            channel.close();
            try {
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException _) {
                Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
            }
            open = false;
        } catch (IOException e) {
            throw failure(shown, e);
        }
        forceFolder();
    }

    /** Removes the temporary file, unless {@link #commit()} has put it in its place. */
    @Override
    public void close() throws IOException {
        if (open) {
            open = false;
            try {
                channel.close();
            } finally {
                Files.deleteIfExists(temporary);
            }
        }
    }

    private void keepPermissions() throws IOException {
        if (Files.isRegularFile(target)) {
            try {
                Files.setPosixFilePermissions(temporary, Files.getPosixFilePermissions(target));
            } catch (UnsupportedOperationException _) {
                // not a POSIX file system: the folder's rules apply
            }
        }
    }

    private void forceFolder() {
        try (FileChannel folder = FileChannel.open(target.getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        } catch (IOException _) {
            // some systems cannot open a folder; the rename itself has succeeded
        }
    }

    private void drain() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
    }

    private static String show(Path path) {
        return FormatException.printable(String.valueOf(path), 1000);
    }

    private static IOException failure(Path target, IOException e) {
        String reason = e instanceof FileSystemException f && f.getReason() != null ? f.getReason() : e.getMessage();
        reason = reason == null ? e.getClass().getSimpleName() : reason;
        return new IOException(show(target) + ": cannot be written: " + reason, e);
    }

    /** Names the target in every failure of the disk, and leaves the caller's own exceptions alone. */
    private final class Stream extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int off, int len) throws IOException {
            Objects.checkFromIndexSize(off, len, bytes.length);
            if (!open) {
                throw new IllegalStateException("the file was committed or closed before");
            }
            try {
                for (int done = 0; done < len;) {
                    int n = Math.min(len - done, buffer.remaining());
                    buffer.put(bytes, off + done, n);
                    done += n;
                    if (!buffer.hasRemaining()) {
                        drain();
                    }
                }
            } catch (IOException e) {
                throw failure(shown, e);
            }
        }
    }
}
