package io.lanecoder.kernel;

/**
 * Discrete Fourier transforms {@code X[k] = sum x[j] exp(-2 pi i j k / n)} of several sequences side by side, and what
 * goes with them when a real matrix is convolved with a real kernel that is even in both directions.
 *
 * <p><b>Strips.</b> {@link #lanes} sequences form a strip: element j of sequence s stands at {@code j * 2 * lanes + s}
 * (real part) and {@code lanes} floats further (imaginary part). Lanes run across sequences, each of which is one fixed
 * order of operations: the width of a strip changes no bit.
 *
 * <p><b>Two real sequences in one.</b> Two real columns go through one complex transform, as its real and imaginary
 * part, and are told apart afterwards ({@link #split}): of a real sequence of length n the elements 0 to n / 2 suffice.
 */
public interface Fourier {
    /** Columns that go through one transform are this far apart, whatever the lanes: the pairing shows in the bits. */
    int APART = SumOrder.LANES;
    /** Columns are stored in multiples of this many: the first half is paired with the second. */
    int COLUMNS = 2 * APART;
    /** Rows are stored in multiples of this many. */
    int ROWS = SumOrder.LANES;

    /** {@return the number of sequences in a strip; divides {@link #ROWS}} */
    int lanes();

    /**
     * Transforms a strip.
     *
     * @param plan for the length n
     * @param inverse true for {@code x[j] = sum X[k] exp(+2 pi i j k / n)}, without the factor 1 / n
     * @param a the strip, {@code n * 2 * lanes()} floats, overwritten
     * @param b as much room
     * @return the one of the two arrays that holds the result
     */
    float[] transform(FourierPlan plan, boolean inverse, float[] a, float[] b);

    /**
     * Loads two strips of real columns, {@link #APART}, as real and imaginary parts, and fills up with zeros.
     *
     * @param n length of the strip
     * @param rows rows that there are, {@code <= n}
     * @param x row-major matrix
     * @param xOff where the first row of the left strip begins
     * @param ld distance of its rows
     * @param a the strip
     */
    void loadColumns(int n, int rows, float[] x, int xOff, int ld, float[] a);

    /**
     * Stores a strip as two strips of real columns, {@link #APART}.
     *
     * @param rows rows to be stored
     * @param a the strip
     * @param x row-major matrix
     * @param xOff where the first row of the left strip begins
     * @param ld distance of its rows
     */
    void storeColumns(int rows, float[] a, float[] x, int xOff, int ld);

    /**
     * Tells the transforms of two real columns apart; gives twice their elements 0 to n / 2.
     *
     * @param n length of the strip, even
     * @param a the transform of what {@link #loadColumns} loaded
     * @param re row-major matrix for the real parts, n / 2 + 1 rows
     * @param im for the imaginary parts
     * @param off where the first row of the left strip begins in both
     * @param ld distance of the rows in both
     */
    void split(int n, float[] a, float[] re, float[] im, int off, int ld);

    /**
     * Puts the transforms of two real columns together again, from their elements 0 to n / 2.
     *
     * @param n length of the strip, even
     * @param re row-major matrix with the real parts
     * @param im with the imaginary parts
     * @param off where the first row of the left strip begins in both
     * @param ld distance of the rows in both
     * @param a the strip
     */
    void join(int n, float[] re, float[] im, int off, int ld, float[] a);

    /**
     * Loads rows, one a lane, and fills up with zeros.
     *
     * @param n length of the strip
     * @param cols elements that there are, {@code <= n}
     * @param re row-major matrix with the real parts, {@code lanes()} rows
     * @param im with the imaginary parts
     * @param off where the first row begins in both
     * @param ld distance of the rows in both
     * @param a the strip
     */
    void loadRows(int n, int cols, float[] re, float[] im, int off, int ld, float[] a);

    /**
     * Stores what {@link #loadRows} loads.
     *
     * @param cols elements to be stored
     * @param a the strip
     * @param re row-major matrix for the real parts
     * @param im for the imaginary parts
     * @param off where the first row begins in both
     * @param ld distance of the rows in both
     */
    void storeRows(int cols, float[] a, float[] re, float[] im, int off, int ld);

    /**
     * Multiplies element j of each sequence s by the real {@code g[min(j, n - j)][s]}.
     *
     * @param n length of the strip
     * @param g row-major matrix, n / 2 + 1 rows
     * @param gOff where its first row begins
     * @param ldg distance of its rows
     * @param a the strip
     */
    void multiply(int n, float[] g, int gOff, int ldg, float[] a);
}
