package io.lanecoder.peers;

import java.nio.file.Path;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** DL4J on its native backend. */
public final class Dl4jPeer extends Peer {
    private Dl4jPeer(Path folder, int threads) {
        super(folder, threads);
    }

    /**
     * Runs the peer.
     *
     * @param args folder, threads, and perhaps "coldstart"
     * @throws Exception whatever fails
     */
    public static void main(String[] args) throws Exception {
        start(new Dl4jPeer(Path.of(args[0]), Integer.parseInt(args[1])), args);
    }

    @Override
    protected String version() {
        String jar = MultiLayerNetwork.class.getProtectionDomain().getCodeSource().getLocation().getPath();
        return jar.replaceAll(".*/deeplearning4j-nn-(.*)\\.jar", "$1");
    }

    private MultiLayerNetwork network(int layers) throws Exception {
        NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder().updater(new Adam(1e-3)).list();
        for (int l = 0; l < layers; l++) {
            IActivation activation = l < SLOPES.length ? new ActivationLReLU(SLOPES[l]) : new ActivationSigmoid();
            if (l == layers - 1) {
                list.layer(new OutputLayer.Builder(LossFunctions.LossFunction.MSE).nIn(SIZES[l]).nOut(SIZES[l + 1])
                        .activation(activation).build());
            } else {
                list.layer(new DenseLayer.Builder().nIn(SIZES[l]).nOut(SIZES[l + 1]).activation(activation).build());
            }
        }
        MultiLayerNetwork network = new MultiLayerNetwork(list.build());
        network.init();
        float[] weights = array("weights.f32");
        int at = 0;
        for (int l = 0; l < layers; l++) {
            int in = SIZES[l];
            int out = SIZES[l + 1];
            INDArray w = Nd4j.createFromArray(Arrays.copyOfRange(weights, at, at + out * in)).reshape(out, in);
            network.setParam(l + "_W", w.transpose().dup('f'));
            at += out * in;
            network.setParam(l + "_b",
                    Nd4j.createFromArray(Arrays.copyOfRange(weights, at, at + out)).reshape(1, out));
            at += out;
        }
        return network;
    }

    private INDArray rows() throws Exception {
        return Nd4j.createFromArray(array("rows.f32")).reshape(-1, SIZES[0]);
    }

    @Override
    protected Work work(String task, int batch) throws Exception {
        INDArray rows = rows();
        MultiLayerNetwork network = network(task.equals("encode") ? ENCODER : SIZES.length - 1);
        return row -> {
            INDArray x = rows.get(NDArrayIndex.interval(row, row + batch), NDArrayIndex.all());
            switch (task) {
                case "step" -> network.fit(new DataSet(x, x));
                case "encode" -> network.output(x).data();
                default -> error(network.output(x), x).data();
            }
        };
    }

    private static INDArray error(INDArray reconstruction, INDArray x) {
        INDArray difference = reconstruction.sub(x);
        return difference.muli(difference).mean(1);
    }

    private INDArray first(int count) throws Exception {
        return rows().get(NDArrayIndex.interval(0, count), NDArrayIndex.all()).dup();
    }

    @Override
    protected float[] codes(int count) throws Exception {
        return network(ENCODER).output(first(count)).dup('c').data().asFloat();
    }

    @Override
    protected float[] scores(int count) throws Exception {
        INDArray x = first(count);
        return error(network(SIZES.length - 1).output(x), x).dup('c').data().asFloat();
    }
}
