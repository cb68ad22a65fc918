/** Networks of dense layers: forward and backward passes over blocks of rows, nothing else. */
package io.lanecoder.nn;
