package dev.cairn.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.CallContext;
import dev.cairn.api.Caller;
import dev.cairn.api.block.Location;
import dev.cairn.api.block.SegmentId;
import dev.cairn.api.metadata.Acls;
import dev.cairn.api.metadata.Archive;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.CheckReport;
import dev.cairn.api.metadata.Condition;
import dev.cairn.api.metadata.Contents;
import dev.cairn.api.metadata.DirectAttributes;
import dev.cairn.api.metadata.EntryPath;
import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.FileData;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.Namespace;
import dev.cairn.api.metadata.NewContent;
import dev.cairn.api.metadata.NewEntry;
import dev.cairn.api.metadata.OpenFiles;
import dev.cairn.api.metadata.Place;
import dev.cairn.api.metadata.PutRequest;
import dev.cairn.api.metadata.Quotas;
import dev.cairn.api.metadata.RemoveRequest;
import dev.cairn.api.metadata.Segments;
import dev.cairn.api.metadata.TaggedAttributes;
import dev.cairn.api.metadata.Uploads;
import dev.cairn.api.metadata.Volume;
import dev.cairn.btree.TreeSettings;
import dev.cairn.btree.TreeView;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.kernel.RequestId;
import dev.cairn.kernel.ShardId;
import dev.cairn.log.MemoryLog;
import dev.cairn.metadata.archive.ContentLocks;
import dev.cairn.metadata.archive.Reaper;
import dev.cairn.metadata.shard.MetadataSpace;
import dev.cairn.metadata.shard.SeqClock;
import dev.cairn.metadata.shard.Shard;
import dev.cairn.replica.Replica;
import dev.cairn.replica.ReplicaListener;
import dev.cairn.replica.ReplicaSettings;
import dev.cairn.testkit.ManualTimeSource;
import dev.cairn.testkit.SimulatedDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/** A shard on a simulated disk, with the short forms that tests want. */
final class TestShard implements AutoCloseable {

    static final int BLOCK = 4096;
    static final Bytes TAG = Bytes.utf8("tag");
    static final SegmentId SEGMENT = new SegmentId(7);

    /** Small pages, so that a small test has a deep tree; small enough a log that checkpoints happen. */
    private static final ReplicaSettings SETTINGS =
            new ReplicaSettings("test", new TreeSettings(2048, 1 << 20), 64 << 10);

    private static final UUID SESSION = new UUID(11, 12);

    final ManualTimeSource clock = new ManualTimeSource();

    /** How full the metadata store is; tests that want a full one set it. */
    volatile MetadataSpace space = MetadataSpace.UNLIMITED;

    private final SimulatedDisk disk = new SimulatedDisk();
    private final MemoryLog log = new MemoryLog();

    private long epoch;
    private long request;
    private long nextChunk;
    private Replica replica;
    private Shard shard;
    private MetadataShard services;

    TestShard() {
        lead();
    }

    private void lead() {
        var seqs = new SeqClock();
        var listener = new ReplicaListener() {
            @Override
            public void leading(Epoch leading, TreeView state) {
                seqs.startBehind(state);
            }

            @Override
            public void failed(Epoch failed, Throwable why) {
                throw new AssertionError("the term failed", why);
            }
        };
        replica = new Replica(SETTINGS, disk, log, listener, clock);
        shard = new Shard(new ShardId(0), replica, seqs, clock, () -> space.usage());
        services = new MetadataShard(shard);
        try {
            replica.lead(new Epoch(++epoch), () -> true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The leader stands down and another one begins on the same log and disk. */
    void restart() {
        replica.close();
        lead();
    }

    /** Whatever a test did, what is derived follows from the inodes and extents. */
    @Override
    public void close() {
        check();
        replica.close();
    }

    void check() {
        CheckReport report = volume().check(context());
        assertThat(report.findings()).as("findings of %s", report.rules()).isEmpty();
        assertThat(report.isClean()).isTrue();
    }

    OpenFiles openFiles() {
        return services.openFiles();
    }

    Volume volume() {
        return services.volume();
    }

    /** A change of the items themselves. */
    <R> R step(Shard.Change<R> change) {
        return shard.step(change);
    }

    /** Ends without a look at the items. */
    void abandon() {
        replica.close();
    }

    Namespace namespace() {
        return services.namespace();
    }

    Contents contents() {
        return services.contents();
    }

    Uploads uploads() {
        return services.uploads();
    }

    Archive archive() {
        return services.archive();
    }

    Segments segments() {
        return services.segments();
    }

    DirectAttributes directAttributes() {
        return services.directAttributes();
    }

    TaggedAttributes taggedAttributes() {
        return services.taggedAttributes();
    }

    Quotas quotas() {
        return services.quotas();
    }

    Shard core() {
        return shard;
    }

    FileData fileData() {
        return services.fileData();
    }

    Reaper reaper(ContentLocks locks) {
        return new Reaper(shard, locks);
    }

    /** Frees everything that nobody refers to. */
    void reap() {
        Reaper reaper = reaper(content -> Optional.of(() -> {}));
        while (reaper.sweepAged() + reaper.sweep() > 0) {
            // A sweep may leave work for the next one.
        }
    }

    <R> R read(Function<TreeView, R> query) {
        return replica.read(query);
    }

    Acls acls() {
        return services.acls();
    }

    CallContext context() {
        return context(Caller.system());
    }

    CallContext context(Caller caller) {
        return new CallContext(
                caller, new RequestId(SESSION, 0, ++request), Deadline.in(Duration.ofSeconds(20), clock));
    }

    /** Makes a call beside others: the ids of this context belong to nobody else. */
    void ownSlot(CallContext context, Consumer<CallContext> call) {
        var request = new RequestId(UUID.randomUUID(), 0, context.request().number());
        call.accept(new CallContext(context.caller(), request, context.deadline()));
    }

    static Caller user(int uid) {
        return new Caller(uid, uid, Set.of(), 0, Set.of());
    }

    static EntryPath path(String path) {
        return path(InodeNumber.ROOT, path);
    }

    static EntryPath path(InodeNumber base, String path) {
        List<Bytes> names = new ArrayList<>();
        for (String name : path.split("/", -1)) {
            names.add(Bytes.utf8(name));
        }
        return new EntryPath(base, names);
    }

    static FileRef file(String path) {
        return FileRef.path(path(path), FileRef.Want.ANY);
    }

    Attributes makeDirectory(String path, NewEntry.NameRule names) {
        return namespace()
                .create(
                        context(),
                        path(path),
                        PutRequest.Parents.REQUIRED,
                        new NewEntry.Directory(0755, names, Map.of()))
                .attributes();
    }

    Attributes makeDirectory(String path) {
        return makeDirectory(path, NewEntry.NameRule.INHERIT);
    }

    static PutRequest putOf(EntryPath path, NewContent content) {
        return new PutRequest(
                path,
                PutRequest.Parents.REQUIRED,
                content,
                TAG,
                0644,
                Map.of(),
                PutRequest.XattrPolicy.KEEP_OTHERS,
                Optional.empty(),
                Condition.ALWAYS);
    }

    Attributes put(String path, NewContent content) {
        return namespace().put(context(), putOf(path(path), content)).attributes();
    }

    Attributes put(String path, long size) {
        return put(path, stored(size));
    }

    /** Bytes that nobody else refers to, in one extent. */
    NewContent stored(long size) {
        return size == 0 ? new NewContent.Empty() : new NewContent.Stored(List.of(extent(0, size)));
    }

    Extent extent(long offset, long length) {
        long chunk = nextChunk;
        nextChunk += length + 64;
        return new Extent(offset, length, new Place.Stored(new Location(SEGMENT, chunk, 0, length, (int) chunk)));
    }

    Attributes remove(String path) {
        return namespace()
                .remove(
                        context(),
                        new RemoveRequest(path(path), FileRef.Want.ANY, RemoveRequest.Emptied.KEEP, Condition.ALWAYS));
    }

    Attributes stat(String path) {
        return namespace().lookup(context(), file(path), Set.of()).attributes();
    }

    Attributes release(Attributes file, long offset, long length) {
        return archive().release(context(), FileRef.inode(file.inode()), offset, length, file.dataVersion());
    }

    long liveBytes() {
        return segments().live(List.of(SEGMENT)).getFirst().bytes();
    }

    /** The extents of a file as {@code [first block,+blocks) state}, neighbours of one state joined. */
    String map(Attributes file) {
        List<Extent> extents = contents()
                .plan(context(), FileRef.inode(file.inode()), 0, Long.MAX_VALUE, Set.of())
                .extents();
        var map = new StringBuilder();
        long start = 0;
        long end = 0;
        String state = "";
        for (Extent extent : extents) {
            String next = extent.place().isOnline() ? "on" : "off";
            if (extent.offset() != end || !next.equals(state)) {
                append(map, start, end, state);
                start = extent.offset();
                state = next;
            }
            end = extent.end();
        }
        append(map, start, end, state);
        return map.toString().strip();
    }

    private static void append(StringBuilder map, long start, long end, String state) {
        if (end > start) {
            map.append("[%d,+%d) %s ".formatted(start / BLOCK, (end - start + BLOCK - 1) / BLOCK, state));
        }
    }
}
