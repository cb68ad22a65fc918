package io.lanecoder.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.format.Json;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A run's options are kept beside its result, and repeat it. */
class OptionsFileTest {
    @TempDir Path folder;

    private Path in(String name) {
        return folder.resolve(name);
    }

    private byte[] bytes(String name) throws IOException {
        return Files.readAllBytes(in(name));
    }

    private static Map<?, ?> options(Path file) throws IOException {
        return (Map<?, ?>) ((Map<?, ?>) Json.read(file)).get("options");
    }

    private Path train(Object... more) {
        Object[] all = {"train", "--data", "digits:60:3", "--out", in("run"), "--epochs", "2", "--batch", "17",
            "--hidden", "8", "--latent", "3", "--quiet"};
        Object[] words = new Object[all.length + more.length];
        System.arraycopy(all, 0, words, 0, all.length);
        System.arraycopy(more, 0, words, all.length, more.length);
        Cli.run(words).succeeds();
        return in("run").resolve("run.json");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "--seed 7 --activation elu --slope 0.5 --latent-slope 1 --val 0.1 --patience 1 --threads 2",
        "--optimizer sgd --momentum 0.9 --nesterov --schedule step --clip 1 --input-mask 0.2 --no-shuffle",
        "--optimizer adamw --beta2 0.99 --weight-decay 0.1 --loss bce --init-weights he --scale unit --rows 3:50",
        "--hidden none --output identity --scale zscore --input-noise 0.1 --schedule cosine --activation tanh"})
    void aTrainingIsRepeatedBitForBit(String words) throws IOException {
        String given = words.startsWith("--hidden none") ? words.substring("--hidden none ".length()) : words;
        Path file = train((Object[]) given.split(" "));
        Cli.run("train", "--options", file, "--out", in("again"), "--quiet").succeeds();
        assertArrayEquals(bytes("run/model.safetensors"), bytes("again/model.safetensors"));
        Map<Object, Object> repeated = new LinkedHashMap<>(options(in("again").resolve("run.json")));
        assertEquals(in("again").toString(), repeated.put("out", in("run").toString()));
        assertEquals(options(file), repeated);
    }

    @Test
    void whatIsGivenGoesBeforeTheFile() throws IOException {
        Path file = train("--beta1", "0.8", "--weight-decay", "0.01");
        Cli.run("train", "--options=" + file, "--out", in("other"), "--epochs=1", "--optimizer", "sgd", "--activation",
                "relu", "--quiet").succeeds();
        Map<?, ?> other = options(in("other").resolve("run.json"));
        assertEquals(1L, other.get("epochs"));
        assertEquals(17L, other.get("batch"));
        assertEquals("sgd", other.get("optimizer"));
        assertEquals(0.0, other.get("weight-decay"), "that was Adam's");
        assertEquals("relu", other.get("activation"));
    }

    @Test
    void everyResultCanBeHadAgain() throws IOException {
        train();
        Path model = in("run").resolve("model.safetensors");
        String[][] runs = {
            {"encode", "--model", model.toString(), "--data", "digits:60", "--standardise", "--out", "z.npy"},
            {"reconstruct", "--model", model.toString(), "--data", "digits:20", "--unscale", "--out", "r.csv"},
            {"score", "--model", model.toString(), "--data", "digits:20", "--calibrate", "digits:40:9", "--mad", "2",
                "--out", "s.csv"},
            {"cluster", "--model", model.toString(), "--data", "digits:60", "--k", "3", "--seed", "4", "--out",
                "c.csv"},
            {"cluster", "--codes", "z.npy", "--k", "2:4", "--out", "k.csv"},
            {"tsne", "--codes", "z.npy", "--perplexity", "5", "--iterations", "20", "--out", "m.npy"},
            {"classify train", "--model", model.toString(), "--data", "digits:60", "--no-standardise", "--out",
                "c.safetensors"},
            {"classify predict", "--classifier", "c.safetensors", "--codes", "z.npy", "--out", "p.csv"}};
        for (String[] run : runs) {
            String name = run[run.length - 1];
            List<String> command = List.of(run[0].split(" "));
            List<Object> first = new ArrayList<>(command);
            for (int i = 1; i < run.length; i++) {
                boolean isFile = run[i].matches("\\w+\\.(npy|csv|safetensors)");
                first.add(isFile ? in(run[i]).toString() : run[i]);
            }
            first.add("--quiet");
            Cli.run(first.toArray()).succeeds();
            Path file = in(name + ".run.json");
            assertEquals(run[0], ((Map<?, ?>) Json.read(file)).get("command"));
            List<Object> again = new ArrayList<>(command);
            again.addAll(List.of("--options", file, "--out", in("again-" + name), "--quiet"));
            Cli.run(again.toArray()).succeeds();
            assertArrayEquals(bytes(name), bytes("again-" + name), name);
        }
        Cli.run("score", "--options", in("s.csv.run.json"), "--expected-share", "0.1", "--quiet").succeeds();
        assertNull(options(in("s.csv.run.json")).get("mad"), "another rule was given");
        Cli.run("cluster", "--options", in("c.csv.run.json"), "--codes", in("z.npy"), "--quiet").succeeds();
        assertNull(options(in("c.csv.run.json")).get("data"), "codes were given");
    }

    @Test
    void theDemoIsRepeatedToo() throws IOException {
        Cli.run("demo", "--rows", "30", "--seed", "3", "--out", in("demo"), "--quiet").succeeds();
        Cli.run("demo", "--options", in("demo").resolve("run.json"), "--out", in("again"), "--quiet").succeeds();
        assertArrayEquals(bytes("demo/codes.npy"), bytes("again/codes.npy"));
        assertArrayEquals(bytes("demo/model.safetensors"), bytes("again/model.safetensors"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{\"epoch\": 3} | \"epoch\" is no option of train, did you mean \"epochs\"?",
        "{\"xyzzy\": 3} | \"xyzzy\" is no option of train",
        "{\"json\": true} | \"json\" is no option of train",
        "{\"options\": \"x\"} | \"options\" is no option of train",
        "{\"epochs\": \"ten\"} | \"epochs\" is \"ten\", expected a whole number",
        "{\"epochs\": 1.5} | \"epochs\" is 1.5, expected a whole number",
        "{\"epochs\": [1]} | \"epochs\" is a list, expected a whole number",
        "{\"lr\": \"0.1\"} | \"lr\" is \"0.1\", expected a number",
        "{\"nesterov\": 1} | \"nesterov\" is 1, expected true or false",
        "{\"data\": 5} | \"data\" is 5, expected a text in quotes",
        "{\"data\": {}} | \"data\" is an object, expected a text in quotes",
        "{\"loss\": \"mae\"} | --loss: found \"mae\", expected one of mse, bce",
        "{\"epochs\": 99999999999} | --epochs: found \"99999999999\", expected a whole number",
        "{\"epochs\": 3} | --data and --out: missing",
        "{\"epochs\": 3, \"epochs\": 4} | epochs",
        "{\"epochs\": 3 | options.json"})
    void whatIsWrongInAFileIsSaid(String options, String problem) throws IOException {
        Path file = in("options.json");
        Files.writeString(file, "{\"command\": \"train\", \"options\": " + options + "}");
        Cli.run("train", "--options", file).failsWith(2, problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "3", "{}", "{\"command\": \"train\"}", "{\"command\": 3, \"options\": {}}",
        "{\"command\": \"train\", \"options\": []}"})
    void whatIsNoFileOfOptionsIsSaid(String text) throws IOException {
        Path file = in("options.json");
        Files.writeString(file, text);
        Cli.run("train", "--options", file).failsWith(2, "options.json: expected a JSON object with");
    }

    @Test
    void hostileFilesAreRefused() throws IOException {
        Path file = in("options.json");
        Cli.run("train", "--options", file).failsWith(2, "options.json: no such file");
        Cli.run("train", "--options", folder).failsWith(2, folder.toString());
        Cli.run("train", "--options").failsWith(2, "--options: has no value");
        Files.writeString(file, "{\"command\": \"encode\", \"options\": {}}");
        Cli.run("train", "--options", file).failsWith(2, "holds the options of encode, expected those of train");
        Cli.run("info", "--options", file).failsWith(2, "--options: unknown option");
        Files.writeString(file, "{\"command\": \"train\", \"options\": {\"a\\u001b[31m\\n\": 1}}");
        Cli.run("train", "--options", file).failsWith(2, "is no option of train");
        Files.writeString(file, "[".repeat(100_000));
        Cli.run("train", "--options", file).failsWith(2, "options.json");
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(1L << 30); // a hole: nothing is read of it
        }
        Cli.run("train", "--options", file).failsWith(2, "is 1073741824 bytes of JSON");
        assertFalse(Files.exists(in("run")));
    }

    @Test
    void helpNeedsNoMoreThanTheCommand() {
        assertTrue(Cli.run("train", "--help").succeeds().out().contains("--options=FILE"));
    }
}
