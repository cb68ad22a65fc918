package io.lanecoder.bench;

import java.util.List;

/** Products, one after the other, as often as a slice holds. */
final class GemmTask extends Task {
    private final List<Product> products;
    private final double part;

    /** Measures these products; its slices are a part of those asked for. */
    GemmTask(String name, int batch, List<Product> products, double part) {
        super(name, batch, products.stream().mapToDouble(Product::flops).sum() / batch);
        this.products = products;
        this.part = part;
    }

    private void once() {
        for (int i = 0; i < products.size(); i++) {
            products.get(i).run();
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
