package io.lanecoder.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What was asked for.
 *
 * @param threads number of threads
 * @param batches batch sizes; empty for the benchmark's own
 * @param json one JSON object a line instead of a table
 * @param repeats rounds, each giving one figure a task
 * @param seconds length of a slice
 * @param warmUp seconds a task is warmed up for
 * @param rows rows of the data
 * @param columns columns of the data, k-means
 * @param clusters number of clusters
 * @param iterations number of iterations
 * @param tolerance of k-means, 0 for none
 * @param dense numbers without a zero for data in place of digits
 * @param out a folder to write to
 */
record Options(int threads, List<Integer> batches, boolean json, int repeats, double seconds, double warmUp, int rows,
        int columns, int clusters, int iterations, double tolerance, boolean dense, Path out) {
    static final class UsageException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UsageException(String message) {
            super(message);
        }
    }

    static Options parse(String[] args, int from) {
        int threads = 1;
        List<Integer> batches = List.of();
        boolean json = false;
        int repeats = 7;
        double seconds = 0.25;
        double warmUp = 3;
        int rows = 0;
        int columns = 20;
        int clusters = 10;
        int iterations = 20;
        double tolerance = 0;
        boolean dense = false;
        Path out = null;
        for (int i = from; i < args.length; i++) {
            switch (args[i]) {
                case "--json" -> json = true;
                case "--threads" -> threads = whole(args, i++);
                case "--batch" -> batches = list(args, i++);
                case "--repeats" -> repeats = whole(args, i++);
                case "--seconds" -> seconds = positive(args, i++);
                case "--warm-up" -> warmUp = positive(args, i++);
                case "--rows" -> rows = whole(args, i++);
                case "--columns" -> columns = whole(args, i++);
                case "--clusters" -> clusters = whole(args, i++);
                case "--iterations" -> iterations = whole(args, i++);
                case "--tolerance" -> tolerance = positive(args, i++);
                case "--data" -> dense = isDense(value(args, i++));
                case "--out" -> out = Path.of(value(args, i++));
                default -> throw new UsageException("unknown option " + args[i] + "; bench/run help lists them");
            }
        }
        return new Options(threads, batches, json, repeats, seconds, warmUp, rows, columns, clusters, iterations,
                tolerance, dense, out);
    }

    private static String value(String[] args, int i) {
        if (i + 1 >= args.length) {
            throw new UsageException(args[i] + " takes a value");
        }
        return args[i + 1];
    }

    private static int whole(String[] args, int i) {
        return whole(args[i], value(args, i));
    }

    private static int whole(String name, String text) {
        try {
            int value = Integer.parseInt(text.strip());
            if (value >= 1) {
                return value;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw new UsageException(name + " takes whole numbers >= 1, got " + text);
    }

    private static boolean isDense(String data) {
        if (!data.equals("dense") && !data.equals("digits")) {
            throw new UsageException("--data is digits or dense, got " + data);
        }
        return data.equals("dense");
    }

    private static double positive(String[] args, int i) {
        try {
            double value = Double.parseDouble(value(args, i));
            if (value > 0 && value < 1e6) {
                return value;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw new UsageException(args[i] + " takes a number > 0, got " + value(args, i));
    }

    private static List<Integer> list(String[] args, int i) {
        List<Integer> list = new ArrayList<>();
        for (String text : value(args, i).split(",", -1)) {
            list.add(whole(args[i], text));
        }
        return List.copyOf(list);
    }

    List<Integer> batchesOr(Integer... defaults) {
        return batches.isEmpty() ? List.of(defaults) : batches;
    }

    int rowsOr(int number) {
        return rows == 0 ? number : rows;
    }
}
