package io.lanecoder.format;

import io.lanecoder.data.FloatMatrix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that somebody else cuts short, empties and fills again while it is read: a result or an error of one line. */
class ShrinkingFileTest {
    /** Several blocks, so that the cut comes between two reads of one file as well. */
    private static final FloatMatrix ROWS = FloatMatrix.zeros(20_000, 4);
    private static final int READS = 50;

    @TempDir private Path dir;

    private Path file() {
        return dir.resolve("shrinking");
    }

    private void readWhileItShrinks(byte[] good, Mutations.Reader reader) throws Exception {
        Files.write(file(), good);
        AtomicBoolean done = new AtomicBoolean();
        Thread writer = Thread.ofPlatform().start(() -> shrink(good, done));
        try {
            for (int i = 0; i < READS; i++) {
                try {
                    reader.read(file());
                } catch (IOException e) {
                    Cases.oneLine(e, file().toString());
                }
            }
        } finally {
            done.set(true);
            writer.join();
        }
        Files.write(file(), good);
        reader.read(file());
    }

    private void shrink(byte[] good, AtomicBoolean done) {
        Random random = new Random(1);
        try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
            while (!done.get()) {
                channel.truncate(random.nextInt(good.length));
                channel.write(ByteBuffer.wrap(good), 0);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void safetensors() throws Exception {
        Safetensors.write(file(), List.of(Tensor.of("w", ROWS)), Map.of());
        readWhileItShrinks(Files.readAllBytes(file()), Safetensors::read);
    }

    @Test
    void npy() throws Exception {
        Npy.write(file(), ROWS);
        byte[] good = Files.readAllBytes(file());
        readWhileItShrinks(good, Npy::readMatrix);
        readWhileItShrinks(good, file -> {
            try (NpyReader reader = NpyReader.open(file, RowRange.ALL)) {
                reader.read(10_000, 10_000, new float[40_000], 0);
            }
        });
    }

    @Test
    void idx() throws Exception {
        byte[] good = ByteBuffer.allocate(12 + 320_000).putInt(0x0d02).putInt(20_000).putInt(4).array();
        readWhileItShrinks(good, file -> Idx.readDataset(file, RowRange.ALL));
        byte[] noise = new byte[200_000];
        new Random(2).nextBytes(noise);
        readWhileItShrinks(Cases.gzip(Cases.join(new byte[] {0, 0, 8, 1, 0, 3, 0xd, 0x40}, noise)), Idx::readInts);
    }

    @Test
    void csv() throws Exception {
        Csv.write(file(), List.of("a", "b", "c", "d"), ROWS);
        readWhileItShrinks(Files.readAllBytes(file()), file -> Csv.read(file, Csv.Options.DEFAULT));
    }

    @Test
    void json() throws Exception {
        Json.write(file(), Map.of("a", new int[50_000]));
        readWhileItShrinks(Files.readAllBytes(file()), Json::read);
    }
}
