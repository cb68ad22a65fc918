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
    void writesEveryCharacterAndKindOfNumber() {
        assertEquals("\"\\b\\f\\n\\r\\t\\u0000\\u001f \u007f\"", Json.write("\b\f\n\r\t\u0000\u001f \u007f"));
        assertEquals("\"\ufffd\"", Json.write("\ud83d"));
        assertEquals("\"\ufffdx\"", Json.write("\ud83dx"));
        assertEquals("\"\ufffd\ud83d\ude00\ufffd\"", Json.write("\ud83d\ud83d\ude00\ude00"));
        assertEquals("[-1,-2,-3,-4]", Json.write(List.of((byte) -1, (short) -2, -3, -4L)));
        assertEquals("\"abc\"", Json.write(new StringBuilder("abc")));
        assertEquals("[\n  {},\n  []\n]", Json.writePretty(List.of(Map.of(), List.of())));
        assertEquals("[\n  null,\n  [1]\n]", Json.writePretty(Arrays.asList(null, new int[] {1})));
        assertEquals("[null, 1]", Json.writePretty(Arrays.asList(null, 1)));
    }

    @Test
    void nestsAsDeepAsItMay() throws IOException {
        String deep = "[".repeat(32) + "]".repeat(32);
        assertEquals(deep, Json.write(parse(deep)));
        refused("[" + deep + "]", "character 33", "nested more than 32 levels deep");
        assertEquals("[[],[]]", Json.write(parse("[[], []]")));
        refused("[" + deep.substring(1, 63) + "," + deep + "]", "32 levels");
        Object value = "x";
        for (int i = 0; i < 200; i++) {
            value = List.of(value);
        }
        assertEquals("[".repeat(200) + "\"x\"" + "]".repeat(200), Json.write(value));
        Object tooDeep = List.of(value);
        assertThrows(IllegalArgumentException.class, () -> Json.write(tooDeep));
    }

    @Test
    void errorsPointAtTheCharacter() {
        refused("[1, 2,, 3]", "f: character 6: has \",\", expected a value");
        refused("{\"a\":1, \"b\" 2}", "f: character 12: has \"2\", expected ':' after the key \"b\"");
        refused("{\"a\":1, \"a\":2}", "f: character 8: has the key \"a\" twice");
        refused("[1.5e, 2]", "f: character 5: has \",\", expected a digit");
        refused("[1, 12345678901234567890]", "f: character 4: has the number \"12345678901234567890\"");
        refused("[\"\\ud83d!\"]", "f: character 1: has a string with half of a surrogate pair");
        refused("[\"\\u\u0661234\"]", "f: character 4: has \"\u0661\" in a \\u escape");
        refused("[truE]", "f: character 1: has \"t\", expected true");
        refused("[\"a\nb\"]", "f: character 3: has \"\\u000a\" in a string, expected a closing quote or an escape");
        refused("{} \ud83d\ude00", "f: character 3: has \"\ud83d\ude00\" after the end of the value");
        refused("[\"\\x\"]", "f: character 3: has \"x\" after a backslash");
    }

    @Test
    void limitsAreChecked() throws IOException {
        new Json.Limits(1, 1, 1);
        new Json.Limits(1 << 30, 200, Integer.MAX_VALUE);
        for (int[] bad : new int[][] {{0, 1, 1}, {(1 << 30) + 1, 1, 1}, {1, 0, 1}, {1, 201, 1}, {1, 1, 0}}) {
            assertThrows(IllegalArgumentException.class, () -> new Json.Limits(bad[0], bad[1], bad[2]));
        }
        // an object, two keys and two values
        byte[] five = "{\"a\":1,\"b\":[]}".getBytes(StandardCharsets.UTF_8);
        assertEquals(Map.of("a", 1L, "b", List.of()), Json.parse("f", five, new Json.Limits(five.length, 2, 5)));
        assertThrows(FormatException.class, () -> Json.parse("f", five, new Json.Limits(five.length, 2, 4)));
        assertThrows(FormatException.class, () -> Json.parse("f", five, new Json.Limits(five.length, 1, 5)));
        assertThrows(FormatException.class, () -> Json.parse("f", five, new Json.Limits(five.length - 1, 2, 5)));
        byte[] words = "[true,null,\"s\"]".getBytes(StandardCharsets.UTF_8);
        assertEquals(Arrays.asList(true, null, "s"), Json.parse("f", words, new Json.Limits(99, 1, 4)));
        assertThrows(FormatException.class, () -> Json.parse("f", words, new Json.Limits(99, 1, 3)));
        assertEquals("1".repeat(18), String.valueOf(parse(" ".repeat((1 << 22) - 18) + "1".repeat(18))));
        refused(" ".repeat(1 << 22) + "1", "is 4194305 bytes of JSON, expected at most 4194304");
        assertEquals(0.0, parse("0." + "0".repeat(998)));
        refused("0." + "0".repeat(999), "64 bits");
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
