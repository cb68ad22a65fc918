package io.lanecoder;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.Scaler;
import io.lanecoder.format.Mutations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Model files with a few changes: each is loaded, or refused in one cheap line. */
class ModelMutationTest {
    @TempDir private Path dir;

    @Test
    void models() throws IOException {
        FloatMatrix rows = FloatMatrix.of(4, 3, new float[] {0, 1, 2, 3, 5, 8, 4, 5, 6, 7, 9, 11});
        Path good = dir.resolve("good.safetensors");
        Autoencoder.untrained(3, AutoencoderConfig.defaults().withSizes(List.of(4), 2), 1)
                .withScaler(Scaler.fit(Scaler.Kind.ZSCORE, rows))
                .withFeatureNames(List.of("a", "b", "c")).withProvenance(Map.of("seed", "1")).save(good);
        Path plain = dir.resolve("plain.safetensors");
        Autoencoder.untrained(2, AutoencoderConfig.defaults().withSizes(List.of(), 1), 1).save(plain);
        Mutations.of(Files.readAllBytes(good), Files.readAllBytes(plain))
                .words("null", "[]", "{}", "NaN", "-1", "1e39", "\\\"relu\\\"", "\\\"identity\\\"", "\\\"bce\\\"",
                        "encoder.fc1.weight", "decoder.fc1.bias", "minmax", "\"lanecoder.format\":\"1\",",
                        "lanecoder.layers", "\"scaler.")
                .safetensors().check(dir.resolve("source"), Autoencoder::load, 5);
    }
}
