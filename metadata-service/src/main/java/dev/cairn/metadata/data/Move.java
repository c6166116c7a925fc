package dev.cairn.metadata.data;

import dev.cairn.api.Caller;
import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.FileData.MoveMode;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.MoveRequest;
import dev.cairn.api.metadata.MoveResult;
import dev.cairn.api.metadata.Place;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.metadata.archive.ArchiveTarget;
import dev.cairn.metadata.archive.Recalls;
import dev.cairn.metadata.extent.Blocks;
import dev.cairn.metadata.extent.ExtentEdit;
import dev.cairn.metadata.extent.ExtentRuns;
import dev.cairn.metadata.extent.Trims;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.shard.Access;
import dev.cairn.metadata.shard.FileTree;
import dev.cairn.metadata.shard.ShardTransaction;
import java.util.List;
import java.util.Optional;

/** Hands blocks of one file to another (MOV-1 to MOV-13). */
record Move(MoveRequest request, Caller caller) {

    private static final int EXTENTS_PER_STEP = 1_000;

    /** Two files that may take part, and what of the source is meant: empty if there is nothing to do. */
    record Admitted(Inode source, Inode destination, Optional<ExtentRuns.Range> range) {

        MoveResult untouched() {
            return new MoveResult(0, source.attributes(), destination.attributes());
        }
    }

    /** MOV-2, in its order; but what is no regular file is told before an offset that lies behind it. */
    Admitted admit(FileTree files) {
        Inode source = files.resolve(request.source(), caller);
        Inode destination = files.resolve(request.destination(), caller);
        FileTree.requireArchivable(source);
        FileTree.requireArchivable(destination);
        var nothing = new Admitted(source, destination, Optional.empty());
        if (request.length() == 0) {
            return nothing;
        }
        if (Blocks.wraps(request.sourceOffset(), request.length())
                || Blocks.wraps(request.offset(), request.length())) {
            throw new CairnException(ErrorCode.EOVERFLOW, "range", "the range passes the end of all offsets");
        }
        if (source.number.equals(destination.number)) {
            throw new CairnException(ErrorCode.EINVAL, "same-file", "source and destination are one file");
        }
        Access.requireNotRetained(source);
        if (request.mode() instanceof MoveMode.Normal) {
            Access.requireNotRetained(destination);
        }
        requireAligned(source);
        if (request.mode() instanceof MoveMode.Stage(long dataVersion)) {
            ArchiveTarget.requireVersion(destination, dataVersion);
        }
        DataRules.requireRegular(source);
        DataRules.requireRegular(destination);
        if (request.sourceOffset() < 0 || request.sourceOffset() >= source.size) {
            return nothing;
        }
        Access.WRITE.require(source, caller);
        Access.WRITE.require(destination, caller);
        requireOnline(source, destination);
        long end =
                Math.min(Blocks.ceil(Blocks.end(request.sourceOffset(), request.length())), Blocks.ceil(source.size));
        DataRules.requirePlace(request.offset() < 0 ? Long.MAX_VALUE : request.offset(), end - request.sourceOffset());
        return new Admitted(source, destination, Optional.of(new ExtentRuns.Range(request.sourceOffset(), end)));
    }

    private void requireAligned(Inode source) {
        boolean endsWell = Blocks.isAligned(request.length())
                || Blocks.end(request.sourceOffset(), request.length()) == source.size;
        if (!Blocks.isAligned(request.sourceOffset()) || !Blocks.isAligned(request.offset()) || !endsWell) {
            throw new CairnException(
                    ErrorCode.EINVAL,
                    "range",
                    "offsets must be multiples of " + MetadataLimits.BLOCK_BYTES
                            + ", and the length too unless it ends with the source");
        }
    }

    private void requireOnline(Inode source, Inode destination) {
        boolean isDestinationMeant = request.mode() instanceof MoveMode.Normal;
        if (source.offlineBlocks > 0 || (isDestinationMeant && destination.offlineBlocks > 0)) {
            throw new CairnException(ErrorCode.ENODATA, "offline", "a file that is partly offline cannot take part");
        }
    }

    /** Where a transaction from a border of blocks on has to end: the end of the range, if the rest fits. */
    long stepEnd(FileTree files, long from) {
        Admitted admitted = admit(files);
        if (admitted.range().isEmpty()) {
            return Long.MAX_VALUE;
        }
        long end = admitted.range().get().to();
        List<Extent> extents = files.extents(admitted.source().content, from, end, EXTENTS_PER_STEP);
        return extents.size() < EXTENTS_PER_STEP
                ? end
                : Math.max(Blocks.floor(extents.getLast().end()), from + MetadataLimits.BLOCK_BYTES);
    }

    /** Moves the blocks of {@code [from, to)} of the source. */
    MoveResult apply(ShardTransaction transaction, long from, long to) {
        Admitted admitted = admit(transaction);
        if (admitted.range().isEmpty()) {
            return admitted.untouched();
        }
        Inode source = admitted.source();
        Inode destination = admitted.destination();
        Trims.requireDone(source);
        Trims.requireDone(destination);
        long end = Math.min(to, admitted.range().get().to());
        long by = request.offset() - request.sourceOffset();
        ExtentEdit taken = ExtentEdit.of(transaction, source, from, end).orElseThrow(DataRules::changing);
        List<Extent> moved = taken.within(from, end);
        List<ExtentRuns.Range> places = ExtentRuns.blocks(ExtentRuns.shifted(moved, by));
        if (!moved.isEmpty()) {
            long first = places.getFirst().from();
            long behind = places.getLast().to();
            ExtentEdit given =
                    ExtentEdit.of(transaction, destination, first, behind).orElseThrow(DataRules::changing);
            taken.erase(from, end).apply();
            place(given, destination, source, ExtentRuns.shifted(moved, by), places);
        }
        finish(transaction, source, destination, !moved.isEmpty());
        long blocks = places.stream()
                .mapToLong(place -> (place.to() - place.from()) / MetadataLimits.BLOCK_BYTES)
                .sum();
        return new MoveResult(blocks, source.attributes(), destination.attributes());
    }

    private void place(
            ExtentEdit given, Inode destination, Inode source, List<Extent> moved, List<ExtentRuns.Range> places) {
        switch (request.mode()) {
            case MoveMode.Normal() -> {
                places.forEach(place -> requireHole(given, place));
                given.put(moved).apply();
                long sourceEnd = source.size - request.sourceOffset() + request.offset();
                long end = Math.min(places.getLast().to(), Math.max(sourceEnd, 0));
                destination.size = Math.max(destination.size, end);
            }
            case MoveMode.Stage ignored -> {
                places.forEach(place -> requireOffline(given, place, destination));
                places.forEach(place -> given.erase(place.from(), place.to()));
                // MOV-9: what the source has behind the end of the destination goes.
                given.put(ExtentRuns.within(moved, 0, destination.size)).apply();
            }
        }
    }

    private static void requireHole(ExtentEdit given, ExtentRuns.Range place) {
        List<Extent> there = given.within(place.from(), place.to());
        if (!there.isEmpty()) {
            throw inTheWay(there.getFirst().offset(), "is no hole");
        }
    }

    /** Offline neighbours are one extent, so one must hold the whole place. */
    private static void requireOffline(ExtentEdit given, ExtentRuns.Range place, Inode destination) {
        List<Extent> there = given.within(place.from(), place.to());
        long end = Math.min(place.to(), destination.size);
        boolean isOffline = there.size() == 1
                && there.getFirst().place() instanceof Place.Offline
                && there.getFirst().offset() == place.from()
                && there.getFirst().end() == end
                && place.to() <= Blocks.ceil(destination.size);
        if (!isOffline) {
            throw inTheWay(place.from(), "and those that follow are not one offline extent");
        }
    }

    private static CairnException inTheWay(long offset, String why) {
        return new CairnException(
                ErrorCode.EINVAL,
                "state",
                "block " + offset / MetadataLimits.BLOCK_BYTES + " of the destination " + why);
    }

    private void finish(ShardTransaction transaction, Inode source, Inode destination, boolean hasMoved) {
        DataRules.changed(transaction, source);
        DataRules.markOverwritten(transaction, source);
        transaction.storeWithData(source);
        switch (request.mode()) {
            case MoveMode.Normal() -> {
                DataRules.changed(transaction, destination);
                DataRules.markOverwritten(transaction, destination);
                transaction.storeWithData(destination);
            }
            case MoveMode.Stage ignored -> {
                if (hasMoved) {
                    Recalls.complete(transaction, destination);
                    transaction.noteDataChange(destination);
                    transaction.store(destination);
                }
            }
        }
    }
}
