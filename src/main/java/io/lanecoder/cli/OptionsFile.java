package io.lanecoder.cli;

import io.lanecoder.format.FormatException;
import io.lanecoder.format.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Puts the options that an earlier run has left in a file in the place of {@code --options FILE}. */
final class OptionsFile {
    /** Options that say something about the value of another one: with another value they are not those of the file. */
    private static final Map<String, Set<String>> BELONG = Map.of(
            "optimizer", Set.of("beta1", "beta2", "epsilon", "momentum", "nesterov", "weight-decay"),
            "activation", Set.of("slope"),
            "codes", Set.of("data", "layer"));
    /** Options of which one is given. */
    private static final List<Set<String>> ONE_OF = List.of(
            Set.of("codes", "model"), Set.of("expected-share", "mad", "threshold", "p-value"));

    private final CommandLine command;
    private final List<String> args;
    private final String file;

    private OptionsFile(CommandLine command, List<String> args, String file) {
        this.command = command;
        this.args = args;
        this.file = file;
    }

    /** The arguments, behind them as further ones the options of the file that they name, if they name one. */
    static String[] expand(CommandLine program, String[] args) throws IOException {
        CommandLine command = program;
        int words = 0;
        while (words < args.length && command.getSubcommands().containsKey(args[words])) {
            command = command.getSubcommands().get(args[words++]);
        }
        List<String> given = List.of(args);
        String file = null;
        for (int i = words; i < args.length; i++) {
            if (args[i].startsWith(RunOptions.NAME + "=")) {
                file = args[i].substring(RunOptions.NAME.length() + 1);
            } else if (args[i].equals(RunOptions.NAME) && i + 1 < args.length) {
                file = args[i + 1];
            }
        }
        if (file == null || command.getCommandSpec().findOption(RunOptions.NAME) == null) {
            return args;
        }
        List<String> all = new ArrayList<>(given);
        all.addAll(new OptionsFile(command, given, file).read());
        return all.toArray(String[]::new);
    }

    private List<String> read() throws IOException {
        String name = RunOptions.name(command.getCommandSpec());
        if (!(Json.read(Arguments.path(RunOptions.NAME, file)) instanceof Map<?, ?> run)
                || !(run.get("command") instanceof String made)
                || !(run.get("options") instanceof Map<?, ?> options)) {
            throw new FormatException(file, "expected a JSON object with \"command\" and \"options\", as " + name
                    + " writes beside its result");
        }
        if (!made.equals(name)) {
            throw new FormatException(file, "holds the options of " + made + ", expected those of " + name);
        }
        List<String> taken = new ArrayList<>();
        for (Map.Entry<?, ?> entry : options.entrySet()) {
            String key = entry.getKey().toString();
            OptionSpec option = option(key);
            if (option != null && entry.getValue() != null && !isReplaced(key)) {
                add(option, entry.getValue(), taken);
            }
        }
        return taken;
    }

    /** Null for those that the demo wrote down for the report: it cannot be told to train in another way. */
    private OptionSpec option(String key) throws FormatException {
        OptionSpec option = command.getCommandSpec().findOption("--" + key);
        if (option == null || RunOptions.OF_TALK.contains("--" + key)) {
            CommandLine train = command.getParent().getSubcommands().get("train");
            if (command.getCommandName().equals("demo") && train.getCommandSpec().findOption("--" + key) != null) {
                return null;
            }
            List<String> names = command.getCommandSpec().options().stream()
                    .map(known -> known.longestName().substring(2)).toList();
            throw new FormatException(file, "options: " + FormatException.quote(key) + " is no option of "
                    + command.getCommandName()
                    + Nearest.of(key, names).map(known -> ", did you mean \"" + known + "\"?").orElse(""));
        }
        return option;
    }

    private boolean isReplaced(String key) {
        return isGiven(key)
                || BELONG.entrySet().stream().anyMatch(e -> e.getValue().contains(key) && isGiven(e.getKey()))
                || ONE_OF.stream().anyMatch(names -> names.contains(key) && names.stream().anyMatch(this::isGiven));
    }

    private boolean isGiven(String key) {
        return args.stream().anyMatch(arg -> arg.equals("--" + key) || arg.equals("--no-" + key)
                || arg.startsWith("--" + key + "="));
    }

    private void add(OptionSpec option, Object noted, List<String> taken) throws FormatException {
        String name = option.longestName();
        Class<?> type = option.type();
        boolean whole = type == int.class || type == Integer.class || type == long.class || type == Long.class;
        boolean number = type == double.class || type == Double.class || type == float.class || type == Float.class;
        boolean flag = type == boolean.class || type == Boolean.class;
        // the demo notes its first N rows as the range that they are
        Object value = whole && noted instanceof String text && text.matches("0:[0-9]{1,9}")
                ? Long.valueOf(text.substring(2)) : noted;
        boolean fits = whole ? value instanceof Long : number ? value instanceof Number
                : flag ? value instanceof Boolean : value instanceof String;
        if (!fits) {
            throw new FormatException(file, "options: \"" + name.substring(2) + "\" is " + shown(value)
                    + ", expected " + (whole ? "a whole number" : number ? "a number" : flag ? "true or false"
                            : "a text in quotes"));
        }
        if (!flag) {
            taken.add(name + "=" + value);
        } else if (Boolean.TRUE.equals(value)) {
            taken.add(name);
        } else if (option.negatable()) {
            taken.add(name.replaceFirst("--", "--no-"));
        }
    }

    private static String shown(Object value) {
        return switch (value) {
            case Map<?, ?> _ -> "an object";
            case List<?> _ -> "a list";
            case String text -> FormatException.quote(text);
            default -> value.toString();
        };
    }
}
