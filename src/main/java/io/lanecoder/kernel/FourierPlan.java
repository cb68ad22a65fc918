package io.lanecoder.kernel;

import java.util.Arrays;

/**
 * How a discrete Fourier transform of one length is done: its factors 4, 2, 3 and 5, one pass each, and the twiddle
 * factors of the passes, taken from {@link StrictMath}. Immutable, safe for all threads.
 */
public final class FourierPlan {
    private final int length;
    private final int[] radices;
    /** A pass after the other, for each p below its m: {@code cos, sin, -sin} of the powers 1 to radix - 1. */
    private final float[][] twiddles;

    private FourierPlan(int length, int[] radices, float[][] twiddles) {
        this.length = length;
        this.radices = radices;
        this.twiddles = twiddles;
    }

    /**
     * Plans a length.
     *
     * @param length a product of powers of 2, 3 and 5, >= 1
     * @return the plan
     * @throws IllegalArgumentException if the length has another factor
     */
    public static FourierPlan of(int length) {
        int[] radices = new int[32];
        int count = 0;
        int rest = length;
        for (int radix : new int[] {4, 2, 3, 5}) {
            while (rest > 0 && rest % radix == 0) {
                radices[count++] = radix;
                rest /= radix;
            }
        }
        if (rest != 1) {
            throw new IllegalArgumentException("a length must be a product of 2, 3 and 5, got " + length);
        }
        radices = Arrays.copyOf(radices, count);
        float[][] twiddles = new float[count][];
        int n = length;
        for (int pass = 0; pass < count; pass++) {
            twiddles[pass] = twiddles(n, radices[pass]);
            n /= radices[pass];
        }
        return new FourierPlan(length, radices, twiddles);
    }

    /** A plan for no element at all, with a pass of each kind. */
    static FourierPlan ofNothing() {
        return new FourierPlan(0, new int[] {4, 2, 3, 5}, new float[4][0]);
    }

    private static float[] twiddles(int n, int radix) {
        int m = n / radix;
        float[] w = new float[m * (radix - 1) * 3];
        int at = 0;
        for (int p = 0; p < m; p++) {
            for (int j = 1; j < radix; j++) {
                double angle = -2 * StrictMath.PI * p * j / n;
                float sin = (float) StrictMath.sin(angle);
                w[at] = (float) StrictMath.cos(angle);
                w[at + 1] = sin;
                w[at + 2] = -sin;
                at += 3;
            }
        }
        return w;
    }

    /**
     * The least length of a plan that is even and no shorter than wanted.
     *
     * @param wanted the length wanted, 1 to 2^30
     * @return a product of powers of 2, 3 and 5
     */
    public static int evenLengthFor(int wanted) {
        int length = Math.max(2, wanted + wanted % 2);
        while (!smooth(length)) {
            length += 2;
        }
        return length;
    }

    private static boolean smooth(int length) {
        int rest = length;
        for (int radix : new int[] {2, 3, 5}) {
            while (rest % radix == 0) {
                rest /= radix;
            }
        }
        return rest == 1;
    }

    /** {@return the length of the transform} */
    public int length() {
        return length;
    }

    int passes() {
        return radices.length;
    }

    int radix(int pass) {
        return radices[pass];
    }

    float[] twiddles(int pass) {
        return twiddles[pass];
    }
}
