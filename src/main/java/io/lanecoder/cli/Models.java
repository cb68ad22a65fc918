package io.lanecoder.cli;

import io.lanecoder.Autoencoder;
import io.lanecoder.data.Dataset;
import io.lanecoder.data.FloatMatrix;
import io.lanecoder.format.Csv;
import io.lanecoder.format.Npy;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** What several commands do with a model and its results. */
final class Models {
    private Models() {
    }

    /** Refuses data that a model cannot take; {@code name} is the model's file, null if it is new and fits anyway. */
    static void requireFit(String name, Autoencoder model, String source, Dataset data) {
        int inputs = model.network().inputs();
        if (data.features().cols() != inputs) {
            throw new IllegalArgumentException(source + ": found " + data.features().cols() + " columns, expected "
                    + inputs + ", which the model " + name + " takes");
        }
        int fitted = model.scaler().features();
        if (fitted != 0 && fitted != inputs) {
            throw new IllegalArgumentException(
                    name + ": found a scaler of " + fitted + " features, expected " + inputs);
        }
    }

    /** Writes a matrix as the file's name says. */
    static void write(Path file, FloatMatrix matrix, List<String> columns) {
        boolean csv = file.toString().toLowerCase(Locale.ROOT).endsWith(".csv");
        RunFailure.ofWriting(() -> {
            if (csv) {
                Csv.write(file, columns, matrix);
            } else {
                Npy.write(file, matrix);
            }
        });
    }

    /** Names of columns without one: {@code z0, z1, ...}. */
    static List<String> numbered(String letter, int count) {
        return IntStream.range(0, count).mapToObj(i -> letter + i).toList();
    }
}
