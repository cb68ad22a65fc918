package io.lanecoder.kernel;

import java.lang.invoke.VarHandle;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The register tiles of {@link VectorTiles} for listed steps of the depth only. The same but for the list, which costs a fifth of the
 * speed: what is read next, and whether it is still within its array, must be found out at every step. Not a second loop in the same
 * methods: entered for the first time it would make the JVM throw away the compiled tile, in the midst of a training.
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

    /** {@link VectorTiles#tile} for the steps that stand at {@code from .. to} of the list. */
    static void tile(int rows, int cols, int[] steps, int from, int to, float[] a, int aOff, float[] b,
            int bOff, float[] init, int iOff, int iRow, float[] c, int cOff, int ldc) {
        if (VectorTiles.ROWS == 6) {
            tile6x2(rows, steps, from, to, a, aOff, b, bOff, init, iOff, iRow, c, cOff, ldc);
        } else if (cols == 3 * L) {
            tile8x3(rows, steps, from, to, a, aOff, b, bOff, init, iOff, iRow, c, cOff, ldc);
        } else {
            tile8x2(rows, steps, from, to, a, aOff, b, bOff, init, iOff, iRow, c, cOff, ldc);
        }
    }

    // @formatter:off
    /** 6 rows x 2 vectors. */
    private static void tile6x2(int rows, int[] steps, int from, int to, float[] a, int aOff, float[] b, int bOff,
            float[] init, int iOff, int iRow, float[] c, int cOff, int ldc) {
        int i1 = iOff + Math.min(1, rows - 1) * iRow;
        int i2 = iOff + Math.min(2, rows - 1) * iRow;
        int i3 = iOff + Math.min(3, rows - 1) * iRow;
        int i4 = iOff + Math.min(4, rows - 1) * iRow;
        int i5 = iOff + Math.min(5, rows - 1) * iRow;
        FloatVector c00 = FloatVector.fromArray(S, init, iOff);
        FloatVector c01 = FloatVector.fromArray(S, init, iOff + L);
        FloatVector c10 = FloatVector.fromArray(S, init, i1);
        FloatVector c11 = FloatVector.fromArray(S, init, i1 + L);
        FloatVector c20 = FloatVector.fromArray(S, init, i2);
        FloatVector c21 = FloatVector.fromArray(S, init, i2 + L);
        FloatVector c30 = FloatVector.fromArray(S, init, i3);
        FloatVector c31 = FloatVector.fromArray(S, init, i3 + L);
        FloatVector c40 = FloatVector.fromArray(S, init, i4);
        FloatVector c41 = FloatVector.fromArray(S, init, i4 + L);
        FloatVector c50 = FloatVector.fromArray(S, init, i5);
        FloatVector c51 = FloatVector.fromArray(S, init, i5 + L);
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
        int o5 = cOff + Math.min(5, rows - 1) * ldc;
        c50.add(0f).intoArray(c, o5);
        c51.add(0f).intoArray(c, o5 + L);
        int o4 = cOff + Math.min(4, rows - 1) * ldc;
        c40.add(0f).intoArray(c, o4);
        c41.add(0f).intoArray(c, o4 + L);
        int o3 = cOff + Math.min(3, rows - 1) * ldc;
        c30.add(0f).intoArray(c, o3);
        c31.add(0f).intoArray(c, o3 + L);
        int o2 = cOff + Math.min(2, rows - 1) * ldc;
        c20.add(0f).intoArray(c, o2);
        c21.add(0f).intoArray(c, o2 + L);
        int o1 = cOff + Math.min(1, rows - 1) * ldc;
        c10.add(0f).intoArray(c, o1);
        c11.add(0f).intoArray(c, o1 + L);
        c00.add(0f).intoArray(c, cOff);
        c01.add(0f).intoArray(c, cOff + L);
    }

    /** 8 rows x 3 vectors. */
    private static void tile8x3(int rows, int[] steps, int from, int to, float[] a, int aOff, float[] b, int bOff,
            float[] init, int iOff, int iRow, float[] c, int cOff, int ldc) {
        int i1 = iOff + Math.min(1, rows - 1) * iRow;
        int i2 = iOff + Math.min(2, rows - 1) * iRow;
        int i3 = iOff + Math.min(3, rows - 1) * iRow;
        int i4 = iOff + Math.min(4, rows - 1) * iRow;
        int i5 = iOff + Math.min(5, rows - 1) * iRow;
        int i6 = iOff + Math.min(6, rows - 1) * iRow;
        int i7 = iOff + Math.min(7, rows - 1) * iRow;
        FloatVector c00 = FloatVector.fromArray(S, init, iOff);
        FloatVector c01 = FloatVector.fromArray(S, init, iOff + L);
        FloatVector c02 = FloatVector.fromArray(S, init, iOff + 2 * L);
        FloatVector c10 = FloatVector.fromArray(S, init, i1);
        FloatVector c11 = FloatVector.fromArray(S, init, i1 + L);
        FloatVector c12 = FloatVector.fromArray(S, init, i1 + 2 * L);
        FloatVector c20 = FloatVector.fromArray(S, init, i2);
        FloatVector c21 = FloatVector.fromArray(S, init, i2 + L);
        FloatVector c22 = FloatVector.fromArray(S, init, i2 + 2 * L);
        FloatVector c30 = FloatVector.fromArray(S, init, i3);
        FloatVector c31 = FloatVector.fromArray(S, init, i3 + L);
        FloatVector c32 = FloatVector.fromArray(S, init, i3 + 2 * L);
        FloatVector c40 = FloatVector.fromArray(S, init, i4);
        FloatVector c41 = FloatVector.fromArray(S, init, i4 + L);
        FloatVector c42 = FloatVector.fromArray(S, init, i4 + 2 * L);
        FloatVector c50 = FloatVector.fromArray(S, init, i5);
        FloatVector c51 = FloatVector.fromArray(S, init, i5 + L);
        FloatVector c52 = FloatVector.fromArray(S, init, i5 + 2 * L);
        FloatVector c60 = FloatVector.fromArray(S, init, i6);
        FloatVector c61 = FloatVector.fromArray(S, init, i6 + L);
        FloatVector c62 = FloatVector.fromArray(S, init, i6 + 2 * L);
        FloatVector c70 = FloatVector.fromArray(S, init, i7);
        FloatVector c71 = FloatVector.fromArray(S, init, i7 + L);
        FloatVector c72 = FloatVector.fromArray(S, init, i7 + 2 * L);
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
        int o7 = cOff + Math.min(7, rows - 1) * ldc;
        c70.add(0f).intoArray(c, o7);
        c71.add(0f).intoArray(c, o7 + L);
        c72.add(0f).intoArray(c, o7 + 2 * L);
        int o6 = cOff + Math.min(6, rows - 1) * ldc;
        c60.add(0f).intoArray(c, o6);
        c61.add(0f).intoArray(c, o6 + L);
        c62.add(0f).intoArray(c, o6 + 2 * L);
        int o5 = cOff + Math.min(5, rows - 1) * ldc;
        c50.add(0f).intoArray(c, o5);
        c51.add(0f).intoArray(c, o5 + L);
        c52.add(0f).intoArray(c, o5 + 2 * L);
        int o4 = cOff + Math.min(4, rows - 1) * ldc;
        c40.add(0f).intoArray(c, o4);
        c41.add(0f).intoArray(c, o4 + L);
        c42.add(0f).intoArray(c, o4 + 2 * L);
        int o3 = cOff + Math.min(3, rows - 1) * ldc;
        c30.add(0f).intoArray(c, o3);
        c31.add(0f).intoArray(c, o3 + L);
        c32.add(0f).intoArray(c, o3 + 2 * L);
        int o2 = cOff + Math.min(2, rows - 1) * ldc;
        c20.add(0f).intoArray(c, o2);
        c21.add(0f).intoArray(c, o2 + L);
        c22.add(0f).intoArray(c, o2 + 2 * L);
        int o1 = cOff + Math.min(1, rows - 1) * ldc;
        c10.add(0f).intoArray(c, o1);
        c11.add(0f).intoArray(c, o1 + L);
        c12.add(0f).intoArray(c, o1 + 2 * L);
        c00.add(0f).intoArray(c, cOff);
        c01.add(0f).intoArray(c, cOff + L);
        c02.add(0f).intoArray(c, cOff + 2 * L);
    }

    /** 8 rows x 2 vectors. */
    private static void tile8x2(int rows, int[] steps, int from, int to, float[] a, int aOff, float[] b, int bOff,
            float[] init, int iOff, int iRow, float[] c, int cOff, int ldc) {
        int i1 = iOff + Math.min(1, rows - 1) * iRow;
        int i2 = iOff + Math.min(2, rows - 1) * iRow;
        int i3 = iOff + Math.min(3, rows - 1) * iRow;
        int i4 = iOff + Math.min(4, rows - 1) * iRow;
        int i5 = iOff + Math.min(5, rows - 1) * iRow;
        int i6 = iOff + Math.min(6, rows - 1) * iRow;
        int i7 = iOff + Math.min(7, rows - 1) * iRow;
        FloatVector c00 = FloatVector.fromArray(S, init, iOff);
        FloatVector c01 = FloatVector.fromArray(S, init, iOff + L);
        FloatVector c10 = FloatVector.fromArray(S, init, i1);
        FloatVector c11 = FloatVector.fromArray(S, init, i1 + L);
        FloatVector c20 = FloatVector.fromArray(S, init, i2);
        FloatVector c21 = FloatVector.fromArray(S, init, i2 + L);
        FloatVector c30 = FloatVector.fromArray(S, init, i3);
        FloatVector c31 = FloatVector.fromArray(S, init, i3 + L);
        FloatVector c40 = FloatVector.fromArray(S, init, i4);
        FloatVector c41 = FloatVector.fromArray(S, init, i4 + L);
        FloatVector c50 = FloatVector.fromArray(S, init, i5);
        FloatVector c51 = FloatVector.fromArray(S, init, i5 + L);
        FloatVector c60 = FloatVector.fromArray(S, init, i6);
        FloatVector c61 = FloatVector.fromArray(S, init, i6 + L);
        FloatVector c70 = FloatVector.fromArray(S, init, i7);
        FloatVector c71 = FloatVector.fromArray(S, init, i7 + L);
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
        int o7 = cOff + Math.min(7, rows - 1) * ldc;
        c70.add(0f).intoArray(c, o7);
        c71.add(0f).intoArray(c, o7 + L);
        int o6 = cOff + Math.min(6, rows - 1) * ldc;
        c60.add(0f).intoArray(c, o6);
        c61.add(0f).intoArray(c, o6 + L);
        int o5 = cOff + Math.min(5, rows - 1) * ldc;
        c50.add(0f).intoArray(c, o5);
        c51.add(0f).intoArray(c, o5 + L);
        int o4 = cOff + Math.min(4, rows - 1) * ldc;
        c40.add(0f).intoArray(c, o4);
        c41.add(0f).intoArray(c, o4 + L);
        int o3 = cOff + Math.min(3, rows - 1) * ldc;
        c30.add(0f).intoArray(c, o3);
        c31.add(0f).intoArray(c, o3 + L);
        int o2 = cOff + Math.min(2, rows - 1) * ldc;
        c20.add(0f).intoArray(c, o2);
        c21.add(0f).intoArray(c, o2 + L);
        int o1 = cOff + Math.min(1, rows - 1) * ldc;
        c10.add(0f).intoArray(c, o1);
        c11.add(0f).intoArray(c, o1 + L);
        c00.add(0f).intoArray(c, cOff);
        c01.add(0f).intoArray(c, cOff + L);
    }

    // @formatter:on
}
