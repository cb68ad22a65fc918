package io.lanecoder.format;

import java.util.Optional;

/** The element types of safetensors. {@code F16}, {@code BF16}, {@code F32} and {@code F64} can be read as floats. */
public enum DType {
    /** A byte, 0 or 1. */
    BOOL(8),
    /** 4-bit float. */
    F4(4),
    /** 6-bit float, 2 exponent bits. */
    F6_E2M3(6),
    /** 6-bit float, 3 exponent bits. */
    F6_E3M2(6),
    /** Unsigned byte. */
    U8(8),
    /** Signed byte. */
    I8(8),
    /** 8-bit float, 5 exponent bits. */
    F8_E5M2(8),
    /** 8-bit float, 4 exponent bits. */
    F8_E4M3(8),
    /** 8-bit float, 5 exponent bits, finite, no negative zero. */
    F8_E5M2FNUZ(8),
    /** 8-bit float, 4 exponent bits, finite, no negative zero. */
    F8_E4M3FNUZ(8),
    /** 8-bit exponent alone. */
    F8_E8M0(8),
    /** Signed 16-bit integer. */
    I16(16),
    /** Unsigned 16-bit integer. */
    U16(16),
    /** IEEE half precision. */
    F16(16),
    /** The upper half of an IEEE single. */
    BF16(16),
    /** Signed 32-bit integer. */
    I32(32),
    /** Unsigned 32-bit integer. */
    U32(32),
    /** IEEE single precision: what a model here is written in. */
    F32(32),
    /** Two singles: a complex number. */
    C64(64),
    /** IEEE double precision. */
    F64(64),
    /** Signed 64-bit integer. */
    I64(64),
    /** Unsigned 64-bit integer. */
    U64(64);

    private final int bits;

    DType(int bits) {
        this.bits = bits;
    }

    /** {@return the size of one element in bits} */
    public int bits() {
        return bits;
    }

    /** {@return whether the values can be read as floats} */
    public boolean isReadable() {
        return element().isPresent();
    }

    /** The element type it is read by, where there is one. */
    Optional<Element> element() {
        return switch (this) {
            case F16 -> Optional.of(Element.F16);
            case BF16 -> Optional.of(Element.BF16);
            case F32 -> Optional.of(Element.F32);
            case F64 -> Optional.of(Element.F64);
            default -> Optional.empty();
        };
    }

    /** The type of that name; the names in a file are those of the constants. */
    static Optional<DType> named(String name) {
        for (DType type : values()) {
            if (type.name().equals(name)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
