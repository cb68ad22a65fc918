package io.lanecoder.nn;

import io.lanecoder.kernel.Kernels;
import io.lanecoder.kernel.Products;
import java.util.ArrayList;
import java.util.List;

/**
 * Some weights of a layer, between inputs {@code from .. to} and outputs {@code col .. toCol}: what a thread takes at a time when
 * gradients are computed and weights updated.
 *
 * @param layer the layer's number
 * @param from first input
 * @param to end of the inputs, exclusive
 * @param col first output, where a panel begins
 * @param toCol end of the outputs, exclusive, where a panel ends: padding included
 */
public record WeightBlock(int layer, int from, int to, int col, int toCol) {
    /** The most inputs of a block: whole register tiles of any height, and enough blocks for many threads. */
    public static final int INPUTS = 48;
    /** The most outputs of a block: its gradient, 200 KB, stays in the cache of the thread that computes it. */
    public static final int OUTPUTS = 1024;

    /** {@return the number of inputs} */
    public int rows() {
        return to - from;
    }

    /** {@return the number of weights, padding included} */
    public int size() {
        return rows() * (toCol - col);
    }

    /**
     * All weights of a network, in blocks.
     *
     * @param network the network
     * @return the blocks, layer by layer
     */
    public static List<WeightBlock> of(Network network) {
        Products products = Kernels.ready().products();
        List<WeightBlock> blocks = new ArrayList<>();
        for (int l = 0; l < network.layers().size(); l++) {
            Dense layer = network.layers().get(l);
            int outputs = layer.outputs();
            int most = Math.ceilDiv(outputs, Math.ceilDiv(outputs, OUTPUTS)); // about equal parts
            for (int from = 0; from < layer.inputs(); from += INPUTS) {
                int to = Math.min(layer.inputs(), from + INPUTS);
                for (int col = 0, end = 0; col < outputs; col = end) {
                    while (end < Products.padded(outputs) && (end == col || end < col + most)) {
                        end += products.panelWidth(outputs, end);
                    }
                    blocks.add(new WeightBlock(l, from, to, col, end));
                }
            }
        }
        return blocks;
    }
}
