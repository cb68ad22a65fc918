package io.lanecoder.cli;

import io.lanecoder.Autoencoder;
import io.lanecoder.AutoencoderConfig;
import io.lanecoder.data.Dataset;
import io.lanecoder.data.Digits;
import io.lanecoder.data.FloatMatrix;
import io.lanecoder.train.TrainingConfig;
import io.lanecoder.train.TrainingListener;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Trains a very small network and compares the bits of its codes with those that every machine must get: a processor, a virtual
 * machine or a compiler that calculates differently shows.
 */
final class SelfCheck {
    static final String PASSED = "passed: the bits that every machine must get";
    private static final long EXPECTED = 0x6708f665L;

    private SelfCheck() {
    }

    /** What was found, as a sentence; {@link #PASSED} if all is well. */
    static String run(int threads) {
        long found = checksum(threads);
        return found == EXPECTED ? PASSED
                : String.format("FAILED: this machine calculates other bits (%08x) than expected (%08x)", found,
                        EXPECTED);
    }

    /** Of the codes of a few digits, after a few steps of training. */
    static long checksum(int threads) {
        Dataset digits = Digits.generate(30, 1);
        AutoencoderConfig shape = AutoencoderConfig.defaults().withSizes(List.of(11), 3);
        TrainingConfig training =
                TrainingConfig.defaults().toBuilder().epochs(2).batchSize(13).threads(threads).build();
        Autoencoder model = Autoencoder.fit(digits, shape, training, TrainingListener.SILENT).model();
        FloatMatrix codes = model.encode(digits.features(), threads);
        CRC32 crc = new CRC32();
        for (float value : codes.toArray()) {
            int bits = Float.floatToIntBits(value);
            for (int shift = 24; shift >= 0; shift -= 8) {
                crc.update(bits >>> shift);
            }
        }
        return crc.getValue();
    }
}
