package io.lanecoder.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.data.Dataset;
import io.lanecoder.data.Labels;
import io.lanecoder.format.Csv.Header;
import io.lanecoder.format.Csv.Options;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {
    @TempDir private Path dir;

    private Path csv(String text) {
        return Cases.file(dir, "a.csv", text);
    }

    private Dataset read(String text, Options options) throws IOException {
        return Csv.read(csv(text), options);
    }

    private Dataset read(String text) throws IOException {
        return read(text, Options.DEFAULT);
    }

    private void refused(String text, Options options, String... parts) {
        Path file = csv(text);
        Cases.refused(file, () -> Csv.read(file, options), parts);
    }

    private void refused(String text, String... parts) {
        refused(text, Options.DEFAULT, parts);
    }

    private static Options options(Header header, String labels, String... ignore) {
        return new Options(header, (char) 0, Optional.ofNullable(labels), List.of(ignore));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a,b\n1,2\n3,4\n", "a,b\r\n1,2\r\n3,4", "a,b\r1,2\r3,4\r", "\ufeffa,b\n1,2\n3,4",
        "a;b\n1;2\n3;4",
        "a\tb\n1\t2\n3\t4", "\n\na,b\n\n1,2\n\r\n3,4\n\n", "\"a\",\"b\"\n\"1\",\"2\"\n\"3\",4",
        " a , b \n 1,2 \n3 ,\"4\" \n",
        "a,b\n+1,2.0\n3e0,0.4E+1"})
    void readsTheSameTable(String text) throws IOException {
        Dataset data = read(text);
        assertEquals(List.of("a", "b"), data.featureNames());
        assertEquals("2 x 2", data.features().toString());
        assertArrayEquals(new float[] {1, 2, 3, 4}, data.features().toArray());
        assertEquals(Dataset.Encoding.NUMBERS, data.encoding());
        assertTrue(data.labels().isEmpty());
    }

    @Test
    void findsOutWhetherThereIsAHeader() throws IOException {
        assertEquals(2, read("1,2\n3,4\n").size());
        assertEquals(1, read("1,x\n3,4\n").size());
        assertEquals(List.of("", "x"), read(",x\n3,4\n").featureNames());
        assertEquals(2, read("nan,inf\n3,4\n").size());
        assertEquals(1, read("1,2\n3,4\n", options(Header.YES, null)).size());
        assertEquals(List.of("1", "2"), read("1,2\n3,4\n", options(Header.YES, null)).featureNames());
        refused("a,b\n3,4\n", options(Header.NO, null), "line 1", "\"a\" in column 0", "expected a number");
        refused("1,,3\n4,5,6\n", "line 1 has an empty cell in column 1");
        // words in the column of labels are no names
        assertEquals(2, read("1,cat\n3,dog\n", options(Header.AUTO, "1")).size());
        assertEquals(2, read("1,cat\n3,dog\n", options(Header.AUTO, null, "1")).size());
        assertEquals(1, read("1,y\n3,dog\n", options(Header.AUTO, "y")).size());
    }

    @Test
    void quotesHoldSeparatorsQuotesAndLineEnds() throws IOException {
        Dataset data = read("\"a,\"\"b\"\"\",\"c\nd\"\r\n\"1\",2\n", Options.DEFAULT);
        assertEquals(List.of("a,\"b\"", "c\nd"), data.featureNames());
        refused("\"a\n\n\",b\n1,2\n3\n", "line 5 has 1 cells, expected 2");
        assertEquals(List.of("\ufeffx", "b"), read("\"\ufeffx\",b\n1,2\n").featureNames());
    }

    @Test
    void labelsByNameAndByNumber() throws IOException {
        String text = "x,kind,y\n1,b,2\n3,a,4\n5,b,6\n";
        for (String column : new String[] {"kind", "1"}) {
            Dataset data = read(text, Options.DEFAULT.withLabels(column));
            assertEquals(new Labels(new int[] {1, 0, 1}, List.of("a", "b")), data.labels().orElseThrow());
            assertEquals(List.of("x", "y"), data.featureNames());
            assertArrayEquals(new float[] {3, 4}, data.features().row(1));
        }
        // the name wins
        assertEquals(List.of("7", "8"),
                read("1,0\n5,7\n6,8\n", options(Header.YES, "0")).labels().orElseThrow().names());
        refused(text, options(Header.AUTO, "z"), "no column \"z\"", "below 3");
        refused(text, options(Header.AUTO, "3"), "no column \"3\"");
        for (String name : new String[] {"", "-1", "1x", "/", ":", "000000001", "99999999"}) {
            refused(text, options(Header.YES, name), "no column \"" + name + "\"",
                    "expected a number below 3 or a name");
        }
        assertEquals(List.of("a", "b"), read(text, options(Header.YES, "00000001")).labels().orElseThrow().names());
        refused("1,2\n", options(Header.NO, "x"), "no line of names");
        refused("a,a\n1,2\n", options(Header.AUTO, "a"), "several columns \"a\"");
        refused("x,y\n1,\n", options(Header.AUTO, "y"), "line 2 has an empty cell in column 1 \"y\"", "label");
        refused("x,y\n1,2\n", options(Header.AUTO, "y", "1"), "\"y\" among the columns to ignore");
        refused("x,y\n1,2\n", options(Header.AUTO, "y", "x"), "no column of features");
    }

    @Test
    void classNamesAreSortedAsNumbersOrAsText() throws IOException {
        Options last = options(Header.NO, "1");
        assertEquals(List.of("-1", "2", "10"), read("0,10\n0,2\n0,-1\n", last).labels().orElseThrow().names());
        assertEquals(List.of("10", "2", "x"), read("0,10\n0,2\n0,x\n", last).labels().orElseThrow().names());
        assertEquals(List.of("01", "1"), read("0,1\n0,01\n", last).labels().orElseThrow().names());
    }

    @Test
    void columnsCanBeLeftOut() throws IOException {
        assertEquals(List.of("7"), read("7,1.5\n1,2\n", options(Header.AUTO, null, "1.5")).featureNames());
        assertEquals(2, read("7,8\n1,2\n", options(Header.AUTO, null, "1")).size());
        assertEquals(2, read("7,x\n1,2\n", options(Header.AUTO, null, "1")).size());
        assertEquals(1, read("y,x\n1,2\n", options(Header.AUTO, null, "1")).size());
        Dataset data = read("id,x,note,y\nA,1,good,2\n", options(Header.AUTO, null, "id", "2"));
        assertEquals(List.of("x", "y"), data.featureNames());
        assertArrayEquals(new float[] {1, 2}, data.features().toArray());
    }

    @Test
    void readsSlices() throws IOException {
        Path file = csv("x,k\n0,c\n1,b\nbad,a\n3,b\n");
        Dataset slice = Csv.read(file, Options.DEFAULT.withLabels("k"), new RowRange(0, 2));
        assertArrayEquals(new float[] {0, 1}, slice.features().toArray());
        assertEquals(new Labels(new int[] {2, 1}, List.of("a", "b", "c")), slice.labels().orElseThrow());
        Cases.refused(file, () -> Csv.read(file, Options.DEFAULT.withLabels("k"), new RowRange(3, 5)), "has 4 rows",
                "3:5");
        Cases.refused(file, () -> Csv.read(file, Options.DEFAULT.withLabels("k")), "line 4",
                "\"bad\" in column 0 \"x\"");
    }

    @Test
    void readsLabelsAlone() throws IOException {
        Labels expected = new Labels(new int[] {1, 0, 1}, List.of("3", "7"));
        assertEquals(expected, Csv.readLabels(csv("7\n3\n7\n"), Options.DEFAULT));
        assertEquals(expected, Csv.readLabels(csv("class\n7\n3\n7\n"), Options.DEFAULT));
        assertEquals(expected, Csv.readLabels(csv("x,class\n0,7\n0,3\n0,7\n"), Options.DEFAULT.withLabels("class")));
        Path two = csv("1,2\n3,4\n");
        Cases.refused(two, () -> Csv.readLabels(two, Options.DEFAULT), "has 2 columns", "expected one of labels");
        assertEquals(List.of("2", "4"), Csv.readLabels(two, options(Header.AUTO, null, "0")).names());
        Path ragged = csv("a\nb\nc,d\n");
        Cases.refused(ragged, () -> Csv.readLabels(ragged, Options.DEFAULT), "line 3 has 2 cells, expected 1");
        Path gap = csv("k,x\na,1\n ,2\n");
        Cases.refused(gap, () -> Csv.readLabels(gap, Options.DEFAULT.withLabels("k")), "line 3 has an empty cell",
                "expected a label");
    }

    @Test
    void refusesBrokenTables() {
        refused("a,b\n1,2\n3\n", "line 3 has 1 cells, expected 2");
        refused("a,b\n1,2\n3,4,5\n", "line 3 has 3 cells, expected 2");
        refused("a,b\n1,2,\n", "line 2 has 3 cells");
        refused("a,b\n1,\"2\n3,4\n5,6\n", "line 2 opens a quote");
        refused("a,b\n1,2\"3\n", "line 2 has a quote in the middle");
        refused("a,b\n1,\"2\"3\n", "line 2 has text after a closing quote");
        refused("a,b\n1,\n", "line 2 has an empty cell in column 1 \"b\"");
        refused("a,b\n1,\"\"\n", "line 2 has an empty cell");
        refused("a,b\n1,2\nx\u001b[31m,4\n", "line 3 has \"x\\u001b[31m\" in column 0 \"a\"");
        refused("a,b\n1," + "9".repeat(2000) + "\n", "line 2 has \"999", "...");
        refused("a,b\n1,2\u0000\n", "line 2 has a zero character");
        assertThrows(FormatException.class, () -> read("1;2\n3,4\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1f", "1d", "0x1p3", "1e", "1e+", "e5", ".", "-", "+", "--1", "1-", "1.2.3", "1 2", "1_000",
        "nanx",
        "infinit", "-.", ".e1", "\u0661", "1e5.0", ".nan", "1nan", "NA", "null", "true", "#N/A", "1,5e"})
    void refusesTextAmongNumbers(String cell) {
        refused("a\tb\n1\t" + cell + "\n", "line 2", "in column 1 \"b\", expected a number");
    }

    @Test
    void readsNumbersAsJavaDoes() {
        CsvNumber number = new CsvNumber();
        Random random = new Random(4);
        for (int i = 0; i < 300_000; i++) {
            String text = switch (i % 5) {
                case 0 -> Float.toString(Float.intBitsToFloat(random.nextInt()));
                case 1 -> Double.toString(random.nextGaussian() * Math.pow(10, random.nextInt(80) - 40));
                case 2 -> Integer.toString(random.nextInt() >> random.nextInt(31));
                case 3 -> (random.nextBoolean() ? "-" : "") + random.nextInt(1000) + "." + random.nextInt(1_000_000);
                default -> "0." + "0".repeat(random.nextInt(12)) + random.nextInt(10_000_000);
            };
            assertTrue(number.parse(text.toCharArray(), 0, text.length()), text);
            assertEquals(Float.floatToIntBits(Float.parseFloat(text)), Float.floatToIntBits(number.value()), text);
        }
        for (String text : new String[] {"-0", "0", "-0.0", "00012", "0.00", "1.", ".5", "+.5", "16777217", "16777219",
            "9999999",
            "1e400", "1e-400", "1e99999999999", "-1E+5", "0.1234567", "0.00000000001", "3.4028236e38"}) {
            assertTrue(number.parse(text.toCharArray(), 0, text.length()), text);
            assertEquals(Float.floatToIntBits(Float.parseFloat(text)), Float.floatToIntBits(number.value()), text);
        }
        for (String text : new String[] {"nan", "NaN", "-nan", "inf", "-INF", "+Infinity"}) {
            assertTrue(number.parse(text.toCharArray(), 0, text.length()), text);
            assertFalse(Float.isFinite(number.value()));
        }
        assertEquals(Float.POSITIVE_INFINITY, number.value());
    }

    @Test
    void refusesOtherEncodingsAtTheirLine() {
        for (int at : new int[] {0, 4, 70_000}) {
            byte[] text = "1,2\n".repeat(20_000).getBytes(StandardCharsets.UTF_8);
            text[at] = (byte) 0xe9;
            Path file = Cases.file(dir, "latin.csv", text);
            Cases.refused(file, () -> Csv.read(file, Options.DEFAULT), "line " + (at / 4 + 1) + " is not in UTF-8");
        }
        Path cut =
                Cases.file(dir, "cut.csv", Cases.join(Cases.latin("1,2\n3,"), new byte[] {(byte) 0xe2, (byte) 0x82}));
        Cases.refused(cut, () -> Csv.read(cut, Options.DEFAULT), "line 2 is not in UTF-8");
        Path wide = Cases.file(dir, "wide.csv", "1,2\n".getBytes(StandardCharsets.UTF_16LE));
        Cases.refused(wide, () -> Csv.read(wide, Options.DEFAULT), "line 1 has a zero character");
        Path marked = Cases.file(dir, "marked.csv", "1,2\n".getBytes(StandardCharsets.UTF_16));
        Cases.refused(marked, () -> Csv.read(marked, Options.DEFAULT), "line 1 is not in UTF-8");
    }

    @Test
    void charactersAcrossBlocksAreWhole() throws IOException {
        for (int shift = 0; shift < 4; shift++) {
            String name = "x".repeat(shift) + "\ud83d\ude00\u20ac".repeat(20_000);
            assertEquals(List.of(name, "b"), read(name + ",b\n1,2\n").featureNames());
        }
    }

    @Test
    void boundsLinesAndColumns() throws IOException {
        refused("1".repeat(CsvRecords.MAX_RECORD + 1), "line 1 is longer than 16777216 characters");
        refused("\"" + "\n".repeat(CsvRecords.MAX_RECORD + 1), "line 1 is longer than");
        String million = "1,".repeat(CsvRecords.MAX_COLUMNS - 1) + "1";
        assertEquals(CsvRecords.MAX_COLUMNS, read(million).features().cols());
        refused(million + ",1", "line 1 has more than 1000000 columns");
    }

    @Test
    void emptyTables() throws IOException {
        assertEquals("0 x 0", read("").features().toString());
        assertEquals("0 x 0", read("\ufeff\n\r\n").features().toString());
        assertEquals("0 x 2", read("a,b\n").features().toString());
    }

    @Test
    void growsWithoutLosingRows() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 50_000; i++) {
            text.append(i).append(';').append(-i).append(".25\n");
        }
        Dataset data = read(text.toString());
        assertEquals("50000 x 2", data.features().toString());
        for (int i = 0; i < 50_000; i++) {
            assertEquals(i, data.features().get(i, 0));
            assertEquals(-i - 0.25f, i == 0 ? -0.25f : data.features().get(i, 1));
        }
    }

    @Test
    void optionsCheckThemselves() {
        for (char separator : new char[] {'"', '\n', '\r', ' ', 'a', '5', '.', '-', '\ud800', '\u00e9', 1}) {
            assertThrows(IllegalArgumentException.class, () -> Options.DEFAULT.withSeparator(separator));
        }
        assertEquals('|', Options.DEFAULT.withSeparator('|').separator());
    }

    @Test
    void forcedSeparator() throws IOException {
        assertArrayEquals(new float[] {1, 2}, read("1|2\n", Options.DEFAULT.withSeparator('|')).features().toArray());
        refused("1,5;2\n", new Options(Header.NO, ';', Optional.empty(), List.of()), "line 1 has \"1,5\" in column 0");
    }
}
