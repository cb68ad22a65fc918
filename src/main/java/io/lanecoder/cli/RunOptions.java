package io.lanecoder.cli;

import io.lanecoder.format.Json;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of a run, in a file beside its result; and the option that takes them from there, for {@link OptionsFile}. */
final class RunOptions {
    static final String NAME = "--options";
    /** What decides how a run talks, not what it does. */
    static final Set<String> OF_TALK = Set.of(NAME, "--json", "--quiet", "--debug", "--help");

    @Option(order = 100, names = NAME, paramLabel = "FILE",
            description = "Takes the options of an earlier run from the file beside its result; those given here go "
                    + "before them.") String file;

    @Spec(Spec.Target.MIXEE) CommandSpec command;

    /** Writes the options beside a result: {@code codes.npy.run.json} beside {@code codes.npy}. */
    void write(Path result) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("lanecoder", Version.text());
        all.put("command", name(command));
        all.put("options", given());
        RunFailure.ofWriting(() -> Json.write(result.resolveSibling(result.getFileName() + ".run.json"), all));
    }

    /** A command as it is called: {@code classify train}. */
    static String name(CommandSpec command) {
        return command.qualifiedName().replaceFirst("^\\w+ ", "");
    }

    private Map<String, Object> given() {
        Map<String, Object> options = new LinkedHashMap<>();
        for (OptionSpec option : command.options()) {
            if (!OF_TALK.contains(option.longestName()) && option.getValue() != null) {
                Object value = plain(option.getValue());
                if (!"".equals(value) && !(option.type() == boolean.class && Boolean.FALSE.equals(value))) {
                    options.put(option.longestName().substring(2), value);
                }
            }
        }
        return options;
    }

    private static Object plain(Object value) {
        return switch (value) {
            case Number number -> number;
            case Boolean on -> on;
            case List<?> list -> list.stream().map(Object::toString).collect(Collectors.joining(","));
            case Enum<?> constant -> constant.toString().toLowerCase(Locale.ROOT);
            default -> value.toString();
        };
    }
}
