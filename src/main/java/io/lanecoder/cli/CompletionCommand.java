package io.lanecoder.cli;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what makes a shell complete commands and options. */
@CommandLine.Command(name = "completion", sortOptions = false,
        customSynopsis = "lanecoder completion bash|zsh [OPTIONS]",
        description = "Prints a script that makes a shell complete commands and options at the Tab key.",
        footer = {
            "", "Examples:", "  lanecoder completion bash > ~/.local/share/bash-completion/completions/lanecoder",
            "  lanecoder completion zsh > ~/.lanecoder-completion # and source that in ~/.zshrc"})
final class CompletionCommand extends Command {
    /** What scripts there are: picocli's is one for both. */
    enum Shell {
        BASH, ZSH
    }

    @Parameters(paramLabel = "bash|zsh", description = "The shell.") Shell shell;

    @Spec CommandSpec spec;

    CompletionCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    Result work() {
        String script = AutoComplete.bash("lanecoder", spec.root().commandLine());
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("command", "completion");
        json.put("shell", shell.name().toLowerCase(Locale.ROOT));
        json.put("script", script);
        return Result.answer(json, script);
    }
}
