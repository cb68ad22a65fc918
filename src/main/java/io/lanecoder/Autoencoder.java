package io.lanecoder;

import io.lanecoder.data.Dataset;
import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.RowSource;
import io.lanecoder.data.Scaler;
import io.lanecoder.nn.Activation;
import io.lanecoder.nn.Dense;
import io.lanecoder.nn.Network;
import io.lanecoder.nn.Parameters;
import io.lanecoder.train.Checkpoints;
import io.lanecoder.train.OptimizerState;
import io.lanecoder.train.TrainingConfig;
import io.lanecoder.train.TrainingListener;
import io.lanecoder.train.TrainingResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A trained autoencoder: z = encode(x), x' = decode(z).
 *
 * <p>Rows go in as the user has them: the model scales them as its training data were scaled. Reconstructions and errors come out
 * on the scale that the network sees; {@link #scaler()} turns values back. A row's result does not depend on the rows beside it,
 * on the number of threads or on the CPU: same bits always. NaN in a row gives NaN in its results and in no other's.
 *
 * <p>Immutable and safe for all threads. Whole matrices are worked on in blocks of at most {@value BlockPasses#ROWS} rows, with a
 * few MB of memory a thread, which are kept for the next call; for single rows without allocation see {@link #newRowCoder()}.
 */
public final class Autoencoder {
    private final Parameters parameters;
    private final Scaler scaler;
    private final ModelNotes notes;
    private final BlockPasses passes;

    Autoencoder(Parameters parameters, Scaler scaler, ModelNotes notes) {
        int features = scaler.features();
        if (features != 0 && features != parameters.network().inputs()) {
            throw new IllegalArgumentException(
                    "the scaler is for " + features + " features, the network takes " + parameters.network().inputs());
        }
        this.parameters = parameters;
        notes.requireFit(parameters.network().inputs());
        this.scaler = scaler;
        this.notes = notes;
        this.passes = new BlockPasses(parameters, scaler);
    }

    /**
     * An autoencoder with random weights, to be trained.
     *
     * @param inputs number of features, >= 1
     * @param config its shape
     * @param seed draws the weights
     * @return the untrained model, without a scaler
     */
    public static Autoencoder untrained(int inputs, AutoencoderConfig config, long seed) {
        Parameters parameters = new Parameters(config.network(inputs));
        config.initialisation().draw(parameters, seed);
        return new Autoencoder(parameters, Scaler.none(), ModelNotes.NONE);
    }

    /**
     * A model and how its training went.
     *
     * @param model the trained model
     * @param training the history of its training
     * @param optimizer what the optimiser remembered at the end
     */
    public record Fit(Autoencoder model, TrainingResult training, OptimizerState optimizer) {
        /**
         * Trains on with new rows: from this model's weights, with what the optimiser remembered. (Where a patience went back to the
         * best weights, the optimiser still remembers the last ones.)
         *
         * @param rows the rows as the user has them; the model's scaler stays as it is
         * @param config the options; the kind of optimiser has to be the same. Epochs count from 1 again
         * @param listener is told how it goes
         * @return a new model and the history of this training alone
         * @throws IllegalArgumentException if there is no row, the rows do not fit, or the optimiser is another one
         * @throws io.lanecoder.train.DivergedException if training runs away
         */
        public Fit partialFit(FloatMatrix rows, TrainingConfig config, TrainingListener listener) {
            FloatMatrix scaled = model.scaler.isIdentity() ? rows : model.scaler.apply(rows);
            return new Fitting(model, config, listener).goOn(scaled, optimizer);
        }
    }

    /**
     * Trains an autoencoder: fits the scaler on the training rows, draws the weights, trains.
     *
     * @param data the rows; they are copied unless they need no scaling
     * @param config the shape
     * @param training the options of the training
     * @param listener is told how it goes
     * @return the model and its history
     * @throws IllegalArgumentException if there is no row, or a value is not finite
     * @throws io.lanecoder.train.DivergedException if training runs away
     */
    public static Fit fit(Dataset data, AutoencoderConfig config, TrainingConfig training, TrainingListener listener) {
        return Fitting.fit(data, config, training, listener);
    }

    /**
     * Trains on from this model's weights. This model stays as it is.
     *
     * @param scaled the rows, on the scale that the network sees
     * @param training the options of the training
     * @param listener is told how it goes
     * @return a new model with this one's scaler, and its history
     * @throws IllegalArgumentException if there is no row, or the rows do not fit
     * @throws io.lanecoder.train.DivergedException if training runs away
     */
    public Fit trainScaled(FloatMatrix scaled, TrainingConfig training, TrainingListener listener) {
        return new Fitting(this, training, listener).train(scaled, Optional.empty());
    }

    /**
     * As {@link #trainScaled(FloatMatrix, TrainingConfig, TrainingListener)}, with checkpoints, and from one where they have a start.
     *
     * @param scaled the rows, on the scale that the network sees
     * @param training the options of the training
     * @param listener is told how it goes
     * @param checkpoints where and how often the state is saved, and what state to go on from
     * @return a new model, with the bits of a training that was never stopped
     * @throws IllegalArgumentException also if the checkpoint is of other data or options
     * @throws java.io.UncheckedIOException if a checkpoint cannot be written
     */
    public Fit trainScaled(FloatMatrix scaled, TrainingConfig training, TrainingListener listener,
            Checkpoints checkpoints) {
        return new Fitting(this, training, listener).train(scaled, Optional.of(checkpoints));
    }

    /** The same scaler and names with trained weights; the errors will be others. */
    Autoencoder withWeights(Parameters learned) {
        return new Autoencoder(learned, scaler, notes.withoutDetector());
    }

    /** The same numbers, not packed. */
    Parameters copyOf(Network network) {
        Parameters copy = new Parameters(network);
        System.arraycopy(parameters.values(), 0, copy.values(), 0, copy.values().length);
        return copy;
    }

    /**
     * The same weights behind another scaler. A calibration of anomalies is left behind: the errors will be others.
     *
     * @param newScaler scales the rows
     * @return the model; the weights are shared
     * @throws IllegalArgumentException if the scaler was fitted on another number of features
     */
    public Autoencoder withScaler(Scaler newScaler) {
        return new Autoencoder(parameters, newScaler, notes.withoutDetector());
    }

    /**
     * The same model with other notes on its origin.
     *
     * @param newProvenance what is to be known of it: data, options, seed, versions, losses
     * @return the model; the weights are shared
     */
    public Autoencoder withProvenance(Map<String, String> newProvenance) {
        return new Autoencoder(parameters, scaler,
                new ModelNotes(newProvenance, notes.featureNames(), notes.detector()));
    }

    /**
     * The same model with names for its features, which it gives with reasons for anomalies.
     *
     * @param names a name a feature; none takes them away
     * @return the model; the weights are shared
     * @throws IllegalArgumentException if there are neither no names nor one a feature
     */
    public Autoencoder withFeatureNames(List<String> names) {
        return new Autoencoder(parameters, scaler, new ModelNotes(notes.provenance(), names, notes.detector()));
    }

    Autoencoder withDetector(Optional<AnomalyDetector.Stored> detector) {
        return new Autoencoder(parameters, scaler, new ModelNotes(notes.provenance(), notes.featureNames(), detector));
    }

    Optional<AnomalyDetector.Stored> detector() {
        return notes.detector();
    }

    /**
     * The same weights with other activations.
     *
     * @param hidden of the hidden layers
     * @param latent of the code
     * @param output of the reconstruction
     * @return the model
     */
    public Autoencoder withActivations(Activation hidden, Activation latent, Activation output) {
        Network old = network();
        List<Dense> layers = new ArrayList<>();
        for (int l = 0; l < old.layers().size(); l++) {
            Dense layer = old.layers().get(l);
            Activation activation = l == old.layers().size() - 1 ? output
                    : l == old.encoderLayers() - 1 ? latent : hidden;
            layers.add(new Dense(layer.name(), layer.inputs(), layer.outputs(), activation));
        }
        Parameters copy = copyOf(new Network(layers, old.encoderLayers()));
        copy.pack();
        return new Autoencoder(copy, scaler, notes.withoutDetector());
    }

    /**
     * This model, ready for data that may be encoded otherwise than its training data: a model of bytes, or of numbers that needed
     * no scaling, divides bytes by 255 and leaves numbers in 0..1 as they are, whichever it was trained on. (A model whose
     * provenance says {@code scale} = {@code none}, because its user did, scales nothing.)
     *
     * @param data the rows to come
     * @return this model, or one with another scaler
     */
    public Autoencoder suiting(Dataset data) {
        boolean bytes = data.encoding() == Dataset.Encoding.BYTES;
        return switch (scaler.kind()) {
            case NONE -> bytes && !"none".equals(notes.provenance().get("scale"))
                    ? reading(Scaler.fit(Scaler.Kind.UNIT, data.features()))
                    : this;
            case UNIT -> !bytes && withinUnit(data.features()) ? reading(Scaler.none()) : this;
            case MINMAX, ZSCORE -> this;
        };
    }

    /** The same rows in another notation: the network sees what it saw, so a calibration stays. */
    private Autoencoder reading(Scaler newScaler) {
        return new Autoencoder(parameters, newScaler, notes);
    }

    /** Whether no value lies outside of 0..1; NaN, a missing value, lies nowhere. */
    private static boolean withinUnit(FloatMatrix rows) {
        float[] values = rows.array();
        for (int i = rows.offset(); i < rows.rowOffset(rows.rows()); i++) {
            if (values[i] < 0f || values[i] > 1f) {
                return false;
            }
        }
        return true;
    }

    /** {@return the shape} */
    public Network network() {
        return parameters.network();
    }

    Parameters parameters() {
        return parameters;
    }

    /** {@return how rows are scaled for the network} */
    public Scaler scaler() {
        return scaler;
    }

    /** {@return notes on the model's origin, sorted by name} */
    public Map<String, String> provenance() {
        return new TreeMap<>(notes.provenance());
    }

    /** {@return a name a feature, or none where the training data had none} */
    public List<String> featureNames() {
        return notes.featureNames();
    }

    String featureName(int feature) {
        return notes.featureName(feature);
    }

    /** {@return the names of the layers, encoder first: what {@link #encodeAt} takes} */
    public List<String> layerNames() {
        return network().layers().stream().map(Dense::name).toList();
    }

    /**
     * Encodes rows with one thread.
     *
     * @param x rows x inputs
     * @return the latent codes, rows x latent
     * @throws IllegalArgumentException if the rows have another number of columns than the network has inputs
     */
    public FloatMatrix encode(FloatMatrix x) {
        return encode(x, 1);
    }

    /**
     * Encodes rows.
     *
     * @param x rows x inputs
     * @param threads number of threads, >= 1
     * @return the latent codes, rows x latent
     * @throws IllegalArgumentException if the rows have another number of columns than the network has inputs
     */
    public FloatMatrix encode(FloatMatrix x, int threads) {
        return passes.outputs(x, 0, network().encoderLayers(), threads);
    }

    /**
     * The outputs of any layer, after its activation.
     *
     * @param x rows x inputs
     * @param layer one of {@link #layerNames()}; that of the last encoder layer gives the latent codes
     * @param threads number of threads, >= 1
     * @return rows x the layer's outputs
     * @throws IllegalArgumentException if there is no such layer, or the rows have another number of columns than the network has
     *     inputs
     */
    public FloatMatrix encodeAt(FloatMatrix x, String layer, int threads) {
        return passes.outputs(x, 0, layerNumber(layer) + 1, threads);
    }

    /**
     * Encodes rows that are fetched as they are needed, in memory of about {@value StreamPasses#OUTPUT_BYTES} bytes and some
     * hundreds of KB a thread. The same bits as {@link #encodeAt}.
     *
     * @param rows the rows
     * @param layer one of {@link #layerNames()}
     * @param threads number of threads, >= 1; they fetch, too
     * @param sink gets the layer's outputs in order, on the caller's thread, in blocks that are its own only during the call
     * @throws IllegalArgumentException if there is no such layer, or the rows have another number of columns than the network has
     *     inputs
     * @throws IOException what the source or the sink throws
     */
    public void encodeAt(RowSource rows, String layer, int threads, RowSink sink) throws IOException {
        new StreamPasses(parameters, scaler, rows, layerNumber(layer) + 1).run(threads, sink);
    }

    private int layerNumber(String layer) {
        int number = layerNames().indexOf(layer);
        if (number < 0) {
            throw new IllegalArgumentException("there is no layer '" + layer + "', this model has "
                    + String.join(", ", layerNames()));
        }
        return number;
    }

    /**
     * Decodes latent codes with one thread.
     *
     * @param codes rows x latent
     * @return the reconstructions, rows x inputs, on the network's scale
     * @throws IllegalArgumentException if the codes have another number of columns than the latent size
     */
    public FloatMatrix decode(FloatMatrix codes) {
        return passes.outputs(codes, network().encoderLayers(), network().layers().size(), 1);
    }

    /**
     * Reconstructs rows.
     *
     * @param x rows x inputs
     * @param threads number of threads, >= 1
     * @return x' = decode(encode(x)), rows x inputs, on the network's scale
     * @throws IllegalArgumentException if the rows have another number of columns than the network has inputs
     */
    public FloatMatrix reconstruct(FloatMatrix x, int threads) {
        return passes.outputs(x, 0, network().layers().size(), threads);
    }

    /**
     * How badly each row is reconstructed: the mean over its features of (x' - x)^2, on the network's scale.
     *
     * @param x rows x inputs
     * @param threads number of threads, >= 1
     * @return an error a row, >= 0; larger is more anomalous
     * @throws IllegalArgumentException if the rows have another number of columns than the network has inputs
     */
    public double[] reconstructionErrors(FloatMatrix x, int threads) {
        return passes.errors(x, threads);
    }

    /**
     * How badly each feature of each row is reconstructed: (x' - x)^2, on the network's scale.
     *
     * @param x rows x inputs
     * @param threads number of threads, >= 1
     * @return the squared errors, rows x inputs
     * @throws IllegalArgumentException if the rows have another number of columns than the network has inputs
     */
    public FloatMatrix featureErrors(FloatMatrix x, int threads) {
        return passes.featureErrors(x, threads);
    }

    /**
     * The memory for single rows: encodes, reconstructs and scores them without allocation.
     *
     * @return a coder, for one thread at a time
     */
    public RowCoder newRowCoder() {
        return new RowCoder(parameters, scaler);
    }

    /**
     * Writes the model as a safetensors file that PyTorch can load: names and layout as a {@code state_dict}. An old file of that
     * name is replaced only once the new one is complete.
     *
     * @param file where to
     * @throws IOException if it cannot be written; an old file is then still whole
     */
    public void save(Path file) throws IOException {
        ModelFile.write(file, this);
    }

    /**
     * Reads a model: one that {@link #save} wrote, or a {@code state_dict} of the same layout that PyTorch wrote, which gets the
     * reference activations and no scaler.
     *
     * @param file a safetensors file
     * @return the model
     * @throws IOException if the file cannot be read or is not such a model; the message says why
     */
    public static Autoencoder load(Path file) throws IOException {
        return ModelFile.read(Objects.requireNonNull(file, "file"));
    }

    /** {@return the table of the layers with their sizes, activations and parameter counts} */
    public String summary() {
        StringBuilder text = new StringBuilder();
        String line = "%-18s %14s   %-18s %12s%n";
        text.append(String.format(line, "layer", "shape", "activation", "parameters"));
        for (Dense layer : network().layers()) {
            text.append(String.format(line, layer.name(), layer.inputs() + " -> " + layer.outputs(),
                    layer.activation(), String.format(Locale.ROOT, "%,d", layer.parameterCount())));
        }
        text.append(String.format(line, "total", network().inputs() + " -> " + network().latent(), "",
                String.format(Locale.ROOT, "%,d", network().parameterCount())));
        return text.toString();
    }

    /** {@return the sizes, for messages: "784 - 256 - 128 - 20 - 128 - 256 - 784"} */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder().append(network().inputs());
        for (Dense layer : network().layers()) {
            text.append(" - ").append(layer.outputs());
        }
        return text.toString();
    }
}
