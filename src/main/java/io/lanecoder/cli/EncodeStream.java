package io.lanecoder.cli;

import io.lanecoder.Autoencoder;
import io.lanecoder.data.Dataset;
import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.RowSource;
import io.lanecoder.format.NpyReader;
import io.lanecoder.format.NpyWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Encodes a {@code .npy} file of any size into another one, block by block. Gives what encoding the whole would give.
 *
 * @param model as it was loaded
 * @param layer whose outputs are wanted
 * @param threads number of threads
 * @param target where they go
 * @param bar shows how far it is
 */
record EncodeStream(Autoencoder model, String layer, int threads, Path target, Bar bar) {
    void run(NpyReader rows) throws IOException {
        // Only one choice of the model's depends on the values: whether numbers lie in 0..1 or are bytes.
        Autoencoder ofUnit = model.suiting(new Dataset(FloatMatrix.zeros(1, rows.cols()), rows.encoding(),
                Optional.empty(), List.of()));
        boolean bytes = rows.encoding() == Dataset.Encoding.BYTES;
        if (bytes || ofUnit.scaler().kind() == model.scaler().kind()) {
            run(ofUnit, rows);
            return;
        }
        try {
            run(ofUnit, new UnitRows(rows));
        } catch (OutsideOfUnit _) { // begins anew; most files show it in their first rows
            run(model, rows);
        }
    }

    private void run(Autoencoder suited, RowSource rows) throws IOException {
        int columns = suited.encodeAt(FloatMatrix.zeros(0, rows.cols()), layer, 1).cols();
        NpyWriter[] opened = new NpyWriter[1];
        RunFailure.ofWriting(() -> opened[0] = NpyWriter.create(target, rows.rows(), columns));
        long[] done = new long[1];
        bar.at(0);
        try (Output output = new Output(opened[0])) {
            suited.encodeAt(rows, layer, threads, block -> {
                RunFailure.ofWriting(() -> output.writer().write(block));
                done[0] += block.rows();
                bar.at(done[0]);
            });
            output.finish();
        }
    }

    /** Leaves nothing behind when not all rows have come, and then says nothing of its own. */
    private record Output(NpyWriter writer) implements AutoCloseable {
        void finish() {
            RunFailure.ofWriting(writer::close);
        }

        @Override
        public void close() throws IOException {
            try {
                writer.close();
            } catch (IllegalStateException _) {
                // rows are missing: the reason is on its way
            }
        }
    }

    /** A value is not in 0..1 although the first ones were. */
    private static final class OutsideOfUnit extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** Rows that must lie in 0..1. */
    private record UnitRows(RowSource source) implements RowSource {
        @Override
        public long rows() {
            return source.rows();
        }

        @Override
        public int cols() {
            return source.cols();
        }

        @Override
        public void read(long row, int count, float[] target, int offset) throws IOException {
            source.read(row, count, target, offset);
            float low = 0;
            float high = 0;
            for (int i = offset; i < offset + count * source.cols(); i++) {
                low = Math.min(low, target[i]);
                high = Math.max(high, target[i]);
            }
            if (!(low >= 0 && high <= 1)) {
                throw new OutsideOfUnit();
            }
        }
    }
}
