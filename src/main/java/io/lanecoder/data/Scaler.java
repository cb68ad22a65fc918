package io.lanecoder.data;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Brings features to the scale that a network sees, and back; fitted on the training rows and stored with the model.
 *
 * <p>Immutable and safe for all threads. Statistics are sums in double over the rows in ascending order, so the
 * same rows give the same bits everywhere.
 */
public final class Scaler {
    /** The metadata entry that names the kind; every other entry of a scaler begins with this and a dot. */
    public static final String METADATA_KEY = "scaler";

    /** How values are scaled. */
    public enum Kind {
        /** {@code y = x}. */
        NONE,
        /** {@code y = x / 255}, one float division: for bytes. */
        UNIT,
        /**
         * {@code y = (x - min) / (max - min)} with the minimum and maximum of the feature's training values, so
         * these come to lie in 0..1; 0 where they are all the same.
         */
        MINMAX,
        /**
         * {@code y = (x - mean) / std} with the mean and the population standard deviation (divisor n) of the
         * feature's training values; 0 where they are all the same.
         */
        ZSCORE;

        /**
         * The kind of a name as {@link #text()} gives it.
         *
         * @param text {@code none}, {@code unit}, {@code minmax} or {@code zscore}
         * @return the kind
         * @throws IllegalArgumentException if it is none of these
         */
        public static Kind of(String text) {
            for (Kind kind : values()) {
                if (kind.text().equals(text)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException(
                    "a scaler is none, unit, minmax or zscore, got '" + ScalerMetadata.shorten(text) + "'");
        }

        /** {@return the name in lower case, as files and the command line have it} */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Scaler IDENTITY = new Scaler(Kind.NONE, new double[0], new double[0]);
    private static final Scaler BYTES = new Scaler(Kind.UNIT, new double[0], new double[0]);

    private final Kind kind;
    /** Minima or means. */
    private final double[] first;
    /** Maxima or standard deviations. */
    private final double[] second;
    /** What a difference from {@code first} is divided by; 0 for a constant feature. */
    private final double[] width;

    /** Takes the arrays themselves: nobody else may keep them. */
    Scaler(Kind kind, double[] first, double[] second) {
        this.kind = kind;
        this.first = first;
        this.second = second;
        this.width = second.clone();
        if (kind == Kind.MINMAX) {
            for (int j = 0; j < width.length; j++) {
                width[j] -= first[j];
            }
        }
    }

    /** {@return the scaler that changes nothing, of kind {@link Kind#NONE}} */
    public static Scaler none() {
        return IDENTITY;
    }

    /**
     * Fits a scaler. Cost: one pass over the rows for MINMAX, three for ZSCORE, none for the others.
     *
     * @param kind how to scale
     * @param rows the training rows
     * @return the scaler; for MINMAX and ZSCORE one of {@code rows.cols()} features
     * @throws IllegalArgumentException if MINMAX or ZSCORE get no row, no column, or a value that is not finite
     */
    public static Scaler fit(Kind kind, FloatMatrix rows) {
        Objects.requireNonNull(rows, "rows");
        return switch (kind) {
            case NONE -> IDENTITY;
            case UNIT -> BYTES;
            case MINMAX, ZSCORE -> {
                if (rows.rows() < 1 || rows.cols() < 1) {
                    throw new IllegalArgumentException(
                            "a " + kind.text() + " scaler is fitted on at least 1 row and 1 column, got " + rows);
                }
                double[][] statistics = kind == Kind.MINMAX
                        ? ColumnStatistics.ranges(rows)
                        : ColumnStatistics.moments(rows);
                yield new Scaler(kind, statistics[0], statistics[1]);
            }
        };
    }

    /**
     * Fits the scaler that suits the data: bytes get UNIT; numbers that all lie in 0..1 get NONE; any others MINMAX.
     *
     * @param training the training rows, at least one
     * @return the scaler
     * @throws IllegalArgumentException if there is no row or a value is not finite
     */
    public static Scaler auto(Dataset training) {
        FloatMatrix rows = training.features();
        if (rows.rows() < 1) {
            throw new IllegalArgumentException("a scaler is chosen from at least 1 training row, got " + rows);
        }
        return switch (training.encoding()) {
            case BYTES -> BYTES;
            case NUMBERS -> withinUnit(rows) ? IDENTITY : fit(Kind.MINMAX, rows);
        };
    }

    private static boolean withinUnit(FloatMatrix rows) {
        float[] values = rows.array();
        for (int i = rows.offset(); i < rows.rowOffset(rows.rows()); i++) {
            if (!(values[i] >= 0f && values[i] <= 1f)) {
                return false;
            }
        }
        return true;
    }

    /** {@return how values are scaled} */
    public Kind kind() {
        return kind;
    }

    /** {@return whether nothing changes, that is, the kind is NONE} */
    public boolean isIdentity() {
        return kind == Kind.NONE;
    }

    /** {@return the number of features of a row, or 0 for NONE and UNIT, which fit any number} */
    public int features() {
        return first.length;
    }

    /**
     * Scales rows.
     *
     * @param rows {@code n x features}
     * @return a new matrix of the same shape
     * @throws IllegalArgumentException if the number of columns is not that of the training rows
     */
    public FloatMatrix apply(FloatMatrix rows) {
        FloatMatrix out = FloatMatrix.zeros(rows.rows(), checked(rows.cols()));
        for (int i = 0; i < rows.rows(); i++) {
            scale(rows.cols(), rows.array(), rows.rowOffset(i), out.array(), out.rowOffset(i));
        }
        return out;
    }

    /**
     * Takes scaled rows back to the original scale: {@code x * 255}, {@code y * (max - min) + min} or
     * {@code y * std + mean}. A constant feature becomes its constant. Equal to the original values but for
     * rounding; bytes come back exactly.
     *
     * @param rows {@code n x features}
     * @return a new matrix of the same shape
     * @throws IllegalArgumentException if the number of columns is not that of the training rows
     */
    public FloatMatrix invert(FloatMatrix rows) {
        FloatMatrix out = FloatMatrix.zeros(rows.rows(), checked(rows.cols()));
        for (int i = 0; i < rows.rows(); i++) {
            unscale(rows.cols(), rows.array(), rows.rowOffset(i), out.array(), out.rowOffset(i));
        }
        return out;
    }

    /**
     * Scales one row into the caller's array; allocates nothing.
     *
     * @param n number of features of the row
     * @param in holds the row from {@code inOff} on
     * @param inOff index of its first value
     * @param out receives the scaled row; may be {@code in} when {@code outOff} is {@code inOff}
     * @param outOff index of its first value
     * @throws IllegalArgumentException if {@code n} is not the number of columns of the training rows
     * @throws IndexOutOfBoundsException if an array is too short
     */
    public void applyRow(int n, float[] in, int inOff, float[] out, int outOff) {
        checkRow(n, in, inOff, out, outOff);
        scale(n, in, inOff, out, outOff);
    }

    /**
     * Takes one scaled row back to the original scale, into the caller's array; allocates nothing.
     *
     * @param n number of features of the row
     * @param in holds the row from {@code inOff} on
     * @param inOff index of its first value
     * @param out receives the row; may be {@code in} when {@code outOff} is {@code inOff}
     * @param outOff index of its first value
     * @throws IllegalArgumentException if {@code n} is not the number of columns of the training rows
     * @throws IndexOutOfBoundsException if an array is too short
     */
    public void invertRow(int n, float[] in, int inOff, float[] out, int outOff) {
        checkRow(n, in, inOff, out, outOff);
        unscale(n, in, inOff, out, outOff);
    }

    private void checkRow(int n, float[] in, int inOff, float[] out, int outOff) {
        Objects.checkFromIndexSize(inOff, checked(n), in.length);
        Objects.checkFromIndexSize(outOff, n, out.length);
    }

    private int checked(int cols) {
        if (first.length != 0 && cols != first.length) {
            throw new IllegalArgumentException(
                    "the rows have " + cols + " columns, the scaler was fitted on " + first.length);
        }
        return cols;
    }

    private void scale(int n, float[] in, int inOff, float[] out, int outOff) {
        switch (kind) {
            case NONE -> System.arraycopy(in, inOff, out, outOff, n);
            case UNIT -> {
                for (int j = 0; j < n; j++) {
                    out[outOff + j] = in[inOff + j] / 255f;
                }
            }
            case MINMAX, ZSCORE -> {
                // In double, because a float max - min may overflow and a float x - mean may lose everything.
                for (int j = 0; j < n; j++) {
                    out[outOff + j] = width[j] == 0 ? 0f : (float) ((in[inOff + j] - first[j]) / width[j]);
                }
            }
        }
    }

    private void unscale(int n, float[] in, int inOff, float[] out, int outOff) {
        switch (kind) {
            case NONE -> System.arraycopy(in, inOff, out, outOff, n);
            case UNIT -> {
                for (int j = 0; j < n; j++) {
                    out[outOff + j] = in[inOff + j] * 255f;
                }
            }
            case MINMAX, ZSCORE -> {
                for (int j = 0; j < n; j++) {
                    out[outOff + j] = width[j] == 0 ? (float) first[j] : (float) (in[inOff + j] * width[j] + first[j]);
                }
            }
        }
    }

    /**
     * The scaler as text entries, for a model file.
     *
     * <p>{@code scaler} is the kind; MINMAX and ZSCORE also have {@code scaler.features} and, as numbers with a
     * space between, {@code scaler.min} and {@code scaler.max}, or {@code scaler.mean} and {@code scaler.std}.
     * Every number is the shortest decimal that reads back to the same bits: as a float for min and max, as a
     * double for mean and std.
     *
     * @return an unmodifiable map, always in the same order
     */
    public Map<String, String> toMetadata() {
        return ScalerMetadata.write(kind, first, second);
    }

    /**
     * Reads what {@link #toMetadata()} wrote. Entries of other names are left alone.
     *
     * @param metadata entries of a model file
     * @return a scaler equal to the one written
     * @throws IllegalArgumentException if an entry is missing, superfluous or not what it should be
     */
    public static Scaler fromMetadata(Map<String, String> metadata) {
        return ScalerMetadata.read(metadata);
    }

    /** {@inheritDoc} Two are equal when they scale alike, bit for bit. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Scaler that && kind == that.kind && Arrays.equals(first, that.first)
                && Arrays.equals(second, that.second);
    }

    /** {@inheritDoc} */
    @Override
    public int hashCode() {
        return Objects.hash(kind, Arrays.hashCode(first), Arrays.hashCode(second));
    }

    /** {@return the kind, and the number of features where there is one, for messages: "minmax of 784 features"} */
    @Override
    public String toString() {
        return first.length == 0 ? kind.text() : kind.text() + " of " + first.length + " features";
    }
}
