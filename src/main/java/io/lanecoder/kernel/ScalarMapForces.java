package io.lanecoder.kernel;

/** The scalar {@link MapForces}. */
final class ScalarMapForces implements MapForces {
    @Override
    public void attract(int from, int to, int[] groups, int[] neighbours, float[] p, float[] x, float[] y, long[] pairs,
            float[] outX, float[] outY) {
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

    /** The sum of 16 floats by halves, written out: in a loop C2 would go through memory. */
    static float halves(float[] s, int o) {
        float a = (s[o] + s[o + 8]) + (s[o + 4] + s[o + 12]);
        float b = (s[o + 1] + s[o + 9]) + (s[o + 5] + s[o + 13]);
        float c = (s[o + 2] + s[o + 10]) + (s[o + 6] + s[o + 14]);
        float d = (s[o + 3] + s[o + 11]) + (s[o + 7] + s[o + 15]);
        return (a + c) + (b + d);
    }
}
