package io.lanecoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.RowSource;
import io.lanecoder.data.Scaler;
import io.lanecoder.data.SeededRandom;
import io.lanecoder.nn.Activation;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamPassesTest {
    private static final int FEATURES = 7;

    private static FloatMatrix rows(int count) {
        SeededRandom random = SeededRandom.of(1);
        FloatMatrix rows = FloatMatrix.zeros(count, FEATURES);
        for (int i = 0; i < count * FEATURES; i++) {
            rows.array()[i] = random.nextFloat() * 3 - 1;
        }
        return rows;
    }

    private static Autoencoder model(Scaler scaler) {
        AutoencoderConfig config = AutoencoderConfig.defaults();
        return Autoencoder.untrained(FEATURES, new AutoencoderConfig(List.of(9), 3, config.hiddenActivation(),
                config.latentActivation(), Activation.IDENTITY, config.initialisation(), config.scaling()), 4)
                .withScaler(scaler);
    }

    @Test
    void everyRowHasTheBitsOfTheWholeMatrixAndItsPlace() throws IOException {
        // one row, around a block, several rounds (a round is 256 blocks of 96 rows) with a rest
        for (int count : new int[] {1, 95, 97, 2 * 256 * 96 + 1234}) {
            FloatMatrix rows = rows(count);
            for (Scaler scaler : List.of(Scaler.none(), Scaler.fit(Scaler.Kind.ZSCORE, rows(200)))) {
                Autoencoder model = model(scaler);
                for (String layer : List.of("encoder.fc1", "encoder.fc_mean", "decoder.fc2")) {
                    float[] expected = model.encodeAt(rows, layer, 1).toArray();
                    for (int threads : new int[] {1, 2, 3}) {
                        float[] found = new float[expected.length];
                        int[] at = new int[1];
                        model.encodeAt(RowSource.of(rows), layer, threads, block -> {
                            float[] values = block.toArray();
                            System.arraycopy(values, 0, found, at[0], values.length);
                            at[0] += values.length;
                        });
                        assertEquals(expected.length, at[0]);
                        assertArrayEquals(expected, found);
                    }
                }
            }
        }
    }

    @Test
    void whatTheSourceOrTheSinkThrowsComesThrough() {
        Autoencoder model = model(Scaler.none());
        FloatMatrix rows = rows(60_000);
        IOException broken = new IOException("broken");
        RowSource source = new RowSource() {
            @Override
            public long rows() {
                return 60_000;
            }

            @Override
            public int cols() {
                return FEATURES;
            }

            @Override
            public void read(long row, int count, float[] target, int offset) throws IOException {
                if (row > 30_000) {
                    throw broken;
                }
            }
        };
        for (int threads : new int[] {1, 2}) {
            assertSame(broken, assertThrows(IOException.class,
                    () -> model.encodeAt(source, "encoder.fc1", threads, _ -> {
                    })));
            assertSame(broken, assertThrows(IOException.class,
                    () -> model.encodeAt(RowSource.of(rows), "encoder.fc1", threads, _ -> {
                        throw broken;
                    })));
        }
    }

    @Test
    void wrongArgumentsAreRefused() {
        Autoencoder model = model(Scaler.none());
        RowSource narrow = RowSource.of(FloatMatrix.zeros(3, FEATURES - 1));
        assertThrows(IllegalArgumentException.class, () -> model.encodeAt(narrow, "encoder.fc1", 1, _ -> {
        }));
        assertThrows(IllegalArgumentException.class, () -> model.encodeAt(RowSource.of(rows(3)), "fc", 1, _ -> {
        }));
        assertThrows(IllegalArgumentException.class,
                () -> model.encodeAt(RowSource.of(rows(3)), "encoder.fc1", 0, _ -> {
                }));
    }
}
