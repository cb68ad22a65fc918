package io.lanecoder.latent;

/** The quintic B-spline between nodes a distance 1 apart, whose values {@link io.lanecoder.kernel.Splines} has. */
final class Quintic {
    private Quintic() {
    }

    /** The Fourier transform of the values at the nodes, {@code sum spline(j) exp(-i j angle)}. */
    static double transform(double angle) {
        return (33 + 26 * StrictMath.cos(angle) + StrictMath.cos(2 * angle)) / 60;
    }
}
