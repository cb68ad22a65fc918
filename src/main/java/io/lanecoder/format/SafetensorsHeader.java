package io.lanecoder.format;

import io.lanecoder.format.Safetensors.Header;
import io.lanecoder.format.Safetensors.Info;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Takes a safetensors header apart while reading it, so that no tree of a hostile header is ever built. */
final class SafetensorsHeader {
    private static final int MAX_RANK = 16;
    private static final int LENGTH_BYTES = Long.BYTES;

    /** Nothing in a header needs more than tensor, shape: the rest is for a message that says so. */
    private static final Json.Limits LIMITS = new Json.Limits(Safetensors.MAX_HEADER, 8, Integer.MAX_VALUE);

    private final FileInput in;
    private final JsonParser json;
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final List<Info> tensors = new ArrayList<>();

    private SafetensorsHeader(FileInput in, JsonParser json) {
        this.in = in;
        this.json = json;
    }

    /** Reads and checks everything before the values. */
    static Header read(FileInput in) throws IOException {
        if (in.size() < LENGTH_BYTES) {
            throw in.error("is " + in.size() + " bytes long, a safetensors file has at least " + LENGTH_BYTES);
        }
        byte[] start = new byte[LENGTH_BYTES];
        in.readFully(start, 0, LENGTH_BYTES, "the header length");
        long length = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (!(length >= 0 && length <= Safetensors.MAX_HEADER)) {
            throw in.error("announces a header of " + Long.toUnsignedString(length) + " bytes, expected at most "
                    + Safetensors.MAX_HEADER + " (is it a safetensors file?)");
        }
        if (length > in.remaining()) {
            throw in.error("announces a header of " + length + " bytes, but only " + in.remaining() + " bytes follow");
        }
        Heap.requireMemory(in.name(), 4 * length);
        byte[] bytes = new byte[(int) length];
        in.readFully(bytes, 0, bytes.length, "the header");
        if (bytes.length == 0 || bytes[0] != '{') {
            throw in.error("header begins with " + (bytes.length == 0 ? "nothing" : String.format("0x%02x", bytes[0]))
                    + ", expected an opening brace");
        }
        String text = Utf8.decode(in.name(), bytes, "the header");
        SafetensorsHeader header = new SafetensorsHeader(in, new JsonParser(in.name(), "header, ", text, LIMITS));
        header.parse();
        return new Header(header.layout(in.size() - LENGTH_BYTES - length), header.metadata, LENGTH_BYTES + length);
    }

    /** Whether a tensor can have this name: control characters would end up on somebody's terminal. */
    static boolean isName(String name) {
        return !name.equals(Safetensors.METADATA) && name.chars().noneMatch(Character::isISOControl);
    }

    private void parse() throws FormatException {
        json.object(name -> {
            if (name.equals(Safetensors.METADATA)) {
                json.object(key -> metadata.put(key, json.string()));
            } else if (!isName(name)) {
                throw json.error("tensor name " + FormatException.quote(name) + " holds control characters");
            } else if (tensors.size() == Safetensors.MAX_TENSORS) {
                throw json.error("has more than " + Safetensors.MAX_TENSORS + " tensors");
            } else {
                tensors.add(new Entry().read(name));
            }
        });
        json.endPadded();
    }

    /** One tensor's object while it is read. */
    private final class Entry {
        private DType type;
        private List<Long> shape;
        private List<Long> offsets;

        Info read(String name) throws FormatException {
            json.object(field -> {
                switch (field) {
                    case "dtype" -> {
                        String found = json.string();
                        type = DType.named(found).orElseThrow(() -> tensorError(name,
                                "has the unknown dtype " + FormatException.quote(found)));
                    }
                    case "shape" -> shape = integers(name, "a size of shape", MAX_RANK);
                    case "data_offsets" -> offsets = integers(name, "an offset", 2);
                    default -> throw tensorError(name, "has the unknown field " + FormatException.quote(field)
                            + ", expected dtype, shape and data_offsets");
                }
            });
            if (type == null || shape == null || offsets == null || offsets.size() != 2) {
                throw tensorError(name, "lacks dtype, shape or two data_offsets");
            }
            checkSize(name);
            return new Info(name, type, shape, offsets.getFirst(), offsets.getLast());
        }

        private List<Long> integers(String name, String what, int most) throws FormatException {
            List<Long> list = new ArrayList<>(4);
            json.array(() -> {
                if (list.size() == most) {
                    throw tensorError(name, "has more than " + most + " numbers where " + what + " stands");
                }
                list.add(json.integer(what));
            });
            return list;
        }

        private void checkSize(String name) throws FormatException {
            long begin = offsets.getFirst();
            long end = offsets.getLast();
            if (!(begin <= end)) {
                throw tensorError(name, "has data_offsets " + offsets + ", expected begin <= end");
            }
            long bits = type.bits();
            try {
                for (long size : shape) {
                    bits = Math.multiplyExact(bits, size);
                }
            } catch (ArithmeticException _) {
                throw tensorError(name, "has the shape " + shape + ", which overflows 64 bits");
            }
            if (bits % 8 != 0) {
                throw tensorError(name, "has " + bits + " bits, expected whole bytes");
            }
            if (end - begin != bits / 8) {
                throw tensorError(name, "has " + (end - begin) + " bytes by its data_offsets, but its shape " + shape
                        + " of " + type + " takes " + bits / 8);
            }
        }
    }

    /** Checks that the tensors lie end to end and fill the values; gives them in that order. */
    private Map<String, Info> layout(long available) throws FormatException {
        tensors.sort(Comparator.comparingLong(Info::begin).thenComparingLong(Info::end));
        Map<String, Info> ordered = LinkedHashMap.newLinkedHashMap(tensors.size());
        long at = 0;
        for (Info info : tensors) {
            if (info.begin() != at) {
                throw tensorError(info.name(), "begins at " + info.begin() + ", the one before ends at " + at
                        + (info.begin() > at ? ": a hole" : ": an overlap"));
            }
            at = info.end();
            ordered.put(info.name(), info);
        }
        if (at > available) {
            throw in.error("has " + available + " bytes of values, but its tensors take " + at + ": is it cut short?");
        }
        if (at < available) {
            throw in.error("has " + (available - at) + " bytes after its last tensor, expected none");
        }
        return ordered;
    }

    private FormatException tensorError(String name, String problem) {
        return in.error("tensor " + FormatException.quote(name) + " " + problem);
    }
}
