package io.lanecoder.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Locale;
import java.util.Set;

/**
 * One place on the network that has a file. Nothing it says is believed: it may stall, stop, send too much or something else.
 *
 * <p>{@code HttpURLConnection}, because it is in {@code java.base} and knows a limit to waiting for the next byte, which the newer
 * {@code java.net.http} does not.
 *
 * @param address where the file is
 * @param patienceMillis the longest wait for a connection or for the next byte
 */
record Mirror(URI address, int patienceMillis) {
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final int MOST_REDIRECTS = 5;
    private static final int BUFFER = 1 << 16;

    /** The mirror did not give the file; the message says what it did, without its address. */
    static final class Failed extends IOException {
        private static final long serialVersionUID = 1L;

        Failed(String message, Throwable cause) {
            super(message, cause);
        }

        Failed(String message) {
            this(message, null);
        }
    }

    /**
     * Writes what is missing of a file behind what is there; from its beginning if the server cannot do better.
     *
     * @throws Failed if the mirror is at fault; what has come by then stays
     * @throws IOException if writing fails
     */
    void fetch(RemoteFile file, FileChannel out, Bar bar) throws IOException {
        long there = out.size();
        HttpURLConnection answer;
        try {
            answer = request(there);
        } catch (IOException | IllegalArgumentException e) {
            throw failed(e);
        }
        try {
            long from = start(answer, file, there);
            out.truncate(from).position(from);
            bar.at(from);
            receive(answer, file, out, bar);
        } finally {
            answer.disconnect();
        }
    }

    private HttpURLConnection request(long from) throws IOException {
        URI place = address;
        for (int i = 0; i <= MOST_REDIRECTS; i++) {
            if (!isHttp(place)) {
                throw new Failed("leads to " + place + ", expected an address that begins with http:// or https://");
            }
            HttpURLConnection connection = (HttpURLConnection) place.toURL().openConnection();
            connection.setConnectTimeout(patienceMillis);
            connection.setReadTimeout(patienceMillis);
            connection.setInstanceFollowRedirects(false); // Java's own do not go from http to https
            connection.setUseCaches(false);
            connection.setRequestProperty("User-Agent", "lanecoder/" + Version.text());
            connection.setRequestProperty("Accept-Encoding", "identity");
            if (from > 0) {
                connection.setRequestProperty("Range", "bytes=" + from + "-");
            }
            int status = connection.getResponseCode();
            String next = connection.getHeaderField("Location");
            if (!REDIRECTS.contains(status) || next == null) {
                return connection;
            }
            connection.disconnect();
            place = place.resolve(next);
        }
        throw new Failed("redirects more than " + MOST_REDIRECTS + " times");
    }

    static boolean isHttp(URI place) {
        String scheme = String.valueOf(place.getScheme()).toLowerCase(Locale.ROOT);
        return (scheme.equals("http") || scheme.equals("https")) && place.getHost() != null;
    }

    /** Where the bytes that come belong: behind those that are there, or at the beginning. */
    private static long start(HttpURLConnection answer, RemoteFile file, long there) throws IOException {
        int status = answer.getResponseCode();
        boolean goesOn = status == HttpURLConnection.HTTP_PARTIAL;
        if (!goesOn && status != HttpURLConnection.HTTP_OK) {
            throw new Failed(status < 0 ? "answered with something that is not HTTP" : "answered " + status);
        }
        String range = answer.getHeaderField("Content-Range");
        if (goesOn && (range == null || !range.startsWith("bytes " + there + "-"))) {
            throw new Failed("sent another part of the file than was asked for");
        }
        long from = goesOn ? there : 0;
        long length = answer.getContentLengthLong();
        if (length >= 0 && from + length != file.bytes()) {
            throw new Failed(String.format(Locale.ROOT, "has a file of %,d bytes, expected %,d", from + length,
                    file.bytes()));
        }
        return from;
    }

    private void receive(HttpURLConnection answer, RemoteFile file, FileChannel out, Bar bar) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long done = out.position();
        InputStream in = stream(answer);
        while (true) {
            int count = read(in, buffer, done, file);
            if (count < 0) {
                break;
            }
            if (done + count > file.bytes()) {
                out.truncate(0); // what has come is not worth going on from
                throw new Failed(String.format(Locale.ROOT, "sends more than the %,d bytes of the file",
                        file.bytes()));
            }
            ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, count);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            done += count;
            bar.at(done);
        }
        if (done < file.bytes()) {
            throw brokeOff(done, file, null);
        }
    }

    private InputStream stream(HttpURLConnection answer) throws Failed {
        try {
            return answer.getInputStream();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private int read(InputStream in, byte[] buffer, long done, RemoteFile file) throws Failed {
        try {
            return in.read(buffer);
        } catch (SocketTimeoutException e) {
            throw failed(e);
        } catch (IOException e) {
            throw brokeOff(done, file, e);
        }
    }

    private static Failed brokeOff(long done, RemoteFile file, IOException cause) {
        return new Failed(String.format(Locale.ROOT, "broke off after %,d of %,d bytes", done, file.bytes()), cause);
    }

    private Failed failed(Exception error) {
        return switch (error) {
            case Failed e -> e;
            case SocketTimeoutException e -> new Failed("sent nothing for "
                    + Progress.duration(patienceMillis / 1e3), e);
            case UnknownHostException e -> new Failed("no such host is known, or there is no network", e);
            case ConnectException e -> new Failed("cannot be reached", e);
            default -> new Failed(error.getMessage() == null ? "the connection failed" : error.getMessage(), error);
        };
    }
}
