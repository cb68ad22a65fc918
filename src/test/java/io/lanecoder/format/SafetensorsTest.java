package io.lanecoder.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.data.FloatMatrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
    @TempDir private Path dir;

    @Test
    void writesTheBytesOfTheReference() throws IOException {
        Path file = dir.resolve("one.safetensors");
        Safetensors.write(file, List.of(
                new Tensor("c", new int[0], new float[] {7}),
                Tensor.of("b.weight", FloatMatrix.of(3, 4, Cases.RAMP)),
                new Tensor("empty", new int[] {0, 5}, new float[0]),
                new Tensor("a.bias", new int[] {2}, new float[] {1, 2})), Map.of("made \"by\"", "numpy, \u00e9\n"));
        assertArrayEquals(Files.readAllBytes(Cases.fixture("one.safetensors")), Files.readAllBytes(file));
        Safetensors.write(file, List.of(new Tensor("x", new int[] {12}, Cases.RAMP)), Map.of());
        assertArrayEquals(Files.readAllBytes(Cases.fixture("plain.safetensors")), Files.readAllBytes(file));
    }

    @Test
    void readsAFileMadeByHand() throws IOException {
        String header = "{\"w\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]}}   ";
        Path file = Cases.file(dir, "hand", Cases.join(Cases.littleEndian(header.length()), Cases.latin(header),
                new byte[] {0, 0, (byte) 0x80, 0x3f, 0, 0, 0, (byte) 0xc0}));
        Safetensors.Contents contents = Safetensors.read(file);
        assertEquals(Map.of("w", new Tensor("w", new int[] {1, 2}, new float[] {1, -2})), contents.tensors());
        assertEquals(Map.of(), contents.metadata());
    }

    @Test
    void whiteSpaceMayStandAnywhereInTheHeader() throws IOException {
        String space = "\t \r\n ";
        String header = "{ \"w\" : { \"dtype\" : \"F32\" , \"shape\" : [ 1 , 2 ] , \"data_offsets\" : [ 0 , 8 ] } ,"
                + " \"__metadata__\" : { \"a\" : \"b\" , \"c\" : \"d\" } }";
        header = header.replace(" ", space).stripTrailing();
        Path file = Cases.file(dir, "spaced", Cases.join(Cases.littleEndian(header.length()), Cases.latin(header),
                new byte[8]));
        Safetensors.Contents contents = Safetensors.read(file);
        assertArrayEquals(new int[] {1, 2}, contents.tensors().get("w").shape());
        assertEquals(Map.of("a", "b", "c", "d"), contents.metadata());
    }

    @Test
    void convertsEveryFloatType() throws IOException {
        Path file = Cases.fixture("mixed.safetensors");
        Map<String, Tensor> tensors = Safetensors.read(file).tensors();
        assertEquals(List.of("f64", "f32", "bf16", "f16"), List.copyOf(tensors.keySet()));
        for (Tensor tensor : tensors.values()) {
            assertArrayEquals(Cases.RAMP, tensor.values(), tensor.name());
        }
        assertArrayEquals(new int[] {3, 4}, tensors.get("f16").shape());
        assertArrayEquals(new int[] {12}, tensors.get("bf16").shape());
        for (String name : tensors.keySet()) {
            double[] values = Safetensors.readDoubles(file, name);
            for (int i = 0; i < values.length; i++) {
                assertEquals(Cases.RAMP[i], values[i], name);
            }
        }
        Cases.refused(file, () -> Safetensors.readDoubles(file, "f8"), "no tensor \"f8\"");
    }

    @Test
    void showsEveryTypeButReadsFloatsOnly() throws IOException {
        Path file = Cases.fixture("steps.safetensors");
        Safetensors.Header header = Safetensors.readHeader(file);
        assertEquals(new Safetensors.Info("steps", DType.I64, List.of(1L), 0, 8), header.tensors().get("steps"));
        assertEquals(12, header.tensors().get("x").elements());
        assertFalse(DType.I64.isReadable());
        Cases.refused(file, () -> Safetensors.read(file), "tensor \"steps\" holds I64", "F32");
        Cases.refused(file, () -> Safetensors.readDoubles(file, "steps"), "tensor \"steps\" holds I64");
    }

    @Test
    void headerAloneTellsNamesShapesAndMetadata() throws IOException {
        Safetensors.Header header = Safetensors.readHeader(Cases.fixture("one.safetensors"));
        assertEquals(List.of("a.bias", "b.weight", "c", "empty"), List.copyOf(header.tensors().keySet()));
        assertEquals(List.of(0L, 5L), header.tensors().get("empty").shape());
        assertEquals(Map.of("made \"by\"", "numpy, \u00e9\n"), header.metadata());
        assertEquals(0, header.dataStart() % 8);
        assertThrows(UnsupportedOperationException.class, () -> header.metadata().clear());
    }

    @Test
    void roundTripKeepsEveryBit() throws IOException {
        Random random = new Random(1);
        List<Tensor> tensors = new ArrayList<>();
        for (int size : new int[] {0, 1, 16383, 16384, 16385, 50_000}) {
            float[] values = new float[size];
            for (int i = 0; i < size; i++) {
                values[i] = Float.intBitsToFloat(random.nextInt());
            }
            tensors.add(new Tensor("t" + size, new int[] {size}, values));
        }
        Path file = dir.resolve("round.safetensors");
        Safetensors.write(file, tensors, Map.of("b", "2", "a", "1"));
        Safetensors.Contents contents = Safetensors.read(file);
        for (Tensor tensor : tensors) {
            Tensor read = contents.tensors().get(tensor.name());
            for (int i = 0; i < tensor.values().length; i++) {
                assertEquals(Float.floatToRawIntBits(tensor.values()[i]), Float.floatToRawIntBits(read.values()[i]));
            }
        }
        assertEquals(List.of("a", "b"), List.copyOf(contents.metadata().keySet()));
    }

    @Test
    void sameContentGivesSameBytes() throws IOException {
        Tensor a = new Tensor("a", new int[] {1}, new float[] {1});
        Tensor b = new Tensor("\uffff", new int[] {1}, new float[] {2});
        Tensor c = new Tensor("\ud83d\ude00", new int[] {1}, new float[] {3});
        Path first = dir.resolve("1");
        Path second = dir.resolve("2");
        Safetensors.write(first, List.of(c, b, a), Map.of("x", "1", "y", "2", "z", "3"));
        Safetensors.write(second, List.of(a, b, c),
                new java.util.TreeMap<>(Map.of("z", "3", "y", "2", "x", "1")).descendingMap());
        assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second));
        // by UTF-8 bytes, as the reference sorts, not by UTF-16 units
        assertEquals(List.of("a", "\uffff", "\ud83d\ude00"), List.copyOf(Safetensors.read(first).tensors().keySet()));
    }

    @Test
    void writerRefusesWhatTheReaderWould() {
        Tensor a = new Tensor("a", new int[] {1}, new float[] {1});
        Path file = dir.resolve("bad");
        assertThrows(IllegalArgumentException.class, () -> Safetensors.write(file, List.of(a, a), Map.of()));
        for (String name : new String[] {"__metadata__", "a\nb", "\ud800"}) {
            Tensor bad = new Tensor(name, new int[] {1}, new float[] {1});
            assertThrows(IllegalArgumentException.class, () -> Safetensors.write(file, List.of(bad), Map.of("k", "v")),
                    name);
        }
        assertThrows(IllegalArgumentException.class, () -> Safetensors.write(file, List.of(a), Map.of("k", "\udc00")));
        assertThrows(IllegalArgumentException.class,
                () -> Safetensors.write(file, List.of(a), Map.of("\ud83d", "\ude00")));
        assertThrows(IllegalArgumentException.class,
                () -> Safetensors.write(file, List.of(a), Map.of("k", "v".repeat(Safetensors.MAX_HEADER))));
        assertFalse(Files.exists(file));
    }

    @Test
    void aFileWithoutTensorsIsFine() throws IOException {
        Path file = dir.resolve("none");
        Safetensors.write(file, List.of(), Map.of());
        assertArrayEquals(Cases.join(Cases.littleEndian(8), Cases.latin("{}      ")), Files.readAllBytes(file));
        assertEquals(Map.of(), Safetensors.read(file).tensors());
    }

    @Test
    void tensorChecksItself() {
        assertThrows(IllegalArgumentException.class, () -> new Tensor("a", new int[] {2}, new float[3]));
        assertThrows(IllegalArgumentException.class, () -> new Tensor("a", new int[] {-1, -3}, new float[3]));
        assertThrows(IllegalArgumentException.class, () -> new Tensor("a", new int[] {1 << 16, 1 << 16}, new float[0]));
        assertEquals(0, new Tensor("a", new int[] {1 << 30, 1 << 30, 0, 1 << 30}, new float[0]).values().length);
        Tensor tensor = new Tensor("a", new int[] {3}, new float[] {1, Float.NEGATIVE_INFINITY, Float.NaN});
        assertEquals(1, tensor.firstNonFinite());
        assertEquals(-1, new Tensor("a", new int[] {1}, new float[] {Float.MAX_VALUE}).firstNonFinite());
        assertThrows(IllegalStateException.class, tensor::matrix);
        assertEquals(2, new Tensor("m", new int[] {2, 3}, new float[6]).matrix().rows());
        assertNotEquals(tensor, new Tensor("a", new int[] {3}, new float[] {1, 2, 3}));
        assertNotEquals(tensor, new Tensor("a", new int[] {3, 1}, tensor.values()));
        assertNotEquals(tensor, new Tensor("b", new int[] {3}, tensor.values()));
        assertEquals(tensor.hashCode(), new Tensor("a", new int[] {3}, tensor.values().clone()).hashCode());
        assertEquals("a [3]", tensor.toString());
        assertTrue(tensor.equals(new Tensor("a", new int[] {3}, tensor.values().clone())));
    }
}
