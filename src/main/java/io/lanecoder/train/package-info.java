/** Training: the mini-batch loop, optimisers, schedules, early stopping and what listeners are told. */
package io.lanecoder.train;
