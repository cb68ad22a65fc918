package io.lanecoder.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lanecoder.kernel.Kernels;
import io.lanecoder.kernel.Products;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every weight is in one block, and no block is too large for a cache. */
@Tag("lanes")
class WeightBlockTest {
    private static Network network(int inputs) {
        Activation relu = Activation.leakyRelu(0.2f);
        return Network.autoencoder(inputs, List.of(70), 5, relu, relu, Activation.SIGMOID);
    }

    @Test
    void theyCoverEveryWeightOnce() {
        for (int inputs : new int[] {1, 37, 784, 1024, 1025, 2500}) {
            Network network = network(inputs);
            for (int l = 0; l < network.layers().size(); l++) {
                Dense layer = network.layers().get(l);
                int cols = Products.padded(layer.outputs());
                int[] taken = new int[layer.inputs() * cols];
                for (WeightBlock block : WeightBlock.of(network)) {
                    if (block.layer() == l) {
                        for (int k = block.from(); k < block.to(); k++) {
                            for (int j = block.col(); j < block.toCol(); j++) {
                                taken[k * cols + j]++;
                            }
                        }
                    }
                }
                for (int i = 0; i < taken.length; i++) {
                    // With 4 lanes a panel may be padding alone: there is nothing to learn in it.
                    int least = i % cols < layer.outputs() ? 1 : 0;
                    assertTrue(taken[i] >= least && taken[i] <= 1,
                            layer.name() + " of " + inputs + ", weight " + i + ": " + taken[i] + " times");
                }
            }
        }
    }

    @Test
    void manyOutputsAreDividedAtPanels() {
        Products products = Kernels.ready().products();
        Network network = network(2500);
        int last = network.layers().size() - 1;
        int most = products.panelWidth(2500, 0);
        int blocks = 0;
        for (WeightBlock block : WeightBlock.of(network)) {
            assertTrue(block.rows() <= WeightBlock.INPUTS, block.toString());
            assertTrue(block.toCol() - block.col() <= WeightBlock.OUTPUTS + most, block.toString());
            int panel = 0;
            while (panel < block.col()) {
                panel += products.panelWidth(network.layers().get(block.layer()).outputs(), panel);
            }
            assertEquals(panel, block.col(), block.toString());
            blocks += block.layer() == last && block.from() == 0 ? 1 : 0;
        }
        int asScalarKernelsHaveIt = most >= 2500 ? 1 : 3; // all columns are one panel there
        assertEquals(asScalarKernelsHaveIt, blocks);
    }
}
