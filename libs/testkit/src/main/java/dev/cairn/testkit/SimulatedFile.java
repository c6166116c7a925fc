package dev.cairn.testkit;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** The bytes of a simulated file: as readers see them, as they are durable, and the writes between the two. */
final class SimulatedFile {

    /** What disks write whole. */
    private static final int SECTOR_BYTES = 512;

    private byte[] seen = new byte[0];
    private byte[] durable = new byte[0];
    private final List<Pending> pending = new ArrayList<>();

    /** A write or, with no bytes, a truncation to {@code offset}. */
    private record Pending(long offset, byte[] bytes) {}

    int read(long offset, ByteBuffer target) {
        if (offset >= seen.length) {
            return 0;
        }
        int count = (int) Math.min(target.remaining(), seen.length - offset);
        target.put(seen, (int) offset, count);
        return count;
    }

    void write(long offset, ByteBuffer source) {
        byte[] bytes = new byte[source.remaining()];
        source.get(bytes);
        if (bytes.length > 0) {
            seen = applied(seen, offset, bytes);
            pending.add(new Pending(offset, bytes));
        }
    }

    void truncate(long size) {
        if (size < seen.length) {
            seen = Arrays.copyOf(seen, (int) size);
            pending.add(new Pending(size, new byte[0]));
        }
    }

    long size() {
        return seen.length;
    }

    void makeDurable() {
        durable = seen.clone();
        pending.clear();
    }

    void flipBit(long bit) {
        seen[(int) (bit / 8)] ^= (byte) (1 << (bit % 8));
        durable = seen.clone();
        pending.clear();
    }

    void crash(Random random) {
        for (Pending write : pending) {
            switch (random.nextInt(3)) {
                case 0 -> durable = survivor(durable, write, write.bytes.length);
                case 1 -> durable = survivor(durable, write, random.nextInt(write.bytes.length + 1) / SECTOR_BYTES * SECTOR_BYTES);
                default -> {
                    // Lost.
                }
            }
        }
        pending.clear();
        seen = durable.clone();
    }

    private static byte[] survivor(byte[] before, Pending write, int length) {
        if (write.bytes.length == 0) {
            return write.offset < before.length ? Arrays.copyOf(before, (int) write.offset) : before;
        }
        return length == 0 ? before : applied(before, write.offset, Arrays.copyOf(write.bytes, length));
    }

    private static byte[] applied(byte[] before, long offset, byte[] bytes) {
        int end = Math.toIntExact(offset + bytes.length);
        byte[] after = end > before.length ? Arrays.copyOf(before, end) : before.clone();
        System.arraycopy(bytes, 0, after, (int) offset, bytes.length);
        return after;
    }
}
