package dev.cairn.metadata.shard;

import dev.cairn.api.block.SegmentId;
import dev.cairn.api.metadata.Segments;
import dev.cairn.kernel.ByteReader;
import dev.cairn.metadata.item.Keys;
import java.util.List;

/** The live bytes of segments, kept by the transactions that add and drop extents. */
public final class SegmentAccounts implements Segments {

    private final Shard shard;

    public SegmentAccounts(Shard shard) {
        this.shard = shard;
    }

    @Override
    public List<LiveBytes> live(List<SegmentId> segments) {
        return shard.read(files -> segments.stream()
                .map(segment -> new LiveBytes(segment, bytes(files, segment)))
                .toList());
    }

    private static long bytes(FileTree files, SegmentId segment) {
        byte[] counter = files.items().get(Keys.liveBytes(segment));
        return counter == null ? 0 : new ByteReader(counter).int64();
    }

    @Override
    public boolean retire(SegmentId segment) {
        return shard.step(transaction -> {
            boolean isEmpty = bytes(transaction, segment) == 0;
            if (isEmpty) {
                transaction.changes().put(Keys.retiredSegment(segment), new byte[0]);
            }
            return isEmpty;
        });
    }

    @Override
    public void forget(SegmentId segment) {
        shard.step(transaction -> {
            transaction.changes().delete(Keys.retiredSegment(segment));
            return true;
        });
    }
}
