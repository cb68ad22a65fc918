package io.lanecoder.format;

import java.io.IOException;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * What a gzip file inflates to (RFC 1952), several members one after the other included.
 *
 * <p>Unlike {@code GZIPInputStream} it refuses bytes after the last member, and tells a file that is cut short from
 * one that is damaged. How much is inflated is up to the reader of it: nothing is inflated ahead.
 */
final class GzipInput extends Input {
    /** Deflate packs at most 258 bytes into 2 bits. */
    static final long MAX_RATIO = 1032;

    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xe0;

    private final FileInput in;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final byte[] block = new byte[BLOCK];
    private int at;
    private int limit;
    private long size;
    private boolean ended;

    /** Reads from the start of {@code in}, which it owns from here on. */
    GzipInput(FileInput in) throws IOException {
        super(in.name());
        this.in = in;
        in.seek(0);
        try {
            member();
        } catch (Throwable e) {
            inflater.end(); // its memory lies outside of the heap, where nothing presses for a collection
            throw e;
        }
    }

    @Override
    int read(byte[] target, int offset, int length) throws IOException {
        while (!ended) {
            try {
                int n = inflater.inflate(target, offset, length);
                if (n > 0) {
                    crc.update(target, offset, n);
                    size += n;
                    return n;
                }
            } catch (DataFormatException e) {
                throw error("has damaged gzip data: " + e.getMessage());
            }
            if (inflater.finished()) {
                at = limit - inflater.getRemaining();
                trailer();
                ended = !fill();
                if (!ended) {
                    member();
                }
            } else {
                at = limit;
                if (!fill()) {
                    throw cut();
                }
                inflater.setInput(block, at, limit - at);
            }
        }
        return -1;
    }

    private void member() throws IOException {
        int first = next();
        if (first != 0x1f || next() != 0x8b) {
            throw error("has bytes after its gzip data, expected none");
        }
        int method = next();
        int flags = next();
        if (method != 8 || (flags & RESERVED) != 0) {
            throw error("has a gzip header with method " + method + " and flags " + flags + ", expected method 8");
        }
        pass(6);
        if ((flags & EXTRA) != 0) {
            pass(next() | next() << 8);
        }
        if ((flags & NAME) != 0) {
            passText();
        }
        if ((flags & COMMENT) != 0) {
            passText();
        }
        if ((flags & HEADER_CRC) != 0) {
            pass(2);
        }
        inflater.reset();
        inflater.setInput(block, at, limit - at);
        crc.reset();
        size = 0;
    }

    private void trailer() throws IOException {
        long sum = word();
        long length = word();
        if (sum != crc.getValue() || length != (size & 0xffffffffL)) {
            throw error("has damaged gzip data: the checksum or length at its end does not fit");
        }
    }

    private long word() throws IOException {
        return next() | next() << 8 | next() << 16 | (long) next() << 24;
    }

    private void pass(int bytes) throws IOException {
        for (int i = 0; i < bytes; i++) {
            next();
        }
    }

    private void passText() throws IOException {
        while (next() != 0) {
            // the name or comment ends with a zero, or the file does
        }
    }

    private int next() throws IOException {
        if (!fill()) {
            throw cut();
        }
        return block[at++] & 0xff;
    }

    /** Whether there is a byte at {@code at}. */
    private boolean fill() throws IOException {
        if (at == limit) {
            at = 0;
            limit = Math.max(in.read(block, 0, block.length), 0);
        }
        return at < limit;
    }

    private FormatException cut() {
        return error("is cut short: its gzip data ends too early");
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }
}
