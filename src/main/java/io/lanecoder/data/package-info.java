/** Matrices, data sets, scalers, splits and the built-in digits: what the other packages pass to each other. */
package io.lanecoder.data;
