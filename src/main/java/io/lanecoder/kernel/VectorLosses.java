package io.lanecoder.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector {@link Losses}. A block is read once for every {@code L} of the 16 sums: with 16 lanes once, with 8 twice,
 * with 4 four times; what is left over after the last 16 elements is added to the sums lane by lane.
 */
final class VectorLosses implements Losses {
    private static final VectorSpecies<Float> S = VectorMath.SPECIES;
    private static final int L = S.length();

    @Override
    public double squaredError(int n, float[] a, int aOff, float[] b, int bOff) {
        double total = 0;
        for (int from = 0; from < n; from += SumOrder.BLOCK) {
            total += squaredErrorBlock(Math.min(SumOrder.BLOCK, n - from), a, aOff + from, b, bOff + from);
        }
        return total;
    }

    private static double squaredErrorBlock(int count, float[] a, int aOff, float[] b, int bOff) {
        int full = count - count % SumOrder.LANES;
        double sum = 0;
        for (int group = 0; group < SumOrder.LANES; group += L) {
            FloatVector s = FloatVector.zero(S);
            for (int i = group; i < full; i += SumOrder.LANES) {
                FloatVector d = FloatVector.fromArray(S, a, aOff + i).sub(FloatVector.fromArray(S, b, bOff + i));
                s = d.fma(d, s);
            }
            for (int lane = 0; lane < L; lane++) {
                float laneSum = s.lane(lane);
                int i = full + group + lane;
                if (i < count) {
                    float d = a[aOff + i] - b[bOff + i];
                    laneSum = Math.fma(d, d, laneSum);
                }
                sum += laneSum;
            }
        }
        return sum;
    }

    @Override
    public void addSquaredErrors(int rows, int cols, int lane, float[] a, int aOff, int lda, float[] b, int bOff,
            int ldb, float[] lanes) {
        for (int j = 0; j < Math.min(cols, LANES); j += L) {
            int sum = (lane + j) % LANES;
            for (int i = 0; i < rows; i++) {
                FloatVector s = FloatVector.fromArray(S, lanes, i * LANES + sum);
                int end = aOff + i * lda + cols;
                for (int at = aOff + i * lda + j, bt = bOff + i * ldb + j; at < end; at += LANES, bt += LANES) {
                    FloatVector d = FloatVector.fromArray(S, a, at).sub(FloatVector.fromArray(S, b, bt));
                    s = d.fma(d, s);
                }
                s.intoArray(lanes, i * LANES + sum);
            }
        }
    }

    @Override
    public void addSquaredErrorsAndDeltas(int rows, int cols, int lane, float scale, boolean sigmoid, float[] a,
            float[] b,
            float[] d, int off, int ld, float[] lanes) {
        for (int j = 0; j < Math.min(cols, LANES); j += L) {
            int sum = (lane + j) % LANES;
            for (int i = 0, from = off + j, end = off + cols; i < rows; i++, from += ld, end += ld) {
                if (sigmoid) {
                    addSigmoidErrors(from, end, scale, a, b, d, lanes, i * LANES + sum);
                } else {
                    addErrors(from, end, scale, a, b, d, lanes, i * LANES + sum);
                }
            }
        }
    }

    /** Those elements of a row that go to the same sums. */
    private static void addErrors(int from, int end, float scale, float[] a, float[] b, float[] d, float[] lanes,
            int sum) {
        FloatVector s = FloatVector.fromArray(S, lanes, sum);
        for (int at = from; at < end; at += LANES) {
            FloatVector error = FloatVector.fromArray(S, a, at).sub(FloatVector.fromArray(S, b, at));
            s = error.fma(error, s);
            error.mul(scale).intoArray(d, at);
        }
        s.intoArray(lanes, sum);
    }

    private static void addSigmoidErrors(int from, int end, float scale, float[] a, float[] b, float[] d,
            float[] lanes, int sum) {
        FloatVector s = FloatVector.fromArray(S, lanes, sum);
        for (int at = from; at < end; at += LANES) {
            FloatVector y = FloatVector.fromArray(S, a, at);
            FloatVector error = y.sub(FloatVector.fromArray(S, b, at));
            s = error.fma(error, s);
            FloatVector slope = FloatVector.broadcast(S, 1f).sub(y).mul(y);
            error.mul(scale).mul(slope).intoArray(d, at);
        }
        s.intoArray(lanes, sum);
    }

    @Override
    public double binaryCrossEntropy(int n, float[] p, int pOff, float[] t, int tOff) {
        double total = 0;
        for (int from = 0; from < n; from += SumOrder.BLOCK) {
            int count = Math.min(SumOrder.BLOCK, n - from);
            double positive = logLikelihoodBlock(count, 1f, 0f, p, pOff + from, t, tOff + from);
            total -= positive + logLikelihoodBlock(count, -1f, 1f, p, pOff + from, t, tOff + from);
        }
        return total;
    }

    /** {@code ScalarLosses.logLikelihoodBlock}, with {@link ScalarMath#log} written out. */
    private static double logLikelihoodBlock(
            int count, float factor, float offset, float[] p, int pOff, float[] t, int tOff) {
        int full = count - count % SumOrder.LANES;
        double sum = 0;
        for (int group = 0; group < SumOrder.LANES; group += L) {
            FloatVector s = FloatVector.zero(S);
            for (int i = group; i < full; i += SumOrder.LANES) {
                FloatVector v = FloatVector.fromArray(S, p, pOff + i).fma(factor, offset);
                VectorMask<Float> denormal = v.compare(VectorOperators.LT, Float.MIN_NORMAL);
                IntVector bits = v.blend(v.mul(0x1p24f), denormal).reinterpretAsInts();
                IntVector k = bits.sub(ScalarMath.SQRT_HALF_BITS).lanewise(VectorOperators.ASHR, 23);
                FloatVector f = bits.sub(k.lanewise(VectorOperators.LSHL, 23)).reinterpretAsFloats().sub(1f);
                FloatVector log = VectorMath.logRatio(f.div(f.add(2f)));
                FloatVector magic = FloatVector.broadcast(S, ScalarMath.MAGIC)
                        .blend(ScalarMath.MAGIC + 24f, denormal);
                FloatVector e = k.add(ScalarMath.MAGIC_BITS).reinterpretAsFloats().sub(magic);
                log = e.fma(FloatVector.broadcast(S, ScalarMath.LN2_LO), log);
                log = e.fma(FloatVector.broadcast(S, ScalarMath.LN2_HI), log);
                log = log.blend(ScalarMath.LOG_FLOOR, log.compare(VectorOperators.LT, ScalarMath.LOG_FLOOR));
                FloatVector atEdge = FloatVector.broadcast(S, Float.NaN)
                        .blend(ScalarMath.LOG_FLOOR, v.compare(VectorOperators.EQ, 0f));
                log = atEdge.blend(log, v.compare(VectorOperators.GT, 0f));
                s = FloatVector.fromArray(S, t, tOff + i).fma(factor, offset).fma(log, s);
            }
            for (int lane = 0; lane < L; lane++) {
                float laneSum = s.lane(lane);
                int i = full + group + lane;
                if (i < count) {
                    laneSum = ScalarLosses.addLogLikelihood(laneSum, factor, offset, p[pOff + i], t[tOff + i]);
                }
                sum += laneSum;
            }
        }
        return sum;
    }

    @Override
    public void scaledDifference(int n, float scale, float[] a, int aOff, float[] b, int bOff, float[] d, int dOff) {
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += L) {
            FloatVector va = FloatVector.fromArray(S, a, aOff + i);
            va.sub(FloatVector.fromArray(S, b, bOff + i)).mul(scale).intoArray(d, dOff + i);
        }
        ScalarLosses.scaledDifferenceFrom(i, n, scale, a, aOff, b, bOff, d, dOff);
    }

    @Override
    public void squaredDifferences(int n, float[] a, int aOff, float[] b, int bOff, float[] out, int oOff) {
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += L) {
            FloatVector d = FloatVector.fromArray(S, a, aOff + i).sub(FloatVector.fromArray(S, b, bOff + i));
            d.mul(d).intoArray(out, oOff + i);
        }
        ScalarLosses.squaredDifferencesFrom(i, n, a, aOff, b, bOff, out, oOff);
    }
}
