package dev.cairn.block;

import dev.cairn.api.block.SegmentId;
import dev.cairn.block.allocation.LeaseRequest;
import dev.cairn.block.allocation.SegmentLease;
import dev.cairn.block.allocation.SegmentLeases;
import dev.cairn.block.allocation.VolumeId;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An allocator in memory that outlives the instances of a test. */
final class MemoryLeases implements SegmentLeases {

    private final Map<SegmentId, SegmentLease> open = new LinkedHashMap<>();
    private final Map<SegmentId, Long> sealed = new LinkedHashMap<>();
    private long next = 1;
    private boolean away;

    @Override
    public synchronized void announce(VolumeId volume, long capacityBytes) {
        check();
    }

    @Override
    public synchronized SegmentLease lease(LeaseRequest request) {
        check();
        SegmentLease lease = new SegmentLease(
                new SegmentId(next++),
                request.volume(),
                request.writer(),
                new Epoch(1),
                request.zone(),
                request.bytesWanted());
        open.put(lease.segment(), lease);
        return lease;
    }

    @Override
    public synchronized void seal(SegmentLease lease, long endBytes) {
        check();
        if (open.remove(lease.segment()) != null) {
            sealed.put(lease.segment(), endBytes);
        }
    }

    @Override
    public synchronized List<SegmentLease> openLeases(String instance) {
        check();
        return open.values().stream()
                .filter(lease -> lease.writer().instance().equals(instance))
                .toList();
    }

    /** Lets every call fail until {@link #comeBack}. */
    synchronized void goAway() {
        away = true;
    }

    synchronized void comeBack() {
        away = false;
    }

    synchronized int openCount() {
        return open.size();
    }

    synchronized Map<SegmentId, Long> sealed() {
        return Map.copyOf(sealed);
    }

    private void check() {
        if (away) {
            throw new CairnException(ErrorCode.UNAVAILABLE, "the allocator is away");
        }
    }
}
