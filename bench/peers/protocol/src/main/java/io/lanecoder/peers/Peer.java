package io.lanecoder.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A peer in a process of its own: does what it is told on standard input, answers a JSON object a line. */
public abstract class Peer {
    /** Sizes of the reference network. */
    protected static final int[] SIZES = {784, 256, 128, 20, 128, 256, 784};
    /** Layers of the encoder. */
    protected static final int ENCODER = 3;
    /** Slopes of the leaky rectifiers of the layers; the last layer is a sigmoid. */
    protected static final float[] SLOPES = {0.2f, 0.2f, 0.01f, 0.2f, 0.2f};

    /** Something that is done again and again, on other rows each time. */
    @FunctionalInterface
    public interface Work {
        /**
         * Does it once.
         *
         * @param row first row of the batch
         * @throws Exception whatever the peer throws
         */
        void call(int row) throws Exception;
    }

    /** The folder of the comparison. */
    protected final Path folder;
    /** Threads to use. */
    protected final int threads;
    private final Map<String, Work> works = new HashMap<>();
    private int rows;
    private int next;

    /**
     * A peer.
     *
     * @param folder the folder of the comparison
     * @param threads threads to use
     */
    protected Peer(Path folder, int threads) {
        this.folder = folder;
        this.threads = threads;
    }

    /** {@return its version} */
    protected abstract String version();

    /**
     * Prepares a task.
     *
     * @param task step, encode or score
     * @param batch rows of a batch
     * @return the work
     * @throws Exception whatever the peer throws
     */
    protected Work work(String task, int batch) throws Exception {
        throw new UnsupportedOperationException("does not do " + task);
    }

    /**
     * Encodes the first rows.
     *
     * @param count number of rows
     * @return their codes
     * @throws Exception whatever the peer throws
     */
    protected float[] codes(int count) throws Exception {
        return new float[0];
    }

    /**
     * Scores the first rows.
     *
     * @param count number of rows
     * @return their mean squared errors
     * @throws Exception whatever the peer throws
     */
    protected float[] scores(int count) throws Exception {
        return new float[0];
    }

    /**
     * Clusters.
     *
     * @param data the rows
     * @param clusters number of clusters
     * @param iterations number of iterations
     * @return seconds
     * @throws Exception whatever the peer throws
     */
    protected double kmeans(float[][] data, int clusters, int iterations) throws Exception {
        throw new UnsupportedOperationException("does not do kmeans");
    }

    /**
     * Answers until standard input ends.
     *
     * @throws IOException if standard input fails
     */
    protected final void serve() throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String answer;
            try {
                answer = answer(line.strip().split(" +"));
            } catch (Exception | LinkageError e) {
                Throwable cause = e;
                while (cause.getCause() != null) {
                    cause = cause.getCause();
                }
                answer = "{\"error\": \"" + cause.toString().replaceAll("[\\\\\"\\p{Cntrl}]", " ") + "\"}";
            }
            System.out.println(answer);
            System.out.flush();
        }
        System.exit(0); // some peers leave threads behind
    }

    private String answer(String[] words) throws Exception {
        switch (words[0]) {
            case "hello" :
                return "{\"version\": \"" + version() + "\"}";
            case "check" :
                int count = Integer.parseInt(words[1]);
                return "{\"codes\": " + Arrays.toString(codes(count)) + ", \"scores\": "
                        + Arrays.toString(scores(count)) + "}";
            case "step", "encode", "score" :
                return measure(words[0], Integer.parseInt(words[1]), Double.parseDouble(words[2]));
            case "kmeans" :
                int n = Integer.parseInt(words[1]);
                int cols = Integer.parseInt(words[2]);
                float[][] data = matrix("kmeans-" + n + "x" + cols + ".f32", cols);
                double seconds = kmeans(data, Integer.parseInt(words[3]), Integer.parseInt(words[4]));
                return String.format(Locale.ROOT, "{\"seconds\": %.6f}", seconds);
            default :
                return "{\"error\": \"unknown request " + words[0] + "\"}";
        }
    }

    private String measure(String task, int batch, double seconds) throws Exception {
        Work work = works.get(task + batch);
        if (work == null) {
            work = work(task, batch);
            works.put(task + batch, work);
        }
        if (rows == 0) {
            rows = floats("rows.f32").capacity() / SIZES[0];
        }
        long[] times = new long[1 << 20];
        int calls = 0;
        long begin = System.nanoTime();
        long end = begin + (long) (seconds * 1e9);
        long last = begin;
        while (last < end || calls < 3) {
            next = next + batch > rows ? 0 : next;
            work.call(next);
            next += batch;
            long now = System.nanoTime();
            times[Math.min(calls++, times.length - 1)] = now - last;
            last = now;
        }
        int kept = Math.min(calls, times.length);
        Arrays.sort(times, 0, kept);
        return String.format(Locale.ROOT, "{\"rows_per_second\": %.6g, \"p50_us\": %.6g, \"p99_us\": %.6g}",
                (double) calls * batch / ((last - begin) * 1e-9), times[kept / 2] * 1e-3,
                times[(int) (kept * 0.99)] * 1e-3);
    }

    /**
     * Reads a file of the comparison.
     *
     * @param name its name
     * @return its numbers, in native order and outside of the heap
     * @throws IOException if it cannot be read
     */
    protected final FloatBuffer floats(String name) throws IOException {
        try (FileChannel file = FileChannel.open(folder.resolve(name), StandardOpenOption.READ)) {
            ByteBuffer bytes = ByteBuffer.allocateDirect(Math.toIntExact(file.size())).order(ByteOrder.LITTLE_ENDIAN);
            while (bytes.hasRemaining() && file.read(bytes) >= 0) {
                // a read may give less than was asked for
            }
            return bytes.flip().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        }
    }

    /**
     * Reads a file of the comparison.
     *
     * @param name its name
     * @return its numbers
     * @throws IOException if it cannot be read
     */
    protected final float[] array(String name) throws IOException {
        FloatBuffer buffer = floats(name);
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    private float[][] matrix(String name, int cols) throws IOException {
        FloatBuffer buffer = floats(name);
        float[][] rowsOf = new float[buffer.remaining() / cols][cols];
        for (float[] row : rowsOf) {
            buffer.get(row);
        }
        return rowsOf;
    }

    /**
     * Starts a peer: {@code FOLDER THREADS [coldstart]}. With "coldstart" it encodes one row, says "first" and ends.
     *
     * @param peer the peer
     * @param args the arguments
     * @throws Exception whatever the peer throws
     */
    protected static void start(Peer peer, String[] args) throws Exception {
        if (Arrays.asList(args).contains("coldstart")) {
            System.out.println("first " + peer.codes(1)[0]);
            System.out.flush();
            System.exit(0);
        }
        peer.serve();
    }
}
