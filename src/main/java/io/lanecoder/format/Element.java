package io.lanecoder.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The element types that files hold and that become floats here. */
enum Element {
    BOOL(1), U8(1), I8(1), I16(2), U16(2), I32(4), U32(4), I64(8), U64(8), F16(2), BF16(2), F32(4), F64(8);

    private final int bytes;

    Element(int bytes) {
        this.bytes = bytes;
    }

    /** {@return the size of one element} */
    int bytes() {
        return bytes;
    }

    /** Reads {@code count} elements and rounds each to the nearest float; what is too large becomes an infinity. */
    void readFloats(Input in, ByteOrder order, float[] target, int offset, int count) throws IOException {
        byte[] block = new byte[(int) Math.min((long) count * bytes, Input.BLOCK)];
        ByteBuffer buffer = ByteBuffer.wrap(block).order(order);
        int perBlock = Input.BLOCK / bytes;
        for (int done = 0; done < count;) {
            int n = Math.min(count - done, perBlock);
            in.readFully(block, 0, n * bytes, "the values");
            floats(buffer, target, offset + done, n);
            done += n;
        }
    }

    /** Reads {@code count} elements as doubles; 64-bit integers are rounded. */
    void readDoubles(Input in, ByteOrder order, double[] target, int offset, int count) throws IOException {
        byte[] block = new byte[(int) Math.min((long) count * bytes, Input.BLOCK)];
        ByteBuffer buffer = ByteBuffer.wrap(block).order(order);
        int perBlock = Input.BLOCK / bytes;
        for (int done = 0; done < count;) {
            int n = Math.min(count - done, perBlock);
            in.readFully(block, 0, n * bytes, "the values");
            for (int i = 0; i < n; i++) {
                target[offset + done + i] = toDouble(buffer, i * bytes);
            }
            done += n;
        }
    }

    private void floats(ByteBuffer in, float[] out, int off, int n) {
        switch (this) {
            case F32 -> in.clear().asFloatBuffer().get(out, off, n);
            case F64 -> {
                for (int i = 0; i < n; i++) {
                    out[off + i] = (float) in.getDouble(8 * i);
                }
            }
            case U8 -> {
                for (int i = 0; i < n; i++) {
                    out[off + i] = in.get(i) & 0xff;
                }
            }
            case I64 -> {
                for (int i = 0; i < n; i++) {
                    out[off + i] = in.getLong(8 * i);
                }
            }
            case U64 -> {
                for (int i = 0; i < n; i++) {
                    long v = in.getLong(8 * i);
                    // halved with the lost bit kept sticky: rounds once, as a direct conversion would
                    out[off + i] = v >= 0 ? v : (float) (v >>> 1 | v & 1) * 2f;
                }
            }
            default -> {
                // every other type is exact as a double, so that only one rounding happens
                for (int i = 0; i < n; i++) {
                    out[off + i] = (float) toDouble(in, i * bytes);
                }
            }
        }
    }

    private double toDouble(ByteBuffer in, int at) {
        return switch (this) {
            case BOOL -> in.get(at) != 0 ? 1 : 0;
            case U8 -> in.get(at) & 0xff;
            case I8 -> in.get(at);
            case I16 -> in.getShort(at);
            case U16 -> in.getShort(at) & 0xffff;
            case I32 -> in.getInt(at);
            case U32 -> in.getInt(at) & 0xffffffffL;
            case I64 -> in.getLong(at);
            case U64 -> {
                long v = in.getLong(at);
                yield v >= 0 ? v : (double) (v >>> 1 | v & 1) * 2;
            }
            case F16 -> Float.float16ToFloat(in.getShort(at));
            case BF16 -> Float.intBitsToFloat(in.getShort(at) << 16);
            case F32 -> in.getFloat(at);
            case F64 -> in.getDouble(at);
        };
    }
}
