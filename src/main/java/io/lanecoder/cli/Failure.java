package io.lanecoder.cli;

import io.lanecoder.format.FormatException;
import io.lanecoder.train.DivergedException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;
import picocli.CommandLine.ParameterException;

/**
 * An error as the user gets it.
 *
 * @param status 1: failed at run time, 2: wrong usage or input
 * @param line one line that says what was found and what was expected
 */
record Failure(int status, String line) {
    static final int RUN = 1;
    static final int USAGE = 2;

    static Failure of(Throwable error) {
        OutOfMemoryError memory = outOfMemory(error);
        if (memory != null) {
            return new Failure(RUN, outOfMemorySentence());
        }
        return switch (error) {
            case ParameterException e -> new Failure(USAGE, oneLine(UsageSentence.of(e)));
            case RunFailure e -> new Failure(RUN, oneLine(e.getMessage()));
            case DivergedException e -> new Failure(RUN, oneLine(e.getMessage()));
            case FormatException e -> new Failure(USAGE, oneLine(e.getMessage()));
            case FileSystemException e -> new Failure(USAGE, oneLine(sentence(e)));
            case IOException e -> new Failure(RUN, oneLine(sentence(e)));
            case IllegalArgumentException e when e.getMessage() != null ->
                    new Failure(USAGE, oneLine(e.getMessage()));
            // the kernels that were asked for cannot be had
            case IllegalStateException e when e.getCause() == null && e.getMessage() != null ->
                    new Failure(USAGE, oneLine(e.getMessage()));
            default -> new Failure(RUN, oneLine("internal error, please report it with what --debug shows: "
                    + (error.getMessage() == null ? "no message" : error.getMessage())));
        };
    }

    private static OutOfMemoryError outOfMemory(Throwable error) {
        for (Throwable e = error; e != null; e = e.getCause()) {
            if (e instanceof OutOfMemoryError memory && !(error instanceof IOException)) {
                return memory;
            }
        }
        return null;
    }

    private static String outOfMemorySentence() {
        return String.format(Locale.ROOT, "out of memory: the heap of this JVM is %,d MB; give it more, as in "
                + "JDK_JAVA_OPTIONS=-Xmx8g, or take fewer rows with --rows or a smaller --batch",
                Runtime.getRuntime().maxMemory() >> 20);
    }

    /** What an exception of the file system means, in words; its own message is often the bare name of a file. */
    static String sentence(IOException error) {
        if (!(error instanceof FileSystemException e)) {
            return error.getMessage() == null ? "reading or writing failed" : error.getMessage();
        }
        String reason = switch (e) {
            case FileSystemException f when f.getReason() != null -> f.getReason();
            case NoSuchFileException _ -> "no such file or folder";
            case AccessDeniedException _ -> "no permission";
            case FileAlreadyExistsException _ -> "is a file, expected a folder";
            case NotDirectoryException f when f.getFile().contains(": ") -> null; // has its sentence already
            case NotDirectoryException _ -> "is not a folder";
            default -> "cannot be used";
        };
        return reason == null ? e.getFile() : e.getFile() + ": " + reason;
    }

    /** Arguments and names of files may hold anything, a line end too. */
    static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ").strip();
    }
}
