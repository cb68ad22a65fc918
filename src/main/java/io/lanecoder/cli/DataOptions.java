package io.lanecoder.cli;

import io.lanecoder.data.Dataset;
import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the data come from. */
final class DataOptions {
    static final String SOURCES =
            "digits[:ROWS[:SEED]] (built in), a .npy, CSV or IDX file, or a folder with MNIST's files";

    @Option(names = "--data", paramLabel = "SRC", required = true, description = SOURCES + ".") String data;

    @Mixin TableOptions table;

    Dataset read() throws IOException {
        return table.read("--data", data);
    }

    /** Adds what was given, under the names of the options. */
    void addTo(Map<String, Object> options) {
        options.put("data", data);
        table.addTo(options);
    }
}
