/** JMH benchmarks: every family of kernels, at the shapes of the reference network and at odd sizes. */
package io.lanecoder.bench.jmh;
