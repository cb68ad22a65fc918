package io.lanecoder.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Fetches well-known pictures. */
@CommandLine.Command(name = "fetch", sortOptions = false,
        customSynopsis = "lanecoder fetch mnist|fashion-mnist --out DIR [OPTIONS]",
        description = "Fetches the four original files of MNIST or Fashion-MNIST and checks their SHA-256 sums.",
        footer = {
            "", "Examples:", "  lanecoder fetch mnist --out mnist",
            "  lanecoder fetch fashion-mnist --out fashion --mirror https://example.org/fashion/"})
final class FetchCommand extends Command {
    private static final int PATIENCE_MILLIS = 30_000;

    @Parameters(paramLabel = "mnist|fashion-mnist", description = "What to fetch: 11.6 or 30.9 MB.") Originals set;

    @Option(names = "--out", paramLabel = "DIR", required = true,
            description = "The folder for the files; made if it is not there. What it has of them is not fetched again, "
                    + "and files cut short go on.") String out;

    @Option(names = "--mirror", paramLabel = "URL",
            description = "The folder on the network to fetch from. Default: the usual ones, in turn.") String mirror;

    FetchCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    Result work() throws IOException {
        Path folder = Arguments.path("--out", out);
        List<String> mirrors = mirror == null ? set.mirrors() : List.of(checkedMirror());
        RunFailure.ofWriting(() -> Files.createDirectories(folder));
        return fetch(set.files(), new Download(terminal, common.quiet, mirrors, folder, PATIENCE_MILLIS));
    }

    private String checkedMirror() {
        String expected = "a folder on the network, as in https://example.org/mnist/";
        try {
            Arguments.require(Mirror.isHttp(URI.create(mirror)), "--mirror", mirror, expected);
        } catch (IllegalArgumentException _) {
            throw Arguments.wrong("--mirror", "found " + mirror + ", expected " + expected);
        }
        return mirror.endsWith("/") ? mirror : mirror + "/";
    }

    Result fetch(List<RemoteFile> files, Download download) {
        long begin = System.nanoTime();
        List<Map<String, Object>> got = new ArrayList<>();
        long[] bytes = new long[1];
        for (RemoteFile file : files) {
            RunFailure.ofWriting(() -> {
                Optional<String> source = download.get(file);
                bytes[0] += source.isPresent() ? file.bytes() : 0;
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("file", download.folder().resolve(file.name()).toString());
                row.put("bytes", file.bytes());
                row.put("sha256", file.sha256());
                row.put("from", source.orElse(null));
                got.add(row);
            });
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        long there = got.stream().filter(row -> row.get("from") == null).count();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("command", "fetch");
        json.put("set", set.toString());
        json.put("out", out);
        json.put("files", got);
        json.put("bytes", bytes[0]);
        json.put("seconds", seconds);
        return Result.note(json, String.format(Locale.ROOT, "%d files of %s, %.1f MB in %s%s, SHA-256 checked: %s%n",
                got.size(), set, bytes[0] / 1e6, Progress.duration(seconds),
                there == 0 ? "" : there == got.size() ? ": they were there" : ", " + there + " of them were there",
                out));
    }
}
