package io.lanecoder.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lanecoder.data.Dataset;
import io.lanecoder.data.Dataset.Encoding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxTest {
    @TempDir private Path dir;

    private static byte[] idx(int type, int[] shape, byte[] data) {
        ByteBuffer out = ByteBuffer.allocate(4 + 4 * shape.length + data.length);
        out.put((byte) 0).put((byte) 0).put((byte) type).put((byte) shape.length);
        Arrays.stream(shape).forEach(out::putInt);
        return out.put(data).array();
    }

    private static byte[] ramp(int length) {
        byte[] data = new byte[length];
        for (int i = 0; i < length; i++) {
            data[i] = (byte) i;
        }
        return data;
    }

    /** The content as it is and as gzip. */
    private Path[] both(byte[] content) {
        return new Path[] {Cases.file(dir, "plain", content), Cases.file(dir, "packed", Cases.gzip(content))};
    }

    private void refused(byte[] content, String... parts) {
        for (Path file : both(content)) {
            refused(file, parts);
        }
    }

    private static void refused(Path file, String... parts) {
        Cases.refused(file, () -> Idx.readDataset(file, RowRange.ALL), parts);
    }

    @Test
    void readsMnistAsPythonPacksIt() throws IOException {
        Dataset data = Idx.readDataset(Cases.fixture("t10k-images-idx3-ubyte.gz"), RowRange.ALL);
        assertEquals("3 x 4", data.features().toString());
        assertEquals(Encoding.BYTES, data.encoding());
        assertArrayEquals(new float[] {4, 5, 6, 7}, data.features().row(1));
        assertArrayEquals(new int[] {7, 2, 7}, Idx.readInts(Cases.fixture("t10k-labels-idx1-ubyte.gz")));
    }

    @Test
    void readsEveryType() throws IOException {
        ByteBuffer data = ByteBuffer.allocate(16);
        Object[][] cases = {
            {0x08, new byte[] {-1, 1}, 255f, 1f}, {0x09, new byte[] {-1, 1}, -1f, 1f},
            {0x0b, Arrays.copyOf(data.putShort((short) -2).putShort((short) 258).array(), 4), -2f, 258f},
            {0x0c, Arrays.copyOf(data.clear().putInt(-3).putInt(1 << 20).array(), 8), -3f, 1048576f},
            {0x0d, Arrays.copyOf(data.clear().putFloat(0.1f).putFloat(-7).array(), 8), 0.1f, -7f},
            {0x0e, data.clear().putDouble(0.1).putDouble(1e300).array().clone(), 0.1f, Float.POSITIVE_INFINITY}};
        for (Object[] c : cases) {
            for (Path file : both(idx((int) c[0], new int[] {1, 2}, (byte[]) c[1]))) {
                Dataset read = Idx.readDataset(file, RowRange.ALL);
                assertArrayEquals(new float[] {(float) c[2], (float) c[3]}, read.features().toArray());
                assertEquals((int) c[0] == 8 ? Encoding.BYTES : Encoding.NUMBERS, read.encoding());
            }
        }
    }

    @Test
    void readsSlicesAndLargeFiles() throws IOException {
        byte[] content = idx(8, new int[] {1000, 11, 17}, ramp(187_000));
        for (Path file : both(content)) {
            assertEquals("1000 x 187", Idx.readDataset(file, RowRange.ALL).features().toString());
            Dataset slice = Idx.readDataset(file, new RowRange(900, 902));
            assertEquals("2 x 187", slice.features().toString());
            assertEquals(900 * 187 + 186 & 255, slice.features().get(0, 186));
            Cases.refused(file, () -> Idx.readDataset(file, new RowRange(999, 1001)), "has 1000 rows", "999:1001");
        }
    }

    @Test
    void refusesWrongHeaders() {
        byte[] good = idx(8, new int[] {1, 2}, ramp(2));
        refused(new byte[0], "IDX header");
        refused(Arrays.copyOf(good, 3), "IDX header");
        refused(Arrays.copyOf(good, 7), "the sizes");
        for (int[] change : new int[][] {{0, 1}, {1, 1}, {2, 7}, {2, 10}, {2, 15}, {3, 0}, {3, 5}, {3, -1}}) {
            byte[] bad = good.clone();
            bad[change[0]] = (byte) change[1];
            refused(bad, "begins with", "expected 0000 (IDX)");
        }
        refused(idx(8, new int[] {-1, 2}, ramp(2)), "size -1");
        refused(idx(8, new int[] {2}, ramp(2)), "[2]", "2 or more dimensions");
        refused(idx(14, new int[] {Integer.MAX_VALUE, Integer.MAX_VALUE, 2}, ramp(2)), "overflows");
        refused(idx(8, new int[] {0, Integer.MAX_VALUE, Integer.MAX_VALUE}, ramp(0)),
                "rows of 4611686014132420609 values");
        for (Path file : both(good)) {
            Cases.refused(file, () -> Idx.readInts(file), "[1, 2]", "one dimension");
        }
    }

    @Test
    void sizesMustFitTheFile() {
        byte[] large = idx(8, new int[] {100, 1000}, ramp(100_000));
        Path file = Cases.file(dir, "plain", Arrays.copyOf(large, 90_000));
        refused(file, "cut short");
        refused(Cases.file(dir, "plain", Cases.join(large, new byte[1])), "expected 100000");
        refused(Cases.file(dir, "packed", Cases.gzip(Arrays.copyOf(large, 90_000))), "too early");
        refused(Cases.file(dir, "packed", Cases.gzip(Cases.join(large, new byte[1]))), "bytes after its values");
        refused(Cases.file(dir, "plain", idx(8, new int[] {1 << 30, 1}, ramp(1))), "cut short");
    }

    @Test
    void aGzipHeaderIsNoReasonToAllocate() {
        refused(Cases.file(dir, "packed", Cases.gzip(idx(8, new int[] {1 << 30, 1}, ramp(1)))),
                "cannot hold more than");
    }

    @Test
    void aGzipBombEndsAtTheSizeOfTheHeader() {
        byte[] bomb = Cases.gzip(idx(8, new int[] {1, 2}, new byte[50_000_000]));
        refused(Cases.file(dir, "packed", bomb), "bytes after its values");
    }

    @Test
    void damagedGzipIsRefusedWhereverItIsCut() {
        byte[] good = Cases.gzip(idx(8, new int[] {3, 5}, ramp(15)));
        for (int length = 2; length < good.length; length++) {
            refused(Cases.file(dir, "packed", Arrays.copyOf(good, length)), "cut short");
        }
        refused(Cases.file(dir, "packed", Cases.join(good, new byte[] {0})), "bytes after its gzip data");
        refused(Cases.file(dir, "packed", Cases.join(good, new byte[] {0x1f})), "cut short");
        for (int at = good.length - 8; at < good.length; at++) {
            byte[] bad = good.clone();
            bad[at] ^= 1;
            refused(Cases.file(dir, "packed", bad), "checksum or length");
        }
        byte[] bad = good.clone();
        bad[2] = 7;
        refused(Cases.file(dir, "packed", bad), "method 7");
        bad[2] = 8;
        bad[3] = 0x20;
        refused(Cases.file(dir, "packed", bad), "flags 32");
    }

    @Test
    void readsEveryGzipHeaderAndSeveralMembers() throws IOException {
        byte[] content = idx(8, new int[] {3, 5}, ramp(15));
        byte[] first = Cases.gzip(Arrays.copyOf(content, 10));
        byte[] second = Cases.gzip(Arrays.copyOfRange(content, 10, content.length));
        byte[] header = Arrays.copyOf(second, 10);
        header[3] = 2 | 4 | 8 | 16;
        byte[] body = Arrays.copyOfRange(second, 10, second.length);
        byte[] extras = Cases.latin("\3\0abcname\0comment\0xx");
        Path file = Cases.file(dir, "packed", Cases.join(first, Cases.gzip(new byte[0]), header, extras, body));
        assertEquals(14, Idx.readDataset(file, RowRange.ALL).features().get(2, 4));
        for (int cut = 0; cut < extras.length; cut++) {
            refused(Cases.file(dir, "packed", Cases.join(header, Arrays.copyOf(extras, cut))), "cut short");
        }
    }

    @Test
    void gzipMembersMayEndAnywhere() throws IOException {
        byte[] content = idx(8, new int[] {3, 5}, ramp(15));
        for (int cut = 0; cut <= content.length; cut++) {
            Path file = Cases.file(dir, "packed", Cases.join(Cases.gzip(Arrays.copyOf(content, cut)),
                    Cases.gzip(Arrays.copyOfRange(content, cut, content.length))));
            assertEquals(14, Idx.readDataset(file, RowRange.ALL).features().get(2, 4), "cut at " + cut);
        }
    }

    @Test
    void gzipHeadersAcrossBlocksAreWhole() throws IOException {
        byte[] packed = Cases.gzip(idx(8, new int[] {3, 5}, ramp(15)));
        byte[] header = Arrays.copyOf(packed, 10);
        byte[] body = Arrays.copyOfRange(packed, 10, packed.length);
        header[3] = 8;
        byte[] name = new byte[Input.BLOCK];
        Arrays.fill(name, (byte) 'n');
        for (int length : new int[] {name.length - 12, name.length - 11, name.length - 10, name.length - 1}) {
            Path file = Cases.file(dir, "packed",
                    Cases.join(header, Arrays.copyOf(name, length), new byte[1], body));
            assertEquals(14, Idx.readDataset(file, RowRange.ALL).features().get(2, 4));
        }
        header[3] = 4;
        for (int length : new int[] {0, 1, 255, 256, 65_535}) {
            Path file = Cases.file(dir, "packed", Cases.join(header, new byte[] {(byte) length, (byte) (length >> 8)},
                    Arrays.copyOf(name, length), body));
            assertEquals(14, Idx.readDataset(file, RowRange.ALL).features().get(2, 4));
        }
    }

    @Test
    void aDamagedGzipStreamIsTold() {
        byte[] packed = Cases.gzip(idx(8, new int[] {3, 5}, ramp(15)));
        byte[] bad = packed.clone();
        bad[10] = 7; // a block of the type that does not exist
        refused(Cases.file(dir, "packed", bad), "has damaged gzip data: invalid block type");
        for (int flag : new int[] {0x20, 0x40, 0x80}) {
            bad = packed.clone();
            bad[3] = (byte) flag;
            refused(Cases.file(dir, "packed", bad), "gzip header with method 8 and flags " + flag);
        }
        bad = packed.clone();
        bad[1] = 0x1f;
        refused(Cases.file(dir, "packed", bad), "begins with 1f1f");
        refused(Cases.file(dir, "packed", Cases.join(packed, new byte[] {0x1f, 0x1f})), "bytes after its gzip data");
    }

    @Test
    void whatFollowsTheWantedRowsIsCheckedToo() {
        byte[] large = idx(8, new int[] {100, 1000}, ramp(100_000));
        RowRange first = new RowRange(0, 1);
        Path cut = Cases.file(dir, "packed", Cases.gzip(Arrays.copyOf(large, 90_000)));
        Cases.refused(cut, () -> Idx.readDataset(cut, first), "too early, within the values");
        Path longer = Cases.file(dir, "packed", Cases.gzip(Cases.join(large, new byte[1])));
        Cases.refused(longer, () -> Idx.readDataset(longer, first), "bytes after its values");
        Path labels = Cases.file(dir, "packed", Cases.gzip(idx(8, new int[] {3}, ramp(4))));
        Cases.refused(labels, () -> Idx.readInts(labels), "bytes after its values");
    }

    @Test
    void gzipThatCannotHoldItsSizeIsRefusedAtTheLimit() throws IOException {
        byte[] some = Cases.gzip(idx(8, new int[] {1, 1}, ramp(1)));
        int most = (int) (some.length * GzipInput.MAX_RATIO) - 12;
        for (int over = 0; over < 2; over++) {
            Path file = Cases.file(dir, "packed", Cases.gzip(idx(8, new int[] {1, most + over}, ramp(1))));
            boolean sameLength = Files.size(file) == some.length;
            Assumptions.assumeTrue(sameLength, "packed to another length");
            refused(file, over == 0 ? "too early, within the values" : "cannot hold more than");
        }
    }
}
