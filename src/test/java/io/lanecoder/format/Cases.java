package io.lanecoder.format;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.function.Executable;

/** What the tests of this package share: fixtures, files made by hand, and the check of an error. */
final class Cases {
    /** The values of most fixtures: -1, -0.5, 0 ... 4.5. */
    static final float[] RAMP = {-1, -0.5f, 0, 0.5f, 1, 1.5f, 2, 2.5f, 3, 3.5f, 4, 4.5f};

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Cases() {}

    static Path fixture(String name) {
        try {
            return Path.of(Objects.requireNonNull(Cases.class.getResource("/format/" + name), name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static Path file(Path folder, String name, byte... content) {
        try {
            return Files.write(folder.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path file(Path folder, String name, String content) {
        return file(folder, name, content.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    static byte[] gzip(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static byte[] littleEndian(long value) {
        return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    }

    static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** {@return the bytes that this thread has allocated so far} */
    static long allocated() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }

    /** {@return the processor time that this thread has taken so far} */
    static long cpuNanos() {
        return THREADS.getCurrentThreadCpuTime();
    }

    /**
     * The content is refused in one line that begins with the file and holds all the parts, at the cost of some buffers
     * and of so many times the content that no claimed size can have been believed.
     */
    static void refused(Path file, Executable read, String... parts) {
        long before = allocated();
        FormatException error = assertThrows(FormatException.class, read);
        long allocated = allocated() - before;
        assertTrue(allocated < allowed(file), allocated + " bytes for: " + error.getMessage());
        assertTrue(error.getMessage().startsWith(file + ": "), error.getMessage());
        oneLine(error, parts);
    }

    private static long allowed(Path file) {
        try {
            return Files.exists(file) ? (8L << 20) + Math.min(64 * Files.size(file), 512L << 20) : 64L << 20;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void oneLine(Exception error, String... parts) {
        String message = error.getMessage();
        assertFalse(message.chars().anyMatch(Character::isISOControl), message);
        for (String part : parts) {
            assertTrue(message.contains(part), "expected \"" + part + "\" in: " + message);
        }
    }

    static List<Path> list(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
