package io.lanecoder.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documentation: its blocks of code, its headings and its links.
 *
 * @param file the Markdown file
 * @param lines its text
 */
record Document(Path file, List<String> lines) {
    private static final Path ROOT = Path.of("").toAbsolutePath();
    private static final Pattern NOTE = Pattern.compile("<!-- (.+) -->");
    private static final Pattern NOT_RUN = Pattern.compile("not run(?:: (.+))?");
    private static final Pattern FILE_NAME = Pattern.compile("\\w+\\.java");
    /** What is not in docs/ but has links. */
    private static final List<String> OTHERS = List.of("CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md",
            "bench/README.md", "bench/peers/README.md");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");

    /**
     * A block between two fences.
     *
     * @param page the page it is on
     * @param line its first line, counted from 1
     * @param language what stands behind the opening fence
     * @param note what the comment right before the block says, or nothing
     * @param text the lines between the fences
     */
    record Block(Document page, int line, String language, String note, List<String> text) {
        /** Whether a test is to look at it. */
        boolean isFor(String wanted) {
            return language.equals(wanted) && !NOT_RUN.matcher(note).matches();
        }

        /** Why no test runs it: empty where one does, "" where the page does not say. */
        Optional<String> whyNotRun() {
            Matcher reason = NOT_RUN.matcher(note);
            return reason.matches() ? Optional.of(reason.group(1) == null ? "" : reason.group(1)) : Optional.empty();
        }

        /** The name that the page tells the reader to save it under. */
        Optional<String> fileName() {
            return FILE_NAME.matcher(note).matches() ? Optional.of(note) : Optional.empty();
        }

        /** Whether it is to be run as it stands. */
        boolean isProgram() {
            return fileName().isEmpty() && !note.startsWith("only compiled: ")
                    && text.stream().anyMatch(line -> line.startsWith("void main("));
        }

        String place() {
            return page.name() + ":" + line;
        }

        /** Commands, one an entry: lines that end in a backslash go on. */
        List<String> commands() {
            return String.join("\n", text).replaceAll("\\\\\n\\s*", "").lines().map(String::strip).toList();
        }
    }

    static Document read(String name) {
        try {
            return new Document(ROOT.resolve(name), Files.readAllLines(ROOT.resolve(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** README.md and what is in docs/. */
    static List<Document> all() throws IOException {
        List<Document> pages = new ArrayList<>(List.of(read("README.md")));
        try (Stream<Path> files = Files.list(ROOT.resolve("docs"))) {
            files.filter(f -> f.toString().endsWith(".md")).sorted()
                    .forEach(f -> pages.add(read("docs/" + f.getFileName())));
        }
        return pages;
    }

    /** All pages, and those beside docs/. */
    static List<Document> everywhere() throws IOException {
        List<Document> pages = new ArrayList<>(all());
        OTHERS.forEach(name -> pages.add(read(name)));
        return pages;
    }

    String name() {
        return ROOT.relativize(file).toString().replace('\\', '/');
    }

    List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String opening = lines.get(i).strip();
            if (opening.startsWith("```")) {
                int first = i + 1;
                i = endOfBlock(first);
                blocks.add(new Block(this, first + 1, opening.substring(3), note(first - 2), lines.subList(first, i)));
            }
        }
        return blocks;
    }

    private int endOfBlock(int first) {
        for (int i = first; i < lines.size(); i++) {
            if (lines.get(i).strip().equals("```")) {
                return i;
            }
        }
        throw new AssertionError(name() + ":" + first + ": the block has no end");
    }

    private String note(int line) {
        Matcher note = NOTE.matcher(line < 0 ? "" : lines.get(line).strip());
        return note.matches() ? note.group(1) : "";
    }

    /** The lines outside of blocks. */
    List<String> prose() {
        List<String> prose = new ArrayList<>();
        boolean inBlock = false;
        for (String line : lines) {
            boolean fence = line.strip().startsWith("```");
            if (!fence && !inBlock) {
                prose.add(line);
            }
            inBlock ^= fence;
        }
        return prose;
    }

    /** The lines under a heading of the second level, up to the next one, as a page of its own. */
    Document section(String title) {
        int begin = lines.indexOf("## " + title) + 1;
        if (begin == 0) {
            throw new AssertionError(name() + ": there is no section '## " + title + "'");
        }
        int end = begin;
        while (end < lines.size() && !lines.get(end).startsWith("## ")) {
            end++;
        }
        return new Document(file, lines.subList(begin, end));
    }

    List<String> links() {
        return prose().stream().flatMap(line -> LINK.matcher(line).results()).map(m -> m.group(1)).toList();
    }

    /** The names that links to headings use. */
    List<String> anchors() {
        return prose().stream().filter(line -> line.matches("#{1,6} .+")).map(line -> line.replaceFirst("#+ ", "")
                .toLowerCase(Locale.ROOT).replaceAll("[^\\w\\- ]", "").replace(' ', '-')).toList();
    }
}
