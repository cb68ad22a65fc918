package io.lanecoder.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each run of the build names the kernels it is for; this fails if the JVM silently chose others. */
@Tag("lanes")
class ExpectedKernelsTest {
    @Test
    void theRunHasTheKernelsItIsFor() {
        String expected = System.getProperty("lanecoder.expectedKernels", "");
        assumeTrue(!expected.isEmpty(), "no expectation: not started by the build");
        assertEquals(expected, Kernels.get().name());
    }

    @Test
    void theRunHasTheLanesItIsFor() {
        String expected = System.getProperty("lanecoder.expectedLanes", "");
        assumeTrue(!expected.isEmpty(), "this run is for no particular number of lanes");
        assertEquals(Integer.parseInt(expected), Kernels.get().lanes());
    }

    @Test
    void theChoiceIsMadeOnceAndOnlyVectorKernelsHaveLanes() {
        assertSame(Kernels.get(), Kernels.get());
        assertTrue("scalar".equals(Kernels.get().name()) == (Kernels.get().lanes() == 1), Kernels.get().name());
    }
}
