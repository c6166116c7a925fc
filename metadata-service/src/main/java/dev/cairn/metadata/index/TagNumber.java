package dev.cairn.metadata.index;

import dev.cairn.kernel.Bytes;
import java.util.OptionalLong;

/** The text of an unsigned 64-bit number in a tagged name or in the value of a total (XTG-8). */
final class TagNumber {

    /** LIM-12: 2^64-1 in octal, with the leading zero. */
    private static final int CHARACTERS_MAX = 23;

    private static final int OCTAL = 8;
    private static final int DECIMAL = 10;
    private static final int HEXADECIMAL = 16;

    private TagNumber() {}

    /** Decimal, hexadecimal behind {@code 0x}, octal behind {@code 0}; empty if it is none of these or not below 2^64. */
    static OptionalLong parse(Bytes text) {
        int length = text.length();
        if (length == 0 || length > CHARACTERS_MAX) {
            return OptionalLong.empty();
        }
        boolean isPrefixed = text.at(0) == '0' && length > 1;
        if (isPrefixed && (text.at(1) == 'x' || text.at(1) == 'X')) {
            return parse(text, 2, HEXADECIMAL);
        }
        return parse(text, isPrefixed ? 1 : 0, isPrefixed ? OCTAL : DECIMAL);
    }

    private static OptionalLong parse(Bytes text, int from, int radix) {
        if (from == text.length()) {
            return OptionalLong.empty();
        }
        long most = Long.divideUnsigned(-1, radix);
        long value = 0;
        for (int i = from; i < text.length(); i++) {
            int digit = Character.digit((char) (text.at(i) & 0xFF), radix);
            // Adding wraps if the sum is below the digit.
            if (digit < 0
                    || Long.compareUnsigned(value, most) > 0
                    || Long.compareUnsigned(value * radix + digit, digit) < 0) {
                return OptionalLong.empty();
            }
            value = value * radix + digit;
        }
        return OptionalLong.of(value);
    }
}
