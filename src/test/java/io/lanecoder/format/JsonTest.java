package io.lanecoder.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @TempDir private Path dir;

    private static Object parse(String text) throws FormatException {
        return Json.parse("f", text);
    }

    private static void refused(String text, String... parts) {
        Cases.refused(Path.of("f"), () -> parse(text), parts);
    }

    @Test
    void readsEveryKindOfValue() throws IOException {
        Map<String, Object> expected = new LinkedHashMap<>();
        expected.put("a", Arrays.asList(1L, -2L, 0.5, 1e3, true, false, null, List.of(), Map.of()));
        expected.put("b\"\\/\b\f\n\r\t\u00e9\ud83d\ude00", "");
        assertEquals(expected, parse(" {\"a\" : [1, -2,\t0.5,1e3,true,false,null,[ ],{ }] ,\r\n"
                + "\"b\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\uDE00\":\"\"} "));
    }

    @Test
    void integersAreExactAndTheRestIsDouble() throws IOException {
        assertEquals(9223372036854775807L, parse("9223372036854775807"));
        assertEquals(Long.MIN_VALUE, parse("-9223372036854775808"));
        assertEquals(-0.0, parse("-0"));
        assertEquals(0L, parse("0"));
        assertEquals(1.0, parse("1.0"));
        assertEquals(1e-3, parse("1E-3"));
        assertEquals(Double.MIN_VALUE, parse("4.9e-324"));
    }

    @Test
    void whatWasReadCannotBeChanged() throws IOException {
        Map<?, ?> map = (Map<?, ?>) parse("{\"a\":[1]}");
        assertThrows(UnsupportedOperationException.class, map::clear);
        assertThrows(UnsupportedOperationException.class, () -> ((List<?>) map.get("a")).clear());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "[", "[1", "[1,", "[1,]", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,",
        "{\"a\":1,}",
        "{a:1}", "{'a':1}", "{1:1}", "[1 2]", "01", "1.", ".5", "+1", "-", "1e", "1e+", "0x1", "NaN", "Infinity", "tru",
        "nul",
        "True", "\"", "\"a", "\"\\", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\n\"", "\"a\\n\n\"", "\"\\ud800\"",
        "\"\\udc00\\ud800\"", "\ufeff1", "1 1", "[]]", "{}x", "// c\n1", "1\u00a0", "\u00001"})
    void refusesWhatIsNotJson(String text) {
        refused(text, "character ");
    }

    @Test
    void refusesDuplicateKeysAtAnyDepth() {
        refused("{\"a\":1,\"a\":2}", "\"a\" twice");
        refused("[{\"b\":{\"a\":1,\"x\":0,\"\\u0061\":2}}]", "\"a\" twice");
    }

    @Test
    void refusesNumbersThatDoNotFit() {
        refused("9223372036854775808", "64 bits");
        refused("1e999", "64 bits");
        refused("-1e999", "64 bits");
        refused("1" + "0".repeat(2000), "64 bits");
        refused("0." + "0".repeat(2000), "64 bits");
    }

    @Test
    void refusesNestingBombsWithoutRecursion() {
        refused("[".repeat(1_000_000), "32 levels");
        refused("{\"a\":".repeat(100_000), "32 levels");
    }

    @Test
    void refusesWhatIsOverALimit() throws IOException {
        refused("[" + "1,".repeat(200_000) + "1]", "200000 values");
        refused("\"" + "a".repeat(1 << 22) + "\"", "4194306 bytes");
        Json.Limits limits = new Json.Limits(10, 2, 3);
        assertEquals(List.of(List.of(1L)), Json.parse("f", "[[1]]".getBytes(StandardCharsets.UTF_8), limits));
        for (String text : new String[] {"[[[1]]]", "[1,1,1]", "12345678901"}) {
            assertThrows(FormatException.class,
                    () -> Json.parse("f", text.getBytes(StandardCharsets.UTF_8), limits), text);
        }
        assertThrows(IllegalArgumentException.class, () -> new Json.Limits(0, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new Json.Limits(1, 201, 1));
        assertThrows(IllegalArgumentException.class, () -> new Json.Limits(1, 1, 0));
    }

    @ParameterizedTest
    @CsvSource({"80, 1", "c0af, 1", "eda080, 1", "f8888080, 1", "c3, 1", "e282, 1", "f4908080, 1", "ff, 1"})
    void refusesMalformedUtf8(String hex, int at) {
        byte[] bad = java.util.HexFormat.of().parseHex(hex);
        Path file = Cases.file(dir, "o.json", Cases.join(Cases.latin("\""), bad, Cases.latin("\"")));
        Cases.refused(file, () -> Json.read(file), "byte " + at + " ", "UTF-8");
    }

    @Test
    @org.junit.jupiter.api.Timeout(value = 20, unit = TimeUnit.SECONDS)
    void equalHashCodesDoNotSlowItDown() {
        // "Aa" and "BB" have the same hash code: 2^16 keys in one bucket
        List<String> keys = new ArrayList<>(List.of(""));
        for (int i = 0; i < 16; i++) {
            List<String> longer = new ArrayList<>();
            keys.forEach(k -> longer.addAll(List.of(k + "Aa", k + "BB")));
            keys = longer;
        }
        refused("{\"" + String.join("\":1,\"", keys) + "\":1,\"AaAaAaAaAaAaAaAaAaAaAaAaAaAaAaAa\":1}", "twice");
    }

    @Test
    void writesCompactAndPretty() {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("s", "\"\\\u0001\u007f/\n\u00e9\ud83d\ude00\ud800x");
        value.put("n", Arrays.asList(1, 2L, 0.1f, 0.1, 1e10, -0.0, Double.NaN, Float.NEGATIVE_INFINITY, null, true));
        value.put("a", new Object[] {new int[] {1, 2}, new long[] {3}, new float[] {0.5f}, new double[0], DType.F32});
        value.put("e", Map.of());
        assertEquals("{\"s\":\"\\\"\\\\\\u0001\u007f/\\n\u00e9\ud83d\ude00\ufffdx\","
                + "\"n\":[1,2,0.1,0.1,1.0E10,-0.0,null,null,null,true],\"a\":[[1,2],[3],[0.5],[],\"F32\"],\"e\":{}}",
                Json.write(value));
        value.remove("s");
        assertEquals("""
                {
                  "n": [1, 2, 0.1, 0.1, 1.0E10, -0.0, null, null, null, true],
                  "a": [
                    [1, 2],
                    [3],
                    [0.5],
                    [],
                    "F32"
                  ],
                  "e": {}
                }""", Json.writePretty(value));
    }

    @Test
    void refusesToWriteWhatJsonCannotHold() {
        assertThrows(IllegalArgumentException.class, () -> Json.write(Map.of(1, 2)));
        assertThrows(IllegalArgumentException.class, () -> Json.write(new Object()));
        List<Object> loop = new ArrayList<>();
        loop.add(loop);
        assertThrows(IllegalArgumentException.class, () -> Json.write(loop));
    }

    @Test
    void readsBackWhatItWrites() throws IOException {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("x", Arrays.asList(1L, 0.1, null, "\u2028\u0000", Map.of("y", -1e-300)));
        value.put("", Long.MIN_VALUE);
        Path file = dir.resolve("o.json");
        Json.write(file, value);
        assertEquals(value, Json.read(file));
        assertEquals(value, parse(Json.write(value)));
        assertEquals(Json.writePretty(value) + "\n", Files.readString(file));
        assertNull(parse("null"));
    }
}
