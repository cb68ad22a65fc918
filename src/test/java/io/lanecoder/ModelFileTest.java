package io.lanecoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.Scaler;
import io.lanecoder.format.FormatException;
import io.lanecoder.format.Safetensors;
import io.lanecoder.format.Tensor;
import io.lanecoder.nn.Activation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFileTest {
    private static final String LAYERS = "lanecoder.layers";
    private static final String ENCODER_LAYERS = "lanecoder.encoder_layers";

    @TempDir private Path folder;

    private static Autoencoder model() {
        return Autoencoder.untrained(37, AutoencoderConfig.defaults().withSizes(List.of(21, 13), 5), 1);
    }

    private Path saved() throws IOException {
        Path file = folder.resolve("model.safetensors");
        model().save(file);
        return file;
    }

    private static void assertSameModel(Autoencoder expected, Autoencoder actual) {
        assertEquals(expected.network().layers(), actual.network().layers());
        assertEquals(expected.network().encoderLayers(), actual.network().encoderLayers());
        assertArrayEquals(expected.parameters().values(), actual.parameters().values());
        assertEquals(expected.scaler(), actual.scaler());
        assertEquals(expected.provenance(), actual.provenance());
        FloatMatrix x = AutoencoderTest.data(9, -3, 7);
        if (expected.network().inputs() == x.cols()) {
            assertArrayEquals(expected.reconstruct(x, 1).array(), actual.reconstruct(x, 1).array());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsSavedComesBackBitForBit(Scaler.Kind kind) throws IOException {
        Autoencoder model = model().withScaler(Scaler.fit(kind, AutoencoderTest.data(50, -3, 7)))
                .withProvenance(Map.of("data", "made up \"\\ \n \u00e4\u20ac", "seed", "1", "empty", ""));
        Path file = folder.resolve("model.safetensors");
        model.save(file);
        Autoencoder loaded = Autoencoder.load(file);
        assertSameModel(model, loaded);
        Path again = folder.resolve("again.safetensors");
        loaded.save(again);
        assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(again));
    }

    @ParameterizedTest
    @CsvSource({"'', 1, leaky_relu(0.3)", "'8', 3, elu(0.5)", "'64,33,17,9', 2, gelu", "'1,1', 1, softplus"})
    void otherDepthsSizesAndActivationsToo(String hidden, int latent, String activation) throws IOException {
        List<Integer> sizes =
                hidden.isEmpty() ? List.of() : Arrays.stream(hidden.split(",")).map(Integer::valueOf).toList();
        AutoencoderConfig config = AutoencoderConfig.defaults().withSizes(sizes, latent)
                .withActivations(Activation.parse(activation), Activation.IDENTITY, Activation.parse("tanh"));
        Autoencoder model = Autoencoder.untrained(19, config, 2);
        Path file = folder.resolve("model.safetensors");
        model.save(file);
        assertSameModel(model, Autoencoder.load(file));
    }

    @Test
    void tensorsHavePyTorchsNamesAndShapes() throws IOException {
        Map<String, Tensor> tensors = Safetensors.read(saved()).tensors();
        assertEquals(
                "[decoder.fc1.bias [13], decoder.fc1.weight [13, 5], decoder.fc2.bias [21], "
                        + "decoder.fc2.weight [21, 13], decoder.fc3.bias [37], decoder.fc3.weight [37, 21], "
                        + "encoder.fc1.bias [21], encoder.fc1.weight [21, 37], encoder.fc2.bias [13], "
                        + "encoder.fc2.weight [13, 21], encoder.fc_mean.bias [5], encoder.fc_mean.weight [5, 13]]",
                tensors.values().toString());
        assertArrayEquals(model().parameters().weights(0), tensors.get("encoder.fc1.weight").values());
    }

    @Test
    void aBareStateDictGetsTheReferenceActivations() throws IOException {
        Autoencoder model = Autoencoder.load(Fixtures.Source.OWN.folder().resolve("init.safetensors"));
        assertEquals("37 - 21 - 13 - 5 - 13 - 21 - 37", model.toString());
        assertEquals("[leaky_relu(0.2), leaky_relu(0.2), leaky_relu(0.01), leaky_relu(0.2), leaky_relu(0.2), sigmoid]",
                model.network().layers().stream().map(l -> l.activation().toString()).toList().toString());
        assertEquals(3, model.network().encoderLayers());
        assertEquals(Scaler.none(), model.scaler());
        assertEquals(Map.of(), model.provenance());
    }

    /** What the reader says of the saved model once it has been changed. */
    private String refusal(Consumer<Map<String, Tensor>> tensors, Consumer<Map<String, String>> metadata)
            throws IOException {
        Safetensors.Contents contents = Safetensors.read(saved());
        Map<String, Tensor> changedTensors = new TreeMap<>(contents.tensors());
        Map<String, String> changedMetadata = new TreeMap<>(contents.metadata());
        tensors.accept(changedTensors);
        metadata.accept(changedMetadata);
        Path file = folder.resolve("hostile.safetensors");
        Safetensors.write(file, changedTensors.values(), changedMetadata);
        String message = assertThrows(FormatException.class, () -> Autoencoder.load(file)).getMessage();
        assertTrue(message.startsWith(file.toString()), message);
        assertFalse(message.contains("\n"), message);
        return message.substring(file.toString().length());
    }

    private static <T> Consumer<T> nothing() {
        return _ -> {
        };
    }

    @Test
    void tensorsThatDoNotFitAreRefused() throws IOException {
        for (boolean foreign : new boolean[] {false, true}) {
            Consumer<Map<String, String>> metadata = foreign ? Map::clear : nothing();
            assertTrue(refusal(t -> t.remove("decoder.fc3.bias"), metadata).contains("11 tensors, 6 layers have 12"));
            assertTrue(refusal(t -> t.put("extra", new Tensor("extra", new int[] {1}, new float[1])), metadata)
                    .contains("13 tensors, 6 layers have 12"));
            assertTrue(refusal(t -> {
                t.remove("encoder.fc2.bias");
                t.put("extra", new Tensor("extra", new int[] {13}, new float[13]));
            }, metadata).contains("no tensor \"encoder.fc2.bias\""));
            String wrong = refusal(t -> t.put("encoder.fc1.bias", new Tensor("encoder.fc1.bias", new int[] {3, 7},
                    new float[21])), metadata);
            assertEquals(": the tensor encoder.fc1.bias [3, 7] should have the shape [21]", wrong);
            for (float bad : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
                assertEquals(": value 4 of the tensor encoder.fc_mean.bias [5] is " + bad + ", weights must be finite",
                        refusal(t -> t.get("encoder.fc_mean.bias").values()[4] = bad, metadata));
            }
        }
        String turned = refusal(t -> t.put("decoder.fc1.weight", new Tensor("decoder.fc1.weight", new int[] {5, 13},
                new float[65])), nothing());
        assertEquals(": the tensor decoder.fc1.weight [5, 13] should have the shape [13, 5]", turned);
    }

    @Test
    void aStateDictOfAnotherShapeIsRefused() throws IOException {
        assertTrue(refusal(Map::clear, Map::clear).contains("no tensor \"encoder.fc_mean.weight\""));
        assertEquals(": an autoencoder needs at least one encoder and one decoder layer, got 3 of 3",
                refusal(t -> t.keySet().removeIf(name -> name.startsWith("decoder")), Map::clear));
        assertEquals(": layer decoder.fc1 takes 13 inputs, the layer before it gives 5",
                refusal(t -> t.put("decoder.fc1.weight",
                        new Tensor("decoder.fc1.weight", new int[] {5, 13}, new float[65])), Map::clear));
        assertEquals(": the tensor encoder.fc1.weight [777] should have two sizes, [outputs, inputs]",
                refusal(t -> t.put("encoder.fc1.weight",
                        new Tensor("encoder.fc1.weight", new int[] {777}, new float[777])),
                        Map::clear));
        assertEquals(": layer encoder.fc1 must have at least one input and one output, got 0 -> 37",
                refusal(t -> t.put("encoder.fc1.weight",
                        new Tensor("encoder.fc1.weight", new int[] {37, 0}, new float[0])),
                        Map::clear));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[", "{}", "7", "null", "[null]", "[[]]", "[{}]", "[{\"name\":\"a\"}]", "[] []",
        "[{\"name\":1,\"inputs\":37,\"outputs\":21,\"activation\":\"relu\"}]",
        "[{\"name\":\"a\",\"inputs\":37.5,\"outputs\":21,\"activation\":\"relu\"}]",
        "[{\"name\":\"a\",\"inputs\":\"37\",\"outputs\":21,\"activation\":\"relu\"}]", "[]"})
    void aLayerTableThatIsNoneIsRefused(String table) throws IOException {
        refusal(nothing(), m -> m.put(LAYERS, table));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "\"inputs\":37 | \"inputs\":38 | the decoder gives 37 values, the encoder takes 38",
        "\"inputs\":37 | \"inputs\":0 | at least one input and one output, got 0 -> 21",
        "\"inputs\":37 | \"inputs\":-37 | at least one input and one output",
        "\"inputs\":37 | \"inputs\":4294967333 | too large",
        "\"inputs\":37 | \"inputs\":9223372036854775807 | too large",
        "\"inputs\":37 | \"inputs\":1e400 | ",
        "\"outputs\":21 | \"outputs\":2147483647 | too large",
        "encoder.fc2 | encoder.fc1 | two layers are named encoder.fc1",
        "encoder.fc2 | encoder.fc9 | no tensor \"encoder.fc9.weight\"",
        "leaky_relu(0.2) | leaky_relu | expected the slope",
        "leaky_relu(0.2) | leaky_relu(-1) | must be finite and >= 0",
        "leaky_relu(0.2) | leaky_relu(NaN) | must be finite and >= 0",
        "leaky_relu(0.2) | swish | there is no activation 'swish'",
        "leaky_relu(0.2) |  \\u0007bell | there is no activation",
        "\"activation\" | \"function\" | is not an object with name, inputs, outputs and activation"})
    void aLayerTableThatLiesIsRefused(String what, String by, String said) throws IOException {
        String message = refusal(nothing(), m -> {
            String table = m.get(LAYERS);
            assertTrue(table.contains(what), table);
            m.put(LAYERS, table.replaceFirst(Pattern.quote(what),
                    Matcher.quoteReplacement(by)));
        });
        assertTrue(said == null || message.contains(said), message);
        assertTrue(message.chars().noneMatch(Character::isISOControl), message);
    }

    /** The table is believed only once the tensors bear it out: no memory is taken for a claim. */
    @Test
    void aTableOfHugeLayersTakesNoMemory() throws IOException {
        String message = refusal(nothing(), m -> {
            List<String> rows = new ArrayList<>();
            for (String name : new String[] {"encoder.fc1", "encoder.fc2", "encoder.fc_mean", "decoder.fc1",
                "decoder.fc2",
                "decoder.fc3"}) {
                rows.add("{\"name\":\"" + name + "\",\"inputs\":18000,\"outputs\":18000,\"activation\":\"relu\"}");
            }
            m.put(LAYERS, rows.toString());
        });
        assertEquals(": the tensor encoder.fc1.weight [21, 37] should have the shape [18000, 18000]", message);
    }

    @Test
    void aTableOfVeryManyLayersIsRefused() throws IOException {
        String row = "{\"name\":\"a\",\"inputs\":1,\"outputs\":1,\"activation\":\"relu\"}";
        String message = refusal(nothing(), m -> m.put(LAYERS, "[" + (row + ",").repeat(1000) + row + "]"));
        assertEquals(": the layer table is not a JSON array of at most 1000 layers", message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "6", "7", "9999", "10000", "-1", "3.0", " 3", "x", "99999999999999999999"})
    void encoderLayersOutOfRangeAreRefused(String count) throws IOException {
        refusal(nothing(), m -> m.put(ENCODER_LAYERS, count));
    }

    @Test
    void metadataThatDoNotFitAreRefused() throws IOException {
        assertEquals(": the model has the format version \"2\", this program reads version 1",
                refusal(nothing(), m -> m.put("lanecoder.format", "2")));
        for (String key : new String[] {LAYERS, ENCODER_LAYERS}) {
            assertTrue(refusal(nothing(), m -> m.remove(key)).contains("the model has no layer table"));
        }
        assertTrue(refusal(nothing(), m -> m.put("scaler", "log")).contains("'log'"));
        refusal(nothing(), m -> m.remove("scaler"));
        refusal(nothing(), m -> m.put("scaler", "minmax"));
        assertTrue(
                refusal(nothing(), m -> m.putAll(Scaler.fit(Scaler.Kind.MINMAX, FloatMatrix.zeros(2, 36)).toMetadata()))
                        .contains("the scaler is for 36 features, the network takes 37"));
    }

    @Test
    void aFileThatIsNotThereOrNoModelIsSaid() throws IOException {
        assertThrows(NoSuchFileException.class, () -> Autoencoder.load(folder.resolve("none.safetensors")));
        Path text = Files.writeString(folder.resolve("text.safetensors"), "hello, this is not a model");
        assertTrue(assertThrows(FormatException.class, () -> Autoencoder.load(text)).getMessage()
                .startsWith(text.toString()));
        byte[] whole = Files.readAllBytes(saved());
        for (int length : new int[] {0, 7, 8, 100, whole.length - 1}) {
            Path cut = Files.write(folder.resolve("cut.safetensors"), Arrays.copyOf(whole, length));
            assertThrows(FormatException.class, () -> Autoencoder.load(cut), length + " bytes");
        }
    }

    @Test
    void aFolderThatIsNotThereIsSaidAndAnOldFileStays() throws IOException {
        assertThrows(IOException.class, () -> model().save(folder.resolve("none").resolve("model.safetensors")));
        Path file = saved();
        Autoencoder other = Autoencoder.untrained(37, AutoencoderConfig.defaults(), 5);
        other.save(file);
        assertSameModel(other, Autoencoder.load(file));
        try (var files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList(), "something was left beside the model");
        }
    }
}
