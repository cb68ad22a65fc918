package io.lanecoder.kernel;

import java.lang.invoke.VarHandle;
import java.util.Set;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The register tiles: a few rows of A times a few vectors of a B panel, every sum in a register from first to last.
 *
 * <p>The accumulators are named locals, because vectors in arrays, fields or parameters are boxed. Operand A stands step after
 * step of the depth with the tile's rows side by side ({@code a[aOff + k * A_STEP + row]}), B as a panel as wide as the tile.
 * Rows beyond {@code rows} are computed all the same, stored over the last one, and overwritten by it: the rows are stored from
 * the last to the first, without a branch (with branches around the stores C2 boxes the accumulators), and plus 0, as {@link Products}
 * has it.
 *
 * <p>The fences keep C2 from loading ahead. It schedules for latency: without them it moves the broadcasts of all rows to the
 * front, runs out of registers and spills sums or B on every step, and whether it does changes with the garbage collector and from
 * run to run (AVX2: 38 or 99 % of peak, JDK 25). A load-load fence is no instruction on x86, only an order for the compiler; on
 * other processors it would be one, and those have registers to spare. It also keeps the loop from being unrolled. Multiply-adds
 * still slip behind a fence: with three vectors of B and a fence after every row, so many broadcasts live on that a sum is spilled
 * (73 % of peak); so 8 x 3 has one after three, six and eight rows (95 to 99 %; after four and eight not with uncompressed references,
 * in heaps of 32 GB or more).
 *
 * <p>The shape follows the register file. AVX2 and SSE have 16 registers: 6 x 2 accumulators + 2 of B + 1 of A = 15, and 4 x 2 for
 * what is left over at the lower edge. AVX-512 has 32: 8 x 3 accumulators + 3 of B + 1 of A = 28; what is left over at the right
 * edge of a matrix takes 8 x 2, and 8 x 1 where there is no more ({@link Panels}).
 */
final class VectorTiles {
    private static final VectorSpecies<Float> S = VectorMath.SPECIES;
    private static final int L = S.length();

    /** Rows of a tile. */
    static final int ROWS = L >= 16 ? 8 : 6;
    /** Columns of a full tile. */
    static final int COLS = Panels.cols(L);

    /** Floats from one step of the depth to the next in a packed A: eight rows are transposed at a time, so also with six. */
    static final int A_STEP = 8;

    /** Whether a load-load fence is no instruction. */
    static final boolean X86 = Set.of("amd64", "x86_64").contains(System.getProperty("os.arch"));

    private VectorTiles() {
    }

    /**
     * {@return the rows of the next tile, where {@code left} rows are left} With tiles of 6 and of 4 rows, any even number of rows
     * from 4 on leaves no row of a tile idle.
     */
    static int height(int left) {
        return ROWS == 6 && (left <= 4 || left == 8) ? 4 : ROWS;
    }

    /**
     * A tile for {@code cols} columns, a multiple of the lanes and at most {@link #COLS}; B stands {@code cols} apart. Of its
     * {@code height} rows the first {@code rows} are there.
     */
    static void tile(int height, int rows, int cols, int depth, float[] a, int aOff, float[] b, int bOff, float[] init,
            int iOff, int iRow, float[] c, int cOff, int ldc) {
        if (ROWS == 6 && height == 4) {
            tile4x2(rows, depth, a, aOff, b, bOff, init, iOff, iRow, c, cOff, ldc);
        } else if (ROWS == 6) {
            tile6x2(rows, depth, a, aOff, b, bOff, init, iOff, iRow, c, cOff, ldc);
        } else if (cols == 3 * L) {
            tile8x3(rows, depth, a, aOff, b, bOff, init, iOff, iRow, c, cOff, ldc);
        } else if (cols == 2 * L) {
            tile8x2(rows, depth, a, aOff, b, bOff, init, iOff, iRow, c, cOff, ldc);
        } else {
            tile8x1(rows, depth, a, aOff, b, bOff, init, iOff, iRow, c, cOff, ldc);
        }
    }

    // @formatter:off
    /** 6 rows x 2 vectors. */
    private static void tile6x2(int rows, int depth, float[] a, int aOff, float[] b, int bOff,
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
        for (int k = 0, ka = aOff, kb = bOff; k < depth; k++, ka += A_STEP, kb += 2 * L) {
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

    /** 4 rows x 2 vectors, where 6 would leave rows idle: just enough chains to hide the latency of a multiply-add. */
    private static void tile4x2(int rows, int depth, float[] a, int aOff, float[] b, int bOff,
            float[] init, int iOff, int iRow, float[] c, int cOff, int ldc) {
        int i1 = iOff + Math.min(1, rows - 1) * iRow;
        int i2 = iOff + Math.min(2, rows - 1) * iRow;
        int i3 = iOff + Math.min(3, rows - 1) * iRow;
        FloatVector c00 = FloatVector.fromArray(S, init, iOff);
        FloatVector c01 = FloatVector.fromArray(S, init, iOff + L);
        FloatVector c10 = FloatVector.fromArray(S, init, i1);
        FloatVector c11 = FloatVector.fromArray(S, init, i1 + L);
        FloatVector c20 = FloatVector.fromArray(S, init, i2);
        FloatVector c21 = FloatVector.fromArray(S, init, i2 + L);
        FloatVector c30 = FloatVector.fromArray(S, init, i3);
        FloatVector c31 = FloatVector.fromArray(S, init, i3 + L);
        for (int k = 0, ka = aOff, kb = bOff; k < depth; k++, ka += A_STEP, kb += 2 * L) {
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
        }
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
    private static void tile8x3(int rows, int depth, float[] a, int aOff, float[] b, int bOff,
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
        for (int k = 0, ka = aOff, kb = bOff; k < depth; k++, ka += A_STEP, kb += 3 * L) {
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
            if (X86) VarHandle.loadLoadFence();
            FloatVector a3 = FloatVector.broadcast(S, a[ka + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
            FloatVector a4 = FloatVector.broadcast(S, a[ka + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            c42 = a4.fma(b2, c42);
            FloatVector a5 = FloatVector.broadcast(S, a[ka + 5]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            c52 = a5.fma(b2, c52);
            if (X86) VarHandle.loadLoadFence();
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
    private static void tile8x2(int rows, int depth, float[] a, int aOff, float[] b, int bOff,
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
        for (int k = 0, ka = aOff, kb = bOff; k < depth; k++, ka += A_STEP, kb += 2 * L) {
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

    /** 8 rows x 1 vector. */
    private static void tile8x1(int rows, int depth, float[] a, int aOff, float[] b, int bOff,
            float[] init, int iOff, int iRow, float[] c, int cOff, int ldc) {
        int i1 = iOff + Math.min(1, rows - 1) * iRow;
        int i2 = iOff + Math.min(2, rows - 1) * iRow;
        int i3 = iOff + Math.min(3, rows - 1) * iRow;
        int i4 = iOff + Math.min(4, rows - 1) * iRow;
        int i5 = iOff + Math.min(5, rows - 1) * iRow;
        int i6 = iOff + Math.min(6, rows - 1) * iRow;
        int i7 = iOff + Math.min(7, rows - 1) * iRow;
        FloatVector c00 = FloatVector.fromArray(S, init, iOff);
        FloatVector c10 = FloatVector.fromArray(S, init, i1);
        FloatVector c20 = FloatVector.fromArray(S, init, i2);
        FloatVector c30 = FloatVector.fromArray(S, init, i3);
        FloatVector c40 = FloatVector.fromArray(S, init, i4);
        FloatVector c50 = FloatVector.fromArray(S, init, i5);
        FloatVector c60 = FloatVector.fromArray(S, init, i6);
        FloatVector c70 = FloatVector.fromArray(S, init, i7);
        for (int k = 0, ka = aOff, kb = bOff; k < depth; k++, ka += A_STEP, kb += L) {
            FloatVector b0 = FloatVector.fromArray(S, b, kb);
            FloatVector a0 = FloatVector.broadcast(S, a[ka]);
            c00 = a0.fma(b0, c00);
            if (X86) VarHandle.loadLoadFence();
            FloatVector a1 = FloatVector.broadcast(S, a[ka + 1]);
            c10 = a1.fma(b0, c10);
            if (X86) VarHandle.loadLoadFence();
            FloatVector a2 = FloatVector.broadcast(S, a[ka + 2]);
            c20 = a2.fma(b0, c20);
            if (X86) VarHandle.loadLoadFence();
            FloatVector a3 = FloatVector.broadcast(S, a[ka + 3]);
            c30 = a3.fma(b0, c30);
            if (X86) VarHandle.loadLoadFence();
            FloatVector a4 = FloatVector.broadcast(S, a[ka + 4]);
            c40 = a4.fma(b0, c40);
            if (X86) VarHandle.loadLoadFence();
            FloatVector a5 = FloatVector.broadcast(S, a[ka + 5]);
            c50 = a5.fma(b0, c50);
            if (X86) VarHandle.loadLoadFence();
            FloatVector a6 = FloatVector.broadcast(S, a[ka + 6]);
            c60 = a6.fma(b0, c60);
            if (X86) VarHandle.loadLoadFence();
            FloatVector a7 = FloatVector.broadcast(S, a[ka + 7]);
            c70 = a7.fma(b0, c70);
            if (X86) VarHandle.loadLoadFence();
        }
        int o7 = cOff + Math.min(7, rows - 1) * ldc;
        c70.add(0f).intoArray(c, o7);
        int o6 = cOff + Math.min(6, rows - 1) * ldc;
        c60.add(0f).intoArray(c, o6);
        int o5 = cOff + Math.min(5, rows - 1) * ldc;
        c50.add(0f).intoArray(c, o5);
        int o4 = cOff + Math.min(4, rows - 1) * ldc;
        c40.add(0f).intoArray(c, o4);
        int o3 = cOff + Math.min(3, rows - 1) * ldc;
        c30.add(0f).intoArray(c, o3);
        int o2 = cOff + Math.min(2, rows - 1) * ldc;
        c20.add(0f).intoArray(c, o2);
        int o1 = cOff + Math.min(1, rows - 1) * ldc;
        c10.add(0f).intoArray(c, o1);
        c00.add(0f).intoArray(c, cOff);
    }
    // @formatter:on
}
