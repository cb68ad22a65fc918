package io.lanecoder.docs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of a shell that starts the program, made into arguments that work in another folder.
 *
 * @param words the command and its options
 */
record ShellLine(List<String> words) {
    private static final Pattern CALL = Pattern.compile("(?:\\w+=(?:\"[^\"]*\"|\\S*) )*\\./lanecoder(?: (.*))?");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");
    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final Set<String> RANGES = Set.of("--rows", "--test-rows", "--calibrate-rows");
    private static final int FEW_ROWS = 150;

    /** The call of the program that the line is, if it is one. Settings before it are passed over. */
    static Optional<ShellLine> parse(String line) {
        Matcher call = CALL.matcher(line.replaceFirst("\\s+# .*", ""));
        if (!call.matches()) {
            return Optional.empty();
        }
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(call.group(1) == null ? "" : call.group(1));
        while (word.find()) {
            words.add(word.group(1) != null ? word.group(1) : word.group(2) != null ? word.group(2) : word.group(3));
        }
        return Optional.of(new ShellLine(words));
    }

    /** The same with fewer rows and a single epoch, for examples whose note says {@code shortened in tests}. */
    ShellLine shortened() {
        List<String> shorter = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String option = i > 0 ? words.get(i - 1) : "";
            shorter.add(option.equals("--epochs") ? "1" : RANGES.contains(option)
                    ? NUMBER.matcher(words.get(i)).replaceAll(n -> shortened(n.group()))
                    : words.get(i).replaceFirst("^digits(:\\d+)?", "digits:" + FEW_ROWS));
        }
        if (words.getFirst().equals("demo") && !words.contains("--data")) {
            shorter.addAll(List.of("--rows", Integer.toString(FEW_ROWS)));
        }
        return new ShellLine(shorter);
    }

    /** A border of a range: beyond the first rows it lies at a hundred, so that rows are left on both sides. */
    private static String shortened(String border) {
        return Integer.toString(Math.min(Integer.parseInt(border), 100));
    }

    /** The arguments, with what names a file or folder there, and what is to be written, in this folder. */
    String[] in(Path folder) {
        List<String> args = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            boolean isValue = i > 0 && words.get(i - 1).startsWith("--");
            boolean isOutput = isValue && List.of("--out", "--picture").contains(words.get(i - 1));
            args.add(isOutput || isValue && Files.exists(folder.resolve(word)) ? folder.resolve(word).toString()
                    : word);
        }
        boolean shows = words.contains("--help");
        if (!words.isEmpty() && words.getFirst().equals("demo") && !words.contains("--out") && !shows) {
            args.addAll(List.of("--out", folder.resolve("lanecoder-demo").toString()));
        }
        return args.toArray(String[]::new);
    }
}
