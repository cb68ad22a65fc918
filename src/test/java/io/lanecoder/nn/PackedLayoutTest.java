package io.lanecoder.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lanecoder.kernel.Kernels;
import io.lanecoder.kernel.Products;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Packed numbers come back as they were, and no vector of them lies in two cache lines where arrays begin at one. */
@Tag("lanes")
class PackedLayoutTest {
    /** Of 64-bit JVMs, unless headers are compact; a line has as many floats as the widest vector. */
    private static final int FLOATS_OF_AN_ARRAYS_HEADER = 4;

    private static final Network ODD = Network.autoencoder(37, List.of(70, 9), 5, Activation.leakyRelu(0.2f),
            Activation.leakyRelu(0.2f), Activation.SIGMOID);

    private static void beginsAtALine(int offset, String what) {
        assertEquals(0, (FLOATS_OF_AN_ARRAYS_HEADER + offset) % Products.ALIGN, what + " at " + offset);
    }

    @Test
    void weightsAndBiasesBeginAtCacheLines() {
        PackedLayout layout = new PackedLayout(ODD);
        for (int l = 0; l < ODD.layers().size(); l++) {
            beginsAtALine(layout.weights(l), "weights of layer " + l);
            beginsAtALine(layout.biases(l), "biases of layer " + l);
        }
    }

    @Test
    void rowsOfAWorkspaceDoInPanelsOfWholeLines() {
        TrainingWorkspace workspace = new TrainingWorkspace(ODD, 10, false);
        for (int cols : new int[] {37, 70, 9, 5}) {
            for (int col = 0, width; col < cols; col += width) {
                width = Kernels.get().products().panelWidth(cols, col);
                for (int row = 0; width % Products.ALIGN == 0 && row < 10; row++) {
                    beginsAtALine(workspace.at(col, row, width), "row " + row + " of column " + col + " of " + cols);
                }
            }
        }
    }

    @Test
    void unpackingUndoesPacking() {
        PackedLayout layout = new PackedLayout(ODD);
        float[] values = new float[ODD.size()];
        for (int l = 0; l < ODD.layers().size(); l++) {
            Dense layer = ODD.layers().get(l);
            for (int o = 0; o < layer.outputs(); o++) {
                for (int i = 0; i < layer.inputs(); i++) {
                    values[ODD.weightOffset(l) + o * ODD.weightStride(l) + i] = l + o / 100f + i / 10_000f;
                }
                values[ODD.biasOffset(l) + o] = -l - o / 100f;
            }
        }
        float[] packed = new float[layout.size()];
        Arrays.fill(packed, Float.NaN);
        layout.pack(values, packed);
        float[] back = new float[values.length];
        layout.unpack(packed, back);
        assertArrayEquals(values, back);
    }
}
