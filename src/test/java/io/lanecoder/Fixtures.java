package io.lanecoder;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.format.Safetensors;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Files with PyTorch's numbers: our own small ones, and the larger ones of the reference network where they are at
 * hand.
 */
public final class Fixtures {
    private Fixtures() {
    }

    /** A folder of fixtures. */
    public enum Source {
        /** The network 37-21-13-5 on 23 rows, in the test resources. */
        OWN,
        /** The reference network on 64 MNIST images, in a folder beside the project that few people have. */
        GOLDEN;

        /** {@return the folder, which need not be there} */
        public Path folder() {
            if (this == OWN) {
                try {
                    return Path.of(Fixtures.class.getResource("/pytorch/init.safetensors").toURI()).getParent();
                } catch (URISyntaxException e) {
                    throw new AssertionError(e);
                }
            }
            return Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("../shared/golden").normalize();
        }

        /** {@return whether the folder is there} */
        public boolean isThere() {
            return Files.isReadable(folder().resolve("init.safetensors"));
        }

        /**
         * A file, in double precision where there is such a one.
         *
         * @param name its name without ending
         * @return the file
         */
        public Path file(String name) {
            Path exact = folder().resolve(name + "_f64.safetensors");
            return Files.exists(exact) ? exact : folder().resolve(name + ".safetensors");
        }

        /** {@return the rows} */
        public FloatMatrix rows() throws IOException {
            return Safetensors.read(file("forward")).tensors().get("x").matrix();
        }
    }

    /**
     * How far values are from what they should be.
     *
     * @param expected the true values
     * @param actual the values, as many
     * @return the greatest difference by the greatest value
     */
    public static double error(double[] expected, float[] actual) {
        assertEquals(expected.length, actual.length);
        double difference = 0;
        double greatest = 0;
        for (int i = 0; i < expected.length; i++) {
            double d = Math.abs(expected[i] - actual[i]);
            difference = d <= difference ? difference : d; // so that NaN stays
            greatest = Math.max(greatest, Math.abs(expected[i]));
        }
        return difference / greatest;
    }
}
