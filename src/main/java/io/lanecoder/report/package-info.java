/** Pictures of what a model does. */
package io.lanecoder.report;
