package io.lanecoder.kernel;

/** The order in which every sum over data is taken, whatever the hardware's lanes. */
final class SumOrder {
    /** Float sums a block is divided into: the lanes of the widest vectors used. */
    static final int LANES = 16;
    /**
     * Elements a block. A lane takes 64 of them, so that its rounding error stays below 2^-18 of the sum of magnitudes
     * in the worst case; the blocks are added in double, where the error no longer matters.
     */
    static final int BLOCK = 64 * LANES;

    private SumOrder() {}
}
