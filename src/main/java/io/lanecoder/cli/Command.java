package io.lanecoder.cli;

import io.lanecoder.Autoencoder;
import io.lanecoder.data.FloatMatrix;
import java.io.IOException;
import java.util.Map;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Mixin;

/** A command: does its work, then shows what came of it. */
abstract class Command {
    /** Rows of a block: many more than any machine works on at once, few enough to show that it goes on. */
    private static final int BLOCK = 8192;

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
        } else if (result.isAnswer() || !common.quiet) {
            terminal.out().print(result.text());
        }
        terminal.requireWritten();
        return result.status();
    }

    /** Work on the rows from one number up to another. */
    @FunctionalInterface
    interface Block {
        void run(int from, int to);
    }

    /** Goes through rows some thousands at a time, and shows how far it is. */
    final void inBlocks(String what, int rows, Block work) {
        try (Bar bar = Bar.of(terminal, common.quiet, what, rows, "rows")) {
            bar.at(0);
            for (int from = 0; from < rows; from += BLOCK) {
                int to = Math.min(rows, from + BLOCK);
                work.run(from, to);
                bar.at(to);
            }
        }
    }

    /** The reconstruction error of each row. */
    final double[] errors(Autoencoder model, FloatMatrix rows) {
        double[] errors = new double[rows.rows()];
        inBlocks("scoring", errors.length, (from, to) -> System.arraycopy(
                model.reconstructionErrors(rows.rows(from, to), common.threads()), 0, errors, from, to - from));
        return errors;
    }

    /** The outputs of a model for each row, of as many columns as are said. */
    final FloatMatrix outputs(String what, FloatMatrix rows, int columns, UnaryOperator<FloatMatrix> model) {
        FloatMatrix all = FloatMatrix.zeros(rows.rows(), columns);
        inBlocks(what, rows.rows(), (from, to) -> {
            FloatMatrix part = model.apply(rows.rows(from, to));
            System.arraycopy(part.array(), part.offset(), all.array(), all.rowOffset(from), (to - from) * columns);
        });
        return all;
    }

    /** A line for people, while the work goes on. */
    final void note(String line) {
        if (!common.quiet) {
            terminal.err().println(line);
        }
    }
}
