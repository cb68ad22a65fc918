package consumer;

import io.lanecoder.Autoencoder;
import io.lanecoder.data.Digits;
import io.lanecoder.data.FloatMatrix;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs the README's program (put beside this class as Example), then prints every code of its model, bit for bit. */
final class Codes {
    public static void main(String[] args) throws Exception {
        new Example().main();
        try (DirectoryStream<Path> models = Files.newDirectoryStream(Path.of(""), "*.safetensors")) {
            FloatMatrix codes = Autoencoder.load(models.iterator().next()).encode(Digits.generate(500, 1).features());
            for (int row = 0; row < codes.rows(); row++) {
                StringBuilder line = new StringBuilder("codes");
                for (float code : codes.row(row)) {
                    line.append(' ').append(Integer.toHexString(Float.floatToRawIntBits(code)));
                }
                IO.println(line);
            }
        }
    }
}
