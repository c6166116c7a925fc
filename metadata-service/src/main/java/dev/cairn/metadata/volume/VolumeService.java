package dev.cairn.metadata.volume;

import dev.cairn.api.CallContext;
import dev.cairn.api.Privilege;
import dev.cairn.api.metadata.CheckReport;
import dev.cairn.api.metadata.LinkPosition;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.ReferringEntry;
import dev.cairn.api.metadata.ReferringPage;
import dev.cairn.api.metadata.Volume;
import dev.cairn.api.metadata.VolumeStatistics;
import dev.cairn.btree.Cursor;
import dev.cairn.kernel.ByteReader;
import dev.cairn.kernel.ByteWriter;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.metadata.check.Checker;
import dev.cairn.metadata.item.EntryName;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.item.Link;
import dev.cairn.metadata.shard.Access;
import dev.cairn.metadata.shard.FileTree;
import dev.cairn.metadata.shard.MetadataSpace;
import dev.cairn.metadata.shard.SeqClock;
import dev.cairn.metadata.shard.Shard;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** The volume as a shard knows it. */
public final class VolumeService implements Volume {

    /** What an entry takes in an answer beside its name, about. */
    private static final int ENTRY_BYTES = 20;

    private final Shard shard;
    private final Supplier<UUID> ids;
    private final AtomicBoolean isChecking = new AtomicBoolean();

    /** @param ids makes ids that are never repeated */
    public VolumeService(Shard shard, Supplier<UUID> ids) {
        this.shard = shard;
        this.ids = ids;
    }

    private static int page(int asked) {
        if (asked < 1) {
            throw new CairnException(ErrorCode.EINVAL, "limit", "there must be room for one, not for " + asked);
        }
        return Math.min(asked, MetadataLimits.PAGE_ENTRIES_MAX);
    }

    @Override
    public ReferringPage referringEntries(
            CallContext context, InodeNumber inode, Optional<LinkPosition> after, int limit) {
        Access.requirePrivilege(context.caller(), Privilege.PATH_SEARCH);
        int most = page(limit);
        return shard.read(files -> files.find(inode)
                .map(found -> entries(files, found, after, most))
                .orElseGet(() -> new ReferringPage(List.of(), true)));
    }

    private static ReferringPage entries(FileTree files, Inode inode, Optional<LinkPosition> after, int limit) {
        Optional<Link> last = after.map(
                position -> new Link(position.directory(), new EntryName(position.name(), inode.isDirectory())));
        List<ReferringEntry> entries = new ArrayList<>();
        int bytes = 0;
        for (Link link : files.links(inode, last, limit + 1)) {
            if (entries.size() == limit || bytes > MetadataLimits.PAGE_BYTES_MAX) {
                return new ReferringPage(entries, false);
            }
            entries.add(new ReferringEntry(link.directory(), link.name().name(), inode.type));
            bytes += ENTRY_BYTES + link.name().name().length();
        }
        return new ReferringPage(entries, true);
    }

    @Override
    public List<InodeNumber> allocatedInodes(CallContext context, InodeNumber from, int limit) {
        Access.requirePrivilege(context.caller(), Privilege.VOLUME_ADMIN);
        int most = page(limit);
        long lastOfGroup = from.value() | (MetadataLimits.INODE_GROUP - 1);
        return shard.read(files -> {
            List<InodeNumber> found = new ArrayList<>();
            // The root is there from the beginning, and stored with its first change.
            if (from.compareTo(InodeNumber.ROOT) <= 0) {
                found.add(InodeNumber.ROOT);
            }
            Cursor cursor = files.items().scan(Keys.inode(from), Keys.behind(Keys.inode(new InodeNumber(lastOfGroup))));
            while (found.size() < most && cursor.next()) {
                var number = new InodeNumber(Keys.leftoverNumber(cursor.key()));
                if (!number.equals(InodeNumber.ROOT)) {
                    found.add(number);
                }
            }
            return found;
        });
    }

    @Override
    public VolumeStatistics statistics(CallContext context) {
        UUID volume = shard.read(VolumeService::identity).orElseGet(this::makeIdentity);
        MetadataSpace.Usage space = shard.space().usage();
        return shard.read(files -> new VolumeStatistics(
                volume,
                SeqClock.newest(files.items()),
                counter(files, Keys.inodeCount()) + 1,
                count(files, Keys.Leftover.ORPHAN_INODE),
                counter(files, Keys.handleCount()),
                space.totalBytes(),
                space.usedBytes(),
                space.reservedBytes(),
                liveBytes(files)));
    }

    private static Optional<UUID> identity(FileTree files) {
        byte[] stored = files.items().get(Keys.volumeIdentity());
        return Optional.ofNullable(stored).map(value -> {
            var reader = new ByteReader(value);
            return new UUID(reader.int64(), reader.int64());
        });
    }

    /** Who asks first makes it; who comes at the same time takes what is there. */
    private UUID makeIdentity() {
        UUID fresh = ids.get();
        return shard.step(transaction -> identity(transaction).orElseGet(() -> {
            byte[] value = new ByteWriter(16)
                    .int64(fresh.getMostSignificantBits())
                    .int64(fresh.getLeastSignificantBits())
                    .toByteArray();
            transaction.changes().put(Keys.volumeIdentity(), value);
            return fresh;
        }));
    }

    private static long counter(FileTree files, byte[] key) {
        byte[] stored = files.items().get(key);
        return stored == null ? 0 : new ByteReader(stored).int64();
    }

    private static long count(FileTree files, Keys.Leftover kind) {
        long count = 0;
        for (Cursor cursor = files.items().scan(kind.start(), kind.end()); cursor.next(); ) {
            count++;
        }
        return count;
    }

    private static long liveBytes(FileTree files) {
        long bytes = 0;
        for (Cursor cursor = files.items().scan(Keys.liveBytes(), Keys.behind(Keys.liveBytes())); cursor.next(); ) {
            bytes += new ByteReader(cursor.value()).int64();
        }
        return bytes;
    }

    @Override
    public long sync(CallContext context) {
        // Changes are decided in order, so what was asked for before is durable when this is.
        shard.step(transaction -> true);
        return shard.read(files -> SeqClock.newest(files.items()));
    }

    @Override
    public CheckReport check(CallContext context) {
        Access.requirePrivilege(context.caller(), Privilege.VOLUME_ADMIN);
        if (!isChecking.compareAndSet(false, true)) {
            throw new CairnException(ErrorCode.EBUSY, "check", "another check is running");
        }
        try {
            return shard.read(files ->
                    Checker.check(files.items(), () -> context.deadline().isPast(shard.clock())));
        } finally {
            isChecking.set(false);
        }
    }
}
