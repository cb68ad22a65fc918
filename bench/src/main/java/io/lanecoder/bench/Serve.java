package io.lanecoder.bench;

import io.lanecoder.Autoencoder;
import io.lanecoder.data.FloatMatrix;
import io.lanecoder.kernel.Kernels;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Lanecoder as one of the runners of a comparison: measures what it is told on standard input, answers a JSON object a
 * line. While others are measured it waits for input and uses no processor. peers/README.md has the protocol.
 */
final class Serve {
    private final Path folder;
    private final int threads;
    private final FloatMatrix data;
    private final Map<String, Task> tasks = new HashMap<>();

    Serve(Path folder, int threads) {
        this.folder = folder;
        this.threads = threads;
        this.data = Exchange.rows(folder);
    }

    void run() throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            System.out.println(answer(line.strip().split(" +")));
            System.out.flush();
        }
    }

    private String answer(String[] words) {
        return switch (words[0]) {
            case "hello" -> new Line().put("name", "lanecoder").put("version", version()).put("lanes",
                    Kernels.get().lanes()).json();
            case "check" -> check(Integer.parseInt(words[1]));
            case "loss" -> new Line().put("loss", StepTask.firstLoss(data, Integer.parseInt(words[1]))).json();
            case "step", "encode", "score" -> measure(words[0], Integer.parseInt(words[1]),
                    Double.parseDouble(words[2]));
            case "kmeans" -> KMeansBench.answer(folder, threads, Integer.parseInt(words[1]), Integer.parseInt(words[2]),
                    Integer.parseInt(words[3]), Integer.parseInt(words[4]), Double.parseDouble(words[5]));
            case "peak" -> new Line().put("gflops", new Peak(threads).slice(Double.parseDouble(words[1]))).json();
            default -> new Line().put("error", "unknown request " + words[0]).json();
        };
    }

    private static String version() {
        String version = Autoencoder.class.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }

    private String measure(String name, int batch, double seconds) {
        Task task = tasks.computeIfAbsent(name + " " + batch,
                _ -> name.equals("step") ? new StepTask(data, batch, threads)
                        : new InferTask(data, name.equals("score"), batch, threads));
        task.times().clear();
        double rate = task.slice(seconds);
        return new Line().put("rows_per_second", rate).put("p50_us", task.times().percentile(0.5))
                .put("p99_us", task.times().percentile(0.99)).json();
    }

    /** The codes and scores of the first rows: runners that compute something else are found out. */
    private String check(int rows) {
        Autoencoder model = Reference.model();
        FloatMatrix x = data.rows(0, rows);
        float[] codes = model.encode(x).array();
        StringBuilder text = new StringBuilder("{\"codes\": [");
        for (int i = 0; i < codes.length; i++) {
            text.append(i == 0 ? "" : ", ").append(String.format(Locale.ROOT, "%.7g", codes[i]));
        }
        return text.append("], \"scores\": ").append(Arrays.toString(model.reconstructionErrors(x, 1))).append('}')
                .toString();
    }
}
