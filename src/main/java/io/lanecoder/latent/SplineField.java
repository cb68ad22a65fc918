package io.lanecoder.latent;

import io.lanecoder.kernel.Fourier;
import io.lanecoder.kernel.FourierPlan;
import io.lanecoder.kernel.Kernels;
import io.lanecoder.kernel.SplineGrid;
import io.lanecoder.kernel.Splines;
import io.lanecoder.kernel.Workers;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * The potential {@code f(y) = sum_j w(y, y_j)}, {@code w = 1 / (1 + |y - y_j|^2)}, of points in the plane, in time linear in
 * their number. Half its negative gradient is the repulsion {@code sum_j w^2 (y - y_j)} of t-SNE.
 *
 * <p>w is interpolated by quintic B-splines in both of its arguments, on a regular grid of nodes: charges are spread over 6 x 6
 * nodes each, convolved with w by the fast Fourier transform, and the spline is read off, with its gradient, at any point. What
 * the splines blur is undone in the frequencies. In place of the four fields of Linderman et al. (2019) there is one: two real
 * transforms a step, not seven. The nodes are 0.4 apart: w has hardly any finer detail. Its transform depends on the
 * number of nodes alone, then, and is kept; only maps narrower than the least grid have finer nodes.
 *
 * <p>Threads own rows of the grid: points are sorted by row, and each node takes its charges in that order.
 */
final class SplineField {
    static final double SPACING = 0.4;
    /** Least number of nodes a side. */
    static final int LEAST_NODES = 54;
    /** Nodes kept free at each edge: what bends where the circular convolution wraps fades by 0.43 a node. */
    private static final int MARGIN = 6;

    private static final int BLOCK = 16;
    private static final int MAX_NODES = 1 << 13;

    private final Fourier fourier = Kernels.get().fourier();
    private final Splines splines = Kernels.get().splines();
    private final Workers workers;
    private final Map<Integer, float[]> kernels = new HashMap<>();

    /** The kernel of the last narrow map (they all have as many nodes), and its spacing. */
    private float[] narrow = {};

    private double narrowSpacing;
    private int nodes;
    private double spacing;
    /** Added to the potential: narrow grids hold {@code w - 1}, which has the digits that their gradient needs. */
    private double offset;

    private FourierPlan plan;
    private int ld;
    private float[] grid = {};
    private SplineGrid place = new SplineGrid(grid, 0, 0, 0, 1);
    private float[] re = {};
    private float[] im = {};
    private final float[][] a;
    private final float[][] b;
    private int[] order = {};
    private int[] base = {};
    private int[] rowStart = {};

    SplineField(Workers workers) {
        this.workers = workers;
        this.a = new float[workers.count()][];
        this.b = new float[workers.count()][];
    }

    /** The nodes a side that a map of this extent needs, or -1 if they are too many. */
    static int nodesFor(double extent) {
        double wanted = extent / SPACING + 2 * MARGIN + 4;
        if (!(wanted <= MAX_NODES)) {
            return -1;
        }
        return FourierPlan.evenLengthFor(2 * Math.max(LEAST_NODES, (int) Math.ceil(wanted))) / 2;
    }

    /**
     * Makes the field of some points.
     *
     * @param n number of points
     * @param x first coordinates
     * @param y second coordinates
     * @param border how far beyond the points the field shall reach
     * @return false if the points are too far apart for a grid; there is no field then
     */
    boolean charge(int n, float[] x, float[] y, double border) {
        if (!place(n, x, y, border)) {
            return false;
        }
        sort(n, y);
        share(Math.ceilDiv(nodes, BLOCK), (_, block) -> {
            int row = block * BLOCK;
            int end = Math.min(nodes, row + BLOCK);
            Arrays.fill(grid, row * ld, end * ld, 0f);
            splines.spread(row, end, rowStart, order, x, y, place);
        });
        convolve();
        offset = shifted() ? n : 0;
        return true;
    }

    private boolean shifted() {
        return spacing < SPACING;
    }

    private boolean place(int n, float[] x, float[] y, double border) {
        float lowX = Float.POSITIVE_INFINITY;
        float highX = Float.NEGATIVE_INFINITY;
        float lowY = Float.POSITIVE_INFINITY;
        float highY = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            lowX = Math.min(lowX, x[i]);
            highX = Math.max(highX, x[i]);
            lowY = Math.min(lowY, y[i]);
            highY = Math.max(highY, y[i]);
        }
        double extent = Math.max((double) highX - lowX, (double) highY - lowY) + 2 * border;
        int wanted = nodesFor(extent);
        if (wanted < 0) {
            return false;
        }
        int free = wanted - 2 * MARGIN - 4;
        spacing = wanted > LEAST_NODES ? SPACING : Math.min(SPACING, stepped(Math.max(extent / free, 1e-12)));
        if (wanted != nodes) {
            allocate(wanted);
        }
        // The middle of the map comes to the middle of the grid.
        double half = 0.5 * (nodes - 1) * spacing;
        place = new SplineGrid(grid, ld, 0.5 * ((double) lowX + highX) - half, 0.5 * ((double) lowY + highY) - half,
                1 / spacing);
        return true;
    }

    /** The least power of {@code 2^(1/8)} that is no less: narrow maps breathe, and their kernel shall serve for more than one step. */
    private static double stepped(double spacing) {
        return StrictMath.pow(2, Math.ceil(8 * StrictMath.log(spacing) / StrictMath.log(2)) / 8);
    }

    private void allocate(int wanted) {
        nodes = wanted;
        plan = FourierPlan.of(2 * nodes);
        ld = Math.ceilDiv(nodes, Fourier.COLUMNS) * Fourier.COLUMNS;
        int rows = Math.ceilDiv(nodes + 1, Fourier.ROWS) * Fourier.ROWS;
        grid = new float[nodes * ld];
        re = new float[rows * ld];
        im = new float[rows * ld];
        for (int w = 0; w < a.length; w++) {
            a[w] = new float[2 * nodes * 2 * fourier.lanes()];
            b[w] = new float[a[w].length];
        }
        rowStart = new int[nodes + 1];
    }

    /** Sorts the points by the first of the rows of nodes they are spread over, those of a row by number. */
    private void sort(int n, float[] y) {
        if (order.length < n) {
            order = new int[n];
            base = new int[n];
        }
        Arrays.fill(rowStart, 0);
        for (int i = 0; i < n; i++) {
            base[i] = place.row(y[i]) - Splines.BEFORE;
            rowStart[base[i] + 1]++;
        }
        for (int r = 0; r < nodes; r++) {
            rowStart[r + 1] += rowStart[r];
        }
        for (int i = n - 1; i >= 0; i--) {
            order[--rowStart[base[i] + 1]] = i;
        }
        System.arraycopy(rowStart, 1, rowStart, 0, nodes); // rowStart[r + 1] had become the start of row r
        rowStart[nodes] = n;
    }

    /** The points in the order of the grid's rows; neighbours in it share nodes. */
    int[] order() {
        return order;
    }

    private void convolve() {
        float[] kernel = shifted() ? narrowKernel() : kernels.computeIfAbsent(nodes, _ -> kernel());
        int n = plan.length();
        int lanes = fourier.lanes();
        int pairs = ld / (2 * lanes);
        share(pairs, (worker, pair) -> {
            fourier.loadColumns(n, nodes, grid, pairColumn(pair, lanes), ld, a[worker]);
            float[] z = fourier.transform(plan, false, a[worker], b[worker]);
            fourier.split(n, z, re, im, pairColumn(pair, lanes), ld);
        });
        share(Math.ceilDiv(nodes + 1, lanes), (worker, strip) -> {
            int row = strip * lanes;
            fourier.loadRows(n, nodes, re, im, row * ld, ld, a[worker]);
            float[] z = fourier.transform(plan, false, a[worker], b[worker]);
            fourier.multiply(n, kernel, row, kernelLd(), z);
            z = fourier.transform(plan, true, z, z == a[worker] ? b[worker] : a[worker]);
            fourier.storeRows(nodes, z, re, im, row * ld, ld);
            for (int r = row; r < row + lanes; r++) {
                // What `split` left there was not multiplied, and its roundings would leak into the partners.
                Arrays.fill(re, r * ld + nodes, (r + 1) * ld, 0f);
                Arrays.fill(im, r * ld + nodes, (r + 1) * ld, 0f);
            }
        });
        share(pairs, (worker, pair) -> {
            fourier.join(n, re, im, pairColumn(pair, lanes), ld, a[worker]);
            float[] z = fourier.transform(plan, true, a[worker], b[worker]);
            fourier.storeColumns(nodes, z, grid, pairColumn(pair, lanes), ld);
        });
    }

    private float[] narrowKernel() {
        if (narrowSpacing != spacing) {
            narrow = kernel();
            narrowSpacing = spacing;
        }
        return narrow;
    }

    /** The first column of the left strip of a pair. */
    private static int pairColumn(int pair, int lanes) {
        int pairs = Fourier.APART / lanes; // of a group of columns
        return pair / pairs * Fourier.COLUMNS + pair % pairs * lanes;
    }

    private int kernelLd() {
        return Math.ceilDiv(nodes + 1, Fourier.ROWS) * Fourier.ROWS;
    }

    /** The transform of w on the circular grid, times what undoes the blur, and the constant factors of the convolution. */
    private float[] kernel() {
        int ldk = kernelLd();
        float[] w = new float[ldk * ldk];
        double h2 = spacing * spacing;
        share(nodes + 1, (_, j) -> {
            for (int k = 0; k <= nodes; k++) {
                double d2 = h2 * ((double) j * j + (double) k * k);
                w[j * ldk + k] = (float) (shifted() ? -d2 / (1 + d2) : 1 / (1 + d2));
            }
        });
        float[] half = evenTransform(w, ldk);
        float[] turned = new float[half.length];
        for (int j = 0; j <= nodes; j++) {
            for (int k = 0; k <= nodes; k++) {
                turned[k * ldk + j] = half[j * ldk + k];
            }
        }
        float[] both = evenTransform(turned, ldk);
        double[] blur = new double[nodes + 1];
        for (int k = 0; k <= nodes; k++) {
            double b = Quintic.transform(StrictMath.PI * k / nodes);
            blur[k] = 1 / (b * b);
        }
        double scale = 0.5 / ((double) plan.length() * plan.length());
        for (int j = 0; j <= nodes; j++) {
            for (int k = 0; k <= nodes; k++) {
                both[j * ldk + k] = (float) (both[j * ldk + k] * scale * blur[j] * blur[k]);
            }
        }
        return both;
    }

    /** Transforms the columns of a matrix of nodes + 1 rows, each the half of an even circular sequence; real, too. */
    private float[] evenTransform(float[] x, int ldk) {
        int n = plan.length();
        int lanes = fourier.lanes();
        float[] out = new float[x.length];
        share(Math.ceilDiv(nodes + 1, lanes), (worker, strip) -> {
            float[] s = a[worker];
            Arrays.fill(s, 0f);
            for (int j = 0; j < n; j++) {
                System.arraycopy(x, Math.min(j, n - j) * ldk + strip * lanes, s, j * 2 * lanes, lanes);
            }
            float[] z = fourier.transform(plan, false, s, b[worker]);
            for (int j = 0; j <= nodes; j++) {
                System.arraycopy(z, j * 2 * lanes, out, j * ldk + strip * lanes, lanes);
            }
        });
        return out;
    }

    /** Whether the field reaches a point. */
    boolean contains(float x, float y) {
        double u = (x - place.originX()) * place.perUnit();
        double v = (y - place.originY()) * place.perUnit();
        return u >= MARGIN && u <= nodes - 1 - MARGIN && v >= MARGIN && v <= nodes - 1 - MARGIN;
    }

    /**
     * The repulsion of points, and the sums of their weights.
     *
     * @param order numbers of the points, {@link #order()} if they are those of the field
     * @param from first place in the order
     * @param to end of the places, exclusive
     * @param x first coordinates
     * @param y second coordinates
     * @param outX first component of the repulsion, at the place of the point
     * @param outY second component
     * @param weights the potential
     */
    void force(int[] order, int from, int to, float[] x, float[] y, float[] outX, float[] outY, float[] weights) {
        splines.read(from, to, order, x, y, place, (float) (-0.5 / spacing), outX, outY, weights);
    }

    /** What has to be added to each weight. */
    double offset() {
        return offset;
    }

    @FunctionalInterface
    private interface Share {
        void run(int worker, int piece);
    }

    private void share(int pieces, Share share) {
        AtomicInteger next = new AtomicInteger();
        workers.run(worker -> {
            IntConsumer piece = i -> share.run(worker, i);
            for (int i = next.getAndIncrement(); i < pieces; i = next.getAndIncrement()) {
                piece.accept(i);
            }
        });
    }
}
