package io.lanecoder.latent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.data.FloatMatrix;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** New rows in a finished map. */
class TsneMapTest {
    private static TsneMap map(FloatMatrix rows) {
        return Tsne.fit(rows, Tsne.Options.defaults().withIterations(350).withThreads(2));
    }

    @ParameterizedTest
    @ValueSource(ints = {240, 900}) // exact and interpolated
    void newRowsComeToTheirGroup(int n) {
        FloatMatrix all = TsneTest.blobs(n + 120, 6, 11);
        TsneMap map = map(all.rows(0, n));
        float[] before = map.positions().toArray();
        FloatMatrix places = map.transform(all.rows(n, n + 120), 2);
        int[] classes = NearestNeighbors.of(map.positions()).classify(TsneTest.groups(n), places, 5, 1);
        int right = 0;
        for (int i = 0; i < 120; i++) {
            right += classes[i] == (n + i) % 6 ? 1 : 0;
        }
        assertTrue(right >= 119, right + " of 120 in their group");
        assertArrayEquals(before, map.positions().toArray());
    }

    @Test
    @Tag("lanes")
    void aPlaceDependsNeitherOnOtherRowsNorOnThreads() {
        FloatMatrix all = TsneTest.blobs(700, 6, 11);
        TsneMap map = TsneMap.of(all.rows(0, 600), TsneTest.blobs(600, 2, 12));
        FloatMatrix together = map.transform(all.rows(600, 700), 1);
        assertArrayEquals(together.toArray(), map.transform(all.rows(600, 700), 3).toArray());
        for (int i : new int[] {0, 17, 99}) {
            assertArrayEquals(together.row(i), map.transform(all.rows(600 + i, 601 + i), 1).row(0));
        }
        assertEquals(0, map.transform(all.rows(0, 0), 1).rows());
    }

    @Test
    void aRowOfTheMapComesToItsPlace() {
        FloatMatrix rows = TsneTest.blobs(300, 6, 4);
        TsneMap map = map(rows);
        FloatMatrix places = map.transform(rows, 2);
        double distance = 0;
        for (int i = 0; i < 300; i++) {
            distance += StrictMath.hypot(places.get(i, 0) - map.positions().get(i, 0),
                    places.get(i, 1) - map.positions().get(i, 1));
        }
        assertTrue(distance / 300 < 2, "mean distance " + distance / 300 + " in a map some 30 wide");
    }

    @Test
    void strangeRowsAndStrangeMapsGivePlaces() {
        FloatMatrix rows = TsneTest.blobs(600, 3, 4);
        FloatMatrix strange = FloatMatrix.zeros(3, 3);
        strange.set(0, 0, 1e15f);
        strange.set(1, 1, -1e15f);
        FloatMatrix still = FloatMatrix.zeros(600, 2); // all on one place
        FloatMatrix wide = TsneTest.blobs(600, 2, 5);
        wide.set(5, 0, 1e7f); // too wide for a grid
        for (FloatMatrix positions : new FloatMatrix[] {TsneTest.blobs(600, 2, 6), still, wide}) {
            for (float value : TsneMap.of(rows, positions).transform(strange, 2).toArray()) {
                assertTrue(Float.isFinite(value), "place " + value);
            }
        }
        for (float value : TsneMap.of(rows.rows(0, 1), still.rows(0, 1)).transform(strange, 1).toArray()) {
            assertTrue(Float.isFinite(value), "place " + value);
        }
    }

    @Test
    void badInputIsRefused() {
        FloatMatrix rows = TsneTest.blobs(30, 3, 4);
        TsneMap map = TsneMap.of(rows, FloatMatrix.zeros(30, 2));
        assertTrue(Double.isNaN(map.divergence()));
        assertThrows(IllegalArgumentException.class, () -> map.transform(FloatMatrix.zeros(2, 4), 1));
        assertThrows(IllegalArgumentException.class, () -> map.transform(rows, 0));
        assertThrows(IllegalArgumentException.class, () -> TsneMap.of(rows, FloatMatrix.zeros(30, 3)));
        assertThrows(IllegalArgumentException.class, () -> TsneMap.of(rows, FloatMatrix.zeros(29, 2)));
        FloatMatrix broken = FloatMatrix.zeros(1, 3);
        broken.set(0, 0, Float.NaN);
        assertThrows(IllegalArgumentException.class, () -> map.transform(broken, 1));
    }
}
