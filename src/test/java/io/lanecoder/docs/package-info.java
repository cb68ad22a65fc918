/** Holds README.md and docs/ to the program: examples run, code compiles, options and fields are all there, links lead somewhere. */
package io.lanecoder.docs;
