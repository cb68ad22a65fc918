package io.lanecoder.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The scan of the jar finds what is planted in a class, and nothing in one that is in order. */
class ForbiddenUsesIT {
    @TempDir Path folder;

    private List<String> usesOf(String member) throws IOException {
        Path source = folder.resolve("Planted.java");
        Files.writeString(source, "class Planted { " + member + " }");
        StringWriter said = new StringWriter();
        PrintWriter writer = new PrintWriter(said);
        int status = ToolProvider.findFirst("javac").orElseThrow().run(writer, writer, "-nowarn", "-d",
                folder.toString(), source.toString());
        assertEquals(0, status, said.toString());
        return ForbiddenUses.in(Files.readAllBytes(folder.resolve("Planted.class")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "native int f(); | native method f",
        "sun.misc.Unsafe f; | the JDK's internals",
        "sun.misc.Unsafe[] f() { return null; } | the JDK's internals",
        "String f = \"jdk.internal.misc.Unsafe\"; | the JDK's internals",
        "Object f(java.io.ObjectInputStream in) throws Exception { return in.readObject(); } | Java serialisation",
        "void f() throws Exception { new java.io.ObjectOutputStream(null); } | Java serialisation",
        "void f(java.lang.reflect.Field f) { f.setAccessible(true); } | reflection",
        "Object f() throws Exception { return String.class.getDeclaredField(\"value\"); } | reflection",
        "Object f() throws Exception { return String.class.getDeclaredMethods(); } | reflection",
        "Object f() throws Exception { return Class.forName(\"a.B\"); } | reflection",
        "Object f(java.lang.invoke.MethodHandles.Lookup l) throws Exception"
                + " { return java.lang.invoke.MethodHandles.privateLookupIn(String.class, l); } | reflection",
        "void f() { System.setProperty(\"a\", \"b\"); } | a switch of the whole JVM",
        "java.util.function.Function<String, String> f = System::clearProperty; | a switch of the whole JVM",
        "void f() { System.load(\"/a.so\"); } | native code",
        "void f() { Runtime.getRuntime().loadLibrary(\"a\"); } | native code",
        "Object f() { return java.lang.foreign.Linker.nativeLinker(); } | native code",
        "void f() throws Exception { new java.net.Socket(\"a\", 1); } | the network",
        "Object f() throws Exception { return java.nio.channels.SocketChannel.open(); } | the network"})
    void whatIsPlantedIsFound(String member, String reason) throws IOException {
        List<String> found = usesOf(member);
        assertTrue(found.stream().anyMatch(use -> use.contains(reason)), found::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "String f = System.getProperty(\"a\") + \"Use sun glasses\";", "java.net.URI f = java.net.URI.create(\"a\");",
        "enum F { A, B } int f(F x) { return switch (x) { case A -> 1; case B -> 2; }; }",
        "record F(int a, String b) { } Runnable f = () -> System.out.println(new F(1, \"b\"));",
        "static final class F extends Exception { private static final long serialVersionUID = 1; }",
        "Object f = java.lang.foreign.Arena.global().allocate(8);"})
    void whatIsInOrderIsLetBe(String member) throws IOException {
        assertEquals(List.of(), usesOf(member));
    }
}
