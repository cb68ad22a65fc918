/**
 * Lanecoder: autoencoders on the CPU in pure Java.
 *
 * <p>The library part needs the JDK and Commons Math alone; picocli is needed by the command line only, and
 * the charts of {@code org.webjars:echarts}, a resource on the class path, by reports only. Without
 * {@code jdk.incubator.vector} the scalar kernels are used: same bits, slower.
 */
@SuppressWarnings("requires-automatic") // Commons Math 3 has no descriptor; its name comes from its file
module io.lanecoder {
    requires commons.math3;
    requires static jdk.incubator.vector;
    requires static info.picocli;
    requires static java.logging;

    exports io.lanecoder;
    exports io.lanecoder.data;
    exports io.lanecoder.format;
    exports io.lanecoder.latent;
    exports io.lanecoder.nn;
    exports io.lanecoder.report;
    exports io.lanecoder.train;

    opens io.lanecoder.cli to info.picocli;
}
