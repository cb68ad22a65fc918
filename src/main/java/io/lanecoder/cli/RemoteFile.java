package io.lanecoder.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file to be fetched, and how to tell that it is the right one.
 *
 * @param name its name, there and here
 * @param bytes its length
 * @param sha256 its SHA-256 sum, in hexadecimal
 */
record RemoteFile(String name, long bytes, String sha256) {
    /** Whether this is the file's content. */
    boolean is(Path file) throws IOException {
        return Files.isRegularFile(file) && Files.size(file) == bytes && sum(file).equals(sha256);
    }

    private static String sum(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                DigestInputStream digesting = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            digesting.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digesting.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
