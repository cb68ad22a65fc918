package io.lanecoder.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class SharesTest {
    private static List<Integer> taken(Shares shares, int worker, int most) {
        List<Integer> pieces = new ArrayList<>();
        for (int piece = 0; pieces.size() < most && (piece = shares.take(worker)) >= 0;) {
            pieces.add(piece);
        }
        return pieces;
    }

    @Test
    void eachWorkerBeginsWithItsOwnStretchEveryTime() {
        Shares shares = new Shares(3, 7);
        for (int time = 0; time < 2; time++) {
            assertEquals(List.of(2, 3), taken(shares, 1, 2));
            assertEquals(List.of(0, 1), taken(shares, 0, 2));
            assertEquals(List.of(5, 6), taken(shares, 2, 2));
            shares.begin();
        }
    }

    @Test
    void whoIsThroughHelpsTheOthers() {
        Shares shares = new Shares(2, 5);
        assertEquals(List.of(2, 3, 4, 0, 1), taken(shares, 1, 9));
        assertEquals(List.of(), taken(shares, 0, 9));
    }

    @Test
    void stretchesAreOfAboutEqualCost() {
        Shares shares = new Shares(2, 4, piece -> piece == 0 ? 30 : 10);
        assertEquals(List.of(0), taken(shares, 0, 1));
        assertEquals(List.of(1, 2, 3), taken(shares, 1, 9));
    }

    @Test
    void whatCostsNothingIsDoneAllTheSame() {
        assertEquals(List.of(0, 1, 2), taken(new Shares(1, 3, _ -> 0), 0, 9));
        assertEquals(List.of(0, 1, 2), taken(new Shares(2, 3, piece -> piece == 0 ? 1 : 0), 1, 9));
    }

    @Test
    void thereMayBeFewerPiecesThanWorkersOrNone() {
        assertEquals(List.of(0), taken(new Shares(4, 1), 3, 9));
        assertEquals(List.of(), taken(new Shares(4, 0), 0, 9));
    }

    @Test
    void everyPieceIsTakenOnceWhoeverIsFaster() {
        AtomicIntegerArray times = new AtomicIntegerArray(1000);
        Shares shares = new Shares(4, times.length());
        try (Workers workers = new Workers(4)) {
            workers.run(worker -> {
                for (int piece = shares.take(worker); piece >= 0; piece = shares.take(worker)) {
                    times.incrementAndGet(piece);
                }
            });
        }
        int[] found = new int[times.length()];
        int[] once = new int[times.length()];
        for (int i = 0; i < found.length; i++) {
            found[i] = times.get(i);
            once[i] = 1;
        }
        assertArrayEquals(once, found);
    }
}
