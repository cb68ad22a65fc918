package io.lanecoder.bench;

import io.lanecoder.nn.Activation;
import io.lanecoder.nn.Dense;
import io.lanecoder.nn.Network;
import io.lanecoder.nn.Parameters;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The reference network as an ONNX model, for the peers that read one: Gemm, LeakyRelu, Sigmoid, and for scores the
 * mean of the squared differences. Protocol buffers written by hand: a field is its number and type, then its bytes.
 */
final class OnnxModel {
    private static final int FLOAT = 1;
    private static final int OPSET = 13; // the last but few in which ReduceMean takes its axes as an attribute
    private static final int IR_VERSION = 8;
    private static final int ATTRIBUTE_FLOAT = 1;
    private static final int ATTRIBUTE_INT = 2;
    private static final int ATTRIBUTE_INTS = 7;

    private OnnxModel() {
    }

    /** One message in the making. */
    private static final class Message {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        private void varint(long value) {
            long rest = value;
            while ((rest & ~0x7fL) != 0) {
                bytes.write((int) (rest & 0x7f | 0x80));
                rest >>>= 7;
            }
            bytes.write((int) rest);
        }

        Message number(int field, long value) {
            varint((long) field << 3);
            varint(value);
            return this;
        }

        Message floating(int field, float value) {
            varint((long) field << 3 | 5);
            bytes.writeBytes(little(4).putFloat(value).array());
            return this;
        }

        Message bytes(int field, byte[] value) {
            varint((long) field << 3 | 2);
            varint(value.length);
            bytes.writeBytes(value);
            return this;
        }

        Message text(int field, String value) {
            return bytes(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Message message(int field, Message value) {
            return bytes(field, value.bytes.toByteArray());
        }
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * {@return the model's file}
     *
     * @param parameters the numbers
     * @param scores whether it puts out the error of each row ("error") instead of its code ("code")
     */
    static byte[] of(Parameters parameters, boolean scores) {
        Network network = parameters.network();
        Message graph = new Message();
        int end = scores ? network.layers().size() : network.encoderLayers();
        String value = "x";
        for (int l = 0; l < end; l++) {
            Dense layer = network.layers().get(l);
            String sum = layer.name() + ".sum";
            graph.message(1, node("Gemm", sum, value, layer.name() + ".weight", layer.name() + ".bias")
                    .message(5, attribute("transB", ATTRIBUTE_INT).number(3, 1)));
            boolean last = l == end - 1;
            value = last && !scores ? "code" : layer.name() + ".out";
            graph.message(1, activation(layer.activation(), value, sum));
        }
        if (scores) {
            graph.message(1, node("Sub", "difference", value, "x"));
            graph.message(1, node("Mul", "square", "difference", "difference"));
            graph.message(1, node("ReduceMean", "error", "square")
                    .message(5, attribute("axes", ATTRIBUTE_INTS).number(8, 1))
                    .message(5, attribute("keepdims", ATTRIBUTE_INT).number(3, 0)));
        }
        graph.text(2, "lanecoder");
        for (int l = 0; l < end; l++) {
            Dense layer = network.layers().get(l);
            graph.message(5, tensor(layer.name() + ".weight", parameters.weights(l), layer.outputs(), layer.inputs()));
            graph.message(5, tensor(layer.name() + ".bias", parameters.biases(l), layer.outputs()));
        }
        graph.message(11, shape("x", network.inputs()));
        graph.message(12, scores ? shape("error", 0) : shape("code", network.latent()));
        return new Message().number(1, IR_VERSION).text(2, "lanecoder-bench").message(7, graph)
                .message(8, new Message().text(1, "").number(2, OPSET)).bytes.toByteArray();
    }

    private static Message node(String op, String output, String... inputs) {
        Message node = new Message();
        for (String input : inputs) {
            node.text(1, input);
        }
        return node.text(2, output).text(4, op);
    }

    private static Message activation(Activation activation, String output, String input) {
        return switch (activation.kind()) {
            case LEAKY_RELU -> node("LeakyRelu", output, input)
                    .message(5, attribute("alpha", ATTRIBUTE_FLOAT).floating(2, activation.slope()));
            case SIGMOID -> node("Sigmoid", output, input);
            default -> throw new IllegalArgumentException("no ONNX operator is known here for " + activation);
        };
    }

    private static Message attribute(String name, int type) {
        return new Message().text(1, name).number(20, type);
    }

    private static Message tensor(String name, float[] values, int... dims) {
        Message tensor = new Message();
        for (int dim : dims) {
            tensor.number(1, dim);
        }
        ByteBuffer raw = little(4 * values.length);
        raw.asFloatBuffer().put(values);
        return tensor.number(2, FLOAT).text(8, name).bytes(9, raw.array());
    }

    /** A matrix of any number of rows, or, with no column, a vector. */
    private static Message shape(String name, int cols) {
        Message dims = new Message().message(1, new Message().text(2, "rows"));
        if (cols > 0) {
            dims.message(1, new Message().number(1, cols));
        }
        Message tensor = new Message().number(1, FLOAT).message(2, dims);
        return new Message().text(1, name).message(2, new Message().message(1, tensor));
    }
}
