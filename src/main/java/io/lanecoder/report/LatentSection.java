package io.lanecoder.report;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What drives each unit of the code, and what each unit drives. */
final class LatentSection {
    private static final int MOST_UNITS = 32;
    private static final int STEPS = 9;
    private static final double EDGE = 0.01;
    private static final int TOP_FEATURES = 6;

    private LatentSection() {
    }

    static Map<String, Object> of(Subject subject) {
        FloatMatrix codes = subject.codes;
        Column[] columns = IntStream.range(0, codes.cols()).mapToObj(u -> Column.of(codes, u)).toArray(Column[]::new);
        int[] units = IntStream.range(0, codes.cols()).boxed()
                .sorted(Comparator.comparing((Integer u) -> columns[u].deviation(), Comparator.reverseOrder()))
                .limit(MOST_UNITS).mapToInt(u -> u).toArray();
        FloatMatrix gradients = InputGradients.of(subject.network, subject.rows, subject.options.threads());
        subject.sheets.put("gradients", subject.look.signed(gradients.select(units)));
        subject.sheets.put("traversals", subject.look.sheet(subject.network.decode(traversals(columns, units))));
        List<Object> shown = new ArrayList<>();
        for (int u : units) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("unit", u);
            one.put("low", Subject.rounded(columns[u].low()));
            one.put("high", Subject.rounded(columns[u].high()));
            one.put("mean", Subject.rounded(columns[u].mean()));
            one.put("deviation", Subject.rounded(columns[u].deviation()));
            one.put("byLabel", subject.labels.map(labels -> Subject.rounded(explained(codes, u, labels, columns[u])))
                    .orElse(null));
            one.put("features", strongest(gradients, u, subject.names));
            shown.add(one);
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("of", codes.cols());
        json.put("steps", STEPS);
        json.put("units", shown);
        return json;
    }

    /** One unit's values over all rows. */
    private record Column(double mean, double deviation, double low, double high) {
        static Column of(FloatMatrix codes, int unit) {
            double[] values = new double[codes.rows()];
            Arrays.setAll(values, i -> codes.get(i, unit));
            Arrays.sort(values);
            double mean = Arrays.stream(values).average().orElse(0);
            double variance = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElse(0);
            int edge = (int) (EDGE * values.length);
            return new Column(mean, Math.sqrt(variance), values[edge], values[values.length - 1 - edge]);
        }
    }

    /** For each unit some codes: it moves from its low to its high edge while the others stay at their mean. */
    private static FloatMatrix traversals(Column[] columns, int[] units) {
        FloatMatrix codes = FloatMatrix.zeros(units.length * STEPS, columns.length);
        for (int i = 0; i < codes.rows(); i++) {
            for (int u = 0; u < columns.length; u++) {
                codes.set(i, u, (float) columns[u].mean());
            }
            Column moved = columns[units[i / STEPS]];
            double share = (double) (i % STEPS) / (STEPS - 1);
            codes.set(i, units[i / STEPS], (float) (moved.low() + share * (moved.high() - moved.low())));
        }
        return codes;
    }

    /** The share of a unit's variance that lies between the classes. */
    private static double explained(FloatMatrix codes, int unit, Labels labels, Column column) {
        int classes = labels.names().size();
        double[] sums = new double[classes];
        int[] counts = new int[classes];
        for (int i = 0; i < codes.rows(); i++) {
            sums[labels.codes()[i]] += codes.get(i, unit);
            counts[labels.codes()[i]]++;
        }
        double between = 0;
        for (int c = 0; c < classes; c++) {
            double away = counts[c] == 0 ? 0 : sums[c] / counts[c] - column.mean();
            between += counts[c] * away * away;
        }
        double all = column.deviation() * column.deviation() * codes.rows();
        return all > 0 ? between / all : 0;
    }

    private static List<Object> strongest(FloatMatrix gradients, int unit, List<String> names) {
        List<Object> found = new ArrayList<>();
        IntStream.range(0, gradients.cols()).boxed()
                .sorted(Comparator.comparing((Integer j) -> Math.abs(gradients.get(unit, j)),
                        Comparator.reverseOrder()))
                .limit(TOP_FEATURES).forEach(j -> {
                    Map<String, Object> one = new LinkedHashMap<>();
                    one.put("feature", names.get(j));
                    one.put("gradient", Subject.rounded(gradients.get(unit, j)));
                    found.add(one);
                });
        return found;
    }
}
