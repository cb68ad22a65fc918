package io.lanecoder.data;

/**
 * The project's generator of pseudo-random numbers: the same seed gives the same numbers for ever, on every platform.
 *
 * <p>The algorithm is xoshiro256++ 1.0 (period 2^256 - 1), its four words of state filled by four consecutive
 * outputs of SplitMix64, as its authors advise. Whatever is drawn is defined here and not by the JDK, whose own
 * generators may be improved from one release to the next.
 *
 * <p>Independent work gets independent generators: {@link #of(long, long...)} and {@link #split(long)} derive one
 * from numbers that name its purpose (an epoch, a row), so that no result depends on the order in which work is done.
 *
 * <p>Not safe for use by several threads at once. Not for cryptography.
 *
 * <p>D. Blackman, S. Vigna: Scrambled linear pseudorandom number generators, ACM TOMS 47 (2021).
 */
public final class SeededRandom {
    /** The number of words that {@link #state()} returns. */
    public static final int STATE_WORDS = 6;

    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private long s0;
    private long s1;
    private long s2;
    private long s3;
    // The polar method makes normal numbers in pairs: the second waits here, and is part of the state.
    private boolean spareWaits;
    private double spare;

    private SeededRandom() {
    }

    /**
     * A generator for a seed and, optionally, a stream of it.
     *
     * <p>Without a stream the state is four outputs of SplitMix64 started at the seed. Each stream number {@code n}
     * first replaces the start {@code z} by {@code mix(mix(z + gamma) ^ (n + gamma))}, {@code mix} being
     * SplitMix64's finalizer and {@code gamma} its increment; so {@code of(s, 1, 2)}, {@code of(s, 2, 1)} and
     * {@code of(s, 1)} are all different.
     *
     * @param seed any number
     * @param stream numbers that name the purpose, in a fixed order; none gives the seed's main generator
     * @return a new generator
     */
    public static SeededRandom of(long seed, long... stream) {
        long z = seed;
        for (long number : stream) {
            z = derive(z, number);
        }
        return started(z);
    }

    private static long derive(long z, long number) {
        return mix(mix(z + GOLDEN_GAMMA) ^ (number + GOLDEN_GAMMA));
    }

    private static SeededRandom started(long z) {
        // SplitMix64 gives four different words, so the state is never all zeros, which xoshiro could not leave.
        SeededRandom random = new SeededRandom();
        random.s0 = mix(z + GOLDEN_GAMMA);
        random.s1 = mix(z + 2 * GOLDEN_GAMMA);
        random.s2 = mix(z + 3 * GOLDEN_GAMMA);
        random.s3 = mix(z + 4 * GOLDEN_GAMMA);
        return random;
    }

    private static long mix(long z) {
        long y = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        y = (y ^ (y >>> 27)) * 0x94d049bb133111ebL;
        return y ^ (y >>> 31);
    }

    /**
     * A generator derived from this one's present state and a stream number. This one does not move, so the same
     * state and number always give the same generator, and the order of several splits does not matter.
     *
     * @param streamId any number
     * @return a new generator
     */
    public SeededRandom split(long streamId) {
        long z = derive(derive(derive(s0, s1), s2), s3);
        return started(derive(z, streamId));
    }

    /**
     * The whole state, to go on later from this very place.
     *
     * @return a new array of {@link #STATE_WORDS} words: the four of xoshiro256++, 1 or 0 for whether a normal
     *     number waits, and its bits (0 when none waits)
     */
    public long[] state() {
        return new long[] {s0, s1, s2, s3, spareWaits ? 1 : 0, spareWaits ? Double.doubleToRawLongBits(spare) : 0};
    }

    /**
     * A generator that goes on where another one stood.
     *
     * @param state what {@link #state()} returned
     * @return a new generator
     * @throws IllegalArgumentException if that cannot be the state of a generator
     */
    public static SeededRandom restore(long[] state) {
        if (state.length != STATE_WORDS) {
            throw new IllegalArgumentException(
                    "the state of a generator has " + STATE_WORDS + " words, got " + state.length);
        }
        if ((state[0] | state[1] | state[2] | state[3]) == 0) {
            throw new IllegalArgumentException("words 0 to 3 of a generator's state must not all be 0");
        }
        double spare = Double.longBitsToDouble(state[5]);
        boolean none = state[4] == 0 && state[5] == 0;
        if (!none && !(state[4] == 1 && Double.isFinite(spare))) {
            throw new IllegalArgumentException("words 4 and 5 of a generator's state are 0 and 0, or 1 and the bits "
                    + "of a finite number, got " + state[4] + " and " + spare);
        }
        SeededRandom random = new SeededRandom();
        random.s0 = state[0];
        random.s1 = state[1];
        random.s2 = state[2];
        random.s3 = state[3];
        random.spareWaits = !none;
        random.spare = spare;
        return random;
    }

    /** {@return the next 64 bits, each value equally likely} */
    public long nextLong() {
        long result = Long.rotateLeft(s0 + s3, 23) + s0;
        long t = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = Long.rotateLeft(s3, 45);
        return result;
    }

    /**
     * An integer in {@code 0 .. bound - 1}, each exactly equally likely (Lemire's method on the upper 32 bits).
     *
     * @param bound how many integers there are, >= 1
     * @return one of them
     * @throws IllegalArgumentException if {@code bound} is below 1
     */
    public int nextInt(int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("bound must be >= 1, got " + bound);
        }
        long product = (nextLong() >>> 32) * bound;
        long low = product & 0xffff_ffffL;
        if (low < bound) {
            long biased = (0x1_0000_0000L - bound) % bound;
            while (low < biased) {
                product = (nextLong() >>> 32) * bound;
                low = product & 0xffff_ffffL;
            }
        }
        return (int) (product >>> 32);
    }

    /** {@return a number in [0, 1), a multiple of 2^-24: the upper 24 bits of {@link #nextLong()}} */
    public float nextFloat() {
        return (nextLong() >>> 40) * 0x1p-24f;
    }

    /** {@return a number in [0, 1), a multiple of 2^-53: the upper 53 bits of {@link #nextLong()}} */
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1p-53;
    }

    /**
     * A number between two others: {@code low + (high - low) * nextDouble()}.
     *
     * @param low the lower end, included
     * @param high the upper end; excluded, but for rounding
     * @return a number from low to high
     * @throws IllegalArgumentException unless {@code low <= high}, both finite and their difference too
     */
    public double uniform(double low, double high) {
        double width = high - low;
        if (!(width >= 0 && width <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException(
                    "uniform takes finite ends with low <= high, got " + low + " and " + high);
        }
        return low + width * nextDouble();
    }

    /**
     * A number of the standard normal distribution (Marsaglia's polar method; every second call takes the other one
     * of a pair and draws nothing).
     *
     * @return a number with mean 0 and variance 1
     */
    public double nextGaussian() {
        if (spareWaits) {
            spareWaits = false;
            return spare;
        }
        while (true) {
            double u = 2 * nextDouble() - 1;
            double v = 2 * nextDouble() - 1;
            double square = u * u + v * v;
            if (square > 0 && square < 1) {
                double factor = Math.sqrt(-2 * StrictMath.log(square) / square);
                spare = v * factor;
                spareWaits = true;
                return u * factor;
            }
        }
    }

    /**
     * Puts an array in random order, every order equally likely (Fisher and Yates, from the end).
     *
     * @param values changed in place
     */
    public void shuffle(int[] values) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = nextInt(i + 1);
            int value = values[i];
            values[i] = values[j];
            values[j] = value;
        }
    }

    /**
     * The numbers {@code 0 .. n - 1} in random order.
     *
     * @param n how many, >= 0
     * @return a new array, as {@link #shuffle} orders it
     * @throws IllegalArgumentException if {@code n} is negative
     */
    public int[] permutation(int n) {
        if (n < 0) {
            throw new IllegalArgumentException("n must be >= 0, got " + n);
        }
        int[] values = new int[n];
        for (int i = 0; i < n; i++) {
            values[i] = i;
        }
        shuffle(values);
        return values;
    }
}
