package io.lanecoder.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A JVM that only interprets computes the bits of this one. */
class InterpreterTest {
    private static final int SIZE = 37;

    @ParameterizedTest
    @ValueSource(strings = {"scalar", "vector"})
    void anInterpretingJvmComputesTheSameBits(String kernels) throws Exception {
        String printed = run(
                "-Xint",
                "--add-modules",
                "jdk.incubator.vector",
                "-Dlanecoder.kernels=" + kernels);
        assertEquals(kernels + " " + KernelCases.checksum(Kernels.get(), SIZE), printed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"scalar", "auto"})
    void withoutTheModuleTheScalarKernelsRun(String kernels) throws Exception {
        String printed = run("-XX:TieredStopAtLevel=1", "-Dlanecoder.kernels=" + kernels);
        assertEquals("scalar " + KernelCases.checksum(Kernels.get(), SIZE), printed);
    }

    private static String run(String... options) throws Exception {
        return ChildJvm.run(List.of(options), KernelCases.class, Integer.toString(SIZE));
    }
}
