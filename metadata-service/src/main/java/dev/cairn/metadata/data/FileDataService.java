package dev.cairn.metadata.data;

import dev.cairn.api.CallContext;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.Condition;
import dev.cairn.api.metadata.ExtentMap;
import dev.cairn.api.metadata.FileData;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.MoveRequest;
import dev.cairn.api.metadata.MoveResult;
import dev.cairn.api.metadata.NewContent;
import dev.cairn.api.metadata.WriteResult;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.metadata.archive.OfflineData;
import dev.cairn.metadata.extent.Blocks;
import dev.cairn.metadata.extent.ExtentRuns;
import dev.cairn.metadata.extent.Trims;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.shard.Access;
import dev.cairn.metadata.shard.Answers;
import dev.cairn.metadata.shard.FileTree;
import dev.cairn.metadata.shard.Shard;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Changes of data in a shard. Each request ends with one transaction that keeps its answer for repeats; what comes before that
 * in a large one may be done again without harm.
 */
public final class FileDataService implements FileData {

    /** How often a request starts over because the file changed under it. */
    private static final int ATTEMPTS_MAX = 5;

    private final Shard shard;

    public FileDataService(Shard shard) {
        this.shard = shard;
    }

    @Override
    public Attributes checkWrite(CallContext context, FileRef file, WriteAt at, long length, Condition condition) {
        var write = new Write(file, at, condition, context.caller());
        return namingBlock(
                context,
                file,
                () -> shard.read(files -> write.admit(files, length)).attributes());
    }

    @Override
    public WriteResult write(CallContext context, FileRef file, WriteAt at, NewContent bytes, Condition condition) {
        var write = new Write(file, at, condition, context.caller());
        return namingBlock(context, file, () -> trimmed(context, file, file, () -> write(context, write, bytes)));
    }

    private WriteResult write(CallContext context, Write write, NewContent bytes) {
        try {
            return shard.change(context, Answers.WRITE, transaction -> write.apply(transaction, bytes));
        } catch (CairnException e) {
            if (!Write.isTooLarge(e)) {
                throw e;
            }
        }
        for (int attempt = 1; ; attempt++) {
            try {
                return new Rebuild(shard, write, bytes).run(context);
            } catch (CairnException e) {
                if (!Rebuild.isOvertaken(e) || attempt == ATTEMPTS_MAX) {
                    throw e;
                }
            }
        }
    }

    @Override
    public Attributes truncate(CallContext context, FileRef file, long size, Condition condition) {
        var truncate = new Truncate(file, size, condition, context.caller());
        Attributes cut = namingBlock(
                context,
                file,
                () -> trimmed(context, file, file, () -> {
                    Truncate.Seen seen = shard.read(truncate::look);
                    return shard.change(context, Answers.ATTRIBUTES, change -> truncate.apply(change, seen));
                }));
        return withoutTail(cut);
    }

    /** Frees what did not go with the first transaction; if nothing else happened meanwhile, the counts show it. */
    private Attributes withoutTail(Attributes cut) {
        boolean isTrimmed = shard.read(files ->
                files.find(cut.inode()).map(inode -> inode.trimFrom.isEmpty()).orElse(true));
        if (isTrimmed) {
            return cut;
        }
        Trims.finish(shard, cut.inode());
        return shard.read(files -> files.find(cut.inode()))
                .map(Inode::attributes)
                .filter(now -> now.dataVersion() == cut.dataVersion())
                .orElse(cut);
    }

    @Override
    public Attributes allocate(CallContext context, FileRef file, long offset, long length, AllocateMode mode) {
        var allocate = new Allocate(file, offset, length, mode, context.caller());
        return namingBlock(
                context,
                file,
                () -> trimmed(context, file, file, () -> {
                    long at = Blocks.floor(Math.max(0, offset));
                    while (true) {
                        long from = at;
                        long to = isPlace(offset, length)
                                ? shard.read(files -> allocate.stepEnd(files, from))
                                : Long.MAX_VALUE;
                        if (!isPlace(offset, length) || to >= Blocks.ceil(offset + length)) {
                            return shard.change(context, Answers.ATTRIBUTES, change -> allocate.finish(change, from));
                        }
                        shard.step(transaction -> allocate.step(transaction, from, to));
                        at = to;
                    }
                }));
    }

    private static boolean isPlace(long offset, long length) {
        return offset >= 0 && length > 0 && offset + length >= 0;
    }

    @Override
    public OptionalLong firstOffline(CallContext context, FileRef file, long from, long to) {
        if (from < 0 || to < from) {
            throw new CairnException(ErrorCode.EINVAL, "range", "not a range: " + from + " to " + to);
        }
        return shard.read(files -> OfflineData.firstIn(files, readable(files, context, file), from, to)
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty()));
    }

    @Override
    public ExtentMap map(CallContext context, FileRef file, long offset, long length, int limit) {
        int most = BlockMap.page(limit);
        if (offset < 0 || length <= 0) {
            throw new CairnException(ErrorCode.EINVAL, "range", "not a range: " + offset + "+" + length);
        }
        return shard.read(files ->
                new BlockMap(files, readable(files, context, file)).runs(offset, Blocks.end(offset, length), most));
    }

    @Override
    public long seek(CallContext context, FileRef file, long offset, SeekTarget target) {
        return shard.read(files -> new BlockMap(files, readable(files, context, file)).seek(offset, target));
    }

    private static Inode readable(FileTree files, CallContext context, FileRef file) {
        Inode inode = DataRules.regular(files, file, context.caller());
        Access.READ.require(inode, context.caller());
        return inode;
    }

    @Override
    public Attributes punchOffline(CallContext context, FileRef file, long offset, long length, long dataVersion) {
        var punch = new Punch(file, offset, length, dataVersion, context.caller());
        Optional<Attributes> earlier = shard.answered(context, Answers.ATTRIBUTES);
        if (earlier.isPresent()) {
            return earlier.get();
        }
        return trimmed(context, file, file, () -> {
            shard.read(punch::verify);
            long at = offset;
            while (true) {
                long from = at;
                long to = shard.read(files -> punch.stepEnd(files, from));
                if (to >= Blocks.end(offset, length)) {
                    return shard.change(context, Answers.ATTRIBUTES, change -> punch.apply(change, from, to));
                }
                shard.step(transaction -> punch.apply(transaction, from, to));
                at = to;
            }
        });
    }

    @Override
    public MoveResult move(CallContext context, MoveRequest request) {
        Optional<MoveResult> earlier = shard.answered(context, Answers.MOVE);
        if (earlier.isPresent()) {
            return earlier.get();
        }
        var move = new Move(request, context.caller());
        return trimmed(context, request.source(), request.destination(), () -> {
            Move.Admitted admitted = shard.read(move::admit);
            if (admitted.range().isEmpty()) {
                return admitted.untouched();
            }
            return moveInSteps(context, move, admitted.range().get());
        });
    }

    private MoveResult moveInSteps(CallContext context, Move move, ExtentRuns.Range range) {
        long at = range.from();
        long moved = 0;
        try {
            while (true) {
                long from = at;
                long to = shard.read(files -> move.stepEnd(files, from));
                if (to >= range.to()) {
                    MoveResult last = shard.change(context, Answers.MOVE, change -> move.apply(change, from, to));
                    return new MoveResult(moved + last.movedBlocks(), last.source(), last.destination());
                }
                moved += shard.step(transaction -> move.apply(transaction, from, to))
                        .movedBlocks();
                at = to;
            }
        } catch (CairnException e) {
            if (moved == 0) {
                throw e;
            }
            throw new CairnException(
                    e.code(), e.reason(), e.getMessage() + "; " + moved + " blocks had been moved before", e);
        }
    }

    /** Finishes what is left to free behind the end of two files, if that is in the way. */
    private <R> R trimmed(CallContext context, FileRef one, FileRef other, Supplier<R> change) {
        for (int attempt = 1; ; attempt++) {
            try {
                return change.get();
            } catch (CairnException e) {
                if (!Trims.isUnfinished(e)) {
                    throw e;
                }
                if (attempt == ATTEMPTS_MAX) {
                    throw DataRules.changing();
                }
                Trims.finish(shard, shard.read(files -> files.resolve(one, context.caller())).number);
                Trims.finish(shard, shard.read(files -> files.resolve(other, context.caller())).number);
            }
        }
    }

    /** Says which block is missing, which a transaction does not look for. */
    private <R> R namingBlock(CallContext context, FileRef file, Supplier<R> change) {
        try {
            return change.get();
        } catch (CairnException e) {
            if (e.code() != ErrorCode.OFFLINE) {
                throw e;
            }
            Inode inode = shard.read(files -> files.resolve(file, context.caller()));
            Optional<Long> missing = shard.read(files -> OfflineData.firstIn(files, inode, 0, inode.size));
            throw missing.map(at -> DataRules.offline(inode, "block " + at / MetadataLimits.BLOCK_BYTES))
                    .orElse(e);
        }
    }
}
