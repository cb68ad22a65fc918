package io.lanecoder.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every type by the bits of some of its values, worked out by hand, as float and as double, in both byte orders. */
class ElementTest {
    @TempDir private Path dir;

    private FileInput input(long bits, int bytes, ByteOrder order) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(8).order(order);
        buffer.putLong(0, order == ByteOrder.BIG_ENDIAN ? bits << 64 - 8 * bytes : bits);
        return FileInput.open(Cases.file(dir, "bits", Arrays.copyOf(buffer.array(), bytes)));
    }

    @ParameterizedTest
    @CsvSource({"BOOL, 0, 0", "BOOL, 1, 1", "BOOL, ff, 1", "U8, ff, 255", "U8, 7f, 127", "I8, ff, -1", "I8, 80, -128",
        "I16, 8000, -32768", "I16, 7fff, 32767", "U16, ffff, 65535", "I32, 80000000, -2147483648", "I32, 102, 258",
        "U32, ffffffff, 4294967295", "U32, 1, 1", "I64, ffffffffffffffff, -1", "I64, 7fffffffffffffff, 0x1p63",
        "I64, 20000000000003, 0x1.0000000000002p53", "U64, 7, 7", "U64, ffffffffffffffff, 0x1p64",
        "U64, 8000000000000000, 0x1p63", "U64, 8000000000000800, 0x1.0000000000001p63",
        "U64, 8000000000000401, 0x1.0000000000001p63", "F16, 3c00, 1", "F16, c000, -2", "F16, 1, 0x1p-24",
        "F16, fc00, -Infinity", "BF16, 3f80, 1", "BF16, c040, -3", "BF16, 7f80, Infinity",
        "F32, 40490fdb, 0x1.921fb6p1",
        "F64, 400921fb54442d18, 0x1.921fb54442d18p1", "F64, c000000000000000, -2",
        "F64, 7fefffffffffffff, 0x1.fffffffffffffp1023"})
    void valuesOfBits(Element element, String hex, double expected) throws IOException {
        long bits = Long.parseUnsignedLong(hex, 16);
        for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
            try (FileInput in = input(bits, element.bytes(), order)) {
                double[] doubles = {5, 5, 5};
                element.readDoubles(in, order, doubles, 1, 1);
                assertArrayEquals(new double[] {5, expected, 5}, doubles);
                in.seek(0);
                float[] floats = {5, 5, 5};
                element.readFloats(in, order, floats, 1, 1);
                assertArrayEquals(new float[] {5, (float) expected, 5}, floats);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void blocksJoinWithoutAGap(Element element) throws IOException {
        int count = 2 * (Input.BLOCK / element.bytes()) + 3;
        ByteBuffer content = ByteBuffer.allocate(count * element.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            int at = i * element.bytes();
            switch (element) {
                case F64 -> content.putDouble(at, i % 97);
                case F32 -> content.putFloat(at, i % 97);
                default -> content.put(at, (byte) (i % 97));
            }
        }
        try (FileInput in = FileInput.open(Cases.file(dir, "blocks", content.array()))) {
            float[] floats = new float[count];
            double[] doubles = new double[count];
            element.readFloats(in, ByteOrder.LITTLE_ENDIAN, floats, 0, count);
            assertEquals(0, in.remaining());
            in.seek(0);
            element.readDoubles(in, ByteOrder.LITTLE_ENDIAN, doubles, 0, count);
            assertEquals(0, in.remaining());
            for (int i = 0; i < count; i++) {
                assertEquals(floats[i % 97], floats[i], "float " + i);
                assertEquals(doubles[i % 97], doubles[i], "double " + i);
                assertEquals(doubles[i], floats[i], "value " + i);
            }
            assertEquals(element == Element.BOOL ? 2 : 97,
                    IntStream.range(0, 97).mapToDouble(i -> floats[i]).distinct().count());
        }
    }

    @Test
    void nothingIsReadForNothing() throws IOException {
        try (FileInput in = input(1, 8, ByteOrder.LITTLE_ENDIAN)) {
            Element.F64.readDoubles(in, ByteOrder.LITTLE_ENDIAN, new double[0], 0, 0);
            Element.F32.readFloats(in, ByteOrder.LITTLE_ENDIAN, new float[0], 0, 0);
            assertEquals(8, in.remaining());
        }
    }
}
