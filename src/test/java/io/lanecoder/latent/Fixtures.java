package io.lanecoder.latent;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.format.Json;
import io.lanecoder.format.Npy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What scikit-learn computed, see {@code make_fixtures.py} in the test resources. */
final class Fixtures {
    private Fixtures() {
    }

    private static Path path(String name) {
        try {
            return Path.of(Fixtures.class.getResource("/latent/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    static FloatMatrix matrix(String name) {
        try {
            return Npy.readMatrix(path(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int[] labels(String name) {
        try {
            return Npy.readInts(path(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<?, ?> all() {
        try (InputStream in = Fixtures.class.getResourceAsStream("/latent/fixtures.json")) {
            return (Map<?, ?>) Json.parse("fixtures.json", in.readAllBytes(), Json.Limits.DEFAULT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<?, ?> map(String key) {
        return (Map<?, ?>) all().get(key);
    }

    static List<?> list(String key) {
        return (List<?>) all().get(key);
    }

    static double number(Object map, String key) {
        return ((Number) ((Map<?, ?>) map).get(key)).doubleValue();
    }

    static double number(String key) {
        return ((Number) all().get(key)).doubleValue();
    }

    static double[] numbers(Object map, String key) {
        return numbers((List<?>) ((Map<?, ?>) map).get(key));
    }

    static double[] numbers(List<?> list) {
        return list.stream().mapToDouble(v -> ((Number) v).doubleValue()).toArray();
    }

    static int[] ints(Object map, String key) {
        return ((List<?>) ((Map<?, ?>) map).get(key)).stream().mapToInt(v -> ((Number) v).intValue()).toArray();
    }

    /** Gaussian blobs around random means. */
    static FloatMatrix blobs(int rows, int cols, int blobs, double spread, long seed) {
        Random random = new Random(seed);
        double[] means = random.doubles(blobs * cols, -10, 10).toArray();
        FloatMatrix x = FloatMatrix.zeros(rows, cols);
        for (int i = 0; i < rows; i++) {
            int blob = random.nextInt(blobs);
            for (int j = 0; j < cols; j++) {
                x.set(i, j, (float) (means[blob * cols + j] + spread * random.nextGaussian()));
            }
        }
        return x;
    }
}
