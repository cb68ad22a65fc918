package io.lanecoder.latent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.data.FloatMatrix;
import org.junit.jupiter.api.Test;

/** The quality sheet against scikit-learn (make_mixture.py) and by hand. */
class MapQualityTest {
    private static FloatMatrix firstTwo(FloatMatrix rows) {
        FloatMatrix two = FloatMatrix.zeros(rows.rows(), 2);
        for (int i = 0; i < rows.rows(); i++) {
            two.set(i, 0, rows.get(i, 0));
            two.set(i, 1, rows.get(i, 1));
        }
        return two;
    }

    @Test
    void agreesWithScikitLearn() {
        FloatMatrix rows = Fixtures.matrix("mixture_rows.npy");
        int[] groups = Fixtures.labels("mixture_groups.npy");
        MapQuality quality = MapQuality.of(rows, firstTwo(rows), groups, 2);
        assertEquals(0.9658996637459195, quality.trustworthiness(), 1e-12);
        assertEquals(0.6118518518518519, quality.neighboursKept(), 1e-12);
        assertEquals(0.8962962962962963, quality.accuracy().orElseThrow(), 1e-12);
        assertEquals(quality, MapQuality.of(rows, firstTwo(rows), groups, 1));
        assertTrue(MapQuality.of(rows, rows, null, 1).accuracy().isEmpty());
    }

    @Test
    void aPerfectMap() {
        FloatMatrix rows = Fixtures.matrix("mixture_rows.npy");
        MapQuality quality = MapQuality.of(rows, rows, null, 1);
        assertEquals(1, quality.trustworthiness());
        assertEquals(1, quality.neighboursKept());
    }

    @Test
    void fivePointsByHand() {
        // On a line 0 1 3 6 10; on the map the last two changed places: 0 1 3 10 6. With 5 rows k = 2 neighbours count.
        FloatMatrix rows = FloatMatrix.of(5, 1, new float[] {0, 1, 3, 6, 10});
        FloatMatrix map = FloatMatrix.of(5, 1, new float[] {0, 1, 3, 10, 6});
        MapQuality quality = MapQuality.of(rows, map, null, 1);
        // Neighbours on the map: {1,2} {0,2} {1,0} {4,2} {2,3}; ranks beyond 2 in the rows: none but those of the last two.
        // Row 3 (6) ranks 2, 4, 1, 0: all fine. Row 4 (10) ranks 3, 2, 1, 0: fine. Nothing is in excess.
        assertEquals(1, quality.trustworthiness());
        assertEquals(1, quality.neighboursKept());
        FloatMatrix mixed = FloatMatrix.of(5, 1, new float[] {0, 10, 1, 11, 4});
        // Neighbours: 0: {2,4}, rank of 4 is 4, excess 2. 1: {3,4}, ranks 3 and 4, excess 1 + 2. 2: {0,4}: ranks of 3 are 1, then
        // 0 and 3 (both 3 away: 0 first), 4: excess 0 + 2. 3: {1,4}: ranks 2, 4 (4 away), 1, 0: excess 1. 4: {2,0}: 0 + 2.
        double excess = 2 + 3 + 2 + 1 + 2;
        assertEquals(1 - 2 * excess / (5 * 2 * (10 - 6 - 1)),
                MapQuality.of(rows, mixed, null, 1).trustworthiness(), 1e-12);
    }

    @Test
    void badInputIsRefused() {
        FloatMatrix rows = FloatMatrix.zeros(5, 2);
        assertThrows(IllegalArgumentException.class, () -> MapQuality.of(rows.rows(0, 2), rows.rows(0, 2), null, 1));
        assertThrows(IllegalArgumentException.class, () -> MapQuality.of(rows, rows.rows(0, 4), null, 1));
        assertThrows(IllegalArgumentException.class, () -> MapQuality.of(rows, rows, new int[4], 1));
    }
}
