package io.lanecoder.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileInputTest {
    @TempDir private Path dir;

    private Path ten() {
        return Cases.file(dir, "ten", new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
    }

    private static <E extends IOException> void cannotOpen(Path file, Class<E> type, String... parts) {
        E error = assertThrows(type, () -> FileInput.open(file));
        Cases.oneLine(error, parts);
    }

    @Test
    void saysWhyAFileCannotBeOpened() throws IOException {
        cannotOpen(dir.resolve("none"), NoSuchFileException.class, dir.resolve("none") + ": no such file");
        cannotOpen(dir, FileSystemException.class, dir + ": is a folder, expected a file");
        Path loop = dir.resolve("loop");
        Files.createSymbolicLink(loop, loop);
        cannotOpen(loop, FileSystemException.class, loop + ": ");
        cannotOpen(dir.resolve("x".repeat(300)), FileSystemException.class, "File name too long");
    }

    @Test
    void devicesAndPipesHaveNoEndToCheckAgainst() {
        Path endless = Path.of("/dev/zero");
        Assumptions.assumeTrue(Files.exists(endless));
        cannotOpen(endless, FileSystemException.class, "/dev/zero: is not a regular file");
        Cases.oneLine(assertThrows(IOException.class,
                () -> DataSource.read(endless.toString(), DataSource.Options.DEFAULT)), "is not a regular file");
    }

    @Test
    void saysThatAFileMayNotBeRead() throws IOException {
        Assumptions.assumeTrue(Files.getFileAttributeView(dir, PosixFileAttributeView.class) != null);
        Path file = ten();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("-w-------"));
        Assumptions.assumeFalse(Files.isReadable(file), "this user may read everything");
        cannotOpen(file, AccessDeniedException.class, file + ": no permission to read it");
    }

    @Test
    void readsSkipsAndSeeks() throws IOException {
        Path file = ten();
        try (FileInput in = FileInput.open(file)) {
            assertEquals(10, in.size());
            byte[] three = new byte[3];
            in.skip(2, "the start");
            in.readFully(three, 0, 3, "the middle");
            assertArrayEquals(new byte[] {2, 3, 4}, three);
            assertEquals(5, in.remaining());
            FileInput other = in.at(8);
            assertEquals(2, other.readUpTo(three, 3));
            assertArrayEquals(new byte[] {8, 9, 4}, three);
            assertEquals(5, in.remaining(), "the place of one is not that of the other");
            in.skip(5, "the rest");
            assertEquals(0, in.remaining());
            assertEquals(-1, in.read(three, 0, 3));
            in.seek(9);
            assertEquals(1, in.read(three, 1, 2));
            assertArrayEquals(new byte[] {8, 9, 4}, three);
        }
    }

    @Test
    void whatIsMissingIsCounted() throws IOException {
        Path file = ten();
        try (FileInput in = FileInput.open(file)) {
            in.seek(6);
            Cases.refused(file, () -> in.skip(7, "the values"), "ends 3 bytes too early, within the values");
            assertEquals(4, in.remaining());
            ByteBuffer seven = ByteBuffer.allocate(7);
            Cases.refused(file, () -> in.readFully(seven, "the rows"), "ends 3 bytes too early, within the rows");
            assertEquals(4, seven.position());
            in.seek(8);
            Cases.refused(file, () -> in.readFully(new byte[5], 0, 5, "the sizes"),
                    "ends 3 bytes too early, within the sizes");
        }
    }

    @Test
    void aFailingDiskNamesTheFile() throws IOException {
        Path file = ten();
        FileInput in = FileInput.open(file);
        in.close();
        IOException error = assertThrows(IOException.class, () -> in.read(new byte[1], 0, 1));
        Cases.oneLine(error, file + ": cannot be read: ClosedChannelException");
        assertInstanceOf(ClosedChannelException.class, error.getCause());
    }

    @Test
    void aReadErrorOfTheSystemIsOneLine() throws IOException {
        // a regular file by its mode, whose first page nobody may read
        Path memory = Path.of("/proc/self/mem");
        Assumptions.assumeTrue(Files.isRegularFile(memory));
        try (FileInput in = FileInput.open(memory)) {
            Cases.oneLine(assertThrows(IOException.class, () -> in.read(new byte[1], 0, 1)),
                    "/proc/self/mem: cannot be read: ");
        }
    }
}
