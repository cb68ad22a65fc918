package io.lanecoder.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Downloads from servers that do what they should, and from those that stall, break off, lie or refuse. None is on the internet. */
class DownloadTest {
    private static final int BYTES = 200_000;
    private static final int PATIENCE_MILLIS = 250;

    @TempDir Path folder;

    private final byte[] content = new byte[BYTES];
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private LyingServer server;
    private RemoteFile file;

    @BeforeEach
    void aFileOnAServer() throws IOException, NoSuchAlgorithmException {
        new Random(1).nextBytes(content);
        file = new RemoteFile("digits.gz", BYTES,
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
        server = new LyingServer().in("good", LyingServer.good(content)).in("deaf", LyingServer.deaf(content));
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private Download from(String... folders) {
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        return new Download(new Terminal(out, out, false, false, Interruption.onRequest()), false,
                Arrays.stream(folders).map(server::address).toList(), folder, PATIENCE_MILLIS);
    }

    private Path target() {
        return folder.resolve(file.name());
    }

    private Path part() {
        return folder.resolve(file.name() + ".part");
    }

    private Set<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    private void isThere() throws IOException {
        assertArrayEquals(content, Files.readAllBytes(target()));
        assertEquals(Set.of(file.name()), files(), "nothing is left beside it");
    }

    /** Nothing of the file is kept, and one line says why. */
    private void fails(String why, String... folders) throws IOException {
        String line = assertThrows(RunFailure.class, () -> from(folders).get(file)).getMessage();
        assertTrue(line.startsWith(target() + ": could not be fetched: http://") && line.contains(why), line);
        assertEquals(1, line.lines().count(), line);
        assertFalse(line.contains("Exception"), line);
        assertFalse(Files.exists(target()));
    }

    @Test
    void aFileIsFetchedOnce() throws IOException {
        assertEquals(Optional.of(server.address("good") + file.name()), from("good").get(file));
        isThere();
        assertEquals(Optional.empty(), from("good").get(file));
        assertEquals(List.of("good from 0"), server.requests());
    }

    @Test
    void anotherFileOfThatNameIsReplaced() throws IOException {
        Files.write(target(), new byte[BYTES]);
        from("good").get(file);
        isThere();
    }

    @Test
    void aPartIsGoneOnFrom() throws IOException {
        Files.write(part(), Arrays.copyOf(content, 70_000));
        from("good").get(file);
        isThere();
        assertEquals(List.of("good from 70000"), server.requests());
    }

    @Test
    void aWholePartNeedsNoServer() throws IOException {
        Files.write(part(), content);
        from("good").get(file);
        isThere();
        assertEquals(List.of(), server.requests());
    }

    @Test
    void aServerMayIgnoreWhatIsThere() throws IOException {
        Files.write(part(), Arrays.copyOf(content, 70_000));
        from("deaf").get(file);
        isThere();
        assertEquals(List.of("deaf from 70000"), server.requests());
    }

    @Test
    void aPartOfSomethingElseIsFetchedAnew() throws IOException {
        for (int length : new int[] {70_000, BYTES, BYTES + 1}) {
            Files.deleteIfExists(target());
            Files.write(part(), new byte[length]);
            from("good").get(file);
            isThere();
        }
    }

    @Test
    void whatBreaksOffGoesOn() throws IOException {
        server.in("breaks", LyingServer.sending(content, 80_000));
        from("breaks").get(file);
        isThere();
        assertEquals(List.of("breaks from 0", "breaks from 80000", "breaks from 160000"), server.requests());
    }

    @Test
    void whatBreaksOffGoesOnElsewhere() throws IOException {
        server.in("breaks", LyingServer.sending(content, 80_000));
        from("breaks", "good").get(file);
        isThere();
        assertEquals(List.of("breaks from 0", "good from 80000"), server.requests());
        assertTrue(said.toString(StandardCharsets.UTF_8)
                .contains("broke off after 80,000 of 200,000 bytes: trying another"));
    }

    @Test
    void whatHasComeIsKept() throws IOException {
        server.in("breaks", LyingServer.sending(content, 10_000));
        fails("broke off after 30,000 of 200,000 bytes; the same command goes on from there", "breaks");
        assertEquals(30_000, Files.size(part()));
        from("good").get(file);
        isThere();
    }

    @Test
    void aServerThatStallsIsLeft() throws IOException {
        server.in("silent", (_, out) -> server.stall(out));
        server.in("stalls", (_, out) -> {
            LyingServer.head(out, "200 OK", "Content-Length: " + BYTES);
            out.write(content, 0, 50_000);
            server.stall(out);
        });
        fails("sent nothing for 0.3 s", "silent");
        assertEquals(Set.of(), files());
        from("silent", "stalls", "good").get(file);
        isThere();
        assertTrue(server.requests().contains("good from 50000"), server.requests().toString());
    }

    @Test
    void otherBytesAreNotTaken() throws IOException {
        byte[] wrong = content.clone();
        wrong[123_456] ^= 1;
        server.in("wrong", LyingServer.good(wrong));
        fails("its SHA-256 sum is not the one published", "wrong");
        assertEquals(Set.of(), files(), "what is wrong is not gone on from");
        from("wrong", "good").get(file);
        isThere();
    }

    @Test
    void theLengthIsCheckedBeforeAnythingIsRead() throws IOException {
        server.in("short", LyingServer.good(Arrays.copyOf(content, 5)));
        server.in("long", LyingServer.good(Arrays.copyOf(content, BYTES + 1)));
        fails("has a file of 5 bytes, expected 200,000", "short");
        fails("has a file of 200,001 bytes, expected 200,000", "long");
    }

    @Test
    void aBodyWithoutEndIsCut() throws IOException {
        server.in("endless", (_, out) -> {
            LyingServer.head(out, "200 OK");
            while (true) {
                out.write(content);
            }
        });
        server.in("chunks", (_, out) -> {
            LyingServer.head(out, "200 OK", "Transfer-Encoding: chunked");
            while (true) {
                out.write("1000\r\n".getBytes(StandardCharsets.ISO_8859_1));
                out.write(content, 0, 0x1000);
                out.write("\r\n".getBytes(StandardCharsets.ISO_8859_1));
            }
        });
        for (String name : List.of("endless", "chunks")) {
            fails("sends more than the 200,000 bytes of the file", name);
            assertEquals(Set.of(), files());
        }
    }

    @Test
    void anotherPartThanAskedForIsNotTaken() throws IOException {
        Files.write(part(), Arrays.copyOf(content, 70_000));
        server.in("elsewhere", (_, out) -> {
            LyingServer.head(out, "206 Partial Content", "Content-Range: bytes 0-9/200000", "Content-Length: 10");
            out.write(content, 0, 10);
        });
        fails("sent another part of the file than was asked for", "elsewhere");
        assertEquals(70_000, Files.size(part()));
    }

    @Test
    void refusalsAreNamed() throws IOException {
        server.in("none", LyingServer.status("404 Not Found"));
        server.in("broken", LyingServer.status("500 Internal Server Error"));
        server.in("nonsense", (_, out) -> out.write("hello\n".repeat(100).getBytes(StandardCharsets.ISO_8859_1)));
        server.in("shut", (_, out) -> out.close());
        fails("answered 404", "none");
        fails("answered 500", "broken");
        fails("/nonsense/", "nonsense");
        fails("/shut/", "shut");
        fails("answered 404; http://", "none", "broken");
        from("none", "broken", "nonsense", "shut", "good").get(file);
        isThere();
    }

    @Test
    void redirectsAreFollowedToASafeEnd() throws IOException {
        server.in("moved", LyingServer.status("302 Found", "Location: " + server.address("good") + file.name()));
        server.in("near", LyingServer.status("307 Temporary Redirect", "Location: /good/" + file.name()));
        server.in("circle", LyingServer.status("301 Moved Permanently", "Location: /circle/x"));
        server.in("disk", LyingServer.status("301 Moved Permanently", "Location: file:///etc/passwd"));
        server.in("odd", LyingServer.status("301 Moved Permanently", "Location: http://["));
        fails("redirects more than 5 times", "circle");
        fails("leads to file:///etc/passwd, expected", "disk");
        fails("/odd/", "odd");
        for (String name : List.of("moved", "near")) {
            Files.write(part(), Arrays.copyOf(content, 7));
            from(name).get(file);
            isThere();
            Files.delete(target());
        }
    }

    @Test
    void whereNobodyListens() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        String line = assertThrows(RunFailure.class, () -> new Download(
                new Terminal(System.out, System.err, false, false, Interruption.onRequest()), true,
                List.of("http://127.0.0.1:" + port + "/"), folder, PATIENCE_MILLIS).get(file)).getMessage();
        assertTrue(line.endsWith("/digits.gz cannot be reached"), line);
        assertEquals(Set.of(), files());
    }

    @Test
    void theCommandSaysWhatItDid() throws IOException {
        FetchCommand command = new FetchCommand(new Terminal(System.out, System.err, false, false,
                Interruption.onRequest()));
        command.set = Originals.FASHION_MNIST;
        command.out = folder.toString();
        Command.Result result = command.fetch(List.of(file), from("good"));
        assertEquals(List.of("command", "set", "out", "files", "bytes", "seconds"),
                List.copyOf(result.json().keySet()));
        assertEquals("fashion-mnist", result.json().get("set"));
        assertEquals(List.of("file", "bytes", "sha256", "from"),
                List.copyOf(((Map<?, ?>) ((List<?>) result.json().get("files")).getFirst()).keySet().stream()
                        .map(Object::toString).toList()));
        assertTrue(result.text().startsWith("1 files of fashion-mnist, 0.2 MB in "), result.text());
        assertTrue(command.fetch(List.of(file), from("good")).text().contains("they were there"));
    }

    @Test
    void theCommandFailsInOneLine() throws IOException {
        server.in("none", LyingServer.status("404 Not Found"));
        server.in("five", LyingServer.good(new byte[5]));
        String none = server.address("none");
        Cli.run("fetch", "mnist", "--out", folder, "--mirror", none).failsWith(1, "train-images-idx3-ubyte.gz",
                "answered 404");
        Cli.run("fetch", "FASHION-MNIST", "--out", folder, "--mirror", server.address("five").replaceFirst("/$", ""))
                .failsWith(1, "has a file of 5 bytes, expected 26,421,880");
        assertEquals(Set.of(), files());
        Files.createDirectory(folder.resolve("train-images-idx3-ubyte.gz.part"));
        Cli.run("fetch", "mnist", "--out", folder, "--mirror", none).failsWith(1, "train-images-idx3-ubyte.gz.part");
        Cli.run("fetch", "mnist", "--out", folder, "--mirror", "ftp://example.org/").failsWith(2,
                "--mirror: found ftp:",
                "expected a folder on the network");
        Cli.run("fetch", "mnist", "--out", folder, "--mirror", "a b").failsWith(2, "--mirror: found a b");
        Cli.run("fetch", "mnst", "--out", folder).failsWith(2, "found \"mnst\"", "one of mnist, fashion-mnist");
        Cli.run("fetch", "mnist").failsWith(2, "--out: missing");
    }
}
