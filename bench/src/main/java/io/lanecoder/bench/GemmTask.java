package io.lanecoder.bench;

import io.lanecoder.kernel.Workers;
import java.util.List;

/** Products as often as a slice holds: one, or those of a step in its two phases, rows and then weights, for each micro-batch. */
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
        Product any = products.getFirst();
        for (int row = 0; row < batch(); row += any.microBatch()) {
            any.begin(row);
            if (products.size() == 1) {
                any.run();
                continue;
            }
            workers.run(rowPhase);
            for (int i = 0; i < products.size(); i++) {
                if (products.get(i).kind() == Product.Kind.WEIGHTS) {
                    products.get(i).run();
                }
            }
        }
    }

    private void rowPhase(int worker) {
        int rows = products.getFirst().rows();
        int from = (int) ((long) rows * worker / workers.count());
        int to = (int) ((long) rows * (worker + 1) / workers.count());
        for (int i = 0; i < products.size(); i++) {
            Product product = products.get(i);
            if (product.kind() != Product.Kind.WEIGHTS && from < to) {
                product.multiply(from, to - from, worker);
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
