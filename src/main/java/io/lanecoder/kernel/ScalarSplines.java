package io.lanecoder.kernel;

/** The scalar {@link Splines}. */
final class ScalarSplines implements Splines {
    /** Room for the weights of a direction. */
    static final int ROOM = 8;
    /** Degree of the weights. */
    static final int DEGREE = 5;
    /** Coefficients of the weights, {@link #ROOM} a power of t, highest power first; those of two more nodes are 0. */
    static final float[] WEIGHTS = divided(120,
            -1, 5, -10, 10, -5, 1, 0, 0,
            5, -20, 30, -20, 5, 0, 0, 0,
            -10, 20, 0, -20, 10, 0, 0, 0,
            10, 20, -60, 20, 10, 0, 0, 0,
            -5, -50, 0, 50, 5, 0, 0, 0,
            1, 26, 66, 26, 1, 0, 0, 0);
    /** The same of their derivatives. */
    static final float[] SLOPES = divided(24,
            -1, 5, -10, 10, -5, 1, 0, 0,
            4, -16, 24, -16, 4, 0, 0, 0,
            -6, 12, 0, -12, 6, 0, 0, 0,
            4, 8, -24, 8, 4, 0, 0, 0,
            -1, -10, 0, 10, 1, 0, 0, 0);

    private static float[] divided(int divisor, int... numerators) {
        float[] coefficients = new float[numerators.length];
        for (int i = 0; i < coefficients.length; i++) {
            coefficients[i] = (float) ((double) numerators[i] / divisor);
        }
        return coefficients;
    }

    private static void polynomials(float[] coefficients, int degree, float t, float[] out, int at) {
        for (int k = 0; k < NODES; k++) {
            float p = coefficients[k];
            for (int power = 1; power <= degree; power++) {
                p = Math.fma(p, t, coefficients[power * ROOM + k]);
            }
            out[at + k] = p;
        }
    }

    @Override
    public void spread(int firstRow, int endRow, int[] rowStart, int[] order, float[] x, float[] y, SplineGrid grid) {
        float[] nodes = grid.values();
        float[] w = new float[2 * ROOM];
        for (int row = Math.max(0, firstRow - NODES + 1); row < endRow; row++) {
            for (int s = rowStart[row]; s < rowStart[row + 1]; s++) {
                int i = order[s];
                double u = (x[i] - grid.originX()) * grid.perUnit();
                double v = (y[i] - grid.originY()) * grid.perUnit();
                polynomials(WEIGHTS, DEGREE, (float) (u - (int) u), w, 0);
                polynomials(WEIGHTS, DEGREE, (float) (v - (int) v), w, ROOM);
                for (int r = Math.max(row, firstRow); r < Math.min(row + NODES, endRow); r++) {
                    int at = r * grid.ld() + (int) u - BEFORE;
                    for (int k = 0; k < NODES; k++) {
                        nodes[at + k] = Math.fma(w[k], w[ROOM + r - row], nodes[at + k]);
                    }
                }
            }
        }
    }

    @Override
    public void read(int from, int to, int[] order, float[] x, float[] y, SplineGrid grid, float factor, float[] outX,
            float[] outY, float[] values) {
        float[] nodes = grid.values();
        float[] w = new float[4 * ROOM];
        float[] products = new float[3 * ROOM];
        for (int s = from; s < to; s++) {
            int i = order[s];
            double u = (x[i] - grid.originX()) * grid.perUnit();
            double v = (y[i] - grid.originY()) * grid.perUnit();
            polynomials(WEIGHTS, DEGREE, (float) (u - (int) u), w, 0);
            polynomials(SLOPES, DEGREE - 1, (float) (u - (int) u), w, ROOM);
            polynomials(WEIGHTS, DEGREE, (float) (v - (int) v), w, 2 * ROOM);
            polynomials(SLOPES, DEGREE - 1, (float) (v - (int) v), w, 3 * ROOM);
            int at = ((int) v - BEFORE) * grid.ld() + (int) u - BEFORE;
            for (int k = 0; k < NODES; k++) {
                float a = nodes[at + k] * w[2 * ROOM];
                float b = nodes[at + k] * w[3 * ROOM];
                for (int r = 1; r < NODES; r++) {
                    float node = nodes[at + r * grid.ld() + k];
                    a = Math.fma(node, w[2 * ROOM + r], a);
                    b = Math.fma(node, w[3 * ROOM + r], b);
                }
                products[k] = a * w[k];
                products[ROOM + k] = a * w[ROOM + k];
                products[2 * ROOM + k] = b * w[k];
            }
            values[i] = sum(products, 0);
            outX[i] = factor * sum(products, ROOM);
            outY[i] = factor * sum(products, 2 * ROOM);
        }
    }

    /** The sum of six numbers. */
    static float sum(float[] x, int o) {
        return ((x[o] + x[o + 4]) + x[o + 2]) + ((x[o + 1] + x[o + 5]) + x[o + 3]);
    }
}
