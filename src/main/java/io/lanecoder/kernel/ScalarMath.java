package io.lanecoder.kernel;

/**
 * Elementary functions in float, with one order of operations that {@code VectorMath} repeats lane by lane.
 *
 * <p>The polynomials are minimax fits of our own. Largest errors over all floats whose result is a normal number,
 * in units in the last place: see the methods; {@code ScalarMathTest} holds them.
 */
final class ScalarMath {
    /** 1.5 * 2^23: adding it rounds to an integer, which then stands in the low bits. */
    static final float MAGIC = 0x1.8p23f;

    static final float LOG2_E = 0x1.715476p0f;
    /** The float nearest to ln 2. {@code x - n * LN2_HI} is exact where it is used: it fits in 24 bits. */
    static final float LN2_HI = 0x1.62e43p-1f;

    static final float LN2_LO = -0x1.05c61p-29f;
    /** Below it {@code exp} would not be a normal number and counts as 0. */
    static final float EXP_FLOOR = -87.336f;
    /** {@code (exp(r) - 1 - r) / r^2} for {@code |r| <= ln(2) / 2}; relative error of {@code exp(r) - 1}: 2^-26. */
    static final float E0 = 4.999999702e-01f;

    static final float E1 = 1.666654348e-01f;
    static final float E2 = 4.166720062e-02f;
    static final float E3 = 8.366557769e-03f;
    static final float E4 = 1.388251432e-03f;
    /** {@code (atanh(s) / s - 1) / s^2} in {@code z = s^2 <= 1/9}; relative error of {@code atanh(s)}: 2^-27. */
    static final float A0 = 3.333320618e-01f;

    static final float A1 = 2.001084983e-01f;
    static final float A2 = 1.399956495e-01f;
    static final float A3 = 1.401226074e-01f;
    /** {@code (a + 2.5) * Q(a) * exp(a^2 / 2)} in {@code t = (a - 2.5) / (a + 2.5)}; relative error 2^-26. */
    static final float Q_SHIFT = 2.5f;

    static final float Q0 = 7.066566348e-01f;
    static final float Q1 = -4.336920083e-01f;
    static final float Q2 = 1.319869161e-01f;
    static final float Q3 = 9.236060083e-03f;
    static final float Q4 = -1.638546772e-02f;
    static final float Q5 = -1.601490192e-03f;
    static final float Q6 = 2.521063201e-03f;
    static final float Q7 = 6.842316361e-04f;
    static final float Q8 = -3.080853785e-04f;
    static final float Q9 = -1.557057694e-04f;
    /** Beyond it {@code exp(-a^2 / 2)} would not be a normal number. */
    static final float TAIL_LIMIT = 13.2f;

    static final float INV_SQRT_2PI = 0x1.988454p-2f;
    /** Bits of the float nearest to sqrt(1/2), where {@link #log} cuts the binades. */
    static final int SQRT_HALF_BITS = 0x3F3504F3;

    static final int MAGIC_BITS = 0x4B400000;
    static final int ONE_BITS = 0x3F800000;
    /** Cut-off of the logarithms in the binary cross-entropy. */
    static final float LOG_FLOOR = -100f;

    private ScalarMath() {}

    /** 2^n for {@code t = MAGIC + n}, n in -126 .. 127. */
    private static float powerOfTwo(float t) {
        return Float.intBitsToFloat((Float.floatToRawIntBits(t) << 23) + ONE_BITS);
    }

    /** {@code exp(r) - 1} for {@code |r| <= ln(2) / 2}. */
    private static float expm1Reduced(float r) {
        float p = Math.fma(E4, r, E3);
        p = Math.fma(p, r, E2);
        p = Math.fma(p, r, E1);
        p = Math.fma(p, r, E0);
        return Math.fma(r * r, p, r);
    }

    /** {@code exp(x)} for {@code x <= 0}. */
    static float exp(float x) {
        float t = Math.fma(x, LOG2_E, MAGIC);
        float n = t - MAGIC;
        float r = Math.fma(n, -LN2_LO, Math.fma(n, -LN2_HI, x));
        float s = powerOfTwo(t);
        float e = Math.fma(s, expm1Reduced(r), s);
        return x < EXP_FLOOR ? 0f : e;
    }

    /** {@code exp(x) - 1} for {@code x <= 0}. */
    static float expm1(float x) {
        float t = Math.fma(x, LOG2_E, MAGIC);
        float n = t - MAGIC;
        float r = Math.fma(n, -LN2_LO, Math.fma(n, -LN2_HI, x));
        float s = powerOfTwo(t);
        float e = Math.fma(s, expm1Reduced(r), s - 1f);
        return x < EXP_FLOOR ? -1f : e;
    }

    /** {@code log((1 + s) / (1 - s))} for {@code |s| <= 1/3}. */
    static float logRatio(float s) {
        float z = s * s;
        float p = Math.fma(A3, z, A2);
        p = Math.fma(p, z, A1);
        p = Math.fma(p, z, A0);
        float s2 = s + s;
        return Math.fma(s2 * z, p, s2);
    }

    /** {@code max(log(p), -100)} for {@code 0 <= p < infinity}; NaN outside. */
    static float log(float p) {
        boolean denormal = p < Float.MIN_NORMAL;
        int bits = Float.floatToRawIntBits(denormal ? p * 0x1p24f : p);
        int k = (bits - SQRT_HALF_BITS) >> 23;
        float f = Float.intBitsToFloat(bits - (k << 23)) - 1f;
        float e = Float.intBitsToFloat(k + MAGIC_BITS) - (denormal ? MAGIC + 24f : MAGIC);
        float l = logRatio(f / (f + 2f));
        l = Math.fma(e, LN2_HI, Math.fma(e, LN2_LO, l));
        l = l < LOG_FLOOR ? LOG_FLOOR : l;
        float atEdge = p == 0f ? LOG_FLOOR : Float.NaN;
        return p > 0f ? l : atEdge;
    }

    /** {@code 1 / (1 + exp(-x))}. */
    static float sigmoid(float x) {
        float e = exp(-Math.abs(x));
        return (x < 0f ? e : 1f) / (e + 1f);
    }

    /** {@code tanh(x)}. */
    static float tanh(float x) {
        float u = expm1(Math.abs(x) * -2f);
        int magnitude = Float.floatToRawIntBits(Math.abs(u) / (u + 2f));
        return Float.intBitsToFloat(magnitude | Float.floatToRawIntBits(x) & Integer.MIN_VALUE);
    }

    /** {@code log(1 + exp(x))}. */
    static float softplus(float x) {
        float e = exp(-Math.abs(x));
        return (x > 0f ? x : 0f) + logRatio(e / (e + 2f));
    }

    /** {@code x / (1 + exp(-x))}. */
    static float silu(float x) {
        float y = x * sigmoid(x);
        return x < EXP_FLOOR ? 0f : y;
    }

    /** Derivative of {@link #silu}. */
    static float siluDerivative(float x) {
        float a = Math.abs(x);
        float inRange = a > -EXP_FLOOR ? 0f : x;
        float e = exp(-a);
        float d = e + 1f;
        float s = (x < 0f ? e : 1f) / d;
        float complement = (x < 0f ? 1f : e) / d;
        return Math.fma(s * complement, inRange, s);
    }

    /** {@code exp(-a^2 / 2)} for {@code 0 <= a <= TAIL_LIMIT}; the rounding error of the square is made good. */
    private static float bell(float a) {
        float h = a * a;
        float e = exp(h * -0.5f);
        return Math.fma(e, Math.fma(a, a, -h) * -0.5f, e);
    }

    /** {@code Q(a) * exp(a^2 / 2)}, Q the upper tail of the normal distribution, for {@code 0 <= a <= TAIL_LIMIT}. */
    private static float tailRatio(float a) {
        float sum = a + Q_SHIFT;
        float sumError = a - (sum - Q_SHIFT);
        float w = 1f / sum;
        float correction = Math.fma(-w, sumError, Math.fma(-w, sum, 1f)) * w;
        float t = Math.fma(correction, -2f * Q_SHIFT, Math.fma(w, -2f * Q_SHIFT, 1f));
        float p = Math.fma(Q9, t, Q8);
        p = Math.fma(p, t, Q7);
        p = Math.fma(p, t, Q6);
        p = Math.fma(p, t, Q5);
        p = Math.fma(p, t, Q4);
        p = Math.fma(p, t, Q3);
        p = Math.fma(p, t, Q2);
        p = Math.fma(p, t, Q1);
        p = Math.fma(p, t, Q0);
        return Math.fma(p, w, p * correction);
    }

    /** {@code x * Phi(x)}. */
    static float gelu(float x) {
        float inRange = Math.abs(x) > TAIL_LIMIT ? 0f : x;
        float a = Math.abs(inRange);
        float q = bell(a) * tailRatio(a);
        return x > 0f ? Math.fma(-inRange, q, x) : inRange * q;
    }

    /** Derivative of {@link #gelu}: {@code Phi(x) + x * phi(x)}. */
    static float geluDerivative(float x) {
        boolean outside = Math.abs(x) > TAIL_LIMIT;
        float inRange = outside ? 0f : x;
        float a = Math.abs(inRange);
        float b = bell(a);
        float q = outside ? 0f : b * tailRatio(a);
        return Math.fma(inRange, b * INV_SQRT_2PI, x > 0f ? 1f - q : q);
    }
}
