/**
 * What codes are good for: clusters ({@link io.lanecoder.latent.KMeans}), classes
 * ({@link io.lanecoder.latent.SoftmaxClassifier}, {@link io.lanecoder.latent.NearestNeighbors}), components
 * ({@link io.lanecoder.latent.Pca}), and the measures of quality that go with them.
 *
 * <p>Everything works on any matrix of finite values, one sample a row. Definitions are those of scikit-learn. Results
 * do not depend on the number of threads, nor on the kernels, by a single bit.
 */
package io.lanecoder.latent;
