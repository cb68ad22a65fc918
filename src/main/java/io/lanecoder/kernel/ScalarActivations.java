package io.lanecoder.kernel;

/** The scalar {@link Activations}; the static forms start at element {@code i} and serve as tails of the vector ones. */
final class ScalarActivations implements Activations {
    @Override
    public void forward(ActivationOp op, float slope, int n, float[] x, int xOff, float[] y, int yOff) {
        forwardFrom(0, op, slope, n, x, xOff, y, yOff);
    }

    @Override
    public void backward(ActivationOp op, float slope, int n, float[] source, int sOff, float[] delta, int dOff) {
        backwardFrom(0, op, slope, n, source, sOff, delta, dOff);
    }

    static void forwardFrom(int i, ActivationOp op, float slope, int n, float[] x, int xOff, float[] y, int yOff) {
        switch (op) {
            case IDENTITY -> {
                if (x != y || xOff != yOff) {
                    System.arraycopy(x, xOff + i, y, yOff + i, n - i);
                }
            }
            case LEAKY_RELU -> {
                for (; i < n; i++) {
                    float v = x[xOff + i];
                    y[yOff + i] = v > 0f ? v : slope * v;
                }
            }
            case RELU -> {
                for (; i < n; i++) {
                    float v = x[xOff + i];
                    y[yOff + i] = v <= 0f ? 0f : v;
                }
            }
            case SIGMOID -> {
                for (; i < n; i++) {
                    y[yOff + i] = ScalarMath.sigmoid(x[xOff + i]);
                }
            }
            case TANH -> {
                for (; i < n; i++) {
                    y[yOff + i] = ScalarMath.tanh(x[xOff + i]);
                }
            }
            case ELU -> {
                for (; i < n; i++) {
                    float v = x[xOff + i];
                    y[yOff + i] = v > 0f ? v : slope * ScalarMath.expm1(v);
                }
            }
            case GELU -> {
                for (; i < n; i++) {
                    y[yOff + i] = ScalarMath.gelu(x[xOff + i]);
                }
            }
            case SILU -> {
                for (; i < n; i++) {
                    y[yOff + i] = ScalarMath.silu(x[xOff + i]);
                }
            }
            case SOFTPLUS -> {
                for (; i < n; i++) {
                    y[yOff + i] = ScalarMath.softplus(x[xOff + i]);
                }
            }
        }
    }

    static void backwardFrom(int i, ActivationOp op, float slope, int n, float[] s, int sOff, float[] d, int dOff) {
        switch (op) {
            case IDENTITY -> {}
            case LEAKY_RELU -> {
                for (; i < n; i++) {
                    float g = d[dOff + i];
                    d[dOff + i] = s[sOff + i] > 0f ? g : slope * g;
                }
            }
            case RELU -> {
                for (; i < n; i++) {
                    d[dOff + i] = s[sOff + i] <= 0f ? 0f : d[dOff + i];
                }
            }
            case SIGMOID -> {
                for (; i < n; i++) {
                    float y = s[sOff + i];
                    d[dOff + i] *= (1f - y) * y;
                }
            }
            case TANH -> {
                for (; i < n; i++) {
                    float y = s[sOff + i];
                    d[dOff + i] *= Math.fma(-y, y, 1f);
                }
            }
            case ELU -> {
                for (; i < n; i++) {
                    float y = s[sOff + i];
                    d[dOff + i] *= y > 0f ? 1f : y + slope;
                }
            }
            case GELU -> {
                for (; i < n; i++) {
                    d[dOff + i] *= ScalarMath.geluDerivative(s[sOff + i]);
                }
            }
            case SILU -> {
                for (; i < n; i++) {
                    d[dOff + i] *= ScalarMath.siluDerivative(s[sOff + i]);
                }
            }
            case SOFTPLUS -> {
                for (; i < n; i++) {
                    d[dOff + i] *= -ScalarMath.expm1(-s[sOff + i]);
                }
            }
        }
    }
}
