package io.lanecoder.cli;

/**
 * One run of the program in this JVM, for tests of other packages.
 *
 * @param status its exit status
 * @param out its standard output
 * @param err its standard error
 */
public record InProcess(int status, String out, String err) {
    /**
     * Runs a command.
     *
     * @param args the command and its options
     * @return what is left of it
     */
    public static InProcess run(String... args) {
        Cli run = Cli.run((Object[]) args);
        return new InProcess(run.status(), run.out(), run.err());
    }
}
