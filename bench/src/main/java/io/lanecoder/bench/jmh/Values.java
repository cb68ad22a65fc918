package io.lanecoder.bench.jmh;

import io.lanecoder.data.SeededRandom;

/** Numbers to compute with: in -1..1, the same each time, none of them special. */
final class Values {
    private Values() {
    }

    static float[] random(int n) {
        SeededRandom random = SeededRandom.of(n);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = 2 * random.nextFloat() - 1;
        }
        return values;
    }
}
