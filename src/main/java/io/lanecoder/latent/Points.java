package io.lanecoder.latent;

import io.lanecoder.data.FloatMatrix;
import io.lanecoder.kernel.Distances;

/** Centres for the distance kernels: as they are, less the origin, and packed. */
final class Points {
    final int count;
    final int depth;
    /** Row-major, in the coordinates of the data. */
    final float[] centres;
    /** Row-major, less the origin; what distances are taken from. */
    final float[] shifted;
    final float[] packed;
    final float[] halfNorms;

    Points(int count, int depth, float[] centres, float[] origin) {
        this.count = count;
        this.depth = depth;
        this.centres = centres;
        this.shifted = new float[count * depth];
        this.packed = new float[Distances.packedSize(count, depth)];
        this.halfNorms = new float[Distances.padded(count)];
        for (int j = 0; j < count; j++) {
            for (int k = 0; k < depth; k++) {
                shifted[j * depth + k] = centres[j * depth + k] - origin[k];
            }
        }
        Distances.packPoints(count, depth, shifted, 0, depth, packed, halfNorms);
    }

    /** The centres as a matrix, not a copy. */
    FloatMatrix matrix() {
        return FloatMatrix.of(count, depth, centres);
    }
}
