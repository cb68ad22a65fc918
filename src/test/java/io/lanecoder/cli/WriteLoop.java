package io.lanecoder.cli;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.SeededRandom;
import io.lanecoder.format.Csv;
import io.lanecoder.format.Json;
import io.lanecoder.format.Npy;
import io.lanecoder.format.Safetensors;
import io.lanecoder.format.Tensor;
import io.lanecoder.report.ImageGrid;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Writes one file over and over, with two contents in turn, until it is killed. */
final class WriteLoop {
    private static final int ROWS = 400;
    private static final int COLS = 49;

    private WriteLoop() {
    }

    /** The two contents have different sizes, so that a mixture shows. */
    static FloatMatrix content(int which) {
        SeededRandom random = SeededRandom.of(which);
        FloatMatrix x = FloatMatrix.zeros(ROWS + 100 * which, COLS);
        for (int i = 0; i < x.array().length; i++) {
            x.array()[i] = random.nextFloat();
        }
        return x;
    }

    static void write(Path file, FloatMatrix x) throws IOException {
        String name = file.getFileName().toString();
        switch (name.substring(name.indexOf('.') + 1)) {
            case "npy" -> Npy.write(file, x);
            case "csv" -> Csv.write(file, IntStream.range(0, COLS).mapToObj(i -> "x" + i).toList(), x);
            case "png" -> ImageGrid.pairs(x, x, 10, 2).writePng(file);
            case "json" -> Json.write(file, Map.of("values", x.toArray()));
            case "safetensors" -> Safetensors.write(file, List.of(Tensor.of("x", x)), Map.of("a", "b"));
            default -> throw new IllegalArgumentException(name);
        }
    }

    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[0]);
        FloatMatrix[] contents = {content(0), content(1)};
        for (int i = 0;; i++) {
            write(file, contents[i % 2]);
        }
    }
}
