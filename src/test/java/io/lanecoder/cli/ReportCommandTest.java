package io.lanecoder.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {
    private static final int ROWS = 60;

    @TempDir Path folder;
    private Path run;
    private Path table;

    @BeforeEach
    void train() throws IOException {
        run = folder.resolve("run");
        table = folder.resolve("table.csv");
        StringBuilder text = new StringBuilder("id,a,b,kind\n");
        for (int i = 0; i < ROWS; i++) {
            text.append(i).append(',').append(i % 7).append(',').append(i % 5).append(i % 2 == 0 ? ",x\n" : ",<i>y\n");
        }
        Files.writeString(table, text);
        Cli.run("train", "--data", table, "--label-column", "kind", "--ignore-columns", "id", "--rows", "10:50",
                "--hidden", "4", "--latent", "2", "--epochs", "1", "--out", run).succeeds();
    }

    @Test
    void theRunSaysWhatIsReadAndHow() throws IOException {
        Cli made = Cli.run("report", "--run", run, "--json");
        Map<String, Object> json = made.json();
        Path page = run.resolve("report.html");
        assertEquals(page.toString(), json.get("out"));
        assertEquals(40L, json.get("rows"));
        assertEquals(Files.size(page), json.get("bytes"));
        assertTrue(made.err().contains("Report: clusters"), made.err());
        String text = Files.readString(page);
        assertTrue(text.contains("\"classes\":[\"\\u003ci\\u003ey\",\"x\"]"), "labels come from the named column");
        assertTrue(text.contains("--rows 10:50 --label-column kind --ignore-columns id"),
                "the command line can be copied");
        assertEquals("", Cli.run("report", "--run", run, "--quiet").succeeds().err());
    }

    @Test
    void optionsGoBeforeThoseOfTheRun() throws IOException {
        Path page = folder.resolve("other.html");
        Map<String, Object> json = Cli.run("report", "--run", run, "--rows", "0:20", "--clusters", 3, "--map-rows", 0,
                "--out", page, "--json").json();
        assertEquals(20L, json.get("rows"));
        assertTrue(Files.readString(page).contains("\"k\":3,"));
        assertFalse(Files.exists(run.resolve("report.html")));
        Path moved = folder.resolve("moved.csv");
        Files.move(table, moved);
        Cli.run("report", "--run", run).failsWith(2, "table.csv");
        assertEquals(40L, Cli.run("report", "--run", run, "--data", moved, "--json").json().get("rows"));
    }

    @Test
    void whatIsWrongIsNamed() throws IOException {
        Cli.run("report", "--run", folder).failsWith(2, "model.safetensors", "train or demo");
        Cli.run("report", "--run", run, "--shape", "5x5").failsWith(2, "--shape", "25 pixels", "2 features");
        Cli.run("report", "--run", run, "--shape", "round").failsWith(2, "--shape", "found round");
        Cli.run("report", "--run", run, "--clusters", 0).failsWith(2, "--clusters", "found 0");
        Cli.run("report", "--run", run, "--map-rows", -1).failsWith(2, "--map-rows", "found -1");
        Cli.run("report", "--run", run, "--out", "page.txt").failsWith(2, "--out", ".html");
        Cli.run("report", "--run", run, "--data", "digits:20").failsWith(2, "digits:20");
        Files.writeString(run.resolve("run.json"), "[]");
        Cli.run("report", "--run", run).failsWith(2, "run.json", "object");
    }
}
