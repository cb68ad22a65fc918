package io.lanecoder.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.data.Dataset;
import io.lanecoder.data.FloatMatrix;
import io.lanecoder.format.DataSource;
import io.lanecoder.format.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Maps from the command line. */
class TsneCommandTest {
    @TempDir Path folder;

    private Path codes(int rows) throws IOException {
        Dataset digits = DataSource.read("digits:" + rows, DataSource.Options.DEFAULT);
        FloatMatrix all = digits.features();
        FloatMatrix few = FloatMatrix.zeros(rows, 49); // blocks of 4 x 4 pixels: quick, and as good for a map
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < 784; j++) {
                int block = j / 28 / 4 * 7 + j % 28 / 4;
                few.set(i, block, few.get(i, block) + all.get(i, j));
            }
        }
        Path file = folder.resolve("codes.npy");
        Npy.write(file, few);
        Npy.write(folder.resolve("labels.npy"), digits.labels().orElseThrow().codes());
        return file;
    }

    @Test
    void makesAMapAndPlacesRowsInIt() throws IOException {
        Path codes = codes(400);
        Path map = folder.resolve("map.npy");
        Path picture = folder.resolve("map.svg");
        Map<String, Object> json = Cli.run("tsne", "--codes", codes, "--labels", folder.resolve("labels.npy"), "--out",
                map, "--picture", picture, "--iterations", 300, "--threads", 1, "--json").json();
        assertEquals("tsne", json.get("command"));
        assertTrue((double) json.get("map_accuracy") > 0.8, json.toString());
        assertTrue((double) json.get("trustworthiness") > 0.9, json.toString());
        assertTrue((double) json.get("neighbours_kept") > 0.3, json.toString());
        assertTrue((double) json.get("kl") > 0 && (double) json.get("seconds") > 0, json.toString());
        FloatMatrix positions = Npy.readMatrix(map);
        assertEquals("400 x 2", positions.toString());
        assertTrue(Files.readString(picture).startsWith("<svg "));

        Path again = folder.resolve("again.npy");
        Cli run = Cli.run("tsne", "--codes", codes, "--out", again, "--iterations", 300, "--threads", 3).succeeds();
        assertEquals(-1, Files.mismatch(map, again));
        assertTrue(run.err().contains("iteration 50/300  KL "), run.err());
        assertTrue(run.out().contains("400 rows mapped in"), run.out());

        Path places = folder.resolve("places.csv");
        json = Cli.run("tsne", "--codes", codes, "--rows", "0:7", "--transform-to", map, "--map-codes", codes, "--out",
                places, "--picture", folder.resolve("places.png"), "--json").json();
        assertEquals((byte) 'P', Files.readAllBytes(folder.resolve("places.png"))[1]);
        assertEquals(7.0, ((Number) json.get("rows")).doubleValue());
        assertNull(json.get("kl"));
        assertEquals(8, Files.readAllLines(places).size());
        assertEquals("x,y", Files.readAllLines(places).getFirst());
    }

    @Test
    void interruptionKeepsTheMapSoFar() throws IOException {
        Path codes = codes(60);
        Interruption interruption = Interruption.onRequest();
        interruption.request();
        Cli run = Cli.stoppable(interruption, "tsne", "--codes", codes, "--out", folder.resolve("map.npy"), "--json");
        assertEquals(130, run.status());
        assertTrue(run.out().contains("\"iterations\":1,"), run.out());
        assertTrue(Files.exists(folder.resolve("map.npy")));
    }

    @Test
    void wrongOptionsAreNamed() throws IOException {
        Path codes = codes(20);
        Path out = folder.resolve("map.npy");
        Cli.run("tsne", "--codes", codes, "--out", out).failsWith(2, "codes.npy", "perplexity 30.0 is too large",
                "the largest possible is 19");
        Cli.run("tsne", "--codes", codes, "--out", out, "--perplexity", 1).failsWith(2, "--perplexity", "1.0");
        Cli.run("tsne", "--codes", codes, "--out", out, "--iterations", 0).failsWith(2, "--iterations", "found 0");
        Cli.run("tsne", "--codes", codes, "--out", out, "--init", "zero").failsWith(2, "--init", "zero");
        Cli.run("tsne", "--codes", codes, "--out", out, "--learning-rate", -1).failsWith(2, "--learning-rate");
        Cli.run("tsne", "--codes", codes, "--out", codes).failsWith(2, "--out", "which is read from");
        Cli.run("tsne", "--codes", codes, "--out", folder.resolve("map.txt")).failsWith(2, "--out", ".npy or .csv");
        Cli.run("tsne", "--codes", codes, "--out", out, "--picture", folder.resolve("m.gif")).failsWith(2, "--picture",
                ".svg or .png");
        Cli.run("tsne", "--codes", codes, "--out", out, "--map-codes", codes).failsWith(2, "--map-codes",
                "--transform-to");
        Cli.run("tsne", "--codes", codes, "--out", out, "--transform-to", codes).failsWith(2, "--map-codes");
        Cli.run("tsne", "--codes", codes, "--out", out, "--transform-to", codes, "--map-codes", codes).failsWith(2,
                "--transform-to", "49 columns");
        Cli.run("tsne", "--out", out).failsWith(2, "--codes");
        assertTrue(Files.notExists(out));
    }
}
