/**
 * Strict readers and atomic writers: safetensors, NumPy {@code .npy}, IDX, CSV and JSON.
 *
 * <p>A reader answers any file with its content or with one {@link java.io.IOException} whose message is one line that
 * names the file; {@link io.lanecoder.format.FormatException} says that the content is wrong. What a file claims about
 * its size is compared with the file's length before anything is allocated. A writer leaves the old file or the new
 * one, never a part ({@link io.lanecoder.format.AtomicFile}). All readers are stateless and safe for all threads.
 */
package io.lanecoder.format;
