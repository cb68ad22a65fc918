package io.lanecoder.packaging;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a class file must not use, read off its constant pool, where everything stands that it calls by name.
 *
 * <p>Class names have slashes, as in the file.
 */
final class ForbiddenUses {
    /** Classes that are not to be mentioned, with the reason. */
    private static final Map<Pattern, String> CLASSES = Map.of(
            Pattern.compile("java/io/Object(In|Out)putStream|java/io/ObjectInputFilter"), "Java serialisation",
            Pattern.compile("java/lang/reflect/(?!Array$).*"), "reflection",
            Pattern.compile("java/lang/foreign/(Linker|SymbolLookup)(\\$.*)?"), "native code",
            Pattern.compile("com/sun/.*"), "the JDK's internals");
    /** Text of any kind, names in strings too. */
    private static final Pattern INTERNALS = Pattern.compile("(^|[^\\w/])L?(sun[./]misc|jdk[./]internal)[./]");
    /** Classes and methods that are not to be called, with the reason. */
    private static final Map<Pattern, String> METHODS = Map.of(
            Pattern.compile("java/lang/(System|Runtime)\\.(load|loadLibrary)"), "native code",
            Pattern.compile("java/lang/System\\.(setProperty|setProperties|clearProperty)"),
            "a switch of the whole JVM",
            Pattern.compile("java/lang/Class\\.(forName|getDeclared\\w+|getMethods?|getFields?|getConstructors?)"),
            "reflection",
            Pattern.compile("java/lang/invoke/MethodHandles\\.privateLookupIn"), "reflection");
    /** The network belongs to the command line; an address as a value reaches nothing. */
    private static final Pattern NETWORK =
            Pattern.compile("java/net/(?!URI$|URISyntaxException$).*|java/nio/channels/\\w*Socket.*");
    private static final Pattern MAY_USE_NETWORK = Pattern.compile("io/lanecoder/cli/.*");

    private ForbiddenUses() {
    }

    /** One sentence for every forbidden use; empty when there is none. */
    static List<String> in(byte[] classFile) {
        ClassModel model = ClassFile.of().parse(classFile);
        String name = model.thisClass().asInternalName();
        List<String> found = new ArrayList<>();
        for (MethodModel method : model.methods()) {
            if (method.flags().has(AccessFlag.NATIVE)) {
                found.add(name + " has the native method " + method.methodName().stringValue());
            }
        }
        for (PoolEntry entry : model.constantPool()) {
            switch (entry) {
                case ClassEntry used -> {
                    // An array's name is a descriptor: [Ljava/lang/String;
                    String type = used.asInternalName().replaceFirst("^\\[+L(.*);$", "$1");
                    matches(CLASSES, type, name, found);
                    if (NETWORK.matcher(type).matches() && !MAY_USE_NETWORK.matcher(name).matches()) {
                        found.add(name + " uses " + type + ": the network");
                    }
                }
                case MemberRefEntry used -> matches(METHODS,
                        used.owner().asInternalName() + "." + used.name().stringValue(), name, found);
                case Utf8Entry text -> {
                    if (INTERNALS.matcher(text.stringValue()).find()) {
                        found.add(name + " names " + text.stringValue() + ": the JDK's internals");
                    }
                }
                default -> {
                    // Numbers, strings and descriptors stand on text entries, which are looked at.
                }
            }
        }
        return found;
    }

    private static void matches(Map<Pattern, String> rules, String used, String by, List<String> found) {
        rules.forEach((pattern, reason) -> {
            if (pattern.matcher(used).matches()) {
                found.add(by + " uses " + used + ": " + reason);
            }
        });
    }
}
