package io.lanecoder.latent;

/** Limited-memory BFGS for a smooth convex function, from the origin, with backtracking. */
final class Lbfgs {
    /** A function of many variables. */
    @FunctionalInterface
    interface Objective {
        /** The value at a point; the gradient goes into {@code gradient}. */
        double value(double[] point, double[] gradient);
    }

    private static final int MEMORY = 10;
    private static final double ARMIJO = 1e-4;
    private static final int MAX_HALVINGS = 60;

    private final Objective objective;
    private final double[][] steps = new double[MEMORY][];
    private final double[][] turns = new double[MEMORY][];
    private final double[] inverse = new double[MEMORY];
    private int kept;
    private double[] position;
    private int iterations;

    Lbfgs(Objective objective, int size) {
        this.objective = objective;
        this.position = new double[size];
    }

    double[] position() {
        return position;
    }

    int iterations() {
        return iterations;
    }

    /**
     * True if the greatest component of the gradient fell to the tolerance, or no step is small enough to go further
     * down.
     */
    boolean minimise(int maxIterations, double tolerance) {
        int size = position.length;
        double[] gradient = new double[size];
        double value = objective.value(position, gradient);
        for (iterations = 0; iterations < maxIterations; iterations++) {
            if (greatest(gradient) <= tolerance) {
                return true;
            }
            double[] direction = direction(gradient);
            double slope = dot(direction, gradient);
            if (!(slope < 0)) { // rounding spoilt the memory: begin anew
                kept = 0;
                direction = direction(gradient);
                slope = dot(direction, gradient);
            }
            double length = kept == 0 ? Math.min(1, 1 / Math.sqrt(-slope)) : 1;
            double[] next = new double[size];
            double[] nextGradient = new double[size];
            double nextValue = Double.NaN;
            int halvings = 0;
            for (; halvings < MAX_HALVINGS; halvings++, length /= 2) {
                for (int i = 0; i < size; i++) {
                    next[i] = position[i] + length * direction[i];
                }
                nextValue = objective.value(next, nextGradient);
                // At the bottom values differ by rounding alone; there the gradient decides.
                if (nextValue <= value + ARMIJO * length * slope
                        || Math.abs(nextValue - value) <= 1e-15 * Math.abs(value)
                                && greatest(nextGradient) < greatest(gradient)) {
                    break;
                }
            }
            if (halvings == MAX_HALVINGS) {
                return true;
            }
            remember(next, nextGradient, gradient);
            position = next;
            gradient = nextGradient;
            value = nextValue;
        }
        return greatest(gradient) <= tolerance;
    }

    private void remember(double[] next, double[] nextGradient, double[] gradient) {
        double[] step = new double[next.length];
        double[] turn = new double[next.length];
        for (int i = 0; i < next.length; i++) {
            step[i] = next[i] - position[i];
            turn[i] = nextGradient[i] - gradient[i];
        }
        double curvature = dot(step, turn);
        if (curvature > 1e-300) {
            if (kept == MEMORY) {
                System.arraycopy(steps, 1, steps, 0, MEMORY - 1);
                System.arraycopy(turns, 1, turns, 0, MEMORY - 1);
                System.arraycopy(inverse, 1, inverse, 0, MEMORY - 1);
                kept--;
            }
            steps[kept] = step;
            turns[kept] = turn;
            inverse[kept++] = 1 / curvature;
        }
    }

    /** The two loops: minus the gradient times the inverse Hessian that the steps suggest. */
    private double[] direction(double[] gradient) {
        double[] d = new double[gradient.length];
        for (int i = 0; i < d.length; i++) {
            d[i] = -gradient[i];
        }
        double[] alpha = new double[kept];
        for (int m = kept - 1; m >= 0; m--) {
            alpha[m] = inverse[m] * dot(steps[m], d);
            addScaled(d, -alpha[m], turns[m]);
        }
        if (kept > 0) {
            double scale = 1 / (inverse[kept - 1] * dot(turns[kept - 1], turns[kept - 1]));
            for (int i = 0; i < d.length; i++) {
                d[i] *= scale;
            }
        }
        for (int m = 0; m < kept; m++) {
            addScaled(d, alpha[m] - inverse[m] * dot(turns[m], d), steps[m]);
        }
        return d;
    }

    private static void addScaled(double[] y, double factor, double[] x) {
        for (int i = 0; i < y.length; i++) {
            y[i] += factor * x[i];
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double greatest(double[] gradient) {
        double greatest = 0;
        for (double g : gradient) {
            greatest = Math.max(greatest, Math.abs(g));
        }
        return greatest;
    }
}
