package io.lanecoder.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lanecoder.format.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the bill of materials lists is what the program is shipped with, byte for byte, and what the build has locked. */
class BillOfMaterialsIT {
    private static final Path BILL = Packaged.file("-cyclonedx.json");

    /** The libraries beside the jar, by the hash of their content. */
    private static Map<String, String> libraries() throws IOException, GeneralSecurityException {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> jars = Files.list(BILL.resolveSibling("lib"))) {
            for (Path jar : jars.toList()) {
                found.put(HexFormat.of().formatHex(sha256.digest(Files.readAllBytes(jar))),
                        jar.getFileName().toString());
            }
        }
        return found;
    }

    private static List<?> list(Map<?, ?> from, String name) {
        return (List<?>) from.get(name);
    }

    @Test
    void itListsTheLibrariesWithTheirHashes() throws IOException, GeneralSecurityException {
        assumeTrue(Files.exists(BILL), "skipped: a build without the network (-o) writes no bill of materials");
        Map<?, ?> bill = (Map<?, ?>) Json.read(BILL);
        Map<String, String> listed = new TreeMap<>();
        for (Object each : list(bill, "components")) {
            Map<?, ?> component = (Map<?, ?>) each;
            String hash = list(component, "hashes").stream().map(entry -> (Map<?, ?>) entry)
                    .filter(entry -> "SHA-256".equals(entry.get("alg"))).findFirst().orElseThrow().get("content")
                    .toString();
            listed.put(hash, component.get("name") + "-" + component.get("version") + ".jar");
            assertFalse(list(component, "licenses").isEmpty(), component::toString);
        }
        assertEquals(libraries(), listed);
        assertTrue(!bill.containsKey("serialNumber") && !bill.toString().contains("timestamp"),
                "something that is new in every build");
    }

    @Test
    void theLibrariesAreAmongWhatIsLocked() throws IOException, GeneralSecurityException {
        Map<String, String> locked = Files.readAllLines(Path.of(".mvn/checksums/checksums.sha256")).stream()
                .map(line -> line.split(" +", 2))
                .collect(Collectors.toMap(words -> words[0], words -> words[1].replaceFirst(".*/", ""), (a, b) -> a));
        libraries().forEach((hash, name) -> assertEquals(name, locked.get(hash), name));
    }
}
