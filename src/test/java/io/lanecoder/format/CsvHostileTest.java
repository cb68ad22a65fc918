package io.lanecoder.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lanecoder.data.Dataset;
import io.lanecoder.format.Csv.Options;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables that are large, odd or broken on purpose. What each may cost is checked by {@link Cases#refused}. */
class CsvHostileTest {
    private static final int MIB = 1 << 20;

    @TempDir private Path dir;

    private static void refused(Path file, String... parts) {
        Cases.refused(file, () -> Csv.read(file, Options.DEFAULT), parts);
    }

    private void refused(String text, String... parts) {
        refused(Cases.file(dir, "a.csv", text), parts);
    }

    private Dataset read(String text) throws IOException {
        return Csv.read(Cases.file(dir, "a.csv", text), Options.DEFAULT);
    }

    /** A file that begins with some text and goes on with one character. */
    private Path large(String start, char filling, int mebibytes) throws IOException {
        Path file = dir.resolve("large.csv");
        byte[] block = new byte[MIB];
        Arrays.fill(block, (byte) filling);
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(Cases.latin(start));
            for (int i = 0; i < mebibytes; i++) {
                out.write(block);
            }
        }
        return file;
    }

    @Test
    void aLineOfAHundredMegabytesIsReadNoFurtherThanItsLimit() throws IOException {
        refused(large("", '1', 100), "line 1 is longer than 16777216 characters");
        refused(large("a,b\n1,2\n3,", '4', 20), "line 3 is longer than 16777216 characters");
        refused(large("a,b\n1,\"", ' ', 20), "line 2 is longer than 16777216 characters");
        refused(large("", ',', 100), "line 1 has more than 1000000 columns");
    }

    @Test
    void emptyLinesAndSpacesTakeNoMemory() throws IOException {
        for (char nothing : new char[] {'\n', '\r'}) {
            Path file = large("a,b\n1,2\n", nothing, 20);
            long before = Cases.allocated();
            assertEquals("1 x 2", Csv.read(file, Options.DEFAULT).features().toString());
            long allocated = Cases.allocated() - before;
            assertEquals(0, allocated / (8 * MIB), allocated + " bytes");
        }
        refused(large("a,b\n1,2\n", ' ', 20), "line 3 has 1 cells, expected 2");
    }

    @Test
    void aMillionColumnsInEveryRow() throws IOException {
        String row = "1,".repeat(CsvRecords.MAX_COLUMNS - 1) + "2\n";
        assertEquals("2 x 1000000", read(row + row).features().toString());
        refused(row + row.substring(2), "line 2 has 999999 cells, expected 1000000");
        refused(row + "1," + row, "line 2 has more than 1000000 columns");
    }

    @Test
    void raggedRows() {
        refused("1,2\n3,4\n5\n", "line 3 has 1 cells, expected 2 as in the first line");
        refused("1,2\n3,4\n5,6,7\n", "line 3 has 3 cells, expected 2 as in the first line");
        refused("a\n1\n2,3\n", "line 3 has 2 cells, expected 1");
        refused("1,2\n,\n", "line 2 has an empty cell in column 0");
        refused("1,2\n \n", "line 2 has 1 cells");
    }

    @Test
    void unbalancedQuotes() throws IOException {
        refused("\"", "line 1 opens a quote that is never closed");
        refused("1,2\n3,\"4\n5,6\n", "line 2 opens a quote that is never closed");
        refused("\"\"\"", "line 1 opens a quote that is never closed");
        refused("1,2\"\"\n", "line 1 has a quote in the middle of a cell");
        refused("1,\"2\" 3\n", "line 1 has text after a closing quote");
        refused("1,\"2\n\n\"x\n", "line 3 has text after a closing quote");
        refused("a,\"b\r\nc\rd\ne\"\n1,x\n", "line 5 has \"x\" in column 1 \"b\\u000d\\u000ac\\u000dd\\u000ae\"");
        assertEquals(List.of("a", "b"), read("\"a\" , \"b\"  \n1, \"2\" \n").featureNames());
    }

    @ParameterizedTest
    @CsvSource({"UTF-16LE, true, is not in UTF-8", "UTF-16BE, true, is not in UTF-8", "UTF-16LE, false, zero character",
        "UTF-16BE, false, zero character", "UTF-32LE, true, is not in UTF-8", "UTF-32BE, true, zero character",
        "windows-1252, false, is not in UTF-8"})
    void otherEncodingsAreTold(String charset, boolean marked, String problem) {
        String text = (marked ? "\ufeff" : "") + "gr\u00f6\u00dfe,b\n1,2\n";
        refused(Cases.file(dir, "a.csv", text.getBytes(Charset.forName(charset))), "line 1 ", problem);
    }

    @Test
    void overlongAndSurrogateBytesAreNoUtf8() {
        for (byte[] bad : new byte[][] {{(byte) 0xc0, (byte) 0xac}, {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
            {(byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80}, {(byte) 0x80}, {(byte) 0xfe}}) {
            refused(Cases.file(dir, "a.csv", Cases.join(Cases.latin("1,2\n3"), bad, Cases.latin(",4\n"))),
                    "line 2 is not in UTF-8");
        }
    }

    @Test
    void oneByteOrderMarkIsPassedOver() throws IOException {
        assertArrayEquals(new float[] {1, 2}, read("\ufeff1,2\n").features().toArray());
        assertEquals(List.of("\ufeffa", "b"), read("\ufeff\ufeffa,b\n1,2\n").featureNames());
        refused("1,2\n\ufeff3,4\n", "line 2 has \"\\ufeff3\" in column 0");
        refused("\ufeff1,\ufeff2\n3,4\n5,x\n", "line 3 has \"x\"");
        assertEquals("0 x 0", read("\ufeff").features().toString());
    }

    @Test
    void theFirstLineDecidesOnTheSeparator() throws IOException {
        assertEquals(List.of("a,b", "c"), read("\"a,b\";c\n1;2\n").featureNames());
        assertEquals(List.of("a,b;", "c"), read("\n\r\n\"a,b;\"\tc\n1\t2\n").featureNames());
        assertEquals(List.of("a,\nb,", "c"), read("\"a,\nb,\";c\n1;2\n").featureNames());
        // as many of each: a comma, then a semicolon
        assertEquals(List.of("a;b", "c\td"), read("a;b,c\td\n1,2\n").featureNames());
        assertEquals(List.of("a\tb", "c"), read("a\tb;c\n1;2\n").featureNames());
        refused("a;b,c\n1;2,3\n", "line 2 has \"1;2\" in column 0");
    }
}
