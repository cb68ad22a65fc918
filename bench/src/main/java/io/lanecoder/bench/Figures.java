package io.lanecoder.bench;

import java.util.Arrays;

/** Medians and percentiles. */
final class Figures {
    private Figures() {
    }

    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
    }

    static double low(double... values) {
        return Arrays.stream(values).min().orElse(Double.NaN);
    }

    static double high(double... values) {
        return Arrays.stream(values).max().orElse(Double.NaN);
    }

    /** The times of single calls, in memory taken beforehand: recording one costs no allocation. */
    static final class Times {
        private final long[] nanos = new long[1 << 20];
        private int count;

        /** Records one; those beyond the room are left out. */
        void add(long value) {
            if (count < nanos.length) {
                nanos[count++] = value;
            }
        }

        void clear() {
            count = 0;
        }

        int count() {
            return count;
        }

        /** {@return microseconds that a share of the calls did not exceed} */
        double percentile(double share) {
            if (count == 0) {
                return Double.NaN;
            }
            long[] sorted = Arrays.copyOf(nanos, count);
            Arrays.sort(sorted);
            return sorted[(int) Math.min(count - 1, Math.floor(share * count))] * 1e-3;
        }
    }
}
