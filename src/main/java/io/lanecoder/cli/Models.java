package io.lanecoder.cli;

import io.lanecoder.Autoencoder;
import io.lanecoder.data.Dataset;
import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.Scaler;
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
        requireColumns(name, model, source, data.features().cols());
        int inputs = model.network().inputs();
        int fitted = model.scaler().features();
        if (fitted != 0 && fitted != inputs) {
            throw new IllegalArgumentException(
                    name + ": found a scaler of " + fitted + " features, expected " + inputs);
        }
    }

    static void requireColumns(String name, Autoencoder model, String source, int columns) {
        int inputs = model.network().inputs();
        if (columns != inputs) {
            throw new IllegalArgumentException(source + ": found " + columns + " columns, expected " + inputs
                    + ", which the model " + name + " takes");
        }
    }

    /** The layer that an option names, or that of the code. */
    static String layer(Autoencoder model, String name) {
        if (name == null) {
            return model.layerNames().get(model.network().encoderLayers() - 1);
        }
        Arguments.require(model.layerNames().contains(name), "--layer", name,
                "one of " + String.join(", ", model.layerNames()));
        return name;
    }

    /** Column by column, mean 0 and standard deviation 1; a constant column becomes 0. */
    static FloatMatrix standardised(FloatMatrix rows) {
        return Scaler.fit(Scaler.Kind.ZSCORE, rows).apply(rows);
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
