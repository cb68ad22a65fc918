package io.lanecoder.format;

import java.io.IOException;

/** Turns "too little heap" into an error of one line; big arrays are asked for here and nowhere else. */
final class Heap {
    /** What common JVMs can allocate as one array. */
    static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

    /** Work that reads a file. */
    interface Task<T> {
        T run() throws IOException;
    }

    private Heap() {}

    /**
     * Runs a reader. Many small objects can fill the heap as well as one array, where no check sees it coming; what was
     * read so far is garbage by the time the error arrives here, so it is safe to go on.
     */
    static <T> T guard(String source, Task<T> task) throws IOException {
        try {
            return task.run();
        } catch (OutOfMemoryError e) {
            throw tooLittle(source, "more memory than there is", e);
        }
    }

    /** An array of floats, or an error that says how much heap it would take. */
    static float[] floats(String source, long count) throws IOException {
        require(source, count, Float.BYTES);
        try {
            return new float[(int) count];
        } catch (OutOfMemoryError e) {
            throw tooLittle(source, megabytes(count * Float.BYTES) + " for its values", e);
        }
    }

    /** Checks that an array of so many elements can exist in this JVM at all. */
    static void require(String source, long count, int bytesEach) throws IOException {
        if (!(count >= 0 && count <= MAX_ARRAY)) {
            throw new FormatException(source, count + " values to be held at once, one array holds at most " + MAX_ARRAY
                    + " (a slice of rows may fit)");
        }
        requireMemory(source, count * bytesEach);
    }

    /** Checks that the heap can be large enough for so many bytes. */
    static void requireMemory(String source, long bytes) throws IOException {
        if (!(bytes <= Runtime.getRuntime().maxMemory())) {
            throw tooLittle(source, megabytes(bytes) + " for its values", null);
        }
    }

    private static IOException tooLittle(String source, String need, OutOfMemoryError cause) {
        return new IOException(
                FormatException.printable(source, 1000) + ": needs " + need + ", the heap of this JVM is "
                        + megabytes(Runtime.getRuntime().maxMemory()) + " (raise -Xmx or read a slice of rows)",
                cause);
    }

    private static String megabytes(long bytes) {
        return Math.ceilDiv(bytes, 1L << 20) + " MB";
    }
}
