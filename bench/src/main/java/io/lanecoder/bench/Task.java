package io.lanecoder.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Something that is measured: it does the same work again and again. */
abstract class Task {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final String name;
    private final int batch;
    private final double flopsPerRow;
    private final Figures.Times times = new Figures.Times();

    Task(String name, int batch, double flopsPerRow) {
        this.name = name;
        this.batch = batch;
        this.flopsPerRow = flopsPerRow;
    }

    String name() {
        return name;
    }

    int batch() {
        return batch;
    }

    double flopsPerRow() {
        return flopsPerRow;
    }

    /** {@return the times of the calls or steps done} */
    Figures.Times times() {
        return times;
    }

    /** {@return rows a second, over about so many seconds} */
    abstract double slice(double seconds);

    /** {@return bytes that all threads together allocate in a step or call, once warm; NaN if that says nothing} */
    abstract double allocatedBytes();

    /** {@return the processor time of this thread in seconds} */
    static double processorTime() {
        return THREADS.getCurrentThreadCpuTime() * 1e-9;
    }

    /** Bytes allocated by all threads since the JVM started. */
    static long allocated() {
        return THREADS.getTotalThreadAllocatedBytes();
    }
}
