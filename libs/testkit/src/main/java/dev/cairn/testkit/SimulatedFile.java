package dev.cairn.testkit;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * The bytes of a simulated file: as readers see them, as they are durable, and the writes between the two. Guarded by the
 * disk.
 */
final class SimulatedFile {

    /** What disks write whole. */
    private static final int SECTOR_BYTES = 512;

    private final Content seen = new Content();
    private final Content durable = new Content();
    private final List<Pending> pending = new ArrayList<>();
    private int lastWriteOffset;

    /** A write or, with no bytes, a truncation to {@code offset}. */
    private record Pending(int offset, byte[] bytes) {}

    int read(long offset, ByteBuffer target) {
        if (offset >= seen.size) {
            return 0;
        }
        int count = (int) Math.min(target.remaining(), seen.size - offset);
        target.put(seen.bytes, (int) offset, count);
        return count;
    }

    void write(long offset, ByteBuffer source) {
        byte[] bytes = new byte[source.remaining()];
        source.get(bytes);
        if (bytes.length > 0) {
            var write = new Pending(Math.toIntExact(offset), bytes);
            seen.write(write.offset, bytes, 0, bytes.length);
            pending.add(write);
            lastWriteOffset = write.offset;
        }
    }

    void truncate(long size) {
        if (size < seen.size) {
            seen.cut((int) size);
            pending.add(new Pending((int) size, new byte[0]));
        }
    }

    /** Where the last write began. */
    long lastWriteOffset() {
        return lastWriteOffset;
    }

    long size() {
        return seen.size;
    }

    void makeDurable() {
        for (Pending write : pending) {
            if (write.bytes.length == 0) {
                durable.cut(write.offset);
            } else {
                durable.write(write.offset, write.bytes, 0, write.bytes.length);
            }
        }
        pending.clear();
    }

    /**
     * What a failed sync leaves on many systems: the bytes are still seen, but they count as written and no later sync takes
     * them up again.
     */
    void forgetPending() {
        pending.clear();
    }

    void flipBit(long bit) {
        makeDurable();
        int at = (int) (bit / 8);
        byte mask = (byte) (1 << (bit % 8));
        seen.bytes[at] ^= mask;
        if (at < durable.size) {
            durable.bytes[at] ^= mask;
        }
    }

    void crash(Random random) {
        for (Pending write : pending) {
            switch (random.nextInt(3)) {
                case 0 -> survive(write);
                case 1 -> tear(write, random);
                default -> {
                    // Lost.
                }
            }
        }
        pending.clear();
        seen.replaceBy(durable);
    }

    private void survive(Pending write) {
        if (write.bytes.length == 0) {
            durable.cut(write.offset);
        } else {
            durable.write(write.offset, write.bytes, 0, write.bytes.length);
        }
    }

    /** Sectors reach the disk in any order, each whole. */
    private void tear(Pending write, Random random) {
        int end = write.offset + write.bytes.length;
        int start = write.offset;
        while (start < end) {
            int next = Math.min(end, (start / SECTOR_BYTES + 1) * SECTOR_BYTES);
            if (random.nextBoolean()) {
                durable.write(start, write.bytes, start - write.offset, next - start);
            }
            start = next;
        }
    }

    /** An array that grows in large steps. */
    private static final class Content {

        private byte[] bytes = new byte[0];
        private int size;

        void write(int offset, byte[] source, int from, int count) {
            int end = Math.addExact(offset, count);
            if (end > bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(end, bytes.length * 2L)));
            }
            System.arraycopy(source, from, bytes, offset, count);
            size = Math.max(size, end);
        }

        void cut(int newSize) {
            if (newSize < size) {
                Arrays.fill(bytes, newSize, size, (byte) 0);
                size = newSize;
            }
        }

        void replaceBy(Content other) {
            bytes = Arrays.copyOf(other.bytes, other.size);
            size = other.size;
        }
    }
}
