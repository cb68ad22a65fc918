package io.lanecoder.report;

import io.lanecoder.data.FloatMatrix;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Turns rows into bytes for the page: a sheet is a PNG with a cell a row, which holds the pixels of the row's picture, or the features
 * that its bars show.
 *
 * @param shape how rows are shown
 * @param features the features of a cell, in order
 * @param low the value of byte 0
 * @param high the value of byte 255
 */
record Look(PictureShape shape, int[] features, float low, float high) {
    /** More bars than that nobody reads. */
    private static final int MOST_BARS = 24;
    /** Share of the values that may lie outside of the range, on each side. */
    private static final double OUTSIDE = 0.0005;
    private static final int SAMPLE = 1000;
    private static final int MOST_PIXELS = 64 * 64;
    private static final int WHITE = 255;

    static Look of(PictureShape shape, FloatMatrix rows) {
        shape.requireFit(rows.cols());
        int[] sample = evenly(rows.rows(), SAMPLE);
        float[] values = rows.select(sample).toArray();
        Arrays.sort(values);
        int outside = (int) (OUTSIDE * values.length);
        float low = Math.min(0f, values[outside]);
        float high = Math.max(1f, values[values.length - 1 - outside]);
        int[] features = shape.isTable() ? mostVaried(rows.select(sample)) : IntStream.range(0, rows.cols()).toArray();
        return new Look(shape, features, low, high);
    }

    /** Numbers of at most {@code most} rows, at even distances, the first of them 0. */
    static int[] evenly(int rows, int most) {
        int count = Math.min(rows, most);
        return IntStream.range(0, count).map(i -> (int) ((long) i * rows / count)).toArray();
    }

    private static int[] mostVaried(FloatMatrix rows) {
        double[] spread = new double[rows.cols()];
        for (int j = 0; j < spread.length; j++) {
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < rows.rows(); i++) {
                sum += rows.get(i, j);
                squares += (double) rows.get(i, j) * rows.get(i, j);
            }
            spread[j] = squares - sum * sum / rows.rows();
        }
        return IntStream.range(0, spread.length).boxed()
                .sorted(Comparator.comparing((Integer j) -> spread[j], Comparator.reverseOrder())).limit(MOST_BARS)
                .mapToInt(j -> j).sorted().toArray();
    }

    /** Rows on the network's scale. */
    Map<String, Object> sheet(FloatMatrix rows) {
        return sheet(rows, low, high, MOST_PIXELS);
    }

    /** Rows on the network's scale, in cells that shrink so that all together have at most so many bytes. */
    Map<String, Object> sheet(FloatMatrix rows, int mostBytes) {
        return sheet(rows, low, high, Math.clamp(mostBytes / rows.rows(), 1, MOST_PIXELS));
    }

    /** Values around 0, which is byte 127: differences or gradients. */
    Map<String, Object> signed(FloatMatrix rows) {
        float most = 0f;
        for (int i = rows.offset(); i < rows.rowOffset(rows.rows()); i++) {
            most = Math.max(most, Math.abs(rows.array()[i]));
        }
        float range = most > 0f && most <= Float.MAX_VALUE ? most : 1f;
        Map<String, Object> sheet = sheet(rows, -range, range * (128f / 127), MOST_PIXELS);
        sheet.put("signed", true);
        return sheet;
    }

    private Map<String, Object> sheet(FloatMatrix rows, float from, float to, int mostPixels) {
        int shrink = 1;
        while (!shape.isTable() && pixels(shrink) > mostPixels && pixels(shrink) > 1) {
            shrink++;
        }
        int width = shape.isTable() ? features.length : Math.ceilDiv(shape.columns(), shrink);
        int height = shape.isTable() ? 1 : Math.ceilDiv(shape.lines(), shrink);
        int across = Math.clamp((int) Math.sqrt((double) rows.rows() * height / width), 1, Math.max(1, rows.rows()));
        int down = Math.max(1, Math.ceilDiv(rows.rows(), across));
        GreyImage image = new GreyImage(across * width, down * height, 0);
        for (int i = 0; i < rows.rows(); i++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    double value = shape.isTable() ? rows.get(i, features[x]) : mean(rows, i, x, y, shrink);
                    double share = (value - from) / ((double) to - from);
                    int grey = (int) Math.round(Math.clamp(share, 0.0, 1.0) * WHITE); // NaN becomes 0
                    image.fill(i % across * width + x, i / across * height + y, 1, 1, grey);
                }
            }
        }
        Map<String, Object> sheet = new LinkedHashMap<>();
        sheet.put("width", width);
        sheet.put("height", height);
        sheet.put("across", across);
        sheet.put("count", rows.rows());
        sheet.put("low", from);
        sheet.put("high", to);
        sheet.put("signed", false);
        sheet.put("png", "data:image/png;base64," + base64(image));
        return sheet;
    }

    private int pixels(int shrink) {
        return Math.ceilDiv(shape.columns(), shrink) * Math.ceilDiv(shape.lines(), shrink);
    }

    private double mean(FloatMatrix rows, int row, int x, int y, int shrink) {
        if (shrink == 1) {
            return rows.get(row, y * shape.columns() + x);
        }
        double sum = 0;
        int count = 0;
        for (int v = y * shrink; v < Math.min(shape.lines(), (y + 1) * shrink); v++) {
            for (int u = x * shrink; u < Math.min(shape.columns(), (x + 1) * shrink); u++) {
                sum += rows.get(row, v * shape.columns() + u);
                count++;
            }
        }
        return sum / count;
    }

    private static String base64(GreyImage image) {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            image.writePng(png);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        return Base64.getEncoder().encodeToString(png.toByteArray());
    }

    /** How the page is to show rows. */
    Map<String, Object> json(List<String> names) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("kind", shape.isTable() ? "table" : "image");
        json.put("shape", shape.toString());
        json.put("low", low);
        json.put("high", high);
        json.put("all", names.size());
        json.put("features", shape.isTable() ? Arrays.stream(features).mapToObj(names::get).toList() : List.of());
        return json;
    }
}
