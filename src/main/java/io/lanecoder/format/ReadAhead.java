package io.lanecoder.format;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DynamicConstantDesc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * Reads a file in large pieces, ahead of those who ask, and around the page cache of the operating system ("direct").
 * For one pass over a file that the cache could not keep: there it would push out what others need, and finding a free
 * page may take longer than filling it.
 *
 * <p>A file system that cannot do this, or a piece that fails, costs nothing but the gain: those bytes are read through
 * the cache. Safe for all threads; holds some pieces of 1 MB outside of the heap.
 */
final class ReadAhead implements FileInput.Bytes, Closeable {
    /** A disk gives its full speed from about half of this on. */
    static final int PIECE = 1 << 20;
    /** How many pieces are read before they are asked for. */
    private static final int AHEAD = 4;

    /** Bytes of a file that a page cache is not expected to keep. */
    private static final long LARGE = 1L << 33;
    /** An option of the JDK beside the documented ones, so it is named and not linked to: it may be missing. */
    private static final ConstantDesc DIRECT = DynamicConstantDesc.ofNamed(ConstantDescs.BSM_ENUM_CONSTANT, "DIRECT",
            ClassDesc.of("com.sun.nio.file.ExtendedOpenOption"));

    /** One piece of the file; {@code reading} gives the number of its bytes. */
    private static final class Piece {
        private final ByteBuffer memory;
        private Future<Integer> reading;
        private int readers;

        Piece(ByteBuffer memory) {
            this.memory = memory;
        }
    }

    private final AsynchronousFileChannel direct;
    private final FileChannel cached;
    private final int alignment;
    private final long count;
    private final int capacity = AHEAD + 2 * Runtime.getRuntime().availableProcessors();
    /** By their numbers, the one not used for longest first. */
    private final Map<Long, Piece> pieces = new LinkedHashMap<>(16, 0.75f, true);

    private ReadAhead(AsynchronousFileChannel direct, FileChannel cached, int alignment, long count) {
        this.direct = direct;
        this.cached = cached;
        this.alignment = alignment;
        this.count = count;
    }

    /** Whether a file is larger than 8 GB and than half of the machine's memory, of which a heap takes a quarter if not told. */
    static boolean suits(long size) {
        return size > Math.max(LARGE, 2 * Runtime.getRuntime().maxMemory());
    }

    /**
     * Opens a file a second time.
     *
     * @param file the file
     * @param cached the open file, for what cannot be read directly; stays the caller's
     * @return empty where this JDK or file system has no direct reading
     */
    static Optional<ReadAhead> open(Path file, FileChannel cached) {
        try {
            long block = Files.getFileStore(file).getBlockSize();
            long count = Math.ceilDiv(cached.size(), PIECE);
            if (PIECE % block == 0) {
                OpenOption option = (OpenOption) DIRECT.resolveConstantDesc(MethodHandles.publicLookup());
                AsynchronousFileChannel direct =
                        AsynchronousFileChannel.open(file, Set.of(StandardOpenOption.READ, option), null);
                return Optional.of(new ReadAhead(direct, cached, (int) block, count));
            }
        } catch (IOException | UnsupportedOperationException | ReflectiveOperationException | LinkageError _) {
            // then through the cache
        }
        return Optional.empty();
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        Piece piece = take(position / PIECE);
        try {
            int from = (int) (position % PIECE);
            int n = Math.min(length(piece) - from, target.remaining());
            if (n <= 0) { // at the end, or the piece has failed
                return cached.read(target, position);
            }
            target.put(target.position(), piece.memory, from, n);
            target.position(target.position() + n);
            return n;
        } finally {
            release(piece);
        }
    }

    /**
     * Copies floats straight from where they were read to.
     *
     * @return how many: 0 if the next one is not whole in its piece
     */
    int readFloats(long position, ByteOrder order, float[] target, int offset, int most) throws IOException {
        Piece piece = take(position / PIECE);
        try {
            int from = (int) (position % PIECE);
            int n = Math.clamp((length(piece) - from) / Float.BYTES, 0, most);
            ValueLayout.OfFloat layout = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(order);
            MemorySegment.copy(MemorySegment.ofBuffer(piece.memory), layout, from, target, offset, n);
            return n;
        } finally {
            release(piece);
        }
    }

    private static int length(Piece piece) throws IOException {
        try {
            return piece.reading.get();
        } catch (ExecutionException _) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted").initCause(e);
        }
    }

    private synchronized Piece take(long number) {
        Piece piece = piece(number);
        piece.readers++;
        for (long next = number + 1; next < Math.min(number + 1 + AHEAD, count); next++) {
            piece(next);
        }
        return piece;
    }

    private synchronized void release(Piece piece) {
        piece.readers--;
    }

    /** The piece of a number, which may still be on its way. */
    private Piece piece(long number) {
        Piece piece = pieces.get(number);
        if (piece == null) {
            piece = new Piece(memory());
            piece.reading = direct.read(piece.memory.duplicate(), number * PIECE);
            pieces.put(number, piece);
        }
        return piece;
    }

    private ByteBuffer memory() {
        if (pieces.size() >= capacity) {
            for (Iterator<Piece> it = pieces.values().iterator(); it.hasNext();) {
                Piece old = it.next();
                if (old.readers == 0 && old.reading.isDone()) {
                    it.remove();
                    return old.memory;
                }
            }
        }
        return Arena.ofAuto().allocate(PIECE, alignment).asByteBuffer();
    }

    /** Closes the second opening of the file; no thread may be reading. */
    @Override
    public synchronized void close() throws IOException {
        pieces.clear();
        direct.close();
    }
}
