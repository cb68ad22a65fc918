package io.lanecoder.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.Autoencoder;
import io.lanecoder.data.Digits;
import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.Split;
import io.lanecoder.format.Json;
import io.lanecoder.format.Npy;
import io.lanecoder.format.RowRange;
import io.lanecoder.nn.Activation;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
    /** A reconstruction of bytes that is scaled back lies within rounding of 255 times the scaled one. */
    private static final float ROUNDING = 1e-4f;

    @TempDir Path folder;

    private Path train(String name, Object... more) {
        Path run = folder.resolve(name);
        Object[] base = {"train", "--data", "digits:60:3", "--out", run, "--hidden", "12", "--latent", "3", "--epochs",
            "2", "--batch", "17", "--seed", "5"};
        Object[] all = Stream.of(base, more).flatMap(Arrays::stream).toArray();
        Cli.run(all).succeeds();
        return run;
    }

    @Test
    void trainLeavesAModelItsHistoryAndItsOptions() throws IOException {
        Path run = train("run", "--val", "0.2");
        Autoencoder model = Autoencoder.load(run.resolve("model.safetensors"));
        assertEquals("784 - 12 - 3 - 12 - 784", model.toString());
        assertEquals("60", model.provenance().get("rows"));
        assertEquals("digits:60:3", model.provenance().get("data"));
        List<String> history = Files.readAllLines(run.resolve("history.csv"));
        assertEquals("epoch,train_loss,validation_loss,learning_rate,seconds,samples_per_second", history.getFirst());
        assertEquals(3, history.size());
        String[] last = history.getLast().split(",");
        assertEquals("2", last[0]);
        assertEquals(model.provenance().get("train_loss"), last[1], "the loss in full precision");
        assertEquals(model.provenance().get("validation_loss"), last[2]);
        Map<?, ?> description = assertInstanceOf(Map.class, Json.read(run.resolve("run.json")));
        assertEquals(
                List.of("lanecoder", "command", "options", "data", "network", "parameters", "result", "environment"),
                List.copyOf(description.keySet()));
    }

    @Test
    void theValidationCellIsEmptyWhereThereIsNone() throws IOException {
        String[] cells = Files.readAllLines(train("run").resolve("history.csv")).get(1).split(",", -1);
        assertEquals(6, cells.length);
        assertEquals("", cells[2]);
    }

    @Test
    void theSameRunGivesTheSameFilesOnAnyNumberOfThreads() throws IOException {
        Path first = train("first", "--threads", "1", "--val", "0.1", "--input-noise", "0.1");
        Path second = train("second", "--threads", "3", "--val", "0.1", "--input-noise", "0.1");
        assertArrayEquals(Files.readAllBytes(first.resolve("model.safetensors")),
                Files.readAllBytes(second.resolve("model.safetensors")));
        Cli.run("encode", "--model", first.resolve("model.safetensors"), "--data", "digits:20", "--out",
                folder.resolve("a.npy"), "--threads", "1").succeeds();
        Cli.run("encode", "--model", second.resolve("model.safetensors"), "--data", "digits:20", "--out",
                folder.resolve("b.npy"), "--threads", "2").succeeds();
        assertArrayEquals(Files.readAllBytes(folder.resolve("a.npy")), Files.readAllBytes(folder.resolve("b.npy")));
    }

    @Test
    void codesAndReconstructionsAreThoseOfTheLibrary() throws IOException {
        Path model = train("run").resolve("model.safetensors");
        Autoencoder loaded = Autoencoder.load(model);
        FloatMatrix digits = Digits.generate(30, 9).features();
        Path npy = folder.resolve("z.npy");
        Path csv = folder.resolve("z.csv");
        Cli.run("encode", "--model", model, "--data", "digits:30:9", "--rows", "10:", "--out", npy).succeeds();
        Cli.run("encode", "--model", model, "--data", "digits:30:9", "--rows", "10:", "--out", csv).succeeds();
        float[] codes = loaded.encode(digits.rows(10, 30)).toArray();
        assertArrayEquals(codes, Npy.readMatrix(npy).toArray());
        List<String> lines = Files.readAllLines(csv);
        assertEquals("z0,z1,z2", lines.getFirst());
        assertEquals(codes[57] + "," + codes[58] + "," + codes[59], lines.getLast());

        Path plain = folder.resolve("r.npy");
        Path back = folder.resolve("back.npy");
        Cli.run("reconstruct", "--model", model, "--data", "digits:30:9", "--out", plain).succeeds();
        Cli.run("reconstruct", "--model", model, "--data", "digits:30:9", "--out", back, "--unscale").succeeds();
        float[] scaled = loaded.reconstruct(digits, 1).toArray();
        assertArrayEquals(scaled, Npy.readMatrix(plain).toArray());
        float[] pixels = Npy.readMatrix(back).toArray();
        for (int i = 0; i < pixels.length; i++) {
            assertEquals(255f * scaled[i], pixels[i], ROUNDING);
        }
    }

    @Test
    void jsonIsOneObjectAndNothingElse() throws IOException {
        Path run = folder.resolve("run");
        Map<String, Object> trained = Cli.run("train", "--data", "digits:40", "--out", run, "--hidden", "8", "--epochs",
                "2", "--json").json();
        assertEquals("completed", trained.get("end"));
        assertEquals(40L, trained.get("rows"));
        assertTrue((double) trained.get("train_loss") > 0);
        Path model = run.resolve("model.safetensors");
        assertEquals(40L, Cli.run("encode", "--model", model, "--data", "digits:40", "--out", run.resolve("z.npy"),
                "--json").json().get("rows"));
        assertEquals(true, Cli.run("reconstruct", "--model", model, "--data", "digits:40", "--out",
                run.resolve("r.csv"), "--unscale", "--json").json().get("unscaled"));
        Map<String, Object> info = Cli.run("info", "--model", model, "--json").json();
        assertEquals(784L, info.get("inputs"));
        assertEquals(4, ((List<?>) info.get("layers")).size());
        assertEquals("unit", info.get("scaler"));
        Map<String, Object> doctor = Cli.run("doctor", "--json").json();
        assertEquals(SelfCheck.PASSED, doctor.get("self_check"));
        assertFalse(((List<?>) doctor.get("advice")).isEmpty());
    }

    @Test
    void theDemoLeavesEverything() throws IOException {
        Path out = folder.resolve("demo");
        Map<String, Object> json = Cli.run("demo", "--out", out, "--rows", "60", "--json").json();
        Map<?, ?> files = (Map<?, ?>) json.get("files");
        assertEquals(List.of("model", "history", "run", "codes", "clusters", "report", "classifier",
                "pictures", "map", "map_picture", "map_clusters"),
                List.copyOf(files.keySet()));
        for (Object file : files.values()) {
            assertTrue(Files.size(Path.of(file.toString())) > 100, file.toString());
        }
        assertEquals("60 x 20", Npy.readMatrix(out.resolve("codes.npy")).toString());
        assertEquals("60 x 2", Npy.readMatrix(out.resolve("map.npy")).toString());
        // the codes of the rows that were scaled for training are those of the rows as they are
        Cli.run("encode", "--model", out.resolve("model.safetensors"), "--data", "digits:60", "--out",
                folder.resolve("z.npy")).succeeds();
        assertArrayEquals(Files.readAllBytes(folder.resolve("z.npy")), Files.readAllBytes(out.resolve("codes.npy")));
        Cli text = Cli.run("demo", "--out", out, "--rows", "2").succeeds();
        assertFalse(text.out().contains("map"), "two rows make none: " + text.out());
        assertTrue(text.out().contains("reconstructions.png"), text.out());
        assertTrue(text.err().contains("epoch  1/"), text.err());
    }

    @Test
    void aModelGivesItsWeightsSizesAndActivations() throws IOException {
        Path first = train("first", "--activation", "tanh", "--latent-slope", "1").resolve("model.safetensors");
        Path second = folder.resolve("second");
        Cli.run("train", "--data", "digits:60:3", "--init", first, "--out", second, "--epochs", "1", "--output",
                "identity", "--lr", "1e-12").succeeds();
        Autoencoder a = Autoencoder.load(first);
        Autoencoder b = Autoencoder.load(second.resolve("model.safetensors"));
        assertEquals(a.toString(), b.toString());
        assertEquals(List.of("tanh", "leaky_relu(1.0)", "tanh", "identity"),
                b.network().layers().stream().map(layer -> layer.activation().toString()).toList());
        FloatMatrix digits = Digits.generate(5, 2).features();
        float[] codes = a.encode(digits).toArray();
        float[] hardlyTrained = b.encode(digits).toArray();
        for (int i = 0; i < codes.length; i++) {
            assertEquals(codes[i], hardlyTrained[i], 1e-4f, "a learning rate of next to nothing");
        }
    }

    @Test
    void whoWantsNoScalingGetsNoneLaterEither() throws IOException {
        Path run = train("raw", "--scale", "none", "--output", "identity", "--lr", "1e-5");
        Autoencoder model = Autoencoder.load(run.resolve("model.safetensors"));
        assertEquals("none", model.provenance().get("scale"));
        assertTrue(model.suiting(Digits.generate(3, 1)).scaler().isIdentity());
        Cli again = Cli.run("train", "--data", "digits:20", "--init", run.resolve("model.safetensors"), "--out", run,
                "--epochs", "1", "--lr", "1e-5").succeeds();
        assertFalse(again.err().contains("warning"), again.err());
        assertEquals("none", Autoencoder.load(run.resolve("model.safetensors")).provenance().get("scale"));
    }

    @Test
    void aSigmoidOnOtherDataIsWorthAWarning() {
        Cli cli = Cli.run("train", "--data", "digits:20", "--out", folder.resolve("run"), "--scale", "zscore",
                "--epochs", "1", "--hidden", "4").succeeds();
        assertTrue(cli.err().contains("lanecoder: warning: the output is a sigmoid"), cli.err());
    }

    @Test
    void aTableKeepsTheNamesOfItsColumns() throws IOException {
        Path csv = folder.resolve("table.csv");
        StringBuilder text = new StringBuilder("id;width;height;kind\n");
        for (int i = 0; i < 20; i++) {
            text.append(i).append(';').append(i * 3 % 7).append(';').append(i * 5 % 11).append(";k").append(i % 2)
                    .append('\n');
        }
        Files.writeString(csv, text);
        Object[] table = {"--data", csv, "--label-column", "kind", "--ignore-columns", "id"};
        Path run = folder.resolve("run");
        Cli.run(concat(new Object[] {"train", "--out", run, "--hidden", "none", "--latent", "1", "--epochs", "1"},
                table))
                .succeeds();
        Path out = folder.resolve("again.csv");
        Cli.run(concat(new Object[] {"reconstruct", "--model", run.resolve("model.safetensors"), "--out", out,
            "--unscale"}, table)).succeeds();
        assertEquals("width,height", Files.readAllLines(out).getFirst());
        assertEquals(21, Files.readAllLines(out).size());
        assertEquals("minmax", Autoencoder.load(run.resolve("model.safetensors")).scaler().kind().text());
        assertEquals("minmax",
                ((Map<?, ?>) ((Map<?, ?>) Json.read(run.resolve("run.json"))).get("data")).get("scaler"));
    }

    private static Object[] concat(Object[] a, Object[] b) {
        return Stream.of(a, b).flatMap(Arrays::stream).toArray();
    }

    @Test
    void scalersAreFittedOnTheTrainingRows() throws IOException {
        // one row has an extreme value: with a seed that holds it out, the scaler must not know of it
        FloatMatrix rows = FloatMatrix.zeros(10, 1);
        for (int i = 0; i < 10; i++) {
            rows.set(i, 0, 2f + i);
        }
        int held = Split.holdOut(10, 0.1, 0).validation()[0];
        rows.set(held, 0, 1000f);
        Path data = folder.resolve("x.npy");
        Npy.write(data, rows);
        Path run = folder.resolve("run");
        Cli.run("train", "--data", data, "--out", run, "--hidden", "none", "--latent", "1", "--val", "0.1", "--epochs",
                "1").succeeds();
        assertTrue(Autoencoder.load(run.resolve("model.safetensors")).scaler().toMetadata().get("scaler.max")
                .startsWith("1"));
        assertFalse(Autoencoder.load(run.resolve("model.safetensors")).scaler().toMetadata().get("scaler.max")
                .startsWith("1000"));
        assertEquals(1000f, Npy.readMatrix(data, RowRange.ALL).get(held, 0));
    }

    @Test
    void stoppingKeepsWhatIsDone() throws IOException {
        Interruption before = Interruption.onRequest();
        before.request();
        Path run = folder.resolve("run");
        Cli nothing = Cli.stoppable(before, "train", "--data", "digits:20", "--out", run, "--epochs", "9");
        assertEquals(130, nothing.status());
        assertTrue(nothing.out().contains("nothing was saved"), nothing.out());
        assertFalse(Files.exists(run.resolve("model.safetensors")));

        Interruption after = Interruption.onRequest();
        Terminal terminal =
                new Terminal(new PrintStream(OutputStream.nullOutputStream()), new StoppingStream(after), false, false,
                        after);
        int status = new Main(terminal).run(new String[] {"train", "--data", "digits:20", "--out", run.toString(),
            "--epochs", "9", "--hidden", "4", "--json"});
        assertEquals(130, status);
        Autoencoder model = Autoencoder.load(run.resolve("model.safetensors"));
        assertEquals("cancelled", model.provenance().get("end"));
        assertEquals("3", model.provenance().get("epochs"));
        assertEquals(4, Files.readAllLines(run.resolve("history.csv")).size());
    }

    /** Asks to stop when the third epoch is reported. */
    private static final class StoppingStream extends PrintStream {
        private final Interruption interruption;

        StoppingStream(Interruption interruption) {
            super(OutputStream.nullOutputStream());
            this.interruption = interruption;
        }

        @Override
        public void println(String line) {
            if (line.startsWith("epoch 3/")) {
                interruption.request();
            }
        }
    }

    @Test
    void theProgramSaysWhatItIs() {
        assertTrue(Cli.run("--version").succeeds().out().startsWith("lanecoder "));
        assertTrue(Cli.run("--help").succeeds().out().contains("reconstruct"));
        Cli bare = Cli.run();
        assertEquals(2, bare.status());
        assertEquals("", bare.out());
        assertTrue(bare.err().startsWith("Usage: lanecoder"), bare.err());
    }

    @Test
    void quietMeansNoWordButTheAnswer() throws IOException {
        Path run = folder.resolve("run");
        Cli trained = Cli.run("train", "--data", "digits:20", "--out", run, "--epochs", "1", "--hidden", "4", "--quiet")
                .succeeds();
        assertEquals("", trained.out() + trained.err());
        Cli info = Cli.run("info", "--model", run.resolve("model.safetensors"), "--quiet").succeeds();
        assertTrue(info.out().contains("encoder.fc_mean"), info.out());
    }

    @Test
    void theLayersOfAModelHaveTheirNames() throws IOException {
        Path model = train("run", "--latent-slope", "0.5").resolve("model.safetensors");
        assertEquals(Activation.leakyRelu(0.5f), Autoencoder.load(model).network().layers().get(1).activation());
        Cli info = Cli.run("info", "--model", model).succeeds();
        for (String part : List.of("784 -> 12", "leaky_relu(0.5)", "scaler: unit", "digits:60:3",
                "all weights are finite")) {
            assertTrue(info.out().contains(part), info.out());
        }
    }
}
