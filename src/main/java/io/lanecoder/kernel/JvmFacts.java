package io.lanecoder.kernel;

/** Finds out what {@link KernelChoice} needs to know about this JVM, without a management bean (40 ms at start-up). */
final class JvmFacts {
    private static final int QUIET_NAN = 0x7FC01234;

    private JvmFacts() {}

    static KernelChoice.Facts gather() {
        boolean module = ModuleLayer.boot().findModule(KernelChoice.MODULE).isPresent();
        return new KernelChoice.Facts(
                System.getProperty(KernelChoice.PROPERTY),
                module,
                System.getProperty("java.vm.name", ""),
                System.getProperty("java.vm.info", ""),
                System.getProperty("java.vm.version", ""),
                hasFma(),
                0);
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
