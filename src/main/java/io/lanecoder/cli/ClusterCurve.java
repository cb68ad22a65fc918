package io.lanecoder.cli;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.format.CsvWriter;
import io.lanecoder.latent.KMeans;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/**
 * What k-means finds with one number of clusters after the other.
 *
 * @param choices one for each number, ascending
 */
record ClusterCurve(List<KMeans.Choice> choices) {
    private static final int WIDTH = 40;

    /**
     * Numbers of clusters: one, or all from one up to another.
     *
     * @param least the first
     * @param most the last
     */
    record Range(int least, int most) {
        private static final Pattern FORM = Pattern.compile("(\\d{1,9})(?::(\\d{1,9}))?");

        /** Reads {@code 10} or {@code 2:15}. */
        static Range parse(String text) {
            Matcher form = FORM.matcher(text);
            if (!form.matches()) {
                throw new TypeConversionException("neither a number nor a range");
            }
            int least = Integer.parseInt(form.group(1));
            return new Range(least, form.group(2) == null ? least : Integer.parseInt(form.group(2)));
        }

        boolean isOne() {
            return least == most;
        }

        /** As the command line takes it. */
        @Override
        public String toString() {
            return isOne() ? Integer.toString(least) : least + ":" + most;
        }
    }

    static ClusterCurve of(FloatMatrix rows, Range range, KMeans.Options options, IntConsumer done) {
        boolean few = rows.rows() <= ClusterCommand.SILHOUETTE_ROWS;
        List<KMeans.Choice> choices = new ArrayList<>();
        for (int k = range.least(); k <= range.most(); k++) {
            choices.add(few ? KMeans.chooseK(rows, k, k, options).getFirst()
                    : new KMeans.Choice(k, KMeans.fit(rows, options.withK(k)).inertia(), Double.NaN));
            done.accept(choices.size());
        }
        return new ClusterCurve(choices);
    }

    /** The number with the greatest silhouette, where there is any. */
    Optional<Integer> best() {
        return choices.stream().filter(c -> !Double.isNaN(c.silhouette()))
                .max(Comparator.comparingDouble(KMeans.Choice::silhouette).thenComparing(c -> -c.k()))
                .map(KMeans.Choice::k);
    }

    /** Writes a table; the silhouette's cell is empty where it is not defined or was not taken. */
    void write(Path file) {
        RunFailure.ofWriting(() -> CsvWriter.write(file, List.of("k", "inertia", "silhouette"), table -> {
            for (KMeans.Choice choice : choices) {
                table.cell(choice.k()).cell(choice.inertia());
                if (Double.isNaN(choice.silhouette())) {
                    table.cell("").endRow();
                } else {
                    table.cell(choice.silhouette()).endRow();
                }
            }
        }));
    }

    /** For {@code --json}: null where the silhouette is not defined or was not taken. */
    List<Map<String, Object>> json() {
        return choices.stream().map(choice -> {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("k", choice.k());
            row.put("inertia", choice.inertia());
            row.put("silhouette", Double.isNaN(choice.silhouette()) ? null : choice.silhouette());
            return row;
        }).toList();
    }

    /** For people: a line a number, with a bar as long as its inertia. */
    String text() {
        double greatest = choices.stream().mapToDouble(KMeans.Choice::inertia).max().orElseThrow();
        StringBuilder text = new StringBuilder(String.format("%5s  %10s  %10s%n", "k", "silhouette", "inertia"));
        for (KMeans.Choice choice : choices) {
            int length = greatest > 0 ? (int) Math.round(WIDTH * choice.inertia() / greatest) : 0;
            text.append(String.format(Locale.ROOT, "%5d  %10s  %10s  %s%n", choice.k(),
                    Double.isNaN(choice.silhouette()) ? "-" : String.format(Locale.ROOT, "%.4f", choice.silhouette()),
                    Progress.loss(choice.inertia()), "#".repeat(length)));
        }
        best().ifPresent(k -> text.append(String.format(
                "the silhouette is greatest at k = %d; the inertia always shrinks, look for where it begins to do so "
                        + "slowly%n",
                k)));
        return text.toString();
    }
}
