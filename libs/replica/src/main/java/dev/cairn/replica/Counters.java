package dev.cairn.replica;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Vectors of 64-bit big-endian counters, as the tree adds to them. */
final class Counters {

    private Counters() {}

    static long[] sum(long[] left, long[] right) {
        long[] sum = Arrays.copyOf(left, Math.max(left.length, right.length));
        for (int i = 0; i < right.length; i++) {
            sum[i] += right[i];
        }
        return sum;
    }

    static byte[] sum(byte[] stored, long[] deltas) {
        ByteBuffer before = ByteBuffer.wrap(stored);
        long[] counters = new long[stored.length / Long.BYTES];
        for (int i = 0; i < counters.length; i++) {
            counters[i] = before.getLong();
        }
        ByteBuffer after = ByteBuffer.allocate(Math.max(counters.length, deltas.length) * Long.BYTES);
        for (long counter : sum(counters, deltas)) {
            after.putLong(counter);
        }
        return after.array();
    }

    static boolean isZero(byte[] stored) {
        for (byte b : stored) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }
}
