package io.lanecoder.cli;

import io.lanecoder.AnomalyDetector;
import io.lanecoder.Autoencoder;
import io.lanecoder.ThresholdRule;
import io.lanecoder.data.Dataset;
import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.Labels;
import io.lanecoder.format.CsvWriter;
import io.lanecoder.format.RowRange;
import io.lanecoder.latent.RankMeasures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Finds anomalies. */
@CommandLine.Command(name = "score", sortOptions = false,
        customSynopsis = "lanecoder score --model MODEL --data SRC --out FILE [OPTIONS]",
        description = "Scores rows by how badly the model reconstructs them, and tells which are anomalous and why.",
        footer = {
            "", "Examples:",
            "  lanecoder score --model run/model.safetensors --data new.csv --calibrate normal.csv \\",
            "      --save-threshold --out scores.csv",
            "  lanecoder score --model run/model.safetensors --data new.csv --p-value 0.1 --out scores.csv"})
final class ScoreCommand extends Command {
    private static final List<String> MEASURES =
            List.of("labelled_anomalies", "auroc", "average_precision", "found_anomalies", "false_alarms");
    private static final List<String> HEADER = List.of("row", "score", "anomaly", "p_value", "reasons");

    @Option(names = "--model", paramLabel = "MODEL", required = true,
            description = "A model.safetensors that train or PyTorch wrote.") String model;

    @Mixin DataOptions source;

    @Option(names = "--out", paramLabel = "FILE", required = true,
            description = "A .csv for row, score, anomaly, p_value and reasons.") String out;

    @Option(names = "--calibrate", paramLabel = "SRC",
            description = "Normal rows, not trained on. Default: what the model remembers.") String calibrate;

    @Option(names = "--calibrate-rows", paramLabel = "FROM:TO",
            description = "Only these of them.") String calibrateRows;

    @Option(names = "--expected-share", paramLabel = "S",
            description = "Flags so that at most this share of normal rows is. Default: 0.01.") Double expectedShare;

    @Option(names = "--mad", paramLabel = "K",
            description = "Flags from median + K x 1.4826 MAD of normal scores on.") Double mad;

    @Option(names = "--threshold", paramLabel = "T", description = "Flags from this score on.") Double threshold;

    @Option(names = "--p-value", paramLabel = "LEVEL",
            description = "Flags so that at most this share of all flags is false (Benjamini-Hochberg).") Double level;

    @Option(names = "--reasons", paramLabel = "K",
            description = "Features to blame for a flagged row. Default: 3, if calibrated.") Integer reasons;

    @Option(names = "--normal-label", paramLabel = "NAME",
            description = "The class of normal rows; all others are anomalies, to measure how well they are found. "
                    + "Default, with --labels or --label-column: normal or 0.") String normal;

    @Option(names = "--save-threshold",
            description = "The model remembers the calibration and the threshold.") boolean save;

    @Mixin RunOptions repeat;

    ScoreCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    Result work() throws IOException {
        long begin = System.nanoTime();
        int threads = common.threads();
        Optional<ThresholdRule> rule = rule();
        Path modelFile = Arguments.path("--model", model);
        Path file = Arguments.resultFile("--out", out, List.of(".csv"),
                Arguments.files(model, source.data, source.table.labels, calibrate));
        Autoencoder loaded = Autoencoder.load(modelFile);
        Optional<AnomalyDetector> detector = detector(loaded, threads);
        boolean calibrated = detector.isPresent();
        needs(calibrated, "--expected-share", expectedShare);
        needs(calibrated, "--mad", mad);
        needs(calibrated, "--p-value", level);
        needs(calibrated, "--reasons", reasons != null && reasons > 0 ? reasons : null);
        needs(calibrated, "--save-threshold", save ? true : null);
        Dataset data = source.read();
        Models.requireFit(model, loaded, source.data, data);
        Autoencoder suited = loaded.suiting(data);
        if (rule.isPresent()) {
            detector = detector.map(d -> d.withRule(rule.get()));
        }
        detector = detector.map(d -> AnomalyDetector.of(d.attachedTo(suited)).orElseThrow());
        double[] scores = errors(suited, data.features());
        double[] p = detector.map(d -> d.pValues(scores)).orElse(null);
        boolean[] flags = flags(scores, p, detector);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("command", "score");
        json.put("model", model);
        json.put("data", source.data);
        json.put("rows", scores.length);
        json.put("mean_score", IntStream.range(0, scores.length).mapToDouble(i -> scores[i]).sum() / scores.length);
        json.put("calibration_rows", detector.map(AnomalyDetector::calibrationRows).orElse(null));
        json.put("rule", level != null ? "benjamini-hochberg " + level
                : detector.map(d -> d.rule().toString()).orElse(threshold == null ? null : "value " + threshold));
        // above all scores where too few rows were there to flag any; JSON has no infinity
        Double from = level != null ? null : detector.map(AnomalyDetector::threshold).orElse(threshold);
        json.put("threshold", from == null || from.isInfinite() ? null : from);
        json.put("anomalies", flags == null ? null : count(flags));
        for (String name : MEASURES) {
            json.put(name, null);
        }
        if (source.table.labels != null || source.table.labelColumn != null || normal != null) {
            measures(data.labels(), scores, flags, json);
        }
        write(file, data.features(), scores, p, flags, detector, threads);
        repeat.write(file);
        if (save) {
            Autoencoder keeping = detector.orElseThrow().attachedTo(loaded);
            RunFailure.ofWriting(() -> keeping.save(modelFile));
        }
        json.put("saved", save);
        json.put("out", file.toString());
        double seconds = (System.nanoTime() - begin) / 1e9;
        json.put("seconds", seconds);
        return Result.note(json, text(json, detector, from, seconds));
    }

    /** The rule that was asked for. */
    private Optional<ThresholdRule> rule() {
        long given = Stream.of(expectedShare, mad, threshold, level)
                .filter(Objects::nonNull).count();
        Arguments.require(given <= 1,
                expectedShare != null ? "--expected-share" : mad != null ? "--mad" : "--threshold",
                given + " rules", "one of --expected-share, --mad, --threshold and --p-value");
        Arguments.refuse(calibrateRows != null && calibrate == null, "--calibrate-rows", "found without --calibrate");
        Arguments.require(level == null || level > 0 && level < 1, "--p-value", level, "a number between 0 and 1");
        Arguments.refuse(level != null && save, "--save-threshold", "found with --p-value, which judges all rows "
                + "together and leaves no threshold; expected --expected-share, --mad or --threshold");
        Arguments.require(reasons == null || reasons >= 0, "--reasons", reasons, "at least 0");
        if (expectedShare != null) {
            return Optional
                    .of(Arguments.naming("--expected-share", () -> new ThresholdRule.ExpectedShare(expectedShare)));
        }
        if (mad != null) {
            return Optional.of(Arguments.naming("--mad", () -> new ThresholdRule.MedianAndMad(mad)));
        }
        return Optional.ofNullable(threshold)
                .map(t -> Arguments.naming("--threshold", () -> new ThresholdRule.Fixed(t)));
    }

    private Optional<AnomalyDetector> detector(Autoencoder loaded, int threads) throws IOException {
        if (calibrate == null) {
            return AnomalyDetector.of(loaded);
        }
        RowRange range = calibrateRows == null ? RowRange.ALL
                : Arguments.naming("--calibrate-rows", () -> RowRange.parse(calibrateRows));
        Dataset normalRows = source.table.read("--calibrate", calibrate, range, Optional.empty());
        Models.requireFit(model, loaded, calibrate, normalRows);
        return Optional.of(Arguments.naming("--calibrate",
                () -> AnomalyDetector.calibrate(loaded.suiting(normalRows), normalRows.features(), threads)));
    }

    private void needs(boolean calibrated, String option, Object value) {
        Arguments.refuse(value != null && !calibrated, option,
                "needs normal scores, expected --calibrate SRC or a model that was calibrated before");
    }

    private boolean[] flags(double[] scores, double[] p, Optional<AnomalyDetector> detector) {
        if (level != null) {
            return AnomalyDetector.benjaminiHochberg(p, level);
        }
        if (detector.isEmpty() && threshold == null) {
            return null;
        }
        boolean[] flags = new boolean[scores.length];
        for (int i = 0; i < flags.length; i++) {
            flags[i] = detector.isPresent() ? detector.get().isAnomaly(scores[i]) : !(scores[i] < threshold);
        }
        return flags;
    }

    private void write(Path file, FloatMatrix rows, double[] scores, double[] p, boolean[] flags,
            Optional<AnomalyDetector> detector, int threads) {
        int[] flagged = flags == null || detector.isEmpty() ? new int[0]
                : IntStream.range(0, flags.length).filter(i -> flags[i]).toArray();
        int count = reasons == null ? 3 : reasons;
        List<List<AnomalyDetector.Reason>> why = count == 0 || flagged.length == 0 ? List.of()
                : detector.orElseThrow().reasons(rows.select(flagged), count, threads);
        long first = source.table.range().from();
        RunFailure.ofWriting(() -> CsvWriter.write(file, HEADER, table -> {
            int next = 0;
            for (int i = 0; i < scores.length; i++) {
                table.cell(first + i).cell(scores[i]);
                table.cell(flags == null ? "" : flags[i] ? "1" : "0");
                if (p == null) {
                    table.cell("");
                } else {
                    table.cell(p[i]);
                }
                boolean explained = next < why.size() && flagged[next] == i;
                table.cell(explained ? sentence(why.get(next++)) : "").endRow();
            }
        }));
    }

    /** {@code NAME=RATIO; NAME=RATIO}: how many times its usual error each feature has. */
    private static String sentence(List<AnomalyDetector.Reason> reasons) {
        return reasons.stream().map(r -> r.name() + "=" + String.format(Locale.ROOT, "%.4g", r.ratio()))
                .collect(Collectors.joining("; "));
    }

    private static int count(boolean[] flags) {
        int count = 0;
        for (boolean flag : flags) {
            count += flag ? 1 : 0;
        }
        return count;
    }

    private void measures(Optional<Labels> known, double[] scores, boolean[] flags, Map<String, Object> json) {
        Labels labels = known.orElseThrow(() -> Arguments.wrong("--normal-label",
                "found without labels, expected --labels SRC, or --label-column with a CSV"));
        String name = normal != null ? normal : labels.names().contains("normal") ? "normal" : "0";
        int normalClass = labels.names().indexOf(name);
        Arguments.require(normalClass >= 0, "--normal-label", name, "one of the labels: " + shown(labels.names()));
        boolean[] anomalous = new boolean[scores.length];
        for (int i = 0; i < anomalous.length; i++) {
            anomalous[i] = labels.codes()[i] != normalClass;
        }
        int anomalies = count(anomalous);
        Arguments.require(anomalies > 0 && anomalies < scores.length, "--labels",
                anomalies == 0 ? "normal rows only" : "no row of the normal class " + name,
                "both normal rows and anomalies (--normal-label tells them apart)");
        json.put("labelled_anomalies", anomalies);
        json.put("auroc", RankMeasures.auroc(anomalous, scores));
        json.put("average_precision", RankMeasures.averagePrecision(anomalous, scores));
        if (flags != null) {
            int found = (int) IntStream.range(0, flags.length).filter(i -> flags[i] && anomalous[i]).count();
            json.put("found_anomalies", found);
            json.put("false_alarms", count(flags) - found);
        }
    }

    static String shown(List<String> names) {
        return names.size() <= 20 ? String.join(", ", names)
                : String.join(", ", names.subList(0, 20)) + " and " + (names.size() - 20) + " more";
    }

    /** Says so if no score whatsoever would be flagged, since a p-value is never below 1 / (rows + 1). */
    private String tooFew(AnomalyDetector detector) {
        double share = level != null ? level
                : detector.rule() instanceof ThresholdRule.ExpectedShare rule ? rule.share() : 1;
        long need = (long) Math.ceil(1 / share) - 1;
        return detector.calibrationRows() >= need ? ""
                : String.format(Locale.ROOT,
                        "note: %,d rows to calibrate on are too few to flag any at %s: it takes %,d or more%n",
                        detector.calibrationRows(), share, need);
    }

    private String text(Map<String, Object> json, Optional<AnomalyDetector> detector, Double from, double seconds) {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%,d rows scored in %s, mean score %s: %s%n",
                (int) json.get("rows"), Progress.duration(seconds), Progress.loss((double) json.get("mean_score")),
                out));
        if (json.get("anomalies") == null) {
            text.append(String.format("no threshold: --calibrate SRC with normal rows, or --threshold, gives one%n"));
        } else {
            text.append(String.format(Locale.ROOT, "%,d flagged as anomalous%s%s%n", (int) json.get("anomalies"),
                    from == null || from.isInfinite() ? "" : ", from a score of " + Progress.loss(from) + " on",
                    detector.isPresent() ? String.format(Locale.ROOT, " (%s, calibrated on %,d rows)", json.get("rule"),
                            detector.get().calibrationRows()) : ""));
            detector.ifPresent(d -> text.append(tooFew(d)));
        }
        if (json.get("auroc") != null) {
            text.append(String.format(Locale.ROOT, "against the labels: auroc %.4f, average precision %.4f%s%n",
                    (double) json.get("auroc"), (double) json.get("average_precision"),
                    json.get("found_anomalies") == null ? "" : String.format(Locale.ROOT,
                            ", %,d of %,d anomalies found, %,d false alarms", (int) json.get("found_anomalies"),
                            (int) json.get("labelled_anomalies"), (int) json.get("false_alarms"))));
        }
        if (save) {
            text.append(String.format("the model remembers the calibration: %s%n", model));
        }
        return text.toString();
    }
}
