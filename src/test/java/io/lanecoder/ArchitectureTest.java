package io.lanecoder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads every source file and holds it to the house rules; then holds the reader to made-up files that break them. */
class ArchitectureTest {
    /** Surefire's own property; an IDE runs in the project's folder. */
    private static final Path BASE = Path.of(System.getProperty("basedir", ""));
    private static final Path MAIN = BASE.resolve("src/main/java");
    private static final Path TEST = BASE.resolve("src/test/java");

    @Test
    void everySourceFileKeepsTheHouseRules() throws IOException {
        List<String> found = new ArrayList<>();
        List<Path> files = javaFiles(MAIN);
        for (Path file : files) {
            found.addAll(SourceRules.violations(MAIN.relativize(file).toString(), Files.readString(file)));
        }
        assertTrue(files.size() > 3, () -> "read only " + files.size() + " files under " + MAIN.toAbsolutePath());
        assertEquals("", String.join("\n", found));
    }

    @Test
    void everyTestFileKeepsTheRulesOfText() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : javaFiles(TEST)) {
            SourceRules.checkText(TEST.relativize(file).toString(), Files.readString(file), found);
        }
        assertEquals("", String.join("\n", found));
    }

    @Test
    void everyPackageSaysWhatItIs() throws IOException {
        Set<Path> folders = javaFiles(MAIN).stream().map(Path::getParent).filter(folder -> !folder.equals(MAIN))
                .collect(Collectors.toSet());
        List<Path> silent =
                folders.stream().filter(folder -> !Files.exists(folder.resolve("package-info.java"))).toList();
        assertEquals(List.of(), silent, "packages without package-info.java");
    }

    @ParameterizedTest
    @CsvSource({
        "kernel,data", "data,format", "format,nn", "nn,train", "nn,format", "train,latent", "latent,train",
        "latent,nn",
        "latent,format", "train,report", "report,cli", "kernel,cli"})
    void anImportFromAboveOrBesideIsFound(String from, String to) {
        assertOne("which does not lie below it", file(from, "import io.lanecoder." + to + ".Thing;\n"));
        assertOne("which does not lie below it", file(from, "Object o = new io.lanecoder." + to + ".Thing();\n"));
        assertOne("which does not lie below it", file(from, "import static io.lanecoder." + to + ".Thing.make;\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "data,kernel", "format,data", "nn,kernel", "train,format", "latent,data", "report,latent", "cli,report",
        "cli,kernel",
        "nn,nn"})
    void anImportFromBelowIsFine(String from, String to) {
        assertNone(file(from, "import io.lanecoder." + to + ".Thing;\n"));
    }

    @Test
    void theFacadeLiesBetweenLatentAndReport() {
        assertNone("package io.lanecoder;\nimport io.lanecoder.latent.KMeans;\nimport io.lanecoder.train.Trainer;\n");
        assertOne("which does not lie below it", "package io.lanecoder;\nimport io.lanecoder.report.Report;\n");
        assertOne("which does not lie below it", file("latent", "import io.lanecoder.Autoencoder;\n"));
        assertNone(file("report", "import io.lanecoder.Autoencoder;\n"));
    }

    @Test
    void aPackageOutsideTheTableIsFound() {
        assertOne("no place in the layering table", file("util", "class Strings {}\n"));
        assertOne("no package under", "package org.example;\nclass A {}\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "System.setProperty(\"a\", \"b\");", "sun.misc.Unsafe u;", "ThreadLocal<float[]> pool;",
        "ThreadLocalRandom.current();", "class A implements java.io.Serializable {}", "new ObjectInputStream(in);",
        "Thread.sleep(1);", "v.reduceLanes(VectorOperators.ADD);", "v.lanewise(VectorOperators.EXP);",
        "import java.util.*;", "import static java.lang.Math.*;"})
    void whatIsForbiddenEverywhereIsFound(String line) {
        for (String room : List.of("kernel", "nn", "cli")) {
            assertOne(null, file(room, line + "\n"));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "jdk.incubator.vector.FloatVector v; | kernel | nn", "System.out.println(); | cli | report",
        "System.err.println(); | cli | train", "System.exit(1); | cli | format",
        "import picocli.CommandLine; | cli | report", "double d = Math.exp(1); | report | kernel",
        "import org.apache.commons.math3.linear.RealMatrix; | latent | nn"})
    void whatBelongsToOneRoomIsFoundInAnother(String line, String allowed, String forbidden) {
        assertNone(file(allowed, line + "\n"));
        assertOne("is used outside", file(forbidden, line + "\n"));
    }

    @Test
    void exactFunctionsAreFine() {
        assertNone(file("kernel", "float f = Math.fma(a, b, c) + (float) StrictMath.exp(1) + (float) Math.sqrt(2);\n"));
    }

    @Test
    void commonsMathStaysOutOfPublicSignatures() {
        String head = "import org.apache.commons.math3.linear.RealMatrix;\n";
        assertNone(file("latent", head + "private static RealMatrix of(float[] x) { return null; }\n"));
        assertNone(file("latent", head + "public int f() { RealMatrix m = null; return 0; }\n"));
        assertOne("public signature", file("latent", head + "public static int f(int a,\n        RealMatrix m) {}\n"));
        assertOne("public signature", file("latent", head + "protected RealMatrix m;\n"));
    }

    @Test
    void longFilesAndLinesAndTabsAreFound() {
        assertOne("451 lines, at most 450", file("nn", "\n".repeat(450)));
        assertNone(file("nn", "\n".repeat(449)));
        assertNone(file("kernel", "\n".repeat(699)));
        assertOne("701 lines, at most 700", file("kernel", "\n".repeat(700)));
        assertOne("121 columns", file("nn", "x".repeat(121) + "\n"));
        assertOne("a tab", file("nn", "\tint i;\n"));
        assertOne("belongs in an issue", file("nn", "// TO" + "DO later\n"));
    }

    @Test
    void commentsAndLiteralsAreNotCode() {
        assertNone(file("nn", "/** {@link io.lanecoder.cli.Main} and System.out */\n// Thread.sleep(1)\n"));
        assertNone(file("nn", "String s = \"System.out \\\" ThreadLocal\"; char c = '\"'; char d = '\\'';\n"));
        assertNone(file("nn", "String s = \"\"\"\n    import java.util.*; \"quoted\"\n    \"\"\";\n"));
        assertOne(null, file("nn", "/* a */ Thread.sleep(1); // b\n"));
        assertOne(null, file("nn", "String s = \"\\\\\"; Thread.sleep(1);\n"));
        assertEquals("a        \n b", SourceRules.withoutCommentsAndStrings("a/* // */\n b"));
    }

    @Test
    void theModuleDescriptorMayNameEverything() {
        assertEquals(List.of(), SourceRules.violations("module-info.java",
                "module io.lanecoder {\n    requires static jdk.incubator.vector;\n    requires info.picocli;\n}\n"));
    }

    private static String file(String room, String body) {
        return "package io.lanecoder." + room + ";\n" + body;
    }

    private static void assertNone(String source) {
        assertEquals(List.of(), SourceRules.violations("A.java", source));
    }

    /** One violation whose sentence holds {@code part}; {@code null}: whatever it says. */
    private static void assertOne(String part, String source) {
        List<String> found = SourceRules.violations("A.java", source);
        assertEquals(1, found.size(), () -> found + " in " + source);
        assertTrue(part == null || found.getFirst().contains(part), found::toString);
    }

    private static List<Path> javaFiles(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        }
    }
}
