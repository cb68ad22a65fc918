package io.lanecoder.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;

/** Makes one sentence of what the parser of the command line complains about. */
final class UsageSentence {
    private UsageSentence() {
    }

    static String of(ParameterException error) {
        String command = error.getCommandLine().getCommandSpec().qualifiedName();
        return problem(error) + " (see " + command + " --help)";
    }

    private static String problem(ParameterException error) {
        // a misspelt option leaves others missing, and its value stands where none was expected: it is named first
        List<String> unmatched = error.getCommandLine().getUnmatchedArguments();
        if (!unmatched.isEmpty()) {
            return unmatched(error.getCommandLine(), unmatched);
        }
        return switch (error) {
            case MissingParameterException e when !e.getMissing().isEmpty() -> missing(e);
            case OverwrittenOptionException e -> name(e.getOverwritten()) + ": given more than once, expected once";
            case ParameterException e when e.getArgSpec() != null && e.getValue() != null ->
                    name(e.getArgSpec()) + ": found \"" + e.getValue() + "\", expected " + expected(e.getArgSpec());
            default -> error.getMessage().lines().findFirst().orElse("wrong arguments");
        };
    }

    private static String unmatched(CommandLine command, List<String> words) {
        boolean isCommand = !command.getSubcommands().isEmpty() && !words.getFirst().startsWith("-");
        String found = isCommand ? words.getFirst()
                : words.stream().filter(word -> word.startsWith("-")).findFirst().orElse(words.getFirst());
        String name = found.startsWith("-") ? found.split("=", 2)[0] : found;
        String hint = Nearest.of(name, isCommand ? command.getSubcommands().keySet()
                : command.getCommandSpec().optionsMap().keySet()).map(known -> ", did you mean " + known + "?")
                .orElse("");
        if (isCommand) {
            return name + ": no such command" + (hint.isEmpty()
                    ? ", expected one of " + String.join(", ", command.getSubcommands().keySet()) : hint);
        }
        return name.startsWith("-") ? name + ": unknown option" + hint
                : "found \"" + found + "\" where an option such as --data was expected";
    }

    private static String missing(MissingParameterException error) {
        String names = error.getMissing().stream().map(UsageSentence::name).collect(Collectors.joining(" and "));
        String usage =
                error.getMissing().stream().map(a -> a.isOption() ? name(a) + " " + a.paramLabel() : a.paramLabel())
                        .collect(Collectors.joining(" "));
        boolean valueOnly = error.getMissing().getFirst().isOption()
                && !error.getMessage().startsWith("Missing required option");
        return names + ": " + (valueOnly ? "has no value" : "missing") + ", expected " + usage;
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    private static String expected(ArgSpec argument) {
        Class<?> type = argument.type();
        if (type.isEnum()) {
            return Stream.of(type.getEnumConstants()).map(c -> c.toString().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", ", "one of ", ""));
        }
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return "a whole number";
        }
        if (type == double.class || type == Double.class || type == float.class || type == Float.class) {
            return "a number";
        }
        return type == Character.class ? "one character" : argument.paramLabel();
    }
}
