package io.lanecoder.peers;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Adam;
import ai.djl.training.tracker.Tracker;
import ai.djl.translate.NoopTranslator;
import java.nio.file.Path;
import java.util.Arrays;

/** Deep Java Library on its PyTorch engine. */
public final class DjlPeer extends Peer {
    private final NDManager manager = NDManager.newBaseManager();

    private DjlPeer(Path folder, int threads) {
        super(folder, threads);
    }

    /**
     * Runs the peer.
     *
     * @param args folder, threads, and perhaps "coldstart"
     * @throws Exception whatever fails
     */
    public static void main(String[] args) throws Exception {
        start(new DjlPeer(Path.of(args[0]), Integer.parseInt(args[1])), args);
    }

    @Override
    protected String version() {
        String jar = Engine.class.getProtectionDomain().getCodeSource().getLocation().getPath();
        return jar.replaceAll(".*/api-(.*)\\.jar", "$1") + ", PyTorch " + Engine.getInstance().getVersion();
    }

    private Block block(int layers) throws Exception {
        float[] weights = array("weights.f32");
        SequentialBlock block = new SequentialBlock();
        int at = 0;
        for (int l = 0; l < layers; l++) {
            int in = SIZES[l];
            int out = SIZES[l + 1];
            Linear linear = Linear.builder().setUnits(out).build();
            linear.initialize(manager, DataType.FLOAT32, new Shape(1, in));
            linear.getParameters().get("weight").getArray().set(Arrays.copyOfRange(weights, at, at + out * in));
            at += out * in;
            linear.getParameters().get("bias").getArray().set(Arrays.copyOfRange(weights, at, at + out));
            at += out;
            block.add(linear);
            block.add(l < SLOPES.length ? Activation.leakyReluBlock(SLOPES[l]) : Activation.sigmoidBlock());
        }
        return block;
    }

    private Model model(int layers) throws Exception {
        Model model = Model.newInstance("peer", "PyTorch");
        model.setBlock(block(layers));
        return model;
    }

    @Override
    protected Work work(String task, int batch) throws Exception {
        NDArray rows = manager.create(array("rows.f32")).reshape(-1, SIZES[0]);
        if (task.equals("step")) {
            return step(rows, batch);
        }
        boolean encodes = task.equals("encode");
        Predictor<NDList, NDList> predictor = model(encodes ? ENCODER : SIZES.length - 1)
                .newPredictor(new NoopTranslator(null));
        return row -> {
            try (NDManager scope = manager.newSubManager()) {
                NDArray x = rows.get(row + ":" + (row + batch));
                x.attach(scope);
                NDList out = predictor.predict(new NDList(x));
                out.attach(scope);
                NDArray result = encodes ? out.head() : error(out.head(), x);
                result.attach(scope);
                result.toFloatArray();
            }
        };
    }

    private static NDArray error(NDArray reconstruction, NDArray x) {
        return reconstruction.sub(x).square().mean(new int[] {1});
    }

    private Work step(NDArray rows, int batch) throws Exception {
        Adam adam = Adam.builder().optLearningRateTracker(Tracker.fixed(1e-3f)).build();
        Trainer trainer = model(SIZES.length - 1)
                .newTrainer(new DefaultTrainingConfig(Loss.l2Loss("mse", 1f)).optOptimizer(adam));
        trainer.initialize(new Shape(batch, SIZES[0]));
        return row -> {
            try (NDManager scope = manager.newSubManager()) {
                NDArray x = rows.get(row + ":" + (row + batch));
                x.attach(scope);
                try (GradientCollector collector = trainer.newGradientCollector()) {
                    NDList out = trainer.forward(new NDList(x));
                    out.attach(scope);
                    NDArray loss = trainer.getLoss().evaluate(new NDList(x), out);
                    loss.attach(scope);
                    collector.backward(loss);
                }
                trainer.step();
            }
        };
    }

    private float[] first(int count, boolean encodes) throws Exception {
        float[] x = new float[count * SIZES[0]];
        floats("rows.f32").get(x);
        NDArray rows = manager.create(x).reshape(count, SIZES[0]);
        try (Predictor<NDList, NDList> predictor = model(encodes ? ENCODER : SIZES.length - 1)
                .newPredictor(new NoopTranslator(null))) {
            NDArray out = predictor.predict(new NDList(rows)).head();
            return (encodes ? out : error(out, rows)).toFloatArray();
        }
    }

    @Override
    protected float[] codes(int count) throws Exception {
        return first(count, true);
    }

    @Override
    protected float[] scores(int count) throws Exception {
        return first(count, false);
    }
}
