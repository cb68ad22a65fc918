package io.lanecoder.kernel;

import jdk.incubator.vector.VectorShape;

/** Finds out what {@link KernelChoice} needs to know about this JVM, without a management bean (40 ms at start-up). */
final class JvmFacts {
    private static final int QUIET_NAN = 0x7FC01234;

    private JvmFacts() {}

    static KernelChoice.Facts gather() {
        String asked = System.getProperty(KernelChoice.PROPERTY);
        boolean module = ModuleLayer.boot().findModule(KernelChoice.MODULE).isPresent();
        return new KernelChoice.Facts(
                asked,
                module,
                System.getProperty("java.vm.name", ""),
                System.getProperty("java.vm.info", ""),
                System.getProperty("java.vm.version", ""),
                hasFma(),
                module && !"scalar".equalsIgnoreCase(asked) ? Preferred.bits() : 0);
    }

    /** Keeps the module's classes from being linked where it is missing. */
    private static final class Preferred {
        static int bits() {
            return VectorShape.preferredShape().vectorBitSize();
        }
    }

    /**
     * Whether {@link Math#fma} is one instruction. Java code that stands in for it returns the canonical NaN; the
     * instructions of x86, AArch64, POWER and s390 keep the payload of a NaN they are given. Those of RISC-V do not, but
     * there the instruction belongs to the base that a JDK needs.
     */
    private static boolean hasFma() {
        float nan = Math.fma(Float.intBitsToFloat(QUIET_NAN), 1f, 1f);
        return Float.floatToRawIntBits(nan) == QUIET_NAN || "riscv64".equals(System.getProperty("os.arch"));
    }
}
