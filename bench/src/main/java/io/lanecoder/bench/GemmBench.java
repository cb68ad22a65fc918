package io.lanecoder.bench;

import io.lanecoder.kernel.Workers;
import java.util.ArrayList;
import java.util.List;

/** The 17 products of a step, each and, in the order of a step, all together. */
final class GemmBench {
    private GemmBench() {
    }

    static List<Line> run(Options options) {
        try (Workers workers = new Workers(options.threads())) {
            List<Task> tasks = new ArrayList<>();
            for (int batch : options.batchesOr(128, 256, 512, 1024)) {
                List<Product> products = Product.ofStep(Reference.network(), batch, workers);
                // 17 of them in shorter slices: what counts is the step
                products.forEach(
                        product -> tasks.add(new GemmTask(product.name(), batch, List.of(product), workers, 0.2)));
                tasks.add(new GemmTask("step", batch, products, workers, 1));
            }
            Options shorter = new Options(options.threads(), options.batches(), options.json(), options.repeats(),
                    options.seconds(), options.warmUp() / 5, 0, 0, 0, 0, 0, true, null);
            return Rounds.measure("gemm", shorter, tasks);
        }
    }
}
