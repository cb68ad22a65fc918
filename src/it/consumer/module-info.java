/** A program of somebody who has read the README. */
module consumer {
    requires io.lanecoder;
}
