package io.lanecoder.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Makes a run of the suite fail that silently got other kernels than it was meant to test. */
@Tag("lanes")
class ExpectedKernelsTest {
    @Test
    void theKernelsAreThoseThisRunIsMeantFor() {
        Kernels kernels = Kernels.get();
        String name = System.getProperty("lanecoder.expectedKernels");
        if (name != null) {
            assertEquals(name, kernels.name());
        }
        Integer lanes = Integer.getInteger("lanecoder.expectedLanes");
        if (lanes != null) {
            assertEquals(lanes, kernels.lanes());
        }
        assertTrue(kernels.name().equals("scalar") == (kernels.lanes() == 1), kernels.name() + kernels.lanes());
    }

    @Test
    void theChoiceIsMadeOnce() {
        assertSame(Kernels.get(), Kernels.get());
    }
}
