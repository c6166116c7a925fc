package dev.cairn.block.allocation;

import dev.cairn.api.block.SegmentId;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.replica.Command;
import dev.cairn.replica.CommandContext;
import dev.cairn.replica.Transaction;
import java.util.Optional;

/**
 * The changes that the allocator makes. Each decides on the state before it and is harmless when repeated, lease
 * apart.
 */
sealed interface AllocatorCommand<R> extends Command<R> {

    /** Records the size of a volume. */
    record Announce(VolumeId volume, long capacityBytes) implements AllocatorCommand<Boolean> {

        @Override
        public Boolean decide(Transaction tx, CommandContext context) {
            boolean changed = SegmentTable.capacity(tx, volume).orElse(-1) != capacityBytes;
            if (changed) {
                SegmentTable.putCapacity(tx, volume, capacityBytes);
            }
            return changed;
        }
    }

    /** Gives out a new segment, smaller than wanted when the volume is nearly full. */
    record Lease(LeaseRequest request) implements AllocatorCommand<SegmentLease> {

        @Override
        public SegmentLease decide(Transaction tx, CommandContext context) {
            VolumeId volume = request.volume();
            long capacity = SegmentTable.capacity(tx, volume)
                    .orElseThrow(() -> new CairnException(
                            ErrorCode.ENOENT, "volume", "volume " + volume + " was never announced"));
            long free = capacity - SegmentTable.use(tx, volume).bytes();
            if (free < request.bytesLeast()) {
                throw new CairnException(
                        ErrorCode.ENOSPC, "volume", "volume " + volume + " has " + Math.max(0, free) + " bytes left");
            }
            SegmentLease lease = new SegmentLease(
                    SegmentTable.nextId(tx),
                    volume,
                    request.writer(),
                    context.epoch(),
                    request.zone(),
                    Math.min(request.bytesWanted(), free));
            SegmentTable.put(tx, new SegmentRecord.Open(lease));
            return lease;
        }
    }

    /** Ends a lease. Answers whether it was open. */
    record Seal(SegmentLease lease, long endBytes) implements AllocatorCommand<Boolean> {

        @Override
        public Boolean decide(Transaction tx, CommandContext context) {
            Optional<SegmentRecord> record = SegmentTable.find(tx, lease.segment());
            if (!(record.orElse(null) instanceof SegmentRecord.Open open)) {
                // Sealed before: the writer did not see the answer.
                return false;
            }
            if (!open.lease().equals(lease)) {
                throw new CairnException(
                        ErrorCode.STALE_EPOCH,
                        "lease",
                        "segment " + lease.segment() + " is leased by "
                                + open.lease().writer());
            }
            SegmentTable.put(tx, new SegmentRecord.Sealed(lease.segment(), lease.volume(), endBytes, context.now()));
            return true;
        }
    }

    /** Marks a sealed segment as retired. Answers whether it is now. */
    record Retire(SegmentId segment) implements AllocatorCommand<Boolean> {

        @Override
        public Boolean decide(Transaction tx, CommandContext context) {
            Optional<SegmentRecord> record = SegmentTable.find(tx, segment);
            if (record.orElse(null) instanceof SegmentRecord.Sealed sealed) {
                SegmentTable.put(tx, new SegmentRecord.Retired(segment, sealed.volume(), sealed.bytes()));
                return true;
            }
            return record.orElse(null) instanceof SegmentRecord.Retired;
        }
    }

    /** Drops a retired segment whose storage is gone. Answers whether there was one. */
    record Forget(SegmentId segment) implements AllocatorCommand<Boolean> {

        @Override
        public Boolean decide(Transaction tx, CommandContext context) {
            Optional<SegmentRecord> record = SegmentTable.find(tx, segment);
            if (record.orElse(null) instanceof SegmentRecord.Retired retired) {
                SegmentTable.remove(tx, retired);
                return true;
            }
            return false;
        }
    }
}
