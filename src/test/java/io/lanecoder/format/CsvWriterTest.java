package io.lanecoder.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lanecoder.data.Dataset;
import io.lanecoder.data.FloatMatrix;
import io.lanecoder.format.Csv.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvWriterTest {
    @TempDir private Path dir;

    @Test
    void writesTheBytesThatItShould() throws IOException {
        Path file = dir.resolve("w.csv");
        CsvWriter.write(file, List.of("a b", "c,d", " e", "f\"g", ""), out -> {
            out.cell("x\ny").cell(-5L).cell(0.1f).cell(0.1).cell(Float.NaN).endRow();
            out.cell("").cell(Long.MIN_VALUE).cell(-0f).cell(1e300).cell("\u00e9;").endRow();
        });
        assertEquals("a b,\"c,d\",\" e\",\"f\"\"g\",\"\"\n\"x\ny\",-5,0.1,0.1,NaN\n"
                + "\"\",-9223372036854775808,-0.0,1.0E300,\"\u00e9;\"\n", Files.readString(file));
    }

    @Test
    void readsBackEveryBit() throws IOException {
        Random random = new Random(6);
        FloatMatrix matrix = FloatMatrix.zeros(5000, 3);
        for (int i = 0; i < 15_000; i++) {
            float value = Float.intBitsToFloat(random.nextInt());
            matrix.array()[i] = Float.isNaN(value) ? Float.NaN : value;
        }
        Path file = dir.resolve("w.csv");
        Csv.write(file, List.of("a,", "\ufeffb", "c\"\r"), matrix);
        Dataset data = Csv.read(file, Options.DEFAULT);
        assertEquals(List.of("a,", "\ufeffb", "c\"\r"), data.featureNames());
        for (int i = 0; i < 15_000; i++) {
            assertEquals(Float.floatToIntBits(matrix.array()[i]), Float.floatToIntBits(data.features().array()[i]));
        }
    }

    @Test
    void writerKeepsTheOldFileOnMistakes() throws IOException {
        Path file = Cases.file(dir, "w.csv", "old");
        assertThrows(IllegalArgumentException.class, () -> CsvWriter.write(file, List.of(), _ -> {}));
        assertThrows(IllegalStateException.class,
                () -> CsvWriter.write(file, List.of("a", "b"), w -> w.cell(1).endRow()));
        assertThrows(IllegalStateException.class, () -> CsvWriter.write(file, List.of("a", "b"), w -> w.cell(1)));
        assertThrows(IllegalStateException.class, () -> Csv.write(file, List.of("a"), FloatMatrix.zeros(1, 2)));
        assertEquals("old", Files.readString(file));
        assertEquals(1, Cases.list(dir).size());
    }

    @Test
    void whatAReaderWouldTakeForSomethingElseStandsInQuotes() throws IOException {
        List<String> odd = List.of(",", ";", "\t", "\"", "\n", "\r", "\ufeff", " a", "a ", "", "a,b");
        List<String> plain = List.of("a", "a b", "a:b", "a|b", "'", "\u00e9", "#");
        for (List<String> names : List.of(odd, plain)) {
            for (String name : names) {
                Path file = dir.resolve("w.csv");
                CsvWriter.write(file, List.of(name, "x"), out -> out.cell(1).cell(2f).endRow());
                boolean quoted = Files.readString(file).startsWith("\"");
                assertEquals(names == odd, quoted, name);
                assertEquals(List.of(name, "x"), Csv.read(file, Options.DEFAULT).featureNames());
            }
        }
    }

    @Test
    void longTablesAreWrittenInPieces() throws IOException {
        Path file = dir.resolve("w.csv");
        CsvWriter.write(file, List.of("n"), out -> {
            for (int i = 0; i < 30_000; i++) {
                out.cell(i).endRow();
                if (i == 20_000) {
                    assertEquals(1, Cases.list(dir).size(), "nothing in its place before the end");
                }
            }
        });
        Dataset data = Csv.read(file, Options.DEFAULT);
        for (int i = 0; i < 30_000; i++) {
            assertEquals(i, data.features().get(i, 0));
        }
    }
}
