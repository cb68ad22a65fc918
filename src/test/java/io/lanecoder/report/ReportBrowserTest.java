package io.lanecoder.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lanecoder.AnomalyDetector;
import io.lanecoder.Autoencoder;
import io.lanecoder.AutoencoderConfig;
import io.lanecoder.data.Dataset;
import io.lanecoder.data.Digits;
import io.lanecoder.format.Json;
import io.lanecoder.train.TrainingConfig;
import io.lanecoder.train.TrainingListener;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Opens reports in Chromium without a screen. The page tries itself (selftest.js) and leaves a verdict, which is looked at here.
 * Skipped where there is no Chromium on the path.
 */
class ReportBrowserTest {
    private static final Pattern VERDICT = Pattern.compile("<pre id=\"verdict\">(.*?)</pre>", Pattern.DOTALL);
    private static final List<String> SECTIONS =
            List.of("head", "curves", "reconstructions", "map", "clusters", "anomalies", "latent");
    /** The least number of painted pixels of a chart that shows something. */
    private static final long PAINTED = 500;

    @TempDir Path folder;

    private static Optional<Path> chromium() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .flatMap(place -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(Path.of(place)::resolve))
                .filter(Files::isExecutable).findFirst();
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> verdict(Report report) throws IOException, InterruptedException {
        Optional<Path> browser = chromium();
        assumeTrue(browser.isPresent(), "skipped: there is no chromium on the path to open the report with");
        Path page = folder.resolve("report.html");
        report.write(page);
        Path dom = folder.resolve("dom.html");
        Process process = new ProcessBuilder(browser.get().toString(), "--headless=new", "--no-sandbox",
                "--disable-gpu",
                "--no-first-run", "--disable-dev-shm-usage", "--user-data-dir=" + folder.resolve("profile"),
                "--window-size=1280,1000", "--virtual-time-budget=20000", "--dump-dom", page.toUri() + "#selftest")
                .redirectOutput(dom.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        assertTrue(process.waitFor(2, TimeUnit.MINUTES), "the browser does not end");
        String text = Files.readString(dom, StandardCharsets.UTF_8);
        Matcher found = VERDICT.matcher(text);
        assertTrue(found.find(), () -> "no verdict, the page's scripts did not run: " + text.length() + " characters");
        String json = found.group(1).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        return (Map<String, Object>) Json.parse("verdict", json);
    }

    private static void assertSound(Map<String, Object> verdict, int charts) {
        assertEquals(List.of(), verdict.get("problems"));
        for (String section : SECTIONS) {
            Map<?, ?> content = (Map<?, ?>) ((Map<?, ?>) verdict.get("sections")).get(section);
            assertTrue((long) content.get("elements") >= 5, section + " " + content);
        }
        Map<?, ?> drawn = (Map<?, ?>) verdict.get("charts");
        assertEquals(charts, drawn.size(), drawn::toString);
        drawn.forEach((title, pixels) -> assertTrue((long) pixels > PAINTED, title + " " + pixels));
        assertEquals(List.of(), verdict.get("requests"));
        assertEquals(0L, verdict.get("scriptsInData"));
        assertEquals(true, verdict.get("themeSwitched"));
        assertEquals(1L, verdict.get("hoverPictures"));
        assertTrue((long) verdict.get("walked") > 1, "the arrow keys lead from mark to mark");
        assertTrue(((Number) verdict.get("zoomed")).doubleValue() < 100, verdict::toString);
    }

    @Test
    void aReportOfPicturesDrawsAllItsParts() throws IOException, InterruptedException {
        Dataset data = Digits.generate(400, 1);
        Autoencoder.Fit fit = Autoencoder.fit(data, AutoencoderConfig.defaults().withSizes(List.of(32), 6),
                TrainingConfig.defaults().toBuilder().epochs(3).validationFraction(0.1).build(),
                TrainingListener.SILENT);
        Autoencoder model = AnomalyDetector.calibrate(fit.model(), Digits.generate(100, 5).features(), 1).model();
        Map<String, Object> verdict = verdict(Report.of(model, data, ReportOptions.defaults().withThreads(2))
                .withHistory(fit.training().history()));
        assertSound(verdict, 6);
        assertEquals(List.of("label", "cluster", "error"), verdict.get("mapButtons"));
        assertEquals(3L, verdict.get("mapColourings"), "each button colours the map in its own way");
        String hover = verdict.get("hover").toString();
        assertTrue(hover.matches("row \\d+label \\dcluster \\derror [\\d.e-]+"), hover);
        for (String section : List.of("reconstructions", "clusters", "anomalies", "latent")) {
            Map<?, ?> content = (Map<?, ?>) ((Map<?, ?>) verdict.get("sections")).get(section);
            assertTrue((long) content.get("pictures") >= 10, section + " " + content);
        }
    }

    @Test
    void aTableWithHostileTextIsShownAsText() throws IOException, InterruptedException {
        Map<String, Object> verdict =
                verdict(Report.of(ReportTest.ofHostile(), ReportTest.hostile(), ReportOptions.defaults()));
        Map<?, ?> curves = (Map<?, ?>) ((Map<?, ?>) verdict.get("sections")).get("curves");
        assertEquals(1L, curves.get("missing"), "there is no history, and the section says so");
        assertEquals(List.of(), verdict.get("problems"));
        assertEquals(0L, verdict.get("scriptsInData"));
        assertEquals(List.of(), verdict.get("requests"));
        assertEquals(3, ((Map<?, ?>) verdict.get("charts")).size(), "map, silhouettes, histogram");
        assertTrue(verdict.get("hover").toString().contains("label <"), verdict.get("hover").toString());
    }
}
