package io.lanecoder;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The house rules that a compiler does not know, read off the text of one source file.
 *
 * <p>Comments, strings and character literals are blanked before anything is looked for: a javadoc link may point
 * upwards, a call may not.
 */
final class SourceRules {
    private static final String ROOT = "io.lanecoder";

    /** The rooms of the house (docs/architecture.md): which other rooms each may use. */
    private static final Map<String, Set<String>> MAY_USE = Map.of(
            "kernel", Set.of(),
            "data", Set.of("kernel"),
            "format", Set.of("data", "kernel"),
            "nn", Set.of("data", "kernel"),
            "train", Set.of("nn", "format", "data", "kernel"),
            "latent", Set.of("data", "kernel"),
            "", Set.of("latent", "train", "nn", "format", "data", "kernel"),
            "report", Set.of("", "latent", "train", "nn", "format", "data", "kernel"),
            "cli", Set.of("report", "", "latent", "train", "nn", "format", "data", "kernel"));

    private static final int MAX_LINES = 450;
    /** Kernels are long: one tile each, all in local variables. */
    private static final int MAX_LINES_KERNEL = 700;
    private static final int MAX_COLUMNS = 120;

    /** Words that occur in no file, with the reason. */
    private static final Map<String, String> NOWHERE = new TreeMap<>(Map.of(
            "System\\s*\\.\\s*setProperty", "the library changes nothing of the whole JVM",
            "sun\\s*\\.\\s*misc|\\bUnsafe\\b", "the JDK's public interface is enough",
            "\\bThreadLocal\\b", "scratch memory is a Workspace, owned by one thread",
            "\\bThreadLocalRandom\\b|\\bMath\\s*\\.\\s*random\\b", "randomness comes from the seed",
            "\\bSerializable\\b|\\bObject(In|Out)putStream\\b", "models are files of a stated format",
            "\\bThread\\s*\\.\\s*sleep\\b", "nothing waits for a clock",
            "\\breduceLanes\\s*\\(\\s*VectorOperators\\s*\\.\\s*(ADD|MUL)\\b", "its order of operations is unspecified",
            "\\bVectorOperators\\s*\\.\\s*(EXP|EXPM1|LOG|LOG1P|LOG10|POW|TANH|SINH|COSH|SIN|COS|TAN|CBRT|HYPOT)\\b",
            "the JDK's lane-wise function differs between platforms"));

    /** Words that occur in some rooms only: the words, the rooms, the reason. */
    private record Only(String words, Set<String> rooms, String reason) {
    }

    private static final List<Only> ONLY_IN = List.of(
            new Only("jdk\\s*\\.\\s*incubator", Set.of("kernel"), "vectors live in kernel alone"),
            new Only("\\bSystem\\s*\\.\\s*(out|err|exit)\\b", Set.of("cli"), "only the command line prints and ends"),
            new Only("\\bpicocli\\b", Set.of("cli"), "only the command line parses arguments"),
            new Only("org\\s*\\.\\s*apache\\s*\\.\\s*commons\\s*\\.\\s*math3", Set.of("latent"),
                    "Commons Math serves latent alone"),
            new Only(
                    "(?<!Strict)\\bMath\\s*\\.\\s*(exp|expm1|log|log1p|log10|pow|sin|cos|tan|asin|acos|atan|atan2"
                            + "|sinh|cosh|tanh|cbrt|hypot)\\b",
                    Set.of("cli", "report"),
                    "it may differ between interpreter and compiler: use StrictMath or our own polynomials"));

    private static final Pattern PACKAGE = Pattern.compile("\\bpackage\\s+([\\w.]+)\\s*;");
    private static final Pattern STAR_IMPORT = Pattern.compile("\\bimport\\s+(static\\s+)?[\\w.]+\\.\\*\\s*;");
    private static final Pattern OWN_NAME = Pattern.compile("(?<![\\w.])io\\.lanecoder((?:\\.[a-z]\\w*)*)\\b");
    private static final Pattern COMMONS_IMPORT =
            Pattern.compile("\\bimport\\s+org\\.apache\\.commons\\.math3\\.[\\w.]*?(\\w+)\\s*;");
    private static final Pattern VISIBLE_SIGNATURE = Pattern.compile("\\b(?:public|protected)\\b[^{;=]*");

    private SourceRules() {
    }

    /** What is wrong with the file, one sentence each; empty when nothing is. */
    static List<String> violations(String file, String source) {
        List<String> found = new ArrayList<>();
        String code = withoutCommentsAndStrings(source);
        boolean descriptor = file.endsWith("module-info.java");
        checkText(file, source, found);
        if (STAR_IMPORT.matcher(code).find()) {
            found.add(file + ": a star import hides what is used");
        }
        NOWHERE.forEach((words, reason) -> first(words, code).ifPresent(
                m -> found.add(at(file, code, m) + "'" + m.group() + "' is used, but " + reason)));
        if (descriptor) {
            return found;
        }
        Matcher declared = PACKAGE.matcher(code);
        if (!declared.find() || !isOurs(declared.group(1))) {
            found.add(file + ": no package under " + ROOT);
            return found;
        }
        String room = room(declared.group(1));
        checkLayers(file, room, code, found);
        for (Only rule : ONLY_IN) {
            if (!rule.rooms().contains(room)) {
                first(rule.words(), code).ifPresent(m -> found.add(
                        at(file, code, m) + "'" + m.group() + "' is used outside " + rule.rooms() + ", but "
                                + rule.reason()));
            }
        }
        checkCommonsMathStaysInside(file, code, found);
        int limit = room.equals("kernel") ? MAX_LINES_KERNEL : MAX_LINES;
        long lines = source.lines().count();
        if (lines > limit) {
            found.add(file + ": " + lines + " lines, at most " + limit + " here: split it by subject");
        }
        return found;
    }

    /** What holds for every Java file, tests too: columns of code, tabs, line ends, promises to come back. */
    static void checkText(String file, String source, List<String> found) {
        String[] code = withoutCommentsAndStrings(source).split("\n", -1);
        int number = 0;
        for (String line : source.split("\n", -1)) {
            int columns = code[number++].stripTrailing().length();
            if (columns > MAX_COLUMNS) {
                found.add(file + ":" + number + ": " + columns + " columns of code, at most " + MAX_COLUMNS);
            }
            if (line.indexOf('\t') >= 0 || line.indexOf('\r') >= 0) {
                found.add(file + ":" + number + ": a tab or a carriage return");
            }
        }
        first("\\b(TO" + "DO|FIX" + "ME)\\b", source).ifPresent(
                m -> found.add(at(file, source, m) + "a '" + m.group() + "' belongs in an issue"));
    }

    private static void checkLayers(String file, String room, String code, List<String> found) {
        Set<String> allowed = MAY_USE.get(room);
        if (allowed == null) {
            found.add(file + ": the package '" + room + "' has no place in the layering table");
            return;
        }
        Set<String> reported = new HashSet<>();
        Matcher names = OWN_NAME.matcher(code);
        while (names.find()) {
            String other = room(names.group());
            if (!other.equals(room) && !allowed.contains(other) && reported.add(other)) {
                found.add(at(file, code, names.toMatchResult()) + "'" + name(room) + "' uses '" + name(other)
                        + "', which does not lie below it");
            }
        }
    }

    private static void checkCommonsMathStaysInside(String file, String code, List<String> found) {
        Set<String> types = new HashSet<>();
        COMMONS_IMPORT.matcher(code).results().forEach(m -> types.add(m.group(1)));
        VISIBLE_SIGNATURE.matcher(code).results().forEach(signature -> {
            boolean named = signature.group().contains("commons.math3")
                    || types.stream().anyMatch(t -> first("\\b" + t + "\\b", signature.group()).isPresent());
            if (named) {
                found.add(at(file, code, signature) + "Commons Math shows in a public signature");
            }
        });
    }

    private static boolean isOurs(String packageName) {
        return packageName.equals(ROOT) || packageName.startsWith(ROOT + ".");
    }

    /** The room a package belongs to: the first word after the root, "" for the facade. */
    private static String room(String packageName) {
        return packageName.length() <= ROOT.length() ? "" : packageName.substring(ROOT.length() + 1).split("\\.")[0];
    }

    private static String name(String room) {
        return room.isEmpty() ? ROOT : room;
    }

    private static Optional<MatchResult> first(String regex, String text) {
        return Pattern.compile(regex).matcher(text).results().findFirst();
    }

    private static String at(String file, String text, MatchResult where) {
        return file + ":" + (1 + text.substring(0, where.start()).chars().filter(c -> c == '\n').count()) + ": ";
    }

    /** The source with comments and the insides of literals blanked; line numbers stay. */
    static String withoutCommentsAndStrings(String source) {
        StringBuilder out = new StringBuilder(source.length());
        int i = 0;
        while (i < source.length()) {
            int end;
            if (source.startsWith("//", i)) {
                end = indexOrEnd(source, "\n", i);
            } else if (source.startsWith("/*", i)) {
                end = after(source, "*/", i + 2);
            } else if (source.startsWith("\"\"\"", i)) {
                end = afterLiteral(source, "\"\"\"", i + 3);
            } else if (source.charAt(i) == '"' || source.charAt(i) == '\'') {
                end = afterLiteral(source, source.substring(i, i + 1), i + 1);
            } else {
                out.append(source.charAt(i++));
                continue;
            }
            for (; i < end; i++) {
                out.append(source.charAt(i) == '\n' ? '\n' : ' ');
            }
        }
        return out.toString();
    }

    private static int indexOrEnd(String source, String what, int from) {
        int at = source.indexOf(what, from);
        return at < 0 ? source.length() : at;
    }

    private static int after(String source, String what, int from) {
        return Math.min(source.length(), indexOrEnd(source, what, from) + what.length());
    }

    private static int afterLiteral(String source, String quote, int from) {
        int i = from;
        while (i < source.length() && !source.startsWith(quote, i)) {
            i += source.charAt(i) == '\\' ? 2 : 1;
        }
        return Math.min(source.length(), i + quote.length());
    }
}
