package io.lanecoder.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class HeapTest {
    private static final long HEAP = Runtime.getRuntime().maxMemory();

    private static IOException fails(Heap.Task<?> task, String... parts) {
        IOException error = assertThrows(IOException.class, task::run);
        Cases.oneLine(error, parts);
        return error;
    }

    @Test
    void arraysBeyondAnyJvmAreRefused() throws IOException {
        Heap.require("f", Heap.MAX_ARRAY, 0);
        Heap.require("f", 0, Integer.MAX_VALUE);
        for (long count : new long[] {-1, Heap.MAX_ARRAY + 1L, Long.MAX_VALUE}) {
            assertInstanceOf(FormatException.class, fails(() -> Heap.floats("a\nb", count),
                    "a\\u000ab: " + count + " values", "holds at most 2147483639", "a slice of rows may fit"));
        }
    }

    @Test
    void whatCannotFitIsRefusedWithTheSizeNeeded() throws IOException {
        String heap = "the heap of this JVM is " + Math.ceilDiv(HEAP, 1L << 20) + " MB";
        Heap.requireMemory("f", HEAP);
        fails(() -> {
            Heap.requireMemory("f", HEAP + 1);
            return null;
        }, "f: needs " + Math.ceilDiv(HEAP + 1, 1L << 20) + " MB for its values", heap, "raise -Xmx");
        Assumptions.assumeTrue(HEAP / Float.BYTES < Heap.MAX_ARRAY);
        fails(() -> Heap.floats("f", HEAP / Float.BYTES + 1), "f: needs ", heap);
        assertEquals(3, Heap.floats("f", 3).length);
    }

    @Test
    void whatDoesNotFitNowIsAnErrorOfOneLine() {
        Assumptions.assumeTrue(HEAP / Float.BYTES < Heap.MAX_ARRAY);
        // as large as the heap: allowed by the check, but something is always in it
        IOException error = fails(() -> Heap.floats("f", HEAP / Float.BYTES), "f: needs ", "MB for its values");
        assertInstanceOf(OutOfMemoryError.class, error.getCause());
    }

    @Test
    void manySmallObjectsAreGuardedToo() throws IOException {
        OutOfMemoryError full = new OutOfMemoryError("Java heap space");
        IOException error = fails(() -> Heap.guard("a.csv", () -> {
            throw full;
        }), "a.csv: needs more memory than there is, the heap of this JVM is ");
        assertSame(full, error.getCause());
        assertEquals("read", Heap.guard("a.csv", () -> "read"));
    }
}
