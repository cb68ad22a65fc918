package io.lanecoder.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The vector kernels give the bits of the scalar ones (all NaN count as one), and touch nothing outside their range. */
@Tag("lanes")
class SameBitsTest {
    /** Enough calls for C2 to have compiled every loop before the last of them. */
    private static final int CALLS_UNTIL_COMPILED = 400;

    @BeforeEach
    void needsTheModule() {
        assumeTrue(ModuleLayer.boot().findModule(KernelChoice.MODULE).isPresent());
    }

    private static int[] bits(float[] x) {
        return IntStream.range(0, x.length).map(i -> Float.floatToIntBits(x[i])).toArray();
    }

    private static void compare(String name, KernelCases.Case kernel, KernelCases.Values kind, int n, int off) {
        Random random = new Random(1000L * n + off);
        int length = n + off + KernelCases.MARGIN;
        float[][] before = new float[4][];
        float[][] scalar = new float[4][];
        float[][] vector = new float[4][];
        for (int i = 0; i < 4; i++) {
            before[i] = KernelCases.values(kind, i == 0 ? KernelCases.ROWS * (length + 2) : length, random);
            scalar[i] = before[i].clone();
            vector[i] = before[i].clone();
        }
        double scalarResult = kernel.run(Kernels.scalar(), n, off, scalar[0], scalar[1], scalar[2], scalar[3]);
        double vectorResult = kernel.run(Kernels.vector(), n, off, vector[0], vector[1], vector[2], vector[3]);
        String what = name + ", " + kind + ", n = " + n + ", offset " + off;
        assertEquals(scalarResult, vectorResult, what);
        for (int i = 0; i < 4; i++) {
            assertArrayEquals(bits(scalar[i]), bits(vector[i]), what + ", array " + i);
            for (int j = 0; j < before[i].length; j++) {
                if (j < off || j >= off + n) {
                    assertEquals(
                            Float.floatToRawIntBits(before[i][j]),
                            Float.floatToRawIntBits(vector[i][j]),
                            what + ": wrote outside its range, array " + i + ", element " + j);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void allSizesAroundTheLanes(KernelCases.Values kind) {
        int lanes = Kernels.vector().lanes();
        int[] sizes = {0, 1, lanes - 1, lanes, lanes + 1, 2 * lanes - 1, 15, 16, 17, 4 * lanes + 1, 97, 1009, 2100};
        for (Map.Entry<String, KernelCases.Case> entry : KernelCases.all().entrySet()) {
            for (int n : sizes) {
                compare(entry.getKey(), entry.getValue(), kind, n, 0);
                compare(entry.getKey(), entry.getValue(), kind, n, 3);
            }
        }
    }

    @Test
    void compiledCodeGivesTheBitsOfTheFirstCall() {
        int n = 203;
        int first = KernelCases.checksum(Kernels.scalar(), n);
        for (int call = 0; call < CALLS_UNTIL_COMPILED; call++) {
            assertEquals(first, KernelCases.checksum(Kernels.vector(), n), "vector kernels, call " + call);
            assertEquals(first, KernelCases.checksum(Kernels.scalar(), n), "scalar kernels, call " + call);
        }
    }
}
