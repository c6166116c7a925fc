package dev.cairn.benchmarks.archive;

import dev.cairn.api.CallContext;
import dev.cairn.api.Caller;
import dev.cairn.api.metadata.Archive;
import dev.cairn.btree.TreeSettings;
import dev.cairn.btree.TreeView;
import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.RequestId;
import dev.cairn.kernel.ShardId;
import dev.cairn.kernel.TimeSource;
import dev.cairn.kernel.disk.FolderDisk;
import dev.cairn.log.FileLog;
import dev.cairn.metadata.archive.ArchiveService;
import dev.cairn.metadata.shard.SeqClock;
import dev.cairn.metadata.shard.Shard;
import dev.cairn.replica.Replica;
import dev.cairn.replica.ReplicaListener;
import dev.cairn.replica.ReplicaSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;

/** The archive interface of a shard that leads in this process. */
final class LoadedShard implements AutoCloseable {

    private static final TimeSource CLOCK = TimeSource.system();

    private final FileLog log;
    private final Replica replica;
    private final Archive archive;

    /** @param folder as the metadata-service keeps it: {@code tree} and {@code log} */
    LoadedShard(Path folder) throws IOException {
        log = FileLog.open(folder.resolve("log"));
        var seqs = new SeqClock();
        var listener = new ReplicaListener() {
            @Override
            public void leading(Epoch epoch, TreeView state) {
                seqs.startBehind(state);
            }

            @Override
            public void failed(Epoch epoch, Throwable why) {
                throw new IllegalStateException(why);
            }
        };
        var settings = new ReplicaSettings("changes", TreeSettings.DEFAULT, ReplicaSettings.CHECKPOINT_LOG_BYTES);
        replica = new Replica(settings, FolderDisk.open(folder.resolve("tree")), log, listener, CLOCK);
        archive = new ArchiveService(new Shard(ShardId.FIRST, replica, seqs, CLOCK));
        replica.lead(new Epoch(1), () -> true);
    }

    Archive archive() {
        return archive;
    }

    static CallContext context() {
        return new CallContext(
                Caller.system(), new RequestId(new UUID(1, 1), 0, 1), Deadline.in(Duration.ofMinutes(5), CLOCK));
    }

    @Override
    public void close() {
        replica.close();
        log.close();
    }
}
