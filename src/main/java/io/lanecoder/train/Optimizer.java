package io.lanecoder.train;

/**
 * How a gradient changes the weights; definitions, names and defaults are PyTorch's.
 *
 * <p>Immutable options; the moments live in the {@link Trainer}.
 */
public sealed interface Optimizer {
    /**
     * Adam (Kingma and Ba, 2015), or AdamW (Loshchilov and Hutter, 2019) when the decay is decoupled:
     *
     * <pre>
     * g = g + weightDecay p            (coupled)      p = p - lr weightDecay p   (decoupled)
     * m = beta1 m + (1 - beta1) g
     * v = beta2 v + (1 - beta2) g^2
     * p = p - lr / (1 - beta1^t) * m / (sqrt(v) / sqrt(1 - beta2^t) + epsilon)
     * </pre>
     *
     * @param beta1 decay of the first moment, in 0..1 without 1; default 0.9
     * @param beta2 decay of the second moment, in 0..1 without 1; default 0.999
     * @param epsilon added to the denominator, > 0; default 1e-8
     * @param weightDecay >= 0; default 0 for Adam, 0.01 for AdamW
     * @param decoupled whether this is AdamW
     */
    record Adam(double beta1, double beta2, double epsilon, double weightDecay, boolean decoupled)
            implements
            Optimizer {
        /**
         * Checks the ranges.
         *
         * @throws IllegalArgumentException if a number is out of its range
         */
        public Adam {
            Checks.require(beta1 >= 0 && beta1 < 1, "beta1 must be in [0, 1), got %s", beta1);
            Checks.require(beta2 >= 0 && beta2 < 1, "beta2 must be in [0, 1), got %s", beta2);
            Checks.require(epsilon >= 1e-30 && epsilon < 1, "epsilon must be in [1e-30, 1), got %s", epsilon);
            Checks.require(weightDecay >= 0 && weightDecay < 1e6, "weightDecay must be finite and >= 0, got %s",
                    weightDecay);
        }
    }

    /**
     * Stochastic gradient descent: {@code g = g + weightDecay p; b = momentum b + g; p = p - lr b}, or with Nesterov's momentum
     * {@code p = p - lr (g + momentum b)}.
     *
     * @param momentum in 0..1 without 1; default 0
     * @param nesterov whether the step looks ahead; needs a momentum
     * @param weightDecay >= 0; default 0
     */
    record Sgd(double momentum, boolean nesterov, double weightDecay) implements Optimizer {
        /**
         * Checks the ranges.
         *
         * @throws IllegalArgumentException if a number is out of its range, or Nesterov is asked for without a momentum
         */
        public Sgd {
            Checks.require(momentum >= 0 && momentum < 1, "momentum must be in [0, 1), got %s", momentum);
            Checks.require(weightDecay >= 0 && weightDecay < 1e6, "weightDecay must be finite and >= 0, got %s",
                    weightDecay);
            Checks.require(!nesterov || momentum > 0, "nesterov needs a momentum > 0, got %s", momentum);
        }
    }

    /** {@return Adam with PyTorch's defaults} */
    static Adam adam() {
        return new Adam(0.9, 0.999, 1e-8, 0, false);
    }

    /** {@return AdamW with PyTorch's defaults} */
    static Adam adamW() {
        return new Adam(0.9, 0.999, 1e-8, 0.01, true);
    }

    /** {@return plain gradient descent} */
    static Sgd sgd() {
        return new Sgd(0, false, 0);
    }
}
