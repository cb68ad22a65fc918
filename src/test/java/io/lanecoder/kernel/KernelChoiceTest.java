package io.lanecoder.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelChoiceTest {
    private static final KernelChoice.Facts GOOD = new KernelChoice.Facts(
            null, true, "OpenJDK 64-Bit Server VM", "mixed mode, sharing", "25.0.1+8-LTS", true, 256);

    private static KernelChoice.Facts asking(String asked, KernelChoice.Facts f) {
        return new KernelChoice.Facts(
                asked, f.module(), f.vmName(), f.vmInfo(), f.vmVersion(), f.fma(), f.vectorBits());
    }

    /** The good JVM with one thing changed. */
    private static KernelChoice.Facts with(String change) {
        return switch (change) {
            case "module" -> new KernelChoice.Facts(
                    null, false, GOOD.vmName(), GOOD.vmInfo(), GOOD.vmVersion(), true, 0);
            case "openj9" -> new KernelChoice.Facts(
                    null, true, "Eclipse OpenJ9 VM", "JRE 25", "openj9-0.57", true, 256);
            case "c1" -> new KernelChoice.Facts(
                    null, true, GOOD.vmName(), "mixed mode, emulated-client, sharing", GOOD.vmVersion(), true, 256);
            case "fma" -> new KernelChoice.Facts(
                    null, true, GOOD.vmName(), GOOD.vmInfo(), GOOD.vmVersion(), false, 256);
            case "narrow" -> new KernelChoice.Facts(
                    null, true, GOOD.vmName(), GOOD.vmInfo(), GOOD.vmVersion(), true, 64);
            case "interpreter" -> new KernelChoice.Facts(
                    null, true, GOOD.vmName(), "interpreted mode, sharing", GOOD.vmVersion(), true, 256);
            case "jvmci" -> new KernelChoice.Facts(
                    null, true, GOOD.vmName(), GOOD.vmInfo(), "25+37-jvmci-b01", true, 256);
            default -> throw new AssertionError(change);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "AUTO", "vector", "Vector"})
    void aGoodJvmGetsVectorKernels(String asked) {
        assertInstanceOf(KernelChoice.Vector.class, KernelChoice.of(asking(asked, GOOD)));
        assertInstanceOf(KernelChoice.Vector.class, KernelChoice.of(GOOD));
    }

    @Test
    void scalarKernelsAreGivenWithoutAWarningWhenAskedFor() {
        KernelChoice.Scalar choice =
                assertInstanceOf(KernelChoice.Scalar.class, KernelChoice.of(asking("scalar", GOOD)));
        assertNull(choice.warning());
        assertInstanceOf(KernelChoice.Scalar.class, KernelChoice.of(asking("scalar", with("module"))));
    }

    @ParameterizedTest
    @CsvSource({
        "module, --add-modules jdk.incubator.vector",
        "openj9, Eclipse OpenJ9 VM",
        "c1, -XX:TieredStopAtLevel",
        "fma, -XX:-UseFMA",
        "narrow, -XX:MaxVectorSize"
    })
    void anObstacleMeansScalarWithAWarningOrARefusal(String change, String said) {
        KernelChoice.Scalar fallback =
                assertInstanceOf(KernelChoice.Scalar.class, KernelChoice.of(with(change)));
        assertTrue(fallback.warning().contains(said), fallback.warning());
        KernelChoice.Refused refused =
                assertInstanceOf(KernelChoice.Refused.class, KernelChoice.of(asking("vector", with(change))));
        assertTrue(refused.reason().contains(said), refused.reason());
        assertTrue(refused.reason().contains("-Dlanecoder.kernels=vector"), refused.reason());
    }

    @ParameterizedTest
    @CsvSource({"interpreter, -Xint", "jvmci, -Dlanecoder.kernels=vector"})
    void aSlowJvmGetsVectorKernelsOnlyWhenForced(String change, String said) {
        KernelChoice.Scalar fallback =
                assertInstanceOf(KernelChoice.Scalar.class, KernelChoice.of(with(change)));
        assertTrue(fallback.warning().contains(said), fallback.warning());
        assertInstanceOf(KernelChoice.Vector.class, KernelChoice.of(asking("vector", with(change))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "simd", "vectors", "true", "vector1024"})
    void anUnknownValueIsRefused(String asked) {
        KernelChoice.Refused refused =
                assertInstanceOf(KernelChoice.Refused.class, KernelChoice.of(asking(asked, GOOD)));
        assertEquals(
                "system property lanecoder.kernels is '" + asked + "', expected auto, scalar or vector"
                        + " (for tests also vector128, vector256 or vector512)",
                refused.reason());
    }

    @ParameterizedTest
    @CsvSource({"vector128, 128", "vector256, 256", "Vector512, 512", "vector, 0", "auto, 0", "scalar, 0", ", 0"})
    void aWidthMayBeForced(String asked, int bits) {
        assertEquals(bits, KernelChoice.askedBits(asked));
    }

    @ParameterizedTest
    @ValueSource(strings = {"vector128", "vector256", "Vector512"})
    void aForcedWidthNeedsTheModuleAlone(String asked) {
        for (String change : new String[] {"openj9", "c1", "fma", "narrow", "interpreter", "jvmci"}) {
            assertInstanceOf(KernelChoice.Vector.class, KernelChoice.of(asking(asked, with(change))), change);
        }
        KernelChoice.Refused refused =
                assertInstanceOf(KernelChoice.Refused.class, KernelChoice.of(asking(asked, with("module"))));
        assertTrue(refused.reason().contains("--add-modules"), refused.reason());
    }
}
