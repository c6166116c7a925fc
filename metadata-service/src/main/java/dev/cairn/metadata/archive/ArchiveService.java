package dev.cairn.metadata.archive;

import dev.cairn.api.CallContext;
import dev.cairn.api.Caller;
import dev.cairn.api.Privilege;
import dev.cairn.api.metadata.Archive;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.ChangePage;
import dev.cairn.api.metadata.Deletion;
import dev.cairn.api.metadata.DeletionPage;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.FileView;
import dev.cairn.api.metadata.LinkPath;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.NewContent;
import dev.cairn.api.metadata.RecallOutcome;
import dev.cairn.api.metadata.SeqIndex;
import dev.cairn.api.metadata.SeqPosition;
import dev.cairn.api.metadata.StageResult;
import dev.cairn.api.metadata.WaitOp;
import dev.cairn.api.metadata.Waiting;
import dev.cairn.btree.Cursor;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.metadata.item.EntryName;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.item.Link;
import dev.cairn.metadata.item.Records;
import dev.cairn.metadata.namespace.XattrRules;
import dev.cairn.metadata.shard.Access;
import dev.cairn.metadata.shard.Answers;
import dev.cairn.metadata.shard.FileTree;
import dev.cairn.metadata.shard.SeqClock;
import dev.cairn.metadata.shard.Shard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The archive interface of a shard. */
public final class ArchiveService implements Archive {

    private final Shard shard;
    private final Waiters waiters = new Waiters();

    public ArchiveService(Shard shard) {
        this.shard = shard;
        shard.onDataChange(waiters::wake);
    }

    private static int page(int asked) {
        if (asked < 0) {
            throw new CairnException(ErrorCode.EINVAL, "limit", "a page cannot have " + asked + " entries");
        }
        return Math.min(asked, MetadataLimits.PAGE_ENTRIES_MAX);
    }

    @Override
    public ChangePage changes(CallContext context, SeqIndex index, SeqPosition from, int limit) {
        int most = page(limit);
        Keys.SeqZone zone = index == SeqIndex.META ? Keys.SeqZone.META : Keys.SeqZone.DATA;
        return shard.read(files -> {
            List<SeqPosition> changes = new ArrayList<>();
            Cursor cursor = files.items().scan(zone.key(from), zone.end());
            while (changes.size() < most && cursor.next()) {
                changes.add(Keys.seqPosition(cursor.key()));
            }
            return new ChangePage(changes, SeqClock.newest(files.items()));
        });
    }

    @Override
    public DeletionPage deletions(CallContext context, SeqPosition from, int limit) {
        int most = page(limit);
        return shard.read(files -> {
            List<Deletion> deletions = new ArrayList<>();
            Cursor cursor = files.items().scan(Keys.SeqZone.DELETION.key(from), Keys.SeqZone.DELETION.end());
            int bytes = 0;
            while (deletions.size() < most && bytes < MetadataLimits.PAGE_BYTES_MAX && cursor.next()) {
                Bytes path = Bytes.wrap(cursor.value());
                deletions.add(new Deletion(Keys.seqPosition(cursor.key()), path));
                bytes += path.length();
            }
            return new DeletionPage(deletions, SeqClock.newest(files.items()), DeletionFeed.trimmedSeq(files.items()));
        });
    }

    @Override
    public long stableSeq(CallContext context) {
        return shard.read(files -> SeqClock.newest(files.items()));
    }

    @Override
    public List<LinkPath> paths(CallContext context, InodeNumber inode, Optional<LinkPath> after, int limit) {
        Access.requirePrivilege(context.caller(), Privilege.PATH_SEARCH);
        return shard.read(files -> {
            List<LinkPath> paths = new ArrayList<>();
            Optional<Inode> found = files.find(inode);
            if (found.isPresent()) {
                boolean isDirectory = found.get().isDirectory();
                Optional<Link> last =
                        after.map(path -> new Link(path.directory(), new EntryName(path.name(), isDirectory)));
                int bytes = 0;
                for (Link link : files.links(found.get(), last, page(limit))) {
                    Bytes path = files.path(link).orElseThrow(() -> tooLong(inode));
                    paths.add(new LinkPath(link.directory(), link.name().name(), path));
                    bytes += path.length();
                    if (bytes > MetadataLimits.PAGE_BYTES_MAX) {
                        break;
                    }
                }
            }
            return paths;
        });
    }

    private static CairnException tooLong(InodeNumber inode) {
        return new CairnException(
                ErrorCode.ENAMETOOLONG,
                "path",
                "a path of inode " + inode + " has more than " + MetadataLimits.LINK_PATH_BYTES_MAX + " bytes");
    }

    @Override
    public Attributes release(CallContext context, FileRef file, long offset, long length, long dataVersion) {
        var release = new Release(file, offset, length, dataVersion, context.caller());
        Attributes before =
                shard.read(files -> archivable(files, file, context.caller()).attributes());
        if (length == 0) {
            return before;
        }
        release.requireAligned();
        // Doing a step again changes nothing, so a repeated request simply goes over the range once more.
        long from = offset;
        while (true) {
            long start = from;
            Release.Progress progress = shard.step(transaction -> release.step(transaction, start));
            if (progress.isDone()) {
                return progress.attributes();
            }
            from = progress.reached();
        }
    }

    private static Inode archivable(FileTree files, FileRef file, Caller caller) {
        Inode inode = files.resolve(file, caller);
        FileTree.requireArchivable(inode);
        return inode;
    }

    @Override
    public Attributes checkStage(CallContext context, FileRef file, long offset, long length, long dataVersion) {
        var stage = new Stage(file, offset, length, dataVersion, context.caller());
        return shard.read(files -> stage.check(files).attributes());
    }

    @Override
    public StageResult stage(CallContext context, FileRef file, long offset, NewContent content, long dataVersion) {
        var stage = new Stage(file, offset, content.size(), dataVersion, context.caller());
        return shard.change(context, Answers.STAGE, transaction -> {
            transaction.requireSpace();
            return stage.apply(transaction, content);
        });
    }

    @Override
    public RecallOutcome recall(CallContext context, FileRef file, Duration keepFor) {
        RecallOutcome outcome = shard.change(context, Answers.RECALL, transaction -> {
            Inode inode = archivable(transaction, file, context.caller());
            if (!inode.isRegular()) {
                throw new CairnException(ErrorCode.EINVAL, "type", "inode " + inode.number + " is no regular file");
            }
            Access.READ.require(inode, context.caller());
            byte[] key = Keys.recall(inode.number);
            if (inode.offlineBlocks == 0) {
                inode.keptUntil = Optional.of(transaction.now().plus(keepFor));
                transaction.store(inode);
                return RecallOutcome.ALREADY_ONLINE;
            }
            boolean isQueued = transaction.changes().get(key) != null;
            transaction.changes().put(key, new Records.Recall(transaction.now(), keepFor).encode());
            if (!isQueued) {
                inode.isRecallRequested = true;
                transaction.store(inode);
            }
            return isQueued ? RecallOutcome.ALREADY_QUEUED : RecallOutcome.QUEUED;
        });
        waiters.noteArrival();
        return outcome;
    }

    @Override
    public void awaitOnline(CallContext context, FileRef file, long offset, long length, WaitOp op, Duration wait) {
        InodeNumber inode = shard.read(files -> archivable(files, file, context.caller()).number);
        if (offset < 0 || length < 0 || offset + length < 0) {
            throw new CairnException(ErrorCode.EINVAL, "range", "not a range: " + offset + "+" + length);
        }
        Deadline deadline = Deadline.in(wait, shard.clock());
        try (Waiters.Waiter waiter = waiters.register(inode, op)) {
            while (true) {
                Optional<Long> missing = shard.read(files -> OfflineData.firstIn(
                        files, files.again(file, inode, context.caller()), offset, offset + length));
                if (missing.isEmpty()) {
                    return;
                }
                long block = Waiters.blockOf(missing.get());
                if (deadline.isPast(shard.clock()) || !waiter.await(block, deadline.left(shard.clock()))) {
                    throw new CairnException(
                            ErrorCode.OFFLINE, "offline", "block " + block + " of inode " + inode + " is offline");
                }
            }
        }
    }

    @Override
    public List<Waiting> waiting(CallContext context, Waiting.Cursor after, int limit, Duration poll) {
        int most = page(limit);
        Duration left = poll;
        while (true) {
            long seen = waiters.arrivals();
            List<Waiting> found = most == 0 ? List.of() : waitingNow(after, most);
            if (!found.isEmpty() || most == 0 || left.isZero()) {
                return found;
            }
            left = waiters.awaitArrival(seen, left);
        }
    }

    private List<Waiting> waitingNow(Waiting.Cursor after, int limit) {
        return shard.read(files -> {
            TreeMap<Waiting.Cursor, Integer> places = new TreeMap<>(waiters.behind(after));
            Cursor recalls = files.items().scan(Keys.recall(after.inode()), Keys.behind(Keys.recalls()));
            int merged = 0;
            while (merged < limit && recalls.next()) {
                Optional<Waiting.Cursor> place = firstMissing(files, Keys.leftoverNumber(recalls.key()));
                if (place.isPresent() && place.get().compareTo(after) > 0) {
                    places.merge(place.get(), WaitOp.READ.bit(), (left, right) -> left | right);
                    merged++;
                }
            }
            List<Waiting> found = new ArrayList<>();
            places.forEach((place, ops) -> {
                if (found.size() < limit) {
                    files.find(place.inode())
                            .ifPresent(inode ->
                                    found.add(new Waiting(place.inode(), place.block(), ops, inode.dataVersion)));
                }
            });
            return found;
        });
    }

    private static Optional<Waiting.Cursor> firstMissing(FileTree files, long number) {
        return files.find(new InodeNumber(number))
                .flatMap(inode -> OfflineData.firstIn(files, inode, 0, inode.size)
                        .map(offset -> new Waiting.Cursor(inode.number, Waiters.blockOf(offset))));
    }

    @Override
    public int failWaiting(
            CallContext context, InodeNumber inode, long offset, long length, Set<WaitOp> ops, ErrorCode error) {
        Access.requirePrivilege(context.caller(), Privilege.VOLUME_ADMIN);
        if (length == 0) {
            return 0;
        }
        if (offset < 0 || length < 0 || offset + length < 0 || ops.isEmpty() || error.isRetryable()) {
            throw new CairnException(ErrorCode.EINVAL, "range", "a range, an operation and a final error are needed");
        }
        long firstBlock = Waiters.blockOf(offset);
        long lastBlock = Waiters.blockOf(offset + length - 1);
        boolean endedRecall = ops.contains(WaitOp.READ)
                && shard.step(transaction -> {
                    Inode file = transaction.inode(inode);
                    Optional<Long> missing = OfflineData.firstIn(transaction, file, 0, file.size);
                    boolean isMeant = file.isRecallRequested
                            && missing.isPresent()
                            && Waiters.blockOf(missing.get()) >= firstBlock
                            && Waiters.blockOf(missing.get()) <= lastBlock;
                    if (isMeant) {
                        file.isRecallRequested = false;
                        transaction.changes().delete(Keys.recall(inode));
                        transaction.store(file);
                    }
                    return isMeant;
                });
        return waiters.fail(inode, firstBlock, lastBlock, ops, error) + (endedRecall ? 1 : 0);
    }

    @Override
    public List<FileView> views(CallContext context, List<InodeNumber> inodes, Set<Bytes> xattrs) {
        if (inodes.size() > MetadataLimits.PAGE_ENTRIES_MAX) {
            throw new CairnException(ErrorCode.E2BIG, "inodes", inodes.size() + " inodes in one call");
        }
        return shard.read(files -> {
            List<FileView> views = new ArrayList<>();
            inodes.forEach(number -> files.find(number)
                    .ifPresent(inode ->
                            views.add(files.view(inode, XattrRules.permitted(inode, xattrs, context.caller())))));
            return views;
        });
    }
}
