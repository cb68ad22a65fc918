package io.lanecoder.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.cli.InProcess;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the documentation shows works. The blocks of a page are taken in their order, in one folder: calls of
 * {@code ./lanecoder} and {@code java FILE.java} in blocks of {@code sh} end well, blocks of {@code java} compile, and those
 * that are programs run.
 *
 * <p>A comment before a block says otherwise: {@code shortened in tests} (fewer rows, one epoch), {@code fails} (the call is
 * refused), {@code only compiled: REASON}, {@code not run: REASON}, or the name of a file that a later command runs.
 */
class ExamplesTest {
    /** How lines of a shell begin that are not run here, and why. */
    private static final Map<String, String> ELSEWHERE = Map.of(
            "./mvnw ", "the build is what runs this test",
            "jlink ", "ImageIT runs it on the packaged jar",
            "sha256sum ", "not a program of ours; tests of the same bits compare files",
            "bench/", "builds with Maven and measures for minutes");

    @TempDir Path folder;

    static List<Document> pages() throws IOException {
        return Document.all();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void theExamplesWork(Document page) throws IOException, InterruptedException, URISyntaxException {
        Inputs.write(folder);
        JavaExample java = new JavaExample(folder);
        for (Document.Block block : page.blocks()) {
            if (block.isFor("java")) {
                String name = java.compile(block);
                if (block.isProgram()) {
                    java.run(block.place(), name);
                }
            } else if (block.isFor("sh")) {
                for (String line : block.commands()) {
                    run(java, block, line);
                }
            }
        }
    }

    private void run(JavaExample java, Document.Block block, String line)
            throws IOException, InterruptedException, URISyntaxException {
        String what = block.place() + ": " + line;
        Optional<ShellLine> call = ShellLine.parse(line);
        if (call.isPresent()) {
            ShellLine words = block.note().equals("shortened in tests") ? call.get().shortened() : call.get();
            if (block.note().equals("fails")) {
                assertNotEquals(0, InProcess.run(words.in(folder)).status(), what);
            } else {
                succeeds(what, words.in(folder));
            }
        } else if (JavaExample.isStartedBy(line)) {
            java.runLine(what, line);
        } else {
            assertTrue(line.isEmpty() || line.startsWith("#") || ELSEWHERE.keySet().stream().anyMatch(line::startsWith),
                    what + " is run by no test, expected its reason in ELSEWHERE, or a note before the block");
        }
    }

    static String succeeds(String what, String... args) {
        InProcess run = InProcess.run(args);
        assertEquals(0, run.status(), what + "\n" + run.err());
        return run.out();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void whatIsNotRunHasAReason(Document page) {
        for (Document.Block block : page.blocks()) {
            assertNotEquals(Optional.of(""), block.whyNotRun(),
                    block.place() + " is not run, expected <!-- not run: REASON --> before it");
        }
    }
}
