package io.lanecoder.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar as it is published: small, all of it Java, and on nothing but the JDK's public interface. */
class JarIT {
    private static final long LARGEST = 1_000_000;
    private static final Path JAR = Packaged.file(".jar");
    private static final Set<String> ENDINGS = Set.of("class", "html", "css", "js", "MF", "xml", "properties", "");
    /** The modules of the JDK that our classes use: java.net.http for `fetch`, the others for the library. */
    private static final Set<String> MODULES =
            Set.of("java.base", "java.logging", "java.net.http", "jdk.incubator.vector");

    @Test
    void itIsUnderOneMegabyte() throws IOException {
        assertTrue(Files.size(JAR) < LARGEST, () -> JAR + " has " + JAR.toFile().length() + " bytes");
    }

    /** By what is let in, so that no library for some system slips through under a name that nobody thought of. */
    @Test
    void itHoldsClassesTextAndNothingElse() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            Set<String> endings = jar.stream().filter(entry -> !entry.isDirectory())
                    .map(entry -> entry.getName().replaceFirst(".*/", ""))
                    .map(name -> name.indexOf('.') < 0 ? "" : name.replaceFirst(".*\\.", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertTrue(endings.contains("class") && ENDINGS.containsAll(endings), endings::toString);
            for (String file : List.of("module-info.class", "META-INF/LICENSE", "META-INF/NOTICE")) {
                assertNotNull(jar.getEntry(file), file);
            }
        }
    }

    @Test
    void noClassUsesWhatIsForbidden() throws IOException {
        List<String> found = new ArrayList<>();
        int classes = 0;
        try (JarFile jar = new JarFile(JAR.toFile())) {
            for (JarEntry entry : jar.stream().filter(entry -> entry.getName().endsWith(".class")).toList()) {
                found.addAll(ForbiddenUses.in(jar.getInputStream(entry).readAllBytes()));
                classes++;
            }
        }
        assertTrue(classes > 100, "read only " + classes + " classes");
        assertEquals("", String.join("\n", found));
    }

    @Test
    void noClassUsesTheInsideOfTheJdk(@TempDir Path folder) throws IOException {
        assertEquals("", jdeps(folder, "--jdk-internals"));
    }

    @Test
    void onlyTheseModulesOfTheJdkAreUsed(@TempDir Path folder) throws IOException {
        Set<String> used = new TreeSet<>();
        jdeps(folder, "-summary").lines().map(line -> line.replaceFirst(".* -> ", ""))
                .filter(place -> !place.endsWith(".jar")).forEach(used::add);
        assertTrue(used.contains("java.base") && MODULES.containsAll(used), used::toString);
    }

    /** Asks about the classes without their descriptor: with it, jdeps finds no optional module. */
    private static String jdeps(Path folder, String question) throws IOException {
        Path classes = Files.createDirectory(folder.resolve("classes"));
        try (JarFile jar = new JarFile(JAR.toFile())) {
            for (JarEntry entry : jar.stream().filter(entry -> entry.getName().matches("io/.+\\.class")).toList()) {
                Path file = classes.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                Files.write(file, jar.getInputStream(entry).readAllBytes());
            }
        }
        StringWriter said = new StringWriter();
        PrintWriter writer = new PrintWriter(said);
        int status = ToolProvider.findFirst("jdeps").orElseThrow().run(writer, writer, "--multi-release", "base",
                "--class-path", libraries(), question, classes.toString());
        assertEquals(0, status, said.toString());
        return said.toString().strip();
    }

    private static String libraries() throws IOException {
        try (Stream<Path> jars = Files.list(JAR.resolveSibling("lib"))) {
            return jars.map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        }
    }
}
