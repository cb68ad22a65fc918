package io.lanecoder.cli;

import io.lanecoder.data.Dataset;
import io.lanecoder.report.PictureShape;
import io.lanecoder.report.Report;
import io.lanecoder.report.ReportOptions;
import io.lanecoder.report.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes the page that shows what a run learned. */
@CommandLine.Command(name = "report", sortOptions = false,
        customSynopsis = "lanecoder report --run DIR [OPTIONS]",
        description = "Writes report.html, one page that shows what a trained encoder learned; it needs no network.",
        footer = {
            "", "Examples:", "  lanecoder report --run lanecoder-demo",
            "  lanecoder report --run run --data new.csv --clusters 6 --out new.html"})
final class ReportCommand extends Command {
    private static final int MOST_MAPPED = 100_000;

    @Option(names = "--run", paramLabel = "DIR", required = true,
            description = "The folder that train or demo wrote.") String run;

    @Option(names = "--out", paramLabel = "FILE",
            description = "The page, a name that ends in .html. Default: report.html in the folder.") String out;

    @Option(names = "--data", paramLabel = "SRC",
            description = DataOptions.SOURCES + ". Default: what the run was trained on.") String data;

    @Mixin TableOptions table;

    @Option(names = "--shape", paramLabel = "LINESxCOLUMNS|table",
            description = "How a row is shown: as a picture or as bars. Default: found out.") String shape;

    @Option(names = "--clusters", paramLabel = "K",
            description = "Number of clusters. Default: as many as classes, 10 without labels.") Integer clusters;

    @Option(names = "--map-rows", paramLabel = "N", defaultValue = "10000",
            description = "At most so many rows are mapped; 0 for no map. Default: ${DEFAULT-VALUE}.") int mapRows;

    ReportCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    Result work() throws IOException {
        long begin = System.nanoTime();
        Path folder = Arguments.path("--run", run);
        Path file = out == null ? folder.resolve("report.html")
                : Arguments.resultFile("--out", out, List.of(".html"), Arguments.files(data, table.labels));
        ReportOptions options = options();
        RunFolder content = RunFolder.read(folder);
        Map<String, Object> instead = new LinkedHashMap<>();
        if (data != null) {
            instead.put("data", data);
        }
        table.addTo(instead);
        Map<String, Object> reading = content.dataOptions(instead);
        Dataset rows = Arguments.reading("--data", () -> RunFolder.readData(reading));
        String source = reading.get("data").toString();
        Models.requireColumns(folder.toString(), content.model(), source, rows.features().cols());
        long firstRow = RunFolder.rowRange(reading).from();
        Report report = Arguments.naming("--shape", () -> Report.ofRun(content, rows, options.withFirstRow(firstRow)))
                .withProgress(part -> note("Report: " + part));
        long[] bytes = new long[1];
        RunFailure.ofWriting(() -> bytes[0] = report.write(file));
        double seconds = (System.nanoTime() - begin) / 1e9;
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("command", "report");
        json.put("run", run);
        json.put("data", source);
        json.put("rows", report.rows());
        json.put("out", file.toString());
        json.put("bytes", bytes[0]);
        json.put("seconds", seconds);
        return Result.note(json, String.format(Locale.ROOT, "%,d rows, %.1f MB, in %s: %s%n", report.rows(),
                bytes[0] / 1e6, Progress.duration(seconds), file));
    }

    private ReportOptions options() {
        Arguments.require(clusters == null || clusters >= 1, "--clusters", clusters, "at least 1");
        Arguments.require(mapRows >= 0 && mapRows <= MOST_MAPPED, "--map-rows", mapRows, "0 to " + MOST_MAPPED);
        ReportOptions options = ReportOptions.defaults().withMapRows(mapRows).withSeed(common.seed)
                .withThreads(common.threads()).withClusters(clusters == null ? 0 : clusters);
        return shape == null ? options
                : options.withShape(Arguments.naming("--shape", () -> PictureShape.parse(shape)));
    }
}
