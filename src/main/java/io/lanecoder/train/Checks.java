package io.lanecoder.train;

/** The one check that the options records share. */
final class Checks {
    private Checks() {
    }

    static void require(boolean condition, String message, Object found) {
        if (!condition) {
            throw new IllegalArgumentException(String.format(message, found));
        }
    }
}
