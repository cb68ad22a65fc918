package io.lanecoder.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What to change for more speed, in words for people who know no Java. */
final class Advice {
    private static final int AVX512_LANES = 16;
    private static final int AVX2_LANES = 8;
    private static final long SMALL_HEAP = 512;

    private Advice() {
    }

    /** One sentence or two each; at least one. */
    static List<String> on(Machine machine) {
        List<String> advice = new ArrayList<>();
        kernels(machine, advice);
        if (machine.processors() == 1) {
            advice.add("Only one processor may be used, so training runs on one thread. In a container or a virtual "
                    + "machine, give it more (docker run --cpus 4, for example); elsewhere look for "
                    + "-XX:ActiveProcessorCount in JDK_JAVA_OPTIONS.");
        }
        // a load beyond the processors means that they are shared with something else
        if (machine.load() > machine.processors() + 0.5) {
            advice.add(String.format(Locale.ROOT, "The machine is busy: %.1f programs want its %s. Times are longer "
                    + "and vary.", machine.load(),
                    machine.processors() == 1 ? "processor"
                            : machine.processors() + " processors"));
        }
        if (machine.heapMegabytes() < SMALL_HEAP) {
            advice.add("There is little memory for data (" + machine.heapMegabytes() + " MB). Give more where the "
                    + "machine has it: JDK_JAVA_OPTIONS=-Xmx4g ./lanecoder ...");
        }
        if (advice.isEmpty()) {
            advice.add("Nothing to change: the fast kernels run, on all processors that may be used.");
        }
        return advice;
    }

    private static void kernels(Machine machine, List<String> advice) {
        if (machine.refused()) {
            advice.add("Nothing can run: " + machine.reason() + ".");
        } else if (machine.kernels().equals("scalar") && machine.asked()) {
            advice.add("The slow kernels run because lanecoder.kernels asks for them (look at JDK_JAVA_OPTIONS). "
                    + "Results are the same, the fast ones are many times faster.");
        } else if (machine.kernels().equals("scalar")) {
            advice.add("The slow kernels run (same results, many times slower): " + obstacle(machine));
        } else if (machine.lanes() < AVX2_LANES && machine.flags().contains("avx2")) {
            int most = machine.flags().contains("avx512f") ? AVX512_LANES : AVX2_LANES;
            advice.add("The processor can work on " + most + " numbers at a time, Java uses " + machine.lanes()
                    + ": look for -XX:UseAVX or -XX:MaxVectorSize in JDK_JAVA_OPTIONS and take it away.");
        } else if (machine.lanes() < AVX512_LANES && machine.flags().contains("avx512f")) {
            advice.add("The processor can work on 16 numbers at a time, Java uses " + machine.lanes()
                    + ". Try JDK_JAVA_OPTIONS=-XX:UseAVX=3 ./lanecoder doctor, and see whether training gets faster.");
        }
    }

    /** What stands in the way of the fast kernels, and what to do about it. */
    private static String obstacle(Machine machine) {
        String why = machine.reason().substring(machine.reason().indexOf(": ") + 1).strip() + ".";
        if (why.contains("--add-modules")) {
            return why + " ./lanecoder does that by itself; start the program with it.";
        }
        if (why.contains("C2")) {
            return why + " Such options come from JDK_JAVA_OPTIONS; without them Java compiles with both of its "
                    + "compilers.";
        }
        if (why.contains("multiply-add") && machine.flags().contains("fma")) {
            return "the processor can multiply and add in one step, but Java is told not to. Take -XX:-UseFMA and "
                    + "-XX:UseAVX out of JDK_JAVA_OPTIONS.";
        }
        if (why.contains("multiply-add") && machine.flags().contains("sse2")) {
            return "the processor cannot multiply and add in one step. Those made since 2013 can: if this is one of "
                    + "them, the virtual machine hides it, and its processor type has to be that of the host.";
        }
        return why;
    }
}
