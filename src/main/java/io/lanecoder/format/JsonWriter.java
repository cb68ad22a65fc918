package io.lanecoder.format;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Writes {@link Json} values; used once. */
final class JsonWriter {
    private static final int MAX_DEPTH = 200;

    private final boolean pretty;
    private final StringBuilder out = new StringBuilder();

    JsonWriter(boolean pretty) {
        this.pretty = pretty;
    }

    String write(Object value) {
        value(value, 0);
        return out.toString();
    }

    private void value(Object value, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("value is nested more than " + MAX_DEPTH + " levels deep");
        }
        switch (value) {
            case null -> out.append("null");
            case Boolean b -> out.append(b);
            case Double d -> out.append(Double.isFinite(d) ? d.toString() : "null");
            case Float f -> out.append(Float.isFinite(f) ? f.toString() : "null");
            case Long _,Integer _,Short _,Byte _ -> out.append(value);
            case CharSequence s -> string(s.toString());
            case Enum<?> e -> string(e.name());
            case Map<?, ?> map -> object(map, depth);
            case Iterable<?> items -> array(items, depth);
            case int[] a -> array(Arrays.stream(a).boxed().toList(), depth);
            case long[] a -> array(Arrays.stream(a).boxed().toList(), depth);
            case double[] a -> array(Arrays.stream(a).boxed().toList(), depth);
            case float[] a -> {
                Float[] boxed = new Float[a.length];
                Arrays.setAll(boxed, i -> a[i]);
                array(List.of(boxed), depth);
            }
            case Object[] a -> array(Arrays.asList(a), depth);
            default -> throw new IllegalArgumentException("JSON has no form for " + value.getClass().getName());
        }
    }

    private void object(Map<?, ?> map, int depth) {
        out.append('{');
        boolean first = true;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getKey() instanceof String key)) {
                throw new IllegalArgumentException("a key of a JSON object must be a String, got " + entry.getKey());
            }
            out.append(first ? "" : ",");
            newLine(depth + 1);
            string(key);
            out.append(pretty ? ": " : ":");
            value(entry.getValue(), depth + 1);
            first = false;
        }
        if (!first) {
            newLine(depth);
        }
        out.append('}');
    }

    private void array(Iterable<?> items, int depth) {
        boolean nested = false;
        for (Object item : items) {
            nested |= item instanceof Map || item instanceof Iterable || item != null && item.getClass().isArray();
        }
        out.append('[');
        boolean first = true;
        for (Object item : items) {
            out.append(first ? "" : pretty && !nested ? ", " : ",");
            if (nested) {
                newLine(depth + 1);
            }
            value(item, depth + 1);
            first = false;
        }
        if (nested) {
            newLine(depth);
        }
        out.append(']');
    }

    private void newLine(int depth) {
        if (pretty) {
            out.append('\n').repeat("  ", depth);
        }
    }

    private void string(String text) {
        quote(text, out);
    }

    /** Appends a string in quotes; escapes only what JSON demands, as serde_json and others do. */
    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ') {
                        out.append(String.format("\\u%04x", (int) c));
                    } else if (Character.isHighSurrogate(c) && i + 1 < text.length()
                            && Character.isLowSurrogate(text.charAt(i + 1))) {
                        out.append(c).append(text.charAt(++i));
                    } else {
                        out.append(Character.isSurrogate(c) ? '\ufffd' : c);
                    }
                }
            }
        }
        out.append('"');
    }
}
