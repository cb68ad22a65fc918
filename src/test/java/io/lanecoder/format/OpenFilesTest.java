package io.lanecoder.format;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reader closes its file whether it likes it or not: a service that is sent bad files must not run out of handles. */
class OpenFilesTest {
    private static final int TIMES = 300;

    @TempDir private Path dir;

    @BeforeEach
    void handlesCanBeCounted() {
        Assumptions.assumeTrue(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean);
    }

    private static long open() {
        return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getOpenFileDescriptorCount();
    }

    /** Others may open some meanwhile, a collection may close some: far fewer than are read. */
    private static void closes(Mutations.Reader reader, Path file) throws IOException {
        long before = open();
        for (int i = 0; i < TIMES; i++) {
            reader.read(file);
        }
        long left = open() - before;
        assertTrue(left < TIMES / 2, left + " files left open");
    }

    private static void closesWhenItRefuses(Mutations.Reader reader, Path file) throws IOException {
        closes(f -> assertThrows(FormatException.class, () -> reader.read(f)), file);
    }

    private static void openNpy(Path file) throws IOException {
        NpyReader.open(file, RowRange.ALL).close();
    }

    @Test
    void filesThatAreRead() throws IOException {
        closes(Safetensors::read, Cases.fixture("one.safetensors"));
        closes(Npy::readMatrix, Cases.fixture("f4_le.npy"));
        closes(NpyReader::canRead, Cases.fixture("f4_le.npy"));
        closes(OpenFilesTest::openNpy, Cases.fixture("f4_le.npy"));
        closes(f -> Idx.readDataset(f, RowRange.ALL), Cases.fixture("t10k-images-idx3-ubyte.gz"));
        closes(Idx::readInts, Cases.fixture("t10k-labels-idx1-ubyte.gz"));
        closes(f -> DataSource.read(f.toString(), DataSource.Options.DEFAULT), Cases.file(dir, "a.csv", "1,2\n"));
        closes(f -> Csv.readLabels(f, Csv.Options.DEFAULT), Cases.file(dir, "a.csv", "1\n2\n"));
        closes(Json::read, Cases.file(dir, "a.json", "{}"));
    }

    @Test
    void filesThatAreRefused() throws IOException {
        Path text = Cases.file(dir, "bad", "\"x");
        closesWhenItRefuses(Safetensors::read, text);
        closesWhenItRefuses(Npy::readMatrix, text);
        closesWhenItRefuses(OpenFilesTest::openNpy, text);
        closesWhenItRefuses(Json::read, text);
        closesWhenItRefuses(f -> Csv.read(f, Csv.Options.DEFAULT), text);
        closesWhenItRefuses(f -> Idx.readDataset(f, RowRange.ALL), text);
        closesWhenItRefuses(NpyReader::canRead, Cases.file(dir, "cut.npy", Cases.latin("\u0093NUMPY\1")));
        closesWhenItRefuses(Idx::readInts, Cases.file(dir, "cut.gz", new byte[] {0x1f, (byte) 0x8b, 8}));
    }
}
