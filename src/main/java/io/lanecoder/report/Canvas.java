package io.lanecoder.report;

/** What a plot is drawn on. Lengths are pixels of the SVG; x grows to the right, y downwards. Colours are {@code #rrggbb}. */
sealed interface Canvas permits SvgCanvas, PixelCanvas {
    /** How opaque marks are. */
    double MARK_OPACITY = 0.75;

    /** What a mark looks like. */
    enum Shape {
        /** The first ten classes. */
        CIRCLE,
        /** The next ten. */
        TRIANGLE,
        /** The third ten. */
        SQUARE,
        /** The fourth ten. */
        DIAMOND
    }

    /** Which part of a text stands at its place. */
    enum Anchor {
        /** The left end. */
        START,
        /** The middle. */
        MIDDLE,
        /** The right end. */
        END
    }

    /**
     * How a text looks.
     *
     * @param size of the font
     * @param colour of the letters
     * @param anchor what stands at its place
     * @param strong whether it is bold and has a white rim, so that it can be read on marks
     */
    record TextStyle(int size, String colour, Anchor anchor, boolean strong) {
        static TextStyle of(int size, String colour) {
            return new TextStyle(size, colour, Anchor.START, false);
        }
    }

    /** The outline of a rectangle. */
    void frame(int x, int y, int width, int height, String colour);

    /** Equal marks, the first {@code count} of the places given; where they overlap they do not become darker. */
    void marks(Shape shape, String colour, double size, double[] x, double[] y, int count);

    /** A line of text, {@code y} is its base line. */
    void text(String text, double x, double y, TextStyle style);
}
