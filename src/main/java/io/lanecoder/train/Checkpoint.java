package io.lanecoder.train;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.nn.Dense;
import io.lanecoder.nn.Network;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Everything a training run needs to go on as if it had never stopped: the weights, what the optimiser remembers, the place in the
 * epoch, the losses so far, the best weights, and the options and data it belongs to. The order of rows and the noise on inputs
 * follow from the seed and the number of the epoch, so no generator has a state of its own.
 *
 * <p>{@link Trainer} makes them, {@link Checkpoints} keeps them in a folder. Immutable and safe for all threads.
 */
public final class Checkpoint {
    private final String layers;
    private final Map<String, String> options;
    private final Map<String, String> notes;
    private final String data;
    private final float[] weights;
    private final OptimizerState optimizer;
    private final TrainingState state;

    Checkpoint(String layers, Map<String, String> options, Map<String, String> notes, String data, float[] weights,
            OptimizerState optimizer, TrainingState state) {
        this.layers = layers;
        this.options = new LinkedHashMap<>(options);
        this.notes = new TreeMap<>(notes);
        this.data = data;
        this.weights = weights;
        this.optimizer = optimizer;
        this.state = state;
    }

    /**
     * Reads and checks a checkpoint.
     *
     * @param file a file that {@link #write} wrote
     * @return the checkpoint
     * @throws io.lanecoder.format.FormatException if it is not one, is of another version, or its checksum is not that of its content
     * @throws IOException if the file cannot be read
     */
    public static Checkpoint read(Path file) throws IOException {
        return CheckpointFile.read(file);
    }

    /**
     * Writes it, atomically: after a crash the old file is there, or the new one.
     *
     * @param file the file to be written or replaced
     * @throws IOException if it cannot be written
     */
    public void write(Path file) throws IOException {
        CheckpointFile.write(file, this);
    }

    /** {@return the whole epochs done} */
    public int epochsDone() {
        return state.epochsDone;
    }

    /** {@return the training rows of the next epoch that are done; 0 between two epochs} */
    public int rowsDone() {
        return state.rowsDone;
    }

    /** {@return the batches learned from so far} */
    public long steps() {
        return optimizer.steps();
    }

    /** {@return a report for each of the whole epochs} */
    public List<EpochReport> history() {
        return List.copyOf(state.history);
    }

    /** {@return the notes of whoever asked for the checkpoint, sorted by name} */
    public Map<String, String> notes() {
        return new TreeMap<>(notes);
    }

    /** {@return where it stands, for messages: "epoch 12", or "epoch 12 and 4480 rows"} */
    public String position() {
        return "epoch " + state.epochsDone + (state.rowsDone == 0 ? "" : " and " + state.rowsDone + " rows");
    }

    /**
     * Checks that a run with these options would have come to this very state, so that going on gives the bits of an uninterrupted
     * run. The number of threads may be another one, and so may the number of epochs, as long as the learning rates of the epochs done
     * stay what they were.
     *
     * @param config the options to go on with
     * @throws IllegalArgumentException if one of them would have led elsewhere
     */
    public void requireSame(TrainingConfig config) {
        Map<String, String> now = optionsOf(config);
        options.forEach((name, value) -> Checks.require(value.equals(now.get(name)),
                "the checkpoint was made with " + name + " " + value + ", now it is %s", now.get(name)));
        Checks.require(
                state.epochsDone < config.epochs() || state.epochsDone == config.epochs() && state.rowsDone == 0,
                "the checkpoint is of " + position() + ", there are to be %s epochs", config.epochs());
        for (EpochReport epoch : state.history) {
            requireRate(epoch.epoch(), epoch.learningRate(), config);
        }
        if (state.rowsDone > 0) {
            requireRate(state.epochsDone + 1, state.rate, config);
        }
    }

    private static void requireRate(int epoch, double rate, TrainingConfig config) {
        double now = config.schedule().rate(config.learningRate(), epoch - 1, config.epochs());
        Checks.require(rate == now, "the learning rate of epoch " + epoch + " was " + rate
                + ", with this schedule and number of epochs it would have been %s", now);
    }

    /**
     * Checks that the rows are those that the run was made on.
     *
     * @param rows the rows, on the scale the network sees
     * @throws IllegalArgumentException if they are others
     */
    public void requireSame(FloatMatrix rows) {
        requireSame(Fingerprint.of(rows));
    }

    void requireSame(Network network) {
        Checks.require(layers.equals(layersOf(network)), "the checkpoint is of another network, %s", layers);
    }

    void requireSame(String fingerprint) {
        Checks.require(data.equals(fingerprint), "the checkpoint was made on other data: the rows were " + data
                + " as the network saw them, now they are %s", fingerprint);
    }

    /** The options that decide the numbers, by name; not the schedule, whose rates are compared. */
    static Map<String, String> optionsOf(TrainingConfig config) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("batchSize", Integer.toString(config.batchSize()));
        options.put("learningRate", Double.toString(config.learningRate()));
        options.put("optimizer", config.optimizer().toString());
        options.put("loss", config.loss().name());
        options.put("clipNorm", Double.toString(config.clipNorm()));
        options.put("inputMask", Double.toString(config.inputMask()));
        options.put("inputNoise", Double.toString(config.inputNoise()));
        options.put("shuffle", Boolean.toString(config.shuffle()));
        options.put("validationFraction", Double.toString(config.validationFraction()));
        options.put("patience", Integer.toString(config.patience()));
        options.put("seed", Long.toString(config.seed()));
        return options;
    }

    /** "encoder.fc_mean 784 -> 20 sigmoid, ...": equal for equal networks. */
    static String layersOf(Network network) {
        return network.layers().stream().map(Checkpoint::layer).collect(Collectors.joining(", "))
                + "; encoder of " + network.encoderLayers() + " layers; "
                + network.size() + " numbers";
    }

    private static String layer(Dense layer) {
        return layer.name() + " " + layer.inputs() + " -> " + layer.outputs() + " " + layer.activation();
    }

    String layers() {
        return layers;
    }

    Map<String, String> options() {
        return options;
    }

    String data() {
        return data;
    }

    float[] weights() {
        return weights;
    }

    OptimizerState optimizer() {
        return optimizer;
    }

    TrainingState state() {
        return state;
    }
}
