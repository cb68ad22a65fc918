package io.lanecoder.kernel;

/** The scalar {@link MapForces}. */
final class ScalarMapForces implements MapForces {
    @Override
    public void attract(int from, int to, int[] groups, int[] neighbours, float[] p, float[] x, float[] y, float[] outX,
            float[] outY) {
        float[] sumX = new float[GROUP];
        float[] sumY = new float[GROUP];
        for (int i = from; i < to; i++) {
            for (int lane = 0; lane < GROUP; lane++) {
                float sx = 0f;
                float sy = 0f;
                for (int e = groups[i] * GROUP + lane; e < groups[i + 1] * GROUP; e += GROUP) {
                    int j = neighbours[e];
                    float dx = x[i] - x[j];
                    float dy = y[i] - y[j];
                    float pw = p[e] / Math.fma(dy, dy, Math.fma(dx, dx, 1f));
                    sx = Math.fma(pw, dx, sx);
                    sy = Math.fma(pw, dy, sy);
                }
                sumX[lane] = sx;
                sumY[lane] = sy;
            }
            outX[i] = halves(sumX, 0);
            outY[i] = halves(sumY, 0);
        }
    }

    @Override
    public void repel(int from, int to, float[] x, float[] y, int sources, float[] sx, float[] sy, float[] outX,
            float[] outY, float[] weights) {
        float[] sumX = new float[GROUP];
        float[] sumY = new float[GROUP];
        float[] sumW = new float[GROUP];
        for (int i = from; i < to; i++) {
            for (int lane = 0; lane < GROUP; lane++) {
                float fx = 0f;
                float fy = 0f;
                float total = 0f;
                for (int j = lane; j < sources; j += GROUP) {
                    float dx = x[i] - sx[j];
                    float dy = y[i] - sy[j];
                    float w = 1f / Math.fma(dy, dy, Math.fma(dx, dx, 1f));
                    total += w;
                    float w2 = w * w;
                    fx = Math.fma(w2, dx, fx);
                    fy = Math.fma(w2, dy, fy);
                }
                sumX[lane] = fx;
                sumY[lane] = fy;
                sumW[lane] = total;
            }
            outX[i] = halves(sumX, 0);
            outY[i] = halves(sumY, 0);
            weights[i] = halves(sumW, 0);
        }
    }

    /** The sum of 16 floats by halves; they are overwritten. */
    static float halves(float[] sums, int off) {
        for (int half = GROUP / 2; half > 0; half /= 2) {
            for (int i = off; i < off + half; i++) {
                sums[i] += sums[i + half];
            }
        }
        return sums[off];
    }
}
