package io.lanecoder.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * ONNX Runtime, two ways. "pinned", its best: inputs and outputs stand in memory outside of the heap, and every tensor
 * was made beforehand, so that a call is nothing but the run. "simple", as one would write it first: a tensor is made
 * from an array, and the result is asked for as an array.
 */
public final class OnnxRuntimePeer extends Peer {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final boolean pinned;
    private final OrtSession.SessionOptions options = new OrtSession.SessionOptions();

    private OnnxRuntimePeer(Path folder, int threads, boolean pinned) throws OrtException {
        super(folder, threads);
        this.pinned = pinned;
        options.setIntraOpNumThreads(threads);
        options.setInterOpNumThreads(1);
        options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
    }

    /**
     * Runs the peer.
     *
     * @param args folder, threads, and "pinned", "simple" or "coldstart"
     * @throws Exception whatever fails
     */
    public static void main(String[] args) throws Exception {
        start(new OnnxRuntimePeer(Path.of(args[0]), Integer.parseInt(args[1]), !"simple".equals(args[2])), args);
    }

    @Override
    protected String version() {
        return environment.getVersion();
    }

    private OrtSession session(String task) throws OrtException {
        return environment.createSession(folder.resolve(task + ".onnx").toString(), options);
    }

    private static FloatBuffer direct(int size) {
        return ByteBuffer.allocateDirect(4 * size).order(ByteOrder.nativeOrder()).asFloatBuffer();
    }

    @Override
    protected Work work(String task, int batch) throws Exception {
        if (task.equals("step")) {
            throw new UnsupportedOperationException("does not train");
        }
        OrtSession session = session(task);
        return pinned ? pinned(session, task, batch) : simple(session, batch);
    }

    private Work pinned(OrtSession session, String task, int batch) throws Exception {
        FloatBuffer rows = floats("rows.f32");
        int count = rows.capacity() / SIZES[0] / batch;
        OnnxTensor[] inputs = new OnnxTensor[count];
        for (int i = 0; i < count; i++) {
            FloatBuffer slice = rows.slice(i * batch * SIZES[0], batch * SIZES[0]);
            inputs[i] = OnnxTensor.createTensor(environment, slice, new long[] {batch, SIZES[0]});
        }
        boolean encodes = task.equals("encode");
        int cols = encodes ? SIZES[ENCODER] : 1;
        OnnxTensor output = OnnxTensor.createTensor(environment, direct(batch * cols),
                encodes ? new long[] {batch, cols} : new long[] {batch});
        String name = encodes ? "code" : "error";
        Map<String, OnnxTensor> pinnedOutputs = Map.of(name, output);
        @SuppressWarnings("unchecked") Map<String, OnnxTensor>[] feeds = new Map[count];
        for (int i = 0; i < count; i++) {
            feeds[i] = Map.of("x", inputs[i]);
        }
        return row -> session.run(feeds[row / batch], Set.of(), pinnedOutputs).close();
    }

    private Work simple(OrtSession session, int batch) throws Exception {
        float[] rows = array("rows.f32");
        return row -> {
            FloatBuffer values = FloatBuffer.wrap(rows, row * SIZES[0], batch * SIZES[0]).slice();
            try (OnnxTensor input = OnnxTensor.createTensor(environment, values, new long[] {batch, SIZES[0]});
                    OrtSession.Result result = session.run(Map.of("x", input))) {
                if (result.get(0).getValue() == null) {
                    throw new IllegalStateException("no result");
                }
            }
        };
    }

    private float[] first(String task, int count) throws Exception {
        float[] x = new float[count * SIZES[0]];
        floats("rows.f32").get(x);
        try (OrtSession session = session(task);
                OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(x),
                        new long[] {count, SIZES[0]});
                OrtSession.Result result = session.run(Map.of("x", input))) {
            FloatBuffer out = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[] values = new float[out.remaining()];
            out.get(values);
            return values;
        }
    }

    @Override
    protected float[] codes(int count) throws Exception {
        return first("encode", count);
    }

    @Override
    protected float[] scores(int count) throws Exception {
        return first("score", count);
    }
}
