package io.lanecoder.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.AnomalyDetector;
import io.lanecoder.Autoencoder;
import io.lanecoder.AutoencoderConfig;
import io.lanecoder.data.Dataset;
import io.lanecoder.data.Digits;
import io.lanecoder.data.FloatMatrix;
import io.lanecoder.data.Labels;
import io.lanecoder.data.Scaler;
import io.lanecoder.format.FormatException;
import io.lanecoder.format.Json;
import io.lanecoder.nn.Activation;
import io.lanecoder.train.EpochReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static final int ROWS = 120;
    /** Central differences of floats of about 1 with h = 1/128: an error of 2^-24 * 128, a few times. */
    private static final double DIFFERENCE_TOLERANCE = 1e-4;
    private static final double EXACT = 1e-12;

    @TempDir Path folder;

    private static Autoencoder small(int inputs) {
        return Autoencoder.untrained(inputs, AutoencoderConfig.defaults().withSizes(List.of(16), 4), 1);
    }

    private static Dataset digits() {
        return Digits.generate(ROWS, 2);
    }

    private static Autoencoder ofDigits() {
        return small(784).suiting(digits());
    }

    private static Map<String, Object> content(Report report) {
        return report.content();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> part(Map<String, Object> content, String name) {
        return (Map<String, Object>) content.get(name);
    }

    @Test
    void everySectionHasWhatItNeeds() {
        AnomalyDetector detector = AnomalyDetector.calibrate(ofDigits(), Digits.generate(40, 3).features(), 1);
        Map<String, Object> content =
                content(Report.of(detector.model(), digits(), ReportOptions.defaults()).withHistory(List.of(
                        new EpochReport(1, 2, 0.5, Double.NaN, 0.1, 1, 10),
                        new EpochReport(2, 2, 0.25, Double.NaN, 0.1, 1, 10))));
        assertEquals(List.of(0.5, 0.25), part(content, "curves").get("train"));
        assertNull(part(content, "curves").get("validation"));
        assertEquals(5, ((List<?>) part(content, "head").get("layers")).size() + 1);
        assertEquals("image", part(content, "look").get("kind"));
        Map<String, Object> map = part(content, "map");
        for (String name : List.of("x", "y", "error")) {
            assertEquals(ROWS, ((List<?>) map.get(name)).size(), name);
        }
        assertEquals(ROWS, ((int[]) map.get("cluster")).length);
        Map<String, Object> clusters = part(content, "clusters");
        assertEquals(10, clusters.get("k"));
        int counted = 0;
        for (int[] row : (int[][]) clusters.get("composition")) {
            counted += IntStream.of(row).sum();
        }
        assertEquals(ROWS, counted);
        Map<String, Object> anomalies = part(content, "anomalies");
        assertEquals(40, anomalies.get("calibration_rows"));
        int[] bins = (int[]) ((Map<?, ?>) anomalies.get("histogram")).get("counts");
        assertEquals(ROWS, IntStream.of(bins).sum());
        assertEquals(4, ((List<?>) part(content, "latent").get("units")).size());
        for (Map.Entry<String, Object> sheet : part(content, "sheets").entrySet()) {
            assertTrue((int) ((Map<?, ?>) sheet.getValue()).get("count") > 0, sheet.getKey());
        }
    }

    @Test
    void theWorstRowsComeFirstAmongTheStrange() {
        Autoencoder model = ofDigits();
        double[] errors = model.reconstructionErrors(digits().features(), 1);
        int worst = 0;
        for (int i = 1; i < errors.length; i++) {
            worst = errors[i] > errors[worst] ? i : worst;
        }
        Map<String, Object> content =
                content(Report.of(model, digits(), ReportOptions.defaults().withMapRows(0).withFirstRow(1000)));
        List<?> strange = (List<?>) part(content, "anomalies").get("rows");
        assertEquals(1000L + worst, ((Map<?, ?>) strange.getFirst()).get("row"));
        assertFalse(part(content, "anomalies").containsKey("threshold"), "nobody calibrated the model");
        assertTrue(part(content, "map").get("missing").toString().contains("--map-rows"));
        assertTrue(part(content, "curves").get("missing").toString().contains("history.csv"));
    }

    @Test
    void threadsChangeNoByte() throws IOException {
        List<byte[]> pages = new ArrayList<>();
        for (int threads : new int[] {1, 3}) {
            Path file = folder.resolve(threads + ".html");
            long size = Report.of(ofDigits(), digits(), ReportOptions.defaults().withThreads(threads)).write(file);
            assertEquals(size, Files.size(file));
            pages.add(Files.readAllBytes(file));
        }
        assertArrayEquals(pages.getFirst(), pages.getLast());
    }

    static Dataset hostile() {
        FloatMatrix rows = FloatMatrix.zeros(60, 3);
        int[] codes = new int[60];
        for (int i = 0; i < 60; i++) {
            codes[i] = i % 3;
            for (int j = 0; j < 3; j++) {
                rows.set(i, j, (float) ((i * (j + 7) % 13) / 13.0 + codes[i]));
            }
        }
        return new Dataset(rows, Dataset.Encoding.NUMBERS, Optional.of(new Labels(codes,
                List.of("</script><script>alert(1)</script>", "<img src=x onerror=alert(2)>", "<!-- & \u2028 \"'"))),
                List.of("<b>a</b>", "</style>", "{{data}}"));
    }

    static Autoencoder ofHostile() {
        return small(3).withScaler(Scaler.auto(hostile())).withFeatureNames(hostile().featureNames());
    }

    @Test
    void textFromDataNeverBecomesHtml() throws IOException {
        Path file = folder.resolve("report.html");
        Report.of(ofHostile(), hostile(), ReportOptions.defaults()).write(file);
        String page = Files.readString(file);
        assertFalse(page.contains("alert(1)</"), "the label has ended its element");
        assertFalse(page.contains("<img src=x"), "the label has become an element");
        assertEquals(3, page.split("</script", -1).length - 1, "the data, the charts, our scripts");
        assertEquals(1, page.split("</style", -1).length - 1);
        Matcher block =
                Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>", Pattern.DOTALL)
                        .matcher(page);
        assertTrue(block.find());
        Map<?, ?> data = (Map<?, ?>) Json.parse("page", block.group(1).getBytes(StandardCharsets.UTF_8),
                Json.Limits.DEFAULT);
        assertEquals(hostile().labels().orElseThrow().names(), ((Map<?, ?>) data.get("head")).get("classes"));
        assertEquals(hostile().featureNames(), ((Map<?, ?>) data.get("look")).get("features"));
    }

    @Test
    void nothingInThePageNamesAnotherPlace() throws IOException {
        Path file = folder.resolve("report.html");
        Report.of(ofHostile(), hostile(), ReportOptions.defaults()).write(file);
        String page = Files.readString(file);
        assertTrue(page.contains("default-src 'none'"));
        Matcher link = Pattern.compile("(?:src|href)=\"(?!#|data:)[^\"]*\"")
                .matcher(page.substring(0, page.indexOf("id=\"data\""))); // what follows are scripts, which the policy binds
        assertFalse(link.find(), () -> link.group());
    }

    @Test
    void fewRowsGiveAReportToo() throws IOException {
        for (int rows : new int[] {1, 2, 5}) {
            Dataset few = digits().rows(0, rows);
            assertTrue(Report.of(ofDigits(), few, ReportOptions.defaults()).write(folder.resolve("few.html")) > 0);
        }
    }

    @Test
    void theGradientOfALinearCodeIsItsWeights() {
        Autoencoder model = small(5).withActivations(Activation.IDENTITY, Activation.IDENTITY, Activation.IDENTITY);
        FloatMatrix base = FloatMatrix.of(2, 5, new float[] {0f, 0f, 0f, 0f, 0f, 1f, -1f, 0.5f, 2f, 0f});
        FloatMatrix gradients = InputGradients.of(model, base, 1);
        float[] atZero = model.encode(FloatMatrix.zeros(1, 5)).toArray();
        for (int j = 0; j < 5; j++) {
            FloatMatrix unit = FloatMatrix.zeros(1, 5);
            unit.set(0, j, 1f);
            float[] moved = model.encode(unit).toArray();
            for (int u = 0; u < 4; u++) {
                assertEquals(moved[u] - atZero[u], gradients.get(u, j), DIFFERENCE_TOLERANCE);
            }
        }
    }

    @Test
    void silhouettesAreThoseOfTheDefinition() {
        FloatMatrix rows = FloatMatrix.of(4, 1, new float[] {0f, 2f, 10f, 5f});
        double[] found = Silhouettes.of(rows, new int[] {0, 0, 1, 2}, 3);
        assertEquals((5 - 2) / 5.0, found[0], EXACT); // the mean distance to row 3, alone in its cluster, is the least
        assertEquals((3 - 2) / 3.0, found[1], EXACT);
        assertEquals(0, found[2]);
        assertEquals(0, found[3]);
    }

    @Test
    void theCommandLineIsQuotedForAShell() {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("data", "my file's.csv");
        options.put("no-shuffle", true);
        options.put("nesterov", false);
        options.put("lr", 0.001);
        assertEquals("./lanecoder train --data 'my file'\\''s.csv' --no-shuffle --lr 0.001",
                HeadSection.commandLine(Map.of("command", "train", "options", options)));
        options.put("rows", "0:500");
        assertEquals("./lanecoder demo --data 'my file'\\''s.csv' --rows 500",
                HeadSection.commandLine(Map.of("command", "demo", "options", options)));
    }

    @Test
    void aFolderIsReadAndItsFaultsAreNamed() throws IOException {
        assertTrue(assertThrows(NoSuchFileException.class, () -> RunFolder.read(folder)).getReason()
                .contains("train or demo"));
        small(3).withProvenance(Map.of("command", "train", "options", "{\"data\":\"a.csv\"}"))
                .save(folder.resolve("model.safetensors"));
        RunFolder run = RunFolder.read(folder);
        assertEquals(List.of(), run.history());
        assertEquals(Map.of("data", "b.csv"), run.dataOptions(Map.of("data", "b.csv")));
        assertEquals("a.csv", run.dataOptions(Map.of()).get("data"));
        Path history = folder.resolve("history.csv");
        Files.writeString(history, "epoch,train_loss,...\n1,0.5,,0.001,2.0,100\n");
        EpochReport epoch = RunFolder.read(folder).history().getFirst();
        assertEquals(0.5, epoch.trainLoss());
        assertTrue(Double.isNaN(epoch.validationLoss()));
        Files.writeString(history, "epoch,train_loss,...\n1,0.5,,0.001\n");
        assertTrue(assertThrows(FormatException.class, () -> RunFolder.read(folder)).getMessage().contains("line 2"));
        Files.writeString(history, "epoch,train_loss,...\n1,a,,0.001,2.0,100\n");
        assertTrue(assertThrows(FormatException.class, () -> RunFolder.read(folder)).getMessage().contains("line 2"));
        assertThrows(IllegalArgumentException.class, () -> RunFolder.readData(Map.of()));
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThrows(IllegalArgumentException.class,
                () -> Report.of(small(3), digits(), ReportOptions.defaults()));
        assertThrows(IllegalArgumentException.class, () -> Report.of(ofDigits(), digits(),
                ReportOptions.defaults().withShape(new PictureShape(5, 5))));
        assertThrows(IllegalArgumentException.class,
                () -> Report.of(ofDigits(), digits().rows(0, 0), ReportOptions.defaults()));
        assertThrows(IllegalArgumentException.class, () -> ReportOptions.defaults().withThreads(0));
    }
}
