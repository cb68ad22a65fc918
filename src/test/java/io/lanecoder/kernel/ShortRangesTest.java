package io.lanecoder.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a JVM has seen first must not make its vectors slow for good: a process of its own, because compiled code stays. */
class ShortRangesTest {
    @Test
    void longRangesAllocateNothingAfterManyShortOnes() throws Exception {
        assumeTrue("vector".equals(Kernels.get().name()), "the run on the vector kernels does this");
        List<String> options =
                List.of("--add-modules=" + KernelChoice.MODULE, "-D" + KernelChoice.PROPERTY + "=vector");
        assertEquals("vector", ChildJvm.run(options, ShortRangesProgram.class));
    }
}
