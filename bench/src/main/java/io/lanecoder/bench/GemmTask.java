package io.lanecoder.bench;

import io.lanecoder.kernel.Workers;
import io.lanecoder.nn.TrainingPasses;
import java.util.List;

/** Products as often as a slice holds: one, or those of a step in its two phases, block by block of rows and then of weights. */
final class GemmTask extends Task {
    private final List<Product> products;
    private final Workers workers;
    private final double part;
    private final Workers.Job rowPhase = this::rowPhase;

    /** Measures these products; its slices are a part of those asked for. */
    GemmTask(String name, int batch, List<Product> products, Workers workers, double part) {
        super(name, batch, products.stream().mapToDouble(Product::flops).sum() / batch);
        this.products = products;
        this.workers = workers;
        this.part = part;
    }

    private void once() {
        if (products.size() == 1) {
            products.getFirst().run();
            return;
        }
        workers.run(rowPhase);
        for (int i = 0; i < products.size(); i++) {
            if (products.get(i).kind() == Product.Kind.WEIGHTS) {
                products.get(i).run();
            }
        }
    }

    private void rowPhase(int worker) {
        int from = (int) ((long) batch() * worker / workers.count());
        int to = (int) ((long) batch() * (worker + 1) / workers.count());
        for (int row = from; row < to; row += TrainingPasses.ROW_BLOCK) {
            int count = Math.min(TrainingPasses.ROW_BLOCK, to - row);
            for (int i = 0; i < products.size(); i++) {
                Product product = products.get(i);
                if (product.kind() != Product.Kind.WEIGHTS) {
                    product.multiply(row, count, worker);
                }
            }
        }
    }

    @Override
    double slice(double seconds) {
        long begin = System.nanoTime();
        long end = begin + (long) (seconds * part * 1e9);
        long calls = 0;
        long last = begin;
        while (last < end) {
            once();
            calls++;
            long now = System.nanoTime();
            times().add(now - last);
            last = now;
        }
        return calls * batch() / ((last - begin) * 1e-9);
    }

    @Override
    double allocatedBytes() {
        double[] each = new double[9];
        for (int i = 0; i < each.length; i++) {
            long before = allocated();
            once();
            each[i] = allocated() - before;
        }
        return Figures.median(each);
    }
}
