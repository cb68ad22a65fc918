package io.lanecoder.report;

import java.util.Objects;
import java.util.Optional;

/**
 * What goes into a report.
 *
 * @param clusters number of clusters, >= 1; 0 (the default) for as many as there are classes, 10 without labels
 * @param mapRows at most so many rows are mapped, evenly taken, >= 0; 0 leaves the map out; default 10,000
 * @param shape how rows are shown; empty (the default) for what {@link PictureShape#of} finds
 * @param firstRow the number of the first row, as people count, >= 0; default 0
 * @param seed of clusters and map; default 0
 * @param threads number of threads, >= 1; default 1. It changes the speed, not one bit of the result
 */
public record ReportOptions(int clusters, int mapRows, Optional<PictureShape> shape, long firstRow, long seed,
        int threads) {
    /**
     * Checks the options.
     *
     * @throws IllegalArgumentException if a number is out of its range
     */
    public ReportOptions {
        Objects.requireNonNull(shape, "shape");
        if (!(clusters >= 0 && mapRows >= 0 && firstRow >= 0 && threads >= 1)) {
            throw new IllegalArgumentException("clusters, mapRows and firstRow must be >= 0 and threads >= 1, got "
                    + clusters + ", " + mapRows + ", " + firstRow + " and " + threads);
        }
    }

    /** {@return the defaults} */
    public static ReportOptions defaults() {
        return new ReportOptions(0, 10_000, Optional.empty(), 0, 0, 1);
    }

    /**
     * The same with another number of clusters.
     *
     * @param count 0 to choose
     * @return the options
     */
    public ReportOptions withClusters(int count) {
        return new ReportOptions(count, mapRows, shape, firstRow, seed, threads);
    }

    /**
     * The same with another limit to the map.
     *
     * @param rows 0 for no map
     * @return the options
     */
    public ReportOptions withMapRows(int rows) {
        return new ReportOptions(clusters, rows, shape, firstRow, seed, threads);
    }

    /**
     * The same with a chosen shape.
     *
     * @param chosen how rows are shown
     * @return the options
     */
    public ReportOptions withShape(PictureShape chosen) {
        return new ReportOptions(clusters, mapRows, Optional.of(chosen), firstRow, seed, threads);
    }

    /**
     * The same for rows that are counted from another number.
     *
     * @param number of the first row
     * @return the options
     */
    public ReportOptions withFirstRow(long number) {
        return new ReportOptions(clusters, mapRows, shape, number, seed, threads);
    }

    /**
     * The same with another seed.
     *
     * @param newSeed of clusters and map
     * @return the options
     */
    public ReportOptions withSeed(long newSeed) {
        return new ReportOptions(clusters, mapRows, shape, firstRow, newSeed, threads);
    }

    /**
     * The same with other threads.
     *
     * @param count number of threads
     * @return the options
     */
    public ReportOptions withThreads(int count) {
        return new ReportOptions(clusters, mapRows, shape, firstRow, seed, count);
    }
}
