package io.lanecoder.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The vector {@link Splines}: lanes run across the columns of a point, six of eight, whatever the width of other kernels. */
final class VectorSplines implements Splines {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_256;
    private static final int ROOM = ScalarSplines.ROOM;
    private static final float[] W = ScalarSplines.WEIGHTS;
    private static final float[] D = ScalarSplines.SLOPES;

    @Override
    public void spread(int firstRow, int endRow, int[] rowStart, int[] order, float[] x, float[] y, SplineGrid grid) {
        FloatVector c5 = FloatVector.fromArray(S, W, 0);
        FloatVector c4 = FloatVector.fromArray(S, W, ROOM);
        FloatVector c3 = FloatVector.fromArray(S, W, 2 * ROOM);
        FloatVector c2 = FloatVector.fromArray(S, W, 3 * ROOM);
        FloatVector c1 = FloatVector.fromArray(S, W, 4 * ROOM);
        FloatVector c0 = FloatVector.fromArray(S, W, 5 * ROOM);
        float[] nodes = grid.values();
        int ld = grid.ld();
        double originX = grid.originX();
        double originY = grid.originY();
        double perUnit = grid.perUnit();
        float[] rows = new float[ROOM];
        for (int row = Math.max(0, firstRow - NODES + 1); row < endRow; row++) {
            for (int s = rowStart[row]; s < rowStart[row + 1]; s++) {
                int i = order[s];
                double u = (x[i] - originX) * perUnit;
                double v = (y[i] - originY) * perUnit;
                FloatVector t = FloatVector.broadcast(S, (float) (v - (int) v));
                c5.fma(t, c4).fma(t, c3).fma(t, c2).fma(t, c1).fma(t, c0).intoArray(rows, 0);
                t = FloatVector.broadcast(S, (float) (u - (int) u));
                FloatVector w = c5.fma(t, c4).fma(t, c3).fma(t, c2).fma(t, c1).fma(t, c0);
                for (int r = Math.max(row, firstRow); r < Math.min(row + NODES, endRow); r++) {
                    int at = r * ld + (int) u - BEFORE; // two columns more get 0
                    FloatVector share = FloatVector.broadcast(S, rows[r - row]);
                    w.fma(share, FloatVector.fromArray(S, nodes, at)).intoArray(nodes, at);
                }
            }
        }
    }

    @Override
    public void read(int from, int to, int[] order, float[] x, float[] y, SplineGrid grid, float factor, float[] outX,
            float[] outY, float[] values) {
        FloatVector c5 = FloatVector.fromArray(S, W, 0);
        FloatVector c4 = FloatVector.fromArray(S, W, ROOM);
        FloatVector c3 = FloatVector.fromArray(S, W, 2 * ROOM);
        FloatVector c2 = FloatVector.fromArray(S, W, 3 * ROOM);
        FloatVector c1 = FloatVector.fromArray(S, W, 4 * ROOM);
        FloatVector c0 = FloatVector.fromArray(S, W, 5 * ROOM);
        FloatVector d4 = FloatVector.fromArray(S, D, 0);
        FloatVector d3 = FloatVector.fromArray(S, D, ROOM);
        FloatVector d2 = FloatVector.fromArray(S, D, 2 * ROOM);
        FloatVector d1 = FloatVector.fromArray(S, D, 3 * ROOM);
        FloatVector d0 = FloatVector.fromArray(S, D, 4 * ROOM);
        float[] nodes = grid.values();
        int ld = grid.ld();
        double originX = grid.originX();
        double originY = grid.originY();
        double perUnit = grid.perUnit();
        float[] rows = new float[2 * ROOM];
        float[] products = new float[3 * ROOM];
        for (int s = from; s < to; s++) {
            int i = order[s];
            double u = (x[i] - originX) * perUnit;
            double v = (y[i] - originY) * perUnit;
            FloatVector t = FloatVector.broadcast(S, (float) (v - (int) v));
            c5.fma(t, c4).fma(t, c3).fma(t, c2).fma(t, c1).fma(t, c0).intoArray(rows, 0);
            d4.fma(t, d3).fma(t, d2).fma(t, d1).fma(t, d0).intoArray(rows, ROOM);
            t = FloatVector.broadcast(S, (float) (u - (int) u));
            FloatVector w = c5.fma(t, c4).fma(t, c3).fma(t, c2).fma(t, c1).fma(t, c0);
            FloatVector d = d4.fma(t, d3).fma(t, d2).fma(t, d1).fma(t, d0);
            int at = ((int) v - BEFORE) * ld + (int) u - BEFORE;
            FloatVector node = FloatVector.fromArray(S, nodes, at);
            FloatVector a = node.mul(rows[0]);
            FloatVector b = node.mul(rows[ROOM]);
            for (int r = 1; r < NODES; r++) {
                node = FloatVector.fromArray(S, nodes, at + r * ld);
                a = node.fma(FloatVector.broadcast(S, rows[r]), a);
                b = node.fma(FloatVector.broadcast(S, rows[ROOM + r]), b);
            }
            a.mul(w).intoArray(products, 0);
            a.mul(d).intoArray(products, ROOM);
            b.mul(w).intoArray(products, 2 * ROOM);
            values[i] = ScalarSplines.sum(products, 0);
            outX[i] = factor * ScalarSplines.sum(products, ROOM);
            outY[i] = factor * ScalarSplines.sum(products, 2 * ROOM);
        }
    }
}
