package io.lanecoder;

import io.lanecoder.data.FloatMatrix;
import java.io.IOException;

/** Takes rows block after block; {@code NpyWriter::write} is one. */
@FunctionalInterface
public interface RowSink {
    /**
     * Takes the next rows.
     *
     * @param rows at least one; their memory is used again after the call
     * @throws IOException if they cannot be taken
     */
    void accept(FloatMatrix rows) throws IOException;
}
