package io.lanecoder.kernel;

/** The scalar {@link Optimizers}. */
final class ScalarOptimizers implements Optimizers {
    @Override
    public void adam(
            int n, float[] p, int pOff, float[] g, int gOff, float[] m, int mOff, float[] v, int vOff, AdamStep s) {
        adamFrom(0, n, p, pOff, g, gOff, m, mOff, v, vOff, s);
    }

    @Override
    public void sgd(int n, float[] p, int pOff, float[] g, int gOff, float[] b, int bOff, SgdStep s) {
        sgdFrom(0, n, p, pOff, g, gOff, b, bOff, s);
    }

    static void adamFrom(
            int i,
            int n,
            float[] p,
            int pOff,
            float[] g,
            int gOff,
            float[] m,
            int mOff,
            float[] v,
            int vOff,
            AdamStep s) {
        float beta1Complement = s.beta1Complement();
        float beta2 = s.beta2();
        float beta2Complement = s.beta2Complement();
        float stepSize = s.stepSize();
        float secondMomentScale = s.secondMomentScale();
        float epsilon = s.epsilon();
        float weightDecay = s.weightDecay();
        float decay = s.decay();
        float gradientScale = s.gradientScale();
        for (; i < n; i++) {
            float w = p[pOff + i] * decay;
            float h = Math.fma(weightDecay, w, g[gOff + i] * gradientScale);
            float m1 = m[mOff + i];
            m1 = Math.fma(h - m1, beta1Complement, m1);
            m1 = Math.abs(m1) < MOMENT_FLOOR ? 0f : m1;
            float v1 = Math.fma(h * h, beta2Complement, v[vOff + i] * beta2);
            v1 = v1 < MOMENT_FLOOR ? 0f : v1;
            float denominator = Math.fma((float) Math.sqrt(v1), secondMomentScale, epsilon);
            p[pOff + i] = Math.fma(m1 / denominator, -stepSize, w);
            m[mOff + i] = m1;
            v[vOff + i] = v1;
        }
    }

    static void sgdFrom(int i, int n, float[] p, int pOff, float[] g, int gOff, float[] b, int bOff, SgdStep s) {
        float learningRate = s.learningRate();
        float momentum = s.momentum();
        float weightDecay = s.weightDecay();
        float gradientScale = s.gradientScale();
        if (momentum == 0f) {
            for (; i < n; i++) {
                float w = p[pOff + i];
                float h = Math.fma(weightDecay, w, g[gOff + i] * gradientScale);
                p[pOff + i] = Math.fma(h, -learningRate, w);
            }
            return;
        }
        boolean nesterov = s.nesterov();
        for (; i < n; i++) {
            float w = p[pOff + i];
            float h = Math.fma(weightDecay, w, g[gOff + i] * gradientScale);
            float b1 = Math.fma(b[bOff + i], momentum, h);
            b[bOff + i] = b1;
            float update = nesterov ? Math.fma(b1, momentum, h) : b1;
            p[pOff + i] = Math.fma(update, -learningRate, w);
        }
    }
}
