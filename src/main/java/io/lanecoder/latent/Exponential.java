package io.lanecoder.latent;

/** {@code exp} and {@code log} in double, with one order of operations: the same bits everywhere, faster than StrictMath. */
final class Exponential {
    private static final double LOG2_E = 0x1.71547652b82fep0;
    /** ln 2 in two parts; a multiple of the first by a number of 11 bits is exact. */
    private static final double LN2_HI = 0x1.62e42fee00000p-1;

    private static final double LN2_LO = 0x1.a39ef35793c76p-33;
    /** 1.5 * 2^52: adding it rounds to an integer. */
    private static final double MAGIC = 0x1.8p52;

    private static final double[] FACTORIALS = inverseFactorials();
    private static final double[] ODD = inverseOddNumbers();

    private Exponential() {
    }

    private static double[] inverseFactorials() {
        double[] c = new double[14];
        double f = 1;
        for (int i = 0; i < c.length; i++) {
            c[i] = 1 / f;
            f *= i + 1;
        }
        return c;
    }

    private static double[] inverseOddNumbers() {
        double[] c = new double[11];
        for (int i = 0; i < c.length; i++) {
            c[i] = 1.0 / (2 * i + 1);
        }
        return c;
    }

    /** {@code exp(x)} for {@code x <= 0}, 0 below -700; relative error below 1e-15. */
    static double exp(double x) {
        if (!(x >= -700)) {
            return 0;
        }
        double n = Math.fma(x, LOG2_E, MAGIC) - MAGIC;
        double r = Math.fma(-n, LN2_LO, Math.fma(-n, LN2_HI, x));
        double p = FACTORIALS[13];
        for (int i = 12; i >= 0; i--) {
            p = Math.fma(p, r, FACTORIALS[i]);
        }
        return p * Double.longBitsToDouble(((long) n + 1023) << 52);
    }

    /** {@code log(x)} for normal {@code x > 0}; error below 1e-15 of the larger of 1 and the result. */
    static double log(double x) {
        int e = Math.getExponent(x);
        double m = Double.longBitsToDouble(Double.doubleToRawLongBits(x) - ((long) e << 52));
        if (m > 0x1.6a09e667f3bcdp0) { // sqrt(2)
            m *= 0.5;
            e++;
        }
        double s = (m - 1) / (m + 1);
        double z = s * s;
        double p = ODD[10];
        for (int i = 9; i >= 0; i--) {
            p = Math.fma(p, z, ODD[i]);
        }
        return Math.fma(e, LN2_HI, Math.fma(e, LN2_LO, 2 * s * p));
    }
}
