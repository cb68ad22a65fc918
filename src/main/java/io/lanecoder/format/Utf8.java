package io.lanecoder.format;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** UTF-8 that refuses malformed bytes instead of replacing them. */
final class Utf8 {
    private Utf8() {}

    /** {@return a decoder that reports malformed bytes} */
    static CharsetDecoder decoder() {
        return StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    /** Decodes all bytes; {@code what} names them in the error. */
    static String decode(String source, byte[] bytes, String what) throws FormatException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder().decode(in, out, true);
        if (result.isError()) {
            throw new FormatException(source, String.format("byte %d of %s is 0x%02x, which is not UTF-8 there",
                    in.position(), what, bytes[in.position()]));
        }
        return out.flip().toString();
    }

    /** Whether every surrogate in the text has its partner, so that UTF-8 can hold it. */
    static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return false;
            }
        }
        return true;
    }
}
