/**
 * Where to begin: {@link io.lanecoder.Autoencoder} is a trained model, {@link io.lanecoder.AutoencoderConfig} says how to make
 * one, {@link io.lanecoder.AnomalyDetector} finds rows that it reconstructs unusually badly.
 */
package io.lanecoder;
