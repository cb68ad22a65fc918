package io.lanecoder.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.train.EpochReport;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
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

    /** A clock of our own tells the time. */
    @Test
    void workOfKnownSizeTellsTheTimeLeft() {
        long[] now = {0};
        Terminal elsewhere = new Terminal(err, err, false, false, Interruption.onRequest());
        try (Bar bar = new Bar(elsewhere, false, "encoding", 60_000, "rows", 1, () -> now[0])) {
            bar.at(0);
            now[0] += 4_000_000_000L;
            bar.at(10_000);
            now[0] += 2_000_000_000L;
            bar.at(20_000);
            bar.at(20_001);
        }
        assertEquals("encoding  20,000 of 60,000 rows  12 s left" + System.lineSeparator(), said());
        Terminal terminal = new Terminal(err, err, true, false, Interruption.onRequest());
        try (Bar bar = new Bar(terminal, false, "x.gz", 26_421_880, "MB", 1_000_000, () -> now[0])) {
            bar.at(6_421_880); // was there before
            now[0] += 1_000_000_000L;
            bar.at(16_421_880);
        }
        assertEquals("\r\u001b[Kx.gz  [##############----------]  16.4 of 26.4 MB  1.0 s left\r\u001b[K", said());
        try (Bar bar = new Bar(terminal, true, "quiet", 9, "rows", 1, () -> now[0])) {
            bar.at(0);
            now[0] += 9_000_000_000L;
            bar.at(8);
        }
        assertEquals("", said());
    }

    private String said() {
        String text = written.toString(StandardCharsets.UTF_8);
        written.reset();
        return text;
    }

    @Test
    void aMapMovesOnATerminalOnly() {
        for (boolean moving : new boolean[] {true, false}) {
            Terminal terminal = new Terminal(err, err, moving, false, Interruption.onRequest());
            try (MapProgress progress = new MapProgress(terminal, false, 100)) {
                progress.progress(50, 1.25);
            }
            String text = said();
            assertTrue(text.contains("iteration 50/100  KL 1.2500"), text);
            assertEquals(moving, text.startsWith("\r\u001b[K[############------------]  "), text);
            assertEquals(!moving, text.endsWith(System.lineSeparator()), text);
        }
    }
}
