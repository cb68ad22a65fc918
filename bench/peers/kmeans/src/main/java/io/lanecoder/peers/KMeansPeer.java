package io.lanecoder.peers;

import elki.clustering.kmeans.HamerlyKMeans;
import elki.clustering.kmeans.initialization.FirstK;
import elki.data.NumberVector;
import elki.data.type.TypeUtil;
import elki.database.Database;
import elki.database.StaticArrayDatabase;
import elki.datasource.ArrayAdapterDatabaseConnection;
import elki.distance.minkowski.SquaredEuclideanDistance;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.ml.clustering.DoublePoint;
import org.apache.commons.math3.ml.clustering.KMeansPlusPlusClusterer;
import org.apache.commons.math3.random.Well19937c;
import smile.clustering.Clustering;
import smile.clustering.KMeans;

/**
 * The pure-Java libraries' k-means. ELKI begins with the first rows as Lanecoder does; Smile and Commons Math have no
 * way to be given the first centres and draw them (k-means++), which is in their time. Making their own form of the
 * data is not.
 */
public final class KMeansPeer extends Peer {
    private final String library;

    private KMeansPeer(Path folder, int threads, String library) {
        super(folder, threads);
        this.library = library;
    }

    /**
     * Runs the peer.
     *
     * @param args folder, threads, and "smile", "elki" or "commons-math"
     * @throws Exception whatever fails
     */
    public static void main(String[] args) throws Exception {
        start(new KMeansPeer(Path.of(args[0]), Integer.parseInt(args[1]), args[2]), args);
    }

    @Override
    protected String version() {
        Class<?> of = switch (library) {
            case "smile" -> KMeans.class;
            case "elki" -> HamerlyKMeans.class;
            default -> KMeansPlusPlusClusterer.class;
        };
        String jar = of.getProtectionDomain().getCodeSource().getLocation().getPath();
        return jar.replaceAll(".*-([0-9][^-]*)\\.jar", "$1");
    }

    @Override
    protected double kmeans(float[][] data, int clusters, int iterations) {
        return switch (library) {
            case "smile" -> smile(data, clusters, iterations);
            case "elki" -> elki(doubles(data), clusters, iterations);
            default -> commonsMath(doubles(data), clusters, iterations);
        };
    }

    private static double[][] doubles(float[][] data) {
        double[][] rows = new double[data.length][data[0].length];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows[i].length; j++) {
                rows[i][j] = data[i][j];
            }
        }
        return rows;
    }

    private static double since(long begin) {
        return (System.nanoTime() - begin) * 1e-9;
    }

    private static double smile(float[][] data, int clusters, int iterations) {
        long begin = System.nanoTime();
        KMeans.fit(data, new Clustering.Options(clusters, iterations, 1e-12, null));
        return since(begin);
    }

    private static double elki(double[][] data, int clusters, int iterations) {
        Database database = new StaticArrayDatabase(new ArrayAdapterDatabaseConnection(data), null);
        database.initialize();
        long begin = System.nanoTime();
        new HamerlyKMeans<NumberVector>(SquaredEuclideanDistance.STATIC, clusters, iterations, new FirstK<>(), false)
                .run(database.getRelation(TypeUtil.NUMBER_VECTOR_FIELD));
        return since(begin);
    }

    private static double commonsMath(double[][] data, int clusters, int iterations) {
        List<DoublePoint> points = new ArrayList<>();
        for (double[] row : data) {
            points.add(new DoublePoint(row));
        }
        long begin = System.nanoTime();
        new KMeansPlusPlusClusterer<DoublePoint>(clusters, iterations,
                new org.apache.commons.math3.ml.distance.EuclideanDistance(), new Well19937c(1)).cluster(points);
        return since(begin);
    }
}
