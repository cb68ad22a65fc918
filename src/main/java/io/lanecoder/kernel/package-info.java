/**
 * The arithmetic on plain arrays: activations, losses, reductions, optimiser updates and products, each family as an
 * interface with a scalar and a vector implementation that give the same bits. Not exported.
 *
 * <p>Kernels know arrays, offsets and lengths, no matrix types. They do not check their arguments beyond what the array
 * accesses check: callers do, at the public edge. All of them are stateless and safe for any number of threads, as long
 * as the ranges written are disjoint.
 */
package io.lanecoder.kernel;
