/** Holds to its promises what the build leaves in {@code target}: the jar, the archives, the bill of materials. */
package io.lanecoder.packaging;
