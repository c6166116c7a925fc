package dev.cairn.metadata.archive;

import dev.cairn.api.CallContext;
import dev.cairn.api.Caller;
import dev.cairn.api.Privilege;
import dev.cairn.api.metadata.Archive;
import dev.cairn.api.metadata.Arrivals;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.ChangePage;
import dev.cairn.api.metadata.ChangeQuery;
import dev.cairn.api.metadata.DeletionPage;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.FileView;
import dev.cairn.api.metadata.LinkPath;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.NewContent;
import dev.cairn.api.metadata.OfflineDefault;
import dev.cairn.api.metadata.RecallOutcome;
import dev.cairn.api.metadata.SeqPosition;
import dev.cairn.api.metadata.StageResult;
import dev.cairn.api.metadata.WaitOp;
import dev.cairn.api.metadata.Waiting;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.metadata.item.EntryName;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.item.Link;
import dev.cairn.metadata.item.Records;
import dev.cairn.metadata.shard.Access;
import dev.cairn.metadata.shard.Answers;
import dev.cairn.metadata.shard.Progress;
import dev.cairn.metadata.shard.SeqClock;
import dev.cairn.metadata.shard.Shard;
import dev.cairn.metadata.shard.ShardTransaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The archive interface of a shard. */
public final class ArchiveService implements Archive {

    private final Shard shard;
    private final WaitingList waiting;

    public ArchiveService(Shard shard) {
        this.shard = shard;
        waiting = new WaitingList(shard);
    }

    private static int page(int asked) {
        if (asked < 0) {
            throw new CairnException(ErrorCode.EINVAL, "limit", "a page cannot have " + asked + " entries");
        }
        return Math.min(asked, MetadataLimits.PAGE_ENTRIES_MAX);
    }

    @Override
    public ChangePage changes(CallContext context, ChangeQuery query) {
        int most = page(query.limit());
        return shard.read(files -> new Feeds(files).changes(context.caller(), query, most));
    }

    @Override
    public DeletionPage deletions(CallContext context, SeqPosition from, int limit) {
        int most = page(limit);
        return shard.read(files -> new Feeds(files).deletions(from, most));
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
        // A repeat finds the answer of the first step and goes on from there; doing a later step again changes nothing.
        Progress progress = shard.change(context, Answers.PROGRESS, transaction -> release.step(transaction, offset));
        while (!progress.isDone()) {
            long from = progress.reached();
            progress = shard.step(transaction -> release.step(transaction, from));
        }
        return progress.attributes();
    }

    @Override
    public Attributes checkStage(CallContext context, FileRef file, long offset, long length, long dataVersion) {
        var stage = new Stage(file, offset, length, dataVersion, context.caller());
        return shard.read(files -> stage.check(files).attributes());
    }

    @Override
    public StageResult stage(CallContext context, FileRef file, long offset, NewContent content, long dataVersion) {
        var stage = new Stage(file, offset, content.size(), dataVersion, context.caller());
        Progress progress =
                shard.change(context, Answers.PROGRESS, transaction -> stage.step(transaction, content, offset));
        long staged = progress.bytes();
        while (!progress.isDone()) {
            long from = progress.reached();
            progress = shard.step(transaction -> stage.step(transaction, content, from));
            staged += progress.bytes();
        }
        Attributes attributes = progress.attributes();
        if (attributes.restore().isRequested()) {
            waiting.noteRecall(attributes.inode());
        }
        return new StageResult(staged, content.size() - staged, attributes);
    }

    @Override
    public RecallOutcome recall(CallContext context, FileRef file, Duration keepFor) {
        InodeNumber number = shard.read(files -> ArchiveTarget.resolve(files, file, context.caller()).number);
        RecallOutcome outcome = shard.change(
                context,
                Answers.RECALL,
                transaction -> recall(transaction, transaction.inode(number), context.caller(), keepFor));
        if (outcome == RecallOutcome.QUEUED) {
            waiting.noteRecall(number);
        }
        return outcome;
    }

    private static RecallOutcome recall(ShardTransaction transaction, Inode inode, Caller caller, Duration keepFor) {
        ArchiveTarget.requireRegular(inode);
        Access.READ.require(inode, caller);
        if (inode.offlineBlocks == 0) {
            if (!keepFor.isZero()) {
                inode.keptUntil = Optional.of(transaction.now().plus(keepFor));
                transaction.store(inode);
            }
            return RecallOutcome.ALREADY_ONLINE;
        }
        byte[] key = Keys.recall(inode.number);
        Optional<Records.Recall> queued =
                Optional.ofNullable(transaction.changes().get(key)).map(Records.Recall::decode);
        if (queued.isEmpty()) {
            inode.isRecallRequested = true;
            transaction.store(inode);
        }
        if (queued.isEmpty() || queued.get().keepFor().compareTo(keepFor) < 0) {
            var askedAt = queued.map(Records.Recall::askedAt).orElse(transaction.now());
            transaction.changes().put(key, new Records.Recall(askedAt, keepFor).encode());
        }
        return queued.isEmpty() ? RecallOutcome.QUEUED : RecallOutcome.ALREADY_QUEUED;
    }

    @Override
    public void awaitOnline(CallContext context, FileRef file, long offset, long length, WaitOp op, Duration wait) {
        waiting.awaitOnline(context.caller(), file, offset, length, op, wait);
    }

    @Override
    public List<Waiting> waiting(CallContext context, Waiting.Cursor after, int limit, Duration poll) {
        return waiting.page(after, page(limit), poll);
    }

    @Override
    public Arrivals arrivals(CallContext context, Arrivals.Position since, int limit, Duration poll) {
        return waiting.arrivals(since, page(limit), poll);
    }

    @Override
    public int failWaiting(
            CallContext context, InodeNumber inode, long offset, long length, Set<WaitOp> ops, ErrorCode error) {
        return waiting.fail(context.caller(), inode, offset, length, ops, error);
    }

    @Override
    public OfflineDefault offlineDefault(CallContext context, FileRef file) {
        return shard.read(files -> OfflineDefaults.of(files, files.resolve(file, context.caller())));
    }

    @Override
    public List<FileView> views(CallContext context, List<InodeNumber> inodes, Set<Bytes> xattrs) {
        if (inodes.size() > MetadataLimits.PAGE_ENTRIES_MAX) {
            throw new CairnException(ErrorCode.E2BIG, "inodes", inodes.size() + " inodes in one call");
        }
        return shard.read(files -> {
            List<FileView> views = new ArrayList<>();
            inodes.forEach(number -> files.find(number)
                    .ifPresent(inode -> views.add(new Feeds(files).view(context.caller(), inode, xattrs))));
            return views;
        });
    }
}
