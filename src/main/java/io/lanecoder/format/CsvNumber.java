package io.lanecoder.format;

/**
 * Reads a decimal number from characters: {@code [+-]digits[.digits][e[+-]digits]}, or {@code nan}, {@code inf},
 * {@code infinity} in any case. Nothing else is a number (Java itself would take {@code 1f} and {@code 0x1p3}).
 */
final class CsvNumber {
    /** Exact as floats, as are all integers of up to 7 digits: one division of the two rounds correctly. */
    private static final float[] POWERS = {1e0f, 1e1f, 1e2f, 1e3f, 1e4f, 1e5f, 1e6f, 1e7f, 1e8f, 1e9f, 1e10f};

    private static final int EXACT_DIGITS = 7;

    /** No number that anybody means is longer, and parsing stays cheap. */
    private static final int MAX_LENGTH = 500;

    private float value;

    /** {@return the number that {@link #parse} has read: the float nearest to it} */
    float value() {
        return value;
    }

    /** Whether the characters are a number, which {@link #value()} then gives. */
    boolean parse(char[] text, int start, int end) {
        if (end - start > MAX_LENGTH) {
            return false;
        }
        int at = start;
        boolean negative = at < end && text[at] == '-';
        if (at < end && (text[at] == '-' || text[at] == '+')) {
            at++;
        }
        boolean any = false;
        int mantissa = 0;
        int digits = 0;
        int fraction = 0;
        boolean point = false;
        for (; at < end; at++) {
            char c = text[at];
            if (c >= '0' && c <= '9') {
                any = true;
                if (c != '0' || digits > 0) {
                    mantissa = ++digits <= EXACT_DIGITS ? 10 * mantissa + c - '0' : mantissa;
                }
                fraction += point ? 1 : 0;
            } else if (c == '.' && !point) {
                point = true;
            } else {
                break;
            }
        }
        if (at == end && any && digits <= EXACT_DIGITS && fraction < POWERS.length) {
            float magnitude = mantissa / POWERS[fraction];
            value = negative ? -magnitude : magnitude;
            return true;
        }
        if (!any) {
            return !point && word(new String(text, at, end - at), negative);
        }
        if (at < end && (text[at] == 'e' || text[at] == 'E')) {
            at++;
            if (at < end && (text[at] == '-' || text[at] == '+')) {
                at++;
            }
            int exponent = at;
            while (at < end && text[at] >= '0' && text[at] <= '9') {
                at++;
            }
            if (at == exponent) {
                return false;
            }
        }
        if (at < end) {
            return false;
        }
        value = Float.parseFloat(new String(text, start, end - start));
        return true;
    }

    private boolean word(String word, boolean negative) {
        if (word.equalsIgnoreCase("nan")) {
            value = Float.NaN;
            return true;
        }
        if (word.equalsIgnoreCase("inf") || word.equalsIgnoreCase("infinity")) {
            value = negative ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY;
            return true;
        }
        return false;
    }
}
