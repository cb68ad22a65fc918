package io.lanecoder.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.format.Npy;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every wrong input: one clear line, the right exit status, and earlier files as they were. */
class BadInputTest {
    @TempDir Path folder;

    private Path run;
    private Path model;
    private Path data;
    private Map<String, byte[]> before;

    @BeforeEach
    void anEarlierRun() throws IOException {
        run = folder.resolve("run");
        data = folder.resolve("data.npy");
        FloatMatrix rows = FloatMatrix.zeros(12, 5);
        for (int i = 0; i < 60; i++) {
            rows.array()[i] = (i * 7 % 11) / 11f;
        }
        Npy.write(data, rows);
        Cli.run("train", "--data", data, "--out", run, "--hidden", "4", "--latent", "2", "--epochs", "1", "--quiet")
                .succeeds();
        model = run.resolve("model.safetensors");
        Files.writeString(run.resolve("z.npy"), "an earlier file");
        before = contents();
    }

    @AfterEach
    void earlierFilesAreWhole() throws IOException {
        Map<String, byte[]> after = contents();
        assertEquals(before.keySet(), after.keySet(), "files come or gone, temporary ones too");
        before.forEach((name, bytes) -> assertArrayEquals(bytes, after.get(name), name));
    }

    private Map<String, byte[]> contents() throws IOException {
        Map<String, byte[]> contents = new TreeMap<>();
        try (Stream<Path> files = Files.list(run)) {
            for (Path file : files.toList()) {
                contents.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        return contents;
    }

    private Cli train(Object... more) {
        return with("train", more, "--out", run, "--epochs", "1", "--hidden", "4", "--latent", "2");
    }

    private Cli encode(Object... more) {
        return with("encode", more, "--out", run.resolve("z.npy"));
    }

    private static Cli with(String command, Object[] more, Object... rest) {
        return Cli.run(Stream.of(new Object[] {command}, more, rest).flatMap(Arrays::stream).toArray());
    }

    @Test
    void wrongMagic() throws IOException {
        Path file = folder.resolve("wrong.npy");
        Files.write(file, "\u0093NUMPX and so on, for some bytes".getBytes(StandardCharsets.UTF_8));
        train("--data", file).failsWith(2, "wrong.npy: ");
        encode("--data", file, "--model", model).failsWith(2, "wrong.npy: ");
        encode("--data", data, "--model", file).failsWith(2, "wrong.npy: ");
        Cli.run("info", "--model", data).failsWith(2, "data.npy: ");
    }

    @Test
    void truncatedGzip() throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        try (DataOutputStream idx = new DataOutputStream(new GZIPOutputStream(whole))) {
            idx.writeInt(0x0803);
            idx.writeInt(50);
            idx.writeInt(4);
            idx.writeInt(4);
            for (int i = 0; i < 800; i++) {
                idx.writeByte(i * 37 ^ i >> 3);
            }
        }
        Path file = folder.resolve("images.gz");
        Files.write(file, Arrays.copyOf(whole.toByteArray(), whole.size() / 2));
        train("--data", file).failsWith(2, "images.gz: ");
    }

    @Test
    void labelCountThatDiffers() throws IOException {
        Path labels = folder.resolve("labels.npy");
        Npy.write(labels, new int[] {1, 2, 3});
        train("--data", data, "--labels", labels).failsWith(2, "labels.npy: ", "3 labels", "12 rows");
    }

    @Test
    void nanInTheData() throws IOException {
        Path file = folder.resolve("nan.csv");
        Files.writeString(file, "a,b\n1,2\n3,nan\n");
        train("--data", file).failsWith(2, "nan.csv: ", "row 1, column 1", "NaN");
    }

    @Test
    void aModelThatDoesNotFitTheData() {
        encode("--data", "digits:3", "--model", model).failsWith(2, "digits:3: found 784 columns, expected 5");
        Cli.run("train", "--data", "digits:3", "--out", run, "--init", model).failsWith(2, "784", "5",
                "model.safetensors");
        Cli.run("train", "--data", data, "--out", run, "--init", model, "--latent", "3").failsWith(2,
                "--latent: found 3",
                "expected 2");
        Cli.run("train", "--data", data, "--out", run, "--init", model, "--hidden", "4,3").failsWith(2,
                "--hidden: found 4,3", "expected 4");
    }

    @Test
    void aFolderThatCannotBeWritten() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "not a folder");
        Cli.run("train", "--data", data, "--out", file, "--epochs", "1").failsWith(1, "file: ", "expected a folder");
        Cli.run("train", "--data", data, "--out", file.resolve("x"), "--epochs", "1").failsWith(1, file.toString());
        Cli.run("demo", "--data", data, "--out", file).err().contains("expected a folder");
        Cli.run("encode", "--data", data, "--model", model, "--out", folder.resolve("none/z.npy")).failsWith(1,
                "does not exist");
        Cli.run("encode", "--data", data, "--model", model, "--out", file.resolve("z.csv")).failsWith(1,
                "not a folder");
        assertEquals("not a folder", Files.readString(file));
    }

    @Test
    void filesThatAreNotThere() {
        Path none = folder.resolve("nothing.npy");
        train("--data", none).failsWith(2, "nothing.npy: no such file");
        encode("--data", data, "--model", folder.resolve("nothing")).failsWith(2, "nothing: no such file");
        encode("--data", folder, "--model", model).failsWith(2, "folder");
        Cli.run("info", "--model", folder).failsWith(2, "folder");
        train("--data", "a\nb\u001b[31m").failsWith(2, "a");
    }

    @Test
    void theOutputIsNotTheInput() throws IOException {
        byte[] bytes = Files.readAllBytes(data);
        Cli.run("encode", "--model", model, "--data", data, "--out", data).failsWith(2, "--out", "read from");
        assertArrayEquals(bytes, Files.readAllBytes(data));
        Cli.run("encode", "--model", model, "--data", data, "--out", folder.resolve("z.txt")).failsWith(2, "--out",
                "found", ".npy or .csv");
    }

    @Test
    void trainingThatRunsAway() {
        train("--data", data, "--optimizer", "sgd", "--lr", "1e6", "--output", "identity", "--activation", "identity",
                "--epochs", "300", "--quiet").failsWith(2, "--epochs: given more than once");
        Cli.run("train", "--data", data, "--out", run, "--optimizer", "sgd", "--lr", "1e6", "--output", "identity",
                "--activation", "identity", "--epochs", "300", "--quiet").failsWith(1, "diverged");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "train --data digits:5 --out x --epoch 3 | --epoch: unknown option | did you mean --epochs?",
        "train | --data and --out: missing | expected --data SRC --out DIR",
        "train --data | --data: has no value | expected --data SRC",
        "trian | trian: no such command | did you mean train?",
        "xyzzy | xyzzy: no such command | expected one of",
        "--jsn | --jsn: | unknown option",
        "train --dat x | --dat: unknown option, did you mean --data? | lanecoder train --help",
        "train --dat=x --out y | --dat: unknown option, did you mean --data? | lanecoder train --help",
        "train --batch-size 32 | --batch-size: unknown option | did you mean --batch?",
        "train x --outt y | --outt: unknown option | did you mean --out?",
        "train --epoch ten --lr fast | --epoch: unknown option | did you mean --epochs?",
        "score --modle m --data x --out y | --modle: unknown option | did you mean --model?",
        "classify trian --codes x | trian: no such command | did you mean train?",
        "classify xyzzy | xyzzy: no such command | expected one of train, predict",
        "clusters --k 3 | clusters: no such command | did you mean cluster?",
        "train --data digits:5 --out x y | \"y\" | option",
        "train --data digits:5 --out x --epochs ten | --epochs: found \"ten\" | a whole number",
        "train --data digits:5 --out x --lr fast | --lr: found \"fast\" | a number",
        "train --data digits:5 --out x --lr NaN | --lr: | NaN",
        "train --data digits:5 --out x --loss mae | --loss: found \"mae\" | one of mse, bce",
        "train --data digits:5 --out x --epochs 0 | --epochs: | >= 1",
        "train --data digits:5 --out x --batch 0 | --batch: | >= 1",
        "train --data digits:5 --out x --threads 0 | --threads: found 0 | 1 to 1024",
        "train --data digits:5 --out x --val 1 | --val: | 1",
        "train --data digits:1 --out x --val 0.5 | --val: | none for training",
        "train --data digits:5 --out x --patience 0 | --patience: | at least 1",
        "train --data digits:5 --out x --hidden 8,,4 | --hidden: found 8,,4 | whole numbers",
        "train --data digits:5 --out x --hidden 999999999 | --hidden: | large",
        "train --data digits:5 --out x --hidden 20000,20000 | --hidden: training this network | the heap",
        "train --data digits:5 --out x --latent 0 | --latent: found 0 | at least 1",
        "train --data digits:5 --out x --activation swish | --activation: | swish",
        "train --data digits:5 --out x --activation relu --slope 0.1 | --slope: | no slope",
        "train --data digits:5 --out x --slope -1 | --slope: | >= 0",
        "train --data digits:5 --out x --latent-slope -1 | --latent-slope: | >= 0",
        "train --data digits:5 --out x --momentum 0.9 | --momentum: | belongs to sgd",
        "train --data digits:5 --out x --nesterov | --nesterov: | belongs to sgd",
        "train --data digits:5 --out x --optimizer sgd --nesterov | --nesterov: | --momentum",
        "train --data digits:5 --out x --optimizer sgd --beta1 0.9 | --beta1: | belongs to adam",
        "train --data digits:5 --out x --beta2 1 | --optimizer: | beta2",
        "train --data digits:5 --out x --clip 0 | --clip: | > 0",
        "train --data digits:5 --out x --input-mask 1 | --input-mask: | 1",
        "train --data digits:5 --out x --loss bce --output identity | --loss: | --output sigmoid",
        "train --data digits:5 --out x --loss bce --scale zscore | --loss: | 0..1",
        "train --data digits:0 --out x | --data: | digits:0",
        "train --data digits:5 --out x --rows 3 | --rows: | FROM:TO",
        "train --data digits:5 --out x --rows 3:9 | digits:5: | 5 rows",
        "train --data digits:5 --out x --separator ab | --separator: | one character",
        "train --data digits:5 --out x --separator 5 | --separator: | 5",
        "train --data digits:5 --out x --header maybe | --header: found \"maybe\" | auto, yes, no",
        "demo --rows 0 | --rows: found 0 | at least 1",
        "doctor --threads 2000 | --threads: found 2000 | 1 to 1024"})
    void wrongOptions(String words, String first, String second) {
        Cli.run((Object[]) words.split(" ")).failsWith(2, first, second);
        assertFalse(Files.exists(Path.of("x")));
    }

    @Test
    void weightsThatAreGivenAreNotDrawn() {
        train("--data", data, "--init", model, "--init-weights", "he").failsWith(2, "--init-weights");
    }

    @Test
    void theStackTraceIsForThoseWhoAsk() {
        Cli cli = Cli.run("info", "--model", folder.resolve("none"), "--debug");
        assertEquals(2, cli.status());
        assertTrue(cli.err().contains("\tat io.lanecoder"), cli.err());
    }

    @Test
    void errorsOfTheJvmAreSentencesToo() {
        Failure memory = Failure.of(new IllegalStateException("a worker failed", new OutOfMemoryError("heap")));
        assertEquals(1, memory.status());
        assertTrue(memory.line().contains("-Xmx"), memory.line());
        assertEquals(2, Failure.of(new IllegalStateException("kernels cannot be had")).status());
        Failure bug = Failure.of(new NullPointerException());
        assertEquals(1, bug.status());
        assertTrue(bug.line().contains("--debug"), bug.line());
    }
}
