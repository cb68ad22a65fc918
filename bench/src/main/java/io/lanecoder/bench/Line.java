package io.lanecoder.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** One line of results: named values in a fixed order. */
final class Line {
    private static final Set<String> LEFT = Set.of("bench", "task", "layer", "product");

    private final Map<String, Object> values = new LinkedHashMap<>();

    static Line of(String bench, String task) {
        return new Line().put("bench", bench).put("task", task);
    }

    /** Sets a value: a String, an Integer, a Long or a Double; NaN means that it does not apply. */
    Line put(String key, Object value) {
        if (!(value instanceof Double d && d.isNaN())) {
            values.put(key, value);
        }
        return this;
    }

    String json() {
        StringBuilder text = new StringBuilder("{");
        for (Map.Entry<String, Object> entry : values.entrySet()) {
            if (text.length() > 1) {
                text.append(", ");
            }
            text.append('"').append(entry.getKey()).append("\": ");
            switch (entry.getValue()) {
                case String s -> text.append('"').append(s.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
                case Double d -> text.append(digits(d));
                case Object o -> text.append(o);
            }
        }
        return text.append('}').toString();
    }

    /** Five significant digits, without an exponent: more is noise. */
    private static String digits(double value) {
        if (value == 0) {
            return "0";
        }
        int before = (int) Math.floor(Math.log10(Math.abs(value))) + 1;
        return String.format(Locale.ROOT, "%." + Math.clamp(5 - before, 0, 12) + "f", value);
    }

    private static String cell(Object value) {
        return switch (value) {
            case null -> "-";
            case Double d when Math.abs(d) >= 10_000 -> String.format(Locale.ROOT, "%,.0f", d);
            case Double d when Math.abs(d) >= 100 -> String.format(Locale.ROOT, "%.0f", d);
            case Double d when Math.abs(d) >= 10 -> String.format(Locale.ROOT, "%.1f", d);
            case Double d when d == 0 -> "0";
            case Double d when Math.abs(d) >= 1 -> String.format(Locale.ROOT, "%.2f", d);
            case Double d -> String.format(Locale.ROOT, "%.3f", d);
            case Object o -> o.toString();
        };
    }

    static void print(List<Line> lines, boolean json) {
        if (json) {
            lines.forEach(line -> System.out.println(line.json()));
            return;
        }
        Set<String> keys = new LinkedHashSet<>();
        lines.forEach(line -> keys.addAll(line.values.keySet()));
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.copyOf(keys));
        for (Line line : lines) {
            cells.add(keys.stream().map(key -> cell(line.values.get(key))).toList());
        }
        int column = 0;
        StringBuilder[] rows = cells.stream().map(_ -> new StringBuilder()).toArray(StringBuilder[]::new);
        for (String key : keys) {
            int c = column++;
            int width = cells.stream().mapToInt(row -> row.get(c).length()).max().orElse(0);
            String format = (c == 0 ? "" : "  ") + (LEFT.contains(key) ? "%-" : "%") + width + "s";
            for (int r = 0; r < rows.length; r++) {
                rows[r].append(String.format(Locale.ROOT, format, cells.get(r).get(c)));
            }
        }
        for (StringBuilder row : rows) {
            System.out.println(row.toString().stripTrailing());
        }
    }
}
