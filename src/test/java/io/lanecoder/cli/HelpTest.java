package io.lanecoder.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What the program says of its commands: to people, and to their shells. */
class HelpTest {
    @TempDir Path folder;

    private static Terminal terminal(ByteArrayOutputStream written, boolean colours) {
        PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);
        return new Terminal(out, out, false, colours, Interruption.onRequest());
    }

    private static CommandLine program() {
        return new Main(terminal(new ByteArrayOutputStream(), false)).commandLine();
    }

    /** All that can be called, groups too. */
    static List<String> commands() {
        List<String> names = new ArrayList<>();
        program().getSubcommands().forEach((name, command) -> {
            names.add(name);
            command.getSubcommands().keySet().forEach(part -> names.add(name + " " + part));
        });
        return names;
    }

    /** The lines below "Examples:", put together where a backslash parts them. */
    private static List<String> examples(String help) {
        List<String> lines = help.lines().toList();
        int begin = lines.indexOf("Examples:");
        assertTrue(begin > 0, help);
        return String.join("\n", lines.subList(begin + 1, lines.size())).replaceAll("\\\\\n\\s*", "").lines()
                .filter(line -> line.startsWith("  lanecoder ")).map(String::strip).toList();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHelpsWithTwoExamples(String command) {
        Cli cli = Cli.run((Object[]) (command + " --help").split(" ")).succeeds();
        assertEquals("", cli.err());
        assertTrue(cli.out().startsWith("Usage: lanecoder " + command), cli.out());
        assertTrue(cli.out().lines().allMatch(line -> line.length() <= 100), cli.out());
        assertFalse(cli.out().contains("\u001b"), cli.out());
        List<String> examples = examples(cli.out());
        assertTrue(examples.size() >= 2, cli.out());
        for (String example : examples) {
            assertTrue(example.startsWith("lanecoder " + command), example);
            String[] words = example.replaceFirst(" [>#].*", "").split(" ");
            program().parseArgs(Arrays.copyOfRange(words, 1, words.length)); // throws if an option is wrong
        }
        if (!command.equals("classify")) {
            for (String option : List.of("--seed", "--threads", "--json", "--quiet", "--debug")) {
                assertTrue(cli.out().contains(option), option);
            }
        }
    }

    @Test
    void theProgramsOwnExamplesAreRightToo() {
        List<String> examples = examples(Cli.run("--help").succeeds().out());
        assertEquals(2, examples.size());
        examples.forEach(example -> program().parseArgs(example.replaceFirst("^lanecoder ", "").split(" ")));
    }

    @Test
    void coloursAreForThoseWhoWantThem() {
        for (boolean colours : new boolean[] {true, false}) {
            ByteArrayOutputStream written = new ByteArrayOutputStream();
            assertEquals(0, new Main(terminal(written, colours)).run(new String[] {"train", "--help"}));
            assertEquals(colours, written.toString(StandardCharsets.UTF_8).contains("\u001b["));
        }
    }

    @Test
    void completionIsForTwoShells() throws IOException {
        String script = Cli.run("completion", "bash").succeeds().out();
        assertEquals(script, Cli.run("completion", "zsh", "--json").json().get("script"));
        Cli.run("completion", "fish").failsWith(2, "found \"fish\"", "one of bash, zsh");
        Cli.run("completion").failsWith(2, "bash|zsh: missing");
    }

    static boolean bashIsThere() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(place -> Files.isExecutable(Path.of(place, "bash")));
    }

    @Test
    @EnabledIf("bashIsThere")
    void bashCompletesCommandsAndOptions() throws IOException, InterruptedException {
        Path script = folder.resolve("lanecoder");
        Files.writeString(script, Cli.run("completion", "bash").succeeds().out());
        assertEquals("", bash("bash", "-n", script.toString()), "bash can read it");
        assertEquals("train", completed(script, "tr"));
        assertEquals("--epochs --epsilon", completed(script, "train", "--ep"));
        assertEquals("predict", completed(script, "classify", "pre"));
        assertEquals("fashion-mnist", completed(script, "fetch", "fa"));
    }

    /** What bash makes of the last word. */
    private static String completed(Path script, String... words) throws IOException, InterruptedException {
        // compopt complains where no key was pressed
        return bash("bash", "-c", "source '" + script + "'; compopt() { :; }; COMP_WORDS=(lanecoder "
                + String.join(" ", words) + "); COMP_CWORD=" + words.length
                + "; _complete_lanecoder; echo \"${COMPREPLY[*]}\"").strip();
    }

    private static String bash(String... words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        return said;
    }
}
