package io.lanecoder.train;

import io.lanecoder.format.FormatException;
import io.lanecoder.format.Json;
import io.lanecoder.format.Safetensors;
import io.lanecoder.format.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Checkpoints as safetensors files: the weights, the moments and the best weights as flat tensors, laid out as
 * {@link io.lanecoder.nn.Network} says, the history as a tensor of 16-bit pieces, all else as JSON in the metadata, with a SHA-256
 * of the whole content.
 */
final class CheckpointFile {
    private static final String VERSION = "1";
    private static final String VERSION_KEY = "lanecoder.checkpoint";
    static final String CHECKSUM = "lanecoder.checksum";
    private static final String LAYERS = "lanecoder.layers";
    private static final String DATA = "lanecoder.data";
    static final String OPTIONS = "lanecoder.options";
    private static final String NOTES = "lanecoder.notes";
    static final String STATE = "lanecoder.state";
    private static final Set<String> KEYS = Set.of(VERSION_KEY, CHECKSUM, LAYERS, DATA, OPTIONS, NOTES, STATE);
    private static final Set<String> TENSORS = Set.of("weights", "moment1", "moment2", "best", "history");
    /** A double in pieces that a float holds exactly, so that it comes back with its very bits. */
    private static final int PIECES = 4;
    private static final int DOUBLES_PER_EPOCH = 5;
    private static final int BLOCK = 1 << 14;

    private CheckpointFile() {
    }

    static void write(Path file, Checkpoint checkpoint) throws IOException {
        Map<String, Tensor> tensors = new TreeMap<>();
        put(tensors, "weights", checkpoint.weights());
        put(tensors, "moment1", checkpoint.optimizer().first());
        put(tensors, "moment2", checkpoint.optimizer().second());
        put(tensors, "best", checkpoint.state().bestValues);
        List<EpochReport> history = checkpoint.state().history;
        tensors.put("history", new Tensor("history", new int[] {history.size(), DOUBLES_PER_EPOCH * PIECES},
                pieces(history)));
        Map<String, String> metadata = new TreeMap<>();
        metadata.put(VERSION_KEY, VERSION);
        metadata.put(LAYERS, checkpoint.layers());
        metadata.put(DATA, checkpoint.data());
        metadata.put(OPTIONS, Json.write(checkpoint.options()));
        metadata.put(NOTES, Json.write(checkpoint.notes()));
        metadata.put(STATE, Json.write(state(checkpoint)));
        metadata.put(CHECKSUM, checksum(metadata, tensors));
        Safetensors.write(file, tensors.values(), metadata);
    }

    private static void put(Map<String, Tensor> tensors, String name, float[] values) {
        if (values != null) {
            tensors.put(name, new Tensor(name, new int[] {values.length}, values));
        }
    }

    private static Map<String, Object> state(Checkpoint checkpoint) {
        TrainingState state = checkpoint.state();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("epochs_done", (long) state.epochsDone);
        json.put("rows_done", (long) state.rowsDone);
        json.put("rows", (long) state.rows);
        json.put("best_epoch", (long) state.bestEpoch);
        json.put("epochs", state.history.isEmpty() ? 0L : (long) state.history.getLast().epochs());
        json.put("steps", checkpoint.optimizer().steps());
        json.put("loss_sum", bits(state.lossSum));
        json.put("best", bits(state.best));
        json.put("rate", bits(state.rate));
        json.put("seconds", bits(state.seconds));
        return json;
    }

    /** Text that holds every double, infinities too. */
    private static String bits(double value) {
        return HexFormat.of().toHexDigits(Double.doubleToLongBits(value));
    }

    static Checkpoint read(Path file) throws IOException {
        Safetensors.Contents contents = Safetensors.read(file);
        Map<String, String> metadata = contents.metadata();
        Map<String, Tensor> tensors = contents.tensors();
        if (!metadata.containsKey(VERSION_KEY)) {
            throw new FormatException(file,
                    "is not a checkpoint of a training run, the metadata has no " + VERSION_KEY);
        }
        if (!VERSION.equals(metadata.get(VERSION_KEY))) {
            throw new FormatException(file, "the checkpoint has the format version "
                    + FormatException.quote(metadata.get(VERSION_KEY)) + ", this program reads version " + VERSION);
        }
        if (!metadata.keySet().equals(KEYS) || !TENSORS.containsAll(tensors.keySet())) {
            throw new FormatException(file, "the checkpoint has the metadata " + FormatException.quote(
                    String.join(", ", metadata.keySet())) + " and the tensors "
                    + FormatException.quote(String.join(", ", tensors.keySet())) + ", other ones were expected");
        }
        String found = checksum(metadata, tensors);
        if (!found.equals(metadata.get(CHECKSUM))) {
            throw new FormatException(file, "the content is not what was written: its checksum is " + found
                    + ", the checkpoint says " + FormatException.quote(metadata.get(CHECKSUM)));
        }
        return new Reader(file, metadata, tensors).checkpoint();
    }

    /** Takes the parts of one file and checks each: a checksum keeps out accidents, not people. */
    private record Reader(Path file, Map<String, String> metadata, Map<String, Tensor> tensors) {
        Checkpoint checkpoint() throws IOException {
            float[] weights = flat("weights", -1);
            require(weights != null, "there is no tensor \"weights\"");
            int bad = tensors.get("weights").firstNonFinite();
            require(bad < 0, "value " + bad + " of the weights is not finite");
            Map<?, ?> json = object(STATE);
            TrainingState state = new TrainingState();
            state.epochsDone = count(json, "epochs_done", Integer.MAX_VALUE);
            state.rows = count(json, "rows", Integer.MAX_VALUE);
            state.rowsDone = count(json, "rows_done", state.rows);
            state.bestEpoch = count(json, "best_epoch", state.epochsDone);
            state.lossSum = number(json, "loss_sum");
            state.best = number(json, "best");
            state.rate = number(json, "rate");
            state.seconds = number(json, "seconds");
            state.bestValues = flat("best", weights.length);
            require(state.bestValues == null || tensors.get("best").firstNonFinite() < 0,
                    "the best weights are not finite");
            require(state.bestValues == null == (state.bestEpoch == 0),
                    "there are best weights without a best epoch, or the other way round");
            require(state.seconds >= 0 && Double.isFinite(state.lossSum),
                    "the losses or seconds so far are out of range");
            history(state, count(json, "epochs", Integer.MAX_VALUE));
            long steps = json.get("steps") instanceof Long n ? n : -1;
            require(steps >= 1, "the number of steps is " + steps + ", expected at least 1");
            OptimizerState optimizer = new OptimizerState(null, steps, flat("moment1", weights.length),
                    flat("moment2", weights.length));
            return new Checkpoint(metadata.get(LAYERS), strings(OPTIONS), strings(NOTES), metadata.get(DATA), weights,
                    optimizer, state);
        }

        private void require(boolean condition, String problem) throws FormatException {
            if (!condition) {
                throw new FormatException(file, "the checkpoint is wrong: " + problem);
            }
        }

        private float[] flat(String name, int length) throws FormatException {
            Tensor tensor = tensors.get(name);
            if (tensor == null) {
                return null;
            }
            require(tensor.shape().length == 1, "the tensor " + tensor + " should have one size");
            require(length < 0 || tensor.values().length == length,
                    "the tensor " + tensor + " should have " + length + " values, as the weights have");
            return tensor.values();
        }

        private Map<?, ?> object(String key) throws FormatException {
            if (Json.parse(file + ", metadata " + key, metadata.get(key)) instanceof Map<?, ?> map) {
                return map;
            }
            throw new FormatException(file, "the metadata " + key + " is not a JSON object");
        }

        private Map<String, String> strings(String key) throws FormatException {
            Map<String, String> strings = new LinkedHashMap<>();
            for (Map.Entry<?, ?> entry : object(key).entrySet()) {
                if (!(entry.getKey() instanceof String name && entry.getValue() instanceof String value)) {
                    throw new FormatException(file, "the metadata " + key + " holds something else than strings");
                }
                strings.put(name, value);
            }
            return strings;
        }

        private int count(Map<?, ?> json, String name, int most) throws FormatException {
            long value = json.get(name) instanceof Long n ? n : -1;
            require(value >= 0 && value <= most, name + " is " + json.get(name) + ", expected 0 to " + most);
            return (int) value;
        }

        private double number(Map<?, ?> json, String name) throws FormatException {
            String text = json.get(name) instanceof String s ? s : "";
            require(text.matches("[0-9a-f]{16}"), name + " is not 16 hexadecimal digits");
            return Double.longBitsToDouble(HexFormat.fromHexDigitsToLong(text));
        }

        private void history(TrainingState state, int epochs) throws FormatException {
            Tensor tensor = tensors.get("history");
            require(tensor != null && tensor.shape().length == 2 && tensor.shape()[0] == state.epochsDone
                    && tensor.shape()[1] == DOUBLES_PER_EPOCH * PIECES,
                    "the history is " + tensor + ", expected one of " + state.epochsDone + " epochs");
            for (int e = 0, at = 0; e < state.epochsDone; e++) {
                double[] row = new double[DOUBLES_PER_EPOCH];
                for (int i = 0; i < row.length; i++, at += PIECES) {
                    row[i] = Double.longBitsToDouble(joined(tensor.values(), at));
                }
                state.history.add(new EpochReport(e + 1, epochs, row[0], row[1], row[2], row[3], row[4]));
            }
        }

        private long joined(float[] pieces, int at) throws FormatException {
            long bits = 0;
            for (int p = 0; p < PIECES; p++) {
                int piece = (int) pieces[at + p];
                require(piece >= 0 && piece < 1 << 16 && piece == pieces[at + p],
                        "value " + (at + p) + " of the history is not a whole number below 65536");
                bits = bits << 16 | piece;
            }
            return bits;
        }
    }

    private static float[] pieces(List<EpochReport> history) {
        float[] pieces = new float[history.size() * DOUBLES_PER_EPOCH * PIECES];
        int at = 0;
        for (EpochReport e : history) {
            for (double value : new double[] {e.trainLoss(), e.validationLoss(), e.learningRate(), e.seconds(),
                e.samplesPerSecond()}) {
                long bits = Double.doubleToLongBits(value);
                for (int shift = 48; shift >= 0; shift -= 16) {
                    pieces[at++] = bits >>> shift & 0xffff;
                }
            }
        }
        return pieces;
    }

    /** SHA-256 over the metadata but for itself, and the tensors, both sorted by name. */
    static String checksum(Map<String, String> metadata, Map<String, Tensor> tensors) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
        new TreeMap<>(metadata).forEach((key, value) -> {
            if (!key.equals(CHECKSUM)) {
                text(digest, key);
                text(digest, value);
            }
        });
        ByteBuffer block = ByteBuffer.allocate(BLOCK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        List<Tensor> sorted = new ArrayList<>(new TreeMap<>(tensors).values());
        for (Tensor tensor : sorted) {
            text(digest, tensor.toString());
            float[] values = tensor.values();
            for (int i = 0, n; i < values.length; i += n) {
                n = Math.min(BLOCK, values.length - i);
                block.clear().asFloatBuffer().put(values, i, n);
                digest.update(block.array(), 0, n * Float.BYTES);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void text(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
        digest.update(bytes);
    }
}
