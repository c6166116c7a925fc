package dev.cairn.block;

import dev.cairn.api.block.SegmentId;
import dev.cairn.api.block.VolumeUsage;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts the room of a volume: what each segment took, what its capacity allows, and what its file system has left.
 *
 * <p>Asking the file system costs a system call, so its answer serves for {@link BlockLimits#SPACE_PROBE_BYTES}.
 */
final class VolumeSpace {

    /** Bytes in a file system. */
    interface Probe {

        long usableBytes();

        long totalBytes();
    }

    private final VolumeSettings settings;
    private final Probe probe;

    /** Guards everything below. The probe runs under it: everybody else waits for the same answer. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Map<SegmentId, Long> taken = new HashMap<>();
    private long used;
    private long allowance;

    VolumeSpace(VolumeSettings settings, Probe probe) {
        this.settings = settings;
        this.probe = probe;
    }

    /** A segment exists with that size. */
    void found(SegmentId segment, long bytes) {
        lock.lock();
        try {
            add(segment, bytes);
        } finally {
            lock.unlock();
        }
    }

    void take(SegmentId segment, long bytes) {
        lock.lock();
        try {
            boolean fits = used + bytes <= settings.capacityBytes() - settings.reserveBytes();
            if (fits && allowance < bytes) {
                allowance = Math.min(
                        probe.usableBytes() - settings.reserveBytes(), Math.max(bytes, BlockLimits.SPACE_PROBE_BYTES));
            }
            if (!fits || allowance < bytes) {
                throw new CairnException(ErrorCode.ENOSPC, "volume", "no room for " + bytes + " bytes in the volume");
            }
            allowance -= bytes;
            add(segment, bytes);
        } finally {
            lock.unlock();
        }
    }

    void giveBack(SegmentId segment, long bytes) {
        lock.lock();
        try {
            if (taken.containsKey(segment)) {
                add(segment, -bytes);
            }
        } finally {
            lock.unlock();
        }
    }

    void deleted(SegmentId segment) {
        lock.lock();
        try {
            Long bytes = taken.remove(segment);
            if (bytes != null) {
                used -= bytes;
            }
        } finally {
            lock.unlock();
        }
    }

    VolumeUsage usage() {
        lock.lock();
        try {
            long total = Math.min(settings.capacityBytes(), probe.totalBytes());
            return new VolumeUsage(Math.max(0, total - settings.reserveBytes()), used, taken.size());
        } finally {
            lock.unlock();
        }
    }

    private void add(SegmentId segment, long bytes) {
        taken.merge(segment, bytes, Long::sum);
        used += bytes;
    }
}
