package io.lanecoder.report;

import io.lanecoder.data.FloatMatrix;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Rows and what the model makes of them: typical ones, the best and the worst. */
final class ReconstructionSection {
    private static final int EACH = 10;

    private ReconstructionSection() {
    }

    static Map<String, Object> of(Subject subject) {
        int n = subject.count();
        int each = Math.min(EACH, n);
        int[] byError = IntStream.range(0, n).boxed()
                .sorted((a, b) -> Double.compare(subject.errors[a], subject.errors[b])).mapToInt(i -> i).toArray();
        List<int[]> groups = List.of(
                IntStream.range(0, each).map(i -> byError[(n - each) / 2 + i]).toArray(),
                IntStream.range(0, each).map(i -> byError[i]).toArray(),
                IntStream.range(0, each).map(i -> byError[n - 1 - i]).toArray());
        int[] all = groups.stream().flatMapToInt(IntStream::of).toArray();
        FloatMatrix originals = subject.rows.select(all);
        FloatMatrix again = subject.network.reconstruct(originals, subject.options.threads());
        subject.sheets.put("originals", subject.look.sheet(originals));
        subject.sheets.put("reconstructions", subject.look.sheet(again));
        subject.sheets.put("differences", subject.look.signed(Subject.difference(again, originals)));
        List<Object> shown = new ArrayList<>();
        List<String> titles = List.of("Typical", "Best", "Worst");
        for (int g = 0; g < groups.size(); g++) {
            List<Object> rows = new ArrayList<>();
            for (int row : groups.get(g)) {
                rows.add(subject.row(row));
            }
            Map<String, Object> group = new LinkedHashMap<>();
            group.put("title", titles.get(g));
            group.put("first", g * each);
            group.put("rows", rows);
            shown.add(group);
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("mean", Subject.rounded(IntStream.of(byError).mapToDouble(i -> subject.errors[i]).sum() / n));
        json.put("median", Subject.rounded(subject.errors[byError[n / 2]]));
        json.put("groups", shown);
        return json;
    }
}
