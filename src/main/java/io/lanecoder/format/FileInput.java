package io.lanecoder.format;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * A regular file, read through its channel and never mapped: a mapped file that shrinks kills the JVM.
 *
 * <p>The length is taken once; a file that has become shorter by the time it is read gives the error of a truncated
 * one.
 */
final class FileInput extends Input {
    /** Bytes by their positions, for all threads. */
    interface Bytes {
        /** As {@link FileChannel#read(ByteBuffer, long)}. */
        int read(ByteBuffer target, long position) throws IOException;
    }

    private final FileChannel channel;
    private final Bytes bytes;
    private final long size;
    private long position;

    private FileInput(String name, FileChannel channel, Bytes bytes, long size) {
        super(name);
        this.channel = channel;
        this.bytes = bytes;
        this.size = size;
    }

    /** Opens a regular file as {@link #open}, to be read once and about in order. */
    static FileInput openStream(Path file) throws IOException {
        FileInput in = open(file);
        return ReadAhead.suits(in.size) ? in.ahead(file) : in;
    }

    /** The same file with {@link ReadAhead}, where that is to be had. */
    FileInput ahead(Path file) {
        Optional<ReadAhead> ahead = ReadAhead.open(file, channel);
        return ahead.isPresent() ? new FileInput(name(), channel, ahead.get(), size) : this;
    }

    /** Opens a regular file; pipes and devices are refused, as they have no length to check against. */
    static FileInput open(Path file) throws IOException {
        String name = file.toString();
        String shown = FormatException.printable(name, 1000);
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                throw new FileSystemException(shown, null, attributes.isDirectory()
                        ? "is a folder, expected a file" : "is not a regular file");
            }
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            return new FileInput(name, channel, channel::read, channel.size());
        } catch (NoSuchFileException e) {
            throw because(e, new NoSuchFileException(shown, null, "no such file"));
        } catch (AccessDeniedException e) {
            throw because(e, new AccessDeniedException(shown, null, "no permission to read it"));
        } catch (FileSystemException e) {
            throw because(e, new FileSystemException(shown, null, e.getReason()));
        }
    }

    private static IOException because(IOException cause, IOException error) {
        error.initCause(cause);
        return error;
    }

    /** {@return the length of the file when it was opened} */
    long size() {
        return size;
    }

    /** {@return the number of bytes between here and the end} */
    long remaining() {
        return size - position;
    }

    void seek(long newPosition) {
        position = newPosition;
    }

    /** The same open file from another place on, for another thread; not to be closed. */
    FileInput at(long start) {
        FileInput other = new FileInput(name(), channel, bytes, size);
        other.position = start;
        return other;
    }

    @Override
    int read(byte[] target, int offset, int length) throws IOException {
        return read(ByteBuffer.wrap(target, offset, length));
    }

    /** Fills a buffer up to its limit; {@code what} names the bytes when the end of the file comes first. */
    void readFully(ByteBuffer target, String what) throws IOException {
        while (target.hasRemaining()) {
            if (read(target) < 0) {
                throw error("ends " + target.remaining() + " bytes too early, within " + what);
            }
        }
    }

    /** Copies floats that are in memory already, at most so many; {@return how many} */
    int readyFloats(ByteOrder order, float[] target, int offset, int most) throws IOException {
        int n = bytes instanceof ReadAhead ahead ? ahead.readFloats(position, order, target, offset, most) : 0;
        position += (long) n * Float.BYTES;
        return n;
    }

    private int read(ByteBuffer target) throws IOException {
        try {
            int n = bytes.read(target, position);
            position += Math.max(n, 0);
            return n;
        } catch (IOException e) {
            String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new IOException(FormatException.printable(name(), 1000) + ": cannot be read: " + reason, e);
        }
    }

    @Override
    void skip(long count, String what) throws IOException {
        if (count > remaining()) {
            throw error("ends " + (count - remaining()) + " bytes too early, within " + what);
        }
        position += count;
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            if (bytes instanceof Closeable ahead) {
                ahead.close();
            }
        }
    }
}
