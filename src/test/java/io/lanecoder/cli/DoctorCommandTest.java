package io.lanecoder.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.format.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.io.TempDir;

/** What limits the speed is found, and said in plain words. */
class DoctorCommandTest {
    private static final String MODULE = "--add-modules=jdk.incubator.vector";

    @TempDir Path folder;

    private static Machine machine(String kernels, int lanes, String reason, Set<String> flags) {
        return new Machine("25", kernels, lanes, reason, false, "", flags, 4, 1.0, 4000);
    }

    private static String obstacle(String reason, Set<String> flags) {
        return Advice.on(machine("scalar", 1, "using the scalar kernels (same results, many times slower): " + reason,
                flags)).getFirst();
    }

    @Test
    void adviceIsInPlainWords() {
        assertEquals(List.of("Nothing to change: the fast kernels run, on all processors that may be used."),
                Advice.on(machine("vector", 8, "good", Set.of("avx2"))));
        Machine bad = new Machine("25", "scalar", 1, "using the scalar kernels: the module x is missing, start java "
                + "with --add-modules x", false, "", Set.of(), 1, 3.0, 100);
        List<String> advice = Advice.on(bad);
        assertEquals(4, advice.size(), advice.toString());
        assertEquals("The slow kernels run (same results, many times slower): the module x is missing, start java with "
                + "--add-modules x. ./lanecoder does that by itself; start the program with it.", advice.getFirst());
        assertTrue(Advice.on(machine("vector", 4, "good", Set.of("avx2"))).getFirst().contains("8 numbers"));
        assertTrue(Advice.on(machine("vector", 8, "good", Set.of("avx2", "avx512f"))).getFirst().contains("UseAVX=3"));
        assertEquals("Nothing can run: no such kernels.",
                Advice.on(machine("none", 0, "no such kernels", Set.of())).getFirst());
        String noFma = "the CPU has no fused multiply-add instruction, or it is off";
        assertTrue(obstacle(noFma, Set.of("sse2", "fma")).contains("Take -XX:-UseFMA"));
        assertTrue(obstacle(noFma, Set.of("sse2")).contains("processor type"));
        assertTrue(obstacle(noFma, Set.of()).endsWith(noFma + "."));
    }

    @Test
    void theArithmeticIsChecked() {
        assertEquals(SelfCheck.PASSED, SelfCheck.run(1));
        assertEquals(SelfCheck.PASSED, SelfCheck.run(3));
    }

    /** What doctor advises in a JVM with these options: all is well there but for the speed. */
    private String advice(String... options) throws Exception {
        Path log = folder.resolve("log");
        ChildProgram.of(List.of(options), Main.class, "doctor", "--json").succeeds(log);
        String line = Files.readAllLines(log).stream().filter(text -> text.startsWith("{")).findFirst().orElseThrow();
        Map<?, ?> found = (Map<?, ?>) Json.parse("doctor", line);
        assertEquals(SelfCheck.PASSED, found.get("self_check"));
        return found.get("advice").toString();
    }

    private static void says(String advice, String... parts) {
        for (String part : parts) {
            assertTrue(advice.contains(part), () -> "'" + part + "' is not in: " + advice);
        }
    }

    @Test
    @DisabledIfSystemProperty(named = "lanecoder.expectedKernels", matches = "scalar",
            disabledReason = "the programs choose their kernels themselves: once is enough")
    void whatAnOptionTakesAwayIsNamed() throws Exception {
        says(advice(), "jdk.incubator.vector is missing", "./lanecoder does that by itself");
        says(advice(MODULE, "-XX:TieredStopAtLevel=1"), "-XX:TieredStopAtLevel", "JDK_JAVA_OPTIONS");
        says(advice(MODULE, "-XX:ActiveProcessorCount=1"), "Only one processor may be used",
                "-XX:ActiveProcessorCount");
    }

    @Test
    @EnabledOnOs(architectures = {"amd64", "x86_64"}, disabledReason = "options of that processor")
    @DisabledIfSystemProperty(named = "lanecoder.expectedKernels", matches = "scalar",
            disabledReason = "the programs choose their kernels themselves: once is enough")
    void whatAnOptionTakesFromTheProcessorIsNamed() throws Exception {
        boolean told = Machine.found().flags().contains("fma");
        for (String option : List.of("-XX:-UseFMA", "-XX:UseAVX=0")) {
            says(advice(MODULE, option), "The slow kernels run", told ? "Take -XX:-UseFMA and -XX:UseAVX out of"
                    : "multiply");
        }
        if (Machine.found().flags().contains("avx2")) {
            String most = Machine.found().flags().contains("avx512f") ? "16" : "8";
            says(advice(MODULE, "-XX:MaxVectorSize=16"), "can work on " + most + " numbers at a time",
                    "-XX:MaxVectorSize");
        }
    }
}
