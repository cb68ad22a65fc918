/**
 * The measuring tool: whole-step measurements in one process, each beside the machine's own limit.
 *
 * <p>Every figure is taken in rounds: in each round every task runs for a slice of time between two slices of a loop of
 * fused multiply-adds that knows no memory. What disturbs the machine disturbs both, so shares of the peak hold where
 * absolute numbers do not. Runs on the class path, because kernels are not exported.
 */
package io.lanecoder.bench;
