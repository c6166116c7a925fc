package dev.cairn.gateway.data;

import dev.cairn.api.CallContext;
import dev.cairn.api.Privilege;
import dev.cairn.api.metadata.Archive;
import dev.cairn.api.metadata.Arrivals;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.ChangePage;
import dev.cairn.api.metadata.ChangeQuery;
import dev.cairn.api.metadata.DeletionPage;
import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.FileView;
import dev.cairn.api.metadata.LinkPath;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.NewContent;
import dev.cairn.api.metadata.OfflineDefault;
import dev.cairn.api.metadata.Place;
import dev.cairn.api.metadata.RecallOutcome;
import dev.cairn.api.metadata.RestoreState;
import dev.cairn.api.metadata.SeqIndex;
import dev.cairn.api.metadata.SeqPosition;
import dev.cairn.api.metadata.StageResult;
import dev.cairn.api.metadata.WaitOp;
import dev.cairn.api.metadata.Waiting;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Release and stage of whole files, waiters and feeds, in memory. */
public final class FakeArchive implements Archive {

    private final FakeVolume volume;
    private final TreeMap<Waiting.Cursor, Waiting> waiters = new TreeMap<>();
    private final Map<InodeNumber, ErrorCode> failures = new HashMap<>();
    private final List<Waiting> arrivals = new ArrayList<>();
    private long term = 1;
    private int openWaits;
    private OfflineDefault offlineDefault = OfflineDefault.REFUSE;

    FakeArchive(FakeVolume volume) {
        this.volume = volume;
    }

    @Override
    public ChangePage changes(CallContext context, ChangeQuery query) {
        synchronized (volume) {
            List<SeqPosition> changes = volume.inodes.values().stream()
                    .map(node ->
                            new SeqPosition(query.index() == SeqIndex.META ? node.metaSeq : node.dataSeq, node.inode))
                    .filter(position -> position.seq() > 0
                            && position.compareTo(query.from()) >= 0
                            && position.compareTo(query.to()) <= 0)
                    .sorted()
                    .limit(query.limit())
                    .toList();
            List<FileView> files = switch (query.detail()) {
                case ChangeQuery.Detail.Positions() -> List.of();
                case ChangeQuery.Detail.Files(Set<Bytes> xattrs) ->
                    changes.stream()
                            .map(change -> volume.view(volume.find(FileRef.inode(change.inode())), xattrs))
                            .toList();
            };
            return new ChangePage(changes, files, volume.seq);
        }
    }

    @Override
    public DeletionPage deletions(CallContext context, SeqPosition from, int limit) {
        synchronized (volume) {
            return new DeletionPage(
                    volume.deletions.stream()
                            .filter(deletion -> deletion.position().compareTo(from) >= 0)
                            .limit(limit)
                            .toList(),
                    volume.seq,
                    0);
        }
    }

    @Override
    public long stableSeq(CallContext context) {
        synchronized (volume) {
            return volume.seq;
        }
    }

    @Override
    public List<LinkPath> paths(CallContext context, InodeNumber inode, Optional<LinkPath> after, int limit) {
        if (!context.caller().has(Privilege.PATH_SEARCH)) {
            throw new CairnException(ErrorCode.EPERM, "path-search is needed");
        }
        synchronized (volume) {
            return volume.root.children.entrySet().stream()
                    .filter(child -> child.getValue().inode.equals(inode))
                    .filter(child -> after.isEmpty()
                            || child.getKey().compareTo(after.get().name()) > 0)
                    .map(child -> new LinkPath(InodeNumber.ROOT, child.getKey(), child.getKey()))
                    .limit(limit)
                    .toList();
        }
    }

    @Override
    public Attributes release(CallContext context, FileRef file, long offset, long length, long dataVersion) {
        synchronized (volume) {
            volume.fakeContents().once(context);
            if (offset % MetadataLimits.BLOCK_BYTES != 0 || length % MetadataLimits.BLOCK_BYTES != 0) {
                throw new CairnException(ErrorCode.EINVAL, "the range is not aligned");
            }
            FakeVolume.Node node = volume.find(file);
            requireVersion(node, dataVersion);
            if (node.size > 0) {
                volume.extents.put(node.content, List.of(new Extent(0, node.size, new Place.Offline())));
            }
            volume.touch(node);
            return volume.attributes(node);
        }
    }

    @Override
    public Attributes checkStage(CallContext context, FileRef file, long offset, long length, long dataVersion) {
        synchronized (volume) {
            FakeVolume.Node node = volume.find(file);
            if (offset % MetadataLimits.BLOCK_BYTES != 0 || offset + length > node.size) {
                throw new CairnException(ErrorCode.EINVAL, "the range is not aligned or not inside the file");
            }
            requireVersion(node, dataVersion);
            return volume.attributes(node);
        }
    }

    @Override
    public StageResult stage(CallContext context, FileRef file, long offset, NewContent content, long dataVersion) {
        synchronized (volume) {
            volume.fakeContents().once(context);
            FakeVolume.Node node = volume.find(file);
            requireVersion(node, dataVersion);
            boolean wasOffline = volume.attributes(node).isOffline();
            if (wasOffline) {
                List<Extent> staged = volume.extents.getOrDefault(volume.take(content), List.of());
                volume.extents.put(node.content, new ArrayList<>(staged));
            }
            volume.touch(node);
            waiters.values().removeIf(waiting -> waiting.inode().equals(node.inode));
            volume.notifyAll();
            return new StageResult(
                    wasOffline ? content.size() : 0, wasOffline ? 0 : content.size(), volume.attributes(node));
        }
    }

    @Override
    public RecallOutcome recall(CallContext context, FileRef file, Duration keepFor) {
        synchronized (volume) {
            volume.fakeContents().once(context);
            FakeVolume.Node node = volume.find(file);
            if (!volume.attributes(node).isOffline()) {
                return RecallOutcome.ALREADY_ONLINE;
            }
            boolean wasRequested = node.restore.isRequested();
            node.restore = new RestoreState(true, Optional.empty());
            register(node, WaitOp.READ);
            return wasRequested ? RecallOutcome.ALREADY_QUEUED : RecallOutcome.QUEUED;
        }
    }

    @Override
    public void awaitOnline(CallContext context, FileRef file, long offset, long length, WaitOp op, Duration wait) {
        long end = System.nanoTime() + wait.toNanos();
        synchronized (volume) {
            FakeVolume.Node node = volume.find(file);
            Waiting waiting = register(node, op);
            openWaits++;
            try {
                while (volume.attributes(node).isOffline()) {
                    ErrorCode failed = failures.remove(node.inode);
                    if (failed != null) {
                        throw new CairnException(failed, "the archive failed the request");
                    }
                    if (!await(end)) {
                        throw new CairnException(ErrorCode.OFFLINE, "block 0 is offline");
                    }
                }
            } finally {
                openWaits--;
                waiters.remove(waiting.cursor());
            }
        }
    }

    @Override
    public List<Waiting> waiting(CallContext context, Waiting.Cursor after, int limit, Duration poll) {
        long end = System.nanoTime() + poll.toNanos();
        synchronized (volume) {
            while (waiters.tailMap(after, false).isEmpty()) {
                if (!await(end)) {
                    return List.of();
                }
            }
            return waiters.tailMap(after, false).values().stream().limit(limit).toList();
        }
    }

    @Override
    public int failWaiting(
            CallContext context, InodeNumber inode, long offset, long length, Set<WaitOp> ops, ErrorCode error) {
        synchronized (volume) {
            volume.fakeContents().once(context);
            boolean isWaiting =
                    waiters.values().removeIf(waiting -> waiting.inode().equals(inode));
            if (isWaiting) {
                failures.put(inode, error);
                volume.notifyAll();
            }
            return isWaiting ? 1 : 0;
        }
    }

    @Override
    public List<FileView> views(CallContext context, List<InodeNumber> inodes, Set<Bytes> xattrs) {
        synchronized (volume) {
            return inodes.stream()
                    .filter(volume.inodes::containsKey)
                    .map(inode -> volume.view(volume.find(FileRef.inode(inode)), xattrs))
                    .toList();
        }
    }

    private Waiting register(FakeVolume.Node node, WaitOp op) {
        Waiting waiting = new Waiting(node.inode, 0, op.bit(), node.dataVersion);
        waiters.put(waiting.cursor(), waiting);
        arrivals.add(waiting);
        volume.notifyAll();
        return waiting;
    }

    @Override
    public Arrivals arrivals(CallContext context, Arrivals.Position since, int limit, Duration poll) {
        long end = System.nanoTime() + poll.toNanos();
        synchronized (volume) {
            while (since.term() == term && since.number() == arrivals.size() && limit > 0 && await(end)) {
                // Somebody came, or something else happened.
            }
            Arrivals.Position now = new Arrivals.Position(term, arrivals.size());
            if (since.term() != term) {
                return new Arrivals(List.of(), now, false);
            }
            List<Waiting> places = arrivals.subList((int) since.number(), arrivals.size());
            return new Arrivals(places, now, true);
        }
    }

    /** Requests that wait at this moment. */
    public int openWaits() {
        synchronized (volume) {
            return openWaits;
        }
    }

    /** Another leader begins: nobody's position counts any more. */
    public void startTerm() {
        synchronized (volume) {
            term++;
            arrivals.clear();
            volume.notifyAll();
        }
    }

    @Override
    public OfflineDefault offlineDefault(CallContext context, FileRef file) {
        synchronized (volume) {
            return offlineDefault;
        }
    }

    /** What all directories say from now on. */
    public void sayOffline(OfflineDefault policy) {
        synchronized (volume) {
            offlineDefault = policy;
        }
    }

    private boolean await(long end) {
        long millis = (end - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
            return false;
        }
        try {
            volume.wait(millis);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CairnException(ErrorCode.EINTR, "", "interrupted", e);
        }
    }

    private static void requireVersion(FakeVolume.Node node, long dataVersion) {
        if (node.dataVersion != dataVersion) {
            throw new CairnException(ErrorCode.ESTALE, "data-version", "the data_version is another one");
        }
    }
}
