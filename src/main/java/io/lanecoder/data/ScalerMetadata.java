package io.lanecoder.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** A scaler as text entries: its numbers are decimals with one space between, written shortest and read strictly. */
final class ScalerMetadata {
    private static final String FEATURES_KEY = Scaler.METADATA_KEY + ".features";
    /** Narrower than what the JDK's parsers take: no hexadecimal, no type suffix, no blanks, no NaN or infinity. */
    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,40}(\\.[0-9]{1,40})?([eE][-+]?[0-9]{1,3})?");
    private static final Pattern COUNT = Pattern.compile("[1-9][0-9]{0,8}");
    private static final int SHOWN = 40;

    private ScalerMetadata() {
    }

    private static String firstKey(Scaler.Kind kind) {
        return Scaler.METADATA_KEY + (kind == Scaler.Kind.MINMAX ? ".min" : ".mean");
    }

    private static String secondKey(Scaler.Kind kind) {
        return Scaler.METADATA_KEY + (kind == Scaler.Kind.MINMAX ? ".max" : ".std");
    }

    static Map<String, String> write(Scaler.Kind kind, double[] first, double[] second) {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put(Scaler.METADATA_KEY, kind.text());
        if (first.length != 0) {
            boolean floats = kind == Scaler.Kind.MINMAX;
            entries.put(FEATURES_KEY, Integer.toString(first.length));
            entries.put(firstKey(kind), join(first, floats));
            entries.put(secondKey(kind), join(second, floats));
        }
        return Collections.unmodifiableMap(entries);
    }

    static Scaler read(Map<String, String> metadata) {
        Scaler.Kind kind = Scaler.Kind.of(entry(metadata, Scaler.METADATA_KEY));
        boolean fitted = kind == Scaler.Kind.MINMAX || kind == Scaler.Kind.ZSCORE;
        for (String key : metadata.keySet()) {
            boolean known = fitted
                    && (key.equals(FEATURES_KEY) || key.equals(firstKey(kind)) || key.equals(secondKey(kind)));
            if (key.startsWith(Scaler.METADATA_KEY + ".") && !known) {
                throw new IllegalArgumentException(
                        "a " + kind.text() + " scaler has no metadata entry '" + shorten(key) + "'");
            }
        }
        return fitted ? readFitted(metadata, kind) : new Scaler(kind, new double[0], new double[0]);
    }

    private static Scaler readFitted(Map<String, String> metadata, Scaler.Kind kind) {
        boolean floats = kind == Scaler.Kind.MINMAX;
        int features = count(FEATURES_KEY, entry(metadata, FEATURES_KEY));
        double[] first = split(firstKey(kind), entry(metadata, firstKey(kind)), features, floats);
        double[] second = split(secondKey(kind), entry(metadata, secondKey(kind)), features, floats);
        for (int j = 0; j < features; j++) {
            double least = floats ? first[j] : 0;
            if (!(second[j] >= least)) {
                throw new IllegalArgumentException("number " + j + " of metadata entry '" + secondKey(kind) + "' is "
                        + second[j] + ", expected at least " + least);
            }
        }
        return new Scaler(kind, first, second);
    }

    private static String entry(Map<String, String> metadata, String key) {
        String text = metadata.get(key);
        if (text == null) {
            throw new IllegalArgumentException("the metadata have no entry '" + key + "', which the scaler needs");
        }
        return text;
    }

    /** The numbers, each the shortest decimal that reads back to the same float or double. */
    private static String join(double[] numbers, boolean floats) {
        StringBuilder text = new StringBuilder();
        for (int j = 0; j < numbers.length; j++) {
            text.append(j == 0 ? "" : " ");
            text.append(floats ? Float.toString((float) numbers[j]) : Double.toString(numbers[j]));
        }
        return text.toString();
    }

    /** Reads exactly {@code expected} finite numbers. */
    private static double[] split(String key, String text, int expected, boolean floats) {
        String[] words = text.split(" ", -1);
        if (words.length != expected) {
            throw new IllegalArgumentException(
                    "metadata entry '" + key + "' takes " + expected + " numbers, got " + words.length);
        }
        double[] numbers = new double[expected];
        for (int j = 0; j < expected; j++) {
            // Written without a sign, zero is read without one: then equal scalers have equal bits.
            numbers[j] = DECIMAL.matcher(words[j]).matches()
                    ? 0.0 + (floats ? Float.parseFloat(words[j]) : Double.parseDouble(words[j]))
                    : Double.NaN;
            if (!Double.isFinite(numbers[j])) {
                throw new IllegalArgumentException("number " + j + " of metadata entry '" + key + "' is '"
                        + shorten(words[j]) + "', expected a finite decimal");
            }
        }
        return numbers;
    }

    /** Reads a whole number from 1 to 999999999. */
    private static int count(String key, String text) {
        if (!COUNT.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "metadata entry '" + key + "' is '" + shorten(text) + "', expected a whole number >= 1");
        }
        return Integer.parseInt(text);
    }

    /** A text for a message: no longer than a line can hold, and without control characters. */
    static String shorten(String text) {
        String shown = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
        return shown.replaceAll("\\p{Cntrl}", "?");
    }
}
