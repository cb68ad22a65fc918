package io.lanecoder.docs;

import io.lanecoder.data.Dataset;
import io.lanecoder.data.Digits;
import io.lanecoder.data.SeededRandom;
import io.lanecoder.format.Safetensors;
import io.lanecoder.format.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Files that the pages take for granted, small. */
final class Inputs {
    private static final int ROWS = 120;

    private Inputs() {
    }

    static void write(Path folder) throws IOException {
        writeTable(folder.resolve("your.csv"));
        writeMnist(Files.createDirectories(folder.resolve("mnist")));
        writeStateDict(folder.resolve("pytorch.safetensors"));
    }

    /** The table that examples call {@code your.csv}: a number that tells rows apart, four measurements, a class. */
    private static void writeTable(Path file) throws IOException {
        SeededRandom random = SeededRandom.of(1);
        StringBuilder text = new StringBuilder("id,temperature,pressure,flow,vibration,class\n");
        for (int i = 0; i < ROWS; i++) {
            double heat = 60 + 5 * random.nextGaussian();
            double flow = 12 + 2 * random.nextGaussian();
            text.append(String.format(Locale.ROOT, "%d,%.2f,%.3f,%.2f,%.4f,%s%n", i, heat, heat / 20, flow, flow / 50,
                    i % 3 == 0 ? "pump" : "valve"));
        }
        Files.writeString(file, text);
    }

    /** A folder with the test images and labels of MNIST, but for the images. */
    private static void writeMnist(Path folder) throws IOException {
        Dataset digits = Digits.generate(ROWS, 9);
        ByteBuffer images = ByteBuffer.allocate(16 + ROWS * Digits.PIXELS);
        images.putInt(0x803).putInt(ROWS).putInt(Digits.SIDE).putInt(Digits.SIDE);
        ByteBuffer labels = ByteBuffer.allocate(8 + ROWS);
        labels.putInt(0x801).putInt(ROWS);
        for (int i = 0; i < ROWS; i++) {
            for (float value : digits.features().row(i)) {
                images.put((byte) value);
            }
            labels.put((byte) digits.labels().orElseThrow().codes()[i]);
        }
        Files.write(folder.resolve("t10k-images-idx3-ubyte"), images.array());
        Files.write(folder.resolve("t10k-labels-idx1-ubyte"), labels.array());
    }

    /** Weights of the reference network as PyTorch's {@code save_file(model.state_dict(), ...)} leaves them: no metadata. */
    private static void writeStateDict(Path file) throws IOException {
        List<String> names = List.of("encoder.fc1", "encoder.fc2", "encoder.fc_mean", "decoder.fc1", "decoder.fc2",
                "decoder.fc3");
        int[] sizes = {Digits.PIXELS, 256, 128, 20, 128, 256, Digits.PIXELS};
        SeededRandom random = SeededRandom.of(2);
        List<Tensor> tensors = new ArrayList<>();
        for (int l = 0; l < names.size(); l++) {
            float[] weights = new float[sizes[l + 1] * sizes[l]];
            for (int i = 0; i < weights.length; i++) {
                weights[i] = (float) (random.nextGaussian() / Math.sqrt(sizes[l]));
            }
            tensors.add(new Tensor(names.get(l) + ".weight", new int[] {sizes[l + 1], sizes[l]}, weights));
            tensors.add(new Tensor(names.get(l) + ".bias", new int[] {sizes[l + 1]}, new float[sizes[l + 1]]));
        }
        Safetensors.write(file, tensors, Map.of());
    }
}
