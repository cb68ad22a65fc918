package io.lanecoder.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Checks of options whose error names the option, what was found and what was expected. */
final class Arguments {
    static final int MAX_THREADS = 1024;

    private Arguments() {
    }

    /** An error about an option. */
    static IllegalArgumentException wrong(String option, String problem) {
        return new IllegalArgumentException(option + ": " + problem);
    }

    static void require(boolean condition, String option, Object found, String expected) {
        if (!condition) {
            throw wrong(option, "found " + found + ", expected " + expected);
        }
    }

    /** Refuses an option that another one leaves without meaning. */
    static void refuse(boolean given, String option, String problem) {
        if (given) {
            throw wrong(option, problem);
        }
    }

    /** Puts the option's name before what a check of the library has to say. */
    static <T> T naming(String option, Supplier<T> check) {
        try {
            return check.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
        }
    }

    /** Reads something. */
    @FunctionalInterface
    interface Reading<T> {
        T run() throws IOException;
    }

    /** Puts the option's name before what is wrong with its value; what is wrong with a file names the file. */
    static <T> T reading(String option, Reading<T> reading) throws IOException {
        try {
            return reading.run();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
        }
    }

    static Path path(String option, String text) {
        try {
            Path path = Path.of(text);
            require(!text.isBlank(), option, "an empty name", "the name of a file or folder");
            return path;
        } catch (InvalidPathException e) {
            throw wrong(option, "found a name that cannot be one of a file (" + e.getReason() + ")");
        }
    }

    /** A file to write a matrix to; what it is called says how. */
    static Path matrixFile(String option, String text, Path... inputs) throws IOException {
        return resultFile(option, text, List.of(".npy", ".csv"), inputs);
    }

    /** A file to write to, called as its form demands; not one that is read from. */
    static Path resultFile(String option, String text, List<String> endings, Path... inputs) throws IOException {
        Path file = path(option, text);
        String name = text.toLowerCase(Locale.ROOT);
        require(endings.stream().anyMatch(name::endsWith), option, text,
                "a name that ends in " + String.join(" or ", endings));
        for (Path input : inputs) {
            if (Files.exists(file) && Files.exists(input) && Files.isSameFile(file, input)) {
                throw wrong(option, "found " + text + ", which is read from, expected another file");
            }
        }
        return file;
    }

    /** The files among sources that may also be something else. */
    static Path[] files(String... sources) {
        return Stream.of(sources).filter(Objects::nonNull).map(source -> path("--data", source)).toArray(Path[]::new);
    }
}
