/**
 * Where to begin: {@link io.lanecoder.Autoencoder} is a trained model, {@link io.lanecoder.AutoencoderConfig} says how to make
 * one.
 */
package io.lanecoder;
