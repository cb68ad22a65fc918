package io.lanecoder.kernel;

import java.lang.invoke.VarHandle;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The register tiles of {@link VectorTiles} for listed steps of the depth only. The list costs a tenth of the speed: what is read next,
 * and whether it is still within its array, must be found out at every step. Not a second loop in the same methods: entered for the
 * first time it would make the JVM throw away the compiled tile, in the midst of a training.
 *
 * <p>C stands row behind row here, and all rows are there: with distances between rows C2 has more numbers alive than there are general
 * registers, keeps some of them in vector registers, and moves them to and fro at every step (1.08 times as long).
 */
final class VectorSparseTiles {
    private static final VectorSpecies<Float> S = VectorMath.SPECIES;
    private static final int L = S.length();
    private static final int A_STEP = VectorTiles.A_STEP;
    private static final boolean X86 = VectorTiles.X86;

    private VectorSparseTiles() {
    }

    /** Whether there is such a tile. There is none where few registers are at work: no steps are left out there. */
    static boolean exists(int height, int cols) {
        return height == VectorTiles.ROWS && cols > L;
    }

    /**
     * {@link VectorTiles#tile} for the steps that stand at {@code from .. to} of the list. The rows of C, and those of the initial
     * values, stand one behind the other, and all are there.
     */
    static void tile(int cols, int[] steps, int from, int to, float[] a, int aOff, float[] b, int bOff, float[] init,
            int iOff, float[] c, int cOff) {
        if (VectorTiles.ROWS == 6) {
            tile6x2(steps, from, to, a, aOff, b, bOff, init, iOff, c, cOff);
        } else if (cols == 3 * L) {
            tile8x3(steps, from, to, a, aOff, b, bOff, init, iOff, c, cOff);
        } else {
            tile8x2(steps, from, to, a, aOff, b, bOff, init, iOff, c, cOff);
        }
    }

    // @formatter:off
    /** 6 rows x 2 vectors. */
    private static void tile6x2(int[] steps, int from, int to, float[] a, int aOff, float[] b, int bOff,
            float[] init, int iOff, float[] c, int cOff) {
        FloatVector c00 = FloatVector.fromArray(S, init, iOff);
        FloatVector c01 = FloatVector.fromArray(S, init, iOff + L);
        FloatVector c10 = FloatVector.fromArray(S, init, iOff + 2 * L);
        FloatVector c11 = FloatVector.fromArray(S, init, iOff + 3 * L);
        FloatVector c20 = FloatVector.fromArray(S, init, iOff + 4 * L);
        FloatVector c21 = FloatVector.fromArray(S, init, iOff + 5 * L);
        FloatVector c30 = FloatVector.fromArray(S, init, iOff + 6 * L);
        FloatVector c31 = FloatVector.fromArray(S, init, iOff + 7 * L);
        FloatVector c40 = FloatVector.fromArray(S, init, iOff + 8 * L);
        FloatVector c41 = FloatVector.fromArray(S, init, iOff + 9 * L);
        FloatVector c50 = FloatVector.fromArray(S, init, iOff + 10 * L);
        FloatVector c51 = FloatVector.fromArray(S, init, iOff + 11 * L);
        for (int s = from; s < to; s++) {
            int ka = aOff + steps[s] * A_STEP;
            int kb = bOff + steps[s] * (2 * L);
            FloatVector b0 = FloatVector.fromArray(S, b, kb);
            FloatVector b1 = FloatVector.fromArray(S, b, kb + L);
            FloatVector a0 = FloatVector.broadcast(S, a[ka]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            if (X86) VarHandle.loadLoadFence();
            FloatVector a1 = FloatVector.broadcast(S, a[ka + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            if (X86) VarHandle.loadLoadFence();
            FloatVector a2 = FloatVector.broadcast(S, a[ka + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            if (X86) VarHandle.loadLoadFence();
            FloatVector a3 = FloatVector.broadcast(S, a[ka + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            if (X86) VarHandle.loadLoadFence();
            FloatVector a4 = FloatVector.broadcast(S, a[ka + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            if (X86) VarHandle.loadLoadFence();
            FloatVector a5 = FloatVector.broadcast(S, a[ka + 5]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            if (X86) VarHandle.loadLoadFence();
        }
        c00.add(0f).intoArray(c, cOff);
        c01.add(0f).intoArray(c, cOff + L);
        c10.add(0f).intoArray(c, cOff + 2 * L);
        c11.add(0f).intoArray(c, cOff + 3 * L);
        c20.add(0f).intoArray(c, cOff + 4 * L);
        c21.add(0f).intoArray(c, cOff + 5 * L);
        c30.add(0f).intoArray(c, cOff + 6 * L);
        c31.add(0f).intoArray(c, cOff + 7 * L);
        c40.add(0f).intoArray(c, cOff + 8 * L);
        c41.add(0f).intoArray(c, cOff + 9 * L);
        c50.add(0f).intoArray(c, cOff + 10 * L);
        c51.add(0f).intoArray(c, cOff + 11 * L);
    }

    /** 8 rows x 3 vectors. */
    private static void tile8x3(int[] steps, int from, int to, float[] a, int aOff, float[] b, int bOff,
            float[] init, int iOff, float[] c, int cOff) {
        FloatVector c00 = FloatVector.fromArray(S, init, iOff);
        FloatVector c01 = FloatVector.fromArray(S, init, iOff + L);
        FloatVector c02 = FloatVector.fromArray(S, init, iOff + 2 * L);
        FloatVector c10 = FloatVector.fromArray(S, init, iOff + 3 * L);
        FloatVector c11 = FloatVector.fromArray(S, init, iOff + 4 * L);
        FloatVector c12 = FloatVector.fromArray(S, init, iOff + 5 * L);
        FloatVector c20 = FloatVector.fromArray(S, init, iOff + 6 * L);
        FloatVector c21 = FloatVector.fromArray(S, init, iOff + 7 * L);
        FloatVector c22 = FloatVector.fromArray(S, init, iOff + 8 * L);
        FloatVector c30 = FloatVector.fromArray(S, init, iOff + 9 * L);
        FloatVector c31 = FloatVector.fromArray(S, init, iOff + 10 * L);
        FloatVector c32 = FloatVector.fromArray(S, init, iOff + 11 * L);
        FloatVector c40 = FloatVector.fromArray(S, init, iOff + 12 * L);
        FloatVector c41 = FloatVector.fromArray(S, init, iOff + 13 * L);
        FloatVector c42 = FloatVector.fromArray(S, init, iOff + 14 * L);
        FloatVector c50 = FloatVector.fromArray(S, init, iOff + 15 * L);
        FloatVector c51 = FloatVector.fromArray(S, init, iOff + 16 * L);
        FloatVector c52 = FloatVector.fromArray(S, init, iOff + 17 * L);
        FloatVector c60 = FloatVector.fromArray(S, init, iOff + 18 * L);
        FloatVector c61 = FloatVector.fromArray(S, init, iOff + 19 * L);
        FloatVector c62 = FloatVector.fromArray(S, init, iOff + 20 * L);
        FloatVector c70 = FloatVector.fromArray(S, init, iOff + 21 * L);
        FloatVector c71 = FloatVector.fromArray(S, init, iOff + 22 * L);
        FloatVector c72 = FloatVector.fromArray(S, init, iOff + 23 * L);
        for (int s = from; s < to; s++) {
            int ka = aOff + steps[s] * A_STEP;
            int kb = bOff + steps[s] * (3 * L);
            FloatVector b0 = FloatVector.fromArray(S, b, kb);
            FloatVector b1 = FloatVector.fromArray(S, b, kb + L);
            FloatVector b2 = FloatVector.fromArray(S, b, kb + 2 * L);
            FloatVector a0 = FloatVector.broadcast(S, a[ka]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            FloatVector a1 = FloatVector.broadcast(S, a[ka + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            FloatVector a2 = FloatVector.broadcast(S, a[ka + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            FloatVector a3 = FloatVector.broadcast(S, a[ka + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
            if (X86) VarHandle.loadLoadFence();
            FloatVector a4 = FloatVector.broadcast(S, a[ka + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            c42 = a4.fma(b2, c42);
            FloatVector a5 = FloatVector.broadcast(S, a[ka + 5]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            c52 = a5.fma(b2, c52);
            FloatVector a6 = FloatVector.broadcast(S, a[ka + 6]);
            c60 = a6.fma(b0, c60);
            c61 = a6.fma(b1, c61);
            c62 = a6.fma(b2, c62);
            FloatVector a7 = FloatVector.broadcast(S, a[ka + 7]);
            c70 = a7.fma(b0, c70);
            c71 = a7.fma(b1, c71);
            c72 = a7.fma(b2, c72);
            if (X86) VarHandle.loadLoadFence();
        }
        c00.add(0f).intoArray(c, cOff);
        c01.add(0f).intoArray(c, cOff + L);
        c02.add(0f).intoArray(c, cOff + 2 * L);
        c10.add(0f).intoArray(c, cOff + 3 * L);
        c11.add(0f).intoArray(c, cOff + 4 * L);
        c12.add(0f).intoArray(c, cOff + 5 * L);
        c20.add(0f).intoArray(c, cOff + 6 * L);
        c21.add(0f).intoArray(c, cOff + 7 * L);
        c22.add(0f).intoArray(c, cOff + 8 * L);
        c30.add(0f).intoArray(c, cOff + 9 * L);
        c31.add(0f).intoArray(c, cOff + 10 * L);
        c32.add(0f).intoArray(c, cOff + 11 * L);
        c40.add(0f).intoArray(c, cOff + 12 * L);
        c41.add(0f).intoArray(c, cOff + 13 * L);
        c42.add(0f).intoArray(c, cOff + 14 * L);
        c50.add(0f).intoArray(c, cOff + 15 * L);
        c51.add(0f).intoArray(c, cOff + 16 * L);
        c52.add(0f).intoArray(c, cOff + 17 * L);
        c60.add(0f).intoArray(c, cOff + 18 * L);
        c61.add(0f).intoArray(c, cOff + 19 * L);
        c62.add(0f).intoArray(c, cOff + 20 * L);
        c70.add(0f).intoArray(c, cOff + 21 * L);
        c71.add(0f).intoArray(c, cOff + 22 * L);
        c72.add(0f).intoArray(c, cOff + 23 * L);
    }

    /** 8 rows x 2 vectors. */
    private static void tile8x2(int[] steps, int from, int to, float[] a, int aOff, float[] b, int bOff,
            float[] init, int iOff, float[] c, int cOff) {
        FloatVector c00 = FloatVector.fromArray(S, init, iOff);
        FloatVector c01 = FloatVector.fromArray(S, init, iOff + L);
        FloatVector c10 = FloatVector.fromArray(S, init, iOff + 2 * L);
        FloatVector c11 = FloatVector.fromArray(S, init, iOff + 3 * L);
        FloatVector c20 = FloatVector.fromArray(S, init, iOff + 4 * L);
        FloatVector c21 = FloatVector.fromArray(S, init, iOff + 5 * L);
        FloatVector c30 = FloatVector.fromArray(S, init, iOff + 6 * L);
        FloatVector c31 = FloatVector.fromArray(S, init, iOff + 7 * L);
        FloatVector c40 = FloatVector.fromArray(S, init, iOff + 8 * L);
        FloatVector c41 = FloatVector.fromArray(S, init, iOff + 9 * L);
        FloatVector c50 = FloatVector.fromArray(S, init, iOff + 10 * L);
        FloatVector c51 = FloatVector.fromArray(S, init, iOff + 11 * L);
        FloatVector c60 = FloatVector.fromArray(S, init, iOff + 12 * L);
        FloatVector c61 = FloatVector.fromArray(S, init, iOff + 13 * L);
        FloatVector c70 = FloatVector.fromArray(S, init, iOff + 14 * L);
        FloatVector c71 = FloatVector.fromArray(S, init, iOff + 15 * L);
        for (int s = from; s < to; s++) {
            int ka = aOff + steps[s] * A_STEP;
            int kb = bOff + steps[s] * (2 * L);
            FloatVector b0 = FloatVector.fromArray(S, b, kb);
            FloatVector b1 = FloatVector.fromArray(S, b, kb + L);
            FloatVector a0 = FloatVector.broadcast(S, a[ka]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            if (X86) VarHandle.loadLoadFence();
            FloatVector a1 = FloatVector.broadcast(S, a[ka + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            if (X86) VarHandle.loadLoadFence();
            FloatVector a2 = FloatVector.broadcast(S, a[ka + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            if (X86) VarHandle.loadLoadFence();
            FloatVector a3 = FloatVector.broadcast(S, a[ka + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            if (X86) VarHandle.loadLoadFence();
            FloatVector a4 = FloatVector.broadcast(S, a[ka + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            if (X86) VarHandle.loadLoadFence();
            FloatVector a5 = FloatVector.broadcast(S, a[ka + 5]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            if (X86) VarHandle.loadLoadFence();
            FloatVector a6 = FloatVector.broadcast(S, a[ka + 6]);
            c60 = a6.fma(b0, c60);
            c61 = a6.fma(b1, c61);
            if (X86) VarHandle.loadLoadFence();
            FloatVector a7 = FloatVector.broadcast(S, a[ka + 7]);
            c70 = a7.fma(b0, c70);
            c71 = a7.fma(b1, c71);
            if (X86) VarHandle.loadLoadFence();
        }
        c00.add(0f).intoArray(c, cOff);
        c01.add(0f).intoArray(c, cOff + L);
        c10.add(0f).intoArray(c, cOff + 2 * L);
        c11.add(0f).intoArray(c, cOff + 3 * L);
        c20.add(0f).intoArray(c, cOff + 4 * L);
        c21.add(0f).intoArray(c, cOff + 5 * L);
        c30.add(0f).intoArray(c, cOff + 6 * L);
        c31.add(0f).intoArray(c, cOff + 7 * L);
        c40.add(0f).intoArray(c, cOff + 8 * L);
        c41.add(0f).intoArray(c, cOff + 9 * L);
        c50.add(0f).intoArray(c, cOff + 10 * L);
        c51.add(0f).intoArray(c, cOff + 11 * L);
        c60.add(0f).intoArray(c, cOff + 12 * L);
        c61.add(0f).intoArray(c, cOff + 13 * L);
        c70.add(0f).intoArray(c, cOff + 14 * L);
        c71.add(0f).intoArray(c, cOff + 15 * L);
    }

    // @formatter:on
}
