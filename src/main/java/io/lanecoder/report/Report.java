package io.lanecoder.report;

import io.lanecoder.Autoencoder;
import io.lanecoder.data.Dataset;
import io.lanecoder.format.AtomicFile;
import io.lanecoder.latent.KMeans;
import io.lanecoder.latent.TsneMap;
import io.lanecoder.train.EpochReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A page in HTML that shows what an encoder learned: the network, the training, reconstructions, a t-SNE map of the codes, clusters,
 * anomalies, and what drives each unit of the code.
 *
 * <p>One file that needs no network. The charts are drawn by Apache ECharts, which has to be on the class path as
 * {@code org.webjars:echarts}; nothing else of the library needs it. Whatever comes from data is shown as text, never read as HTML.
 * Sections without content say what they lack. The same model, data and options give the same page; times come from the history
 * and the run alone.
 *
 * <pre>{@code Report.of(model, data, ReportOptions.defaults().withThreads(2)).write(Path.of("report.html"))}</pre>
 *
 * <p>Immutable; safe for all threads.
 */
public final class Report {
    private final Autoencoder model;
    private final Dataset data;
    private final ReportOptions options;
    private final List<EpochReport> history;
    private final Map<String, ?> run;
    private final Optional<TsneMap> map;
    private final Consumer<String> progress;

    private Report(Autoencoder model, Dataset data, ReportOptions options, List<EpochReport> history,
            Map<String, ?> run, Optional<TsneMap> map, Consumer<String> progress) {
        this.model = Objects.requireNonNull(model, "model");
        this.data = Objects.requireNonNull(data, "data");
        this.options = Objects.requireNonNull(options, "options");
        this.history = List.copyOf(history);
        this.run = Objects.requireNonNull(run, "run");
        this.map = map;
        this.progress = Objects.requireNonNull(progress, "progress");
        if (data.size() == 0) {
            throw new IllegalArgumentException("there are no rows to report on");
        }
        int columns = data.features().cols();
        if (columns != model.network().inputs()) {
            throw new IllegalArgumentException(
                    "the rows have " + columns + " columns, the model takes " + model.network().inputs());
        }
        options.shape().ifPresent(shape -> shape.requireFit(columns));
    }

    /**
     * Plans a report.
     *
     * @param model a trained model
     * @param data rows as the model takes them, with labels if they are known
     * @param options what goes into it
     * @return the report, without history
     * @throws IllegalArgumentException if there is no row, the rows do not fit the model, or a chosen shape the rows
     */
    public static Report of(Autoencoder model, Dataset data, ReportOptions options) {
        return new Report(model, data, options, List.of(), Map.of(), Optional.empty(), _ -> {
        });
    }

    /**
     * Plans the report of a folder that {@code train} or {@code demo} wrote, on the data that its {@code run.json} names.
     *
     * @param folder the folder
     * @param options what goes into it; the first row's number is taken from the run
     * @return the report
     * @throws IOException if a file or the data cannot be read
     * @throws IllegalArgumentException if the folder does not name its data, or they do not fit the model
     */
    public static Report ofRun(Path folder, ReportOptions options) throws IOException {
        RunFolder content = RunFolder.read(folder);
        Map<String, Object> reading = content.dataOptions(Map.of());
        return ofRun(content, RunFolder.readData(reading),
                options.withFirstRow(RunFolder.rowRange(reading).from()));
    }

    /**
     * Plans the report of a folder on given data.
     *
     * @param folder the folder's content
     * @param data rows as its model takes them, with labels if they are known
     * @param options what goes into it
     * @return the report
     * @throws IllegalArgumentException if the data do not fit the model, or a chosen shape the data
     */
    public static Report ofRun(RunFolder folder, Dataset data, ReportOptions options) {
        return new Report(folder.model(), data, options, folder.history(), folder.run(), Optional.empty(), _ -> {
        });
    }

    /**
     * The same report with training curves.
     *
     * @param epochs an entry an epoch
     * @return the report
     */
    public Report withHistory(List<EpochReport> epochs) {
        return new Report(model, data, options, epochs, run, map, progress);
    }

    /**
     * The same report with a map that is there already, which saves the time for another one. It is not used where not all rows
     * are to be mapped.
     *
     * @param finished the t-SNE map of the codes of all rows, in their order
     * @return the report
     * @throws IllegalArgumentException if it has another number of rows
     */
    public Report withMap(TsneMap finished) {
        if (finished.positions().rows() != data.size()) {
            throw new IllegalArgumentException(
                    "the map has " + finished.positions().rows() + " rows, the data have " + data.size());
        }
        return new Report(model, data, options, history, run, Optional.of(finished), progress);
    }

    /**
     * The same report, saying what it is at while it is made.
     *
     * @param listener gets a few words at the beginning of each part, on the caller's thread
     * @return the report
     */
    public Report withProgress(Consumer<String> listener) {
        return new Report(model, data, options, history, run, map, listener);
    }

    /** {@return the number of rows that it is about} */
    public int rows() {
        return data.size();
    }

    /**
     * Computes everything and writes the page, atomically.
     *
     * @param file the file to be written or replaced
     * @return the size of the file in bytes
     * @throws IOException if it cannot be written
     * @throws IllegalArgumentException if the rows do not fit the model or a value is not finite
     * @throws IllegalStateException if {@code org.webjars:echarts} is not on the class path
     */
    public long write(Path file) throws IOException {
        byte[] page = Page.html(content()).getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(file, out -> out.write(page));
        return page.length;
    }

    /** What the page's script draws. */
    Map<String, Object> content() {
        progress.accept("codes and errors");
        Subject subject = new Subject(model, data, options);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("head", HeadSection.of(subject, run));
        json.put("look", subject.look.json(subject.names));
        json.put("curves", CurvesSection.of(history, run));
        json.put("reconstructions", ReconstructionSection.of(subject));
        progress.accept("clusters");
        KMeans.Result clusters = ClusterSection.fit(subject);
        Map<String, Object> clusterSection = ClusterSection.of(subject, clusters);
        progress.accept("map");
        json.put("map", MapSection.of(subject, clusters.labels(), map));
        json.put("clusters", clusterSection);
        progress.accept("anomalies and units");
        json.put("anomalies", AnomalySection.of(subject));
        json.put("latent", LatentSection.of(subject));
        json.put("sheets", subject.sheets);
        return json;
    }
}
