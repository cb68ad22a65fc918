package io.lanecoder.cli;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.Labels;
import io.lanecoder.latent.ClassificationReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How well a classifier does on rows whose classes are known.
 *
 * @param classes the names of the classes
 * @param report the measures
 * @param logLoss empty where there are no probabilities
 */
record Verdict(List<String> classes, ClassificationReport report, Optional<Double> logLoss) {
    static final List<String> FIELDS = List.of("accuracy", "log_loss", "classes", "confusion", "per_class");
    /** More do not fit on a screen. */
    private static final int SHOWN = 20;
    private static final int MAX_WIDTH = 8;

    static Verdict of(SavedClassifier classifier, FloatMatrix rows, Labels labels, int threads) {
        int[] truth = new int[labels.size()];
        for (int i = 0; i < truth.length; i++) {
            String name = labels.names().get(labels.codes()[i]);
            truth[i] = classifier.classes().indexOf(name);
            Arguments.require(truth[i] >= 0, "--labels", "the class " + name + " in row " + i,
                    "one that the classifier knows: " + ScoreCommand.shown(classifier.classes()));
        }
        return new Verdict(classifier.classes(),
                ClassificationReport.of(truth, classifier.predict(rows, threads), classifier.classes().size()),
                classifier.probabilities(rows).map(p -> ClassificationReport.logLoss(truth, p)));
    }

    void addTo(Map<String, Object> json) {
        json.put("accuracy", report.accuracy());
        json.put("log_loss", logLoss.orElse(null));
        json.put("classes", classes);
        json.put("confusion", report.confusion());
        json.put("per_class", report.classes().stream().map(c -> {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("precision", c.precision());
            row.put("recall", c.recall());
            row.put("f1", c.f1());
            row.put("support", c.support());
            return row;
        }).toList());
    }

    String text(String where) {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "accuracy %.4f on %s%s%n", report.accuracy(),
                where, logLoss.map(loss -> ", log loss " + Progress.loss(loss)).orElse("")));
        if (classes.size() > SHOWN) {
            return text.append(String.format("(%d classes: --json has the confusion matrix)%n", classes.size()))
                    .toString();
        }
        int width = Math.clamp(Math.max(classes.stream().mapToInt(String::length).max().orElse(0),
                report.confusion().stream().flatMap(List::stream).mapToInt(n -> n.toString().length()).max().orElse(0)),
                3,
                MAX_WIDTH);
        text.append(String.format("%nrows: the class, columns: what it was taken for%n%" + width + "s", ""));
        classes.forEach(name -> text.append(String.format(" %" + width + "s", cut(name, width))));
        text.append(String.format("  %9s %7s%n", "precision", "recall"));
        for (int i = 0; i < classes.size(); i++) {
            text.append(String.format("%" + width + "s", cut(classes.get(i), width)));
            for (int count : report.confusion().get(i)) {
                text.append(String.format(" %" + width + "d", count));
            }
            text.append(String.format(Locale.ROOT, "  %9.4f %7.4f%n", report.classes().get(i).precision(),
                    report.classes().get(i).recall()));
        }
        return text.toString();
    }

    private static String cut(String name, int width) {
        String line = Failure.oneLine(name);
        return line.length() <= width ? line : line.substring(0, width);
    }
}
