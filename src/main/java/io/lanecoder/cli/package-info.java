/** The command line: the only place that prints, parses arguments and shows progress. */
package io.lanecoder.cli;
