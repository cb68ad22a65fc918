package io.lanecoder.cli;

import java.io.IOException;

/** Nothing was wrong with what the user asked for, but it could not be done: exit status 1. */
final class RunFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RunFailure(String message, Throwable cause) {
        super(message, cause);
    }

    /** Writes something. */
    @FunctionalInterface
    interface Writing {
        void run() throws IOException;
    }

    /** A file that cannot be read is a wrong argument; one that cannot be written is a failure. */
    static void ofWriting(Writing writing) {
        try {
            writing.run();
        } catch (IOException e) {
            throw new RunFailure(Failure.sentence(e), e);
        }
    }
}
