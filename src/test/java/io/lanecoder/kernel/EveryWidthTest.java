package io.lanecoder.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Kernels, products and training give the same bits at every lane width, those this CPU does not have included. */
class EveryWidthTest {
    private static final String VECTORS = "--add-modules=" + KernelChoice.MODULE;

    @ParameterizedTest
    @CsvSource({"scalar, scalar 1, ''", "vector128, vector 4, ''", "vector256, vector 8, ''",
        "vector512, vector 16, ''",
        "scalar, scalar 1, -Xint"})
    void aJvmWithOtherKernelsComputesTheSameBits(String asked, String found, String option) throws Exception {
        // One run of the suite is enough: what the child computes does not depend on the kernels of this JVM.
        assumeTrue("vector".equals(Kernels.get().name()), "the run on the vector kernels does this");
        List<String> options = new ArrayList<>(List.of(VECTORS, "-D" + KernelChoice.PROPERTY + "=" + asked));
        if (!option.isEmpty()) {
            options.add(option);
        }
        assertEquals(found + " " + SameBitsProgram.hash(), ChildJvm.run(options, SameBitsProgram.class));
    }
}
