package io.lanecoder.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule that a file can break, broken alone. */
class SafetensorsHostileTest {
    private static final String GOOD = "\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";

    @TempDir private Path dir;

    private Path raw(byte[]... parts) {
        return Cases.file(dir, "m.safetensors", Cases.join(parts));
    }

    private Path model(String header, int dataBytes) {
        return raw(Cases.littleEndian(header.length()), Cases.latin(header), new byte[dataBytes]);
    }

    private void refused(Path file, String... parts) {
        Cases.refused(file, () -> Safetensors.read(file), parts);
        Cases.refused(file, () -> Safetensors.readHeader(file), parts);
    }

    private void refused(String header, int dataBytes, String... parts) {
        refused(model(header, dataBytes), parts);
    }

    /** A tensor of one field that is wrong. */
    private void refusedTensor(String dtype, String shape, String offsets, int dataBytes, String... parts) {
        refused("{\"w\":{\"dtype\":" + dtype + ",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}}", dataBytes,
                parts);
    }

    @Test
    void theUnbrokenFileIsRead() throws IOException {
        assertEquals(2, Safetensors.read(model("{" + GOOD + "}", 8)).tensors().get("w").values().length);
        assertEquals(2, Safetensors.read(model("{" + GOOD + "}  ", 8)).tensors().get("w").values().length);
    }

    @Test
    void noFile() {
        NoSuchFileException error =
                assertThrows(NoSuchFileException.class, () -> Safetensors.read(dir.resolve("no\nmodel")));
        Cases.oneLine(error, "no\\u000amodel: no such file");
        IOException folder = assertThrows(IOException.class, () -> Safetensors.read(dir));
        Cases.oneLine(folder, dir + ": is a folder");
    }

    @Test
    void tooShort() {
        refused(raw(new byte[0]), "0 bytes long");
        refused(raw(new byte[7]), "7 bytes long", "at least 8");
    }

    @Test
    void headerLengthBeyondReason() {
        refused(raw(Cases.littleEndian(-1), Cases.latin("{}")), "18446744073709551615 bytes", "at most");
        refused(raw(Cases.littleEndian(Long.MIN_VALUE), Cases.latin("{}")), "9223372036854775808 bytes");
        refused(raw(Cases.littleEndian(Safetensors.MAX_HEADER + 1L), Cases.latin("{}")), "at most 16777216");
    }

    @Test
    void headerLengthBeyondTheFile() {
        refused(raw(Cases.littleEndian(3), Cases.latin("{}")), "header of 3 bytes", "only 2 bytes follow");
        refused(raw(Cases.littleEndian(Safetensors.MAX_HEADER), Cases.latin("{}")), "only 2 bytes follow");
    }

    @Test
    void headerThatDoesNotBeginWithABrace() {
        refused(" {" + GOOD + "}", 8, "begins with 0x20", "brace");
        refused("[]", 0, "begins with 0x5b");
        refused("", 0, "begins with nothing");
        refused(raw(Cases.littleEndian(5), new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf, '{', '}'}),
                "begins with 0xef");
    }

    @Test
    void malformedUtf8() {
        refused("{\"\u00ff\":0}", 0, "byte 2 of the header is 0xff", "UTF-8");
        refused("{\"__metadata__\":{\"\\ud800\":\"\"}}", 0, "surrogate");
    }

    @Test
    void duplicateKeysAtAnyLevel() {
        refused("{" + GOOD + "," + GOOD + "}", 8, "\"w\" twice");
        refused("{\"__metadata__\":{\"a\":\"\",\"a\":\"\"}," + GOOD + "}", 8, "\"a\" twice");
        refused("{\"__metadata__\":{},\"__metadata__\":{}," + GOOD + "}", 8, "\"__metadata__\" twice");
        refused("{\"w\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8,
                "\"dtype\" twice");
    }

    @Test
    void nesting() {
        refused("{\"w\":" + "[".repeat(1_000_000), 0, "expected an object");
        refused("{\"w\":{\"shape\":" + "[".repeat(1_000_000), 0, "expected a value");
        refused("{\"a\":" + "{\"a\":".repeat(1_000_000), 0, "unknown field \"a\"");
    }

    @Test
    void numbersThatAreNoIntegers() {
        for (String number : new String[] {"2.0", "2e0", "-2", "-0", "9007199254740993", "99999999999999999999",
            "1e999"}) {
            refusedTensor("\"F32\"", "[" + number + "]", "[0,8]", 8, number);
            refusedTensor("\"F32\"", "[2]", "[0," + number + "]", 8, number);
        }
        for (String other : new String[] {"\"2\"", "null", "true", "[2]", "{}", "02", "0x2", "+2", "NaN"}) {
            refusedTensor("\"F32\"", "[" + other + "]", "[0,8]", 8, "header, character");
        }
    }

    @Test
    void typesAndFields() {
        refusedTensor("\"F33\"", "[2]", "[0,8]", 8, "unknown dtype \"F33\"");
        refusedTensor("\"f32\"", "[2]", "[0,8]", 8, "unknown dtype \"f32\"");
        refusedTensor("4", "[2]", "[0,8]", 8, "expected a string");
        refusedTensor("\"F32\"", "2", "[0,8]", 8, "expected an array");
        refusedTensor("\"F32\"", "[2]", "[0]", 8, "lacks");
        refusedTensor("\"F32\"", "[2]", "[0,8,8]", 8, "more than 2");
        refused("{\"w\":{\"dtype\":\"F32\",\"shape\":[2]}}", 8, "lacks");
        refused("{\"w\":{\"dtype\":\"F32\",\"data_offsets\":[0,8]}}", 8, "lacks");
        refused("{\"w\":{\"shape\":[2],\"data_offsets\":[0,8]}}", 8, "lacks");
        refused("{\"w\":{}}", 0, "lacks");
        refused("{\"w\":7}", 0, "expected an object");
        refused("{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"x\":1}}", 8, "unknown field \"x\"");
        refused("{\"__metadata__\":{\"a\":1}}", 0, "expected a string");
        refused("{\"__metadata__\":[]}", 0, "expected an object");
    }

    @Test
    void shapesThatOverflow() {
        refusedTensor("\"F32\"", "[9007199254740992,9007199254740992]", "[0,8]", 8, "overflows");
        refusedTensor("\"F32\"", "[4294967296,4294967296]", "[0,0]", 0, "overflows");
        refusedTensor("\"F32\"", "[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,2]", "[0,8]", 8, "more than 16");
        refusedTensor("\"F4\"", "[3]", "[0,1]", 1, "12 bits");
    }

    @Test
    void offsetsThatDoNotFit() {
        refusedTensor("\"F32\"", "[2]", "[8,0]", 8, "begin <= end");
        refusedTensor("\"F32\"", "[2]", "[0,4]", 8, "has 4 bytes", "takes 8");
        refusedTensor("\"F32\"", "[2]", "[0,9007199254740992]", 8, "takes 8");
        refusedTensor("\"F32\"", "[2]", "[4,12]", 12, "hole");
        refused("{" + GOOD + ",\"v\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}", 12, "overlap");
        refused("{" + GOOD + ",\"v\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8, "overlap");
        refused("{" + GOOD + ",\"v\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[12,20]}}", 20, "hole");
        refused("{" + GOOD + "}", 7, "cut short");
        refused("{" + GOOD + "}", 0, "cut short");
        refused("{" + GOOD + "}", 9, "1 bytes after its last tensor");
        refused("{}", 1, "1 bytes after its last tensor");
    }

    @Test
    void aHugeTensorIsRefusedBeforeItIsAllocated() {
        refusedTensor("\"F32\"", "[1000000000]", "[0,4000000000]", 8, "cut short");
    }

    @Test
    void sizesBeyondAnInt() {
        Path file = model("{\"w\":{\"dtype\":\"F32\",\"shape\":[0,9000000000],\"data_offsets\":[0,0]}}", 0);
        Cases.refused(file, () -> Safetensors.read(file), "[0, 9000000000]");
    }

    @Test
    void tooManyTensors() throws IOException {
        StringBuilder header = new StringBuilder("{");
        for (int i = 0; i <= Safetensors.MAX_TENSORS; i++) {
            header.append(i == 0 ? "" : ",").append("\"").append(i)
                    .append("\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}");
            if (i == Safetensors.MAX_TENSORS - 1) {
                assertEquals(Safetensors.MAX_TENSORS, Safetensors.read(model(header + "}", 0)).tensors().size());
            }
        }
        refused(header + "}", 0, "more than 100000 tensors");
    }

    @Test
    void namesWithControlCharacters() {
        refused("{\"a\\u001b[2J\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}", 0, "control characters",
                "\\u001b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\n", "\\u0000", "\\u007f", "\\u009b2J", "\\u0085"})
    void everyControlCharacterIsFound(String name) {
        refused("{\"" + name + "\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}", 0, "control characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../w", "/etc/passwd", "C:\\\\w", "..", "", "~/w"})
    void namesAreNeverPaths(String name) throws IOException {
        Path file = model("{\"" + name + "\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8);
        assertEquals(List.of(name.replace("\\\\", "\\")), List.copyOf(Safetensors.read(file).tensors().keySet()));
        assertEquals(List.of(file), Cases.list(dir));
    }

    @Test
    void headersAsLongAsAllowedAreCheap() throws IOException {
        String spaces = " ".repeat(Safetensors.MAX_HEADER - 2);
        assertEquals(0, Safetensors.read(model("{" + spaces + "}", 0)).tensors().size());
        refused("{\"" + spaces, 0, "has its end in a string, expected a closing quote");
        refused("{" + spaces.substring(1) + "[}", 0, "expected a string");
        refused("{\"w\":{\"shape\":[" + "1".repeat(Safetensors.MAX_HEADER - 20), 0, "\"1111", "64 bits");
    }

    @Test
    void restAfterTheHeader() {
        refused("{" + GOOD + "}\n", 8, "expected spaces only");
        refused("{" + GOOD + "} }", 8, "expected spaces only");
        refused("{" + GOOD + "}\u0000", 8, "expected spaces only");
        refused("{" + GOOD, 8, "its end");
    }

    @Test
    void nonFiniteWeightsAreFound() throws IOException {
        String header = "{" + GOOD + "}";
        Path file = raw(Cases.littleEndian(header.length()), Cases.latin(header),
                new byte[] {0, 0, 0, 0, 0, 0, (byte) 0xc0, 127});
        Map<String, Tensor> tensors = Safetensors.read(file).tensors();
        assertEquals(1, tensors.get("w").firstNonFinite());
    }

    @Test
    void aFileThatShrinksWhileItIsRead() throws IOException {
        Path file = model("{" + GOOD + "}", 8);
        try (FileInput in = FileInput.open(file)) {
            Safetensors.Header header = SafetensorsHeader.read(in);
            Cases.file(dir, "m.safetensors", new byte[3]);
            in.seek(header.dataStart());
            Cases.refused(file, () -> in.readFully(new byte[8], 0, 8, "the values"), "8 bytes too early");
        }
        for (int left : new int[] {0, 7, 8, 20}) {
            Path again = model("{" + GOOD + "}", 8);
            try (FileInput in = FileInput.open(again)) {
                Cases.file(dir, "m.safetensors", Arrays.copyOf(Files.readAllBytes(again), left));
                Cases.refused(again, () -> SafetensorsHeader.read(in), "too early, within the header");
            }
        }
    }
}
