package io.lanecoder.cli;

import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Mixin;

/** A command: does its work, then shows what came of it. */
abstract class Command {
    final Terminal terminal;

    @Mixin CommonOptions common;

    Command(Terminal terminal) {
        this.terminal = terminal;
    }

    /**
     * What came of a command.
     *
     * @param json for {@code --json}
     * @param text for people
     * @param isAnswer whether the text is what was asked for, so that {@code --quiet} does not take it away
     * @param status the exit status
     */
    record Result(Map<String, Object> json, String text, boolean isAnswer, int status) {
        static Result note(Map<String, Object> json, String text) {
            return new Result(json, text, false, 0);
        }

        static Result answer(Map<String, Object> json, String text) {
            return new Result(json, text, true, 0);
        }
    }

    abstract Result work() throws IOException;

    final int run() throws IOException {
        Result result = work();
        if (common.json) {
            terminal.json(result.json());
            if (terminal.out().checkError()) {
                throw new RunFailure("standard output: cannot be written", null);
            }
        } else if (result.isAnswer() || !common.quiet) {
            terminal.out().print(result.text());
            terminal.out().flush();
        }
        return result.status();
    }

    /** A line for people, while the work goes on. */
    final void note(String line) {
        if (!common.quiet) {
            terminal.err().println(line);
        }
    }
}
