package io.lanecoder.report;

import java.util.Locale;

/** Writes what is drawn as SVG, which any browser shows and no font or graphics library is needed for. */
final class SvgCanvas implements Canvas {
    private final StringBuilder out = new StringBuilder(1 << 16);

    SvgCanvas(int width, int height, String title) {
        out.append(String.format(Locale.ROOT, """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" \
                font-family="Helvetica, Arial, sans-serif" role="img">
                <title>%s</title>
                <rect width="%d" height="%d" fill="#ffffff"/>
                """, width, height, width, height, escaped(title), width, height));
    }

    /** The text of the file; nothing can be drawn any more. */
    String finish() {
        return out.append("</svg>\n").toString();
    }

    @Override
    public void frame(int x, int y, int width, int height, String colour) {
        out.append("<rect x=\"").append(x).append("\" y=\"").append(y).append("\" width=\"").append(width)
                .append("\" height=\"").append(height).append("\" fill=\"none\" stroke=\"").append(colour)
                .append("\"/>\n");
    }

    /** One path. A circle is the round end of a line without length, which takes a dozen bytes. */
    @Override
    public void marks(Shape shape, String colour, double size, double[] x, double[] y, int count) {
        if (count == 0) {
            return;
        }
        if (shape == Shape.CIRCLE) {
            out.append("<path fill=\"none\" stroke-linecap=\"round\" stroke-opacity=\"").append(MARK_OPACITY)
                    .append("\" stroke-width=\"").append(number(2 * size)).append("\" stroke=\"");
        } else {
            out.append("<path fill-opacity=\"").append(MARK_OPACITY).append("\" fill=\"");
        }
        out.append(colour).append("\" d=\"");
        for (int i = 0; i < count; i++) {
            mark(shape, x[i], y[i], size);
        }
        out.append("\"/>\n");
    }

    private void mark(Shape shape, double x, double y, double size) {
        String s = number(size * 1.2);
        String d = number(size * 2.4);
        switch (shape) {
            case CIRCLE -> out.append('M').append(number(x)).append(' ').append(number(y)).append("h0");
            case TRIANGLE -> out.append('M').append(number(x)).append(' ').append(number(y - size * 1.4)).append('l')
                    .append(s).append(' ').append(d).append("h-").append(d).append('z');
            case SQUARE -> out.append('M').append(number(x - size)).append(' ').append(number(y - size)).append('h')
                    .append(number(2 * size)).append('v').append(number(2 * size)).append("h-")
                    .append(number(2 * size)).append('z');
            case DIAMOND -> out.append('M').append(number(x)).append(' ').append(number(y - size * 1.2)).append('l')
                    .append(s).append(' ').append(s).append('l').append('-').append(s).append(' ').append(s)
                    .append('l').append('-').append(s).append(" -").append(s).append('z');
        }
    }

    @Override
    public void text(String text, double x, double y, TextStyle style) {
        out.append("<text x=\"").append(number(x)).append("\" y=\"").append(number(y)).append("\" font-size=\"")
                .append(style.size()).append("\" fill=\"").append(style.colour()).append('"');
        switch (style.anchor()) {
            case START -> {
            }
            case MIDDLE -> out.append(" text-anchor=\"middle\"");
            case END -> out.append(" text-anchor=\"end\"");
        }
        if (style.strong()) {
            out.append(" font-weight=\"bold\" stroke=\"#ffffff\" stroke-width=\"4\" stroke-linejoin=\"round\" ")
                    .append("paint-order=\"stroke\"");
        }
        out.append('>').append(escaped(text)).append("</text>\n");
    }

    /** One decimal place is a tenth of a pixel. */
    private static String number(double value) {
        long tenths = Math.round(value * 10);
        String sign = tenths < 0 ? "-" : "";
        tenths = Math.abs(tenths);
        return tenths % 10 == 0 ? sign + tenths / 10 : sign + tenths / 10 + "." + tenths % 10;
    }

    /** Text for XML. */
    private static String escaped(String raw) {
        StringBuilder text = new StringBuilder(raw.length() + 16);
        for (int i = 0; i < raw.length(); i++) {
            switch (raw.charAt(i)) {
                case '&' -> text.append("&amp;");
                case '<' -> text.append("&lt;");
                case '>' -> text.append("&gt;");
                case '"' -> text.append("&quot;");
                case '\'' -> text.append("&#39;");
                default -> text.append(raw.charAt(i));
            }
        }
        return text.toString();
    }
}
