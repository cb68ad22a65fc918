package io.lanecoder.bench;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.SeededRandom;
import io.lanecoder.nn.Parameters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder through which the runners of a comparison share data and model. Raw files are little-endian floats without
 * a header, so that every peer reads them in a line: {@code rows.f32} (rows x 784), {@code weights.f32} (for each layer
 * outputs x inputs weights, then the biases), {@code kmeans-RxC.f32}; beside them {@code encode.onnx}, {@code
 * score.onnx} and {@code model.safetensors}.
 */
final class Exchange {
    /** Of the clouds' centres, in standard deviations of a cloud: so near that some tens of iterations are needed. */
    private static final double SPREAD = 0.5;

    private Exchange() {
    }

    static void write(Path folder, FloatMatrix rows) throws IOException {
        Files.createDirectories(folder);
        put(folder.resolve("rows.f32"), rows.array());
        Reference.model().save(folder.resolve("model.safetensors"));
        Parameters parameters = Reference.parameters();
        int layers = parameters.network().layers().size();
        float[] all = new float[Math.toIntExact(parameters.network().parameterCount())];
        int at = 0;
        for (int l = 0; l < layers; l++) {
            for (float[] part : new float[][] {parameters.weights(l), parameters.biases(l)}) {
                System.arraycopy(part, 0, all, at, part.length);
                at += part.length;
            }
        }
        put(folder.resolve("weights.f32"), all);
        Files.write(folder.resolve("encode.onnx"), OnnxModel.of(parameters, false));
        Files.write(folder.resolve("score.onnx"), OnnxModel.of(parameters, true));
    }

    static FloatMatrix rows(Path folder) {
        return read(folder.resolve("rows.f32"), Reference.network().inputs());
    }

    /**
     * The data of a k-means comparison, written when first asked for: normal clouds around as many centres, which
     * overlap. The first rows are the first centres of every runner that can be given some.
     */
    static FloatMatrix clouds(Path folder, int rows, int cols, int clusters) {
        Path file = folder.resolve("kmeans-" + rows + "x" + cols + ".f32");
        if (!Files.exists(file)) {
            try {
                put(file, clouds(rows, cols, clusters).array());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return read(file, cols);
    }

    static FloatMatrix clouds(int rows, int cols, int clusters) {
        SeededRandom random = SeededRandom.of(Reference.SEED, rows, cols);
        float[] centres = new float[clusters * cols];
        for (int i = 0; i < centres.length; i++) {
            centres[i] = (float) (SPREAD * random.nextGaussian());
        }
        FloatMatrix data = FloatMatrix.zeros(rows, cols);
        for (int i = 0; i < rows; i++) {
            int centre = random.nextInt(clusters);
            for (int j = 0; j < cols; j++) {
                data.array()[i * cols + j] = (float) (centres[centre * cols + j] + random.nextGaussian());
            }
        }
        return data;
    }

    private static void put(Path file, float[] values) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(4, values.length)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        Files.write(file, bytes.array());
    }

    private static FloatMatrix read(Path file, int cols) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
            float[] values = new float[bytes.remaining() / 4];
            bytes.asFloatBuffer().get(values);
            return FloatMatrix.of(values.length / cols, cols, values);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
