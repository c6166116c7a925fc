package dev.cairn.gateway.data;

import dev.cairn.api.CallContext;
import dev.cairn.api.Privilege;
import dev.cairn.api.metadata.CheckReport;
import dev.cairn.api.metadata.LinkPosition;
import dev.cairn.api.metadata.ReferringEntry;
import dev.cairn.api.metadata.ReferringPage;
import dev.cairn.api.metadata.Volume;
import dev.cairn.api.metadata.VolumeStatistics;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Fixed figures of a volume, and names in its root. */
final class FakeStatistics implements Volume {

    private final FakeVolume volume;

    FakeStatistics(FakeVolume volume) {
        this.volume = volume;
    }

    @Override
    public ReferringPage referringEntries(
            CallContext context, InodeNumber inode, Optional<LinkPosition> after, int limit) {
        synchronized (volume) {
            List<ReferringEntry> all = volume.root.children.entrySet().stream()
                    .filter(entry -> entry.getValue().inode.equals(inode))
                    .filter(entry -> after.isEmpty()
                            || entry.getKey().compareTo(after.get().name()) > 0)
                    .map(entry -> new ReferringEntry(InodeNumber.ROOT, entry.getKey(), entry.getValue().type))
                    .toList();
            return new ReferringPage(all.stream().limit(limit).toList(), all.size() <= limit);
        }
    }

    @Override
    public List<InodeNumber> allocatedInodes(CallContext context, InodeNumber from, int limit) {
        synchronized (volume) {
            return volume.inodes.keySet().stream()
                    .filter(inode -> inode.compareTo(from) >= 0)
                    .sorted()
                    .limit(limit)
                    .toList();
        }
    }

    @Override
    public VolumeStatistics statistics(CallContext context) {
        return new VolumeStatistics(new UUID(0x1234, 0), 77, 12, 3, 2, 655_360_000, 131_072_000, 65_536_000, 40_960);
    }

    @Override
    public long sync(CallContext context) {
        return 77;
    }

    @Override
    public CheckReport check(CallContext context) {
        if (!context.caller().has(Privilege.VOLUME_ADMIN)) {
            throw new CairnException(ErrorCode.EPERM, "privilege", "not an administrator");
        }
        return new CheckReport(
                100,
                12,
                Map.of("orphans", 1L, "extents", 0L),
                List.of(new CheckReport.Finding("orphans", new InodeNumber(1030), "an orphan without a record")));
    }
}
