package dev.cairn.gateway.s3;

import dev.cairn.api.CallContext;
import dev.cairn.api.metadata.Archive;
import dev.cairn.api.metadata.Arrivals;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.ChangePage;
import dev.cairn.api.metadata.ChangeQuery;
import dev.cairn.api.metadata.DeletionPage;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.FileView;
import dev.cairn.api.metadata.LinkPath;
import dev.cairn.api.metadata.NewContent;
import dev.cairn.api.metadata.OfflineDefault;
import dev.cairn.api.metadata.RecallOutcome;
import dev.cairn.api.metadata.RestoreState;
import dev.cairn.api.metadata.SeqPosition;
import dev.cairn.api.metadata.StageResult;
import dev.cairn.api.metadata.WaitOp;
import dev.cairn.api.metadata.Waiting;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Recalls of an {@link ObjectVolume}; S3 asks for nothing else of an archive. */
final class ObjectArchive implements Archive {

    private final ObjectVolume volume;

    ObjectArchive(ObjectVolume volume) {
        this.volume = volume;
    }

    @Override
    public RecallOutcome recall(CallContext context, FileRef file, Duration keepFor) {
        synchronized (volume) {
            ObjectVolume.Node node = volume.find(file);
            if (!volume.attributes(node).isOffline()) {
                return RecallOutcome.ALREADY_ONLINE;
            }
            if (node.restore.isRequested()) {
                return RecallOutcome.ALREADY_QUEUED;
            }
            node.restore = new RestoreState(true, Optional.empty());
            return RecallOutcome.QUEUED;
        }
    }

    @Override
    public ChangePage changes(CallContext context, ChangeQuery query) {
        throw notAsked();
    }

    @Override
    public DeletionPage deletions(CallContext context, SeqPosition from, int limit) {
        throw notAsked();
    }

    @Override
    public long stableSeq(CallContext context) {
        throw notAsked();
    }

    @Override
    public List<LinkPath> paths(CallContext context, InodeNumber inode, Optional<LinkPath> after, int limit) {
        throw notAsked();
    }

    @Override
    public Attributes release(CallContext context, FileRef file, long offset, long length, long dataVersion) {
        throw notAsked();
    }

    @Override
    public Attributes checkStage(CallContext context, FileRef file, long offset, long length, long dataVersion) {
        throw notAsked();
    }

    @Override
    public StageResult stage(CallContext context, FileRef file, long offset, NewContent content, long dataVersion) {
        throw notAsked();
    }

    @Override
    public void awaitOnline(CallContext context, FileRef file, long offset, long length, WaitOp op, Duration wait) {
        long end = System.nanoTime() + wait.toNanos();
        synchronized (volume) {
            ObjectVolume.Node node = volume.find(file);
            while (volume.attributes(node).isOffline()) {
                long millis = (end - System.nanoTime()) / 1_000_000;
                if (millis <= 0) {
                    throw new CairnException(ErrorCode.OFFLINE, "block 0 is offline");
                }
                volume.waiters++;
                try {
                    volume.wait(millis);
                } catch (InterruptedException e) {
                    throw new CairnException(ErrorCode.EINTR, "", "interrupted", e);
                } finally {
                    volume.waiters--;
                }
            }
        }
    }

    @Override
    public OfflineDefault offlineDefault(CallContext context, FileRef file) {
        synchronized (volume) {
            return volume.offlineDefault;
        }
    }

    @Override
    public Arrivals arrivals(CallContext context, Arrivals.Position since, int limit, Duration poll) {
        throw notAsked();
    }

    @Override
    public List<Waiting> waiting(CallContext context, Waiting.Cursor after, int limit, Duration poll) {
        throw notAsked();
    }

    @Override
    public int failWaiting(
            CallContext context, InodeNumber inode, long offset, long length, Set<WaitOp> ops, ErrorCode error) {
        throw notAsked();
    }

    @Override
    public List<FileView> views(CallContext context, List<InodeNumber> inodes, Set<Bytes> xattrs) {
        throw notAsked();
    }

    private static AssertionError notAsked() {
        return new AssertionError("S3 asks for no such thing");
    }
}
