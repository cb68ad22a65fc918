package io.lanecoder.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.lanecoder.format.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The reference pages name everything there is, and nothing else. */
class ReferenceTest {
    private static final Pattern OPTION = Pattern.compile("--[a-z][a-z0-9-]*");
    private static final Pattern HELP_OPTION = Pattern.compile("(?m)^ {2,6}(?:-\\w, )?(--(?:\\[no-])?[a-z][a-z0-9-]*)");
    private static final Pattern HELP_COMMAND = Pattern.compile("(?m)^  ([a-z][a-z-]*)  ");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern JAR = Pattern.compile("lanecoder-(\\d[\\w.-]*?)\\.jar");
    private static final String FIELDS = "Fields of `--json`:";
    private static final Set<String> COMMON =
            Set.of("--seed", "--threads", "--json", "--quiet", "--debug", "--help");

    @TempDir Path folder;

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(m -> m.groupCount() == 0 ? m.group() : m.group(1))
                .flatMap(name -> name.contains("[no-]")
                        ? Stream.of(name.replace("[no-]", ""), name.replace("[no-]", "no-")) : Stream.of(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** All commands; those of a group as {@code classify train}. */
    static Set<String> commands() {
        Set<String> commands = new TreeSet<>();
        for (String name : listed(ExamplesTest.succeeds("--help", "--help"))) {
            String help = ExamplesTest.succeeds(name, name, "--help");
            Set<String> parts = help.contains("\nCommands:") ? listed(help) : Set.of("");
            parts.forEach(part -> commands.add((name + " " + part).strip()));
        }
        return commands;
    }

    private static Set<String> listed(String help) {
        return found(HELP_COMMAND, help.substring(help.indexOf("Commands:"), help.indexOf("Examples:")));
    }

    private static Document page() {
        return Document.read("docs/command-line.md");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyOptionOfACommandIsExplained(String command) {
        Set<String> options = found(HELP_OPTION, ExamplesTest.succeeds(command, (command + " --help").split(" ")));
        assertTrue(options.containsAll(COMMON), () -> "the help of " + command + " was not understood: " + options);
        Document section = page().section("`" + command + "`");
        Set<String> explained = found(OPTION, String.join("\n", section.lines()));
        for (String elsewhere : sharedSections(section)) {
            explained.addAll(found(OPTION, String.join("\n", page().section(elsewhere).prose())));
        }
        Set<String> missing = new TreeSet<>(options);
        missing.removeAll(explained);
        assertEquals(Set.of(), missing, "not in docs/command-line.md for " + command);
        Set<String> wrong = found(OPTION, String.join("\n", section.lines()));
        wrong.removeAll(options);
        assertEquals(Set.of(), wrong, "the section on " + command + " names options that it does not have");
    }

    /** The sections that apply to every command, or that this one points to. */
    private static List<String> sharedSections(Document section) {
        return Stream.of("Options of every command", "Data").filter(
                title -> title.startsWith("Options") || section.links().contains("#" + title.toLowerCase(Locale.ROOT)))
                .toList();
    }

    /** Runs the page's examples in their order, since each reads what earlier ones wrote, the first of every command with JSON. */
    @Test
    void theFieldsOfJsonAreThose() throws IOException {
        Set<String> left = commands();
        left.remove("fetch"); // needs the network: DownloadTest looks at what it gives
        assertEquals(Set.of("command", "set", "out", "files", "bytes", "seconds"), explainedFields("fetch"));
        for (Document.Block block : page().blocks()) {
            for (String line : block.isFor("sh") ? block.commands() : List.<String>of()) {
                List<String> words = ShellLine.parse(line).map(ShellLine::words).orElse(List.of());
                String called =
                        words.stream().takeWhile(word -> !word.startsWith("-")).collect(Collectors.joining(" "));
                String command = left.contains(called) ? called : called.split(" ")[0]; // what follows is no command
                if (!words.contains("your.csv") && left.remove(command)) {
                    String[] args = new ShellLine(words).shortened().in(folder);
                    String out = ExamplesTest.succeeds(line, Stream.concat(Stream.of(args), Stream.of("--json"))
                            .toArray(String[]::new));
                    Set<String> fields = new TreeSet<>();
                    ((Map<?, ?>) Json.parse("standard output", out.strip())).keySet()
                            .forEach(key -> fields.add(key.toString()));
                    assertEquals(fields, explainedFields(command), command + " --json");
                }
            }
        }
        assertEquals(Set.of(), left, "commands without an example");
    }

    /** The names in the sentence on the fields of JSON. */
    private static Set<String> explainedFields(String command) {
        String text = String.join(" ", page().section("`" + command + "`").prose());
        int begin = text.indexOf(FIELDS);
        assertTrue(begin >= 0, "the section on " + command + " has no '" + FIELDS + "'");
        return found(CODE, text.substring(begin + FIELDS.length()).split("\\.(?: |$)", 2)[0]);
    }

    static List<Document> everywhere() throws IOException {
        return Document.everywhere();
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void theLinksLeadSomewhere(Document page) {
        for (String link : page.links()) {
            if (link.matches("https?://.+")) {
                continue;
            }
            String[] parts = link.split("#", 2);
            Path target = parts[0].isEmpty() ? page.file() : page.file().resolveSibling(parts[0]);
            assertTrue(Files.exists(target), page.name() + " links to " + link + ", which is not there");
            if (parts.length == 2) {
                Document other = new Document(target, read(target));
                assertTrue(other.anchors().contains(parts[1]), page.name() + " links to " + link
                        + ", the headings are " + other.anchors());
            }
        }
    }

    private static List<String> read(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return fail(e);
        }
    }

    @Test
    void everyPageIsLinkedFromTheReadme() throws IOException {
        List<String> links = Document.read("README.md").links();
        for (Document page : Document.all()) {
            assertTrue(page.name().equals("README.md") || links.contains(page.name()), page.name());
        }
    }

    @Test
    void everyPictureIsShown() throws IOException {
        Set<String> shown = Document.all().stream().flatMap(page -> page.links().stream())
                .map(link -> link.replaceFirst("^docs/", "")).collect(Collectors.toSet());
        try (Stream<Path> pictures = Files.list(Path.of("docs/images"))) {
            pictures.forEach(
                    file -> assertTrue(shown.contains("images/" + file.getFileName()), file + " is on no page"));
        }
    }

    @Test
    void thePromisesNameTestsThatExist() throws IOException {
        Set<String> named = found(Pattern.compile("`(\\w+Test)`"),
                String.join("\n", Document.read("docs/reliability.md").lines()));
        assertTrue(named.size() > 10, named::toString);
        try (Stream<Path> sources = Files.walk(Path.of("src/test/java"))) {
            sources.forEach(source -> named.remove(source.getFileName().toString().replace(".java", "")));
        }
        assertEquals(Set.of(), named, "no such tests");
    }

    @Test
    void theVersionIsThatOfTheBuild() throws IOException {
        Pattern version = Pattern.compile("<artifactId>lanecoder</artifactId>\\s*<version>([^<]+)</version>");
        String ours =
                version.matcher(Files.readString(Path.of("pom.xml"))).results().findFirst().orElseThrow().group(1);
        int mentions = 0;
        for (Document page : Document.all()) {
            for (MatchResult found : version.matcher(String.join("\n", page.lines())).results().toList()) {
                assertEquals(ours, found.group(1), page.name());
                mentions++;
            }
            for (String jar : found(JAR, String.join("\n", page.lines()))) {
                assertEquals(ours, jar, page.name());
            }
        }
        assertTrue(mentions > 0, "the README gives no coordinates");
    }
}
