package io.lanecoder.format;

import java.io.Closeable;
import java.io.IOException;
import java.util.Objects;

/** Bytes in order, from a file or from what a compressed file inflates to. Owned by one thread. */
abstract class Input implements Closeable {
    /** Large enough that the cost of a system call vanishes, small enough for the second-level cache. */
    static final int BLOCK = 1 << 16;

    private final String name;

    Input(String name) {
        this.name = Objects.requireNonNull(name);
    }

    /** {@return the name for messages} */
    final String name() {
        return name;
    }

    /**
     * Reads at least one byte.
     *
     * @param length at least 1
     * @return the number of bytes read, or -1 at the end
     */
    abstract int read(byte[] target, int offset, int length) throws IOException;

    /** Reads exactly {@code length} bytes; {@code what} names them when the end comes first. */
    final void readFully(byte[] target, int offset, int length, String what) throws IOException {
        int done = 0;
        while (done < length) {
            int n = read(target, offset + done, length - done);
            if (n < 0) {
                throw new FormatException(name, "ends " + (length - done) + " bytes too early, within " + what);
            }
            done += n;
        }
    }

    /** Reads as many bytes as there are, up to {@code length}. */
    final int readUpTo(byte[] target, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int n = read(target, done, length - done);
            if (n < 0) {
                break;
            }
            done += n;
        }
        return done;
    }

    /** Passes over {@code count} bytes. */
    void skip(long count, String what) throws IOException {
        byte[] waste = new byte[(int) Math.min(count, BLOCK)];
        for (long left = count; left > 0;) {
            int n = (int) Math.min(left, BLOCK);
            readFully(waste, 0, n, what);
            left -= n;
        }
    }

    /** The error for content that is wrong. */
    final FormatException error(String problem) {
        return new FormatException(name, problem);
    }
}
