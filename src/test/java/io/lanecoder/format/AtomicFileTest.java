package io.lanecoder.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir private Path dir;

    private static void write(Path file, String text) throws IOException {
        AtomicFile.write(file, out -> out.write(Cases.latin(text)));
    }

    private static void fails(Path file, String... parts) {
        IOException error = assertThrows(IOException.class, () -> write(file, "new"));
        Cases.oneLine(error, parts);
        Cases.oneLine(error, file.toString());
    }

    @Test
    void createsAndReplaces() throws IOException {
        Path file = dir.resolve("a.bin");
        write(file, "one");
        assertEquals("one", Files.readString(file));
        write(file, "two");
        assertEquals("two", Files.readString(file));
        assertEquals(List.of(file), Cases.list(dir));
    }

    @Test
    void writesAnyAmountInAnyPieces() throws IOException {
        byte[] content = new byte[300_001];
        new java.util.Random(5).nextBytes(content);
        Path file = dir.resolve("a.bin");
        AtomicFile.write(file, out -> {
            int at = 0;
            for (int piece = 0; at < content.length; piece = piece * 3 + 1) {
                int n = Math.min(piece, content.length - at);
                out.write(content, at, n);
                at += n;
                if (at < content.length) {
                    out.write(content[at++]);
                }
            }
            assertThrows(IndexOutOfBoundsException.class, () -> out.write(content, 300_000, 2));
        });
        assertArrayEquals(content, Files.readAllBytes(file));
    }

    @Test
    void oldFileStaysUntilTheEndAndOnFailure() throws IOException {
        Path file = Cases.file(dir, "a.bin", "old");
        IOException mine = new IOException("No space left on device");
        assertSame(mine, assertThrows(IOException.class, () -> AtomicFile.write(file, out -> {
            out.write(new byte[200_000]);
            assertEquals("old", Files.readString(file));
            assertEquals(2, Cases.list(dir).size());
            throw mine;
        })));
        assertThrows(IllegalStateException.class, () -> AtomicFile.write(file, _ -> {
            throw new IllegalStateException();
        }));
        assertEquals("old", Files.readString(file));
        assertEquals(List.of(file), Cases.list(dir));
    }

    @Test
    void twoWritersOfOneFileDoNotMix() throws IOException {
        Path file = dir.resolve("a.bin");
        try (AtomicFile first = AtomicFile.open(file); AtomicFile second = AtomicFile.open(file)) {
            first.stream().write(Cases.latin("first"));
            second.stream().write(Cases.latin("second"));
            second.commit();
            assertEquals("second", Files.readString(file));
            first.commit();
            assertEquals("first", Files.readString(file));
            assertThrows(IllegalStateException.class, first::commit);
            assertThrows(IllegalStateException.class, () -> first.stream().write(1));
        }
        assertEquals(List.of(file), Cases.list(dir));
    }

    @Test
    void saysWhyAFileCannotBeWritten() throws IOException {
        fails(dir.resolve("no").resolve("a.bin"), "the folder " + dir.resolve("no") + " does not exist");
        Path file = Cases.file(dir, "file", "old");
        fails(file.resolve("a.bin"), file + " is not a folder");
        fails(dir, "is a folder");
        fails(Path.of("/"), "is a folder");
        fails(dir.resolve("x".repeat(300)), "cannot be written: ");
        assertEquals("old", Files.readString(file));
    }

    @Test
    void saysThatAFolderIsReadOnly() throws IOException {
        Assumptions.assumeTrue(Files.getFileAttributeView(dir, PosixFileAttributeView.class) != null);
        Path folder = Files.createDirectory(dir.resolve("locked"));
        Path file = Cases.file(folder, "a.bin", "old");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
        try {
            Assumptions.assumeFalse(Files.isWritable(folder), "this user may write everywhere");
            fails(file, "no permission to write in the folder " + folder);
            assertEquals("old", Files.readString(file));
        } finally {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    @Test
    void keepsPermissionsAndFollowsLinks() throws IOException {
        Assumptions.assumeTrue(Files.getFileAttributeView(dir, PosixFileAttributeView.class) != null);
        Path file = Cases.file(dir, "a.bin", "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Path link = Files.createSymbolicLink(dir.resolve("link"), Path.of("a.bin"));
        write(link, "new");
        assertTrue(Files.isSymbolicLink(link));
        assertEquals("new", Files.readString(file));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void takesLongAndOddNames() throws IOException {
        for (String name : new String[] {"a".repeat(250), "\u00e9".repeat(100),
            "x".repeat(59) + "\ud83d\ude00" + "y".repeat(20)}) {
            Path file;
            try {
                file = dir.resolve(name);
            } catch (java.nio.file.InvalidPathException e) {
                continue;
            }
            write(file, "new");
            assertEquals("new", Files.readString(file));
        }
    }

    @Test
    void whatAKilledWriterLeftIsRemovedByTheNextOneOfThatFile() throws IOException {
        Path file = dir.resolve("a.bin");
        Path abandoned = Files.writeString(dir.resolve(".a.bin.0123456789abc-1x.tmp"), "half");
        Path ofAnother = Files.writeString(dir.resolve(".b.bin.0123456789abc-1x.tmp"), "half");
        Path notOurs = Files.writeString(dir.resolve(".a.bin.tmp"), "the user's");
        Path atWork = Files.writeString(dir.resolve(".a.bin.zyx3456789abc-1x.tmp"), "more to come");
        try (FileChannel writer = FileChannel.open(atWork, StandardOpenOption.WRITE);
                FileLock lock = writer.lock()) {
            write(file, "new");
            assertTrue(lock.isValid());
        }
        assertEquals(Set.of(file, ofAnother, notOurs, atWork), Set.copyOf(Cases.list(dir)), "without " + abandoned);
        assertEquals("new", Files.readString(file));
    }

    @Test
    void leftoversOfAFamilyOfFilesAreRemoved() throws IOException {
        Files.writeString(dir.resolve(".step-7.bin.0123456789abc-1x.tmp"), "half");
        Files.writeString(dir.resolve(".step-12.bin.0123456789abc-1x.tmp"), "half");
        Path ofAnother = Files.writeString(dir.resolve(".b.bin.0123456789abc-1x.tmp"), "half");
        Path whole = Files.writeString(dir.resolve("step-7.bin"), "whole");
        try (AtomicFile atWork = AtomicFile.open(dir.resolve("step-9.bin"))) {
            AtomicFile.removeAbandoned(dir, "step-");
            atWork.commit();
        }
        assertEquals(Set.of(ofAnother, whole, dir.resolve("step-9.bin")), Set.copyOf(Cases.list(dir)));
    }

    @Test
    void writersOfOneFileInOneProcessLeaveEachOtherAlone() throws IOException {
        Path file = dir.resolve("a.bin");
        try (AtomicFile first = AtomicFile.open(file)) {
            write(file, "second");
            first.stream().write(Cases.latin("first"));
            first.commit();
        }
        assertEquals("first", Files.readString(file));
        assertEquals(List.of(file), Cases.list(dir));
    }
}
