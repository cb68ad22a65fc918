package io.lanecoder.kernel;

import java.util.Locale;

/** Which kernels a JVM gets, as a pure function of what is known about it. */
sealed interface KernelChoice {
    /**
     * The system property that asks for {@code auto} (the default), {@code scalar} or {@code vector} kernels, or, for tests, for
     * vector kernels of a given lane width: {@code vector128}, {@code vector256} or {@code vector512}.
     */
    String PROPERTY = "lanecoder.kernels";
    /** The module that the vector kernels need. */
    String MODULE = "jdk.incubator.vector";
    /** What stands in the way without it. */
    String NO_MODULE = "the module " + MODULE + " is missing, start java with --add-modules " + MODULE;

    /** The vector kernels. */
    record Vector() implements KernelChoice {}

    /**
     * The scalar kernels.
     *
     * @param warning why not the vector kernels, or null if the scalar ones were asked for
     */
    record Scalar(String warning) implements KernelChoice {}

    /**
     * What was asked for cannot be had.
     *
     * @param reason the sentence that says why, and what to change
     */
    record Refused(String reason) implements KernelChoice {}

    /**
     * What the choice depends on.
     *
     * @param asked value of {@link #PROPERTY}, null if not set
     * @param module whether {@link #MODULE} is in the boot layer
     * @param vmName value of {@code java.vm.name}
     * @param vmInfo value of {@code java.vm.info}
     * @param vmVersion value of {@code java.vm.version}
     * @param fma whether {@code Math.fma} is an instruction of the CPU
     * @param vectorBits preferred width of the vectors, 0 if not known
     */
    record Facts(
            String asked,
            boolean module,
            String vmName,
            String vmInfo,
            String vmVersion,
            boolean fma,
            int vectorBits) {}

    /**
     * Chooses.
     *
     * @param facts about this JVM
     * @return the choice
     */
    static KernelChoice of(Facts facts) {
        String asked = facts.asked() == null ? "auto" : facts.asked().toLowerCase(Locale.ROOT);
        return switch (asked) {
            case "scalar" -> new Scalar(null);
            case "vector" -> {
                String obstacle = obstacle(facts);
                yield obstacle == null
                        ? new Vector()
                        : new Refused("-D" + PROPERTY + "=vector cannot be met: " + obstacle);
            }
            // The API emulates what the CPU or the JVM does not have: a thousand times slower, with the same results.
            case "vector128", "vector256", "vector512" -> facts.module()
                    ? new Vector()
                    : new Refused("-D" + PROPERTY + "=" + asked + " cannot be met: " + NO_MODULE);
            case "auto" -> {
                String obstacle = obstacle(facts);
                String slow = obstacle == null ? slowness(facts) : obstacle;
                yield slow == null
                        ? new Vector()
                        : new Scalar("using the scalar kernels (same results, many times slower): " + slow);
            }
            default ->
                    new Refused("system property " + PROPERTY + " is '" + facts.asked()
                            + "', expected auto, scalar or vector (for tests also vector128, vector256 or vector512)");
        };
    }

    /**
     * Whether the kernels are forced: then they are to be used from the first call on.
     *
     * @param asked value of {@link #PROPERTY}, null if not set
     * @return true for all values but {@code auto}
     */
    static boolean isForced(String asked) {
        return asked != null && !asked.equalsIgnoreCase("auto");
    }

    /**
     * The lane width that was asked for.
     *
     * @param asked value of {@link #PROPERTY}, null if not set
     * @return 128, 256 or 512 bits, or 0 for the width that the JVM prefers
     */
    static int askedBits(String asked) {
        return switch (asked == null ? "auto" : asked.toLowerCase(Locale.ROOT)) {
            case "vector128" -> 128;
            case "vector256" -> 256;
            case "vector512" -> 512;
            default -> 0;
        };
    }

    /** What rules the vector kernels out; null if nothing does. */
    private static String obstacle(Facts facts) {
        if (!facts.module()) {
            return NO_MODULE;
        }
        if (!isHotSpot(facts.vmName())) {
            return "the JVM is '" + facts.vmName() + "', the vector kernels need HotSpot with its C2 compiler";
        }
        if (facts.vmInfo().contains("emulated-client")) {
            return "the C2 compiler is off, start java without -XX:TieredStopAtLevel and -XX:CompilationMode";
        }
        if (!facts.fma()) {
            return "the CPU has no fused multiply-add instruction, or it is off by -XX:-UseFMA or -XX:UseAVX=0";
        }
        if (facts.vectorBits() < 128) {
            return "the preferred vectors have " + facts.vectorBits()
                    + " bits, needed are 128 or more (see -XX:MaxVectorSize, in bytes)";
        }
        return null;
    }

    /** What makes the vector kernels run but crawl; null if nothing does. */
    private static String slowness(Facts facts) {
        if (facts.vmInfo().startsWith("interpreted")) {
            return "the JVM only interprets, start java without -Xint";
        }
        if (facts.vmVersion().contains("jvmci")) {
            return "the JVM may use another compiler than C2, take a plain OpenJDK or ask with -D" + PROPERTY
                    + "=vector";
        }
        return null;
    }

    private static boolean isHotSpot(String vmName) {
        return vmName.contains("HotSpot") || vmName.startsWith("OpenJDK");
    }
}
