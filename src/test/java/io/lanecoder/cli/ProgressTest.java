package io.lanecoder.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.train.EpochReport;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream err = new PrintStream(written, true, StandardCharsets.UTF_8);

    private Progress progress(boolean moving, boolean quiet) {
        return new Progress(new Terminal(err, err, moving, false, Interruption.onRequest()), quiet, 50);
    }

    @Test
    void anEpochIsALine() {
        Progress progress = progress(false, false);
        progress.batchDone(3, 10, 20);
        progress.epochDone(new EpochReport(1, 50, 0.5, 0.6, 1e-3, 9, 100));
        progress.epochDone(new EpochReport(2, 50, 0.03124, 0.03301, 1e-3, 0.25, 24_499.7));
        List<String> lines = written.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(2, lines.size());
        assertEquals("epoch  2/50  loss 0.03124  val 0.03301  24,500 samples/s  12 s left", lines.get(1));
        progress.epochDone(new EpochReport(50, 50, 1.25e-7, Double.NaN, 1e-3, 1, 1));
        String last = written.toString(StandardCharsets.UTF_8).lines().toList().getLast();
        assertTrue(last.startsWith("epoch 50/50  loss 1.250e-07  1 samples/s  done in "), last);
    }

    @Test
    void onlyATerminalGetsMovingLines() {
        progress(false, false).batchDone(1, 1, 2);
        progress(true, true).batchDone(1, 1, 2);
        progress(true, true).epochDone(new EpochReport(1, 50, 1, 1, 1, 1, 1));
        assertEquals("", written.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aWishToStopIsPassedOn() {
        Interruption interruption = Interruption.onRequest();
        Progress progress = new Progress(new Terminal(err, err, false, false, interruption), false, 1);
        assertFalse(progress.cancelled());
        interruption.request();
        assertTrue(progress.cancelled());
    }

    @ParameterizedTest
    @CsvSource({"0.04,0.0 s", "9.44,9.4 s", "9.6,10 s", "59.4,59 s", "59.6,1 min 00 s", "185,3 min 05 s",
        "3600,1 h 00 min", "7260,2 h 01 min"})
    void timesAreInWords(double seconds, String words) {
        assertEquals(words, Progress.duration(seconds));
    }

    @Test
    void aTerminalIsToldByItsDevice() {
        for (String device : List.of("/dev/pts/3", "/dev/tty1", "/dev/ttyS0", "/dev/console")) {
            assertTrue(Terminal.isTerminal(device), device);
        }
        for (String device : List.of("pipe:[123]", "/dev/null", "/home/user/dev/pts/3", "/dev/pts/3.log",
                "socket:[1]")) {
            assertFalse(Terminal.isTerminal(device), device);
        }
    }

    @Test
    void adviceIsInPlainWords() {
        Machine fine = new Machine("25", "vector", 8, "good", false, "", Set.of("avx2"), 4, 1.0, 4000);
        assertEquals(List.of("Nothing to change: the fast kernels run, on all processors that may be used."),
                Advice.on(fine));
        Machine bad = new Machine("25", "scalar", 1,
                "using the scalar kernels (same results, many times slower): the module x is missing, start java with "
                        + "--add-modules x",
                false, "", Set.of(), 1, 3.0, 100);
        List<String> advice = Advice.on(bad);
        assertEquals(5, advice.size());
        assertEquals("The slow kernels run (same results, many times slower): the module x is missing, start java with "
                + "--add-modules x.", advice.getFirst());
        Machine narrow = new Machine("25", "vector", 4, "good", false, "", Set.of("avx2"), 4, Double.NaN, 4000);
        assertTrue(Advice.on(narrow).getFirst().contains("8 numbers"));
        Machine wide = new Machine("25", "vector", 8, "good", false, "", Set.of("avx2", "avx512f"), 4, 0, 4000);
        assertTrue(Advice.on(wide).getFirst().contains("UseAVX=3"));
        Machine refused = new Machine("25", "none", 0, "no such kernels", true, "", Set.of(), 4, 0, 4000);
        assertEquals("Nothing can run: no such kernels.", Advice.on(refused).getFirst());
    }

    @Test
    void theArithmeticIsChecked() {
        assertEquals(SelfCheck.PASSED, SelfCheck.run(1));
        assertEquals(SelfCheck.PASSED, SelfCheck.run(3));
    }
}
