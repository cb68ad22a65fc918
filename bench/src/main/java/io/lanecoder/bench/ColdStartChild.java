package io.lanecoder.bench;

import io.lanecoder.Autoencoder;
import io.lanecoder.RowCoder;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a new process does: reads a stored model and a row, encodes the row, says so; then encodes on. Nothing but the
 * library is used, so that nothing else is loaded.
 */
final class ColdStartChild {
    private static final int CALLS = 1000;

    private ColdStartChild() {
    }

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        long begin = System.nanoTime();
        Autoencoder model = Autoencoder.load(folder.resolve("model.safetensors"));
        float[] row = row(folder.resolve("rows.f32"), model.network().inputs());
        float[] code = new float[model.network().latent()];
        RowCoder coder = model.newRowCoder();
        long loaded = System.nanoTime();
        coder.encode(row, 0, code, 0);
        long first = System.nanoTime();
        System.out.println("first " + code[0]);
        System.out.flush();
        for (int i = 1; i < CALLS; i++) {
            coder.encode(row, 0, code, 0);
        }
        long end = System.nanoTime();
        System.out.println("nanos " + (loaded - begin) + " " + (first - loaded) + " " + (end - loaded));
    }

    private static float[] row(Path file, int cols) throws IOException {
        byte[] bytes = new byte[4 * cols];
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
            in.readFully(bytes);
        }
        float[] row = new float[cols];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(row);
        return row;
    }
}
