package dev.cairn.gateway.s3.body;

/**
 * The CRC of two runs of bytes from the CRCs of each. Appending n zero bytes to a run is a linear map over bits; the map
 * for n is built by squaring, so the cost grows with the number of digits of n.
 */
final class CrcCombination {

    private final int width;
    private final long polynomial;

    /** @param polynomial in reflected form */
    CrcCombination(int width, long polynomial) {
        this.width = width;
        this.polynomial = polynomial;
    }

    /** The CRC of the first run followed by the second, which has {@code secondLength} bytes. */
    long combine(long first, long second, long secondLength) {
        long[] shift = oneZeroByte();
        long combined = first;
        for (long left = secondLength; left != 0; left >>>= 1) {
            if ((left & 1) != 0) {
                combined = apply(shift, combined);
            }
            shift = square(shift);
        }
        return combined ^ second;
    }

    private long[] oneZeroByte() {
        long[] map = new long[width];
        map[0] = polynomial;
        for (int bit = 1; bit < width; bit++) {
            map[bit] = 1L << (bit - 1);
        }
        return square(square(square(map)));
    }

    private static long apply(long[] map, long vector) {
        long sum = 0;
        long rest = vector;
        for (int bit = 0; rest != 0; bit++, rest >>>= 1) {
            if ((rest & 1) != 0) {
                sum ^= map[bit];
            }
        }
        return sum;
    }

    private static long[] square(long[] map) {
        long[] squared = new long[map.length];
        for (int bit = 0; bit < map.length; bit++) {
            squared[bit] = apply(map, map[bit]);
        }
        return squared;
    }
}
