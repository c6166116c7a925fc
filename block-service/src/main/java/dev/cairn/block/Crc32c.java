package dev.cairn.block;

import java.util.zip.CRC32C;

/**
 * CRC32C, and joining those of neighbouring byte runs without the bytes.
 *
 * <p>A CRC is a polynomial modulo the Castagnoli polynomial over GF(2), bits reversed: bit 31 is the coefficient of
 * x^0. Appending n bytes multiplies what came before by x^(8n).
 */
final class Crc32c {

    private static final int POLYNOMIAL = 0x82F63B78;
    private static final int ONE = 1 << 31;
    private static final int X = 1 << 30;

    /** x^(2^k) for each k that a length in bits can need. */
    private static final int[] SQUARES = squares(48);

    private Crc32c() {}

    static int of(byte[] bytes, int from, int count) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, count);
        return (int) crc.getValue();
    }

    /** The CRC of {@code first} followed by {@code second}, where the second run has {@code secondBytes} bytes. */
    static int join(int first, int second, long secondBytes) {
        return multiply(shift(secondBytes), first) ^ second;
    }

    /** The factor that {@code bytes} further bytes put on what came before. */
    static int shift(long bytes) {
        int factor = ONE;
        int k = 3;
        for (long rest = bytes; rest != 0; rest >>>= 1) {
            if ((rest & 1) != 0) {
                factor = multiply(SQUARES[k], factor);
            }
            k++;
        }
        return factor;
    }

    static int multiply(int a, int b) {
        int product = 0;
        int power = b;
        for (int rest = a; rest != 0; rest <<= 1) {
            if (rest < 0) {
                product ^= power;
            }
            power = power >>> 1 ^ (-(power & 1) & POLYNOMIAL);
        }
        return product;
    }

    private static int[] squares(int count) {
        int[] squares = new int[count];
        squares[0] = X;
        for (int k = 1; k < count; k++) {
            squares[k] = multiply(squares[k - 1], squares[k - 1]);
        }
        return squares;
    }
}
