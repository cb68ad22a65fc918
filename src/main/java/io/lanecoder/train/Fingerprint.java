package io.lanecoder.train;

import io.lanecoder.data.FloatMatrix;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.zip.CRC32C;

/** A short mark of a matrix: it tells whether two runs see the same data. A guard against mistakes, not against malice. */
final class Fingerprint {
    private static final int BLOCK = 1 << 14;

    private Fingerprint() {
    }

    /** Size and checksum: "60000 x 784, crc32c 1a2b3c4d". */
    static String of(FloatMatrix data) {
        CRC32C sum = new CRC32C();
        ByteBuffer block = ByteBuffer.allocate(BLOCK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        int end = data.rowOffset(data.rows());
        for (int i = data.offset(), n; i < end; i += n) {
            n = Math.min(BLOCK, end - i);
            block.clear().asFloatBuffer().put(data.array(), i, n);
            sum.update(block.array(), 0, n * Float.BYTES);
        }
        return String.format(Locale.ROOT, "%d x %d, crc32c %08x", data.rows(), data.cols(), sum.getValue());
    }
}
