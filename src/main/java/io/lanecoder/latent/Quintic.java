package io.lanecoder.latent;

/** The quintic B-spline between nodes a distance 1 apart. */
final class Quintic {
    /** Nodes where the spline of a point is not zero. */
    static final int NODES = 6;

    private Quintic() {
    }

    /**
     * The values at the six nodes around a point.
     *
     * @param t how far the point lies behind the third of them, 0 to 1
     */
    static void values(float t, float[] out) {
        float s = 1f - t;
        out[0] = outer(s);
        out[1] = middle(s);
        out[2] = inner(t);
        out[3] = inner(s);
        out[4] = middle(t);
        out[5] = outer(t);
    }

    /** The values, and six places further their derivatives by t. */
    static void valuesAndSlopes(float t, float[] out, int at) {
        float s = 1f - t;
        out[at] = outer(s);
        out[at + 1] = middle(s);
        out[at + 2] = inner(t);
        out[at + 3] = inner(s);
        out[at + 4] = middle(t);
        out[at + 5] = outer(t);
        out[at + 6] = -outerSlope(s);
        out[at + 7] = -middleSlope(s);
        out[at + 8] = innerSlope(t);
        out[at + 9] = -innerSlope(s);
        out[at + 10] = middleSlope(t);
        out[at + 11] = outerSlope(t);
    }

    /** A distance 3 - t away. */
    private static float outer(float t) {
        float t2 = t * t;
        return t2 * t2 * t * (1f / 120f);
    }

    private static float outerSlope(float t) {
        float t2 = t * t;
        return t2 * t2 * (1f / 24f);
    }

    /** A distance 2 - t away: {@code (1 + 5 t + 10 t^2 + 10 t^3 + 5 t^4 - 5 t^5) / 120}. */
    private static float middle(float t) {
        float p = Math.fma(-5f, t, 5f);
        p = Math.fma(p, t, 10f);
        p = Math.fma(p, t, 10f);
        p = Math.fma(p, t, 5f);
        return Math.fma(p, t, 1f) * (1f / 120f);
    }

    private static float middleSlope(float t) {
        float p = Math.fma(-5f, t, 4f);
        p = Math.fma(p, t, 6f);
        p = Math.fma(p, t, 4f);
        return Math.fma(p, t, 1f) * (1f / 24f);
    }

    /** A distance t away: {@code (66 - 60 t^2 + 30 t^4 - 10 t^5) / 120}. */
    private static float inner(float t) {
        float t2 = t * t;
        float p = Math.fma(-10f, t, 30f);
        p = Math.fma(p, t2, -60f);
        return Math.fma(p, t2, 66f) * (1f / 120f);
    }

    private static float innerSlope(float t) {
        float p = Math.fma(-5f, t, 12f);
        return t * Math.fma(p, t * t, -12f) * (1f / 12f);
    }

    /** The Fourier transform of the values at the nodes, {@code sum spline(j) exp(-i j angle)}. */
    static double transform(double angle) {
        return (33 + 26 * StrictMath.cos(angle) + StrictMath.cos(2 * angle)) / 60;
    }
}
