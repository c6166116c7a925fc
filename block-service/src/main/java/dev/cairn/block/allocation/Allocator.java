package dev.cairn.block.allocation;

import dev.cairn.api.block.SegmentId;
import dev.cairn.api.block.VolumeUsage;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.replica.Command;
import dev.cairn.replica.Replica;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The allocator's rules on a replicated tree. Only the replica that leads answers; every change is durable before its
 * answer. Safe for use by any thread; calls block.
 */
public final class Allocator implements SegmentLeases {

    /** Longer than a change of leader takes inside the log, so that it shows as an error of its own. */
    private static final Duration ANSWER_TIME_MAX = Duration.ofSeconds(15);

    private static final int PAGE_COUNT_MAX = 1_000;

    private final Replica replica;

    public Allocator(Replica replica) {
        this.replica = replica;
    }

    @Override
    public void announce(VolumeId volume, long capacityBytes) {
        submit(new AllocatorCommand.Announce(volume, capacityBytes));
    }

    @Override
    public SegmentLease lease(LeaseRequest request) {
        return submit(new AllocatorCommand.Lease(request));
    }

    @Override
    public void seal(SegmentLease lease, long endBytes) {
        submit(new AllocatorCommand.Seal(lease, endBytes));
    }

    @Override
    public List<SegmentLease> openLeases(String instance) {
        List<SegmentLease> open = new ArrayList<>();
        SegmentId from = new SegmentId(0);
        List<SegmentRecord> page = segments(from, PAGE_COUNT_MAX);
        while (!page.isEmpty()) {
            for (SegmentRecord record : page) {
                if (record instanceof SegmentRecord.Open(SegmentLease lease)
                        && lease.writer().instance().equals(instance)) {
                    open.add(lease);
                }
            }
            page = segments(new SegmentId(page.getLast().segment().value() + 1), PAGE_COUNT_MAX);
        }
        return open;
    }

    /** The segments from {@code from} on, in the order of ids, at most {@code countMax} of them. */
    public List<SegmentRecord> segments(SegmentId from, int countMax) {
        return replica.read(tree -> SegmentTable.list(tree, from, Math.min(countMax, PAGE_COUNT_MAX)));
    }

    /** Capacity and use of a volume, as the allocator counts them: open segments with all they may take. */
    public VolumeUsage usage(VolumeId volume) {
        return replica.read(tree -> {
            SegmentTable.Use use = SegmentTable.use(tree, volume);
            return new VolumeUsage(SegmentTable.capacity(tree, volume).orElse(0), use.bytes(), use.segments());
        });
    }

    /** Records that the metadata retired the segment. Answers false if it is open or unknown. */
    boolean retire(SegmentId segment) {
        return submit(new AllocatorCommand.Retire(segment));
    }

    /** Drops a retired segment whose storage is gone. */
    void forget(SegmentId segment) {
        submit(new AllocatorCommand.Forget(segment));
    }

    private <R> R submit(Command<R> command) {
        CompletableFuture<R> answer = replica.submit(command);
        try {
            return answer.get(ANSWER_TIME_MAX.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CairnException cause) {
                throw new CairnException(cause.code(), cause.reason(), cause.getMessage(), cause);
            }
            throw new IllegalStateException("unexpected failure of the allocator", e.getCause());
        } catch (TimeoutException e) {
            throw new CairnException(ErrorCode.UNAVAILABLE, "allocator", "no answer in " + ANSWER_TIME_MAX, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CairnException(ErrorCode.EINTR, "allocator", "interrupted while the allocator worked", e);
        }
    }
}
