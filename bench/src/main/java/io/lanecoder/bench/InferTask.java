package io.lanecoder.bench;

import io.lanecoder.Autoencoder;
import io.lanecoder.RowCoder;
import io.lanecoder.data.FloatMatrix;

/**
 * Encoding or scoring: whole matrices through {@link Autoencoder}, or, at batch 1, single rows through {@link
 * RowCoder}.
 */
final class InferTask extends Task {
    private static final int CALLS = 1000;

    private final Autoencoder model = Reference.model();
    private final RowCoder coder = model.newRowCoder();
    private final FloatMatrix data;
    private final int threads;
    private final boolean scores;
    private final float[] code = new float[Reference.network().latent()];
    private int row;
    private volatile double sink;

    InferTask(FloatMatrix data, boolean scores, int batch, int threads) {
        super(scores ? "score" : "encode", batch, scores ? Reference.forwardFlops() : Reference.encodeFlops());
        if (data.rows() < batch) {
            throw new Options.UsageException("--rows must be at least the batch size " + batch);
        }
        this.data = data;
        this.scores = scores;
        this.threads = threads;
    }

    private void call() {
        row = row + batch() > data.rows() ? 0 : row;
        int from = row;
        row += batch();
        if (batch() > 1) {
            FloatMatrix x = data.rows(from, from + batch());
            sink = scores ? model.reconstructionErrors(x, threads)[0] : model.encode(x, threads).array()[0];
        } else if (scores) {
            sink = coder.reconstructionError(data.array(), data.rowOffset(from));
        } else {
            coder.encode(data.array(), data.rowOffset(from), code, 0);
        }
    }

    @Override
    double slice(double seconds) {
        long begin = System.nanoTime();
        long end = begin + (long) (seconds * 1e9);
        long calls = 0;
        long last = begin;
        while (last < end) {
            call();
            calls++;
            long now = System.nanoTime();
            times().add(now - last);
            last = now;
        }
        return calls * batch() / ((last - begin) * 1e-9);
    }

    @Override
    double allocatedBytes() {
        int calls = batch() == 1 ? CALLS : 5;
        double[] each = new double[5];
        for (int i = 0; i < each.length; i++) {
            long before = allocated();
            for (int c = 0; c < calls; c++) {
                call();
            }
            each[i] = (double) (allocated() - before) / calls;
        }
        return Figures.median(each);
    }
}
