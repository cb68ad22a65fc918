package io.lanecoder.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server on the loopback interface that says whatever it was told to, byte by byte: right or wrong. */
final class LyingServer implements AutoCloseable {
    private static final Pattern RANGE = Pattern.compile("(?i)range: bytes=(\\d+)-");

    private final ServerSocket socket;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** Says something to somebody who wants a file from a byte on. */
    @FunctionalInterface
    interface Answer {
        void to(long from, OutputStream out) throws IOException, InterruptedException;
    }

    LyingServer() throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
    }

    /** Where a folder of this server is. */
    String address(String folder) {
        return "http://" + socket.getInetAddress().getHostAddress() + ":" + socket.getLocalPort() + "/" + folder + "/";
    }

    /** What is said in a folder, whichever file of it is wanted. */
    LyingServer in(String folder, Answer answer) {
        answers.put(folder, answer);
        return this;
    }

    /** What was asked for: {@code FOLDER from BYTE}. */
    List<String> requests() {
        return requests;
    }

    private void serve() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                Thread.ofVirtual().start(() -> talk(connection));
            } catch (IOException _) {
                return; // closed
            }
        }
    }

    private void talk(Socket connection) {
        try (connection; OutputStream out = connection.getOutputStream()) {
            BufferedReader in = new BufferedReader(
                    new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
            String folder = in.readLine().split(" ")[1].split("/")[1];
            long from = 0;
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                Matcher range = RANGE.matcher(line);
                from = range.matches() ? Long.parseLong(range.group(1)) : from;
            }
            requests.add(folder + " from " + from);
            answers.get(folder).to(from, out);
            out.flush();
        } catch (IOException | InterruptedException _) {
            // the other side has had enough
        }
    }

    /** Says nothing more until the server is closed. */
    void stall(OutputStream out) throws IOException, InterruptedException {
        out.flush();
        closed.await();
    }

    static void head(OutputStream out, String status, String... headers) throws IOException {
        String text = "HTTP/1.1 " + status + "\r\nConnection: close\r\n"
                + String.join("", List.of(headers).stream().map(header -> header + "\r\n").toList()) + "\r\n";
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The file from the byte that was asked for on, as a good server does. */
    static Answer good(byte[] file) {
        return sending(file, file.length);
    }

    /** As a good server does, but no more than some bytes, and then the end. */
    static Answer sending(byte[] file, int most) {
        return (from, out) -> {
            int length = file.length - (int) from;
            String range = "Content-Range: bytes " + from + "-" + (file.length - 1) + "/" + file.length;
            head(out, from > 0 ? "206 Partial Content" : "200 OK", "Content-Length: " + length,
                    from > 0 ? range : "Accept-Ranges: bytes");
            out.write(file, (int) from, Math.min(most, length));
        };
    }

    /** The whole file, whatever was asked for. */
    static Answer deaf(byte[] file) {
        return (_, out) -> {
            head(out, "200 OK", "Content-Length: " + file.length);
            out.write(file);
        };
    }

    static Answer status(String status, String... headers) {
        return (_, out) -> head(out, status, headers);
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        socket.close();
    }
}
