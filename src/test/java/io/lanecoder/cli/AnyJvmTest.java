package io.lanecoder.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.format.Safetensors;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program in JVMs and under limits that it was not made for: the same bits, or one line that says why not. */
@DisabledIfSystemProperty(named = "lanecoder.expectedKernels", matches = "scalar",
        disabledReason = "the programs choose their kernels themselves: once is enough")
class AnyJvmTest {
    private static final String[] TRAIN = {"train", "--data", "digits:12:3", "--hidden", "6", "--latent", "3",
        "--epochs", "2", "--batch", "5", "--threads", "2", "--quiet"};

    @TempDir Path folder;

    private Path log() {
        return folder.resolve("log");
    }

    private static String[] train(Path out, String... more) {
        return Stream.of(TRAIN, new String[] {"--out", out.toString()}, more).flatMap(Stream::of)
                .toArray(String[]::new);
    }

    private static byte[] model(Path run) throws IOException {
        return Files.readAllBytes(run.resolve("model.safetensors"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "-Xint", "-Xmx64m", "-XX:TieredStopAtLevel=1 --add-modules=jdk.incubator.vector",
        "-XX:-UseFMA --add-modules=jdk.incubator.vector", "-Xmx64m --add-modules=jdk.incubator.vector",
        "-Djava.io.tmpdir=missing"})
    void theBitsAreTheSame(String options) throws Exception {
        Path here = folder.resolve("here");
        Path there = folder.resolve("there");
        Cli.run((Object[]) train(here)).succeeds();
        ChildProgram.of(List.of(options.split(" ")), Main.class, train(there)).succeeds(log());
        assertEquals(Safetensors.read(here.resolve("model.safetensors")).tensors(),
                Safetensors.read(there.resolve("model.safetensors")).tensors());
        List<String> warnings = Files.readAllLines(log()).stream()
                .filter(line -> line.startsWith("lanecoder: warning")).toList();
        assertTrue(warnings.size() <= 1, warnings.toString());
    }

    /** The header says what is needed; the values, which are a hole in the file, are not read. */
    @Test
    void dataThatTheHeapCannotHoldAreRefusedWithTheSizeNeeded() throws Exception {
        Path data = folder.resolve("large.npy");
        String header = "{'descr': '|u1', 'fortran_order': False, 'shape': (60000, 784), }";
        byte[] start = ("\u0093NUMPY\u0001\0" + (char) 118 + '\0' + header + " ".repeat(117 - header.length()) + '\n')
                .getBytes(StandardCharsets.ISO_8859_1);
        try (RandomAccessFile file = new RandomAccessFile(data.toFile(), "rw")) {
            file.write(start);
            file.setLength(start.length + 60000L * 784);
        }
        String out = folder.resolve("out").toString();
        for (String words : new String[] {"train --data large.npy --out " + out,
            "cluster --codes large.npy --k 3 --out " + out + ".csv", "tsne --codes large.npy --out " + out + ".npy"}) {
            String line = ChildProgram
                    .of(List.of("-Xmx64m", "-XX:+UseG1GC"), Main.class, words.replace("large.npy", data.toString())
                            .split(" "))
                    .failure(1, log());
            assertTrue(line.contains("large.npy: needs 180 MB") && line.contains("64 MB"), line);
        }
    }

    /** How much a text comes to is not known before it is read; many small texts fill the heap where no array does. */
    @Test
    void aTableThatTheHeapCannotHoldIsNamed() throws Exception {
        Path data = folder.resolve("large.csv");
        Files.write(data, Stream.concat(Stream.of("x,class"),
                IntStream.range(0, 250_000).mapToObj(i -> i % 7 + ",the class of row " + i)).toList());
        String line = ChildProgram.of(List.of("-Xmx20m", "-XX:+UseSerialGC"), Main.class, "train", "--data",
                data.toString(), "--label-column", "class", "--out", folder.resolve("run").toString())
                .failure(1, log());
        // where the heap runs out, in a text or in the array of the numbers, is the collector's business
        assertTrue(line.contains("large.csv: needs ") && line.contains("the heap of this JVM is "), line);
    }

    @Test
    void aNetworkThatTheHeapCannotHoldIsRefusedWithTheSizeNeeded() throws Exception {
        String line = ChildProgram
                .of(List.of("-Xmx64m", "-XX:+UseG1GC"), Main.class, "train", "--data", "digits:20", "--hidden",
                        "4096,4096", "--out", folder.resolve("run").toString())
                .failure(2, log());
        assertTrue(line.contains("--hidden: ") && line.contains("needs at least") && line.contains("64 MB"), line);
    }

    /** As on a full disk: the system refuses to let a file grow. */
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "its shell has no limit for the size of a file")
    void whereAFileCannotGrowTheOldOnesStay() throws Exception {
        Path run = folder.resolve("run");
        Cli.run((Object[]) train(run, "--checkpoint-every", "1")).succeeds();
        byte[] before = model(run);
        List<String> files = files(run);
        for (String checkpoints : new String[] {"--no-shuffle", "--checkpoint-every=1"}) {
            String line = ChildProgram.of(List.of(), Main.class, train(run, "--seed", "9", checkpoints))
                    .after("ulimit -f 20").failure(1, log(), "will be replaced");
            assertTrue(line.contains(".safetensors: cannot be written"), line);
            assertArrayEquals(before, model(run));
            assertEquals(files, files(run));
        }
    }

    private static List<String> files(Path run) throws IOException {
        try (Stream<Path> files = Files.list(run)) {
            return files.map(file -> file.getFileName() + " " + file.toFile().length()).sorted().toList();
        }
    }
}
